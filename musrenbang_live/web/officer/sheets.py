"""The sheet that an office fills in: what waits for it, with empty columns for its decisions."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from musrenbang_live.core.deliberating import REASON_CODES
from musrenbang_live.core.following import State
from musrenbang_live.store.following import FollowLine
from musrenbang_live.web.cells import disarmed
from musrenbang_live.web.words import decisions, states

if TYPE_CHECKING:
    import xlsxwriter

COLUMNS: Final = (
    ("Alamat", 12),
    ("Usulan", 48),
    ("Kelurahan", 22),
    ("Perangkat daerah", 24),
    ("Status sekarang", 24),
    ("Lewat waktu (hari)", 12),
    ("Perkiraan biaya (Rp)", 18),
    ("Status baru", 24),
    ("Kode alasan", 14),
    ("Alasan", 36),
    ("Biaya (Rp)", 18),
    ("Tahun", 8),
    ("Catatan", 36),
)
_STATUS, _CODE = 7, 8
_NOTES: Final = (
    "Isi kolom Status baru. Baris yang kolom Status barunya kosong dilewati.",
    "Bila ditolak atau dikembalikan, isi Kode alasan atau Alasan. Alasan ikut diterbitkan.",
    "Biaya: sampai APBD anggarannya, sejak dikerjakan biaya sebenarnya, misalnya 85.000.000.",
    "Unggah di halaman Impor dari berkas. Tidak ada yang berubah sebelum dikonfirmasi.",
)


def template(lines: Sequence[FollowLine], late: Sequence[int], ways: Sequence[State]) -> bytes:
    """A workbook with one row a proposal; `late` are its overdue days, `ways` what may be chosen.

    Its headings are always Indonesian, because they are read by them.
    """
    import xlsxwriter

    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False})
    bold, amount = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
    sheet = book.add_worksheet("Usulan")
    sheet.freeze_panes(1, 2)
    for column, (name, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width, amount if "Rp" in name else None)
        sheet.write_string(0, column, name, bold)
    for row, (line, days) in enumerate(zip(lines, late, strict=True), 1):
        _row(sheet, row, line, days)
    last = max(len(lines), 1)
    sheet.data_validation(1, _STATUS, last, _STATUS, _choice([*map(_word, ways)]))
    sheet.data_validation(1, _CODE, last, _CODE, _choice(list(REASON_CODES)))
    _notes(book, ways)
    book.close()
    return kept.getvalue()


def _row(sheet: "xlsxwriter.worksheet.Worksheet", row: int, line: FollowLine, days: int) -> None:
    texts = (
        line.address,
        line.title,
        line.home or line.ward or line.district,
        line.agency,
        _word(line.state),
    )
    for column, text in enumerate(texts):
        sheet.write_string(row, column, disarmed(text))
    sheet.write_number(row, 5, days)
    if line.cost is not None:
        sheet.write_number(row, 6, line.cost)


def _notes(book: "xlsxwriter.Workbook", ways: Sequence[State]) -> None:
    """A second sheet that says how to fill in the first, with the codes of reasons in words."""
    notes = book.add_worksheet("Petunjuk")
    notes.set_column(0, 1, 60)
    rows = [
        *((note, "") for note in _NOTES),
        ("", ""),
        ("Status baru", ", ".join(map(_word, ways))),
        *((code, decisions.REASONS[code]) for code in REASON_CODES),
    ]
    for row, (left, right) in enumerate(rows):
        notes.write_string(row, 0, left)
        notes.write_string(row, 1, right)


def _word(state: State) -> str:
    """The state in Indonesian, as the reading of sheets knows it."""
    return states.NAMES[state]


def _choice(words: list[str]) -> dict[str, object]:
    """A list to choose from in a cell; Excel takes no more than 255 signs of it."""
    fits = len(",".join(words)) <= 255
    return {"validate": "list", "source": words} if words and fits else {"validate": "any"}
