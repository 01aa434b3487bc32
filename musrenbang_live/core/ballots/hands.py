"""Raised hands: figures that somebody counted in the hall, added to those of the ballots.

There is nothing to check them by but the eyes of those who were there. So a count carries who made
it, stands apart wherever results are shown, and only kinds can have one whose figures a hall can
raise hands for: one hand is one vote.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from musrenbang_live.core.ballots.agreeing import Agree
from musrenbang_live.core.ballots.choosing import Choose
from musrenbang_live.core.ballots.electing import Elect
from musrenbang_live.core.ballots.rule import Paper, Rule
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.faults import Faults

MOST_PEOPLE: Final = 100_000
"""People in a hall: as many as a meeting can have participants."""

Rows = tuple[tuple[int, ...], ...]
"""For each option of a paper, in its order, the option and its figures under the columns."""


class Hands(Struct, frozen=True):
    """A count: `people` took part, `figures` as they were counted, `by` whom (a function)."""

    people: int
    figures: Rows
    by: str


def can_be_counted(rule: Rule) -> bool:
    """Whether hands can be raised for a vote of this kind.

    Points, an order, scores and money are what one person's ballot says all in all; a hall full of
    hands says nothing of that.
    """
    return isinstance(rule, Choose | Agree | Elect)


def figures_of(rule: Rule, paper: Paper, people: int, counted: Mapping[int, Sequence[int]]) -> Rows:
    """What was counted for each option in the one normal form; options left out have no hands.

    Nobody can raise a hand twice for an option, nor more often than a ballot has choices. Raises
    `Rejected` with a `hands_…` code, `number_invalid` or `mark_unknown_option`.
    """
    if not can_be_counted(rule):
        raise Rejected("hands_not_possible")
    if not set(counted) <= set(paper.options):
        raise Rejected("mark_unknown_option")
    none = (0,) * len(rule.columns)
    found = tuple((option, *counted.get(option, none)) for option in paper.options)
    for option, *figures in found:
        if len(figures) != len(rule.columns) or min(figures) < 0:
            raise Rejected("number_invalid", field=f"hands-{option}")
    if not 0 <= people <= MOST_PEOPLE:
        raise Rejected("number_invalid", field="people")
    _must_fit(rule, people, found)
    return found


def _must_fit(rule: Rule, people: int, found: Rows) -> None:
    faults = Faults()
    for option, *figures in found:
        faults.of(_must_be_people, option, sum(figures), people)
    faults.tell()
    if isinstance(rule, Choose | Elect):
        limit = rule.most * people
        if sum(row[1] for row in found) > limit:
            raise Rejected("hands_too_many_in_all", limit=limit, most=rule.most, field="people")


def _must_be_people(option: int, hands: int, people: int) -> None:
    if hands > people:
        raise Rejected("hands_too_many", number=option, limit=people, field=f"hands-{option}")
