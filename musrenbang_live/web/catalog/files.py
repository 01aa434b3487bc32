"""Empty catalogues to fill in, with the headings that are read without any doubt."""

import csv
import io
from typing import Final

HEADINGS: Final = ("Kode", "Nama Kegiatan", "Satuan", "Harga Satuan", "OPD", "Bidang")
WIDTHS: Final = (16, 60, 14, 18, 34, 26)
NOTES: Final = (
    "Isi lembar Kamus, satu kegiatan satu baris.",
    "Nama Kegiatan wajib diisi. Kolom lain boleh kosong.",
    "Harga Satuan adalah harga tertinggi satu satuan, misalnya 850000 atau 850.000.",
    "Kode boleh kosong. Bila diisi, satu kode untuk satu kegiatan.",
    "Unggah berkas ini di halaman Kamus usulan. Tidak ada yang berubah sebelum dikonfirmasi.",
)
_FILLED_ROWS: Final = 2_000
"""Rows whose codes are set to be text, so that no spreadsheet makes a date of `1.03`."""


def template_csv() -> bytes:
    """The headings as Excel in Indonesia opens them: semicolons, UTF-8 with its mark."""
    kept = io.StringIO(newline="")
    csv.writer(kept, delimiter=";").writerow(HEADINGS)
    return kept.getvalue().encode("utf-8-sig")


def template_xlsx() -> bytes:
    """The headings in a workbook, with a second sheet that says how to fill in the first."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.worksheet import Worksheet

    book = Workbook()
    sheet, notes = book.active, book.create_sheet("Petunjuk")
    assert isinstance(sheet, Worksheet)
    sheet.title = "Kamus"
    sheet.append(HEADINGS)
    sheet.freeze_panes = "A2"
    for column, width in enumerate(WIDTHS, 1):
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row in range(2, _FILLED_ROWS):
        sheet.cell(row, 1).number_format = "@"
        sheet.cell(row, 4).number_format = "#,##0"
    for note in NOTES:
        notes.append((note,))
    notes.column_dimensions["A"].width = 90
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
