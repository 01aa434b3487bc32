"""The ways in which votes come, each counted by itself beside the count of all together.

Ballots come by phone (or kiosk) or on paper; raised hands are no ballots. Which ballots came on
paper is told only where there are enough of each: see `store.rounds.SMALL`. So a way may be known
by the number of its ballots alone.
"""

from collections.abc import Sequence
from typing import Final, Literal

from msgspec import Struct

from musrenbang_live.core.ballots.hands import Hands
from musrenbang_live.core.ballots.rule import Paper, Pile, Rule, Via

HANDS: Final = "angkat tangan"
Way = Via | Literal["angkat tangan"]
"""`ponsel` phones and kiosks, `kertas` paper that the desk typed, `angkat tangan` raised hands."""
WAYS: Final[tuple[Way, ...]] = ("ponsel", "kertas", HANDS)
"""In the order in which they are shown."""


class CameIn(Struct, frozen=True):
    """How many ballots that are not blank came by one way; `pile`: which, or None if untold."""

    via: Via
    ballots: int
    pile: Pile | None = None


class Channel(Struct, frozen=True):
    """What came by one way: `ballots`, or `people` who raised hands, counted `by` somebody.

    `figures` of each option by this way alone, under the rule's columns; None where the ballots of
    this way are too few, or another's are, to be told apart.
    """

    via: Way
    ballots: int
    people: int = 0
    figures: dict[int, tuple[int, ...]] | None = None
    by: str = ""


def channels_of(
    rule: Rule, paper: Paper, came_in: Sequence[CameIn], hands: Hands | None
) -> tuple[Channel, ...]:
    """Each way by which something came, in the order of `WAYS`."""
    found = [
        Channel(each.via, each.ballots, figures=_figures(rule, paper, each.pile))
        for each in sorted(came_in, key=lambda each: WAYS.index(each.via))
        if each.ballots
    ]
    if hands:
        counted = {row[0]: row[1:] for row in hands.figures}
        found.append(Channel(HANDS, 0, hands.people, counted, hands.by))
    return tuple(found)


def _figures(rule: Rule, paper: Paper, pile: Pile | None) -> dict[int, tuple[int, ...]] | None:
    return None if pile is None else rule.figures(pile, paper)
