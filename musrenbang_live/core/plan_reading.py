"""Reading a session plan from TOML, and telling all its mistakes at once.

The keys of the file are Indonesian because facilitators write it. Every mistake carries the path
of the place in the file (`tahap[3].menit`) and a code; sentences are made at the edge.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, cast

from musrenbang_live.core.plan import (
    ACCESSES,
    MOST_MINUTES,
    MOST_PARTICIPANTS,
    PHASE_KINDS,
    SECTOR_ICONS,
    TIERS,
    Access,
    Moderation,
    Phase,
    PhaseKind,
    RoundPlan,
    Rules,
    Sector,
    SessionPlan,
    Targets,
    Tier,
)
from musrenbang_live.core.plan_rules import MOST_MONEY, read_rule, read_ties
from musrenbang_live.core.plan_tables import Mistake, Table
from musrenbang_live.core.zones import HOURS

PHASE_TITLES: Final[dict[PhaseKind, str]] = {
    "pembukaan": "Pembukaan",
    "evaluasi": "Hasil tahun lalu",
    "paparan": "Pemaparan",
    "usulan": "Usulan",
    "tanya": "Tanya jawab",
    "musyawarah": "Musyawarah",
    "pemungutan": "Pemungutan suara",
    "hasil": "Hasil",
    "delegasi": "Penetapan delegasi",
    "tandatangan": "Penandatanganan",
    "penutup": "Penutup",
}
MOST_DELEGATES: Final = 50
_STARTS: Final = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", re.ASCII)


class PlanMistakes(ValueError):
    """The plan cannot be used; `mistakes` holds everything found, in the order of the file."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("; ".join(f"{mistake.path}: {mistake.code}" for mistake in mistakes))
        self.mistakes = tuple(mistakes)


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
    plan = _plan(Table(data, "", mistakes), wards, city)
    if mistakes:
        raise PlanMistakes(mistakes)
    return plan


def _plan(top: Table, wards: Mapping[str, tuple[str, str]], city: str) -> SessionPlan:
    about = top.table("musyawarah")
    code = about.text("kode_kelurahan")
    ward, district = wards.get(code, ("", ""))
    if code and not ward:
        about.wrong("kode_kelurahan", "unknown_ward", value=code)
    starts = about.text("mulai", "").replace("T", " ")
    if starts and not _is_time(starts):
        about.wrong("mulai", "not_a_time")
    tier = about.choice("tingkat", TIERS)
    ceiling = about.number("pagu", 0, MOST_MONEY, 0)
    plan = SessionPlan(
        forum=about.text("forum", limit=80),
        tier=cast(Tier, tier),
        ward_code=code,
        ward={"kecamatan": district, "kota": city}.get(tier, ward),
        district=district,
        city=city,
        year=about.number("tahun_pelaksanaan", 2000, 2100),
        plan_year=about.number("tahun_rencana", 2000, 2100),
        place=about.text("tempat", ""),
        starts=starts,
        zone=about.choice("zona", tuple(HOURS), "WIB"),
        ceiling=ceiling,
        practice=tier == "latihan",
        neighborhood_label=about.text("sebutan_lingkungan", "Lingkungan", limit=20),
        neighborhoods=about.texts("lingkungan"),
        organisations=about.texts("lembaga", ()),
        sectors=_sectors(top),
        rounds=_rounds(top, ceiling),
        phases=_phases(top),
        rules=_rules(top.table("aturan")),
        targets=_targets(top.table("sasaran")),
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


def _sectors(top: Table) -> tuple[Sector, ...]:
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


def _rounds(top: Table, ceiling: int) -> tuple[RoundPlan, ...]:
    found = []
    for table in top.tables("pemungutan", required=False):
        planned = RoundPlan(
            key=table.text("kunci", limit=20),
            title=table.text("judul", limit=80),
            rule=(rule := read_rule(table, ceiling)),
            live_totals=table.flag("tampilkan_sementara", default=False),
            ties=read_ties(table, rule),
        )
        if planned.live_totals and rule.once and table.sound("tampilkan_sementara"):
            table.wrong("tampilkan_sementara", "box_is_shut")
        table.done()
        found.append(planned)
    return tuple(found)


def _phases(top: Table) -> tuple[Phase, ...]:
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


def _rules(table: Table) -> Rules:
    plain = Rules()
    rules = Rules(
        access=cast(Access, table.choice("akses", ACCESSES, plain.access)),
        moderation=cast(Moderation, table.choice("pemeriksaan", ("sebelum", "sesudah"), "sebelum")),
        waiting_limit=table.number("usulan_menunggu", 1, 100, plain.waiting_limit),
        participant_limit=table.number(
            "batas_peserta", 1, MOST_PARTICIPANTS, plain.participant_limit
        ),
        support_in=_kinds(table, "dukungan_pada", plain.support_in),
        propose_in=_kinds(table, "usulan_pada", plain.propose_in),
        ask_in=_kinds(table, "pertanyaan_pada", plain.ask_in),
        speaking_minutes=table.number("menit_bicara", 1, MOST_MINUTES, plain.speaking_minutes),
    )
    table.done()
    return rules


def _targets(table: Table) -> Targets:
    plain = Targets()
    targets = Targets(
        quorum=table.number("kuorum", 0, MOST_PARTICIPANTS, plain.quorum),
        women=table.number("perempuan_persen", 0, 100, plain.women),
        delegates=table.number("delegasi", 0, MOST_DELEGATES, plain.delegates),
    )
    table.done()
    return targets


def _kinds(table: Table, key: str, default: tuple[PhaseKind, ...]) -> tuple[PhaseKind, ...]:
    named = table.texts(key, default)
    for name in named:
        if name not in PHASE_KINDS:
            table.wrong(key, "not_one_of", options=", ".join(PHASE_KINDS))
    return cast(tuple[PhaseKind, ...], named)


def _check_whole(top: Table, plan: SessionPlan) -> None:
    """What can only be seen with the whole plan in view."""
    years_read = top.sound("musyawarah.tahun_pelaksanaan", "musyawarah.tahun_rencana")
    if years_read and plan.plan_year < plan.year:
        top.wrong("musyawarah.tahun_rencana", "before_meeting")
    _check_rounds(top, plan)
    _check_keys(top, "bidang", [sector.key for sector in plan.sectors])
    _check_keys(top, "pemungutan", [planned.key for planned in plan.rounds])


def _check_keys(top: Table, block: str, keys: list[str]) -> None:
    for key in sorted({key for key in keys if key and keys.count(key) > 1}):
        top.wrong(block, "duplicate", value=key)


def _check_rounds(top: Table, plan: SessionPlan) -> None:
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
