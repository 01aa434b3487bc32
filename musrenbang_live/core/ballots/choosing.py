"""Choose up to k of the options; every choice is one vote (limited approval voting)."""

from collections.abc import Sequence
from typing import ClassVar

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


class Choose(Naming, frozen=True, tag_field="kind", tag="pilih"):
    """A mark is a sorted list of at most `most` options."""

    most: int

    kind: ClassVar[str] = "pilih"
    once: ClassVar[bool] = False

    def valid(self, mark: object, paper: Paper) -> Mark:
        """A sorted list of distinct options, at most `most` of them."""
        chosen = distinct_options(mark, paper)
        if len(chosen) > self.most:
            raise Rejected("mark_too_many", limit=self.most)
        return sorted(chosen)

    def decisions(self, lines: Sequence[Line], pile: Pile, paper: Paper) -> tuple[Decision, ...]:
        """Nothing but the ranking."""
        return ()
