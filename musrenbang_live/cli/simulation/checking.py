"""Is what was published exactly what the simulated people were told was stored?"""

from collections.abc import Iterator
from typing import Any

from musrenbang_live.cli.simulation.play import Play
from musrenbang_live.core.ballots import Paper
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.core.tally import piled


def differences(play: Play, published: dict[str, Any]) -> list[str]:
    """Every difference as a sentence; none when the record is true."""
    return [*_people(play, published), *_proposals(play, published), *_votes(play, published)]


def _people(play: Play, published: dict[str, Any]) -> Iterator[str]:
    joined = published["attendance"]["joined"]
    if joined != len(play.residents):
        yield f"{len(play.residents)} joined, {joined} were published"


def _proposals(play: Play, published: dict[str, Any]) -> Iterator[str]:
    sent = dict(play.entered)
    for resident in play.residents:
        sent |= resident.proposed
    shown = {proposal["number"]: proposal for proposal in published["proposals"]}
    for number in sent.keys() - shown.keys():
        yield f"proposal {number} was acknowledged and is not published"
    for number in shown.keys() - sent.keys():
        yield f"proposal {number} was published and nobody sent it"
    for number in sent.keys() & shown.keys():
        yield from _proposal(play, number, sent[number], shown[number])


def _proposal(play: Play, number: int, title: str, shown: dict[str, Any]) -> Iterator[str]:
    if " ".join(title.split()) != shown["title"]:
        yield f"proposal {number} reads {shown['title']!r}, was {title!r}"
    if play.merged.get(number) != shown["merged_into"]:
        yield f"proposal {number} is merged into {shown['merged_into']}"
    expected = _supporters(play, number)
    if number not in play.merged and shown["supports"] != expected:
        yield f"proposal {number} has {shown['supports']} supports, {expected} were sent"


def _supporters(play: Play, number: int) -> int:
    group = {number, *(member for member, into in play.merged.items() if into == number)}
    return sum(bool(resident.supported & group) for resident in play.residents)


def _votes(play: Play, published: dict[str, Any]) -> Iterator[str]:
    results = {held["number"]: held for held in published["rounds"]}
    for number, planned in enumerate(play.held, 1):
        if number not in results:
            yield f"vote {number} is not published"
            continue
        yield from _vote(play, number, planned, results[number])


def _vote(play: Play, number: int, planned: RoundPlan, result: dict[str, Any]) -> Iterator[str]:
    """The figures that the acknowledged marks give, against those that are published."""
    marks = [resident.voted[number] for resident in play.residents if number in resident.voted]
    marks += play.on_paper.get(number, [])
    if result["ballots"] != len(marks):
        yield f"vote {number}: {len(marks)} ballots acknowledged, {result['ballots']} published"
    lines = {line["proposal"]: line for line in result["ranking"]}
    paper = Paper(
        options=tuple(lines),
        costs=tuple(line["cost"] or 0 for line in lines.values()),
        given=tuple(tuple(line["given"] or ()) for line in lines.values()),
    )
    for option, figures in planned.rule.figures(piled(marks), paper).items():
        line = lines[option]
        shown = tuple(line["figures"].values())
        if shown != figures or line["votes"] != figures[0]:
            yield f"vote {number}: option {option} got {figures}, {shown} are published"
