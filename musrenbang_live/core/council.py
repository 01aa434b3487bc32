"""Members of the council, and a list of them as a sheet tells it.

Names of officials are public by their office; nothing else of a person is asked for. Every bad row
is told with its number as the spreadsheet shows it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.faults import Faults
from musrenbang_live.core.text import accepted

Field = Literal["name", "party", "dapil", "office", "commission", "period"]
LIMITS: Final[dict[Field, int]] = {
    "name": 100,
    "party": 60,
    "dapil": 40,
    "office": 60,
    "commission": 60,
    "period": 20,
}
"""Characters of each field."""
NEEDED: Final[frozenset[Field]] = frozenset({"name", "dapil", "period"})
HEADINGS: Final[dict[Field, tuple[str, ...]]] = {
    "name": ("nama", "nama anggota", "nama lengkap", "anggota"),
    "party": ("partai", "partai politik", "parpol", "fraksi"),
    "dapil": ("dapil", "daerah pemilihan"),
    "office": ("jabatan", "kedudukan"),
    "commission": ("komisi", "alat kelengkapan", "akd"),
    "period": ("periode", "masa jabatan", "masa bakti"),
}
MOST_ROWS: Final = 200
SEARCHED: Final = 20
"""Rows from the top among which the headings are looked for."""
_SIGNS: Final = re.compile(r"[\W_]+")
_WORDS: Final = re.compile(r"\b(daerah pemilihan|dapil)\b", re.IGNORECASE)
_ROMAN: Final = {str(n): roman for n, roman in enumerate("I II III IV V VI VII VIII IX".split(), 1)}


class Member(Struct, frozen=True, kw_only=True):
    """A member of the council. `period` as people write it: `2024–2029`."""

    name: str
    party: str
    dapil: str
    office: str
    commission: str
    period: str


class RowMistake(Struct, frozen=True):
    """What is wrong with a row of a sheet (from 1); `code` of `core.errors.CODES`."""

    row: int
    field: Field
    code: str
    said: str


class Reading(Struct, frozen=True):
    """A sheet as it was understood."""

    members: tuple[Member, ...]
    mistakes: tuple[RowMistake, ...]


def member_of(typed: Mapping[Field, str]) -> Member:
    """A member as typed, ready to keep. Raises as `core.text.accepted`, with the fields."""
    faults = Faults()
    kept = {
        field: faults.of(
            accepted, typed.get(field, ""), limit, field=field, required=field in NEEDED
        )
        for field, limit in LIMITS.items()
    }
    faults.tell()
    kept["dapil"] = dapil_name(kept["dapil"])
    kept["period"] = re.sub(r"\s*[-/\u2013\u2014]\s*", "\u2013", kept["period"])
    return Member(**kept)


def dapil_name(text: str) -> str:
    """The one name of a district: `Dapil 3`, `daerah pemilihan III` and `iii` are `III`."""
    own = " ".join(_WORDS.sub(" ", text).split())
    low = own.lstrip("0").lower()
    if low in _ROMAN:
        return _ROMAN[low]
    return own.upper() if low.upper() in _ROMAN.values() else own or text


def read_members(rows: Sequence[Sequence[str]], period: str) -> Reading:
    """The members in a sheet; `period` is that of rows that name none.

    Raises `Rejected`: `members_without_headings`, `members_empty`, `members_too_many`.
    """
    at, columns = _headings(rows)
    members: list[Member] = []
    mistakes: list[RowMistake] = []
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(rows[at + 1 :], at + 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(members) + len(mistakes) >= MOST_ROWS:
            raise Rejected("members_too_many", field="berkas", limit=MOST_ROWS)
        typed = {f: row[c] if c < len(row) else "" for f, c in columns.items()}
        typed["period"] = typed.get("period", "").strip() or period
        read = _row(number, typed, seen)
        (members if isinstance(read, Member) else mistakes).append(read)  # type: ignore[arg-type]
    if not members and not mistakes:
        raise Rejected("members_empty", field="berkas")
    return Reading(tuple(members), tuple(mistakes))


def _row(
    number: int, typed: Mapping[Field, str], seen: set[tuple[str, str]]
) -> Member | RowMistake:
    try:
        member = member_of(typed)
    except Rejected as wrong:
        field: Field = next(f for f in LIMITS if f == wrong.details["field"])
        return RowMistake(number, field, wrong.code, typed.get(field, ""))
    who = (member.name.lower(), member.period)
    if who in seen:
        return RowMistake(number, "name", "member_twice", member.name)
    seen.add(who)
    return member


def _headings(rows: Sequence[Sequence[str]]) -> tuple[int, dict[Field, int]]:
    """The row of the headings, and where each field stands."""
    for at, row in enumerate(rows[:SEARCHED]):
        said = [" ".join(_SIGNS.sub(" ", cell.lower()).split()) for cell in row]
        columns = {
            field: next((said.index(name) for name in names if name in said), -1)
            for field, names in HEADINGS.items()
        }
        found = {field: column for field, column in columns.items() if column >= 0}
        if "name" in found and "dapil" in found:
            return at, found
    raise Rejected("members_without_headings", field="berkas")
