"""What the desk at the door does with voter cards: part of `acts`, on the page of the cards."""

from typing import Final

from musrenbang_live.core import commands as c
from musrenbang_live.core.commands import AnyCommand
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.faults import Faults
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.proposing import checked_reason
from musrenbang_live.web.desk.asking import Act, Question, Say, number, reason, typed_number
from musrenbang_live.web.forms import Form

MOST_VOIDED: Final = 200
"""Cards voided with one press."""


def numbers(text: str) -> list[int]:
    """Card numbers as people write them: `12, 15-18`. Raises `number_invalid`."""
    found: list[int] = []
    for part in text.replace("–", "-").replace(";", ",").split(","):
        first, dash, last = (word.strip() for word in part.partition("-"))
        ends = [first, last] if dash else [first, first]
        if not all(end.isascii() and end.isdigit() and len(end) < 7 for end in ends):
            raise Rejected("number_invalid", field="which")
        found += range(int(ends[0]), min(int(ends[1]), int(ends[0]) + MOST_VOIDED) + 1)
    if not found or len(found) > MOST_VOIDED:
        raise Rejected("number_invalid", field="which")
    return found


def activated(form: Form) -> list[AnyCommand]:
    """The card `first` is handed out, or all from it to `last`."""
    faults = Faults()
    first = faults.of(typed_number, form, "first")
    last = faults.of(form.number, "last")
    faults.tell()
    return [c.ActivateCards(first, last or first)]


def voided(form: Form) -> list[AnyCommand]:
    """All cards of `which` are void, for one reason."""
    faults = Faults()
    which = faults.of(numbers, form.text("which"))
    why = faults.of(checked_reason, reason(form))
    faults.tell()
    return [c.VoidCard(one, why) for one in which]


def replaced(form: Form) -> list[AnyCommand]:
    """The card `old` is void and `new` handed out for it."""
    faults = Faults()
    old, new = (faults.of(typed_number, form, name) for name in ("old", "new"))
    faults.tell()
    return [c.ReplaceCard(old, new)]


def _said_activated(_: Say, form: Form, meeting: Meeting) -> str:
    said = _("Diaktifkan. Sekarang %(n)s kartu dapat memilih.")
    return said % {"n": len(meeting.cards.active)}


def _said_voided(_: Say, form: Form, meeting: Meeting) -> str:
    return _("Kartu nomor %(numbers)s tidak berlaku lagi.") % {"numbers": form.text("which")}


def _said_replaced(_: Say, form: Form, meeting: Meeting) -> str:
    said = _("Kartu %(old)s dibatalkan. Serahkan kartu %(new)s, yang sudah aktif.")
    return said % {"old": number(form, "old"), "new": number(form, "new")}


def _said_leftovers(_: Say, form: Form, meeting: Meeting) -> str:
    return _("Semua kartu yang belum dibagikan tidak berlaku lagi.")


def _ask_void(_: Say, form: Form, meeting: Meeting) -> Question:
    voided(form)  # what cannot be read is refused before anything is asked
    taken_out = _(
        "Kartu itu tidak dapat memilih lagi. Suaranya dalam pemungutan yang sedang dibuka"
        " ikut dikeluarkan. Alasannya diterbitkan."
    )
    stays = _(
        "Kartu itu tidak dapat memilih lagi. Bila sudah memberi suara dalam pemilihan yang sedang"
        " dibuka, suaranya tetap dihitung: tidak seorang pun tahu surat suara mana yang harus"
        " dikeluarkan dari kotak. Alasannya diterbitkan."
    )
    return Question(
        _("Batalkan kartu nomor %(numbers)s?") % {"numbers": form.text("which")},
        stays if _is_cast_once(meeting) else taken_out,
        _("Batalkan kartu"),
    )


def _is_cast_once(meeting: Meeting) -> bool:
    """Whether what is voted on now cannot be taken back."""
    voting = meeting.open_round
    return voting is not None and voting.plan.rule.once


def _ask_replace(_: Say, form: Form, meeting: Meeting) -> Question:
    replaced(form)  # what cannot be read is refused before anything is asked
    taken_out = _(
        "Kartu lama tidak dapat memilih lagi. Suaranya dalam pemungutan yang sedang dibuka"
        " ikut dikeluarkan; pemegangnya memilih kembali dengan kartu baru."
    )
    stays = _(
        "Kartu lama tidak dapat memilih lagi. Bila sudah memberi suara dalam pemilihan yang sedang"
        " dibuka, suaranya tetap di kotak suara, dan kartu baru tidak dapat memilih lagi di sana."
    )
    return Question(
        _("Ganti kartu %(old)s dengan kartu %(new)s?")
        % {"old": number(form, "old"), "new": number(form, "new")},
        stays if _is_cast_once(meeting) else taken_out,
        _("Ganti kartu"),
    )


def _ask_leftovers(_: Say, form: Form, meeting: Meeting) -> Question:
    return Question(
        _("Batalkan %(n)s kartu yang belum dibagikan?") % {"n": len(meeting.cards.waiting)},
        _("Setelah itu hanya kartu yang sudah dibagikan yang dapat memilih."),
        _("Batalkan sisa kartu"),
    )


CARD_ACTS: Final[dict[str, Act]] = {
    "cards-activate": Act(activated, _said_activated),
    "cards-void": Act(voided, _said_voided, _ask_void),
    "cards-replace": Act(
        replaced,
        _said_replaced,
        _ask_replace,
    ),
    "cards-leftovers": Act(lambda form: [c.VoidLeftovers()], _said_leftovers, _ask_leftovers),
}
