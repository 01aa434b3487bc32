"""What the public reads afterwards: every proposal and what became of it, and the figures."""

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from musrenbang_live.core.attending import PublicCounts, published
from musrenbang_live.core.budget import Budget, budget_of
from musrenbang_live.core.counts import Attendance, Counts
from musrenbang_live.core.meeting import Decision, Meeting, Proposal
from musrenbang_live.core.plan import Targets
from musrenbang_live.core.tiers import TierDecision, decision, is_from_below
from musrenbang_live.core.views import questions
from musrenbang_live.core.views.delegates import Delegates, delegates
from musrenbang_live.core.views.outcomes import Fate as Decided
from musrenbang_live.core.views.parts import (
    Card,
    Head,
    card,
    head,
)
from musrenbang_live.core.views.priorities import priorities
from musrenbang_live.core.views.promises import PromiseLine, promises
from musrenbang_live.core.views.questions import QuestionOutcome
from musrenbang_live.core.views.ranking import Ranking, ranking
from musrenbang_live.core.views.results import Result, ResultLine, results

Fate = Literal["ranked", "merged", "hidden", "not_voted", "waiting"]

SMALL = 5
"""Groups smaller than this are not published by gender: few people are easily recognised."""


class Outcome(Struct, frozen=True):
    """A proposal in the record. `fate` says which of the figures mean something.

    The texts of a hidden proposal are not published; its place, sector and reason are. `voted` is
    the kind of the last vote on proposals, `decided` and `voted_cost` what it says of this one.
    `decision` is that of the musyawarah, None where it made none, and `agreed` the place in the
    order it agreed on, 0 for none.
    `tier` is what this meeting decided of it where the tier below had brought it in. `origin` and
    `continues` as in `Card`.
    """

    number: int
    card: Card | None
    sector_name: str
    icon: str
    neighborhood: str
    at: int
    fate: Fate
    supports: int
    rank: int = 0
    tied: bool = False
    votes: int = 0
    merged_into: int = 0
    reason: str = ""
    voted: str = ""
    decided: Decided = ""
    voted_cost: int = 0
    decision: Decision | None = None
    agreed: int = 0
    tier: TierDecision | None = None
    origin: str = ""
    continues: int = 0


class PhaseTime(Struct, frozen=True):
    """When a phase began and ended; `until` is 0 while it lasts."""

    title: str
    since: int
    until: int


class CardRecord(Struct, frozen=True, omit_defaults=True):
    """The voter cards of a meeting: how many, and why single ones were voided, by number.

    `handed_out` counts those that were voided later (`revoked`) too; `leftover` never were.
    `by_desk`: nothing was printed; phones asked for so many, and a desk approved them.
    """

    printed: int
    handed_out: int
    revoked: int
    leftover: int
    reasons: dict[int, str]
    by_desk: bool = False


class ArchiveView(Struct, frozen=True):
    """The published record of one meeting. Outcomes: ranked first, then by number.

    `attendance` are those who joined by phone; `present` those on the attendance list at the door.
    `ranks` is the order that the musyawarah agreed on, as it was agreed; `agreed` those of it that
    are shown, None where it did not agree, and `agreed_why` the reason where it is not that of the
    vote. `priorities` is the agreed list as papers have it (`views.priorities`). `questions` by
    number. `budget`: what the proposals cost against the ceiling.
    """

    head: Head
    opened_at: int
    closed_at: int
    published_at: int
    phases: tuple[PhaseTime, ...]
    attendance: Attendance
    cards: CardRecord | None
    results: tuple[Result, ...]
    outcomes: tuple[Outcome, ...]
    present: PublicCounts = PublicCounts()
    targets: Targets = Targets()
    ranks: tuple[int, ...] = ()
    agreed: Ranking | None = None
    agreed_why: str = ""
    delegates: Delegates | None = None
    questions: tuple[QuestionOutcome, ...] = ()
    promises: tuple[PromiseLine, ...] = ()
    budget: Budget = Budget(0, (), 0)
    priorities: tuple[int, ...] = ()


def archive(meeting: Meeting, counts: Counts) -> ArchiveView:
    """The public record; only of a published meeting (the caller sees to that)."""
    shown = results(meeting, counts)
    decisive = last_on_proposals(shown)
    lines = {line.option.number: line for line in decisive.lines} if decisive else {}
    kind = decisive.rule.kind if decisive else ""
    tiers = _decisions(meeting, shown)
    outcomes = [
        replace(
            _outcome(meeting, counts, proposal, lines.get(proposal.number), kind),
            tier=tiers.get(proposal.number),
        )
        for proposal in meeting.proposals.values()
    ]
    outcomes.sort(key=lambda outcome: (outcome.rank == 0, outcome.rank, outcome.number))
    return ArchiveView(
        head=head(meeting),
        opened_at=meeting.opened_at,
        closed_at=meeting.closed_at,
        published_at=meeting.published_at,
        phases=tuple(_phase_times(meeting)),
        attendance=_published(counts.attendance),
        cards=_cards(meeting) if meeting.plan.by_card else None,
        results=shown,
        outcomes=tuple(outcomes),
        present=published(counts.present),
        targets=meeting.plan.targets,
        ranks=meeting.ranks,
        agreed=ranking(meeting, counts, meeting.ranks) if meeting.ranks else None,
        agreed_why=meeting.rank_reason,
        delegates=delegates(meeting, counts),
        questions=questions.outcomes(meeting, counts),
        promises=promises(meeting, counts),
        budget=budget_of(meeting, counts.supports),
        priorities=priorities(meeting, shown),
    )


def _decisions(meeting: Meeting, shown: tuple[Result, ...]) -> dict[int, TierDecision]:
    """What was decided of what the tier below had brought in, by number."""
    order = priorities(meeting, shown)
    return {
        proposal.number: decision(meeting, proposal, order)
        for proposal in meeting.proposals.values()
        if is_from_below(meeting.plan, proposal)
    }


def last_on_proposals(shown: tuple[Result, ...]) -> Result | None:
    """The newest result about proposals; the numbers of an election are those of candidates."""
    return next((result for result in shown if result.rule.kind != "delegasi"), None)


def _published(attendance: Attendance) -> Attendance:
    genders = attendance.by_gender
    told = {gender: number for gender, number in genders.items() if gender}
    small = any(number < SMALL for number in told.values())
    return Attendance(
        joined=attendance.joined,
        assisted=attendance.assisted,
        by_gender={} if small else told,
    )


def _cards(meeting: Meeting) -> CardRecord:
    cards = meeting.cards
    return CardRecord(
        printed=cards.printed,
        handed_out=len(cards.active) + len(cards.revoked),
        revoked=len(cards.revoked),
        leftover=cards.printed - len(cards.active) - len(cards.revoked),
        reasons=dict(sorted(cards.reasons.items())),
        by_desk=meeting.plan.by_desk,
    )


def _phase_times(meeting: Meeting) -> list[PhaseTime]:
    times = meeting.phase_times
    ends = [*(at for _, at in times[1:]), meeting.closed_at]
    return (
        [
            PhaseTime(meeting.plan.phases[index].title, since, until)
            for (index, since), until in zip(times, ends, strict=True)
        ]
        if times
        else []
    )


def _outcome(
    meeting: Meeting, counts: Counts, proposal: Proposal, line: ResultLine | None, kind: str
) -> Outcome:
    shown = card(meeting, proposal)
    hidden = proposal.status == "hidden"
    return Outcome(
        number=proposal.number,
        card=None if hidden or _never_seen(proposal) else shown,
        sector_name=shown.sector_name,
        icon=shown.icon,
        neighborhood=shown.neighborhood,
        at=proposal.at,
        fate=_fate(proposal, line),
        supports=counts.supports.get(proposal.number, 0),
        rank=line.rank if line else 0,
        tied=line.tied if line else False,
        votes=line.votes if line else 0,
        merged_into=meeting.root(proposal.number) if proposal.merged_into else 0,
        reason=proposal.reason,
        voted=kind if line else "",
        decided=line.fate if line else "",
        voted_cost=line.cost if line else 0,
        decision=meeting.decisions.get(proposal.number),
        agreed=meeting.ranks.index(proposal.number) + 1 if proposal.number in meeting.ranks else 0,
        origin=proposal.origin,
        continues=proposal.continues,
    )


def _never_seen(proposal: Proposal) -> bool:
    """Still waiting when the meeting ended: nobody looked at the text, so it is not published."""
    return proposal.status == "waiting" and not proposal.merged_into


def _fate(proposal: Proposal, line: ResultLine | None) -> Fate:
    if proposal.status == "hidden":
        return "hidden"
    if proposal.merged_into:
        return "merged"
    if proposal.status == "waiting":
        return "waiting"
    return "ranked" if line else "not_voted"
