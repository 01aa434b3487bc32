"""Opening a round: its paper is made once, from what the meeting holds at that moment."""

from collections.abc import Sequence
from typing import Final

from musrenbang_live.core.ballots import AnyRule, Criterion, Elect, Paper, Score, ceiling_of
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import RoundOpened
from musrenbang_live.core.meeting import Meeting, Proposal

INFRASTRUCTURE: Final = "infra"
"""The icon of the sectors whose beneficiaries are banded as infrastructure."""


def was_held(meeting: Meeting, key: str) -> bool:
    """Whether the planned round `key` has been opened before."""
    return any(round_.plan.key == key for round_ in meeting.rounds.values())


def opened(meeting: Meeting, key: str, wanted: tuple[int, ...]) -> RoundOpened:
    """The round `key` on `wanted` options, or on all that stand and were not decided to be left
    out. Raises `Rejected`."""
    planned = meeting.plan.round_plan(key)
    if planned is None:
        raise Rejected("round_unknown")
    standing = standing_for(meeting, planned.rule)
    options = _options(standing, wanted or _usual(meeting, planned.rule, standing))
    return RoundOpened(len(meeting.rounds) + 1, planned, _paper(meeting, planned.rule, options))


def standing_for(meeting: Meeting, rule: AnyRule) -> tuple[int, ...]:
    """What a round by this rule can be held on: candidates or proposals, by number."""
    if isinstance(rule, Elect):
        return tuple(c.number for c in meeting.candidates.values() if c.stands)
    return tuple(proposal.number for proposal in meeting.standing())


def _usual(meeting: Meeting, rule: AnyRule, standing: tuple[int, ...]) -> tuple[int, ...]:
    """Without a choice nobody is asked again about what the meeting has decided not to do."""
    if isinstance(rule, Elect):
        return standing
    return tuple(number for number in standing if meeting.verdict(number) != "belum")


def without_cost(meeting: Meeting, rule: AnyRule, options: Sequence[int]) -> list[int]:
    """The proposals that cannot be on a ballot about money yet: nobody has said what they cost."""
    if not ceiling_of(rule):
        return []
    return [number for number in options if not meeting.proposals[number].content.cost]


def _options(standing: tuple[int, ...], wanted: tuple[int, ...]) -> tuple[int, ...]:
    if not set(wanted) <= set(standing):
        raise Rejected("proposal_unknown")
    options = tuple(sorted(set(wanted)))
    if not options:
        raise Rejected("round_without_options")
    return options


def _paper(meeting: Meeting, rule: AnyRule, options: tuple[int, ...]) -> Paper:
    if isinstance(rule, Elect):
        women = tuple(number for number in options if meeting.candidates[number].woman)
        return Paper(options, women=women)
    if isinstance(rule, Score):
        banded = [criterion for criterion in rule.criteria if criterion.is_given]
        given = tuple(_given(meeting, meeting.proposals[number], banded) for number in options)
        return Paper(options, given=given if banded else ())
    if ceiling_of(rule):
        return Paper(options, costs=_costs(meeting, rule, options))
    return Paper(options)


def _costs(meeting: Meeting, rule: AnyRule, options: tuple[int, ...]) -> tuple[int, ...]:
    unknown = without_cost(meeting, rule, options)
    if unknown:
        raise Rejected("option_without_cost", number=unknown[0])
    return tuple(meeting.proposals[number].content.cost or 0 for number in options)


def _given(meeting: Meeting, proposal: Proposal, banded: Sequence[Criterion]) -> tuple[int, ...]:
    """The scores that the number of beneficiaries gives; unknown is as few as can be."""
    sector = meeting.plan.sector(proposal.content.sector)
    infrastructure = sector is not None and sector.icon == INFRASTRUCTURE
    people = proposal.content.beneficiaries or 0
    return tuple(criterion.given(people, infrastructure=infrastructure) for criterion in banded)
