"""Raised hands and the ways in: what is said of them follows from log and ballots."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from musrenbang_live.core.proof.public_log import Box, Sealed
from tests.core.verifying.meetings import HANDS, VOTERS, Parts, first_wrong, parts, wrong

ROUND = 2
"""The round in which hands were counted."""


@pytest.fixture
def it() -> Parts:
    return parts()


def held(it: Parts) -> dict[str, Any]:
    record: dict[str, Any] = it.record["rounds"][ROUND - 1]
    return record


def counted(it: Parts) -> int:
    """Where the count that counts stands in the log."""
    kinds = [json.loads(line)["kind"] for line in it.lines]
    return max(place for place, kind in enumerate(kinds) if kind == "HandsCounted")


def edit(it: Parts, **body: Any) -> None:
    place = counted(it)
    said = json.loads(it.lines[place])
    said["body"] |= body
    it.lines[place] = msgspec.json.encode(said)


def test_the_record_tells_every_way(it: Parts) -> None:
    phones, paper, hands = held(it)["channels"]
    assert (phones["via"], phones["ballots"], phones["by"]) == ("ponsel", VOTERS - 5, None)
    assert (paper["via"], paper["ballots"], paper["people"]) == ("kertas", 5, 0)
    assert (hands["via"], hands["people"], hands["by"]) == ("angkat tangan", HANDS, "Ketua LPM")
    assert held(it)["people"] == HANDS
    for line in held(it)["ranking"]:
        apart = [way["figures"][str(line["proposal"])] for way in (phones, paper, hands)]
        assert [sum(each) for each in zip(*apart, strict=True)] == list(line["figures"].values())
    assert wrong(it.packed()) == {}


def test_few_ballots_are_not_told_apart() -> None:
    few = parts(voters=3)
    assert held(few)["channels"][0] == {
        **{"via": "ponsel", "ballots": 3, "people": 0, "figures": None, "by": None}
    }
    assert wrong(few.packed()) == {}


def moved(it: Parts) -> None:
    """The count comes after the closing."""
    place = counted(it)
    it.texts = [line for line in it.texts if b'"path":"by"' not in line]
    for rows in (it.lines, it.records):
        rows.insert(place + 1, rows.pop(place))
    for at, line in enumerate(it.lines):
        it.lines[at] = msgspec.json.encode({**json.loads(line), "seq": at + 1})
    it.records = [replace(record, seq=at) for at, record in enumerate(it.records, 1)]


def other_way(it: Parts, via: str, some: int) -> None:
    box = it.boxes[ROUND]
    ballots = [replace(each, via=via) for each in box.ballots[:some]]
    it.boxes[ROUND] = replace(box, ballots=[*ballots, *box.ballots[some:]])


def crowd(it: Parts) -> None:
    """As many hands as there are cards, beside all the ballots."""
    place, figures = counted(it), [[option, 0, 0, 0] for option in (1, 2, 3, 4)]
    edit(it, people=VOTERS + 2, figures=figures)
    assert json.loads(it.lines[place])["body"]["people"] == VOTERS + 2


def in_record(name: str, value: Any) -> Callable[[Parts], None]:
    return lambda it: held(it).update({name: value})


def in_way(way: int, name: str, value: Any) -> Callable[[Parts], None]:
    return lambda it: held(it)["channels"][way].update({name: value})


def dropped(it: Parts) -> None:
    del held(it)["channels"][1]


CHANGES: dict[str, tuple[int, Callable[[Parts], None]]] = {
    "more hands for an option": (9, lambda it: edit(it, figures=_rows(it, 2, 0, 0))),
    "hands that nobody can have": (5, lambda it: edit(it, figures=_rows(it, 3, 0, 0))),
    "hands below nothing": (5, lambda it: edit(it, figures=_rows(it, -1, 0, 0))),
    "an option less": (5, lambda it: edit(it, figures=_rows(it, 1, 0, 0)[:-1])),
    "a row of nothing": (4, lambda it: edit(it, figures=[[], *_rows(it, 1, 0, 0)])),
    "another round": (5, lambda it: edit(it, number=1)),
    "more people": (7, lambda it: edit(it, people=HANDS + 1)),
    "more people than cards": (5, lambda it: edit(it, people=VOTERS + 3)),
    "more voices than cards": (7, crowd),
    "counted after the closing": (5, moved),
    "people in the record": (9, in_record("people", 0)),
    "hands in the record": (9, in_way(2, "people", 9)),
    "who counted": (9, in_way(2, "by", "Camat")),
    "figures of a way": (9, in_way(1, "figures", None)),
    "ballots of a way": (9, in_way(0, "ballots", VOTERS)),
    "a way dropped": (9, dropped),
    "ways that are no list": (9, in_record("channels", None)),
    "a ballot of another way": (9, lambda it: other_way(it, "ponsel", 1)),
    "ballots of no way among others": (9, lambda it: other_way(it, "", 1)),
    "all ballots of no way": (9, lambda it: other_way(it, "", VOTERS)),
}


def _rows(it: Parts, *figures: int) -> list[list[int]]:
    rows: list[list[int]] = json.loads(it.lines[counted(it)])["body"]["figures"]
    return [[rows[0][0], *figures], *rows[1:]]


@pytest.mark.parametrize("name", CHANGES)
def test_whoever_signs_it_anew_is_found_out(it: Parts, name: str) -> None:
    number, change = CHANGES[name]
    change(it)
    assert first_wrong(it.packed()) == number, wrong(it.packed())


def test_a_split_that_is_not_told_must_add_up() -> None:
    few = parts(voters=3)
    for ways in ([("ponsel", 2)], [("ponsel", 2), ("kertas", 2)], [("ponsel", 1), ("ponsel", 2)]):
        told = [
            {"via": via, "ballots": ballots, "people": 0, "figures": None, "by": None}
            for via, ballots in ways
        ]
        held(few)["channels"] = [*told, held(few)["channels"][-1]]
        assert 9 in wrong(few.packed()), ways


def test_paper_beside_few_phones_is_told_in_number_alone() -> None:
    """The split is then the word of the record, which holds when it adds up."""
    few = parts(voters=3)
    way = held(few)["channels"]
    way[:1] = [{**way[0], "ballots": 2}, {**way[0], "via": "kertas", "ballots": 1}]
    assert wrong(few.packed()) == {}


def test_a_box_is_of_one_kind() -> None:
    """The parts made above are what they seem."""
    box: Box = parts().boxes[ROUND]
    assert {type(each) for each in box.ballots} == {Sealed}
    assert {each.via for each in box.ballots} == {"ponsel", "kertas"}
