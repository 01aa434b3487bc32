"""What the projector's remote does: part of `web.acts`, on its page made for a phone."""

from typing import Final, cast

from musrenbang_live.core import commands as c
from musrenbang_live.core.commands import AnyCommand
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.plan import Show
from musrenbang_live.web.asking import Act, Say
from musrenbang_live.web.forms import Form


def chosen(form: Form) -> list[AnyCommand]:
    """The screen that the key names, `usulan` or `usulan:4`; an empty wall lights up again."""
    show, _, number = form.text("show").partition(":")
    if number and not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Rejected("message_malformed")
    wanted = int(number) if number else form.number("number") or 0
    return [c.ChooseScreen(cast(Show, show), wanted), c.BlankScreen(False)]


def called(_: Say, show: str) -> str:
    """What a kind of `core.plan.SHOWS` is called on the remote."""
    words = {
        "": _("Ikuti musyawarah"),
        "agenda": _("Agenda"),
        "usulan": _("Usulan"),
        "lingkungan": _("Per lingkungan"),
        "pertanyaan": _("Tanya jawab"),
        "tahun-lalu": _("Tahun lalu"),
        "suara": _("Surat suara"),
        "hasil": _("Hasil suara"),
        "ringkasan": _("Ringkasan"),
        "kode": _("Kode ikut"),
    }
    return words.get(show, show)


def _said(_: Say, form: Form, meeting: Meeting) -> str:
    if not meeting.show:
        return _("Layar mengikuti jalannya musyawarah.")
    words = {"screen": called(_, meeting.show), "number": meeting.show_number}
    if meeting.show_number:
        return _("Di layar: %(screen)s %(number)s.") % words
    return _("Di layar: %(screen)s.") % words


SCREEN_ACTS: Final[dict[str, Act]] = {"screen": Act(chosen, _said)}
"""Part of `web.acts.ACTS`."""
