"""Meetings to test with: a small valid plan, contents, and meetings in which much has happened."""

from typing import Any

from musrenbang_live.core.ballots import Choose
from musrenbang_live.core.commands import AnyCommand
from musrenbang_live.core.deciding import decide
from musrenbang_live.core.events import ProposalContent, Record
from musrenbang_live.core.evolving import evolve
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.plan import Phase, RoundPlan, Sector, SessionPlan

NOW = 1_795_000_000_000
"""When the meetings of the tests begin."""
CODE = "HMX4T7"
ROUND = "prioritas"
PHASES = {"pembukaan": 0, "usulan": 1, "musyawarah": 2, "pemungutan": 3, "hasil": 4, "penutup": 5}
"""Where each kind of phase stands in the agenda of `plan`."""


def plan(**changes: Any) -> SessionPlan:
    """A small plan with one phase of each kind and one round; `changes` replace its fields."""
    fields: dict[str, Any] = {
        "forum": "Musrenbang Kelurahan Selat Lancang",
        "tier": "kelurahan",
        "ward_code": "12.74.06.1003",
        "ward": "Selat Lancang",
        "district": "Datuk Bandar Timur",
        "city": "Kota Tanjungbalai",
        "year": 2027,
        "plan_year": 2028,
        "phases": (
            Phase("pembukaan", 10, "Pembukaan"),
            Phase("usulan", 30, "Usulan"),
            Phase("musyawarah", 45, "Musyawarah"),
            Phase("pemungutan", 15, "Pemungutan suara", round=ROUND),
            Phase("hasil", 10, "Hasil"),
            Phase("penutup", 5, "Penutup"),
        ),
        "sectors": (
            Sector("infra", "Infrastruktur", "infra", ("drainase", "jalan", "lampu")),
            Sector("lain", "Lainnya", "lain"),
        ),
        "neighborhoods": ("I", "II", "III"),
        "rounds": (RoundPlan(ROUND, "Prioritas kelurahan", Choose(3)),),
        "organisations": ("PKK", "Karang Taruna"),
    }
    return SessionPlan(**(fields | changes))


def content(title: str = "Perbaikan drainase Gang Mawar", **changes: Any) -> ProposalContent:
    """What a valid proposal says; `changes` replace its fields."""
    fields: dict[str, Any] = {
        "title": title,
        "problem": "Air naik ke teras rumah setiap hujan deras.",
        "sector": "infra",
        "neighborhood": "II",
        "landmark": "Dekat Musala Al-Ikhlas",
    }
    return ProposalContent(**(fields | changes))


def meeting(of: SessionPlan | None = None, code: str = CODE) -> Meeting:
    """A meeting in which nothing has happened yet."""
    return Meeting(code=code, plan=of or plan())


def happen(
    before: Meeting, *commands: AnyCommand, actor: str = "f:1"
) -> tuple[Meeting, list[Record]]:
    """The meeting after `commands`, a second apart, and the records that lead there."""
    records: list[Record] = []
    after = before
    for command in commands:
        now = NOW + after.seq * 1000
        ref = getattr(command, "ref", "")
        for event in decide(after, command, now):
            records.append(Record(after.seq + 1, now, actor, event, ref))
            after = evolve(after, records[-1])
            ref = ""  # the first record of a command carries its ref
    return after, records


def run(before: Meeting, *commands: AnyCommand) -> Meeting:
    """The meeting after `commands`, a second apart."""
    return happen(before, *commands)[0]
