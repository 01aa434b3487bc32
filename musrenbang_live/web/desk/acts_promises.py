"""Last year on the wall: the acts of the page of promises that need no form of their own."""

from typing import Final

from musrenbang_live.core import commands as c
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.web.desk.asking import Act, Say
from musrenbang_live.web.forms import Form


def _shown(form: Form) -> list[c.AnyCommand]:
    """The whole list without a number, one of it with one."""
    return [c.ChooseScreen("tahun-lalu", form.number("number") or 0)]


def _said(_: Say, form: Form, meeting: Meeting) -> str:
    if meeting.show != "tahun-lalu":
        return _("Layar mengikuti musyawarah.")
    if not meeting.show_number:
        return _("Daftar tahun lalu tampil di layar.")
    return _("Nomor %(number)s tampil di layar.") % {"number": meeting.show_number}


PROMISE_ACTS: Final[dict[str, Act]] = {
    "promise-show": Act(_shown, _said),
    "promise-hide": Act(lambda form: [c.ChooseScreen("")], _said),
}
