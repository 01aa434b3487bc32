"""Kinds of ballot: what a valid mark is, and how marks become totals.

A kind is one object with the four verbs of `BallotKind`; `KINDS` is the list the plans choose
from. A mark is plain JSON, so that every kind can be stored and resent alike.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from musrenbang_live.core.errors import Rejected

Mark = list[int]
"""What one ballot says. For `pilih`: the numbers of the chosen options, in any order."""


class BallotKind(Protocol):
    """One way of voting. Options are proposal numbers."""

    @property
    def key(self) -> str:
        """The name the plan uses, and the name in every published file."""
        ...

    def valid(self, mark: object, options: Sequence[int], choose: int) -> Mark:
        """The mark in its one normal form. Raises `Rejected` with a `mark_…` code."""
        ...

    def is_blank(self, mark: Mark) -> bool:
        """Whether the mark says nothing: such a ballot is not counted as handed in."""
        ...

    def totals(self, marks: Iterable[Mark], options: Sequence[int]) -> dict[int, int]:
        """Votes for each option, zeros included; the order of `marks` does not matter."""
        ...


class ChooseUpTo:
    """Choose up to k of the options; every choice is one vote (limited approval voting)."""

    key = "pilih"

    def valid(self, mark: object, options: Sequence[int], choose: int) -> Mark:
        """A sorted list of distinct options, at most `choose` of them; empty means blank."""
        if not isinstance(mark, list) or not all(type(item) is int for item in mark):
            raise Rejected("mark_malformed")
        if len(set(mark)) != len(mark):
            raise Rejected("mark_duplicate_option")
        if not set(mark) <= set(options):
            raise Rejected("mark_unknown_option")
        if len(mark) > choose:
            raise Rejected("mark_too_many", limit=choose)
        return sorted(mark)

    def is_blank(self, mark: Mark) -> bool:
        """A ballot with nothing chosen."""
        return not mark

    def totals(self, marks: Iterable[Mark], options: Sequence[int]) -> dict[int, int]:
        """How many marks name each option."""
        counted = Counter(option for mark in marks for option in mark)
        return {option: counted[option] for option in options}


KINDS: Final[dict[str, BallotKind]] = {kind.key: kind for kind in (ChooseUpTo(),)}
