"""What every way of voting has: a paper, marks, figures for each option, and what they decide.

A rule is data that a plan fixes before the meeting, together with the verbs of `Rule`. It knows
nothing of people, times or rows.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar, Final, Literal, Protocol

from msgspec import Struct

from musrenbang_live.core.errors import Rejected

Mark = list[int] | list[list[int]]
"""What one ballot says: whole numbers only, in the one normal form of its rule, so that equal
ballots are equal JSON. `[]` is blank: such a ballot is not counted as handed in."""

Pile = Sequence[tuple[Mark, int]]
"""Ballots that say the same, and how many they are. The order of a pile means nothing."""

Via = Literal["ponsel", "kertas"]
"""How a ballot came in: by a phone or a kiosk, or on paper that the desk typed."""

TieRule = Literal["biaya", "nomor", "undian"]
"""How equals are told apart: `biaya` the cheaper first, `nomor` the lower number first, `undian`
as lots were drawn in the hall."""


_NUMBER: Final = frozenset({int})
"""Types that a number of a mark may have; `bool` is none."""


class Paper(Struct, frozen=True, dict=True):
    """The frozen list of a round, with what its rule needs to know of each option.

    `options` are numbers of proposals, or of candidates. By place in `options`: `costs` in rupiah,
    `given` the scores that figures of the proposal give and nobody marks. `women` are options.
    """

    options: tuple[int, ...]
    costs: tuple[int, ...] = ()
    given: tuple[tuple[int, ...], ...] = ()
    women: tuple[int, ...] = ()

    @cached_property
    def known(self) -> frozenset[int]:
        """The options, for looking them up: every ballot of a round does."""
        return frozenset(self.options)

    def cost(self, option: int) -> int:
        """Rupiah of an option; 0 where costs play no part."""
        return self.costs[self.options.index(option)] if self.costs else 0


class Line(Struct, frozen=True):
    """One option of a round: its figures, its place, and whether it shares the place.

    `figures` stand under the rule's `columns`; the first decides the rank. `tied`: others have the
    same place. `parted` is the tie rule that told it from its equals, empty when votes did.
    """

    option: int
    figures: tuple[int, ...]
    rank: int
    tied: bool
    parted: TieRule | Literal[""] = ""

    @property
    def votes(self) -> int:
        """The figure that decides the rank."""
        return self.figures[0]


class Decision(Struct, frozen=True):
    """What a rule makes of the figures: money given or seats filled, by one method.

    `chosen` in the order in which the method took them. `undecided` are chosen or not as equals are
    put in one order or another, and no tie rule says in which: only `places` of them can be chosen.
    With a least number of women they may be of two levels, women of one and men of another; for
    what is neither agreed nor refused, `places` is 0. `spent` in rupiah.
    """

    by: str
    chosen: tuple[int, ...]
    undecided: tuple[int, ...] = ()
    places: int = 0
    spent: int = 0


class Rule(Protocol):
    """One way of voting. Every verb is a pure function of its arguments."""

    kind: ClassVar[str]
    """The name in plans and in every published file."""
    once: ClassVar[bool]
    """Whether a ballot is cast for good, as into a box: never changed, and from the first moment
    not kept beside its voter. So it is where people are voted on."""

    @property
    def columns(self) -> tuple[str, ...]:
        """What the figures are, the one that ranks first."""
        ...

    def valid(self, mark: object, paper: Paper) -> Mark:
        """The mark in its normal form. Raises `Rejected` with a `mark_…` code."""
        ...

    def figures(self, pile: Pile, paper: Paper) -> dict[int, tuple[int, ...]]:
        """The figures of each option under `columns`; more of the first is better."""
        ...

    def decisions(self, lines: Sequence[Line], pile: Pile, paper: Paper) -> tuple[Decision, ...]:
        """What follows from the ranked lines, the method that counts first; often nothing."""
        ...


def distinct_options(mark: object, paper: Paper, of: str = "usulan") -> list[int]:
    """The options that a list names, in its order. Raises `Rejected`, which tells what they are."""
    if not isinstance(mark, list) or not _NUMBER.issuperset(map(type, mark)):
        raise Rejected("mark_malformed")
    if len(set(mark)) != len(mark):
        raise Rejected("mark_duplicate_option", of=of)
    if not paper.known.issuperset(mark):
        raise Rejected("mark_unknown_option")
    return mark


def valued_options(mark: object, paper: Paper, values: int) -> list[list[int]]:
    """Rows of an option and so many whole numbers, sorted by option. Raises `Rejected`."""
    if not isinstance(mark, list):
        raise Rejected("mark_malformed")
    rows: list[list[int]] = []
    for row in mark:
        if not isinstance(row, list) or not all(type(item) is int for item in row):
            raise Rejected("mark_malformed")
        if len(row) != 1 + values:
            raise Rejected("mark_malformed")
        rows.append(row)
    distinct_options([row[0] for row in rows], paper)
    return sorted(rows)


def rows(mark: Mark) -> list[list[int]]:
    """The rows of a mark of options with values."""
    return [row for row in mark if isinstance(row, list)]


def named(mark: Mark) -> list[int]:
    """The options of a mark that is a list of options."""
    return [option for option in mark if isinstance(option, int)]
