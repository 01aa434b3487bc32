"""A published vote as Pabulib keeps elections (`core.pabulib`): projects, ballots, what was funded.

Of people there is nothing but their ballots, in the order that was drawn at the closing, under
numbers that mean nothing. Votes of which projects are no options, or no money, have no such file.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from musrenbang_live.core.ballots import AnyRule, Budget, Choose, Decision, Dots, Mark
from musrenbang_live.core.ballots.rule import named, rows
from musrenbang_live.core.meeting import Meeting, Round
from musrenbang_live.core.pabulib import Ballot, Election, Project, VoteType, write
from musrenbang_live.core.views.results import Result, ResultLine
from musrenbang_live.web import formats

KINDS: Final = (Budget.kind, Dots.kind, Choose.kind)
"""Kinds of ballot that Pabulib has too."""
METHODS: Final = {"terbanyak": "greedy", "seimbang": "equalshares/add1"}
"""What Pabulib calls our ways of giving money."""


def has_file(result: Result) -> bool:
    """Whether there is such a file of a result.

    Raised hands are no ballots: with them, the ballots of a file would not give its figures.
    """
    return result.rule.kind in KINDS and not result.people


def pb_file(
    meeting: Meeting, result: Result, marks: Sequence[Mark], *, invented: bool = False
) -> bytes:
    """The `.pb` file of a revealed vote with these marks.

    `invented`: nobody real decided anything here.
    """
    round_ = meeting.rounds[result.round]
    rule = round_.plan.rule
    decision = result.decisions[0] if result.decisions else None
    order = {option: place for place, option in enumerate(round_.options)}
    lines = sorted(result.lines, key=lambda line: order[line.option.number])
    election = Election(
        vote_type=_vote_type(rule),
        budget=_ceiling(rule) or meeting.plan.ceiling,
        projects=tuple(_project(round_, line, decision) for line in lines),
        ballots=tuple(_ballot(number, mark) for number, mark in enumerate(marks, 1)),
        meta=_meta(meeting, round_, result, decision, invented=invented),
    )
    return write(election)


def _vote_type(rule: AnyRule) -> VoteType:
    if isinstance(rule, Dots):
        return "cumulative"
    return "choose-1" if isinstance(rule, Choose) and rule.most == 1 else "approval"


def _ceiling(rule: AnyRule) -> int:
    return rule.ceiling if isinstance(rule, Budget | Dots) else 0


def _project(round_: Round, line: ResultLine, decision: Decision | None) -> Project:
    number, pointed = line.option.number, isinstance(round_.plan.rule, Dots)
    return Project(
        id=str(number),
        cost=round_.paper.cost(number) if round_.paper.costs else line.option.cost or 0,
        votes=line.figures[1] if pointed else line.votes,
        score=line.votes if pointed else None,
        name=line.option.title,
        selected=_selected(number, decision),
    )


def _selected(option: int, decision: Decision | None) -> int | None:
    if decision is None:
        return None
    return 2 if option in decision.undecided else int(option in decision.chosen)


def _ballot(number: int, mark: Mark) -> Ballot:
    """Options in the order of their numbers; with points, most points first."""
    given = sorted((-points, option) for option, points in rows(mark))
    if given:
        projects = tuple(str(option) for _, option in given)
        return Ballot(str(number), projects, tuple(-points for points, _ in given))
    return Ballot(str(number), tuple(map(str, named(mark))))


def _meta(
    meeting: Meeting, round_: Round, result: Result, decision: Decision | None, *, invented: bool
) -> dict[str, str]:
    plan = meeting.plan
    told: Mapping[str, Any] = {
        "description": f"{plan.forum}: {result.title}",
        "country": "Indonesia",
        "unit": plan.city,
        "instance": plan.year,
        "rule": METHODS.get(decision.by, "unknown") if decision else "unknown",
        "date_begin": _day(round_.opened_at, plan.zone),
        "date_end": _day(round_.closed_at, plan.zone),
        "subunit": plan.ward,
        "district": plan.district,
        "language": "id",
        "currency": "IDR",
        "experimental": "1" if invented or plan.practice else "",
        "comment": _comment(result, decision),
        **_limits(round_.plan.rule),
    }
    return {key: str(value) for key, value in told.items()}


def _day(at: int, zone: str) -> str:
    return formats.moment(at, zone).strftime("%d.%m.%Y")


def _limits(rule: AnyRule) -> dict[str, int]:
    if isinstance(rule, Budget):
        return {"max_sum_cost": rule.ceiling} if rule.fits else {}
    if isinstance(rule, Dots):
        most = {"max_points": rule.most_each} if rule.most_each else {}
        return {**most, "max_sum_points": rule.points}
    return {"max_length": rule.most} if isinstance(rule, Choose) and rule.most > 1 else {}


def _comment(result: Result, decision: Decision | None) -> str:
    told = []
    if not result.binding:
        told.append("A poll by open link: one person may have voted more than once.")
    if decision is None:
        told.append("This vote ranked the projects; no money was given by it.")
    elif decision.undecided:
        told.append("selected 2: equal votes, and no rule of the vote says which comes first.")
    return " ".join(f"#{number}: {each}" for number, each in enumerate(told, 1))
