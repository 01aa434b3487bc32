"""What the desk does with the numbers that phones ask for: part of `acts`, on its own page."""

from typing import Final

from musrenbang_live.core import commands as c
from musrenbang_live.core.commands import AnyCommand
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.web.desk.acts_cards import activated, replaced, voided
from musrenbang_live.web.desk.asking import Act, Question, Say, number, reason
from musrenbang_live.web.forms import Form


def _refused(form: Form) -> list[AnyCommand]:
    return [c.RefuseCard(number(form), reason(form))]


def _said_approved(_: Say, form: Form, meeting: Meeting) -> str:
    first, last = number(form, "first"), form.number("last")
    which = f"{first}–{last}" if last and last > first else f"{first}"
    said = _("Nomor %(numbers)s disetujui. Sekarang %(n)s hak suara aktif.")
    return said % {"numbers": which, "n": len(meeting.cards.active)}


def _said_refused(_: Say, form: Form, meeting: Meeting) -> str:
    return _("Nomor %(number)s tidak disetujui.") % {"number": number(form)}


def _said_voided(_: Say, form: Form, meeting: Meeting) -> str:
    return _("Nomor %(numbers)s tidak berlaku lagi.") % {"numbers": form.text("which")}


def _said_replaced(_: Say, form: Form, meeting: Meeting) -> str:
    said = _("Nomor %(old)s dibatalkan. Nomor %(new)s disetujui sebagai gantinya.")
    return said % {"old": number(form, "old"), "new": number(form, "new")}


def _said_leftovers(_: Say, form: Form, meeting: Meeting) -> str:
    return _("Semua nomor yang menunggu tidak disetujui.")


def _ask_void(_: Say, form: Form, meeting: Meeting) -> Question:
    voided(form)  # what cannot be read is refused before anything is asked
    return Question(
        _("Batalkan hak suara nomor %(numbers)s?") % {"numbers": form.text("which")},
        _(
            "Ponsel itu tidak dapat memilih lagi. Suaranya dalam pemungutan yang sedang dibuka"
            " ikut dikeluarkan, kecuali yang sudah masuk kotak suara pemilihan orang."
            " Alasannya diterbitkan."
        ),
        _("Batalkan hak suara"),
    )


def _ask_replace(_: Say, form: Form, meeting: Meeting) -> Question:
    replaced(form)  # what cannot be read is refused before anything is asked
    return Question(
        _("Ganti nomor %(old)s dengan nomor %(new)s?")
        % {"old": number(form, "old"), "new": number(form, "new")},
        _(
            "Nomor lama tidak dapat memilih lagi. Suaranya dalam pemungutan yang sedang dibuka"
            " ikut dikeluarkan; warga itu memilih kembali dengan nomor baru, kecuali dalam"
            " pemilihan orang bila suaranya sudah masuk kotak suara."
        ),
        _("Ganti nomor"),
    )


def _ask_leftovers(_: Say, form: Form, meeting: Meeting) -> Question:
    return Question(
        _("Tolak %(n)s nomor yang menunggu?") % {"n": len(meeting.cards.waiting)},
        _("Ponselnya tidak dapat memilih, tetapi boleh meminta nomor baru."),
        _("Tolak semua"),
    )


RIGHT_ACTS: Final[dict[str, Act]] = {
    "rights-approve": Act(activated, _said_approved),
    "rights-refuse": Act(_refused, _said_refused),
    "rights-void": Act(voided, _said_voided, _ask_void),
    "rights-replace": Act(
        replaced,
        _said_replaced,
        _ask_replace,
    ),
    "rights-leftovers": Act(lambda form: [c.VoidLeftovers()], _said_leftovers, _ask_leftovers),
}
