"""The agreed order beside the result of the vote: two things, and the reason where they differ."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from musrenbang_live.core.budget import Line, budget
from musrenbang_live.core.counts import Counts
from musrenbang_live.core.deliberating import differs
from musrenbang_live.core.meeting import Decision, Meeting, Proposal
from musrenbang_live.core.views.parts import Card, card
from musrenbang_live.core.views.results import Result, results


class RankLine(Struct, frozen=True):
    """A proposal in the order, or one that could be (`place` 0).

    `voted` is its place by the vote, 0 where it was not voted on; `total` rupiah of it and all
    before it, and `beyond` whether that is more than there is. `moved`: it stands elsewhere than
    the vote put it, or before what was voted on without having been.
    """

    card: Card
    decision: Decision | None
    place: int
    voted: int
    supports: int
    total: int
    beyond: bool
    moved: bool


class Ranking(Struct, frozen=True):
    """An order as it stands on a page: agreed already, or to be agreed.

    `lines` in their order, `left` all others that may be ranked. `vote` is the result that it is
    compared with, None where there is none, and `voted` its order; `differs` whether a reason is
    needed. `uncosted` lines have no cost yet, so that `spent` is too low.
    """

    lines: tuple[RankLine, ...]
    left: tuple[RankLine, ...]
    vote: Result | None
    voted: tuple[int, ...]
    differs: bool
    ceiling: int
    spent: int
    uncosted: int

    @property
    def order(self) -> tuple[int, ...]:
        """The numbers of the lines."""
        return tuple(line.card.number for line in self.lines)


def vote_on_proposals(meeting: Meeting, counts: Counts) -> Result | None:
    """The newest result about proposals that may be seen."""
    shown = results(meeting, counts)
    return next((seen for seen in shown if not meeting.rounds[seen.round].elects), None)


def first_order(meeting: Meeting, counts: Counts) -> tuple[int, ...]:
    """Where the agreeing begins: what was agreed, else the vote, else the supports.

    After those voted on come those agreed by consensus, then what is not decided, then reserves;
    among themselves by supports.
    """
    rankable = {proposal.number for proposal in rankables(meeting)}
    if meeting.ranks:
        return tuple(number for number in meeting.ranks if number in rankable)
    vote = vote_on_proposals(meeting, counts)
    voted = [number for number in _order_of(vote) if number in rankable]
    late = {"mufakat": 0, "cadangan": 2}
    others = sorted(
        rankable.difference(voted),
        key=lambda n: (late.get(meeting.verdict(n), 1), -counts.supports.get(n, 0), n),
    )
    return (*voted, *others)


def rankables(meeting: Meeting) -> list[Proposal]:
    """What may be ranked: all that stand and are not put off."""
    return [each for each in meeting.standing() if meeting.verdict(each.number) != "belum"]


def ranking(meeting: Meeting, counts: Counts, order: Sequence[int]) -> Ranking:
    """`order` beside the vote; numbers in it that may not be ranked are left out."""
    may = {proposal.number: proposal for proposal in rankables(meeting)}
    order = tuple(number for number in order if number in may)
    vote = vote_on_proposals(meeting, counts)
    voted = _order_of(vote)
    spent = budget(meeting.plan.ceiling, [(number, may[number].content.cost) for number in order])
    lines = [
        _line(meeting, counts, may[each.number], voted, place, each)
        for place, each in enumerate(spent.lines, 1)
    ]
    lines = [_told_apart(line, order[:place], voted) for place, line in enumerate(lines)]
    left = sorted(may.keys() - set(order), key=lambda n: (-counts.supports.get(n, 0), n))
    return Ranking(
        lines=tuple(lines),
        left=tuple(_line(meeting, counts, may[number], voted) for number in left),
        vote=vote,
        voted=voted,
        differs=bool(order) and differs(order, voted),
        ceiling=meeting.plan.ceiling,
        spent=spent.total,
        uncosted=spent.uncosted,
    )


def _told_apart(line: RankLine, before: Sequence[int], voted: Sequence[int]) -> RankLine:
    ahead = not line.voted and not set(voted) <= set(before)
    return replace(line, moved=True) if ahead else line


def _order_of(vote: Result | None) -> tuple[int, ...]:
    return tuple(line.option.number for line in vote.listed) if vote else ()


def _line(
    meeting: Meeting,
    counts: Counts,
    proposal: Proposal,
    voted: Sequence[int],
    place: int = 0,
    money: Line | None = None,
) -> RankLine:
    number = proposal.number
    by_vote = voted.index(number) + 1 if number in voted else 0
    return RankLine(
        card=card(meeting, proposal),
        decision=meeting.decisions.get(number),
        place=place,
        voted=by_vote,
        supports=counts.supports.get(number, 0),
        total=money.total if money else 0,
        beyond=money.beyond if money else False,
        moved=bool(by_vote and place and by_vote != place),
    )
