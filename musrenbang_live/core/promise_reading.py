"""Last year's results from a sheet: which rows are promises, and what is wrong with the others.

A sheet is rows of cells as text, the first filled row being its heading. Columns are found by
their names, in any order; a title is all a row must have. Every bad row is told with its number
as the spreadsheet shows it; good rows do not wait for it.
"""

import re
from collections.abc import Sequence
from typing import Final, Literal

from msgspec import Struct

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import PromiseState
from musrenbang_live.core.money import UnclearAmount, rupiah_of
from musrenbang_live.core.plan import SessionPlan
from musrenbang_live.core.proposing import TITLE_LIMIT
from musrenbang_live.core.text import accepted, one_line

Column = Literal["title", "neighborhood", "cost", "year", "state"]
COLUMNS: Final[dict[Column, tuple[str, ...]]] = {
    "title": ("judul", "usulan", "usulan kegiatan", "kegiatan", "judul usulan", "uraian"),
    "neighborhood": ("lingkungan", "lokasi", "rw", "rt", "dusun", "kelurahan"),
    "cost": ("biaya", "anggaran", "perkiraan biaya", "perkiraan anggaran", "nilai", "pagu"),
    "year": ("tahun", "tahun pelaksanaan", "tahun usulan"),
    "state": ("status", "keadaan", "realisasi", "keterangan", "hasil"),
}
"""What a column may be called, in small letters without signs; `(Rp)` and the like are dropped."""
STATES: Final[dict[PromiseState, tuple[str, ...]]] = {
    "selesai": ("selesai", "sudah", "terlaksana", "dilaksanakan", "terealisasi", "tuntas"),
    "sebagian": ("sebagian", "selesai sebagian", "sebagian selesai", "terlaksana sebagian"),
    "berjalan": ("berjalan", "sedang berjalan", "dalam proses", "proses", "dikerjakan"),
    "belum": ("belum", "belum terlaksana", "belum dilaksanakan", "tidak terlaksana", "belum ada"),
    "batal": ("batal", "dibatalkan", "ditolak"),
}
"""The states of `core.promising`, and the words that mean each in a sheet."""
MOST_ROWS: Final = 300
"""Promises taken from one sheet: more than any kelurahan agrees in a year."""
FIRST_YEAR: Final = 2000
_LABELS: Final = ("lingkungan", "lingk", "ling", "lk", "kelurahan", "kel", "kecamatan", "kec")
_ROMAN: Final = re.compile(r"(?=.)l?x{0,3}(?:ix|iv|v?i{0,3})")
_WORTH: Final = {"i": 1, "v": 5, "x": 10, "l": 50}
_SIGNS: Final = re.compile(r"[\W_]+")
_IN_BRACKETS: Final = re.compile(r"\([^)]*\)")


class Told(Struct, frozen=True):
    """A promise as a sheet tells it. `cost` in rupiah, None where the sheet says nothing."""

    year: int
    title: str
    neighborhood: str
    cost: int | None
    state: PromiseState


class RowMistake(Struct, frozen=True):
    """What is wrong with a row (counted from 1 with the heading; 0: with the sheet).

    `said` is what stands in the cell. `code` is one of `core.errors.CODES`, or `column_missing`,
    `row_twice`, `rows_too_many`, which only a sheet can be told.
    """

    row: int
    column: Column | Literal[""]
    code: str
    said: str = ""


class Reading(Struct, frozen=True):
    """A sheet as it was understood: the promises of its good rows, and every bad one."""

    promises: tuple[Told, ...]
    mistakes: tuple[RowMistake, ...]


def read_promises(rows: Sequence[Sequence[str]], plan: SessionPlan) -> Reading:
    """The promises in a sheet for a meeting of `plan`. Raises nothing: mistakes are in the answer.

    Without a year a row is of the year before the meeting; without a status nothing is done yet.
    """
    start, columns = _heading(rows)
    if "title" not in columns:
        return Reading((), (RowMistake(0, "title", "column_missing"),))
    promises: dict[tuple[int, str, str], Told] = {}
    mistakes: list[RowMistake] = []
    for number, row in enumerate(rows[start + 1 :], start + 2):
        if not any(cell.strip() for cell in row):
            continue
        told = _row(number, {name: _cell(row, place) for name, place in columns.items()}, plan)
        if isinstance(told, RowMistake):
            mistakes.append(told)
        elif (key := _key(told)) in promises:
            mistakes.append(RowMistake(number, "title", "row_twice", told.title))
        elif len(promises) == MOST_ROWS:
            mistakes.append(RowMistake(number, "", "rows_too_many"))
            break
        else:
            promises[key] = told
    return Reading(tuple(promises.values()), tuple(mistakes))


def unit_named(plan: SessionPlan, said: str) -> str | None:
    """The unit of the plan that a cell names: `Lingkungan VI`, `Lk. 6`, `vi`; None for no such."""
    label, words = _plain(plan.neighborhood_label), _plain(said)
    for called in (label, *_LABELS):
        words = words.removeprefix(f"{called} ")
    wanted = {words, _arabic(words)}
    return next(
        (unit for unit in plan.neighborhoods if {_plain(unit), _arabic(_plain(unit))} & wanted),
        None,
    )


def _arabic(words: str) -> str:
    """`vi` as `6`; whatever is no Roman number as it is."""
    if not _ROMAN.fullmatch(words):
        return words
    values = [_WORTH[sign] for sign in words]
    after = [*values[1:], 0]
    return str(sum(-v if v < nxt else v for v, nxt in zip(values, after, strict=True)))


def _heading(rows: Sequence[Sequence[str]]) -> tuple[int, dict[Column, int]]:
    """Where the heading is, and the place of each column it names; the first filled row else."""
    for start, row in enumerate(rows[:20]):
        found: dict[Column, int] = {}
        for place, cell in enumerate(row):
            name = _plain(_IN_BRACKETS.sub("", cell))
            for column, names in COLUMNS.items():
                if name in names and column not in found:
                    found[column] = place
        if "title" in found:
            return start, found
    return 0, {}


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""


def _row(number: int, cells: dict[Column, str], plan: SessionPlan) -> Told | RowMistake:
    column: Column = "title"
    try:
        title = accepted(cells["title"], TITLE_LIMIT, field="title")
        column = "neighborhood"
        neighborhood = _neighborhood(plan, cells.get("neighborhood", ""))
        column = "cost"
        cost = _cost(cells.get("cost", ""))
        column = "year"
        year = _year(cells.get("year", ""), plan)
        column = "state"
        state = _state(cells.get("state", ""))
    except Rejected as refused:
        return RowMistake(number, column, refused.code, one_line(cells[column])[:TITLE_LIMIT])
    return Told(year, title, neighborhood, cost, state)


def _neighborhood(plan: SessionPlan, said: str) -> str:
    unit = unit_named(plan, said) if one_line(said) else ""
    if unit is None:
        raise Rejected("neighborhood_unknown")
    return unit


def _cost(said: str) -> int | None:
    try:
        return rupiah_of(said)
    except UnclearAmount:
        raise Rejected("number_invalid") from None


def _year(said: str, plan: SessionPlan) -> int:
    typed = said.strip().removesuffix(".0")
    if not typed:
        return plan.year - 1
    if not (typed.isascii() and typed.isdigit() and len(typed) == len("2026")):
        raise Rejected("number_invalid")
    if not FIRST_YEAR <= int(typed) <= plan.year:
        raise Rejected("number_invalid")
    return int(typed)


def _state(said: str) -> PromiseState:
    words = _plain(said)
    if not words:
        return "belum"
    for state, ways in STATES.items():
        if words in ways:
            return state
    raise Rejected("promise_state_unknown")


def _key(told: Told) -> tuple[int, str, str]:
    return told.year, _plain(told.title), told.neighborhood


def _plain(said: str) -> str:
    return _SIGNS.sub(" ", said.casefold()).strip()
