"""Which of the three lists each proposal belongs to: priorities, reserves, not accommodated.

The meeting decides and a vote advises. What the meeting agreed, by name or as an order, goes first;
what it left to a vote follows the vote; and whatever is left over stands among those that are not
accommodated, with the words that nothing was decided: no proposal that stands is on no list.
"""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from musrenbang_live.core.ballots import AnyRule
from musrenbang_live.core.counts import Counts
from musrenbang_live.core.meeting import Decision, Meeting, Proposal
from musrenbang_live.core.minutes import wordings
from musrenbang_live.core.minutes.parts import How, Line
from musrenbang_live.core.views.archive import last_on_proposals
from musrenbang_live.core.views.parts import card
from musrenbang_live.core.views.results import Result, ResultLine

List = Literal["priority", "reserve", "declined"]
_NOTHING = Decision("", "", "", 0)


class Placed(Struct, frozen=True):
    """Where a proposal belongs, how that came, and why it is not accommodated.

    `settled` false: neither the meeting nor a vote decided anything about it. `after`: what orders
    those of one list, first by the meeting, then by the vote, then by time.
    """

    list: List
    how: How = ""
    code: str = ""
    reason: str = ""
    settled: bool = True
    after: tuple[int, int, int] = (0, 0, 0)


class Lists(Struct, frozen=True):
    """The three lists in their order, and how many proposals nothing was decided about."""

    priorities: tuple[Line, ...]
    reserves: tuple[Line, ...]
    declined: tuple[Line, ...]
    undecided: int


def sorted_out(
    meeting: Meeting, counts: Counts, shown: tuple[Result, ...], *, public: bool
) -> Lists:
    """All standing proposals on their lists. `shown`: the results, newest first."""
    voted = _voted(shown)
    decisive = last_on_proposals(shown)
    ranks = {number: place for place, number in enumerate(meeting.ranks, 1)}
    placed: list[tuple[Proposal, Placed]] = []
    for proposal in meeting.standing():
        held = meeting.decisions.get(proposal.number, _NOTHING)
        rank = ranks.get(proposal.number, 0)
        found = voted.get(proposal.number)
        placed.append((proposal, _placed(held, rank, found, bool(ranks))))

    def of(wanted: List) -> tuple[Line, ...]:
        listed = [each for each in placed if each[1].list == wanted]
        listed.sort(key=lambda each: (each[1].after, each[0].number))
        return tuple(
            _line(meeting, counts, proposal, where, voted, decisive, rank=rank, public=public)
            for rank, (proposal, where) in enumerate(listed, 1)
        )

    undecided = sum(not where.settled for _, where in placed)
    return Lists(of("priority"), of("reserve"), of("declined"), undecided)


def _voted(shown: tuple[Result, ...]) -> dict[int, tuple[AnyRule, ResultLine]]:
    """For each proposal the rule of the newest vote that it was on, and its line there."""
    found: dict[int, tuple[AnyRule, ResultLine]] = {}
    for result in shown:
        if result.rule.kind != "delegasi":
            for line in result.lines:
                found.setdefault(line.option.number, (result.rule, line))
    return found


def _placed(
    held: Decision, rank: int, found: tuple[AnyRule, ResultLine] | None, ranked: bool
) -> Placed:
    if held.verdict == "belum":
        reason = wordings.reason(held.code, held.reason)
        return Placed("declined", "mufakat", held.code, reason)
    by_vote = found is not None and held.verdict != "mufakat"
    if rank:
        return Placed("priority", "suara" if by_vote else "mufakat", after=(0, rank, 0))
    if held.verdict == "cadangan":
        order = found[1].rank if found else 0
        return Placed("reserve", "mufakat", reason=held.reason, after=(1, order, held.at))
    if held.verdict == "mufakat":
        return Placed("priority", "mufakat", after=(1, 0, held.at))
    if ranked:
        return _declined(wordings.NOT_LISTED, settled=found is not None)
    return _by_vote(found) if found else _unheld(held)


def _unheld(held: Decision) -> Placed:
    left_to_vote = held.verdict == "voting"
    return _declined(wordings.NO_VOTE if left_to_vote else wordings.UNSETTLED, settled=False)


def _by_vote(found: tuple[AnyRule, ResultLine]) -> Placed:
    """Where a vote puts a proposal: chosen or, where a vote only ranks, given any voice."""
    rule, line = found
    if line.fate == "open":
        return _declined(wordings.EQUAL, settled=False)
    if line.fate == "no":
        return _declined(wordings.LOST.get(rule.kind, wordings.NO_VOICES), settled=True)
    if line.fate == "" and not line.votes:
        return _declined(wordings.NO_VOICES, settled=True)
    return Placed("priority", "suara", after=(2, line.rank, 0))


def _declined(reason: str, *, settled: bool) -> Placed:
    return Placed("declined", "suara" if settled else "", reason=reason, settled=settled)


def _line(
    meeting: Meeting,
    counts: Counts,
    proposal: Proposal,
    where: Placed,
    voted: Mapping[int, tuple[AnyRule, ResultLine]],
    decisive: Result | None,
    *,
    rank: int,
    public: bool,
) -> Line:
    said, seen = proposal.content, card(meeting, proposal)
    found = voted.get(proposal.number)
    line = found[1] if found else None
    last = decisive is not None and line is not None and line in decisive.lines
    return Line(
        rank=rank,
        number=proposal.number,
        sector=seen.sector_name,
        problem=said.problem,
        title=said.title,
        neighborhood=said.neighborhood,
        landmark="" if public else said.landmark,
        quantity=said.quantity,
        unit=said.unit,
        unit_cost=said.unit_cost,
        cost=said.cost,
        agency=said.agency,
        catalog=said.catalog,
        beneficiaries=said.beneficiaries,
        beneficiary_unit=said.beneficiary_unit,
        origin=proposal.origin,
        how=where.how,
        rule=found[0] if found else None,
        votes=line.votes if line else None,
        voted_rank=line.rank if line and last else 0,
        tied=line.tied if line and last else False,
        supports=counts.supports.get(proposal.number, 0),
        merged=seen.merged,
        code=where.code,
        reason=where.reason,
    )
