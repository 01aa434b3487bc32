"""Reports in words: kinds, bidang, states, and what happened."""

from typing import Final

from musrenbang_live.core.reporting import Act, Kind, Sector, State
from musrenbang_live.web.language import Language

TONES: Final[dict[State, str]] = {
    "diterima": "wait",
    "diperiksa": "wait",
    "diteruskan": "local",
    "dikerjakan": "local",
    "selesai": "ok",
    "ditolak": "bad",
    "digabung": "",
}
"""How the pill of a state is coloured; beside it always stand a sign and the word."""
ICONS: Final[dict[State, str]] = {
    "diterima": "clock",
    "diperiksa": "eye",
    "diteruskan": "forward",
    "dikerjakan": "sync",
    "selesai": "check",
    "ditolak": "x",
    "digabung": "merge",
}


def kind(language: Language, of: Kind) -> str:
    """What a report is."""
    _ = language.gettext
    words: dict[Kind, str] = {"aspirasi": _("Aspirasi"), "keluhan": _("Keluhan")}
    return words[of]


def sector(language: Language, of: Sector) -> str:
    """What a report is about."""
    _ = language.gettext
    words: dict[Sector, str] = {
        "infra": _("Jalan, air, bangunan"),
        "eko": _("Ekonomi"),
        "sos": _("Sosial budaya"),
        "tib": _("Layanan dan ketertiban"),
        "kes": _("Kesehatan"),
        "did": _("Pendidikan"),
        "lain": _("Lainnya"),
    }
    return words[of]


def state(language: Language, of: State) -> str:
    """Where a report stands."""
    _ = language.gettext
    words: dict[State, str] = {
        "diterima": _("Sudah diterima"),
        "diperiksa": _("Diperiksa"),
        "diteruskan": _("Diteruskan"),
        "dikerjakan": _("Dikerjakan"),
        "selesai": _("Selesai"),
        "ditolak": _("Tidak dapat ditindaklanjuti"),
        "digabung": _("Digabung"),
    }
    return words[of]


def act(language: Language, of: Act) -> str:
    """What happened to a report."""
    _ = language.gettext
    words: dict[Act, str] = {
        "sent": _("Laporan diterima"),
        "approve": _("Ditampilkan untuk umum"),
        "hide": _("Tidak lagi ditampilkan untuk umum"),
        "check": _("Diperiksa sekretariat"),
        "route": _("Diteruskan"),
        "work": _("Pengerjaan dimulai"),
        "answer": _("Dijawab"),
        "done": _("Selesai"),
        "reject": _("Tidak dapat ditindaklanjuti"),
        "return": _("Dikembalikan ke sekretariat"),
        "merge": _("Digabung dengan laporan yang sama"),
        "carry": _("Dibawa"),
        "word": _("Tambahan dari pelapor"),
        "withdraw": _("Ditarik oleh pelapor"),
        "undo": _("Langkah sebelumnya dibatalkan"),
    }
    return words[of]
