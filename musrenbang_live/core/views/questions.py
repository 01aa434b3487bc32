"""Questions to the officials, as each audience sees them: no author; names where asked for."""

from typing import Final, Literal

from msgspec import Struct

from musrenbang_live.core.counts import Counts
from musrenbang_live.core.meeting import Meeting, Question

TOPIC: Final = "pertanyaan"
"""What supports of questions are kept under, among all that residents tap."""
Fate = Literal["answered", "open", "hidden", "waiting"]


class Asked(Struct, frozen=True):
    """A question as everybody sees it. `name` is empty unless the person wants to be named.

    `by` answered it, as a function ("Lurah"); `answer` is empty where that was aloud.
    """

    number: int
    text: str
    name: str
    at: int
    by: str
    answer: str
    answered_at: int
    focused: bool

    @property
    def is_answered(self) -> bool:
        """Whether somebody has answered it, aloud or in writing."""
        return self.answered_at > 0


class OwnQuestion(Struct, frozen=True):
    """A resident's own question with what became of it."""

    asked: Asked
    status: Literal["waiting", "shown", "hidden"]
    reason: str


class QuestionRow(Struct, frozen=True):
    """A question at the desk: in the queue, in the list, or hidden for `reason`."""

    asked: Asked
    status: Literal["waiting", "shown", "hidden"]
    reason: str
    supports: int


class QuestionOutcome(Struct, frozen=True):
    """A question in the published record.

    Of a hidden one only why; of one that nobody looked at nothing but that there was one.
    """

    number: int
    fate: Fate
    supports: int
    text: str = ""
    name: str = ""
    reason: str = ""
    by: str = ""
    answer: str = ""
    at: int = 0
    answered_at: int = 0


def plans_questions(meeting: Meeting) -> bool:
    """Whether the agenda has a phase in which residents ask, so that there is a page for it."""
    return any(phase.kind in meeting.plan.rules.ask_in for phase in meeting.plan.phases)


def asked(meeting: Meeting, question: Question) -> Asked:
    """The question as everybody may see it."""
    return Asked(
        number=question.number,
        text=question.text,
        name=question.name,
        at=question.at,
        by=question.by,
        answer=question.answer,
        answered_at=question.answered_at,
        focused=question.number == meeting.question_focus,
    )


def supporters(counts: Counts, number: int) -> int:
    """How many people want the question to be answered."""
    found = counts.opinions.get((TOPIC, number), ())
    return found[0] if found else 0


def by_support(meeting: Meeting, counts: Counts) -> tuple[Asked, ...]:
    """The shown questions: in focus, then unanswered ones by support, then the answered ones.

    Equally supported ones stand in the order in which they were asked.
    """
    shown = [question for question in meeting.questions.values() if question.status == "shown"]
    shown.sort(
        key=lambda each: (
            each.number != meeting.question_focus,
            each.answered_at > 0,
            -supporters(counts, each.number),
            each.number,
        )
    )
    return tuple(asked(meeting, question) for question in shown)


def own_questions(meeting: Meeting, participant: str) -> tuple[OwnQuestion, ...]:
    """The questions of one participant, newest first."""
    own = (q for q in meeting.questions.values() if q.author and q.author == participant)
    return tuple(
        reversed([OwnQuestion(asked(meeting, each), each.status, each.reason) for each in own])
    )


def rows(meeting: Meeting, counts: Counts) -> tuple[QuestionRow, ...]:
    """All questions for the desk: waiting by number, shown by support, then the hidden ones."""
    waiting = (q for q in meeting.questions.values() if q.status == "waiting")
    hidden = (q for q in meeting.questions.values() if q.status == "hidden")
    shown = (meeting.questions[each.number] for each in by_support(meeting, counts))
    return tuple(
        QuestionRow(asked(meeting, q), q.status, q.reason, supporters(counts, q.number))
        for q in (*waiting, *shown, *hidden)
    )


def outcomes(meeting: Meeting, counts: Counts) -> tuple[QuestionOutcome, ...]:
    """The questions of the published record, by number."""
    return tuple(_outcome(counts, question) for question in meeting.questions.values())


def _outcome(counts: Counts, question: Question) -> QuestionOutcome:
    supports = supporters(counts, question.number)
    if question.status == "hidden":
        return QuestionOutcome(question.number, "hidden", supports, reason=question.reason)
    if question.status == "waiting":
        return QuestionOutcome(question.number, "waiting", supports)
    return QuestionOutcome(
        number=question.number,
        fate="answered" if question.answered_at else "open",
        supports=supports,
        text=question.text,
        name=question.name,
        by=question.by,
        answer=question.answer,
        at=question.at,
        answered_at=question.answered_at,
    )
