"""What the public may find of a published meeting: one line for each proposal and question.

No name stands here, no landmark, no text that was hidden or that nobody looked at: what is not on
the shelf cannot leak from a search, a list, a feed or the API.
"""

from typing import Final

from msgspec import Struct

from musrenbang_live.core.counts import Counts
from musrenbang_live.core.erasing import ERASED
from musrenbang_live.core.following import State
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.tiers import BELOW, source_of
from musrenbang_live.core.views.archive import Outcome, archive
from musrenbang_live.core.views.priorities import Placed, placed
from musrenbang_live.core.views.questions import outcomes as asked
from musrenbang_live.core.views.results import results

EDITION: Final = 1
"""Raised when what stands on the shelf changes: meetings of older editions are put there anew."""
_OPEN: Final = ("no_vote", "unsettled", "equal")
"""Why a proposal is on no list where that is no decision about it."""
_LISTS: Final[dict[str, State]] = {"priority": "disepakati", "reserve": "cadangan"}


class ShelfEntry(Struct, frozen=True, kw_only=True):
    """What everybody may know of a proposal by its meeting. Costs in rupiah, `rank` 0 for none.

    `origin_code`, `origin_number`: what it continues, empty and 0 for none; `from_below`: that is
    of the tier below, and not of an earlier year.
    """

    number: int
    title: str
    problem: str
    sector: str
    sector_name: str
    neighborhood: str
    agency: str
    quantity: float | None
    unit: str
    cost: int | None
    beneficiaries: int | None
    beneficiary_unit: str
    supports: int
    votes: int
    rank: int
    reason_code: str
    reason: str
    merged_into: int
    origin_code: str
    origin_number: int
    from_below: bool


class ShelfLine(ShelfEntry, frozen=True, kw_only=True):
    """A proposal of a meeting as it is put on the shelf.

    `state` is what this meeting decided, empty for one that was merged (`merged_into`), whose fate
    is that of the other.
    """

    state: State | str


class ShelfQuestion(Struct, frozen=True):
    """A question that was shown, and the answer in writing where there is one."""

    number: int
    text: str
    answered_by: str
    answer: str


def shelf_lines(meeting: Meeting, counts: Counts) -> tuple[ShelfLine, ...]:
    """The proposals of a published meeting that everybody saw, by number."""
    view = archive(meeting, counts)
    where = placed(meeting, results(meeting, counts))
    order = [number for number, place in where.items() if place.list == "priority"]
    ranks = {number: place for place, number in enumerate(order, 1)}
    seen = (outcome for outcome in view.outcomes if outcome.card is not None)
    lines = (_line(meeting, outcome, where.get(outcome.number), ranks) for outcome in seen)
    return tuple(sorted(lines, key=lambda line: line.number))


def shelf_questions(meeting: Meeting, counts: Counts) -> tuple[ShelfQuestion, ...]:
    """The questions of a published meeting that everybody saw, by number."""
    return tuple(
        ShelfQuestion(each.number, each.text, each.by, each.answer)
        for each in asked(meeting, counts)
        if each.text
    )


def _line(
    meeting: Meeting, outcome: Outcome, where: Placed | None, ranks: dict[int, int]
) -> ShelfLine:
    card, decision = outcome.card, outcome.decision
    assert card is not None
    source = source_of(outcome.origin) or ("", 0)
    declined = decision is not None and decision.verdict == "belum"
    return ShelfLine(
        number=outcome.number,
        title=card.title or ERASED,
        problem=card.problem,
        sector=card.sector,
        sector_name=card.sector_name,
        neighborhood=card.neighborhood,
        agency=card.agency,
        quantity=card.quantity,
        unit=card.unit,
        cost=card.cost,
        beneficiaries=card.beneficiaries,
        beneficiary_unit=card.beneficiary_unit,
        supports=outcome.supports,
        votes=outcome.votes,
        rank=ranks.get(outcome.number, 0),
        state="" if outcome.merged_into else _state(where),
        reason_code=decision.code if declined and decision else "",
        reason=decision.reason if declined and decision else "",
        merged_into=outcome.merged_into,
        origin_code=source[0],
        origin_number=source[1],
        from_below=bool(source[0]) and meeting.plan.tier in BELOW and not outcome.continues,
    )


def _state(where: Placed | None) -> State:
    """What the meeting made of it: what it decided nothing about stands as it was proposed."""
    if where is None or where.why in _OPEN:
        return "diusulkan"
    return _LISTS.get(where.list, "belum_diakomodir")
