"""Seats: the rule in its plain form, over every order of equals, against what is computed."""

from itertools import chain, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.ballots import Elect, Line, Paper
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.core.tally import piled, tally

votes_of_all = st.lists(st.integers(0, 3), min_size=1, max_size=6)


def ranked(votes: list[int]) -> list[Line]:
    """Candidates 1, 2, 3 … with these votes, as `tally` ranks them."""
    plan = RoundPlan("d", "D", Elect(seats=1, most=1))
    marks = [[option] for option, count in enumerate(votes, 1) for _ in range(count)]
    return list(tally(plan, Paper(tuple(range(1, len(votes) + 1))), piled(marks)).lines)


def orders(lines: list[Line]) -> list[list[int]]:
    """Every strict order that the ranks allow, of candidates with votes."""
    ranks = sorted({line.rank for line in lines if line.votes})
    groups = [[line.option for line in lines if line.rank == rank] for rank in ranks]
    return [list(chain(*chosen)) for chosen in product(*map(permutations, groups))]


def seated_in(order: list[int], women: set[int], seats: int, least: int) -> set[int]:
    """The rule word by word: the last men give way, one by one, to the best women left."""
    inside, outside = order[:seats], order[seats:]
    while True:
        men = [option for option in inside if option not in women]
        waiting = [option for option in outside if option in women]
        if len(inside) - len(men) >= least or not men or not waiting:
            return set(inside)
        inside.remove(men[-1])
        inside.append(waiting[0])
        outside.remove(waiting[0])


@given(votes_of_all, st.integers(1, 6), st.integers(0, 4), st.data())
def test_sure_in_every_order_and_open_in_some(votes, seats: int, least: int, data) -> None:
    lines = ranked(votes)
    women = data.draw(st.sets(st.integers(1, len(votes))))
    paper = Paper(tuple(range(1, len(votes) + 1)), women=tuple(women))
    rule = Elect(seats=seats, most=1, women=least, enforced=True)
    [decided] = rule.decisions(lines, [], paper)
    outcomes = [seated_in(order, women, seats, least) for order in orders(lines)]
    always = set.intersection(*outcomes) if outcomes else set()
    ever = set.union(*outcomes) if outcomes else set()
    assert set(decided.chosen) == always
    assert set(decided.undecided) == ever - always
    assert decided.places == (len(outcomes[0]) if outcomes else 0) - len(always)
    order = [line.option for line in lines]
    assert list(decided.chosen) == sorted(decided.chosen, key=order.index)


@pytest.mark.parametrize("enforced", [False, True])
def test_women_take_seats_only_where_the_plan_enforces_it(enforced: bool) -> None:
    lines = ranked([4, 3, 2, 1])
    rule = Elect(seats=2, most=1, women=1, enforced=enforced)
    [decided] = rule.decisions(lines, [], Paper((1, 2, 3, 4), women=(4,)))
    assert decided.chosen == ((1, 4) if enforced else (1, 2))
    assert (decided.undecided, decided.places) == ((), 0)


def test_lots_decide_between_equals() -> None:
    plan = RoundPlan("d", "D", Elect(seats=2, most=2), ties=("undian",))
    paper = Paper((1, 2, 3))
    marks = piled([[1, 2], [1, 3]])
    before = tally(plan, paper, marks).decisions[0]
    assert (before.chosen, before.undecided, before.places) == ((1,), (2, 3), 1)
    after = tally(plan, paper, marks, drawn=(3, 2))
    assert after.decisions[0].chosen == (1, 3)
    assert (after.decisions[0].undecided, after.decisions[0].places) == ((), 0)
    assert [line.parted for line in after.lines] == ["", "undian", "undian"]


def test_nobody_is_seated_without_a_vote() -> None:
    [decided] = Elect(seats=3, most=3).decisions(ranked([0, 0, 2]), [], Paper((1, 2, 3)))
    assert (decided.chosen, decided.undecided, decided.places) == ((3,), (), 0)
