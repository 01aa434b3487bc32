"""What a meeting agreed on, by one rule for every screen, paper and tier: priorities, reserves, and
what is not accommodated.

The meeting decides and a vote advises. What the meeting agreed, by name or as an order, goes first;
what it left to a vote follows the vote; and whatever is left over stands among those that are not
accommodated: no proposal that stands is on no list.
"""

from typing import Literal

from msgspec import Struct

from musrenbang_live.core.ballots import AnyRule
from musrenbang_live.core.meeting import Decision, Meeting
from musrenbang_live.core.views.results import Result, ResultLine

List = Literal["priority", "reserve", "declined"]
How = Literal["mufakat", "suara", ""]
"""How something was decided: by consensus, by a vote, or not recorded."""
Why = Literal["", "decided", "not_listed", "no_vote", "unsettled", "equal", "lost", "no_voices"]
"""Why a proposal is not accommodated: the meeting said so (its decision has the reason); it is not
on the agreed order; it was left to a vote that it was not on; nothing was decided; equals were not
told apart; the vote did not choose it; nobody chose it."""
_NOTHING = Decision("", "", "", 0)


class Voted(Struct, frozen=True):
    """The rule of the newest vote that a proposal was on, and its line there."""

    rule: AnyRule
    line: ResultLine


class Placed(Struct, frozen=True):
    """Where a proposal belongs, how that came, and why it is not accommodated.

    `settled` false: neither the meeting nor a vote decided anything about it. `after`: what orders
    those of one list, first by the meeting, then by the vote, then by time.
    """

    list: List
    how: How = ""
    why: Why = ""
    settled: bool = True
    after: tuple[int, int, int] = (0, 0, 0)


def voted_on(shown: tuple[Result, ...]) -> dict[int, Voted]:
    """By proposal its newest vote; `shown` are the results, newest first."""
    found: dict[int, Voted] = {}
    for result in shown:
        if result.rule.kind != "delegasi":
            for line in result.lines:
                found.setdefault(line.option.number, Voted(result.rule, line))
    return found


def placed(meeting: Meeting, shown: tuple[Result, ...]) -> dict[int, Placed]:
    """Where each standing proposal belongs; `shown` are the results, newest first.

    In the order of their lists: those of one list, as filtered out, are in its order.
    """
    voted = voted_on(shown)
    ranks = {number: place for place, number in enumerate(meeting.ranks, 1)}
    found = {
        proposal.number: _placed(
            meeting.decisions.get(proposal.number, _NOTHING),
            ranks.get(proposal.number, 0),
            voted.get(proposal.number),
            ranked=bool(ranks),
        )
        for proposal in meeting.standing()
    }
    return dict(sorted(found.items(), key=lambda each: (each[1].after, each[0])))


def priorities(meeting: Meeting, shown: tuple[Result, ...]) -> tuple[int, ...]:
    """The agreed list, first priority first."""
    found = placed(meeting, shown)
    return tuple(number for number, where in found.items() if where.list == "priority")


def _placed(held: Decision, rank: int, found: Voted | None, *, ranked: bool) -> Placed:
    if held.verdict == "belum":
        return Placed("declined", "mufakat", "decided")
    if rank:
        by_vote = found is not None and held.verdict != "mufakat"
        return Placed("priority", "suara" if by_vote else "mufakat", after=(0, rank, 0))
    if held.verdict == "cadangan":
        order = found.line.rank if found else 0
        return Placed("reserve", "mufakat", after=(1, order, held.at))
    if held.verdict == "mufakat":
        return Placed("priority", "mufakat", after=(1, 0, held.at))
    if ranked:
        return _declined("not_listed", settled=found is not None)
    if found is None:
        return _declined("no_vote" if held.verdict == "voting" else "unsettled", settled=False)
    return _by_vote(found.line)


def _by_vote(line: ResultLine) -> Placed:
    """Where a vote puts a proposal: chosen or, where a vote only ranks, given any voice."""
    if line.fate == "open":
        return _declined("equal", settled=False)
    if line.fate == "no":
        return _declined("lost", settled=True)
    if line.fate == "" and not line.votes:
        return _declined("no_voices", settled=True)
    return Placed("priority", "suara", after=(2, line.rank, 0))


def _declined(why: Why, *, settled: bool) -> Placed:
    return Placed("declined", "suara" if settled else "", why, settled)
