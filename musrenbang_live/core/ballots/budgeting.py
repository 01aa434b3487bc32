"""Choose what the money should be spent on; two allocations are made from the same ballots."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from musrenbang_live.core.ballots.allocating import by_equal_shares, by_most
from musrenbang_live.core.ballots.naming import Naming
from musrenbang_live.core.ballots.rule import (
    Decision,
    Line,
    Mark,
    Paper,
    Pile,
    distinct_options,
)
from musrenbang_live.core.errors import Rejected


class Budget(Naming, frozen=True, tag_field="kind", tag="anggaran"):
    """A mark is a sorted list of options; where it `fits`, they cost no more than the ceiling.

    `ceiling` in rupiah. `decides`: `terbanyak` gives the money by votes until it ends, `seimbang`
    by the Method of Equal Shares; the other one is shown beside it.
    """

    ceiling: int
    decides: Literal["terbanyak", "seimbang"] = "terbanyak"
    fits: bool = True

    kind: ClassVar[str] = "anggaran"
    once: ClassVar[bool] = False

    def valid(self, mark: object, paper: Paper) -> Mark:
        """A sorted list of distinct options within the ceiling."""
        chosen = distinct_options(mark, paper)
        if self.fits and sum(map(paper.cost, chosen)) > self.ceiling:
            raise Rejected("mark_over_budget", limit=self.ceiling)
        return sorted(chosen)

    def decisions(self, lines: Sequence[Line], pile: Pile, paper: Paper) -> tuple[Decision, ...]:
        """Both allocations, the one that decides first."""
        most = by_most(lines, paper, self.ceiling)
        equal = by_equal_shares(lines, pile, paper, self.ceiling)
        return (most, equal) if self.decides == "terbanyak" else (equal, most)
