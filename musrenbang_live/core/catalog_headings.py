"""Which column of a catalogue holds what, by its heading, matched loosely.

Cities name the columns of their *kamus usulan* in many ways; SIPD-RI exports `isu_usulan`,
`program_usulan`, `giat_teks`, `pd_tujuan`. Numbers and years in a heading say nothing.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal

Field = Literal["name", "unit", "price", "agency", "sector", "code"]

SEARCHED: Final = 20
"""Rows from the top among which the headings are looked for, below titles and logos."""

_NAMED: Final[dict[Field, tuple[str, ...]]] = {
    "name": (
        "nama kegiatan", "nama kamus", "nama usulan", "kamus usulan", "usulan kegiatan",
        "uraian kegiatan", "jenis usulan", "jenis kegiatan", "giat teks", "giat", "gagasan",
        "kegiatan", "kamus", "usulan", "uraian", "nama",
    ),
    "price": (
        "harga satuan", "satuan harga", "pagu satuan", "biaya satuan", "harga tertinggi",
        "batas harga", "harga", "hspk", "ssh",
    ),
    "unit": ("satuan", "sat"),
    "agency": (
        "perangkat daerah", "opd", "skpd", "pd tujuan", "pd", "dinas", "instansi",
    ),
    "sector": ("bidang", "urusan", "program usulan", "program"),
    "code": ("kode kamus", "kode usulan", "kode kegiatan", "id kamus", "idkamus", "kode"),
}  # fmt: skip
_NEVER: Final = frozenset({"no", "nomor", "isu usulan", "keterangan", "ket", "id usulan"})
_NOISE: Final = frozenset({"rp", "rupiah", "idr", "tahun", "dalam"})
_ALIASES: Final = sorted(
    ((alias, field) for field, aliases in _NAMED.items() for alias in aliases),
    key=lambda pair: (-len(pair[0].split()), -len(pair[0])),
)
"""Longest first: *harga satuan* is a price, although *satuan* alone is a unit."""


def normal(heading: str) -> str:
    """A heading as it is compared: small letters and single spaces, without money and years."""
    words = re.sub(r"[^a-z0-9]+", " ", heading.lower()).split()
    return " ".join(word for word in words if word not in _NOISE and not word.isdigit())


def meaning(heading: str) -> Field | None:
    """What a column with this heading holds; None when nothing we use."""
    said = normal(heading)
    if not said or said in _NEVER:
        return None
    padded = f" {said} "
    return next((field for alias, field in _ALIASES if f" {alias} " in padded), None)


def columns_of(row: Sequence[str]) -> Mapping[Field, int]:
    """Where each field stands in a row of headings; the first of those that mean the same.

    A heading that is a name exactly goes before one that only contains it.
    """
    found: dict[Field, int] = {}
    for exact in (True, False):
        for index, heading in enumerate(row):
            field = meaning(heading)
            if field is None or field in found or index in found.values():
                continue
            if not exact or normal(heading) in _NAMED[field]:
                found[field] = index
    return found


def headings(rows: Sequence[Sequence[str]]) -> int | None:
    """The row that holds the headings: of the first `SEARCHED` the one in which most are known.

    A name alone is no table, so at least two must be known. None when there is no such row.
    """
    best, known = None, 1
    for index, row in enumerate(rows[:SEARCHED]):
        columns = columns_of(row)
        if "name" in columns and len(columns) > known:
            best, known = index, len(columns)
    return best
