"""Each kind of ballot counted once by hand, or as its authors published it."""

from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.ballots import (
    Agree,
    AnyRule,
    Budget,
    Criterion,
    Decision,
    Dots,
    Paper,
    Pile,
    Rank,
    Score,
)
from musrenbang_live.core.ballots.schulze import beaten
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.core.tally import Tally, tally


def counted(rule: AnyRule, paper: Paper, *pile: tuple[list, int]) -> Tally:
    return tally(RoundPlan("p", "P", rule), paper, pile)


def figures(of: Tally) -> dict[int, tuple[int, ...]]:
    return {line.option: line.figures for line in of.lines}


def test_agreeing() -> None:
    result = counted(
        Agree(),
        Paper((1, 2, 3, 4)),
        ([[1, 1], [2, 1], [3, 3]], 3),
        ([[1, 2], [2, 2], [3, 3]], 2),
        ([[2, 2], [1, 3]], 1),
    )
    assert figures(result) == {1: (3, 2, 1), 2: (3, 3, 0), 3: (0, 0, 5), 4: (0, 0, 0)}
    assert result.decisions == (Decision("mayoritas", (1,), undecided=(2,)),)


def test_points_and_the_money_they_give() -> None:
    rule = Dots(points=10, ceiling=100)
    paper = Paper((1, 2, 3), (60, 50, 40))
    result = counted(rule, paper, ([[1, 7], [2, 3]], 2), ([[2, 5], [3, 5]], 1))
    assert figures(result) == {1: (14, 2), 2: (11, 3), 3: (5, 1)}
    assert result.decisions == (Decision("terbanyak", (1, 3), spent=100),)


def test_borda() -> None:
    pile = (([1, 2, 3, 4], 3), ([2, 3], 2), ([4], 1))
    borda = {option: row[0] for option, row in figures(counted(Rank(4), *of_four(pile))).items()}
    # 3 points for a first place, 2 for a second, 1 for a third; nothing for what is not named.
    assert borda == {1: 3 * 3, 2: 3 * 2 + 2 * 3, 3: 3 * 1 + 2 * 2, 4: 1 * 3}


def of_four(pile: Pile) -> tuple:
    return Paper((1, 2, 3, 4)), *pile


A, B, C, D, E = range(1, 6)
SCHULZE = (
    ([A, C, B, E, D], 5),
    ([A, D, E, C, B], 5),
    ([B, E, D, A, C], 8),
    ([C, A, B, E, D], 3),
    ([C, A, E, B, D], 7),
    ([C, B, A, D, E], 2),
    ([D, C, E, B, A], 7),
    ([E, B, A, D, C], 8),
)
"""45 voters: M. Schulze 2011, the first example."""


def test_schulze_as_he_published_it() -> None:
    result = counted(Rank(5, "schulze"), Paper((A, B, C, D, E)), *SCHULZE)
    assert [line.option for line in result.lines] == [E, A, C, B, D]
    assert [line.votes for line in result.lines] == [4, 3, 2, 1, 0]
    both = counted(Rank(5), Paper((A, B, C, D, E)), *SCHULZE)
    assert figures(both) == {option: row[::-1] for option, row in figures(result).items()}


def test_what_a_ballot_does_not_name_is_below_all_that_it_names() -> None:
    result = counted(Rank(4, "schulze"), *of_four([([1], 2), ([2, 3], 1)]))
    assert {option: row[0] for option, row in figures(result).items()} == {1: 3, 2: 2, 3: 1, 4: 0}


@given(st.lists(st.tuples(st.lists(st.integers(1, 4), unique=True), st.integers(1, 5)), max_size=6))
def test_schulze_against_all_paths(pile: Pile) -> None:
    options = (1, 2, 3, 4)
    strength = {
        (one, other): strongest_path(pile, options, one, other)
        for one, other in permutations(options, 2)
    }
    expected = {
        one: sum(strength[one, other] > strength[other, one] for other in options if other != one)
        for one in options
    }
    assert beaten(pile, options) == expected


def strongest_path(pile: Pile, options: tuple[int, ...], start: int, end: int) -> int:
    between = [option for option in options if option not in (start, end)]
    return max(
        min(link(pile, one, other) for one, other in pairwise((start, *way, end)))
        for length in range(len(between) + 1)
        for way in permutations(between, length)
    )


def link(pile: Pile, one: int, other: int) -> int:
    """The ballots with `one` above `other`, where they are more than those that say otherwise."""

    def above(first: int, second: int) -> int:
        return sum(
            times
            for mark, times in pile
            if first in mark and (second not in mark or mark.index(first) < mark.index(second))
        )

    return above(one, other) if above(one, other) > above(other, one) else 0


BENEFITS = Criterion("manfaat", "Manfaat", 40, (10, 21, 31, 41), (20, 41, 61, 81))


@pytest.mark.parametrize(
    ("beneficiaries", "infrastructure", "other"),
    [
        (0, 1, 1),
        (9, 1, 1),
        (10, 2, 1),
        (19, 2, 1),
        (20, 2, 2),
        (21, 3, 2),
        (30, 3, 2),
        (31, 4, 2),
        (40, 4, 2),
        (41, 5, 3),
        (60, 5, 3),
        (61, 5, 4),
        (80, 5, 4),
        (81, 5, 5),
        (10**8, 5, 5),
    ],
)
def test_bands_of_beneficiaries(beneficiaries: int, infrastructure: int, other: int) -> None:
    """Asahan: <10, 10–20, 21–30, 31–40, >40 households; else <20, 20–40, 41–60, 61–80, >80."""
    assert BENEFITS.given(beneficiaries, infrastructure=True) == infrastructure
    assert BENEFITS.given(beneficiaries, infrastructure=False) == other


def test_without_bands_of_their_own_others_are_scored_as_infrastructure() -> None:
    one_for_all = Criterion("manfaat", "Manfaat", 40, (10, 21, 31, 41))
    assert one_for_all.given(25, infrastructure=False) == 3


def test_scores() -> None:
    rule = Score((Criterion("mendesak", "Keterdesakan", 60), BENEFITS))
    paper = Paper((1, 2, 3), given=((5,), (2,), (4,)))
    result = counted(rule, paper, ([[1, 2], [2, 5]], 3), ([[2, 4]], 1))
    assert rule.columns == ("skor", "peserta", "mendesak", "manfaat")
    assert figures(result) == {
        2: (60 * 19 + 40 * 8, 4, 19, 8),
        1: (60 * 6 + 40 * 15, 3, 6, 15),
        3: (0, 0, 0, 0),
    }
    assert result.decisions == ()


def test_two_allocations_of_one_budget() -> None:
    """Two lingkungan: the larger one takes everything by votes, by equal shares it does not."""
    paper = Paper((1, 2, 3), (50, 50, 40))
    pile = (([1, 2], 6), ([3], 4))
    most, equal = counted(Budget(100, fits=False), paper, *pile).decisions
    assert most == Decision("terbanyak", (1, 2), spent=100)
    assert equal == Decision("seimbang", (1, 3), spent=90)
    deciding_first = counted(Budget(100, "seimbang", fits=False), paper, *pile).decisions
    assert deciding_first == (equal, most)


def test_what_costs_nothing_is_taken_by_both() -> None:
    decisions = counted(Budget(10), Paper((1, 2, 3), (0, 10, 0)), ([1, 2], 1)).decisions
    assert [set(decision.chosen) for decision in decisions] == [{1, 2}, {1, 2}]


def test_nobody_votes_and_nothing_is_given() -> None:
    decisions = counted(Budget(10), Paper((1, 2), (0, 10)), ([], 3)).decisions
    assert [(decision.chosen, decision.spent) for decision in decisions] == [((), 0), ((), 0)]
