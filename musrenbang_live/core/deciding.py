"""The rules of the meeting: `decide(meeting, command, now) -> events`, or `Rejected`.

Nothing here changes anything. The caller stores the events; only then have they happened.
"""

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from musrenbang_live.core import commands as c
from musrenbang_live.core import events as e
from musrenbang_live.core.carding import RULES as CARD_RULES
from musrenbang_live.core.deliberating import RULES as DELIBERATION_RULES
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import AnyEvent
from musrenbang_live.core.handing import RULES as HAND_RULES
from musrenbang_live.core.meeting import Meeting, Proposal, Round
from musrenbang_live.core.nominating import nominate, withdraw
from musrenbang_live.core.opening import opened, was_held
from musrenbang_live.core.plan import MOST_PARTICIPANTS
from musrenbang_live.core.promising import RULES as PROMISE_RULES
from musrenbang_live.core.proposing import checked, checked_reason
from musrenbang_live.core.questioning import RULES as QUESTION_RULES
from musrenbang_live.core.showing import RULES as SCREEN_RULES

MAX_EXTENSION: Final = 120
"""Minutes a timer can be extended at a time."""

_MINUTE: Final = 60_000
_OF_THE_WALL: Final = (c.BlankScreen, c.ChooseScreen)
"""What may still be asked of a published meeting: the wall in the hall may change."""


def decide(meeting: Meeting, command: c.AnyCommand, now: int) -> list[AnyEvent]:
    """The events that `command` leads to at time `now`; empty when it is already so.

    Raises `Rejected` with a code of `core.errors.CODES`.
    """
    if isinstance(command, c.SubmitProposal) and command.ref in meeting.refs:
        return []  # sent again by a phone that missed the answer, perhaps long after
    if isinstance(command, c.AskQuestion) and command.ref in meeting.asked:
        return []
    if meeting.stage == "published" and not isinstance(command, _OF_THE_WALL):
        raise Rejected("session_published")
    rule = _RULES[type(command)]
    return rule(meeting, command, now)


def _open_meeting(meeting: Meeting, command: c.OpenMeeting, now: int) -> list[AnyEvent]:
    if meeting.stage != "planned":
        raise Rejected("session_already_open")
    return [e.MeetingOpened(), _entered(meeting, 0, now)]


def _entered(meeting: Meeting, index: int, now: int) -> e.PhaseEntered:
    return e.PhaseEntered(index, now + meeting.plan.phases[index].minutes * _MINUTE)


def _enter_phase(meeting: Meeting, command: c.EnterPhase, now: int) -> list[AnyEvent]:
    _must_be_open(meeting)
    if not 0 <= command.index < len(meeting.plan.phases):
        raise Rejected("phase_unknown")
    if command.index == meeting.phase:
        return []
    if meeting.open_round:
        raise Rejected("round_already_open")
    entered: list[AnyEvent] = [_entered(meeting, command.index, now)]
    key = meeting.plan.phases[command.index].round
    if key and not was_held(meeting, key):
        entered.append(opened(meeting, key, command.options))
    return entered


def _extend_timer(meeting: Meeting, command: c.ExtendTimer, now: int) -> list[AnyEvent]:
    _must_be_open(meeting)
    if not 1 <= command.minutes <= MAX_EXTENSION:
        raise Rejected("number_invalid", field="minutes")
    return [e.TimerMoved(max(meeting.deadline, now) + command.minutes * _MINUTE)]


def _submit(meeting: Meeting, command: c.SubmitProposal, now: int) -> list[AnyEvent]:
    if meeting.stage == "closed":
        raise Rejected("session_not_open")
    if not command.assisted:
        _must_take_proposals(meeting, command.author)
    content, proposer = checked(meeting.plan, command.content, command.proposer)
    number = len(meeting.proposals) + 1
    submitted = e.ProposalSubmitted(
        number, command.author, command.assisted, proposer, content, command.origin
    )
    if command.assisted or meeting.plan.rules.moderation == "sesudah":
        return [submitted, e.ProposalApproved(number)]
    return [submitted]


def _must_take_proposals(meeting: Meeting, author: str) -> None:
    _must_be_open(meeting)
    if not meeting.takes_proposals:
        raise Rejected("phase_closed")
    waiting = sum(
        proposal.author == author and proposal.status == "waiting" and not proposal.merged_into
        for proposal in meeting.proposals.values()
    )
    limit = meeting.plan.rules.waiting_limit
    if waiting >= limit:
        raise Rejected("proposal_limit", limit=limit)


def _edit(meeting: Meeting, command: c.EditProposal, now: int) -> list[AnyEvent]:
    proposal = _changeable(meeting, command.number)
    if command.author and command.author != proposal.author:
        raise Rejected("proposal_not_yours")
    if command.author and meeting.stage == "closed":
        raise Rejected("session_not_open")
    if command.author and (proposal.status != "waiting" or proposal.merged_into):
        raise Rejected("proposal_not_pending")
    content, _ = checked(meeting.plan, command.content, "")
    return [] if content == proposal.content else [e.ProposalEdited(proposal.number, content)]


def _approve(meeting: Meeting, command: c.ApproveProposal, now: int) -> list[AnyEvent]:
    proposal = _changeable(meeting, command.number)
    return [] if proposal.status == "shown" else [e.ProposalApproved(proposal.number)]


def _hide(meeting: Meeting, command: c.HideProposal, now: int) -> list[AnyEvent]:
    proposal = _changeable(meeting, command.number)
    reason = checked_reason(command.reason)
    if proposal.status == "hidden" and proposal.reason == reason:
        return []
    return [e.ProposalHidden(proposal.number, reason)]


def _merge(meeting: Meeting, command: c.MergeProposal, now: int) -> list[AnyEvent]:
    proposal = _changeable(meeting, command.number)
    target = _changeable(meeting, command.into)
    if proposal.merged_into == target.number:
        return []
    if proposal.merged_into or target.merged_into:
        raise Rejected("proposal_merged")
    if proposal.number == target.number:
        raise Rejected("merge_with_itself")
    if target.status == "hidden":
        raise Rejected("proposal_hidden")
    merged: list[AnyEvent] = [e.ProposalMerged(proposal.number, target.number)]
    if target.status == "waiting":
        merged.append(e.ProposalApproved(target.number))
    return merged


def _unmerge(meeting: Meeting, command: c.UnmergeProposal, now: int) -> list[AnyEvent]:
    proposal = _changeable(meeting, command.number)
    if not proposal.merged_into:
        raise Rejected("proposal_not_merged")
    _changeable(meeting, meeting.root(proposal.number))
    return [e.ProposalUnmerged(proposal.number)]


def _focus(meeting: Meeting, command: c.FocusProposal, now: int) -> list[AnyEvent]:
    _must_be_open(meeting)
    if command.number:
        proposal = _known(meeting, command.number)
        if proposal.merged_into:
            raise Rejected("proposal_merged")
        if proposal.status != "shown":
            raise Rejected("proposal_hidden")
    return [] if command.number == meeting.focus else [e.ProposalFocused(command.number)]


def _open_round(meeting: Meeting, command: c.OpenRound, now: int) -> list[AnyEvent]:
    _must_be_open(meeting)
    if meeting.open_round:
        raise Rejected("round_already_open")
    if was_held(meeting, command.key):
        raise Rejected("round_held")
    return [opened(meeting, command.key, command.options)]


def _close_round(meeting: Meeting, command: c.CloseRound, now: int) -> list[AnyEvent]:
    round_ = _known_round(meeting, command.number)
    return [e.RoundClosed(round_.number)] if round_.stage == "open" else []


def _reveal_round(meeting: Meeting, command: c.RevealRound, now: int) -> list[AnyEvent]:
    round_ = _known_round(meeting, command.number)
    if round_.stage == "open":
        raise Rejected("round_not_closed")
    if round_.stage == "revealed":
        return []
    revealed: list[AnyEvent] = [e.RoundRevealed(round_.number)]
    following = meeting.phase + 1
    phases = meeting.plan.phases
    may_move = meeting.stage == "open" and not meeting.open_round and following < len(phases)
    if may_move and phases[following].kind == "hasil":
        revealed.append(_entered(meeting, following, now))
    return revealed


def _draw_lots(meeting: Meeting, command: c.DrawLots, now: int) -> list[AnyEvent]:
    round_ = _known_round(meeting, command.number)
    if round_.stage == "open":
        raise Rejected("round_not_closed")
    if "undian" not in round_.plan.ties:
        raise Rejected("lots_not_planned")
    if len(set(command.order)) != len(command.order) or not set(command.order) <= set(
        round_.options
    ):
        raise Rejected("lots_malformed")
    return [] if command.order == round_.drawn else [e.LotsDrawn(round_.number, command.order)]


def _blank(meeting: Meeting, command: c.BlankScreen, now: int) -> list[AnyEvent]:
    return [] if meeting.blank == command.blank else [e.ScreenBlanked(command.blank)]


def _raise_limit(meeting: Meeting, command: c.RaiseParticipantLimit, now: int) -> list[AnyEvent]:
    if meeting.stage == "closed":
        raise Rejected("session_not_open")
    if not 1 <= command.limit <= MOST_PARTICIPANTS:
        raise Rejected("number_invalid", field="limit")
    if command.limit <= meeting.participant_limit:  # two consoles may press the same button
        return []
    return [e.ParticipantLimitRaised(command.limit)]


def _close_meeting(meeting: Meeting, command: c.CloseMeeting, now: int) -> list[AnyEvent]:
    if meeting.stage == "closed":
        return []
    _must_be_open(meeting)
    if meeting.open_round:
        raise Rejected("round_already_open")
    return [e.MeetingClosed()]


def _publish(meeting: Meeting, command: c.PublishMeeting, now: int) -> list[AnyEvent]:
    closing = _close_meeting(meeting, c.CloseMeeting(), now)
    unseen = [round_.number for round_ in meeting.rounds.values() if round_.stage == "closed"]
    return [*map(e.RoundRevealed, unseen), *closing, e.MeetingPublished()]


def _must_be_open(meeting: Meeting) -> None:
    if meeting.stage != "open":
        raise Rejected("session_not_open")


def _known(meeting: Meeting, number: int) -> Proposal:
    proposal = meeting.proposals.get(number)
    if proposal is None:
        raise Rejected("proposal_unknown", number=number)
    return proposal


def _changeable(meeting: Meeting, number: int) -> Proposal:
    """The proposal, unless it stands on the ballot of a round that is open."""
    proposal = _known(meeting, number)
    voting = meeting.open_round
    if voting and number in voting.proposals:
        raise Rejected("proposal_in_vote", number=number)
    return proposal


def _known_round(meeting: Meeting, number: int) -> Round:
    round_ = meeting.rounds.get(number)
    if round_ is None:
        raise Rejected("round_unknown")
    return round_


_RULES: Final[dict[type[Struct], Callable[..., list[AnyEvent]]]] = {
    c.OpenMeeting: _open_meeting,
    c.EnterPhase: _enter_phase,
    c.ExtendTimer: _extend_timer,
    c.SubmitProposal: _submit,
    c.EditProposal: _edit,
    c.ApproveProposal: _approve,
    c.HideProposal: _hide,
    c.MergeProposal: _merge,
    c.UnmergeProposal: _unmerge,
    c.FocusProposal: _focus,
    c.Nominate: nominate,
    c.WithdrawCandidate: withdraw,
    c.OpenRound: _open_round,
    c.CloseRound: _close_round,
    c.RevealRound: _reveal_round,
    c.DrawLots: _draw_lots,
    c.BlankScreen: _blank,
    c.RaiseParticipantLimit: _raise_limit,
    **CARD_RULES,
    **HAND_RULES,
    **DELIBERATION_RULES,
    **QUESTION_RULES,
    **PROMISE_RULES,
    **SCREEN_RULES,
    c.CloseMeeting: _close_meeting,
    c.PublishMeeting: _publish,
}
