"""What the desk does with questions: part of `acts`, on their page."""

from typing import Final

from musrenbang_live.core import commands as c
from musrenbang_live.core.commands import AnyCommand
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.web.desk.asking import Act, Say, number, reason
from musrenbang_live.web.forms import Form


def answered(form: Form) -> list[AnyCommand]:
    """Who answered, picked or written, and what, unless that was said aloud."""
    by = form.text("by_text").strip() or form.text("by")
    return [c.AnswerQuestion(number(form), by, form.text("answer"))]


def focused(form: Form) -> list[AnyCommand]:
    """The question is spoken about, and the wall shows it whatever it was told to show before."""
    return [c.FocusQuestion(number(form)), c.ChooseScreen("")]


def _said_focus(_: Say, form: Form, meeting: Meeting) -> str:
    if not meeting.question_focus:
        return _("Pembahasan pertanyaan selesai.")
    return _("Pertanyaan %(number)s tampil di layar.") % {"number": meeting.question_focus}


QUESTION_ACTS: Final[dict[str, Act]] = {
    "question-approve": Act(
        lambda form: [c.ApproveQuestion(number(form))],
        lambda _, form, meeting: _("Pertanyaan %(number)s tampil.") % {"number": number(form)},
    ),
    "question-hide": Act(
        lambda form: [c.HideQuestion(number(form), reason(form))],
        lambda _, form, meeting: _("Pertanyaan %(number)s ditahan.") % {"number": number(form)},
    ),
    "question-answer": Act(
        answered,
        lambda _, form, meeting: (
            _("Jawaban pertanyaan %(number)s tercatat.") % {"number": number(form)}
        ),
    ),
    "question-focus": Act(focused, _said_focus),
}
"""Part of `web.desk.acts.ACTS`."""
