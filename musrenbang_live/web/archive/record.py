"""The published record as JSON for machines; nothing that is not on the page.

Places are told to the lingkungan and no nearer: a landmark can be somebody's house. It is the exact
record: field names below, times in UTC, texts as they were published.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from musrenbang_live.core.attending import PublicCounts
from musrenbang_live.core.ballots import AnyRule
from musrenbang_live.core.tiers import Continuation
from musrenbang_live.core.views.archive import ArchiveView, CardRecord, Fate, Outcome
from musrenbang_live.core.views.outcomes import Fate as Decided
from musrenbang_live.core.views.results import Result, ResultLine
from musrenbang_live.web.archive.agreed import (
    AgreedRecord,
    DelegatesRecord,
    agreed_record,
    delegates_record,
)
from musrenbang_live.web.archive.channels import ChannelRecord, channel_records
from musrenbang_live.web.archive.decisions import DecisionRecord, decision_record
from musrenbang_live.web.archive.money import BudgetRecord, budget_record
from musrenbang_live.web.archive.questions import QuestionRecord, question_record
from musrenbang_live.web.archive.tiers import (
    NextRecord,
    PromiseRecord,
    TierRecord,
    next_records,
    promise_records,
    tier_record,
)
from musrenbang_live.web.cells import utc

DECIDED: Final[dict[str, dict[Decided, str]]] = {
    "setuju": {"yes": "disetujui", "no": "tidak disetujui", "open": "sama kuat"},
    "delegasi": {"yes": "terpilih", "no": "tidak terpilih", "open": "suara sama"},
    "anggaran": {"yes": "masuk pagu", "no": "tidak masuk pagu"},
}
"""What a vote decides of an option, by kind; points with money are called like a budget."""

NOWHERE: Final[Mapping[int, Sequence[Continuation]]] = {}
"""That nothing went on in another meeting, or that it is not told."""

FORMAT: Final = "musrenbang-live/arsip/1"
"""Name and version of the JSON shape. Fields may be added to a version, never renamed."""


class Record(Struct, frozen=True, kw_only=True):
    """The JSON file. Every time is `YYYY-MM-DDTHH:MM:SS+00:00` or null.

    `cards` is there only where voter cards voted; its `by_desk` only, and true, where they were
    numbers that phones asked for (`printed`) and a desk approved (`handed_out`). `present` is there
    only where an attendance list was kept: see `core.attending.PublicCounts`; `agreed` only where
    the musyawarah agreed on an order, `delegates` where it acclaimed some, `questions` where
    residents asked some, and `promises` where an earlier meeting had agreed something.
    """

    format: str
    session: dict[str, Any]
    opened: str | None
    closed: str | None
    published: str | None
    phases: list[dict[str, Any]]
    attendance: dict[str, Any]
    present: PublicCounts | msgspec.UnsetType = msgspec.UNSET
    cards: CardRecord | msgspec.UnsetType = msgspec.UNSET
    rounds: list["RoundRecord"]
    proposals: list["ProposalRecord"]
    agreed: AgreedRecord | msgspec.UnsetType = msgspec.UNSET
    delegates: DelegatesRecord | msgspec.UnsetType = msgspec.UNSET
    questions: list[QuestionRecord] | msgspec.UnsetType = msgspec.UNSET
    promises: list[PromiseRecord] | msgspec.UnsetType = msgspec.UNSET
    budget: BudgetRecord | msgspec.UnsetType = msgspec.UNSET


class RankLine(Struct, frozen=True):
    """One option of a round. In a vote of kind `delegasi` `proposal` is a candidate's number.

    `figures` by the names of the rule's columns; `votes` is the first of them and decides `rank`.
    `share` is for bars, in whole percent: votes per voice (a ballot, or a person who raised
    hands); of points, part of all given; of a ranking, part of the most possible; of agreement,
    part of those who agreed or disagreed; of scores, the mean as part of 5. `parted` is the tie
    rule that told it from equals. `cost` and `given` scores stood on the frozen paper. `decided`:
    what the method that counts says.
    """

    rank: int
    tied: bool
    proposal: int
    title: str
    votes: int
    share: int
    figures: dict[str, int]
    parted: str | None
    cost: int | None
    given: list[int] | None
    woman: bool | None
    decided: str | None


class RoundRecord(Struct, frozen=True):
    """One vote: its `rule` as the plan has it, its turnout, and the ranking, best first.

    `rule.kind` `pilih`: each ballot names up to `most` different options, each named option gets
    one vote. Equal votes share a rank (1, 2, 2, 4). `binding` false: a poll by open link.
    `ties`: the plan's rules for equals, in their order; `lots`: the order in which lots were
    drawn, null when none were. `ballots` are those handed in and not blank, `people` who raised
    hands; `ranking` and `decisions` are of both together, `channels` each by itself. `receipts` of
    ballots and numbers `used` by those who handed one in are as many as `ballots`, unless somebody
    has changed rows.
    """

    number: int
    title: str
    rule: AnyRule
    binding: bool
    joined: int
    ballots: int
    people: int
    channels: list[ChannelRecord]
    receipts: int | None
    used: int | None
    closed: str | None
    ranking: list[RankLine]
    decisions: list[DecisionRecord]
    ties: list[str]
    lots: list[int] | None


class ProposalRecord(Struct, frozen=True):
    """A proposal and what became of it (`fate`).

    `ranked`: `rank` and `votes` of the last vote on proposals, whose kind is `vote`; `decided`
    what it says of this one, `vote_cost` the rupiah on its paper. `merged`: counted with
    `merged_into`. `hidden`: not shown, for `reason`; its texts are empty. `not_voted`: shown, not
    on the last ballot.
    `waiting`: nobody looked at it before the end; its texts are empty. `supports` are of this
    proposal and all merged into it. `proposer` is a name only where the person asked for it, or
    says from where the tier below brought it. `unit_cost` rupiah a `unit`; `catalog` the code of
    the kamus usulan, empty outside of it; `beyond`: with it the costs pass the ceiling.

    Only where there is something to say: `verdict` that the musyawarah gave (`mufakat`, `voting`,
    `cadangan`, `belum` with `verdict_code`), its `verdict_reason`, `agreed_rank`; `origin`, the
    proposal of another meeting that it continues; `continues`, the year of a promise it carries
    on; `tier`, what was decided here of what the tier below agreed; `next`, where it went on.
    """

    number: int
    fate: Fate
    rank: int | None
    tied: bool
    votes: int | None
    supports: int
    merged_into: int | None
    reason: str
    title: str
    screen_title: str
    problem: str
    sector: str
    neighborhood: str
    quantity: float | None
    unit: str
    cost: int | None
    beneficiaries: int | None
    beneficiary_unit: str
    proposer: str
    assisted: bool
    received: str | None
    vote: str | None
    decided: str | None
    vote_cost: int | None
    unit_cost: int | None
    agency: str
    catalog: str
    beyond: bool
    verdict: str | msgspec.UnsetType = msgspec.UNSET
    verdict_code: str | msgspec.UnsetType = msgspec.UNSET
    verdict_reason: str | msgspec.UnsetType = msgspec.UNSET
    agreed_rank: int | msgspec.UnsetType = msgspec.UNSET
    origin: str | msgspec.UnsetType = msgspec.UNSET
    continues: int | msgspec.UnsetType = msgspec.UNSET
    tier: TierRecord | msgspec.UnsetType = msgspec.UNSET
    next: list[NextRecord] | msgspec.UnsetType = msgspec.UNSET


def json_file(view: ArchiveView, beyond: Mapping[int, Sequence[Continuation]] = NOWHERE) -> bytes:
    """The `record` as UTF-8 JSON, indented, the same bytes for the same record."""
    return msgspec.json.format(msgspec.json.encode(record(view, beyond)), indent=2) + b"\n"


def record(view: ArchiveView, beyond: Mapping[int, Sequence[Continuation]] = NOWHERE) -> Record:
    """The record of a meeting.

    `beyond`: what other meetings made of its proposals, where that is to be told too.
    """
    attendance = view.attendance
    return Record(
        format=FORMAT,
        session={
            key: value
            for key, value in msgspec.to_builtins(view.head).items()
            if key not in ("spoken", "place", "binding", "by_desk")
        },
        opened=utc(view.opened_at),
        closed=utc(view.closed_at),
        published=utc(view.published_at),
        phases=[
            {"title": phase.title, "since": utc(phase.since), "until": utc(phase.until)}
            for phase in view.phases
        ],
        attendance={
            "joined": attendance.joined,
            "assisted": attendance.assisted,
            "by_gender": attendance.by_gender or None,
        },
        present=view.present if view.present.people else msgspec.UNSET,
        cards=view.cards or msgspec.UNSET,
        rounds=[_round(result) for result in reversed(view.results)],
        proposals=[proposal_record(view, outcome, beyond) for outcome in view.outcomes],
        agreed=agreed_record(view) or msgspec.UNSET,
        delegates=delegates_record(view) or msgspec.UNSET,
        questions=[question_record(each) for each in view.questions] or msgspec.UNSET,
        promises=promise_records(view.promises),
        budget=budget_record(view.budget),
    )


def _round(result: Result) -> RoundRecord:
    return RoundRecord(
        number=result.round,
        title=result.title,
        rule=result.rule,
        binding=result.binding,
        joined=result.joined,
        ballots=result.ballots,
        people=result.people,
        channels=channel_records(result),
        receipts=result.proof.receipts if result.proof else None,
        used=result.proof.used if result.proof else None,
        closed=utc(result.closed_at),
        ranking=[_rank_line(result, line) for line in result.lines],
        decisions=[decision_record(result, place) for place in range(len(result.decisions))],
        ties=list(result.ties),
        lots=list(result.drawn) or None,
    )


def _rank_line(result: Result, line: ResultLine) -> RankLine:
    election = result.rule.kind == "delegasi"
    return RankLine(
        rank=line.rank,
        tied=line.tied,
        proposal=line.option.number,
        title=line.option.title,
        votes=line.votes,
        share=line.share,
        figures=dict(zip(result.rule.columns, line.figures, strict=True)),
        parted=line.parted or None,
        cost=line.cost or None,
        given=list(line.given) or None,
        woman=line.woman if election else None,
        decided=_decided(result.rule.kind, line.fate),
    )


def _decided(kind: str, fate: Decided) -> str | None:
    """In Indonesian like everything that is written into files, whoever asks for it."""
    words = DECIDED.get(kind, DECIDED["anggaran"])
    return words.get(fate)


def proposer(view: ArchiveView, outcome: Outcome) -> str:
    """Who is named as the proposer: the name a person asked to have shown, else a resident."""
    if outcome.card and outcome.card.by:
        return outcome.card.by
    if outcome.neighborhood:
        return f"Warga {view.head.neighborhood_label} {outcome.neighborhood}"
    return "Warga"


def proposal_record(
    view: ArchiveView,
    outcome: Outcome,
    beyond: Mapping[int, Sequence[Continuation]] = NOWHERE,
) -> ProposalRecord:
    card, decision = outcome.card, outcome.decision
    ranked = outcome.fate == "ranked"
    return ProposalRecord(
        number=outcome.number,
        fate=outcome.fate,
        rank=outcome.rank if ranked else None,
        tied=outcome.tied,
        votes=outcome.votes if ranked else None,
        supports=outcome.supports,
        merged_into=outcome.merged_into or None,
        reason=outcome.reason,
        title=card.title if card else "",
        screen_title=card.screen_title if card else "",
        problem=card.problem if card else "",
        sector=outcome.sector_name,
        neighborhood=outcome.neighborhood,
        quantity=card.quantity if card else None,
        unit=card.unit if card else "",
        cost=card.cost if card else None,
        beneficiaries=card.beneficiaries if card else None,
        beneficiary_unit=card.beneficiary_unit if card else "",
        proposer=proposer(view, outcome),
        assisted=bool(card and card.assisted),
        received=utc(outcome.at),
        vote=outcome.voted or None,
        decided=_decided(outcome.voted, outcome.decided),
        vote_cost=outcome.voted_cost or None,
        verdict=(decision and decision.verdict) or msgspec.UNSET,
        verdict_code=(decision and decision.code) or msgspec.UNSET,
        verdict_reason=(decision and decision.reason) or msgspec.UNSET,
        agreed_rank=outcome.agreed or msgspec.UNSET,
        origin=outcome.origin or msgspec.UNSET,
        continues=outcome.continues or msgspec.UNSET,
        tier=tier_record(outcome.tier),
        next=next_records(beyond, outcome.number),
        unit_cost=card.unit_cost if card else None,
        agency=card.agency if card else "",
        catalog=card.catalog if card else "",
        beyond=outcome.number in view.budget.beyond,
    )
