"""One rule of each kind, and the marks it takes, for tests that go through all of them."""

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


def rows(*values: st.SearchStrategy[int]) -> st.SearchStrategy[list[list[int]]]:
    """Rows of distinct options with these values, in any order."""
    return st.lists(
        st.tuples(st.sampled_from(OPTIONS), *values).map(list),
        unique_by=lambda row: row[0],
        max_size=len(OPTIONS),
    )


def _within(mark: list[int]) -> bool:
    return sum(COSTS[OPTIONS.index(option)] for option in mark) <= CEILING


def _points(most: int) -> st.SearchStrategy[list[list[int]]]:
    return rows(st.integers(0, most)).filter(lambda mark: sum(row[1] for row in mark) <= 5)


def _lists(most: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.sampled_from(OPTIONS), unique=True, max_size=most)


MARKS: dict[str, st.SearchStrategy] = {
    "pilih": _lists(2),
    "setuju": rows(st.integers(1, 3)),
    "poin": _points(5),
    "poin-pagu": _points(3),
    "urutan-borda": _lists(3),
    "urutan-schulze": _lists(4),
    "skor": rows(st.integers(1, 5), st.integers(1, 5)),
    "anggaran": _lists(4).filter(_within),
    "anggaran-seimbang": _lists(4),
    "delegasi": _lists(2),
    "delegasi-perempuan": _lists(3),
}
"""Marks that each of the rules takes, as a phone might send them."""


def cast(name: str, mark: object) -> list:
    """The mark as it is stored."""
    return RULES[name].valid(mark, PAPER)
