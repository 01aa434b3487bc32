"""Spread points over the options, as with stickers on a wall (cumulative voting)."""

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct

from musrenbang_live.core.ballots.allocating import by_most
from musrenbang_live.core.ballots.rule import (
    Decision,
    Line,
    Mark,
    Paper,
    Pile,
    rows,
    valued_options,
)
from musrenbang_live.core.errors import Rejected


class Dots(Struct, frozen=True, tag_field="kind", tag="poin"):
    """A mark is a row `[option, points]` for each option that gets some.

    Together they are at most `points`, and at most `most_each` for one option (0: no such limit).
    With a `ceiling` in rupiah the money is given by points until it ends.
    """

    points: int
    most_each: int = 0
    ceiling: int = 0

    kind: ClassVar[str] = "poin"
    once: ClassVar[bool] = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Points, and ballots that gave any."""
        return ("poin", "peserta")

    def valid(self, mark: object, paper: Paper) -> Mark:
        """Rows sorted by option, without those of no points."""
        given = valued_options(mark, paper, 1)
        if any(points < 0 for _, points in given):
            raise Rejected("mark_malformed")
        if sum(points for _, points in given) > self.points:
            raise Rejected("mark_too_many_points", limit=self.points)
        if self.most_each and any(points > self.most_each for _, points in given):
            raise Rejected("mark_too_many_on_one", limit=self.most_each)
        return [row for row in given if row[1]]

    def figures(self, pile: Pile, paper: Paper) -> dict[int, tuple[int, ...]]:
        """The sum of the points of each option, and how many ballots they came from."""
        points, givers = Counter[int](), Counter[int]()
        for mark, times in pile:
            for option, given in rows(mark):
                points[option] += given * times
                givers[option] += times
        return {option: (points[option], givers[option]) for option in paper.options}

    def decisions(self, lines: Sequence[Line], pile: Pile, paper: Paper) -> tuple[Decision, ...]:
        """Where there is money to give: the options that get it."""
        return (by_most(lines, paper, self.ceiling),) if self.ceiling else ()
