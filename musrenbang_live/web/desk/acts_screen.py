"""What the projector's remote does: part of `acts`, on its page made for a phone."""

from typing import Final, cast

from musrenbang_live.core import commands as c
from musrenbang_live.core.commands import AnyCommand
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.plan import Show
from musrenbang_live.web.desk.asking import Act, Say
from musrenbang_live.web.forms import Form
from musrenbang_live.web.words.screens import called


def chosen(form: Form) -> list[AnyCommand]:
    """The screen that the key names, `usulan` or `usulan:4`; an empty wall lights up again."""
    show, _, number = form.text("show").partition(":")
    if number and not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Rejected("message_malformed")
    wanted = int(number) if number else form.number("number") or 0
    return [c.ChooseScreen(cast(Show, show), wanted), c.BlankScreen(False)]


def _said(_: Say, form: Form, meeting: Meeting) -> str:
    if not meeting.show:
        return _("Layar mengikuti jalannya musyawarah.")
    words = {"screen": called(_, meeting.show), "number": meeting.show_number}
    if meeting.show_number:
        return _("Di layar: %(screen)s %(number)s.") % words
    return _("Di layar: %(screen)s.") % words


SCREEN_ACTS: Final[dict[str, Act]] = {"screen": Act(chosen, _said)}
"""Part of `web.desk.acts.ACTS`."""
