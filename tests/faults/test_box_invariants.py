"""The checks of ballot boxes themselves: each lie about a small one is found, the truth passes."""

import random
from collections.abc import Callable

import pytest

from musrenbang_live.core import events as e
from musrenbang_live.core.ballots import Elect, Paper
from musrenbang_live.core.events import Record
from musrenbang_live.core.evolving import replay
from musrenbang_live.core.plan import RoundPlan
from tests import builders
from tests.faults.boxes import in_sealed
from tests.faults.invariants import untruths
from tests.faults.outbox import Item
from tests.faults.phones import StormPhone
from tests.faults.stored import TABLES, Stored

ROUND = RoundPlan("delegasi", "Delegasi", Elect(2, 2))


def vote(ref: str, mark: list[int], **answer: object) -> Item:
    content = {"round": 1, "mark": mark}
    return Item(do="vote", ref=ref, rev=1, content=content, sent=1, answer=answer or None)


def phones() -> list[StormPhone]:
    """One was acknowledged and tried again; one waits for its answer; one never voted."""
    made = []
    for who, items in {
        "one": [vote("a", [2, 1], ok="a"), vote("b", [2], no="b", code="ballot_cast")],
        "two": [vote("c", [2])],
        "three": [],
    }.items():
        phone = StormPhone("http://nowhere", "HMX4T7", random.Random(0))
        phone.participant = who
        phone.done = {item.ref: item for item in items}
        made.append(phone)
    return made


def stored() -> Stored:
    """What those two sent is in the box."""
    happened = [
        e.MeetingOpened(),
        e.CandidateNominated(1, "Siti", True, ""),
        e.CandidateNominated(2, "Budi", False, ""),
        e.RoundOpened(1, ROUND, Paper((1, 2))),
    ]
    records = [Record(seq, 0, "", event, "") for seq, event in enumerate(happened, 1)]
    ballots = {"a": [[1, 2], "ponsel"], "c": [[2], "ponsel"]}
    box = {"round": 1, "voters": ["one", "two"], "ballots": ballots, "receipts": ["r", "s"]}
    return Stored(
        seq=4,
        stage="open",
        records=records,
        meeting=replay(builders.meeting(), records),
        rows={
            **{table: [] for table in TABLES},
            "participant": [{"id": "one"}, {"id": "two"}, {"id": "three"}],
            "round": [{"number": 1, "stage": "open", "options": [1, 2]}],
            "urn": [box],
        },
    )


def test_the_truth_passes() -> None:
    told = stored()
    assert untruths(told, phones()) == []
    assert told.numbers()["masuk"] == 2
    told.rows["urn"][0].update(voters=["one"], ballots={"a": [[1, 2], "ponsel"]}, receipts=["r"])
    assert untruths(told, phones()) == [], "what waits for its answer may not have arrived"


def box(**changes: object) -> Callable[[Stored, list[StormPhone]], None]:
    return lambda told, _: told.rows["urn"][0].update(changes)


LIES: dict[str, Callable[[Stored, list[StormPhone]], None]] = {
    "a voter is lost": box(voters=["one"]),
    "a voter is there twice": box(voters=["one", "one"]),
    "a voter never came": box(voters=["one", "four"]),
    "somebody else voted": box(voters=["one", "three"]),
    "a ballot is lost": box(ballots={"c": [[2], "ponsel"]}),
    "an acknowledged ballot is another": box(
        ballots={"b": [[2], "ponsel"], "c": [[2], "ponsel"]},
    ),
    "a ballot says something else": box(ballots={"a": [[1], "ponsel"], "c": [[2], "ponsel"]}),
    "a ballot was never sent": box(ballots={"a": [[1, 2], "ponsel"], "d": [[2], "ponsel"]}),
    "one has two ballots": box(ballots={"a": [[1, 2], "ponsel"], "b": [[2], "ponsel"]}),
    "a receipt is lost": box(receipts=["r"]),
    "a receipt is there twice": box(receipts=["r", "r"]),
    "all is lost": lambda told, _: told.rows["urn"].clear(),
    "one was told of a ballot it has not": lambda told, found: found[2].done.update(
        d=vote("d", [1], no="d", code="ballot_cast")
    ),
    "one was refused for no reason": lambda told, found: found[2].done.update(
        d=vote("d", [1], no="d", code="round_unknown")
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_every_lie_is_found(lie: str) -> None:
    told, tellers = stored(), phones()
    LIES[lie](told, tellers)
    assert untruths(told, tellers)


def sealed(marks: dict[str, list[int]], *voters: str) -> list[str]:
    told = stored()
    told.rows["turnout"] = [{"round": 1, "participant": voter} for voter in voters]
    told.rows["mark"] = [{"round": 1, "id": code, "mark": mark} for code, mark in marks.items()]
    return list(in_sealed(told, phones(), 1))


def test_a_sealed_box_holds_every_acknowledged_ballot_and_perhaps_one_on_its_way() -> None:
    assert sealed({"a": [1, 2]}, "one") == []
    assert sealed({"a": [1, 2], "c": [2]}, "one", "two") == []
    assert sealed({"c": [2]}, "two")
    assert sealed({"a": [1, 2], "c": [2]}, "one")
    assert sealed({"a": [1, 2], "x": [2]}, "one", "two")
