"""Meetings, plans and texts made for the tests of the core; the same few roles in all of them."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from hypothesis import strategies as st

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import Choose, Line
from musrenbang_live.core.counts import Attendance, Counts
from musrenbang_live.core.deciding import decide
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import AnyEvent, ProposalContent, Record
from musrenbang_live.core.evolving import evolve
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.plan import Phase, RoundPlan, Rules, Sector, SessionPlan
from musrenbang_live.core.tally import Tally

T = TypeVar("T")

ROOT = Path(__file__).parents[2]
SESSIONS = ROOT / "sessions"
BLNS = ROOT / "tests" / "data" / "blns.json"

NOON = 1_800_000_000_000
"""A moment, ms; commands of `run` follow one second after another."""

BUTET = "peserta-butet-7f3a"
UCOK = "peserta-ucok-91bc"
IJAH = "peserta-ijah-44d0"
RESIDENTS = (BUTET, UCOK, IJAH)

SECTORS = (
    Sector("infra", "Infrastruktur", "infra", ("parit", "jalan", "titi")),
    Sector("sos", "Sosial Budaya", "sos", ("posyandu", "mesjid")),
    Sector("lain", "Lainnya", "lain"),
)
PRIORITY = RoundPlan("prioritas", "Usulan prioritas", Choose(2))
RESERVE = RoundPlan("cadangan", "Usulan cadangan", Choose(1), live_totals=True)
PHASES = (
    Phase("pembukaan", 10, "Pembukaan"),
    Phase("usulan", 40, "Usulan"),
    Phase("musyawarah", 60, "Musyawarah"),
    Phase("pemungutan", 20, "Pemungutan suara", "prioritas"),
    Phase("pemungutan", 10, "Pemungutan cadangan", "cadangan"),
    Phase("hasil", 10, "Hasil"),
    Phase("penutup", 10, "Penutup"),
)
OPENING, PROPOSING, TALKING, VOTING, VOTING_AGAIN, SHOWING, CLOSING = range(len(PHASES))


def plan(**changes: Any) -> SessionPlan:
    """A kelurahan meeting with two voting phases one after the other."""
    usual = SessionPlan(
        forum="Musrenbang Kelurahan",
        tier="kelurahan",
        ward_code="12.74.04.1005",
        ward="Beting Kuala Kapias",
        district="Teluk Nibung",
        city="Kota Tanjungbalai",
        year=2027,
        plan_year=2028,
        phases=PHASES,
        sectors=SECTORS,
        neighborhoods=("I", "II", "VI"),
        rounds=(PRIORITY, RESERVE),
        rules=Rules(waiting_limit=3),
        organisations=("LPM", "PKK"),
    )
    return msgspec.structs.replace(usual, **changes)


def content(title: str = "Parit Lingkungan VI", **changes: Any) -> ProposalContent:
    """A proposal that is in order."""
    usual: dict[str, Any] = {
        "title": title,
        "problem": "Air pasang masuk ke rumah warga",
        "sector": "infra",
        "neighborhood": "VI",
        "screen_title": title[:28],
    }
    return ProposalContent(**{**usual, **changes})


def submit(ref: str, author: str = BUTET, title: str = "", **changes: Any) -> c.SubmitProposal:
    return c.SubmitProposal(ref, author, content(title or "Parit tersumbat"), **changes)


def fresh(**changes: Any) -> Meeting:
    return Meeting("HMX4T7", plan(**changes))


def records(meeting: Meeting, events: list[AnyEvent], at: int, ref: str = "") -> list[Record]:
    """The events as the log would hold them; the sender's id stands with the first."""
    return [
        Record(meeting.seq + index, at, "f:1", event, ref if index == 1 else "")
        for index, event in enumerate(events, 1)
    ]


def run(meeting: Meeting, *commands: c.AnyCommand) -> Meeting:
    """The meeting after these commands, every one of which must be allowed."""
    for command in commands:
        now = NOON + meeting.seq * 1000
        for record in records(
            meeting, decide(meeting, command, now), now, getattr(command, "ref", "")
        ):
            meeting = evolve(meeting, record)
    return meeting


def talking(proposals: int = 3, **changes: Any) -> Meeting:
    """A meeting in musyawarah with shown proposals 1…n, of Butet, Ucok and Ijah in turn."""
    meeting = run(fresh(**changes), c.OpenMeeting(), c.EnterPhase(PROPOSING))
    for number in range(1, proposals + 1):
        author = RESIDENTS[(number - 1) % 3]
        meeting = run(meeting, submit(f"ref-{number}", author))
        meeting = run(meeting, c.ApproveProposal(number))
    return run(meeting, c.EnterPhase(TALKING))


def voting(proposals: int = 3) -> Meeting:
    """The same meeting with round 1 open on all of them."""
    return run(talking(proposals), c.EnterPhase(VOTING))


def counts(meeting: Meeting, only: set[int] | None = None) -> Counts:
    """Figures that cannot be mistaken for others: round n, option m has 9n00m votes.

    `only` keeps the tallies of these rounds alone.
    """
    tallies = {
        number: Tally(
            tuple(
                Line(option, (9_000_000 + number * 10_000 + option,), place, tied=False)
                for place, option in enumerate(round_.options, 1)
            ),
            ballots=9_900_000 + number,
        )
        for number, round_ in meeting.rounds.items()
        if only is None or number in only
    }
    return Counts(
        supports={number: number + 40 for number in meeting.proposals},
        attendance=Attendance(joined=312, by_gender={"P": 161, "L": 150, "": 1}),
        turnout={number: 200 + number for number in meeting.rounds},
        tallies=tallies,
    )


def tried(act: Callable[..., T], *arguments: Any, **options: Any) -> T | Rejected:
    """What `act` gives back, or its refusal; any other error is an error of the test."""
    try:
        return act(*arguments, **options)
    except Rejected as no:
        return no


def wide(text: str) -> str:
    """The text in the full-width letters and figures of East Asian keyboards."""
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def wards() -> dict[str, tuple[str, str]]:
    """The wards file of the site, as the plans are read with."""
    with (SESSIONS / "site" / "tanjungbalai_kelurahan.csv").open(encoding="utf-8") as file:
        return {
            row["kode_kelurahan"]: (row["kelurahan"], row["kecamatan"])
            for row in csv.DictReader(file)
        }


def examples() -> list[dict[str, str]]:
    """The invented example proposals."""
    with (SESSIONS / "contoh" / "usulan_contoh.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


any_text = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "aàe0123 .,-()\n\t\r\u200b\u200c\u200d\u0301\u0323\u20dd\u202e\u2066\ufeff"
        ),
        st.sampled_from(
            "\ue000\uf8ff\U000e0041\U000e0100\U0001f469\U0001f3fd\ufe0f\u3164\u1100\u1161"
        ),
    ),
    max_size=60,
)
"""Text with much of what makes text difficult: marks, joiners, bidi, tags, fillers, emoji."""

contents = st.builds(
    ProposalContent,
    title=st.one_of(st.sampled_from(["Parit", "Titi kayu", "Posyandu"]), any_text),
    problem=st.one_of(st.just("Air pasang masuk"), any_text),
    sector=st.sampled_from(["", "infra", "sos", "lain", "tidak ada"]),
    neighborhood=st.sampled_from(["I", "II", "VI", "VI", "IX", ""]),
    landmark=st.one_of(st.just(""), any_text),
    screen_title=st.one_of(st.just(""), any_text),
    quantity=st.one_of(st.none(), st.floats(), st.integers(-1, 10**10)),
    unit=st.one_of(st.just("meter"), any_text),
    cost=st.one_of(st.none(), st.integers()),
    beneficiaries=st.one_of(st.none(), st.integers(-1, 10**8)),
    beneficiary_unit=st.sampled_from(["KK", "orang", "x" * 21]),
)
"""Proposals as anybody might send them; few are in order."""
