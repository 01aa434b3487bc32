"""Ballots that name options: every name is one vote."""

from collections import Counter

from msgspec import Struct

from musrenbang_live.core.ballots.rule import Paper, Pile, named


class Naming(Struct, frozen=True):
    """What the rules have in common whose marks are lists of options."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Votes."""
        return ("suara",)

    def figures(self, pile: Pile, paper: Paper) -> dict[int, tuple[int, ...]]:
        """How many ballots name each option, zeros included."""
        counted = Counter[int]()
        for mark, times in pile:
            counted.update(dict.fromkeys(named(mark), times))
        return {option: (counted[option],) for option in paper.options}
