"""One rule of each kind, and the marks it takes, for tests that go through all of them."""

from itertools import permutations, product
from math import perm

from hypothesis import strategies as st

from musrenbang_live.core.ballots import (
    Agree,
    AnyRule,
    Budget,
    Choose,
    Criterion,
    Dots,
    Elect,
    Paper,
    Rank,
    Score,
)

OPTIONS = (3, 5, 8, 13)
COSTS = (40, 25, 25, 60)
CEILING = 90
PAPER = Paper(OPTIONS, COSTS, given=((1, 2), (3, 1), (5, 5), (2, 2)), women=(5, 13))
"""A paper with all that any of the rules asks for; criteria `manfaat` and `biaya` are given."""

CRITERIA = (
    Criterion("manfaat", "Manfaat", 30, (10, 21, 31, 41), (20, 41, 61, 81)),
    Criterion("mendesak", "Keterdesakan", 50),
    Criterion("biaya", "Biaya", 5, (1, 2, 3, 4)),
    Criterion("partisipasi", "Partisipasi", 15),
)

RULES: dict[str, AnyRule] = {
    "pilih": Choose(2),
    "setuju": Agree(),
    "poin": Dots(5),
    "poin-pagu": Dots(5, most_each=3, ceiling=CEILING),
    "urutan-borda": Rank(3),
    "urutan-schulze": Rank(4, "schulze"),
    "skor": Score(CRITERIA),
    "anggaran": Budget(CEILING),
    "anggaran-seimbang": Budget(CEILING, "seimbang", fits=False),
    "delegasi": Elect(2, 2, women=1),
    "delegasi-perempuan": Elect(2, 3, women=1, enforced=True),
}
"""By a name that begins with the kind."""


_ORDERS = [
    order
    for size in range(len(OPTIONS) + 1)
    for order in permutations(OPTIONS, size)
    for _ in range(24 // perm(len(OPTIONS), size))
]
"""Options in every order and number, each number as often as any other. One draw of Hypothesis
gives a whole mark so; a draw for each sign of it takes longer than all that is tested with it.
"""


def rows(*values: range) -> st.SearchStrategy[list[list[int]]]:
    """Rows of distinct options with these values, in any order."""
    of_one = list(product(*values))

    def marked(drawn: tuple[tuple[int, ...], int]) -> list[list[int]]:
        order, number = drawn
        places = (number // len(of_one) ** place % len(of_one) for place in range(len(order)))
        return [[option, *of_one[place]] for option, place in zip(order, places, strict=True)]

    every = st.integers(0, len(of_one) ** len(OPTIONS) - 1)
    return st.tuples(st.sampled_from(_ORDERS), every).map(marked)


def _points(most: int) -> st.SearchStrategy[list[list[int]]]:
    given = {
        size: [points for points in product(range(most + 1), repeat=size) if sum(points) <= 5]
        for size in range(len(OPTIONS) + 1)
    }

    def marked(drawn: tuple[tuple[int, ...], int]) -> list[list[int]]:
        order, number = drawn
        points = given[len(order)][number % len(given[len(order)])]
        return [list(row) for row in zip(order, points, strict=True)]

    return st.tuples(st.sampled_from(_ORDERS), st.integers(0, 9_999)).map(marked)


def _lists(most: int, dearest: int = sum(COSTS)) -> st.SearchStrategy[list[int]]:
    costs = dict(zip(OPTIONS, COSTS, strict=True))
    fitting = [
        order for order in _ORDERS if len(order) <= most and sum(map(costs.get, order)) <= dearest
    ]
    return st.sampled_from(fitting).map(list)


MARKS: dict[str, st.SearchStrategy] = {
    "pilih": _lists(2),
    "setuju": rows(range(1, 4)),
    "poin": _points(5),
    "poin-pagu": _points(3),
    "urutan-borda": _lists(3),
    "urutan-schulze": _lists(4),
    "skor": rows(range(1, 6), range(1, 6)),
    "anggaran": _lists(4, CEILING),
    "anggaran-seimbang": _lists(4),
    "delegasi": _lists(2),
    "delegasi-perempuan": _lists(3),
}
"""Marks that each of the rules takes, as a phone might send them."""


def cast(name: str, mark: object) -> list:
    """The mark as it is stored."""
    return RULES[name].valid(mark, PAPER)
