"""How what is said and agreed changes the meeting; part of `core.evolving`."""

from msgspec.structs import replace

from musrenbang_live.core import events as e
from musrenbang_live.core.meeting import Decision, Meeting, Promise, Question

Talk = (
    e.ProposalDecided
    | e.RanksAgreed
    | e.DelegatesAcclaimed
    | e.QuestionAsked
    | e.QuestionApproved
    | e.QuestionHidden
    | e.QuestionAnswered
    | e.QuestionFocused
    | e.PromiseBrought
    | e.PromiseAnswered
    | e.PromiseCarried
)


def talked(meeting: Meeting, event: Talk, at: int, ref: str) -> Meeting:
    """The meeting after `event`."""
    match event:
        case e.ProposalDecided(number=number, verdict=verdict, code=code, reason=reason):
            left = {n: made for n, made in meeting.decisions.items() if n != number}
            made = {number: Decision(verdict, code, reason, at)} if verdict else {}
            return replace(meeting, decisions=left | made)
        case e.RanksAgreed(order=order, reason=reason):
            return replace(meeting, ranks=order, rank_reason=reason)
        case e.DelegatesAcclaimed(candidates=candidates):
            return replace(meeting, acclaimed=candidates)
        case e.PromiseBrought() | e.PromiseAnswered() | e.PromiseCarried():
            return _promised(meeting, event)
        case _:
            return _questioned(meeting, event, at, ref)


def _questioned(
    meeting: Meeting,
    event: e.QuestionAsked
    | e.QuestionApproved
    | e.QuestionHidden
    | e.QuestionAnswered
    | e.QuestionFocused,
    at: int,
    ref: str,
) -> Meeting:
    match event:
        case e.QuestionAsked(number=number, author=author, name=name, text=text):
            question = Question(number, author, name, text, "waiting", at)
            asked = {**meeting.asked, ref: number} if ref else meeting.asked
            return replace(meeting, questions={**meeting.questions, number: question}, asked=asked)
        case e.QuestionApproved(number=number):
            return _question(meeting, number, status="shown", reason="")
        case e.QuestionHidden(number=number, reason=reason):
            focus = 0 if meeting.question_focus == number else meeting.question_focus
            hidden = _question(meeting, number, status="hidden", reason=reason)
            return replace(hidden, question_focus=focus)
        case e.QuestionAnswered(number=number, by=by, text=text):
            return _question(meeting, number, by=by, answer=text, answered_at=at)
        case e.QuestionFocused(number=number):
            return replace(meeting, question_focus=number, show="", show_number=0)


def _question(meeting: Meeting, number: int, **changes: object) -> Meeting:
    changed = replace(meeting.questions[number], **changes)
    return replace(meeting, questions={**meeting.questions, number: changed})


def _promised(
    meeting: Meeting, event: e.PromiseBrought | e.PromiseAnswered | e.PromiseCarried
) -> Meeting:
    match event:
        case e.PromiseBrought():
            promise = Promise(
                number=event.number,
                year=event.year,
                title=event.title,
                neighborhood=event.neighborhood,
                cost=event.cost,
                origin=event.origin,
                state=event.state,
            )
        case e.PromiseAnswered(number=number, state=state, by=by, text=text):
            promise = replace(meeting.promises[number], state=state, by=by, answer=text)
        case e.PromiseCarried(number=number, proposal=proposal):
            promise = replace(meeting.promises[number], proposal=proposal)
            meeting = _continues(meeting, proposal, promise.year)
    return replace(meeting, promises={**meeting.promises, event.number: promise})


def _continues(meeting: Meeting, number: int, year: int) -> Meeting:
    proposal = replace(meeting.proposals[number], continues=year)
    return replace(meeting, proposals={**meeting.proposals, number: proposal})
