"""A *kamus usulan*: what can be proposed, in which unit, at which price at most, by which agency.

It is read from rows of text, as a spreadsheet has them. Every row is good, the same as an earlier
one, or wrong with its reasons; nothing is guessed and nothing wrong is kept.
"""

import hashlib
import re
from collections.abc import Sequence
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from musrenbang_live.core.catalog_headings import Field, columns_of, headings
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.money import UnclearAmount, rupiah_of
from musrenbang_live.core.proposing import AGENCY_LIMIT, CATALOG_LIMIT, UNIT_LIMIT
from musrenbang_live.core.text import accepted, graphemes, one_line

MOST_ROWS: Final = 20_000
"""Rows of one file below its headings."""
NAME_LIMIT: Final = 300
SECTOR_LIMIT: Final = 120
FEWEST_PRIVATE: Final = 9
"""Digits below which nothing is a telephone number."""
MOST_TOLD: Final = 500
"""Mistakes that are told one by one; the others are counted."""

Wrong = Literal[
    "missing",
    "too_long",
    "private",
    "date",
    "error",
    "unreadable",
    "ambiguous",
    "negative",
    "too_large",
    "words",
    "zero",
    "unit_missing",
    "code_twice",
    "price_differs",
]
"""What is wrong with a cell. `private`: digits like a NIK or a telephone number; `date`: the
spreadsheet has made a date of it; `error`: a formula
that failed; the amounts as in `core.money`; `code_twice`: another item has this code;
`price_differs`: an earlier row is the same at another price."""

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?")
_ERROR: Final = re.compile(r"#(?:REF|N/A|NAME|VALUE|DIV/0|NUM|NULL)[!?]?")
_LIMITS: Final[dict[Field, int]] = {
    "name": NAME_LIMIT,
    "unit": UNIT_LIMIT,
    "agency": AGENCY_LIMIT,
    "sector": SECTOR_LIMIT,
    "code": CATALOG_LIMIT,
}


class CatalogItem(Struct, frozen=True, kw_only=True):
    """One line of the catalogue. `price` is the ceiling in rupiah a unit, None where none is set.

    `code` is the city's own; where it has none, one that the same item has in every version.
    """

    code: str
    name: str
    unit: str = ""
    price: int | None = None
    agency: str = ""
    sector: str = ""


class Mistake(Struct, frozen=True):
    """What is wrong in a cell: the row as the spreadsheet counts, from 1; the heading as it stands
    in the file; the cell's text; and `other`, the row or the limit that the reason speaks of.
    """

    row: int
    heading: str
    wrong: Wrong
    text: str = ""
    other: int = 0


class AgencyMatch(Struct, frozen=True):
    """An agency as a file writes it, in how many items, and the office of that agency here by its
    name; empty where there is none, or where it could be several."""

    written: str
    items: int
    office: str = ""


class CatalogRead(Struct, frozen=True):
    """What a file says. `bad` counts rows with mistakes, of which the first `MOST_TOLD` are told;
    `same` are rows that say what an earlier one said; `unused` headings mean nothing to us;
    `agencies` are there once they were matched (`core.agencies`).
    """

    items: tuple[CatalogItem, ...]
    mistakes: tuple[Mistake, ...]
    bad: int
    same: tuple[int, ...]
    unused: tuple[str, ...]
    headings: tuple[str, ...]
    agencies: tuple[AgencyMatch, ...] = ()


def read_catalog(rows: Sequence[Sequence[str]]) -> CatalogRead:
    """The catalogue in these rows of cells.

    Raises `Rejected`: `catalog_without_headings` when no row of headings names at least what is
    proposed and one thing more, `catalog_empty` when nothing stands below them, `catalog_too_long`.
    """
    top = headings(rows)
    if top is None:
        raise Rejected("catalog_without_headings")
    below = [(number, row) for number, row in enumerate(rows[top + 1 :], top + 2) if _says(row)]
    if not below:
        raise Rejected("catalog_empty")
    if len(below) > MOST_ROWS:
        raise Rejected("catalog_too_long", limit=MOST_ROWS)
    return _Reading(rows[top]).read(below)


def _says(row: Sequence[str]) -> bool:
    return any(cell.strip() for cell in row)


class _Reading:
    """One pass over the rows below the headings."""

    def __init__(self, top: Sequence[str]) -> None:
        self._top = [one_line(heading) for heading in top]
        self._columns = columns_of(top)
        self._items: dict[str, tuple[int, CatalogItem]] = {}
        self._mistakes: list[Mistake] = []
        self._bad = 0
        self._same: list[int] = []

    def read(self, rows: Sequence[tuple[int, Sequence[str]]]) -> CatalogRead:
        """All of them."""
        for number, row in rows:
            self._row(number, row)
        used = self._columns.values()
        return CatalogRead(
            items=tuple(item for _, item in self._items.values()),
            mistakes=tuple(self._mistakes[:MOST_TOLD]),
            bad=self._bad,
            same=tuple(self._same),
            unused=tuple(
                heading for index, heading in enumerate(self._top) if heading and index not in used
            ),
            headings=tuple(self._top[index] for index in used),
        )

    def _row(self, number: int, row: Sequence[str]) -> None:
        before = len(self._mistakes)
        cells = {field: self._cell(number, row, field) for field in self._columns}
        price = self._price(number, cells.get("price", ""))
        if price is not None and "unit" in self._columns and not cells["unit"]:
            self._wrong(number, "unit", "unit_missing")
        if len(self._mistakes) == before:
            self._keep(number, _item(cells, price))
        if len(self._mistakes) > before:
            self._bad += 1

    def _cell(self, number: int, row: Sequence[str], field: Field) -> str:
        index = self._columns[field]
        text = _tidy(row[index]) if index < len(row) else ""
        if not any(sign.isalnum() for sign in text):
            if field == "name":
                self._wrong(number, field, "missing")
            return ""
        limit = _LIMITS.get(field, len(text))
        if _ERROR.fullmatch(text):
            self._wrong(number, field, "error", text)
        elif _DATE.fullmatch(text):
            self._wrong(number, field, "date", text)
        elif len(text) > limit and graphemes(text) > limit:
            self._wrong(number, field, "too_long", text, limit)
        elif field != "price" and _private(text):
            self._wrong(number, field, "private", "")
        else:
            return text
        return ""

    def _price(self, number: int, text: str) -> int | None:
        try:
            price = rupiah_of(text)
        except UnclearAmount as unclear:
            self._wrong(number, "price", unclear.why, text)
            return None
        if price == 0:
            self._wrong(number, "price", "zero", text)
        return price or None

    def _keep(self, number: int, item: CatalogItem) -> None:
        """The item, unless an earlier row has its code."""
        earlier, known = self._items.setdefault(item.code, (number, item))
        if earlier == number:
            return
        made = item.code == _code(item)
        if known == item or (made and known.price == item.price):
            self._same.append(number)
        elif made:
            self._wrong(number, "price", "price_differs", "", earlier)
        else:
            self._wrong(number, "code", "code_twice", item.code, earlier)

    def _wrong(
        self, number: int, field: Field, wrong: Wrong, text: str = "", other: int = 0
    ) -> None:
        heading = self._top[self._columns[field]] if field in self._columns else ""
        self._mistakes.append(Mistake(number, heading, wrong, text[:60], other))


def _private(text: str) -> bool:
    """Whether no proposal could take this over, because it looks like somebody's number."""
    if sum(map(str.isdigit, text)) < FEWEST_PRIVATE:
        return False
    try:
        accepted(text, len(text), field="", required=False)
    except Rejected:
        return True
    return False


def _tidy(cell: str) -> str:
    """`one_line`, at once where nothing can be hidden: a file has a hundred thousand cells."""
    if cell.isascii() and cell.isprintable():
        return " ".join(cell.split())
    return one_line(cell)


def _item(cells: dict[Field, str], price: int | None) -> CatalogItem:
    item = CatalogItem(
        code=cells.get("code", ""),
        name=cells["name"],
        unit=cells.get("unit", ""),
        price=price,
        agency=cells.get("agency", ""),
        sector=cells.get("sector", ""),
    )
    return item if item.code else replace(item, code=_code(item))


def _code(item: CatalogItem) -> str:
    """A code for an item without one: the same for the same words, whatever their capitals."""
    said = "\n".join((item.name, item.unit, item.agency, item.sector)).lower()
    return f"K-{hashlib.sha256(said.encode()).hexdigest()[:10]}".upper()
