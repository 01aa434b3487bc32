"""Datasets as files, written piece by piece: a million rows need no more memory than a few hundred.

Pieces are written in a thread, so that a long list stops no meeting between two of them. Texts of
CSV are disarmed (`web.cells`); in XLSX they are stored as texts, which nothing runs.
"""

import asyncio
import csv
import io
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

import msgspec

from musrenbang_live.web.cells import disarmed
from musrenbang_live.web.datasets.columns import KINDS, Cell, Dataset
from musrenbang_live.web.licenses import License

T = TypeVar("T")
Pages = AsyncIterator[Sequence[Any]]
"""The rows, some hundreds at a time, so that meetings go on between two pieces."""
MOST_IN_SHEET: Final = 20_000
"""Rows of an XLSX file: it can only be sent when it is whole."""
_threads: Final = ThreadPoolExecutor(1, "dataset")
"""One piece at a time: however many files are asked for, meetings keep the rest of the machine."""


async def csv_pieces(dataset: Dataset, pages: Pages, base: str) -> AsyncIterator[bytes]:
    """UTF-8 with a byte order mark, otherwise RFC 4180; headings in Indonesian for everybody."""
    yield b"\xef\xbb\xbf" + _lines([[column.name for column in dataset.columns]])
    async for rows in pages:
        yield await _apart(_csv_rows, dataset, rows, base)


async def json_pieces(
    dataset: Dataset, pages: Pages, base: str, license: License
) -> AsyncIterator[bytes]:
    """One object: what it is, its licence, and `rows` with the names of the columns as keys."""
    head = {"dataset": dataset.key, "license": license.name, "dictionary": f"{base}/data"}
    yield msgspec.json.encode(head)[:-1] + b',"rows":[\n'
    between = b""
    async for rows in pages:
        piece = await _apart(_json_rows, dataset, rows, base)
        if piece:
            yield between + piece
            between = b",\n"
    yield b"\n]}\n"


async def xlsx_file(
    dataset: Dataset, pages: Pages, base: str, license: License
) -> tempfile.SpooledTemporaryFile[bytes]:
    """A workbook of the first `MOST_IN_SHEET` rows and the dictionary; it is written in a thread.

    The file is at its beginning, and goes when it is closed.
    """
    file = tempfile.SpooledTemporaryFile[bytes](max_size=2**20)
    sheet = _Sheet(dataset, file, license)
    async for rows in pages:
        await _apart(sheet.add, rows[: MOST_IN_SHEET - sheet.rows], base)
        if sheet.rows >= MOST_IN_SHEET:
            break
    await _apart(sheet.close)
    file.seek(0)
    return file


async def _apart(work: Callable[..., T], *said: Any) -> T:
    """What `work` makes of these, in the thread of the datasets."""
    return await asyncio.get_running_loop().run_in_executor(_threads, work, *said)


class _Sheet:
    """A workbook of which a row is forgotten once it is written."""

    def __init__(
        self, dataset: Dataset, file: tempfile.SpooledTemporaryFile[bytes], license: License
    ) -> None:
        import xlsxwriter

        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.rows = 0
        self._book = xlsxwriter.Workbook(file, options)
        bold = self._book.add_format({"bold": True})
        self._list = self._book.add_worksheet("Data")
        self._list.freeze_panes(1, 0)
        self._list.set_column(0, len(dataset.columns) - 1, 18)
        self._list.write_row(0, 0, [column.name for column in dataset.columns], bold)
        self._dataset = dataset
        self._license = license
        self._bold = bold

    def add(self, rows: Sequence[Any], base: str) -> None:
        """Write rows below the others."""
        for row in rows:
            self.rows += 1
            for place, cell in enumerate(self._dataset.cells(row, base)):
                self._write(place, cell)

    def _write(self, place: int, cell: Cell) -> None:
        if isinstance(cell, bool):
            self._list.write_string(self.rows, place, "ya" if cell else "tidak")
        elif isinstance(cell, str):
            self._list.write_string(self.rows, place, cell[:32_767])  # what a cell can hold
        elif cell is not None:
            self._list.write_number(self.rows, place, cell)

    def close(self) -> None:
        """Add the dictionary and finish the file."""
        words = self._book.add_worksheet("Kamus data")
        words.set_column(0, 1, 22)
        words.set_column(2, 4, 60)
        words.write_row(0, 0, ["kolom", "jenis", "arti", "meaning", "satuan"], self._bold)
        for row, column in enumerate(self._dataset.columns, 1):
            told = [column.name, KINDS[column.kind].id, column.meaning.id, column.meaning.en]
            words.write_row(row, 0, [*told, column.unit.id])
        words.write_row(len(self._dataset.columns) + 2, 0, ["lisensi", self._license.name])
        self._book.close()


def _csv_rows(dataset: Dataset, rows: Sequence[Any], base: str) -> bytes:
    return _lines([[_cell(cell) for cell in dataset.cells(row, base)] for row in rows])


def _json_rows(dataset: Dataset, rows: Sequence[Any], base: str) -> bytes:
    names = [column.name for column in dataset.columns]
    told = (dict(zip(names, dataset.cells(row, base), strict=True)) for row in rows)
    return b",\n".join(msgspec.json.encode(each) for each in told)


def _lines(rows: Sequence[Sequence[Cell]]) -> bytes:
    sheet = io.StringIO()
    csv.writer(sheet, lineterminator="\r\n").writerows(rows)
    return sheet.getvalue().encode()


def _cell(cell: Cell) -> Cell:
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    return disarmed(cell) if isinstance(cell, str) else cell
