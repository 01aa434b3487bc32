"""Agree, disagree or abstain, for each option by itself."""

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar, Final

from msgspec import Struct

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

AGREE: Final = 1
AGAINST: Final = 2
ABSTAIN: Final = 3
ANSWERS: Final = (AGREE, AGAINST, ABSTAIN)


class Agree(Struct, frozen=True, tag_field="kind", tag="setuju"):
    """A mark is a row `[option, answer]` for each option that is answered.

    An option is agreed when more ballots agree than disagree; those that abstain are counted and
    shown, and do not decide.
    """

    kind: ClassVar[str] = "setuju"
    once: ClassVar[bool] = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Answers of each kind."""
        return ("setuju", "tidak", "abstain")

    def valid(self, mark: object, paper: Paper) -> Mark:
        """Rows sorted by option, each with one of `ANSWERS`."""
        answered = valued_options(mark, paper, 1)
        if not all(answer in ANSWERS for _, answer in answered):
            raise Rejected("mark_malformed")
        return answered

    def figures(self, pile: Pile, paper: Paper) -> dict[int, tuple[int, ...]]:
        """How many ballots gave each answer."""
        counted = Counter[tuple[int, int]]()
        for mark, times in pile:
            for option, answer in rows(mark):
                counted[option, answer] += times
        return {
            option: tuple(counted[option, answer] for answer in ANSWERS) for option in paper.options
        }

    def decisions(self, lines: Sequence[Line], pile: Pile, paper: Paper) -> tuple[Decision, ...]:
        """The options that more agree to than not; equal numbers decide nothing."""
        agreed = tuple(line.option for line in lines if line.figures[0] > line.figures[1])
        level = tuple(line.option for line in lines if line.figures[0] == line.figures[1] != 0)
        return (Decision("mayoritas", agreed, undecided=level),)
