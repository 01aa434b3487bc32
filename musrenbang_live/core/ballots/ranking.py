"""Put the options in order; Borda and Schulze are counted from the same ballots."""

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar, Literal

from msgspec import Struct

from musrenbang_live.core.ballots.rule import (
    Decision,
    Line,
    Mark,
    Paper,
    Pile,
    distinct_options,
    named,
)
from musrenbang_live.core.ballots.schulze import beaten
from musrenbang_live.core.errors import Rejected


class Rank(Struct, frozen=True, tag_field="kind", tag="urutan"):
    """A mark is a list of at most `most` options, the best first. `decides` says which count ranks.

    Borda: of m options the first gets m - 1 points, the next m - 2, and so on; whatever a ballot
    does not name gets none. Schulze (M. Schulze 2011, winning votes): the figure is how many other
    options this one beats along the strongest path; what a ballot does not name stands below all
    that it names, equal among themselves.
    """

    most: int
    decides: Literal["borda", "schulze"] = "borda"

    kind: ClassVar[str] = "urutan"
    once: ClassVar[bool] = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Borda's points and Schulze's victories, the one that decides first."""
        return ("borda", "schulze") if self.decides == "borda" else ("schulze", "borda")

    def valid(self, mark: object, paper: Paper) -> Mark:
        """Distinct options in their order, at most `most`."""
        ranked = distinct_options(mark, paper)
        if len(ranked) > self.most:
            raise Rejected("mark_too_many", limit=self.most)
        return ranked

    def figures(self, pile: Pile, paper: Paper) -> dict[int, tuple[int, ...]]:
        """Both counts of each option."""
        points = Counter[int]()
        for mark, times in pile:
            for place, option in enumerate(named(mark), 1):
                points[option] += (len(paper.options) - place) * times
        victories = beaten(pile, paper.options)
        found: dict[int, tuple[int, ...]] = {
            option: (points[option], victories[option]) for option in paper.options
        }
        if self.decides == "schulze":
            return {option: figures[::-1] for option, figures in found.items()}
        return found

    def decisions(self, lines: Sequence[Line], pile: Pile, paper: Paper) -> tuple[Decision, ...]:
        """Nothing but the ranking."""
        return ()
