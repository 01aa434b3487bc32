"""Spreadsheets that people send, as rows of text: xlsx, or csv as Excel and others write it.

What a file says of itself is not believed: an xlsx is a zip, and a few kB of it can unpack to
gigabytes. Formulas count as the values that the spreadsheet program left in them.
"""

import asyncio
import csv
import io
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from musrenbang_live.core.errors import Rejected

MOST_ROWS: Final = 25_000
"""Rows of a sheet that are looked at; those of a caller may be fewer, and it says so itself."""
MOST_COLUMNS: Final = 60
LONGEST_CELL: Final = 2_000
"""Characters of a cell that are kept, so that a caller can still tell that there were too many."""
_MOST_UNPACKED: Final = 60 * 1024 * 1024
_MOST_PARTS: Final = 500
_DELIMITERS: Final = (";", "\t", ",")
_ZIP: Final = b"PK\x03\x04"
_BINARY: Final = (b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"PK")


async def rows_of(content: bytes) -> list[list[str]]:
    """The cells of the first sheet that has any, by row, without empty ones at its end.

    Read in a thread, for a large sheet takes seconds. Raises `Rejected`: `sheet_unreadable`,
    `sheet_too_large`.
    """
    return await asyncio.to_thread(_rows, content)


def _rows(content: bytes) -> list[list[str]]:
    if content.startswith(_ZIP):
        return _workbook(content)
    if content.startswith(_BINARY):
        raise Rejected("sheet_unreadable")
    return _separated(_decoded(content))


def _workbook(content: bytes) -> list[list[str]]:
    from openpyxl import load_workbook

    _weighed(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            for sheet in book.worksheets:
                rows = _bounded(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True))
                if any(cell for row in rows for cell in row):
                    return rows
            return []
        finally:
            book.close()
    except Rejected:
        raise
    except Exception as broken:  # whatever a broken archive makes its readers stumble over
        raise Rejected("sheet_unreadable") from broken


def _weighed(content: bytes) -> None:
    """Refuses an archive that says it unpacks to too much; a lie breaks off when it is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as broken:
        raise Rejected("sheet_unreadable") from broken
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise Rejected("sheet_too_large")


def _bounded(rows: Iterable[Iterable[Any]]) -> list[list[str]]:
    """Without what is empty far below: Excel counts a million rows where one was once touched."""
    found: list[list[str]] = []
    for row in rows:
        cells = _trimmed([_text(cell)[:LONGEST_CELL] for cell in row][:MOST_COLUMNS])
        if len(found) < MOST_ROWS:
            found.append(cells)
        elif cells:
            raise Rejected("sheet_too_large")
    while found and not found[-1]:  # formatted rows below the last one that says something
        found.pop()
    return found


def _trimmed(row: list[str]) -> list[str]:
    """Without the empty cells at its end."""
    while row and not row[-1]:
        row.pop()
    return row


def _text(cell: object) -> str:
    """A cell as a person would type it; a number in no way that could be misread as another."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    if isinstance(cell, int | float | Decimal):
        return _number(float(cell)) if not isinstance(cell, int) else str(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds").removesuffix(" 00:00:00")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _number(value: float) -> str:
    """`1250000`, `12,5`: at most two decimals, after a comma."""
    if value != value or abs(value) >= 1e15:
        return str(value)
    if value == int(value):
        return str(int(value))
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _decoded(content: bytes) -> str:
    """The text of a csv file: UTF-8, UTF-16 by its mark, else the Windows code page."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise Rejected("sheet_unreadable")
    return text


def _separated(text: str) -> list[list[str]]:
    """The rows of a csv file, apart at the sign that makes most columns at its beginning."""
    first, _, rest = text.partition("\n")
    if first.rstrip("\r").lower() in ("sep=;", "sep=,", "sep=\t"):  # Excel's own note to itself
        return _parsed(rest, first.rstrip("\r")[-1])
    start = text[:20_000].rpartition("\n")[0] or text
    widths = {sign: max(map(len, _parsed(start, sign)), default=0) for sign in _DELIMITERS}
    return _parsed(text, max(_DELIMITERS, key=lambda sign: widths[sign]))


def _parsed(text: str, sign: str) -> list[list[str]]:
    try:
        return _bounded(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
    except csv.Error as broken:
        raise Rejected("sheet_unreadable") from broken
