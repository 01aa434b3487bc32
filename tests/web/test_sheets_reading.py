"""Spreadsheets as people save them, and files that only pretend to be some."""

import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from musrenbang_live.core.errors import Rejected
from musrenbang_live.web.sheets_reading import MOST_ROWS, rows_of

ROWS = [["Nama Kegiatan", "Harga"], ["Parit, titi; lampu", "850.000"]]


def xlsx(*sheets: list[list[Any]]) -> bytes:
    """A workbook with these sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


async def test_cells_come_as_a_person_would_type_them() -> None:
    cells: list[Any] = [1_250_000, 12.5, 0.1, 1e6, True, None, "Rp850.000", "00123"]
    at = datetime(2028, 3, 1, 7, 5, tzinfo=UTC).replace(tzinfo=None)
    dates: list[Any] = [at, date(2028, 3, 1), at.replace(hour=0, minute=0), at.time()]
    assert await rows_of(xlsx([cells, dates])) == [
        ["1250000", "12,5", "0,1", "1000000", "ya", "", "Rp850.000", "00123"],
        ["2028-03-01 07:05:00", "2028-03-01", "2028-03-01", "07:05:00"],
    ]


async def test_the_first_sheet_with_anything_in_it_is_read() -> None:
    assert await rows_of(xlsx([], [[None, ""]], [["a", "b"], [None, None]])) == [["a", "b"]]
    assert await rows_of(xlsx([])) == []


async def test_a_formula_counts_as_its_value_or_as_nothing() -> None:
    assert await rows_of(xlsx([["jumlah", "=1+1", "a"]])) == [["jumlah", "", "a"]]


@pytest.mark.parametrize(
    "content",
    [
        '"Nama Kegiatan","Harga"\r\n"Parit, titi; lampu","850.000"\r\n',
        'Nama Kegiatan;Harga\n"Parit, titi; lampu";850.000\n\n',
        'Nama Kegiatan\tHarga\n"Parit, titi; lampu"\t850.000',
        'sep=;\r\nNama Kegiatan;Harga\r\n"Parit, titi; lampu";850.000\r\n',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
async def test_csv_is_read_in_every_usual_form(content: str, encoding: str) -> None:
    assert await rows_of(content.encode(encoding)) == ROWS


async def test_the_windows_code_page_is_told_from_utf_8() -> None:
    assert await rows_of("Jalan 3 m²;½\n".encode("cp1252")) == [["Jalan 3 m²", "½"]]
    assert await rows_of("Jalan 3 m²;½\n".encode()) == [["Jalan 3 m²", "½"]]


def bomb(size: int, names: int = 1) -> bytes:
    """A small archive that unpacks to `size` bytes in each of so many parts."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(names):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"\0" * size)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 900, "sheet_unreadable"),
        (b"%PDF-1.7 x", "sheet_unreadable"),
        (b"PK\x03\x04 broken", "sheet_unreadable"),
        (bomb(10), "sheet_unreadable"),
        (b"a\x00b;c", "sheet_unreadable"),
        (b"a;" + b"x" * 200_000, "sheet_unreadable"),
        (bomb(63_000_000), "sheet_too_large"),
        (bomb(1, 501), "sheet_too_large"),
        (b"a;b\n" * (MOST_ROWS + 1), "sheet_too_large"),
    ],
)
async def test_what_cannot_be_read_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Rejected) as refused:
        await rows_of(content)
    assert refused.value.code == code


async def test_an_archive_that_lies_about_its_size_breaks_off() -> None:
    content = xlsx([["x" * 30_000] for _ in range(50)])
    start = content.rindex(b"PK\x01\x02")
    told = bytearray(content)
    told[start + 24 : start + 28] = (10).to_bytes(4, "little")
    with pytest.raises(Rejected) as refused:
        await rows_of(bytes(told))
    assert refused.value.code == "sheet_unreadable"


async def test_what_is_empty_far_below_is_no_matter() -> None:
    assert await rows_of(b"a;b\n" + b";\n" * (MOST_ROWS + 9)) == [["a", "b"]]


async def test_a_wide_sheet_is_cut_and_a_long_cell_too() -> None:
    (row,) = await rows_of(xlsx([["x" * 5_000, *(["y"] * 90)]]))
    assert (len(row), len(row[0])) == (60, 2_000)
