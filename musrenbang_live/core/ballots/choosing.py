"""Choose up to k of the options; every choice is one vote (limited approval voting)."""

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct

from musrenbang_live.core.ballots.rule import (
    Decision,
    Line,
    Mark,
    Paper,
    Pile,
    distinct_options,
    votes_for,
)
from musrenbang_live.core.errors import Rejected


class Choose(Struct, frozen=True, tag_field="kind", tag="pilih"):
    """A mark is a sorted list of at most `most` options."""

    most: int

    kind: ClassVar[str] = "pilih"
    once: ClassVar[bool] = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Votes."""
        return ("suara",)

    def valid(self, mark: object, paper: Paper) -> Mark:
        """A sorted list of distinct options, at most `most` of them."""
        chosen = distinct_options(mark, paper)
        if len(chosen) > self.most:
            raise Rejected("mark_too_many", limit=self.most)
        return sorted(chosen)

    def figures(self, pile: Pile, paper: Paper) -> dict[int, tuple[int, ...]]:
        """How many ballots name each option."""
        return {option: (votes,) for option, votes in votes_for(pile, paper).items()}

    def decisions(self, lines: Sequence[Line], pile: Pile, paper: Paper) -> tuple[Decision, ...]:
        """Nothing but the ranking."""
        return ()
