"""Meetings with a result of each kind: real rules on real marks, without a database."""

from collections.abc import Sequence

from msgspec.structs import replace

from musrenbang_live.core.ballots import (
    Agree,
    AnyRule,
    Budget,
    Choose,
    Criterion,
    Dots,
    Elect,
    Mark,
    Paper,
    Rank,
    Score,
    TieRule,
)
from musrenbang_live.core.counts import Attendance, Counts
from musrenbang_live.core.meeting import Candidate, Meeting, Proposal, Round
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.core.tally import piled, tally
from tests.builders import CODE, NOW, content, plan

JUTA = 1_000_000
TITLES = (
    *("Parit Gang Mawar", "Lampu jalan 10 titik", "Titi beton Sungai Silau", "Sumur bor umum"),
    *("Tangkahan nelayan", "Becak sampah", "Semenisasi Gang Kerang", "Posyandu"),
)
COSTS = tuple(juta * JUTA for juta in (153, 65, 85, 175, 300, 60, 48, 20))
PLACES = ("I", "II", "III")
CRITERIA = (
    Criterion("mendesak", "Mendesak", 60),
    Criterion("manfaat", "Penerima manfaat", 40, bands=(20, 50, 100, 200)),
)
RULES: dict[str, AnyRule] = {
    "pilih": Choose(3),
    "setuju": Agree(),
    "poin": Dots(5, ceiling=300 * JUTA),
    "urutan": Rank(3),
    "skor": Score(CRITERIA),
    "anggaran": Budget(300 * JUTA, fits=False),
    "delegasi": Elect(seats=2, most=2, women=1),
}
"""A rule of each kind."""


def voted(
    rule: AnyRule,
    marks: Sequence[Mark],
    *,
    options: int = 4,
    ties: tuple[TieRule, ...] = (),
    drawn: tuple[int, ...] = (),
    women: tuple[int, ...] = (2, 4),
    stage: str = "revealed",
    live: bool = False,
    titles: Sequence[str] = TITLES,
    costs: Sequence[int] = COSTS,
) -> tuple[Meeting, Counts]:
    """A meeting whose only round was held by this rule on so many options, and its counts.

    Option n is `titles[n - 1]` in the lingkungan `PLACES` in turn, at `costs[n - 1]`; the one
    figure that is given for it is n, at most 5.
    """
    numbers = tuple(range(1, options + 1))
    planned = RoundPlan("prioritas", "Prioritas kelurahan", rule, ties=ties, live_totals=live)
    given = tuple((min(number, 5),) for number in numbers) if rule.kind == "skor" else ()
    paper = Paper(
        numbers,
        costs=() if rule.kind == "delegasi" else tuple(costs[:options]),
        given=given,
        women=women if rule.kind == "delegasi" else (),
    )
    closed = 0 if stage == "open" else NOW + 60_000
    round_ = Round(1, planned, paper, stage, NOW, closed, drawn)  # type: ignore[arg-type]
    meeting = replace(
        Meeting(CODE, plan(rounds=(planned,), ceiling=300 * JUTA)),
        stage="open",
        phase=4,
        opened_at=NOW,
        deadline=NOW + 600_000,
        phase_times=((3, NOW), (4, NOW + 70_000)),
        proposals={
            number: _proposal(number, titles[number - 1], costs[number - 1]) for number in numbers
        },
        candidates={
            number: Candidate(
                number, titles[number - 1], number in women, PLACES[(number - 1) % len(PLACES)]
            )
            for number in numbers
        },
        rounds={1: round_},
    )
    counted = tally(planned, paper, piled(marks), drawn)
    return meeting, Counts(
        attendance=Attendance(joined=len(marks) + 3),
        turnout={1: counted.ballots},
        tallies={1: counted},
    )


def _proposal(number: int, title: str, cost: int) -> Proposal:
    said = content(
        title,
        screen_title=title,
        neighborhood=PLACES[(number - 1) % len(PLACES)],
        cost=cost,
    )
    return Proposal(number, "", said, "shown", NOW)
