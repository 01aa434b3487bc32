"""The rules of musyawarah: what is agreed without a vote; part of `core.deciding`.

A vote advises and the meeting decides: the agreed order, the result of the vote and the reason why
they differ are three things, and none of them is made from another.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from musrenbang_live.core import commands as c
from musrenbang_live.core import events as e
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import AnyEvent
from musrenbang_live.core.meeting import Meeting, Proposal
from musrenbang_live.core.proposing import REASON_LIMIT, checked_reason
from musrenbang_live.core.text import accepted

VERDICTS: Final = ("", "mufakat", "voting", "cadangan", "belum")
OTHER_REASON: Final = "lain"
REASON_CODES: Final = (
    "kewenangan",
    "lahan",
    "psu",
    "aset",
    "hibah",
    "digabung",
    "program",
    "pagu",
    "rpjmd",
    "data",
    OTHER_REASON,
)
"""Why a proposal is not accommodated, as the official lists give it: not the city's to build;
private or disputed land; housing facilities not handed over; another body's asset; a grant to a
body that is no legal person (UU 23/2014, article 298(5)); part of another proposal; in an agency's
programme already; over the ceiling; not in the RPJMD or the catalogue; too little known; other."""


def _decide(meeting: Meeting, command: c.DecideProposal, now: int) -> list[AnyEvent]:
    proposal = _standing(meeting, command.number)
    if command.verdict not in VERDICTS:
        raise Rejected("verdict_unknown")
    code, reason = _why(command)
    if command.verdict in ("", "belum") and proposal.number in meeting.ranks:
        raise Rejected("proposal_ranked", number=proposal.number)
    held = meeting.decisions.get(proposal.number)
    before = (held.verdict, held.code, held.reason) if held else ("", "", "")
    if before == (command.verdict, code, reason):
        return []
    return [e.ProposalDecided(proposal.number, command.verdict, code, reason)]


def _why(command: c.DecideProposal) -> tuple[str, str]:
    """The code and the words; a decision that wants no code may have words."""
    if command.verdict != "belum":
        return "", accepted(command.reason, REASON_LIMIT, field="reason", required=False)
    if command.code not in REASON_CODES:
        raise Rejected("reason_missing", field="code")
    if command.code == OTHER_REASON:
        return command.code, checked_reason(command.reason)
    return command.code, accepted(command.reason, REASON_LIMIT, field="reason", required=False)


def _agree(meeting: Meeting, command: c.AgreeRanks, now: int) -> list[AnyEvent]:
    _must_be_held(meeting)
    order = command.order
    if len(set(order)) != len(order):
        raise Rejected("ranks_malformed")
    for number in order:
        _standing(meeting, number)
        if meeting.verdict(number) == "belum":
            raise Rejected("proposal_not_accommodated", number=number)
    reason = accepted(command.reason, REASON_LIMIT, field="reason", required=False)
    if order and differs(order, command.voted):
        reason = checked_reason(command.reason)
    if (order, reason) == (meeting.ranks, meeting.rank_reason):
        return []
    return [e.RanksAgreed(order, reason if order else "")]


def differs(order: Sequence[int], voted: Sequence[int]) -> bool:
    """Whether an agreed order is another one than that of the vote, or puts something not voted on
    before what was. What the meeting leaves off at the end needs no reason: money ends somewhere.
    Nor does what was agreed without a vote and comes after all that was voted on.
    """
    ranked = sum(number in voted for number in order)
    instead = ranked < len(voted) and ranked < len(order)
    return bool(voted) and (instead or tuple(order)[:ranked] != tuple(voted)[:ranked])


def _acclaim(meeting: Meeting, command: c.AcclaimDelegates, now: int) -> list[AnyEvent]:
    _must_be_held(meeting)
    if meeting.open_round and meeting.open_round.elects:
        raise Rejected("candidate_in_vote")
    if len(set(command.candidates)) != len(command.candidates):
        raise Rejected("ranks_malformed")
    for number in command.candidates:
        candidate = meeting.candidates.get(number)
        if candidate is None or not candidate.stands:
            raise Rejected("candidate_unknown")
    if command.candidates == meeting.acclaimed:
        return []
    return [e.DelegatesAcclaimed(command.candidates)]


def _must_be_held(meeting: Meeting) -> None:
    if meeting.stage == "planned":
        raise Rejected("session_not_open")


def _standing(meeting: Meeting, number: int) -> Proposal:
    """The proposal, if it is shown by itself and nobody votes on it now."""
    _must_be_held(meeting)
    proposal = meeting.proposals.get(number)
    if proposal is None:
        raise Rejected("proposal_unknown", number=number)
    if proposal.merged_into:
        raise Rejected("proposal_merged")
    if proposal.status != "shown":
        raise Rejected("proposal_hidden")
    if meeting.open_round and number in meeting.open_round.proposals:
        raise Rejected("proposal_in_vote", number=number)
    return proposal


RULES: Final[dict[type[Any], Callable[..., list[AnyEvent]]]] = {
    c.DecideProposal: _decide,
    c.AgreeRanks: _agree,
    c.AcclaimDelegates: _acclaim,
}
