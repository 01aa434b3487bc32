"""The lists of the Berita Acara: what `views.priorities` places, in the words of the papers."""

from collections.abc import Mapping

from msgspec import Struct

from musrenbang_live.core.counts import Counts
from musrenbang_live.core.meeting import Meeting, Proposal
from musrenbang_live.core.minutes import wordings
from musrenbang_live.core.minutes.parts import Line
from musrenbang_live.core.views.archive import last_on_proposals
from musrenbang_live.core.views.parts import card
from musrenbang_live.core.views.priorities import List, Placed, Voted, placed, voted_on
from musrenbang_live.core.views.results import Result


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
    voted = voted_on(shown)
    decisive = last_on_proposals(shown)
    found = placed(meeting, shown)

    def of(wanted: List) -> tuple[Line, ...]:
        listed = [(number, where) for number, where in found.items() if where.list == wanted]
        return tuple(
            _line(
                meeting,
                counts,
                meeting.proposals[number],
                where,
                voted,
                decisive,
                rank=rank,
                public=public,
            )
            for rank, (number, where) in enumerate(listed, 1)
        )

    undecided = sum(not where.settled for where in found.values())
    return Lists(of("priority"), of("reserve"), of("declined"), undecided)


def _reason(meeting: Meeting, number: int, where: Placed, found: Voted | None) -> tuple[str, str]:
    """The code and the words that stand beside a proposal."""
    held = meeting.decisions.get(number)
    if where.why == "decided" and held:
        return held.code, wordings.reason(held.code, held.reason)
    if where.list == "reserve" and held:
        return "", held.reason
    if where.why == "lost" and found:
        return "", wordings.LOST.get(found.rule.kind, wordings.NO_VOICES)
    return "", wordings.WHY.get(where.why, "")


def _line(
    meeting: Meeting,
    counts: Counts,
    proposal: Proposal,
    where: Placed,
    voted: Mapping[int, Voted],
    decisive: Result | None,
    *,
    rank: int,
    public: bool,
) -> Line:
    said, seen = proposal.content, card(meeting, proposal)
    found = voted.get(proposal.number)
    line = found.line if found else None
    code, reason = _reason(meeting, proposal.number, where, found)
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
        rule=found.rule if found else None,
        votes=line.votes if line else None,
        voted_rank=line.rank if line and last else 0,
        tied=line.tied if line and last else False,
        supports=counts.supports.get(proposal.number, 0),
        merged=seen.merged,
        code=code,
        reason=reason,
    )
