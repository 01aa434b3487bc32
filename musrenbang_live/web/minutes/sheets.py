"""The lists of a meeting as an Excel file: columns of the official lists, and those of SIPD.

Texts are written as texts whatever they begin with: a cell never becomes a formula or a link. All
figures are numbers. The same minutes make the same bytes.
"""

import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from musrenbang_live.core.minutes import Line, Minutes, Present, Share
from musrenbang_live.web import formats
from musrenbang_live.web.language import Language
from musrenbang_live.web.minutes import words

Value = str | int | float | None
Column = tuple[str, int, Callable[[Line], Value]]
_NEVER: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
JENIS_USUL: Final = 8
"""SIPD's number for proposals of residents, *aspirasi masyarakat*."""


def workbook(of: Minutes, language: Language) -> bytes:
    """The file. The list of those who were there is in it only where `of` has their names."""
    import xlsxwriter

    whole = io.BytesIO()
    book = xlsxwriter.Workbook(whole, _NEVER)
    moment = datetime.fromtimestamp(of.at // 1000, tz=UTC).replace(tzinfo=None)
    book.set_properties({"title": f"{of.forum} {of.year}", "created": moment})
    write = _Writer(book)
    official = _official(of)
    decided: Sequence[Column] = (
        ("Cara Diputuskan", 34, lambda line: words.decision(line, language)),
        ("Peringkat Suara", 11, lambda line: line.voted_rank or None),
        ("Dukungan", 11, lambda line: line.supports),
        ("Nomor Usulan", 10, lambda line: line.number),
        ("Termasuk Usulan", 12, lambda line: ", ".join(map(str, line.merged))),
    )
    why: Sequence[Column] = (
        ("Alasan", 50, lambda line: line.reason),
        ("Kode Alasan", 14, lambda line: line.code),
        ("Nomor Usulan", 10, lambda line: line.number),
    )
    write.lines("Prioritas", (*official, *decided), of.priorities)
    write.lines("Cadangan", (*official, *decided), of.reserves)
    write.lines("Belum Diakomodir", (*official, *why), of.declined)
    if not of.public:
        write.rows("Daftar Hadir", _PRESENT, [_attendee(each) for each in of.attendees])
    write.rows("Delegasi", _DELEGATES, _delegates(of))
    write.rows("Rekap", _SHARES, [*_shares("Bidang", of.by_sector), *_shares_of_places(of)])
    write.rows("SIPD", [(name, 22) for name in _SIPD], _sipd(of))
    book.close()
    return whole.getvalue()


class _Writer:
    """Sheets with a heading that stays, one row each."""

    def __init__(self, book: Any) -> None:
        self._book = book
        plain = {"valign": "top", "text_wrap": True, "border": 1}
        self._head = book.add_format(plain | {"bold": True, "bg_color": "#EBEBEB"})
        self._text = book.add_format(plain | {"num_format": "@"})
        self._number = book.add_format(plain | {"num_format": "#,##0.###"})
        self._whole = book.add_format(plain | {"num_format": "#,##0"})

    def lines(self, name: str, columns: Sequence[Column], lines: Sequence[Line]) -> None:
        """A sheet of proposals."""
        heads = [(title, width) for title, width, _ in columns]
        self.rows(name, heads, [[value(line) for _, _, value in columns] for line in lines])

    def rows(
        self, name: str, heads: Sequence[tuple[str, int]], rows: Sequence[Sequence[Value]]
    ) -> None:
        """A sheet of values; None leaves a cell empty."""
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        for column, (title, width) in enumerate(heads):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, self._head)
        for place, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                self._cell(sheet, place, column, value)

    def _cell(self, sheet: Any, row: int, column: int, value: Value) -> None:
        if value is None or value == "":
            sheet.write_blank(row, column, None, self._text)
        elif isinstance(value, str):
            sheet.write_string(row, column, value, self._text)
        else:
            style = self._whole if isinstance(value, int) else self._number
            sheet.write_number(row, column, value, style)


def _official(of: Minutes) -> Sequence[Column]:
    """The columns of the official list, volume and unit apart so that they can be summed."""
    return (
        ("No", 6, lambda line: line.rank),
        ("Bidang Pembangunan", 22, lambda line: line.sector),
        ("Permasalahan", 44, lambda line: line.problem),
        ("Usulan Kegiatan", 44, lambda line: line.title),
        ("Lokasi", 24, lambda line: _place(of, line)),
        ("Volume", 12, lambda line: line.quantity),
        ("Satuan", 12, lambda line: line.unit),
        ("Perkiraan Anggaran (Rp)", 20, lambda line: line.cost),
        ("OPD Penanggung Jawab", 24, lambda line: line.agency),
    )


def _place(of: Minutes, line: Line) -> str:
    return f"{of.neighborhood_label} {line.neighborhood}".strip()


_PRESENT: Final = (
    ("No", 6),
    ("Nama", 30),
    ("Lembaga/Instansi", 26),
    ("Alamat", 30),
    ("No. Telp", 18),
    ("Usia", 10),
    ("Jenis Kelamin", 10),
    ("Lingkungan", 14),
    ("Tanda Tangan", 18),
)


def _attendee(each: Present) -> list[Value]:
    told = [each.organisation, each.address, each.phone, each.age, each.gender, each.neighborhood]
    return [each.number, each.name, *told, None]


_DELEGATES: Final = (
    ("No", 6),
    ("Nama", 32),
    ("Jenis Kelamin", 12),
    ("Lingkungan", 16),
    ("Cara", 18),
    ("Suara", 10),
)


def _delegates(of: Minutes) -> list[list[Value]]:
    how = "Aklamasi" if of.delegation.how == "aklamasi" else "Pemungutan suara"
    return [
        [place, each.name, "P" if each.woman else "L", each.neighborhood, how, each.votes]
        for place, each in enumerate(of.delegation.people, 1)
    ]


_SHARES: Final = (
    ("Menurut", 16),
    ("Nama", 28),
    ("Usulan", 10),
    ("Prioritas", 10),
    ("Cadangan", 10),
    ("Belum Diakomodir", 12),
    ("Anggaran Prioritas (Rp)", 22),
)


def _shares(by: str, shares: Sequence[Share]) -> list[list[Value]]:
    return [
        [by, one.name, one.received, one.priorities, one.reserves, one.declined, one.cost]
        for one in shares
    ]


def _shares_of_places(of: Minutes) -> list[list[Value]]:
    return _shares(of.neighborhood_label, of.by_neighborhood)


_SIPD: Final = (
    "urutan tahun id_jenis_usul nama_bidang nama_kamus idkamus masalah alamat_teks nama_kab_kota"
    " nama_kecamatan nama_kelurahan volume satuan koefisien harga_satuan anggaran nama_skpd_awal"
    " nama_status rekom_teks"
).split()


def _sipd(of: Minutes) -> list[list[Value]]:
    """Every proposal with what SIPD asks about it, for whoever types it there."""
    lists = (
        (of.priorities, "Diteruskan ke Musrenbang Kecamatan"),
        (of.reserves, "Cadangan"),
        (of.declined, "Belum diakomodir"),
    )
    return [_for_sipd(of, line, status) for lines, status in lists for line in lines]


def _for_sipd(of: Minutes, line: Line, status: str) -> list[Value]:
    volume = formats.quantity(line.quantity) if line.quantity is not None else ""
    where = ", ".join(filter(None, (line.landmark, _place(of, line))))
    return [
        line.rank,
        of.plan_year,
        JENIS_USUL,
        line.sector,
        line.title,
        line.catalog,
        line.problem,
        where,
        of.city,
        of.district,
        of.ward,
        line.quantity,
        line.unit,
        f"{volume} {line.unit}".strip(),
        line.unit_cost,
        line.cost,
        line.agency,
        status,
        line.reason,
    ]
