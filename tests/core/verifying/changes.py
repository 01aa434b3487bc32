"""What somebody could change of a published meeting before signing it anew."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from musrenbang_live.core.proof.public_log import Box, Sealed
from tests.core.verifying.meetings import Parts

NEW_ID = "00000000-0000-4000-8000-000000000000"


def place_of(it: Parts, kind: str, nth: int = 0) -> int:
    """Where the nth event of a kind stands among the lines."""
    kinds = [json.loads(line)["kind"] for line in it.lines]
    return [place for place, each in enumerate(kinds) if each == kind][nth]


def edited(line: bytes, **body: Any) -> bytes:
    """An event's line with other fields in its body."""
    said = json.loads(line)
    said["body"] |= body
    return msgspec.json.encode(said)


def renumbered(it: Parts) -> None:
    """Give all lines and records their places, after some were moved."""
    for place, line in enumerate(it.lines):
        it.lines[place] = msgspec.json.encode({**json.loads(line), "seq": place + 1})
    it.records = [
        msgspec.structs.replace(record, seq=place) for place, record in enumerate(it.records, 1)
    ]


def one_less(it: Parts, number: int = 1) -> None:
    """A ballot with all that belongs to it is gone."""
    box = it.boxes[number]
    it.boxes[number] = Box(number, box.ballots[1:], box.receipts[1:], box.used[1:])


def one_more(it: Parts, number: int = 1) -> None:
    """A ballot too many, and what would belong to it."""
    box = it.boxes[number]
    more = Sealed(NEW_ID, box.ballots[0].mark, "ponsel")
    it.boxes[number] = Box(
        number, [*box.ballots, more], [*box.receipts, NEW_ID], [*box.used, NEW_ID.replace("-", "")]
    )


def many_more(it: Parts) -> None:
    """More ballots than cards, and a record that is counted from them."""
    box = it.boxes[1]
    ballots = [Sealed(f"{n:08x}{NEW_ID[8:]}", [1, 2], "ponsel") for n in range(9)]
    ids = [each.code for each in ballots]
    it.boxes[1] = Box(
        1,
        [*box.ballots, *ballots],
        [*box.receipts, *ids],
        [*box.used, *(each.replace("-", "") for each in ids)],
    )


def other_mark(it: Parts) -> None:
    box = it.boxes[1]
    first = box.ballots[0]
    mark = [1] if first.mark != [1] else [2]
    it.boxes[1] = replace(box, ballots=[replace(first, mark=mark), *box.ballots[1:]])


def marked(number: int, mark: Any) -> Callable[[Parts], None]:
    """One ballot of a round says something that its rule does not take."""

    def change(it: Parts) -> None:
        box = it.boxes[number]
        first = replace(box.ballots[0], mark=mark)
        it.boxes[number] = replace(box, ballots=[first, *box.ballots[1:]])

    return change


def code_twice(it: Parts) -> None:
    box = it.boxes[2]
    first, second, *rest = box.ballots
    mark = second.mark if second.mark != first.mark else [[1, 3]]
    again = Sealed(first.code, mark, first.via)
    it.boxes[2] = replace(box, ballots=[first, again, *rest])


def same_ballot_twice(it: Parts) -> None:
    box = it.boxes[2]
    it.boxes[2] = replace(box, ballots=[box.ballots[0], *box.ballots[:-1]])


def receipt_twice(it: Parts) -> None:
    box = it.boxes[3]
    it.boxes[3] = replace(box, receipts=[box.receipts[0], *box.receipts[:-1]])


def used_twice(it: Parts) -> None:
    box = it.boxes[3]
    it.boxes[3] = replace(box, used=[box.used[0], *box.used[:-1]])


def receipt_missing(it: Parts) -> None:
    box = it.boxes[4]
    it.boxes[4] = replace(box, receipts=box.receipts[1:])


def no_block(it: Parts) -> None:
    del it.boxes[5]


def record_dropped(it: Parts) -> None:
    place = place_of(it, "TimerMoved")
    del it.lines[place]
    del it.records[place]


def record_dropped_and_renumbered(it: Parts) -> None:
    record_dropped(it)
    place = place_of(it, "RoundOpened")
    del it.lines[place]
    del it.records[place]
    renumbered(it)


def record_twice(it: Parts) -> None:
    place = place_of(it, "ProposalApproved")
    it.lines.insert(place, it.lines[place])
    it.records.insert(place, it.records[place])
    renumbered(it)
    it.lines.insert(place, it.lines[place])
    it.records.insert(place, it.records[place])


def records_swapped(it: Parts) -> None:
    place = place_of(it, "RoundClosed")
    for rows in (it.lines, it.records):
        rows[place], rows[place + 1] = rows[place + 1], rows[place]
    renumbered(it)


def revealed_before_closing(it: Parts) -> None:
    closed, shown = place_of(it, "RoundClosed", 1), place_of(it, "RoundRevealed", 1)
    for rows in (it.lines, it.records):
        rows.insert(closed, rows.pop(shown))
    renumbered(it)


def after_the_publication(it: Parts) -> None:
    place = place_of(it, "TimerMoved")
    it.lines.append(it.lines[place])
    it.records.append(it.records[place])
    renumbered(it)


def unknown_kind(it: Parts) -> None:
    place = place_of(it, "TimerMoved")
    said = json.loads(it.lines[place]) | {"kind": "TimerStopped"}
    it.lines[place] = msgspec.json.encode(said)


def another_option(it: Parts) -> None:
    """The paper of a round has an option less than was shown."""
    place = place_of(it, "RoundOpened", 5)
    paper = json.loads(it.lines[place])["body"]["paper"]
    it.lines[place] = edited(it.lines[place], paper=paper | {"costs": [1, *paper["costs"][1:]]})


def another_rule(it: Parts) -> None:
    place = place_of(it, "RoundOpened")
    plan = json.loads(it.lines[place])["body"]["plan"]
    plan["rule"]["most"] = 3
    it.lines[place] = edited(it.lines[place], plan=plan)


def more_cards(it: Parts) -> None:
    """Handed out after the fact: the number printed does not allow it."""
    place = place_of(it, "CardsActivated")
    it.lines[place] = edited(it.lines[place], last=99)


def body_says_more(it: Parts) -> None:
    place = place_of(it, "TimerMoved")
    it.lines[place] = edited(it.lines[place], why="tanpa alasan")


def text_changed(it: Parts) -> None:
    place = next(n for n, line in enumerate(it.texts) if b"Parit besar" in line)
    it.texts[place] = it.texts[place].replace(b"Parit besar", b"Parit kecil")


def texts_swapped(it: Parts) -> None:
    it.texts[0], it.texts[1] = it.texts[1], it.texts[0]


def text_of_nothing(it: Parts) -> None:
    it.texts[-1] = it.texts[-1].replace(b'"seq":', b'"seq":9')


def recorded(*path: str | int, value: Any) -> Callable[[Parts], None]:
    """The published record says `value` at this place."""

    def change(it: Parts) -> None:
        held: Any = it.record
        for step in path[:-1]:
            held = held[step]
        assert held[path[-1]] is not value
        held[path[-1]] = value

    return change


def ranks_swapped(it: Parts) -> None:
    ranking = it.record["rounds"][0]["ranking"]
    ranking[0], ranking[1] = ranking[1], ranking[0]


def field_dropped(it: Parts) -> None:
    del it.record["rounds"][5]["decisions"]


def field_added(it: Parts) -> None:
    it.record["rounds"][0]["catatan"] = "sah"


def plan_changed(it: Parts) -> None:
    it.plan = {**it.plan, "ceiling": 1_000}


CHANGES: dict[str, tuple[int, Callable[[Parts], None]]] = {
    "a ballot dropped": (9, one_less),
    "a ballot added": (9, one_more),
    "more ballots than cards": (7, many_more),
    "a mark edited": (9, other_mark),
    "too many choices": (8, marked(1, [1, 2, 3])),
    "an option that is not on the paper": (8, marked(1, [7])),
    "an option twice": (8, marked(1, [1, 1])),
    "not the normal form": (8, marked(1, [2, 1])),
    "a blank ballot": (8, marked(1, [])),
    "no choice at all": (8, marked(1, None)),
    "a choice that is text": (8, marked(1, ["1"])),
    "a choice that is true": (8, marked(1, [True])),
    "too many points": (8, marked(3, [[1, 3], [2, 3]])),
    "a score out of range": (8, marked(5, [[1, 9]])),
    "over the budget": (8, marked(6, [1, 2, 3, 4])),
    "a code on two ballots": (6, code_twice),
    "the same ballot twice": (6, same_ballot_twice),
    "a receipt twice": (6, receipt_twice),
    "a card used twice": (6, used_twice),
    "a receipt missing": (7, receipt_missing),
    "no block": (5, no_block),
    "a record dropped": (4, record_dropped),
    "a record dropped, the rest renumbered": (5, record_dropped_and_renumbered),
    "a record twice": (4, record_twice),
    "closed and what follows swapped": (5, records_swapped),
    "revealed before it was closed": (5, revealed_before_closing),
    "something after the publication": (4, after_the_publication),
    "a kind that nobody knows": (4, unknown_kind),
    "another paper": (5, another_option),
    "another rule": (5, another_rule),
    "more cards": (4, more_cards),
    "a body that says more": (4, body_says_more),
    "a text changed": (4, text_changed),
    "texts swapped": (4, texts_swapped),
    "a text of nothing": (4, text_of_nothing),
    "votes edited": (9, recorded("rounds", 0, "ranking", 0, "votes", value=11_000)),
    "a rank edited": (9, recorded("rounds", 3, "ranking", 1, "rank", value=7)),
    "ranks swapped": (9, ranks_swapped),
    "money given to another": (9, recorded("rounds", 5, "decisions", 0, "chosen", value=[4])),
    "somebody else elected": (9, recorded("rounds", 6, "decisions", 0, "chosen", value=[3, 2])),
    "lots edited": (9, recorded("rounds", 0, "lots", value=[1, 2, 3, 4])),
    "turnout edited": (9, recorded("rounds", 0, "ballots", value=13)),
    "a rule edited": (9, recorded("rounds", 0, "rule", "most", value=3)),
    "a cost edited": (9, recorded("rounds", 5, "ranking", 0, "cost", value=1)),
    "binding edited": (9, recorded("rounds", 0, "binding", value=False)),
    "a fate edited": (9, recorded("proposals", 6, "fate", value="ranked")),
    "a time edited": (9, recorded("closed", value="2027-01-15T09:00:00+00:00")),
    "a number that is true": (9, recorded("rounds", 0, "number", value=True)),
    "a field dropped": (9, field_dropped),
    "a field added": (9, field_added),
    "the record is another thing": (9, recorded("attendance", value=7)),
    "the plan edited": (9, plan_changed),
}
"""The number of the check that finds it, and the change."""
