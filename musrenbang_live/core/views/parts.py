"""The pieces that several audiences share: the head, the now-line, a proposal, a result."""

from typing import Literal

from msgspec import Struct

from musrenbang_live.core.ballots import AnyRule, TieRule
from musrenbang_live.core.codes import spoken
from musrenbang_live.core.meeting import Candidate, Meeting, Proposal, Round

Situation = Literal[
    "planned",
    "pembukaan",
    "evaluasi",
    "paparan",
    "usulan",
    "tanya",
    "musyawarah",
    "focus",
    "ready",
    "voting",
    "counted",
    "hasil",
    "delegasi",
    "tandatangan",
    "penutup",
    "closed",
    "published",
]
"""What is going on, finer than the phase: `focus` a proposal is discussed, `ready` the voting
phase is on but its round is not open, `voting`, `counted` closed and not shown yet."""


class Head(Struct, frozen=True):
    """Which meeting this is. It never changes while the meeting runs.

    `binding`: votes are by voter card. Without, whoever has the link can vote, and such a vote is
    a *jajak pendapat, tidak mengikat*, on every screen. `by_desk`: those cards are not printed,
    but vote rights that phones ask for and a desk approves.
    """

    code: str
    spoken: str
    forum: str
    tier: str
    ward: str
    district: str
    city: str
    year: int
    plan_year: int
    place: str
    starts: str
    zone: str
    neighborhood_label: str
    practice: bool
    ceiling: int
    binding: bool
    by_desk: bool


class Now(Struct, frozen=True):
    """The now-line: what is happening and until when. `deadline` is 0 when nothing is timed.

    `step` counts phases from 1; `focus` and `round` are numbers, 0 for none.
    """

    situation: Situation
    phase: str
    title: str
    step: int
    steps: int
    deadline: int
    focus: int
    round: int
    rule: AnyRule | None
    closed_at: int


class Card(Struct, frozen=True):
    """A proposal as everybody sees it. `by` is a name only where the author asked for it.

    `origin`: the proposal of another meeting that it continues; brought in from the tier below,
    `by` says from where. `continues`: the year of an earlier meeting that had agreed it, or 0.
    """

    number: int
    title: str
    problem: str
    screen_title: str
    sector: str
    sector_name: str
    icon: str
    neighborhood: str
    landmark: str
    quantity: float | None
    unit: str
    cost: int | None
    beneficiaries: int | None
    beneficiary_unit: str
    by: str
    assisted: bool
    at: int
    merged: tuple[int, ...]
    origin: str = ""
    continues: int = 0
    catalog: str = ""
    unit_cost: int | None = None
    agency: str = ""


class Option(Struct, frozen=True):
    """One line of a ballot paper. The titles are empty when the proposal was hidden after it.

    A candidate's title is the name, and there is no sector; `woman` is of candidates only.
    """

    number: int
    title: str
    screen_title: str
    sector: str
    sector_name: str
    icon: str
    neighborhood: str
    cost: int | None
    woman: bool = False


class BallotPaper(Struct, frozen=True):
    """The ballot of the open round. `binding` and `by_desk` as in `Head`."""

    round: int
    title: str
    rule: AnyRule
    ties: tuple[TieRule, ...]
    options: tuple[Option, ...]
    binding: bool
    by_desk: bool


def head(meeting: Meeting) -> Head:
    """The unchanging part of every page of this meeting."""
    plan = meeting.plan
    return Head(
        code=meeting.code,
        spoken=spoken(meeting.code),
        forum=plan.forum,
        tier=plan.tier,
        ward=plan.ward,
        district=plan.district,
        city=plan.city,
        year=plan.year,
        plan_year=plan.plan_year,
        place=plan.place,
        starts=plan.starts,
        zone=plan.zone,
        neighborhood_label=plan.neighborhood_label,
        practice=plan.practice,
        ceiling=plan.ceiling,
        binding=plan.by_card,
        by_desk=plan.by_desk,
    )


def situation(meeting: Meeting) -> Situation:
    """What is going on."""
    phase = meeting.agenda_phase
    if phase is None:
        return (
            "planned"
            if meeting.stage == "planned"
            else "closed"
            if meeting.stage == "closed"
            else "published"
        )
    if meeting.open_round:
        return "voting"
    if phase.kind == "pemungutan":
        held = current_round(meeting)
        return "ready" if held is None else "hasil" if held.stage == "revealed" else "counted"
    if meeting.focus and phase.kind in ("usulan", "musyawarah"):
        return "focus"
    return phase.kind


def current_round(meeting: Meeting) -> Round | None:
    """The round that the present moment is about: the open one, else that of this phase."""
    if meeting.open_round:
        return meeting.open_round
    phase = meeting.agenda_phase
    if phase and phase.round:
        held = [round_ for round_ in meeting.rounds.values() if round_.plan.key == phase.round]
        return held[-1] if held else None
    return None


def now_line(meeting: Meeting) -> Now:
    """The now-line of this moment."""
    phase = meeting.agenda_phase
    round_ = current_round(meeting)
    return Now(
        situation=situation(meeting),
        phase=phase.kind if phase else "",
        title=phase.title if phase else "",
        step=meeting.phase + 1,
        steps=len(meeting.plan.phases),
        deadline=meeting.deadline if phase else 0,
        focus=meeting.focus,
        round=round_.number if round_ else 0,
        rule=round_.plan.rule if round_ else None,
        closed_at=(round_.closed_at if round_ else 0) or meeting.closed_at,
    )


def card(meeting: Meeting, proposal: Proposal) -> Card:
    """The proposal as everybody may see it."""
    said = proposal.content
    sector = meeting.plan.sector(said.sector)
    members = (member for member in meeting.members(proposal.number) if member.status != "hidden")
    return Card(
        number=proposal.number,
        title=said.title,
        problem=said.problem,
        screen_title=said.screen_title,
        sector=said.sector,
        sector_name=sector.name if sector else said.sector,
        icon=sector.icon if sector else "lain",
        neighborhood=said.neighborhood,
        # Where exactly may be somebody's house: the hall knows, whoever reads afterwards need not.
        landmark="" if meeting.stage == "published" else said.landmark,
        quantity=said.quantity,
        unit=said.unit,
        cost=said.cost,
        beneficiaries=said.beneficiaries,
        beneficiary_unit=said.beneficiary_unit,
        by=proposal.proposer,
        assisted=proposal.assisted,
        at=proposal.at,
        merged=tuple(member.number for member in members),
        origin=proposal.origin,
        continues=proposal.continues,
        catalog=said.catalog,
        unit_cost=said.unit_cost,
        agency=said.agency,
    )


def options(meeting: Meeting, round_: Round) -> tuple[Option, ...]:
    """The lines of the round's ballot paper, in its order."""
    return tuple(option(meeting, round_, number) for number in round_.options)


def option(meeting: Meeting, round_: Round, number: int) -> Option:
    """A line of a ballot or a result: the candidate, or the proposal `number`."""
    if round_.elects:
        return _candidate(meeting.candidates[number])
    return _proposal(meeting, round_, number)


def _candidate(candidate: Candidate) -> Option:
    return Option(
        number=candidate.number,
        title=candidate.name,
        screen_title=candidate.name,
        sector="",
        sector_name="",
        icon="people",
        neighborhood=candidate.neighborhood,
        cost=None,
        woman=candidate.woman,
    )


def _proposal(meeting: Meeting, round_: Round, number: int) -> Option:
    """Without its title when it was hidden afterwards; at the cost that was voted on."""
    proposal = meeting.proposals[number]
    shown = card(meeting, proposal)
    hidden = proposal.status == "hidden"
    return Option(
        number=number,
        title="" if hidden else shown.title,
        screen_title="" if hidden else shown.screen_title,
        sector=shown.sector,
        sector_name=shown.sector_name,
        icon=shown.icon,
        neighborhood=shown.neighborhood,
        cost=round_.paper.cost(number) or shown.cost,
    )


def ballot_paper(meeting: Meeting) -> BallotPaper | None:
    """The ballot of the open round, or None."""
    round_ = meeting.open_round
    if round_ is None:
        return None
    return BallotPaper(
        round=round_.number,
        title=round_.plan.title,
        rule=round_.plan.rule,
        ties=round_.plan.ties,
        options=options(meeting, round_),
        binding=meeting.plan.by_card,
        by_desk=meeting.plan.by_desk,
    )
