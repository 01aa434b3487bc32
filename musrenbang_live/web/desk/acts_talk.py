"""What the desk decides without a vote: part of `acts`."""

from typing import Final, cast

from musrenbang_live.core import commands as c
from musrenbang_live.core.commands import AnyCommand
from musrenbang_live.core.events import Verdict
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.web.desk.asking import Act, Say, number
from musrenbang_live.web.forms import Form


def decided(form: Form) -> list[AnyCommand]:
    """The verdict on one proposal, with its reason."""
    said = cast(Verdict, form.text("verdict"))  # any other word is refused by the meeting
    return [c.DecideProposal(number(form), said, form.text("code"), form.text("reason"))]


def acclaimed(form: Form) -> list[AnyCommand]:
    """Those who are ticked are delegates; nobody ticked takes it back."""
    return [c.AcclaimDelegates(tuple(form.numbers("candidate")))]


def _said_decided(_: Say, form: Form, meeting: Meeting) -> str:
    said = {
        "mufakat": _("Usulan %(number)s disepakati."),
        "voting": _("Usulan %(number)s dibawa ke pemungutan suara."),
        "cadangan": _("Usulan %(number)s menjadi cadangan."),
        "belum": _("Usulan %(number)s belum diakomodir. Alasannya ikut diterbitkan."),
    }.get(form.text("verdict"), _("Putusan tentang usulan %(number)s dibatalkan."))
    return said % {"number": number(form)}


def _said_acclaimed(_: Say, form: Form, meeting: Meeting) -> str:
    if not meeting.acclaimed:
        return _("Penetapan delegasi dibatalkan.")
    return _("%(n)s delegasi ditetapkan secara aklamasi.") % {"n": len(meeting.acclaimed)}


TALK_ACTS: Final[dict[str, Act]] = {
    "decide": Act(decided, _said_decided),
    "acclaim": Act(acclaimed, _said_acclaimed),
}
