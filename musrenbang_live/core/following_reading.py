"""Decisions of an office from a sheet: which rows can be read, and what is wrong with the others.

A row names its proposal by the address (`/usulan/HMX4T7-12`, with or without what stands before
it), by `HMX4T7-12`, or by code and number in two columns. Whether the office may do what a row says
is not asked here (`core.following_rules`). A row without a status says nothing and is left out, so
that a sheet prefilled with everything that is open can be sent back half filled in.
"""

import re
from collections.abc import Sequence
from typing import Final, Literal

from msgspec import Struct

from musrenbang_live.core.codes import is_code, normal
from musrenbang_live.core.deliberating import OTHER_REASON, REASON_CODES
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.following import STATES, State
from musrenbang_live.core.following_rules import Move
from musrenbang_live.core.money import UnclearAmount, rupiah_of
from musrenbang_live.core.text import one_line

FollowColumn = Literal["proposal", "number", "state", "code", "reason", "cost", "year", "note"]
FOLLOW_COLUMNS: Final[dict[FollowColumn, tuple[str, ...]]] = {
    "proposal": ("alamat", "kode usulan", "kode", "kode sesi", "tautan", "link", "usulan"),
    "number": ("nomor", "no usulan", "nomor usulan"),
    "state": ("status baru", "status", "keputusan"),
    "code": ("kode alasan",),
    "reason": ("alasan",),
    "cost": ("biaya", "anggaran", "biaya rp", "realisasi", "nilai"),
    "year": ("tahun", "tahun anggaran", "tahun pelaksanaan"),
    "note": ("catatan", "keterangan"),
}
"""What a column may be called, in small letters without signs; `(Rp)` and the like are dropped.
Where several columns fit, the name that stands first here is taken."""
STATE_WORDS: Final[dict[State, tuple[str, ...]]] = {
    "dibahas": ("dibahas",),
    "disepakati": ("disepakati", "disetujui"),
    "diteruskan_kecamatan": ("diteruskan", "diteruskan ke kecamatan"),
    "diverifikasi_mitra": ("diverifikasi bapperida", "verifikasi mitra", "validasi mitra bappeda"),
    "diverifikasi_opd": ("diverifikasi perangkat daerah", "verifikasi opd", "diverifikasi opd"),
    "diakomodir_rkpd": ("rkpd", "masuk rkpd", "diakomodir", "diakomodir dalam rkpd"),
    "masuk_apbd": ("apbd", "masuk apbd", "dianggarkan"),
    "dilaksanakan": ("sedang dikerjakan", "sedang dilaksanakan", "berjalan", "dikerjakan"),
    "selesai": ("selesai", "selesai dibangun", "terlaksana", "tuntas"),
    "ditolak": ("ditolak", "tolak"),
    "dikembalikan": ("dikembalikan", "kembalikan"),
    "diteruskan_provinsi_pusat": ("diteruskan ke provinsi", "diteruskan ke provinsi atau pusat"),
}
"""Words that mean a state in a sheet, beside its own key."""
MOST_FOLLOW_ROWS: Final = 1_000
"""Rows that say something, of one sheet: more than any office decides at once."""
_SIGNS: Final = re.compile(r"[\W_]+")
_IN_BRACKETS: Final = re.compile(r"\([^)]*\)")
_NAMED: Final = re.compile(r"([A-Z0-9]{6})\s*[-/#]\s*(?:usulan-)?(\d{1,9})$", re.IGNORECASE)


class FollowRow(Struct, frozen=True):
    """What row `row` (from 1, as the spreadsheet counts) decides about proposal `code`-`number`."""

    row: int
    code: str
    number: int
    move: Move


class FollowMistake(Struct, frozen=True):
    """What is wrong with a row (0: with the sheet). `said` is what stands in the cell.

    `code` is one of `core.errors.CODES`, or `column_missing`, `row_twice`, `rows_too_many`, which
    only a sheet can be told.
    """

    row: int
    code: str
    said: str = ""


class FollowSheet(Struct, frozen=True):
    """A sheet as it was understood; `silent` rows name a proposal and decide nothing."""

    rows: tuple[FollowRow, ...]
    mistakes: tuple[FollowMistake, ...]
    silent: int


def read_follow_ups(cells: Sequence[Sequence[str]]) -> FollowSheet:
    """What a sheet decides. Raises nothing: mistakes are in the answer."""
    start, columns = _heading(cells)
    if "proposal" not in columns or "state" not in columns:
        return FollowSheet((), (FollowMistake(0, "column_missing"),), 0)
    rows: dict[tuple[str, int], FollowRow] = {}
    mistakes: list[FollowMistake] = []
    silent = 0
    for number, line in enumerate(cells[start + 1 :], start + 2):
        named = {name: _cell(line, place) for name, place in columns.items()}
        if not named["state"]:
            silent += bool(named["proposal"])
            continue
        read = _row(number, named)
        if isinstance(read, FollowMistake):
            mistakes.append(read)
        elif (read.code, read.number) in rows:
            mistakes.append(FollowMistake(number, "row_twice", f"{read.code}-{read.number}"))
        elif len(rows) == MOST_FOLLOW_ROWS:
            mistakes.append(FollowMistake(number, "rows_too_many"))
            break
        else:
            rows[read.code, read.number] = read
    return FollowSheet(tuple(rows.values()), tuple(mistakes), silent)


def proposal_named(said: str, number: str = "") -> tuple[str, int] | None:
    """The join code and the number that a cell (or two) names; None where it names none."""
    found = _NAMED.search(said.strip().rstrip("/"))
    code, typed = (found[1].upper(), found[2]) if found else (normal(said), number.strip())
    typed = typed.removesuffix(".0")
    whole = typed.isascii() and typed.isdigit() and len(typed) < 10 and int(typed) > 0
    return (code, int(typed)) if whole and is_code(code) else None


def state_named(said: str) -> State | None:
    """The state that a cell names by its key or in words."""
    words = _plain(said)
    for state in STATES:
        if words == _plain(state) or words in STATE_WORDS.get(state, ()):
            return state
    return None


def _heading(cells: Sequence[Sequence[str]]) -> tuple[int, dict[FollowColumn, int]]:
    """Where the heading is, and the place of each column it names."""
    for start, line in enumerate(cells[:20]):
        titles = [_plain(_IN_BRACKETS.sub("", cell)) for cell in line]
        found: dict[FollowColumn, int] = {}
        for column, names in FOLLOW_COLUMNS.items():
            known = next((name for name in names if name in titles), None)
            if known is not None:
                found[column] = titles.index(known)
        if "proposal" in found and "state" in found:
            return start, found
    return 0, {}


def _cell(line: Sequence[str], place: int) -> str:
    """A cell as it was meant: without the apostrophe that keeps a spreadsheet from computing."""
    return line[place].strip().removeprefix("'") if place < len(line) else ""


def _row(number: int, cells: dict[FollowColumn, str]) -> FollowRow | FollowMistake:
    named = proposal_named(cells["proposal"], cells.get("number", ""))
    if named is None:
        return FollowMistake(number, "proposal_unknown", _shown(cells["proposal"]))
    state = state_named(cells["state"])
    if state is None:
        return FollowMistake(number, "follow_up_state_unknown", _shown(cells["state"]))
    try:
        cost = _cost(cells.get("cost", ""))
        year = _year(cells.get("year", ""))
    except Rejected as refused:
        field = "cost" if refused.code == "number_invalid" else "year"
        said = cells.get("cost" if field == "cost" else "year", "")
        return FollowMistake(number, refused.code, _shown(said))
    code, reason = _reason(cells)
    move = Move(to=state, reason_code=code, reason=reason, cost=cost, year=year)
    return FollowRow(number, *named, move)


def _reason(cells: dict[FollowColumn, str]) -> tuple[str, str]:
    """The reason of the list, and the words: a cell that holds a reason's key only is that."""
    code, reason = _plain(cells.get("code", "")), cells.get("reason", "")
    if not code and _plain(reason) in REASON_CODES and _plain(reason) != OTHER_REASON:
        code, reason = _plain(reason), ""
    return code, ". ".join(filter(None, (reason, cells.get("note", ""))))


def _cost(said: str) -> int | None:
    try:
        return rupiah_of(said)
    except UnclearAmount:
        raise Rejected("number_invalid") from None


def _year(said: str) -> int:
    typed = said.strip().removesuffix(".0")
    if typed and not (typed.isascii() and typed.isdigit() and len(typed) == len("2028")):
        raise Rejected("year_unlikely")
    return int(typed or 0)


def _shown(said: str) -> str:
    return one_line(said)[:80]


def _plain(said: str) -> str:
    return _SIGNS.sub(" ", said.casefold()).strip()
