"""What a meeting decides about a proposal, in words: at the desk, and for everybody."""

from typing import Final

from musrenbang_live.core.deliberating import OTHER_REASON, REASON_CODES
from musrenbang_live.core.meeting import Decision
from musrenbang_live.web.language import Language


def _(text: str) -> str:
    """Marks a sentence for the catalogue; it is translated when it is said."""
    return text


VERDICTS: Final[dict[str, str]] = {
    "mufakat": _("Disepakati"),
    "voting": _("Dibawa ke pemungutan suara"),
    "cadangan": _("Cadangan"),
    "belum": _("Belum diakomodir"),
}
"""What became of a proposal, as everybody reads it."""

REASONS: Final[dict[str, str]] = {
    "kewenangan": _("Bukan kewenangan kota, melainkan provinsi atau pusat"),
    "lahan": _("Lahan milik pribadi atau masih sengketa"),
    "psu": _("Prasarana perumahan (PSU) belum diserahkan"),
    "aset": _("Aset instansi lain"),
    "hibah": _("Penerima hibah belum berbadan hukum"),
    "digabung": _("Digabung dengan usulan lain"),
    "program": _("Sudah masuk program perangkat daerah"),
    "pagu": _("Melebihi pagu"),
    "rpjmd": _("Tidak sesuai RPJMD atau kamus usulan"),
    "data": _("Data belum cukup"),
    OTHER_REASON: _("Alasan lain"),
}
"""Why a proposal is not accommodated, by `core.deliberating.REASON_CODES`."""


def verdict(language: Language, said: str) -> str:
    """The word for a verdict; nothing where none is."""
    return language.gettext(VERDICTS[said]) if said in VERDICTS else ""


def why(language: Language, decision: Decision) -> str:
    """Why: the reason of the list, with the words that were added; of `lain` the words alone."""
    listed = REASONS.get(decision.code, "") if decision.code != OTHER_REASON else ""
    return ": ".join(filter(None, (language.gettext(listed) if listed else "", decision.reason)))


def choices(language: Language) -> list[tuple[str, str]]:
    """The reasons to choose from, in the order of the official lists."""
    return [(code, language.gettext(REASONS[code])) for code in REASON_CODES]
