"""What the facilitator's console shows: everything but individual votes and hidden totals."""

from typing import Final, Literal

from msgspec import Struct

from musrenbang_live.core.articles import Reading, of_phase
from musrenbang_live.core.attending import PresentCounts, Reached, reached
from musrenbang_live.core.ballots import AnyRule, Elect
from musrenbang_live.core.ballots.channels import HANDS, WAYS, Way
from musrenbang_live.core.budget import Budget, budget_of
from musrenbang_live.core.cards import Cards
from musrenbang_live.core.costing import gaps
from musrenbang_live.core.counts import Attendance, Counts, PaperCounts
from musrenbang_live.core.joining import Places, places
from musrenbang_live.core.meeting import Candidate, Meeting, Proposal, ProposalStatus, Round
from musrenbang_live.core.noting import Draft, Note
from musrenbang_live.core.plan import Phase
from musrenbang_live.core.timing import Schedule, schedule
from musrenbang_live.core.views.floor import Floor, floor
from musrenbang_live.core.views.outcomes import may_draw
from musrenbang_live.core.views.parts import (
    Card,
    Head,
    Now,
    Option,
    card,
    current_round,
    head,
    now_line,
    option,
)
from musrenbang_live.core.views.proofs import Figures, figures
from musrenbang_live.core.views.questions import QuestionRow
from musrenbang_live.core.views.questions import rows as question_rows
from musrenbang_live.core.views.remote import Remote, remote
from musrenbang_live.core.views.results import Result, result, results, voters
from musrenbang_live.core.views.talk import Talk, talk

MOST_LISTED: Final = 40
"""Numbers that wait for the desk and are listed, the oldest first; the others are counted."""


class Step(Struct, frozen=True):
    """A button of the console: `act` is the command's name in the address, with its fields."""

    act: Literal["open", "phase", "close-round", "reveal", "publish", "archive", "round"]
    target: str = ""
    phase: Phase | None = None


class PhaseLine(Struct, frozen=True):
    """A phase in the list at the side. `minutes` planned; `entered_at` 0 when not yet."""

    index: int
    title: str
    kind: str
    minutes: int
    state: Literal["done", "now", "coming"]
    entered_at: int


class Row(Struct, frozen=True):
    """A proposal in the console's table or queue; `like` is the number of the one that most likely
    asks the same, while this one waits."""

    card: Card
    status: ProposalStatus
    reason: str
    merged_into: int
    on_screen: bool
    like: int = 0


class RoundRow(Struct, frozen=True):
    """A round of this meeting, without any total that is not public.

    `lots`: they may be drawn now; of a round that is shown, because it has equals. `ways`: how many
    came by each way, people who raised hands among them, where there is more than one. `papers`:
    how far paper ballots are. `over`: more voted than cards were handed out.
    """

    number: int
    title: str
    stage: str
    options: int
    rule: AnyRule
    turnout: int
    lots: bool = False
    ways: tuple[tuple[Way, int], ...] = ()
    papers: PaperCounts = PaperCounts()
    over: bool = False
    proof: Figures | None = None


class Lots(Struct, frozen=True):
    """Lots to draw for a closed round: within each of `groups` an order has to be drawn.

    Before the result is shown there is one group of all options, so that nobody can read from it
    who is equal to whom. `drawn` is the order that is recorded now.
    """

    round: int
    title: str
    rule: AnyRule
    revealed: bool
    groups: tuple[tuple[Option, ...], ...]
    drawn: tuple[int, ...]


class CardCounts(Struct, frozen=True):
    """How many voter cards: printed or asked for, `waiting` to be handed out, good for voting,
    void; `used` were entered on a device, `wrong` codes were tried that are no card."""

    printed: int
    waiting: int
    active: int
    void: int
    used: int
    wrong: int


class FacilitatorView(Struct, frozen=True):
    """The console. `queue` oldest first, `rows` most supports first, `apart` hidden or merged.

    `elects` when the plan has an election of delegates; `candidates` are those who stand. `words`
    as on the wall. `rights`: the cards where they are numbers on phones, and `asking` those that
    wait for the desk, the first `MOST_LISTED` of them. `present` are those on the attendance list,
    `reached` how far they are from the targets of the plan. `notes` are in the order of the agenda,
    deleted ones too; `schedule` is there while a phase is on. `incomplete`: how many
    standing proposals lack something that `budget` or the kecamatan needs. `readings`: what phones
    are offered to read now.
    """

    head: Head
    now: Now
    next: Step | None
    also: tuple[Step, ...]
    phases: tuple[PhaseLine, ...]
    queue: tuple[Row, ...]
    rows: tuple[Row, ...]
    apart: tuple[Row, ...]
    supports: dict[int, int]
    attendance: Attendance
    places: Places
    rounds: tuple[RoundRow, ...]
    voters: int
    voter_cards: CardCounts | None
    rights: Cards | None
    asking: tuple[int, ...]
    turnout: int
    results: tuple[Result, ...]
    blank: bool
    stage: str
    elects: bool
    candidates: tuple[Candidate, ...]
    talk: Talk
    questions: tuple[QuestionRow, ...]
    remote: Remote
    words: tuple[str, ...] = ()
    present: PresentCounts = PresentCounts()
    reached: Reached = Reached()
    notes: tuple[Note, ...] = ()
    drafts: tuple[Draft, ...] = ()
    floor: Floor = Floor()
    schedule: Schedule | None = None
    budget: Budget = Budget(0, (), 0)
    incomplete: int = 0
    readings: tuple[Reading, ...] = ()


def facilitator(meeting: Meeting, counts: Counts) -> FacilitatorView:
    """The view of every console of this meeting."""
    proposals = list(meeting.proposals.values())
    about = current_round(meeting)
    standing = sorted(
        meeting.standing(), key=lambda p: (-counts.supports.get(p.number, 0), p.number)
    )
    return FacilitatorView(
        head=head(meeting),
        now=now_line(meeting),
        next=next_step(meeting),
        also=_also(meeting),
        phases=tuple(_phase_lines(meeting)),
        queue=tuple(
            _row(meeting, p, counts.alike.get(p.number, 0))
            for p in proposals
            if p.status == "waiting" and not p.merged_into
        ),
        rows=tuple(_row(meeting, p) for p in standing),
        apart=tuple(_row(meeting, p) for p in proposals if p.merged_into or p.status == "hidden"),
        supports=dict(counts.supports),
        attendance=counts.attendance,
        places=places(meeting, counts.attendance),
        rounds=tuple(_round_row(meeting, counts, each) for each in meeting.rounds.values()),
        voters=voters(meeting, counts, about),
        voter_cards=_cards(meeting, counts),
        rights=meeting.cards if meeting.plan.by_desk else None,
        asking=_asking(meeting),
        turnout=counts.turnout.get(about.number, 0) if about else 0,
        results=results(meeting, counts),
        blank=meeting.blank,
        stage=meeting.stage,
        elects=any(isinstance(planned.rule, Elect) for planned in meeting.plan.rounds),
        candidates=tuple(c for c in meeting.candidates.values() if c.stands),
        talk=talk(meeting, counts),
        questions=question_rows(meeting, counts),
        readings=of_phase(counts.readings, meeting.phase if meeting.agenda_phase else -1),
        remote=remote(meeting, counts),
        words=counts.words,
        present=counts.present,
        reached=reached(counts.present, meeting.plan.targets),
        notes=counts.notes,
        drafts=counts.drafts,
        floor=floor(meeting, counts.speakers),
        schedule=schedule(meeting),
        budget=budget_of(meeting, counts.supports),
        incomplete=sum(bool(gaps(proposal.content)) for proposal in standing),
    )


def _cards(meeting: Meeting, counts: Counts) -> CardCounts | None:
    if not meeting.plan.by_card:
        return None
    cards = meeting.cards
    return CardCounts(
        printed=cards.printed,
        waiting=len(cards.waiting),
        active=len(cards.active),
        void=len(cards.leftover) + len(cards.revoked),
        used=counts.attendance.cards_used,
        wrong=counts.attendance.cards_wrong,
    )


def _asking(meeting: Meeting) -> tuple[int, ...]:
    if not meeting.plan.by_desk or meeting.stage in ("closed", "published"):
        return ()
    return tuple(sorted(meeting.cards.waiting)[:MOST_LISTED])


def next_step(meeting: Meeting) -> Step | None:
    """The one thing to do next: the big button."""
    if meeting.stage == "planned":
        return Step("open")
    if meeting.stage == "closed":
        return Step("publish")
    if meeting.stage == "published":
        return Step("archive")
    if meeting.open_round:
        return Step("close-round", str(meeting.open_round.number))
    about = current_round(meeting)
    if about and about.stage == "closed":
        return Step("reveal", str(about.number))
    phase = meeting.agenda_phase
    if phase and phase.round and about is None:
        return Step("round", phase.round, phase)
    following = meeting.phase + 1
    if following < len(meeting.plan.phases):
        return Step("phase", str(following), meeting.plan.phases[following])
    return Step("publish")


def _also(meeting: Meeting) -> tuple[Step, ...]:
    """A second choice, where there is one: closed rounds of an earlier phase not yet shown."""
    about = current_round(meeting)
    return tuple(
        Step("reveal", str(round_.number))
        for round_ in meeting.rounds.values()
        if round_.stage == "closed" and round_ is not about
    )


def _phase_lines(meeting: Meeting) -> list[PhaseLine]:
    entered = dict(meeting.phase_times)
    return [
        PhaseLine(
            index=index,
            title=phase.title,
            kind=phase.kind,
            minutes=phase.minutes,
            state=_phase_state(meeting, index),
            entered_at=entered.get(index, 0),
        )
        for index, phase in enumerate(meeting.plan.phases)
    ]


def _phase_state(meeting: Meeting, index: int) -> Literal["done", "now", "coming"]:
    if meeting.stage == "open" and index == meeting.phase:
        return "now"
    past = meeting.stage in ("closed", "published") or index < meeting.phase
    return "done" if past else "coming"


def _row(meeting: Meeting, proposal: Proposal, like: int = 0) -> Row:
    return Row(
        card=card(meeting, proposal),
        status=proposal.status,
        reason=proposal.reason,
        merged_into=proposal.merged_into,
        on_screen=meeting.focus == proposal.number,
        like=like,
    )


def lots(meeting: Meeting, counts: Counts, number: int) -> Lots | None:
    """The lots that may be drawn for round `number` now, or None."""
    round_ = meeting.rounds.get(number)
    if round_ is None or meeting.stage == "published" or not may_draw(round_):
        return None
    if round_.stage == "open":
        return None
    shown = result(meeting, counts, round_)
    numbers = [group.options for group in shown.equals] if shown else [round_.options]
    if not numbers:
        return None
    return Lots(
        round=number,
        title=round_.plan.title,
        rule=round_.plan.rule,
        revealed=shown is not None,
        groups=tuple(tuple(option(meeting, round_, each) for each in group) for group in numbers),
        drawn=round_.drawn,
    )


def _ways(counts: Counts, round_: Round) -> tuple[tuple[Way, int], ...]:
    """Without the figures of any option; nothing where all came by phone."""
    counted = counts.tallies.get(round_.number)
    found: dict[Way, int] = dict(counts.ways.get(round_.number, {}).items())
    if counted:
        found = {channel.via: channel.ballots for channel in counted.channels}
    if round_.hands:
        found = found or {"ponsel": counts.turnout.get(round_.number, 0)}
        found[HANDS] = round_.hands.people
    told = tuple((way, found[way]) for way in WAYS if found.get(way))
    return () if [way for way, _ in told] == ["ponsel"] else told


def _over(meeting: Meeting, counts: Counts, round_: Round) -> bool:
    raised = round_.hands.people if round_.hands else 0
    voted = counts.turnout.get(round_.number, 0) + raised
    return meeting.plan.by_card and voted > voters(meeting, counts, round_)


def _round_row(meeting: Meeting, counts: Counts, round_: Round) -> RoundRow:
    return RoundRow(
        number=round_.number,
        title=round_.plan.title,
        stage=round_.stage,
        options=len(round_.options),
        rule=round_.plan.rule,
        turnout=counts.turnout.get(round_.number, 0),
        lots=lots(meeting, counts, round_.number) is not None,
        ways=_ways(counts, round_),
        papers=counts.papers.get(round_.number, PaperCounts()),
        over=_over(meeting, counts, round_),
        proof=figures(meeting, counts, round_),
    )
