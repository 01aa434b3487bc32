"""The season of a city as files: one line a kelurahan, for spreadsheets.

Always in Indonesian, so that a program that reads the columns does not depend on who asks. Columns
are only ever added, at the end; those of the bidang come last, one for each.
"""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from musrenbang_live.core.city import Season, SeasonLine, WardSeason, WardState, local_day
from musrenbang_live.core.zones import CITY_HOURS
from musrenbang_live.web.cells import disarmed

Value = str | int | None
COLUMNS: Final = (
    "tahun",
    "kode_kelurahan",
    "kelurahan",
    "kecamatan",
    "keadaan",
    "kode_sesi",
    "tanggal",
    "hadir",
    "usulan",
    "disepakati",
    "biaya_disepakati_rp",
)
"""What stands before the proposals by bidang."""
STATES: Final[dict[WardState, str]] = {
    "none": "belum dijadwalkan",
    "planned": "dijadwalkan",
    "open": "berlangsung",
    "held": "selesai, belum diterbitkan",
    "published": "diterbitkan",
}
STAGES: Final = {
    "planned": "dijadwalkan",
    "open": "berlangsung",
    "closed": "selesai, belum diterbitkan",
    "published": "diterbitkan",
}
_NEVER: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def season_csv(season: Season) -> bytes:
    """The kelurahan of a year, one a line: UTF-8 with a byte order mark, otherwise RFC 4180."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow([disarmed(head) for head in _heads(season)])
    for ward in season.wards:
        row = _row(season, ward)
        writer.writerow([disarmed(cell) if isinstance(cell, str) else cell for cell in row])
    return b"\xef\xbb\xbf" + sheet.getvalue().encode()


def season_xlsx(season: Season) -> bytes:
    """A workbook with the kelurahan, the bidang and the days; texts stay texts."""
    import xlsxwriter

    whole = io.BytesIO()
    book = xlsxwriter.Workbook(whole, _NEVER)
    moment = datetime(season.year, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    book.set_properties({"title": f"Musrenbang {season.year}", "created": moment})
    rows = [_row(season, ward) for ward in season.wards]
    _sheet(book, "Kelurahan", _heads(season), rows)
    sectors = [(each.name, each.proposals, each.agreed, each.cost) for each in season.sectors]
    _sheet(book, "Bidang", ("bidang", "usulan", "disepakati", "biaya_disepakati_rp"), sectors)
    heads = ("tanggal", "forum", "tempat", "kecamatan", "keadaan", "kode_sesi", "hadir", "usulan")
    days = [_day_row(day, line) for day, lines in season.days.items() for line in lines]
    _sheet(book, "Hari", heads, days)
    book.close()
    return whole.getvalue()


def _heads(season: Season) -> tuple[str, ...]:
    return (*COLUMNS, *(f"usulan {each.name}" for each in season.sectors))


def _row(season: Season, ward: WardSeason) -> tuple[Value, ...]:
    line = ward.line
    return (
        season.year,
        ward.place.code,
        ward.place.name,
        ward.place.district,
        STATES[ward.state],
        line.code if line else "",
        _date(line) if line else "",
        ward.joined,
        ward.proposals,
        ward.agreed,
        ward.cost,
        *(ward.sectors.get(each.sector, 0) for each in season.sectors),
    )


def _day_row(day: int, line: SeasonLine) -> tuple[Value, ...]:
    place = line.ward or line.forum
    told = (
        local_day(day, CITY_HOURS)[0] if day else "",
        line.forum,
        place,
        line.district,
        STAGES[line.stage],
        line.code,
    )
    return (*told, line.joined, line.proposals)


def _date(line: SeasonLine) -> str:
    return local_day(line.opened_at, CITY_HOURS)[0] if line.opened_at else line.starts[:10]


def _sheet(book: Any, name: str, heads: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
    """A sheet with a heading that stays; None and '' leave a cell empty."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    bold = book.add_format({"bold": True, "bg_color": "#EBEBEB", "border": 1})
    whole = book.add_format({"num_format": "#,##0"})
    for column, head in enumerate(heads):
        widest = max([len(head), *(len(str(row[column] or "")) for row in rows)])
        sheet.set_column(column, column, min(40, widest + 3))
        sheet.write_string(0, column, head, bold)
    for place, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                # A year is no quantity: it has no thousands.
                sheet.write_number(place, column, cell, None if heads[column] == "tahun" else whole)
            elif cell:
                sheet.write_string(place, column, cell)
