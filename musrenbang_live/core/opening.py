"""Opening a round: its paper is made once, from what the meeting holds at that moment."""

from musrenbang_live.core.ballots import Paper
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import RoundOpened
from musrenbang_live.core.meeting import Meeting


def was_held(meeting: Meeting, key: str) -> bool:
    """Whether the planned round `key` has been opened before."""
    return any(round_.plan.key == key for round_ in meeting.rounds.values())


def opened(meeting: Meeting, key: str, wanted: tuple[int, ...]) -> RoundOpened:
    """The round `key` on `wanted` proposals, or on all that stand. Raises `Rejected`."""
    planned = meeting.plan.round_plan(key)
    if planned is None:
        raise Rejected("round_unknown")
    paper = Paper(options=_options(meeting, wanted))
    return RoundOpened(len(meeting.rounds) + 1, planned, paper)


def _options(meeting: Meeting, wanted: tuple[int, ...]) -> tuple[int, ...]:
    standing = tuple(proposal.number for proposal in meeting.standing())
    if not set(wanted) <= set(standing):
        raise Rejected("proposal_unknown")
    options = tuple(sorted(set(wanted))) or standing
    if not options:
        raise Rejected("round_without_options")
    return options
