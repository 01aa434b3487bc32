"""Elect delegates: choose up to k of n candidates; the most votes fill the seats."""

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
from musrenbang_live.core.ballots.seating import seated
from musrenbang_live.core.errors import Rejected


class Elect(Naming, frozen=True, tag_field="kind", tag="delegasi"):
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

    def valid(self, mark: object, paper: Paper) -> Mark:
        """A sorted list of distinct candidates, at most `most`."""
        chosen = distinct_options(mark, paper, "calon")
        if len(chosen) > self.most:
            raise Rejected("mark_too_many", limit=self.most, of="calon")
        return sorted(chosen)

    def decisions(self, lines: Sequence[Line], pile: Pile, paper: Paper) -> tuple[Decision, ...]:
        """Who is elected, and among which equals lots must be drawn."""
        return (seated(lines, paper, self.seats, self.women if self.enforced else 0),)
