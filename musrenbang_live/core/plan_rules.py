"""The rule of a vote as a plan file writes it: one reader for each kind of ballot."""

from collections.abc import Callable
from typing import Final, Literal, cast, get_args

from musrenbang_live.core.ballots import (
    Agree,
    AnyRule,
    Budget,
    Choose,
    Criterion,
    Dots,
    Elect,
    Rank,
    Score,
    TieRule,
)
from musrenbang_live.core.plan_tables import Table

TIES: Final[tuple[TieRule, ...]] = get_args(TieRule)
MOST_MONEY: Final = 10**15
_ASAHAN: Final = (
    ("mendesak", "Keterdesakan"),
    ("ekonomi", "Dampak terhadap pertumbuhan ekonomi masyarakat"),
    ("potensi", "Pengembangan potensi lokasi"),
    ("kemiskinan", "Penanggulangan kemiskinan"),
    ("manfaat", "Manfaat atau dampak"),
    ("partisipasi", "Partisipasi atau keterlibatan masyarakat"),
)
"""The criteria of Kabupaten Asahan's kecamatan teams (Bappeda Asahan, juknis 2018). Their weights
are settings there, so a plan has to give them."""
_ASAHAN_BANDS: Final = ((10, 21, 31, 41), (20, 41, 61, 81))
"""Families who benefit, from which on a score is one higher: infrastructure, and all else."""
_MOST_CRITERIA: Final = 10


def read_rule(table: Table, ceiling: int) -> AnyRule:
    """The rule that a `[[pemungutan]]` table names with `jenis`; `ceiling` is the meeting's."""
    kind = table.choice("jenis", tuple(READERS))
    if not table.sound("jenis"):
        table.skip_rest()  # what else it needs is not known
        return Agree()
    return READERS[kind](table, ceiling)


def read_ties(table: Table, rule: AnyRule) -> tuple[TieRule, ...]:
    """What tells equals apart, in the order of the file, or what is usual for this kind."""
    usual = _USUAL_TIES.get(rule.kind, ())
    named = table.texts("suara_sama", usual)
    for name in named:
        if name not in TIES:
            table.wrong("suara_sama", "not_one_of", options=", ".join(TIES))
    return cast(tuple[TieRule, ...], tuple(name for name in named if name in TIES))


def _choose(table: Table, ceiling: int) -> Choose:
    return Choose(most=table.number("paling_banyak", 1, 50))


def _agree(table: Table, ceiling: int) -> Agree:
    return Agree()


def _dots(table: Table, ceiling: int) -> Dots:
    points = table.number("poin", 1, 100)
    return Dots(
        points=points,
        most_each=table.number("paling_banyak_tiap_usulan", 0, points, 0),
        ceiling=table.number("pagu", 0, MOST_MONEY, 0),
    )


def _rank(table: Table, ceiling: int) -> Rank:
    return Rank(
        most=table.number("paling_banyak", 1, 50),
        decides=cast(
            Literal["borda", "schulze"], table.choice("penentu", ("borda", "schulze"), "borda")
        ),
    )


def _score(table: Table, ceiling: int) -> Score:
    criteria = _ready_criteria(table) if table.is_text("kriteria") else _own_criteria(table)
    if criteria and table.sound("kriteria", "bobot"):
        total = sum(criterion.weight for criterion in criteria)
        if total != 100:
            place = "bobot" if table.is_text("kriteria") else "kriteria"
            table.wrong(place, "not_100")
    return Score(criteria=criteria)


def _ready_criteria(table: Table) -> tuple[Criterion, ...]:
    table.choice("kriteria", ("asahan",))
    weights = table.numbers("bobot", len(_ASAHAN), 0, 100)
    bands, other_bands = _ASAHAN_BANDS
    return tuple(
        Criterion(key, name, weight, bands, other_bands)
        if key == "manfaat"
        else Criterion(key, name, weight)
        for (key, name), weight in zip(_ASAHAN, weights, strict=True)
    )


def _own_criteria(table: Table) -> tuple[Criterion, ...]:
    found = []
    tables = table.tables("kriteria", required=True)
    if len(tables) > _MOST_CRITERIA:
        table.wrong("kriteria", "too_many", limit=str(_MOST_CRITERIA))
    for each in tables:
        bands = each.limits("batas")
        criterion = Criterion(
            key=each.text("kunci", limit=20),
            name=each.text("nama", limit=60),
            weight=each.number("bobot", 1, 100),
            bands=bands,
            other_bands=each.limits("batas_lain") or bands,
        )
        each.done()
        found.append(criterion)
    keys = [criterion.key for criterion in found]
    for key in sorted({key for key in keys if key and keys.count(key) > 1}):
        table.wrong("kriteria", "duplicate", value=key)
    if found and all(criterion.is_given for criterion in found):
        table.wrong("kriteria", "nothing_to_score")
    return tuple(found)


def _budget(table: Table, ceiling: int) -> Budget:
    money = table.number("pagu", 0, MOST_MONEY, ceiling)
    if not money and table.sound("pagu"):
        table.wrong("pagu", "missing")
    return Budget(
        ceiling=money,
        decides=cast(
            Literal["terbanyak", "seimbang"],
            table.choice("penentu", ("terbanyak", "seimbang"), "terbanyak"),
        ),
        fits=table.flag("harus_muat", default=True),
    )


def _elect(table: Table, ceiling: int) -> Elect:
    seats = table.number("kursi", 1, 50)
    return Elect(
        seats=seats,
        most=table.number("paling_banyak", 1, 50, seats),
        women=table.number("perempuan_paling_sedikit", 0, seats, 0),
        enforced=table.flag("perempuan_wajib", default=False),
    )


_USUAL_TIES: Final[dict[str, tuple[TieRule, ...]]] = {
    "anggaran": ("biaya", "nomor"),
    "delegasi": ("undian",),
}
"""Where something is given away, equals must be told apart: by a rule that is known beforehand."""

READERS: Final[dict[str, Callable[[Table, int], AnyRule]]] = {
    "pilih": _choose,
    "setuju": _agree,
    "poin": _dots,
    "urutan": _rank,
    "skor": _score,
    "anggaran": _budget,
    "delegasi": _elect,
}
"""By the key of the kind, in the order in which they are offered."""
