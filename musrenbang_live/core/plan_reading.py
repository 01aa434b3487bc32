"""Reading a session plan from TOML, and telling all its mistakes at once.

The keys of the file are Indonesian because facilitators write it. Every mistake carries the path
of the place in the file (`tahap[3].menit`) and a code; sentences are made at the edge.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, cast

from msgspec import Struct

from musrenbang_live.core.ballots import KINDS
from musrenbang_live.core.plan import (
    MOST_PARTICIPANTS,
    PHASE_KINDS,
    SECTOR_ICONS,
    TIERS,
    Moderation,
    Phase,
    PhaseKind,
    RoundPlan,
    Rules,
    Sector,
    SessionPlan,
    Tier,
)
from musrenbang_live.core.text import one_line

PHASE_TITLES: Final[dict[PhaseKind, str]] = {
    "pembukaan": "Pembukaan",
    "usulan": "Usulan",
    "musyawarah": "Musyawarah",
    "pemungutan": "Pemungutan suara",
    "hasil": "Hasil",
    "penutup": "Penutup",
}
_STARTS: Final = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", re.ASCII)


class Mistake(Struct, frozen=True):
    """One thing wrong in a plan: where (`path`), what (`code`), and the figures of the sentence."""

    path: str
    code: str
    details: dict[str, str] = {}


class PlanMistakes(ValueError):
    """The plan cannot be used; `mistakes` holds everything found, in the order of the file."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("; ".join(f"{mistake.path}: {mistake.code}" for mistake in mistakes))
        self.mistakes = tuple(mistakes)


class _Table:
    """One table of the file, read key by key; what is wrong is noted and reading goes on."""

    def __init__(self, data: object, path: str, mistakes: list[Mistake]) -> None:
        self.path = path
        self.mistakes = mistakes
        self.data: Mapping[str, object] = {}
        self._read: set[str] = set()
        self._is_table = isinstance(data, Mapping)
        if isinstance(data, Mapping):
            self.data = cast(Mapping[str, object], data)
        else:
            mistakes.append(Mistake(path, "not_a_table"))

    def wrong(self, key: str, code: str, **details: str) -> None:
        self.mistakes.append(Mistake(self._path(key), code, details))

    def sound(self, *keys: str) -> bool:
        """Whether nothing is wrong with these keys so far: one slip is told once."""
        paths = {self._path(key) for key in keys}
        return not any(mistake.path in paths for mistake in self.mistakes)

    def _path(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def _take(self, key: str, kind: type, default: object) -> object:
        self._read.add(key)
        if key not in self.data:
            if default is None and self._is_table:
                self.wrong(key, "missing")
            return default
        value = self.data[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.wrong(key, "wrong_type", wanted=kind.__name__)
            return default
        return value

    def text(self, key: str, default: str | None = None, limit: int = 120) -> str:
        value = one_line(str(self._take(key, str, default) or ""))
        if len(value) > limit:
            self.wrong(key, "too_long", limit=str(limit))
        if default != "" and not value and key in self.data and self.sound(key):
            self.wrong(key, "empty")
        return value

    def number(self, key: str, low: int, high: int, default: int | None = None) -> int:
        value = self._take(key, int, default)
        number = value if isinstance(value, int) else low
        if not low <= number <= high:
            self.wrong(key, "out_of_range", low=str(low), high=str(high))
        return number

    def flag(self, key: str, default: bool) -> bool:
        return bool(self._take(key, bool, default))

    def choice(self, key: str, options: Sequence[str], default: str | None = None) -> str:
        value = one_line(str(self._take(key, str, default) or ""))
        if value in options:
            return value
        if key in self.data and self.sound(key):
            self.wrong(key, "not_one_of", options=", ".join(options))
        return options[0]

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        value = self._take(key, list, default)
        if value == [] and default is None:
            self.wrong(key, "empty")
        found: list[str] = []
        for index, item in enumerate(cast(Sequence[object], value or ())):
            if isinstance(item, str) and one_line(item):
                found.append(one_line(item))
            else:
                self.wrong(f"{key}[{index + 1}]", "wrong_type", wanted="str")
        for item in sorted({item for item in found if found.count(item) > 1}):
            self.wrong(key, "duplicate", value=item)
        return tuple(found)

    def tables(self, key: str, *, required: bool) -> list["_Table"]:
        value = self._take(key, list, None if required else ())
        items = cast(Sequence[object], value or ())
        if required and key in self.data and isinstance(value, list) and not items:
            self.wrong(key, "empty")
        return [
            _Table(item, f"{key}[{index}]", self.mistakes) for index, item in enumerate(items, 1)
        ]

    def table(self, key: str) -> "_Table":
        self._read.add(key)
        return _Table(self.data.get(key, {}), key, self.mistakes)

    def done(self) -> None:
        for key in self.data:
            if key not in self._read:
                self.wrong(key, "unknown_key")


def read_plan(text: str, wards: Mapping[str, tuple[str, str]], city: str) -> SessionPlan:
    """The plan in `text` (TOML), or `PlanMistakes` with everything that is wrong in it.

    `wards` maps Kemendagri codes to (ward, district) of this site; a plan names its kelurahan by
    code. Numbers in paths count from 1, as a person counts the blocks of the file.
    """
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # absurd numbers and nesting are not wrapped
        raise PlanMistakes([Mistake("", "not_toml", {"detail": str(error)})]) from None
    mistakes: list[Mistake] = []
    plan = _plan(_Table(data, "", mistakes), wards, city)
    if mistakes:
        raise PlanMistakes(mistakes)
    return plan


def _plan(top: _Table, wards: Mapping[str, tuple[str, str]], city: str) -> SessionPlan:
    about = top.table("musyawarah")
    code = about.text("kode_kelurahan")
    ward, district = wards.get(code, ("", ""))
    if code and not ward:
        about.wrong("kode_kelurahan", "unknown_ward", value=code)
    starts = about.text("mulai", "").replace("T", " ")
    if starts and not _is_time(starts):
        about.wrong("mulai", "not_a_time")
    tier = about.choice("tingkat", TIERS)
    plan = SessionPlan(
        forum=about.text("forum", limit=80),
        tier=cast(Tier, tier),
        ward_code=code,
        ward=ward,
        district=district,
        city=city,
        year=about.number("tahun_pelaksanaan", 2000, 2100),
        plan_year=about.number("tahun_rencana", 2000, 2100),
        place=about.text("tempat", ""),
        starts=starts,
        zone=about.choice("zona", ("WIB", "WITA", "WIT"), "WIB"),
        ceiling=about.number("pagu", 0, 10**15, 0),
        practice=tier == "latihan",
        neighborhood_label=about.text("sebutan_lingkungan", "Lingkungan", limit=20),
        neighborhoods=about.texts("lingkungan"),
        organisations=about.texts("lembaga", ()),
        sectors=_sectors(top),
        rounds=_rounds(top),
        phases=_phases(top),
        rules=_rules(top.table("aturan")),
    )
    about.done()
    top.done()
    _check_whole(top, plan)
    return plan


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return _STARTS.fullmatch(text) is not None


def _sectors(top: _Table) -> tuple[Sector, ...]:
    found = []
    for table in top.tables("bidang", required=True):
        words = tuple(word.lower() for word in table.texts("kata", ()))
        sector = Sector(
            key=table.text("kunci", limit=20),
            name=table.text("nama", limit=40),
            icon=table.choice("ikon", SECTOR_ICONS),
            words=words,
        )
        table.done()
        found.append(sector)
    return tuple(found)


def _rounds(top: _Table) -> tuple[RoundPlan, ...]:
    found = []
    for table in top.tables("pemungutan", required=False):
        planned = RoundPlan(
            key=table.text("kunci", limit=20),
            title=table.text("judul", limit=80),
            kind=table.choice("jenis", tuple(KINDS)),
            choose=table.number("paling_banyak", 1, 50),
            live_totals=table.flag("tampilkan_sementara", default=False),
        )
        table.done()
        found.append(planned)
    return tuple(found)


def _phases(top: _Table) -> tuple[Phase, ...]:
    found = []
    for table in top.tables("tahap", required=True):
        kind = cast(PhaseKind, table.choice("jenis", PHASE_KINDS))
        phase = Phase(
            kind=kind,
            minutes=table.number("menit", 1, 600),
            title=table.text("judul", PHASE_TITLES[kind], limit=40),
            round=table.text("pemungutan", "", limit=20),
        )
        if kind == "pemungutan" and not phase.round and table.sound("pemungutan"):
            table.wrong("pemungutan", "missing")
        table.done()
        found.append(phase)
    return tuple(found)


def _rules(table: _Table) -> Rules:
    plain = Rules()
    rules = Rules(
        moderation=cast(Moderation, table.choice("pemeriksaan", ("sebelum", "sesudah"), "sebelum")),
        waiting_limit=table.number("usulan_menunggu", 1, 100, plain.waiting_limit),
        participant_limit=table.number(
            "batas_peserta", 1, MOST_PARTICIPANTS, plain.participant_limit
        ),
        support_in=_kinds(table, "dukungan_pada", plain.support_in),
        propose_in=_kinds(table, "usulan_pada", plain.propose_in),
    )
    table.done()
    return rules


def _kinds(table: _Table, key: str, default: tuple[PhaseKind, ...]) -> tuple[PhaseKind, ...]:
    named = table.texts(key, default)
    for name in named:
        if name not in PHASE_KINDS:
            table.wrong(key, "not_one_of", options=", ".join(PHASE_KINDS))
    return cast(tuple[PhaseKind, ...], named)


def _check_whole(top: _Table, plan: SessionPlan) -> None:
    """What can only be seen with the whole plan in view."""
    years_read = top.sound("musyawarah.tahun_pelaksanaan", "musyawarah.tahun_rencana")
    if years_read and plan.plan_year < plan.year:
        top.wrong("musyawarah.tahun_rencana", "before_meeting")
    _check_rounds(top, plan)
    _check_keys(top, "bidang", [sector.key for sector in plan.sectors])
    _check_keys(top, "pemungutan", [planned.key for planned in plan.rounds])


def _check_keys(top: _Table, block: str, keys: list[str]) -> None:
    for key in sorted({key for key in keys if key and keys.count(key) > 1}):
        top.wrong(block, "duplicate", value=key)


def _check_rounds(top: _Table, plan: SessionPlan) -> None:
    keys = [planned.key for planned in plan.rounds]
    rounds_read = top.sound("pemungutan") and all(keys)
    held = {phase.round for phase in plan.phases}
    phases_read = top.sound("tahap")
    for index, phase in enumerate(plan.phases, 1):
        if rounds_read and phase.round and phase.round not in keys:
            top.wrong(f"tahap[{index}].pemungutan", "unknown_round", value=phase.round)
    for planned in plan.rounds:
        if phases_read and planned.key and planned.key not in held:
            top.wrong("pemungutan", "round_never_held", value=planned.key)
