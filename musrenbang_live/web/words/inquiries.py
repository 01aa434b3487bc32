"""Questions and feedback in the words people read: their states, and how long an answer took."""

from collections.abc import Callable
from functools import partial
from typing import Any

from musrenbang_live.core.inquiring import Inquiry, InquiryState, days_between
from musrenbang_live.store.inquiries import Order
from musrenbang_live.store.inquiry_desk import Act, Shelf
from musrenbang_live.web.language import Language


def state(language: Language, said: InquiryState) -> str:
    """A state, as a word or two."""
    _ = language.gettext
    words: dict[InquiryState, str] = {
        "menunggu": _("Menunggu diperiksa"),
        "tayang": _("Menunggu jawaban"),
        "diteruskan": _("Menunggu jawaban"),
        "dijawab": _("Dijawab"),
        "ditolak": _("Tidak ditayangkan"),
        "ditutup": _("Ditutup tanpa jawaban"),
    }
    return words[said]


def tone(said: InquiryState) -> str:
    """How the pill of a state looks, beside its icon and word."""
    return {"dijawab": "ok", "ditolak": "bad"}.get(said, "wait" if said != "ditutup" else "")


def took(language: Language, inquiry: Inquiry) -> str:
    """How long the first answer took; empty without one."""
    _ = language.gettext
    if not inquiry.answered_at:
        return ""
    if not inquiry.days:
        return _("Dijawab pada hari yang sama")
    said = language.ngettext("Dijawab dalam %(n)s hari", "Dijawab dalam %(n)s hari", inquiry.days)
    return said % {"n": inquiry.days}


def waited(language: Language, inquiry: Inquiry, at: int) -> str:
    """How long somebody has been waiting for an answer."""
    days = days_between(inquiry.asked_at, at)
    if not days:
        return language.gettext("Ditanyakan hari ini")
    said = language.ngettext("Menunggu %(n)s hari", "Menunggu %(n)s hari", days)
    return said % {"n": days}


def order(language: Language, said: Order) -> str:
    """The name of an order of the list."""
    _ = language.gettext
    words: dict[Order, str] = {
        "baru": _("Terbaru"),
        "dukungan": _("Paling banyak ditanyakan"),
        "menunggu": _("Menunggu jawaban"),
        "dijawab": _("Sudah dijawab"),
    }
    return words[said]


def shelf(language: Language, said: Shelf) -> str:
    """The name of a shelf of the desk."""
    _ = language.gettext
    words: dict[Shelf, str] = {
        "menunggu": _("Perlu diperiksa"),
        "teruskan": _("Perlu diteruskan"),
        "kantor": _("Menunggu jawaban"),
        "dijawab": _("Sudah dijawab"),
        "lain": _("Ditolak, ditutup, digabung"),
        "semua": _("Semua"),
    }
    return words[said]


def done(language: Language, line: Act) -> str:
    """What was done, as a sentence."""
    _ = language.gettext
    words = {
        "terbitkan": _("Ditayangkan."),
        "teruskan": _("Diteruskan ke %(office)s."),
        "jawab": _("Dijawab oleh %(by)s."),
        "tolak": _("Tidak ditayangkan."),
        "tutup": _("Ditutup tanpa jawaban."),
        "gabung": _("Digabung dengan pertanyaan %(into)s."),
        "pisah": _("Dipisahkan kembali."),
    }
    return words[line.act] % {"office": line.to_office, "by": line.answered_by, "into": line.into}


def filters(language: Language) -> dict[str, Callable[..., Any]]:
    """What templates use of these words."""
    return {
        "inquiry_state": partial(state, language),
        "inquiry_tone": tone,
        "inquiry_took": partial(took, language),
        "inquiry_waited": partial(waited, language),
        "inquiry_order": partial(order, language),
        "inquiry_shelf": partial(shelf, language),
        "inquiry_done": partial(done, language),
    }
