"""What became of a promise, and what a tier decided, in the words people read."""

from typing import Final

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import PromiseState
from musrenbang_live.core.meeting import Decision
from musrenbang_live.core.promise_reading import COLUMNS, MOST_ROWS, RowMistake
from musrenbang_live.core.proposing import TITLE_LIMIT
from musrenbang_live.core.tiers import Change, TierDecision, TierVerdict
from musrenbang_live.web import formats
from musrenbang_live.web.language import Language
from musrenbang_live.web.sayings import say
from musrenbang_live.web.words import decisions

RECORD_STATES: Final[dict[PromiseState, str]] = {
    "selesai": "selesai",
    "sebagian": "selesai sebagian",
    "berjalan": "sedang berjalan",
    "belum": "belum dikerjakan",
    "batal": "batal",
}
"""The states in what is written into the log and into files: always Indonesian."""


def state(language: Language, said: PromiseState) -> str:
    """A state of a promise."""
    _ = language.gettext
    words: dict[PromiseState, str] = {
        "selesai": _("Selesai"),
        "sebagian": _("Selesai sebagian"),
        "berjalan": _("Sedang berjalan"),
        "belum": _("Belum dikerjakan"),
        "batal": _("Batal dikerjakan"),
    }
    return words[said]


def verdict(language: Language, said: TierVerdict) -> str:
    """What a tier decided of a proposal that was brought to it."""
    _ = language.gettext
    words: dict[TierVerdict, str] = {
        "terima": _("Diterima"),
        "ubah": _("Diterima dengan perubahan"),
        "cadangan": _("Cadangan"),
        "tolak": _("Ditolak"),
        "": _("Belum diputuskan"),
    }
    return words[said]


def reason(language: Language, made: TierDecision) -> str:
    """Why a proposal was refused: the reason of the list, and the words that were added."""
    return decisions.why(language, Decision("belum", made.code, made.reason, 0))


def changes(language: Language, decision: TierDecision, unit: str) -> list[tuple[str, str, str]]:
    """What was changed, as rows of a field, what it was and what it is; a dash for nothing.

    `unit` is of the quantity.
    """
    return [
        (
            _field(language, change),
            _value(language, change.field, change.before, unit),
            _value(language, change.field, change.after, unit),
        )
        for change in decision.changes
    ]


def _field(language: Language, change: Change) -> str:
    _ = language.gettext
    return {
        "title": _("Judul"),
        "problem": _("Masalah"),
        "neighborhood": _("Tempat"),
        "quantity": _("Volume"),
        "unit": _("Satuan"),
        "unit_cost": _("Harga satuan"),
        "cost": _("Perkiraan biaya"),
        "beneficiaries": _("Penerima manfaat"),
        "beneficiary_unit": _("Satuan penerima"),
    }[change.field]


def _value(language: Language, field: str, value: str | float | None, unit: str) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, str):
        return value
    if field in ("cost", "unit_cost"):
        return formats.rupiah(int(value), language.code)
    figure = formats.quantity(value, language.code)
    return f"{figure} {unit}" if unit and field == "quantity" else figure


def on_wall(source: str) -> str:
    """From where a proposal was brought, short enough to be read from ten metres."""
    for long, short in (("Kelurahan ", "Kel. "), ("Kecamatan ", "Kec. "), ("ke-", "")):
        source = source.replace(long, short)
    return source


def mistake(language: Language, found: RowMistake) -> str:
    """What is wrong with a row of a sheet, without its number."""
    _ = language.gettext
    names = ", ".join(COLUMNS["title"][:3])
    sentences = {
        "column_missing": _("Tidak ada kolom judul. Beri nama salah satunya: %(names)s."),
        "promise_state_unknown": _("Status tidak dikenal: %(said)s."),
        "neighborhood_unknown": _("Tempat tidak dikenal: %(said)s."),
        "number_invalid": _("Angka tidak terbaca: %(said)s."),
        "row_twice": _("Baris ini sama dengan baris sebelumnya."),
        "rows_too_many": _("Paling banyak %(most)s baris sekali ambil."),
    }
    if found.code not in sentences:
        return say(language, Rejected(found.code, limit=TITLE_LIMIT))
    figures = {"names": names, "said": found.said, "most": MOST_ROWS}
    return sentences[found.code] % figures
