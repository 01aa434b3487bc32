"""Counting everything again from the published ballots, and comparing it with the record.

The record is what the archive publishes. How many came and joined, who supported what and who
found that a promise was kept stands in no log: those figures are taken from the record itself.
"""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from musrenbang_live.core.attending import PresentCounts, PublicCounts
from musrenbang_live.core.counts import Attendance, Counts
from musrenbang_live.core.proof import bundle
from musrenbang_live.core.proof.malformed import Malformed
from musrenbang_live.core.sealed_lists import Proof
from musrenbang_live.core.tally import piled, tally
from musrenbang_live.core.verifying.case import Case
from musrenbang_live.core.verifying.strict_json import an_object, whole
from musrenbang_live.core.verifying.ways import came_in
from musrenbang_live.core.views.promises import TOPIC as PROMISES
from musrenbang_live.core.views.questions import TOPIC

ADDED_LATER: Final[frozenset[str]] = frozenset(
    ("questions", "unit_cost", "agency", "catalog", "beyond", "budget")
)
"""Fields that records of older programs do not have."""


def result(case: Case) -> str:
    """9: every figure, place, decision and lot of the record follows from log and ballots."""
    published = an_object(case.files[bundle.RECORD], bundle.RECORD)
    counted = an_object(case.tools.record(case.meeting, _counts(case, published)), "the recount")
    for difference in _differences(published, counted, "record"):
        raise Malformed(difference)
    lines = sum(len(held["ranking"]) for held in counted["rounds"])
    return f"{lines} figures, and what follows from them, come out the same when counted again"


def _counts(case: Case, published: dict[str, Any]) -> Counts:
    records = {each["number"]: each for each in published["rounds"]}
    tallies = {
        number: tally(
            held.plan,
            held.paper,
            piled(sealed.mark for sealed in case.ballots[number]),
            held.drawn,
            hands=held.hands,
            came_in=came_in(number, case.ballots[number], records[number]),
        )
        for number, held in case.meeting.rounds.items()
    }
    told = published["attendance"]
    return Counts(
        supports={each["number"]: whole(each["supports"]) for each in published["proposals"]},
        attendance=Attendance(
            joined=whole(told["joined"]),
            assisted=whole(told["assisted"]),
            by_gender=told["by_gender"] or {},
        ),
        turnout={number: found.ballots for number, found in tallies.items()},
        tallies=tallies,
        present=_present(published),
        opinions=_opinions(published),
        proofs={
            number: Proof(len(block.receipts), len(block.used))
            for number, block in case.blocks.items()
        },
    )


def _present(published: dict[str, Any]) -> PresentCounts:
    """Who was there, as published: no ballot says it, so nothing but its form is checked."""
    told = published.get("present")
    if told is None:
        return PresentCounts()
    try:
        return msgspec.convert(told, PublicCounts).counts
    except msgspec.ValidationError as error:
        raise Malformed(f"record.present cannot be read: {error}") from error


def _opinions(published: dict[str, Any]) -> dict[tuple[str, int], tuple[int, ...]]:
    questions, promises = published.get("questions", ()), published.get("promises", ())
    supported = {(TOPIC, each["number"]): (whole(each["supports"]),) for each in questions}
    return supported | {
        (PROMISES, each["number"]): (whole(each["kept"]), whole(each["unkept"]))
        for each in promises
    }


def _differences(published: object, counted: object, where: str) -> Iterator[str]:
    match published, counted:
        case dict(), dict():
            yield from _of_objects(published, counted, where)
        case list(), list() if len(published) == len(counted):
            for place, (one, other) in enumerate(zip(published, counted, strict=True)):
                yield from _differences(one, other, f"{where}[{place}]")
        case _ if type(published) is not type(counted) or published != counted:
            yield f"{where} is {published!r:.80}, and {counted!r:.80} when counted again"


def _of_objects(published: dict[str, Any], counted: dict[str, Any], where: str) -> Iterator[str]:
    for name in published.keys() - counted.keys():
        yield f"{where} has {name[:40]!r}, which this program does not know"
    for name, value in counted.items():
        if name in published:
            yield from _differences(published[name], value, f"{where}.{name}")
        elif name not in ADDED_LATER:
            yield f"{where} lacks {name!r}"
