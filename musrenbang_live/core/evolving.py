"""How each event changes the meeting: `evolve(meeting, record) -> meeting`, never refusing.

Whatever is in the log happened; rules are the business of `core.deciding`.
"""

from collections.abc import Iterable
from functools import reduce

from msgspec.structs import replace

from musrenbang_live.core import events as e
from musrenbang_live.core.ballots import Hands
from musrenbang_live.core.carding import carded
from musrenbang_live.core.events import AnyEvent, Record
from musrenbang_live.core.evolving_talks import Talk, talked
from musrenbang_live.core.meeting import Candidate, Meeting, Proposal, Round


def evolve(meeting: Meeting, record: Record) -> Meeting:
    """The meeting after one more record of its log."""
    changed = _apply(meeting, record.event, record.at, record.ref)
    return replace(changed, seq=record.seq)


def replay(meeting: Meeting, records: Iterable[Record]) -> Meeting:
    """The meeting after all `records`, which follow `meeting.seq` without a gap."""
    return reduce(evolve, records, meeting)


def _apply(meeting: Meeting, event: AnyEvent, at: int, ref: str) -> Meeting:
    if isinstance(event, Talk):
        return talked(meeting, event, at, ref)
    match event:
        case e.ProposalSubmitted():
            return _submitted(meeting, event, at, ref)
        case e.ProposalEdited(number=number, content=content):
            return _proposal(meeting, number, content=content)
        case e.ProposalApproved(number=number):
            return _proposal(meeting, number, status="shown", reason="")
        case e.ProposalHidden(number=number, reason=reason):
            focus = 0 if meeting.focus == number else meeting.focus
            hidden = _proposal(meeting, number, status="hidden", reason=reason)
            return replace(_unranked(hidden, number), focus=focus)
        case e.ProposalMerged(number=number, into=into):
            focus = into if meeting.focus == number else meeting.focus
            merged = _proposal(meeting, number, merged_into=into)
            return replace(_unranked(merged, number), focus=focus)
        case e.ProposalUnmerged(number=number):
            return _proposal(meeting, number, merged_into=0)
        case _:
            return _vote(meeting, event, at, ref)


def _vote(meeting: Meeting, event: AnyEvent, at: int, ref: str) -> Meeting:
    """Events of candidates and rounds."""
    match event:
        case e.CandidateNominated():
            return _nominated(meeting, event, ref)
        case e.CandidateWithdrawn(number=number):
            gone = replace(meeting.candidates[number], stands=False)
            left = tuple(one for one in meeting.acclaimed if one != number)
            candidates = {**meeting.candidates, number: gone}
            return replace(meeting, candidates=candidates, acclaimed=left)
        case e.RoundOpened() | e.RoundClosed() | e.RoundRevealed() | e.LotsDrawn():
            return _round(meeting, event, at)
        case e.HandsCounted(number=number, people=people, figures=figures, by=by):
            hands = Hands(people, figures, by) if people else None
            counted = replace(meeting.rounds[number], hands=hands)
            return replace(meeting, rounds={**meeting.rounds, number: counted})
        case _:
            return _course(meeting, event, at, ref)


def _course(meeting: Meeting, event: AnyEvent, at: int, ref: str) -> Meeting:
    """Events that move the meeting itself along."""
    match event:
        case e.MeetingOpened():
            return replace(meeting, stage="open", opened_at=at)
        case e.PhaseEntered(index=index, deadline=deadline):
            times = (*meeting.phase_times, (index, at))
            return replace(
                _following(meeting),
                phase=index,
                phase_since=at,
                deadline=deadline,
                phase_times=times,
                focus=0,
                question_focus=0,
            )
        case e.TimerMoved(deadline=deadline):
            return replace(meeting, deadline=deadline)
        case e.MeetingClosed():
            return replace(meeting, stage="closed", closed_at=at, focus=0, question_focus=0)
        case e.MeetingPublished():
            return replace(meeting, stage="published", published_at=at)
        case _:
            return _desk(meeting, event, ref)


def _desk(meeting: Meeting, event: AnyEvent, ref: str) -> Meeting:
    """What the facilitator changes without moving the meeting along."""
    match event:
        case e.ProposalFocused(number=number):
            asked = 0 if number else meeting.question_focus  # one thing is spoken about at a time
            return replace(_following(meeting), focus=number, question_focus=asked)
        case e.ScreenChosen(show=show, number=number):
            return replace(meeting, show=show, show_number=number)
        case e.ScreenBlanked(blank=blank):
            return replace(meeting, blank=blank)
        case e.ParticipantLimitRaised(limit=limit):
            return replace(meeting, raised_limit=limit)
        case _:
            return _card(meeting, event, ref)


def _card(meeting: Meeting, event: AnyEvent, ref: str) -> Meeting:
    """Events of voter cards."""
    match event:
        case e.CardIssued(number=number):
            issued = {**meeting.issued, ref: number} if ref else meeting.issued
            return replace(meeting, cards=carded(meeting.cards, event), issued=issued)
        case (
            e.CardsPrinted()
            | e.CardsActivated()
            | e.CardVoided()
            | e.CardReplaced()
            | e.LeftoversVoided()
        ):
            return replace(meeting, cards=carded(meeting.cards, event))
        case _:
            raise AssertionError(f"no rule for {event!r}")


def _submitted(meeting: Meeting, event: e.ProposalSubmitted, at: int, ref: str) -> Meeting:
    proposal = Proposal(
        number=event.number,
        author=event.author,
        content=event.content,
        status="waiting",
        at=at,
        assisted=event.assisted,
        proposer=event.proposer,
        origin=event.origin,
        brought=event.content if event.origin else None,
    )
    refs = {**meeting.refs, ref: event.number} if ref else meeting.refs
    return replace(meeting, proposals={**meeting.proposals, event.number: proposal}, refs=refs)


def _nominated(meeting: Meeting, event: e.CandidateNominated, ref: str) -> Meeting:
    candidate = Candidate(event.number, event.name, event.woman, event.neighborhood)
    return replace(
        meeting,
        candidates={**meeting.candidates, event.number: candidate},
        nominated={**meeting.nominated, ref: event.number} if ref else meeting.nominated,
    )


def _following(meeting: Meeting) -> Meeting:
    """The projector goes with the meeting again."""
    return replace(meeting, show="", show_number=0)


def _unranked(meeting: Meeting, number: int) -> Meeting:
    """What is no longer shown by itself has no place among the agreed priorities."""
    return replace(meeting, ranks=tuple(rank for rank in meeting.ranks if rank != number))


def _proposal(meeting: Meeting, number: int, **changes: object) -> Meeting:
    changed = replace(meeting.proposals[number], **changes)
    return replace(meeting, proposals={**meeting.proposals, number: changed})


def _round(
    meeting: Meeting,
    event: e.RoundOpened | e.RoundClosed | e.RoundRevealed | e.LotsDrawn,
    at: int,
) -> Meeting:
    match event:
        case e.RoundOpened(number=number, plan=plan, paper=paper):
            changed = Round(number, plan, paper, "open", opened_at=at)
        case e.RoundClosed(number=number):
            changed = replace(
                meeting.rounds[number],
                stage="closed",
                closed_at=at,
                cards=len(meeting.cards.active),
                barred=meeting.cards.revoked,
            )
        case e.RoundRevealed(number=number):
            changed = replace(meeting.rounds[number], stage="revealed")
        case e.LotsDrawn(number=number, order=order):
            changed = replace(meeting.rounds[number], drawn=order)
    if isinstance(event, e.RoundOpened | e.RoundRevealed):
        meeting = _following(meeting)
    return replace(meeting, rounds={**meeting.rounds, event.number: changed})
