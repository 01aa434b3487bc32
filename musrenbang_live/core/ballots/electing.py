"""Elect delegates: choose up to k of n candidates; the most votes fill the seats."""

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
from musrenbang_live.core.ballots.seating import seated
from musrenbang_live.core.errors import Rejected


class Elect(Struct, frozen=True, tag_field="kind", tag="delegasi"):
    """A mark is a sorted list of at most `most` candidates.

    `women` of the `seats` should be held by women: an indicator, or a rule where it is `enforced`
    (see `seating`).
    """

    seats: int
    most: int
    women: int = 0
    enforced: bool = False

    kind: ClassVar[str] = "delegasi"
    once: ClassVar[bool] = True

    @property
    def columns(self) -> tuple[str, ...]:
        """Votes."""
        return ("suara",)

    def valid(self, mark: object, paper: Paper) -> Mark:
        """A sorted list of distinct candidates, at most `most`."""
        chosen = distinct_options(mark, paper, "calon")
        if len(chosen) > self.most:
            raise Rejected("mark_too_many", limit=self.most, of="calon")
        return sorted(chosen)

    def figures(self, pile: Pile, paper: Paper) -> dict[int, tuple[int, ...]]:
        """How many ballots name each candidate."""
        return {option: (votes,) for option, votes in votes_for(pile, paper).items()}

    def decisions(self, lines: Sequence[Line], pile: Pile, paper: Paper) -> tuple[Decision, ...]:
        """Who is elected, and among which equals lots must be drawn."""
        return (seated(lines, paper, self.seats, self.women if self.enforced else 0),)
