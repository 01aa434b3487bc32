"""Whether a record can have happened at its moment: the order of a meeting, seen from outside.

Wider than `core.deciding`, which refuses more (too many proposals of one person, an open line), and
narrow where a vote depends on it: the paper of a round must be the one that the meeting makes.
"""

from collections.abc import Callable
from typing import Any, Final

from musrenbang_live.core import events as e
from musrenbang_live.core.ballots.hands import figures_of
from musrenbang_live.core.cards import MOST_CARDS
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import AnyEvent
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.opening import opened, was_held

OF_ROUNDS: Final = (e.RoundOpened, e.RoundClosed, e.RoundRevealed, e.LotsDrawn, e.HandsCounted)


def may_happen(meeting: Meeting, event: AnyEvent) -> bool:
    """Whether `event` can follow in this meeting."""
    if meeting.stage == "published" and not isinstance(event, e.ScreenBlanked | e.ScreenChosen):
        return False
    return _RULES[type(event)](meeting, event)


def _phase(meeting: Meeting, event: e.PhaseEntered) -> bool:
    known = 0 <= event.index < len(meeting.plan.phases)
    return known and meeting.stage == "open" and not meeting.open_round


def _submitted(meeting: Meeting, event: e.ProposalSubmitted) -> bool:
    return event.number == len(meeting.proposals) + 1 and meeting.stage != "closed"


def _changeable(meeting: Meeting, number: int) -> bool:
    voting = meeting.open_round
    return number in meeting.proposals and not (voting and number in voting.proposals)


def _changed(
    meeting: Meeting, event: e.ProposalEdited | e.ProposalApproved | e.ProposalHidden
) -> bool:
    return _changeable(meeting, event.number)


def _merged(meeting: Meeting, event: e.ProposalMerged) -> bool:
    both = event.number, event.into
    return event.number != event.into and all(
        _changeable(meeting, each) and not meeting.proposals[each].merged_into for each in both
    )


def _unmerged(meeting: Meeting, event: e.ProposalUnmerged) -> bool:
    if not _changeable(meeting, event.number) or not meeting.proposals[event.number].merged_into:
        return False
    return _changeable(meeting, meeting.root(event.number))


def _focused(meeting: Meeting, event: e.ProposalFocused) -> bool:
    return meeting.stage == "open" and (event.number == 0 or event.number in meeting.proposals)


def _decided(meeting: Meeting, event: e.ProposalDecided) -> bool:
    return _held(meeting) and _changeable(meeting, event.number)


def _ranked(meeting: Meeting, event: e.RanksAgreed) -> bool:
    """Each of them once, and each shown by itself."""
    known = (meeting.proposals.get(number) for number in event.order)
    standing = all(proposal is not None and proposal.stands for proposal in known)
    return _held(meeting) and standing and len(set(event.order)) == len(event.order)


def _acclaimed(meeting: Meeting, event: e.DelegatesAcclaimed) -> bool:
    known = [meeting.candidates.get(number) for number in event.candidates]
    standing = all(candidate is not None and candidate.stands for candidate in known)
    return _held(meeting) and standing and len(set(event.candidates)) == len(known)


def _held(meeting: Meeting) -> bool:
    return meeting.stage != "planned"


def _question(
    meeting: Meeting, event: e.QuestionApproved | e.QuestionHidden | e.QuestionAnswered
) -> bool:
    return event.number in meeting.questions


def _question_focused(meeting: Meeting, event: e.QuestionFocused) -> bool:
    return meeting.stage == "open" and (event.number == 0 or event.number in meeting.questions)


def _carried(meeting: Meeting, event: e.PromiseCarried) -> bool:
    known = meeting.promises.get(event.number)
    return known is not None and not known.proposal and event.proposal in meeting.proposals


def _candidates_may_change(meeting: Meeting) -> bool:
    voting = meeting.open_round
    return meeting.stage != "closed" and not (voting and voting.elects)


def _nominated(meeting: Meeting, event: e.CandidateNominated) -> bool:
    return event.number == len(meeting.candidates) + 1 and _candidates_may_change(meeting)


def _withdrawn(meeting: Meeting, event: e.CandidateWithdrawn) -> bool:
    known = meeting.candidates.get(event.number)
    return known is not None and known.stands and _candidates_may_change(meeting)


def _round_opened(meeting: Meeting, event: e.RoundOpened) -> bool:
    if meeting.stage != "open" or meeting.open_round or was_held(meeting, event.plan.key):
        return False
    try:
        return opened(meeting, event.plan.key, event.paper.options) == event
    except Rejected:
        return False


def _stage_of(meeting: Meeting, number: int) -> str:
    known = meeting.rounds.get(number)
    return known.stage if known else ""


def _lots(meeting: Meeting, event: e.LotsDrawn) -> bool:
    if _stage_of(meeting, event.number) not in ("closed", "revealed"):
        return False
    held, order = meeting.rounds[event.number], event.order
    distinct = len(set(order)) == len(order) and set(order) <= set(held.options)
    return distinct and "undian" in held.plan.ties


def _hands(meeting: Meeting, event: e.HandsCounted) -> bool:
    """A count that the rules take, of the round that is open; without people it is taken back."""
    if _stage_of(meeting, event.number) != "open":
        return False
    held, counted = meeting.rounds[event.number], {row[0]: row[1:] for row in event.figures}
    cards = len(meeting.cards.active)
    try:
        legal = figures_of(held.plan.rule, held.paper, event.people, counted) == event.figures
    except Rejected:
        return False
    return legal and not (meeting.plan.by_card and event.people > cards)


def _printed(meeting: Meeting, event: e.CardsPrinted) -> bool:
    in_range = 0 < event.count <= MOST_CARDS - meeting.cards.printed
    return meeting.plan.by_card and not meeting.plan.by_desk and in_range


def _issued(meeting: Meeting, event: e.CardIssued) -> bool:
    following = event.number == meeting.cards.printed + 1
    return meeting.plan.by_desk and following and event.number <= MOST_CARDS


def _activated(meeting: Meeting, event: e.CardsActivated) -> bool:
    return meeting.plan.by_card and 1 <= event.first <= event.last <= meeting.cards.printed


def _voided(meeting: Meeting, event: e.CardVoided) -> bool:
    void = meeting.cards.leftover | meeting.cards.revoked
    return 1 <= event.number <= meeting.cards.printed and event.number not in void


def _replaced(meeting: Meeting, event: e.CardReplaced) -> bool:
    return event.old in meeting.cards.active and event.new in meeting.cards.waiting


def _published(meeting: Meeting, event: e.MeetingPublished) -> bool:
    shown = all(held.stage == "revealed" for held in meeting.rounds.values())
    return meeting.stage == "closed" and shown


_RULES: Final[dict[type[Any], Callable[[Meeting, Any], bool]]] = {
    e.MeetingOpened: lambda meeting, _: meeting.stage == "planned",
    e.PhaseEntered: _phase,
    e.TimerMoved: lambda meeting, _: meeting.stage == "open",
    e.ProposalSubmitted: _submitted,
    e.ProposalEdited: _changed,
    e.ProposalApproved: _changed,
    e.ProposalHidden: _changed,
    e.ProposalMerged: _merged,
    e.ProposalUnmerged: _unmerged,
    e.ProposalFocused: _focused,
    e.ProposalDecided: _decided,
    e.RanksAgreed: _ranked,
    e.DelegatesAcclaimed: _acclaimed,
    e.QuestionAsked: lambda meeting, event: (
        meeting.stage == "open" and event.number == len(meeting.questions) + 1
    ),
    e.QuestionApproved: _question,
    e.QuestionHidden: _question,
    e.QuestionAnswered: _question,
    e.QuestionFocused: _question_focused,
    e.PromiseBrought: lambda meeting, event: (
        meeting.stage != "closed" and event.number == len(meeting.promises) + 1
    ),
    e.PromiseAnswered: lambda meeting, event: event.number in meeting.promises,
    e.PromiseCarried: _carried,
    e.ScreenChosen: lambda _, __: True,
    e.CandidateNominated: _nominated,
    e.CandidateWithdrawn: _withdrawn,
    e.RoundOpened: _round_opened,
    e.RoundClosed: lambda meeting, event: _stage_of(meeting, event.number) == "open",
    e.RoundRevealed: lambda meeting, event: _stage_of(meeting, event.number) == "closed",
    e.LotsDrawn: _lots,
    e.HandsCounted: _hands,
    e.ScreenBlanked: lambda _, __: True,
    e.ParticipantLimitRaised: lambda meeting, _: meeting.stage != "closed",
    e.CardsPrinted: _printed,
    e.CardIssued: _issued,
    e.CardsActivated: _activated,
    e.CardVoided: _voided,
    e.CardReplaced: _replaced,
    e.LeftoversVoided: lambda meeting, event: event.count == len(meeting.cards.waiting) > 0,
    e.MeetingClosed: lambda meeting, _: meeting.stage == "open" and not meeting.open_round,
    e.MeetingPublished: _published,
}
