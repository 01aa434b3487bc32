"""What offices decide about proposals, in the words people read."""

from typing import Final, Protocol

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.following_reading import MOST_FOLLOW_ROWS, FollowMistake
from musrenbang_live.core.meeting import Decision
from musrenbang_live.core.proposing import REASON_LIMIT
from musrenbang_live.web.language import Language
from musrenbang_live.web.sayings import say
from musrenbang_live.web.words import decisions


def _(text: str) -> str:
    """Marks a sentence for the catalogue; it is translated when it is said."""
    return text


class Explained(Protocol):
    """Whatever has a reason: the code of the list, and words."""

    @property
    def reason_code(self) -> str:
        """One of `core.deliberating.REASON_CODES`, or empty."""

    @property
    def reason(self) -> str:
        """Words; empty for none."""


_MISTAKES: Final[dict[str, str]] = {
    "column_missing": _("Harus ada kolom Alamat (atau Kode) dan kolom Status baru."),
    "row_twice": _("Usulan ini sudah ada di baris sebelumnya."),
    "rows_too_many": _("Paling banyak %(most)s baris sekali impor."),
    "proposal_unknown": _("Usulan ini tidak ditemukan. Tulis alamatnya, misalnya HMX4T7-12."),
    "follow_up_not_yours": _("Usulan ini bukan urusan kantor Bapak/Ibu."),
    "follow_up_not_next": _("Dari keadaannya sekarang tidak dapat dipindahkan ke status itu."),
    "follow_up_state_unknown": _("Status ini tidak dikenal."),
    "follow_up_moved": _("Sudah dipindahkan orang lain sejak berkas ini diperiksa."),
    "reason_missing": _("Alasannya belum diisi."),
    "reason_unknown": _("Kode alasan ini tidak dikenal."),
    "cost_unlikely": _("Biayanya jauh berbeda dari sebelumnya. Putuskan di halaman usulannya."),
    "number_invalid": _("Jumlah rupiahnya tidak terbaca. Tulis misalnya 153.000.000."),
}


def mistake(language: Language, found: FollowMistake) -> str:
    """What is wrong with a row of a sheet."""
    if found.code in _MISTAKES:
        return language.gettext(_MISTAKES[found.code]) % {"most": MOST_FOLLOW_ROWS}
    return say(language, Rejected(found.code, limit=REASON_LIMIT))


def reason(language: Language, said: Explained) -> str:
    """Why: the reason of the list, and the words that were added; empty where nothing is said."""
    return decisions.why(language, Decision("belum", said.reason_code, said.reason, 0))
