"""The rules of questions (tanya jawab); part of `core.deciding`."""

from collections.abc import Callable
from typing import Any, Final

from musrenbang_live.core import commands as c
from musrenbang_live.core import events as e
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import AnyEvent
from musrenbang_live.core.meeting import Meeting, Question
from musrenbang_live.core.proposing import NAME_LIMIT, checked_name, checked_reason
from musrenbang_live.core.text import accepted

QUESTION_LIMIT: Final = 300
ANSWER_LIMIT: Final = 1_000


def _ask(meeting: Meeting, command: c.AskQuestion, now: int) -> list[AnyEvent]:
    if meeting.stage != "open":
        raise Rejected("session_not_open")
    if command.author:
        _must_take_questions(meeting, command.author)
    text = accepted(command.text, QUESTION_LIMIT, field="text")
    number = len(meeting.questions) + 1
    asked = e.QuestionAsked(number, command.author, checked_name(command.name), text)
    if not command.author or meeting.plan.rules.moderation == "sesudah":
        return [asked, e.QuestionApproved(number)]
    return [asked]


def _must_take_questions(meeting: Meeting, author: str) -> None:
    if not meeting.takes_questions:
        raise Rejected("phase_closed")
    limit = meeting.plan.rules.waiting_limit
    waiting = sum(
        question.author == author and question.status == "waiting"
        for question in meeting.questions.values()
    )
    if waiting >= limit:
        raise Rejected("question_limit", limit=limit)


def _approve(meeting: Meeting, command: c.ApproveQuestion, now: int) -> list[AnyEvent]:
    question = _known(meeting, command.number)
    return [] if question.status == "shown" else [e.QuestionApproved(question.number)]


def _hide(meeting: Meeting, command: c.HideQuestion, now: int) -> list[AnyEvent]:
    question = _known(meeting, command.number)
    reason = checked_reason(command.reason)
    if question.status == "hidden" and question.reason == reason:
        return []
    return [e.QuestionHidden(question.number, reason)]


def _answer(meeting: Meeting, command: c.AnswerQuestion, now: int) -> list[AnyEvent]:
    question = _shown(meeting, command.number)
    by = accepted(command.by, NAME_LIMIT, field="by")
    text = accepted(command.text, ANSWER_LIMIT, field="text", required=False, lines=True)
    if (by, text) == (question.by, question.answer):
        return []
    return [e.QuestionAnswered(question.number, by, text)]


def _focus(meeting: Meeting, command: c.FocusQuestion, now: int) -> list[AnyEvent]:
    if meeting.stage != "open":
        raise Rejected("session_not_open")
    if command.number:
        _shown(meeting, command.number)
    if command.number == meeting.question_focus:
        return []
    return [e.QuestionFocused(command.number)]


def _shown(meeting: Meeting, number: int) -> Question:
    question = _known(meeting, number)
    if question.status != "shown":
        raise Rejected("question_hidden")
    return question


def _known(meeting: Meeting, number: int) -> Question:
    question = meeting.questions.get(number)
    if question is None:
        raise Rejected("question_unknown", number=number)
    return question


RULES: Final[dict[type[Any], Callable[..., list[AnyEvent]]]] = {
    c.AskQuestion: _ask,
    c.ApproveQuestion: _approve,
    c.HideQuestion: _hide,
    c.AnswerQuestion: _answer,
    c.FocusQuestion: _focus,
}
