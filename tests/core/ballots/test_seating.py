"""Seats against all orders in which equals can stand, one after the other."""

from collections.abc import Iterator, Sequence
from itertools import groupby, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.ballots import Elect, Line, Paper
from musrenbang_live.core.ballots.seating import seated
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.core.tally import tally

CANDIDATES = tuple(range(1, 7))


def orders(lines: Sequence[Line]) -> Iterator[list[int]]:
    """Every strict order of those with votes that the ranks allow."""
    standing = [line for line in lines if line.votes]
    levels = [list(level) for _, level in groupby(standing, key=lambda line: line.rank)]
    for order in product(*map(permutations, levels)):
        yield [line.option for level in order for line in level]


def elected(order: Sequence[int], women: set[int], seats: int, least: int) -> set[int]:
    """The first ones; then the lowest man gives way to the best woman, as often as needed."""
    seated_, waiting = list(order[:seats]), [one for one in order[seats:] if one in women]
    while len(women.intersection(seated_)) < least and waiting:
        men = [one for one in seated_ if one not in women]
        if not men:
            break
        seated_.remove(men[-1])
        seated_.append(waiting.pop(0))
    return set(seated_)


@st.composite
def elections(draw) -> tuple[Sequence[Line], Paper]:
    votes = draw(st.lists(st.integers(0, 3), min_size=1, max_size=len(CANDIDATES)))
    women = draw(st.sets(st.sampled_from(CANDIDATES)))
    paper = Paper(CANDIDATES[: len(votes)], women=tuple(sorted(women)))
    pile = [([one], number) for one, number in zip(paper.options, votes, strict=True) if number]
    return tally(RoundPlan("d", "D", Elect(1, 1)), paper, pile).lines, paper


@given(elections(), st.integers(0, 7), st.integers(0, 7))
def test_seats_are_what_all_orders_of_equals_agree_on(election, seats: int, least: int) -> None:
    lines, paper = election
    outcomes = [elected(order, set(paper.women), seats, least) for order in orders(lines)]
    sure, possible = set.intersection(*outcomes), set.union(*outcomes)
    decision = seated(lines, paper, seats, least)
    assert set(decision.chosen) == sure
    assert set(decision.undecided) == possible - sure
    assert {len(outcome) - len(sure) for outcome in outcomes} == {decision.places}
    ranked = [line.option for line in lines]
    for found in (decision.chosen, decision.undecided):
        assert list(found) == sorted(found, key=ranked.index)


@given(elections(), st.integers(1, 6), st.integers(0, 3), st.randoms(use_true_random=False))
def test_after_lots_nothing_is_undecided(election, seats: int, least: int, random) -> None:
    lines, paper = election
    lots = list(paper.options)
    random.shuffle(lots)
    plan = RoundPlan("d", "D", Elect(seats, 1, least, enforced=True), ties=("undian",))
    pile = [([line.option], line.votes) for line in lines if line.votes]
    result = tally(plan, paper, pile, drawn=lots)
    order = sorted((line for line in lines if line.votes), key=lambda line: line.option)
    order.sort(key=lambda line: (-line.votes, lots.index(line.option)))
    expected = elected([line.option for line in order], set(paper.women), seats, least)
    assert result.decisions[0].undecided == ()
    assert result.decisions[0].places == 0
    assert set(result.decisions[0].chosen) == expected


def chosen(
    votes: dict[int, int], women: tuple[int, ...], rule: Elect
) -> tuple[tuple[int, ...], tuple[int, ...], int]:
    paper = Paper(tuple(votes), women=women)
    pile = [([candidate], number) for candidate, number in votes.items() if number]
    decision = tally(RoundPlan("d", "D", rule), paper, pile).decisions[0]
    return decision.chosen, decision.undecided, decision.places


VOTES = {1: 50, 2: 40, 3: 30, 4: 20, 5: 10}


@pytest.mark.parametrize(
    ("rule", "women", "expected"),
    [
        (Elect(3, 1), (4, 5), (1, 2, 3)),
        (Elect(3, 1, women=1), (4, 5), (1, 2, 3)),
        (Elect(3, 1, women=1, enforced=True), (4, 5), (1, 2, 4)),
        (Elect(3, 1, women=2, enforced=True), (4, 5), (1, 4, 5)),
        (Elect(3, 1, women=3, enforced=True), (4, 5), (1, 4, 5)),
        (Elect(3, 1, women=2, enforced=True), (2, 5), (1, 2, 5)),
        (Elect(3, 1, women=1, enforced=True), (1, 5), (1, 2, 3)),
        (Elect(3, 1, women=1, enforced=True), (), (1, 2, 3)),
        (Elect(9, 1, women=4, enforced=True), (4,), (1, 2, 3, 4, 5)),
    ],
)
def test_seats_by_hand(rule: Elect, women: tuple[int, ...], expected: tuple[int, ...]) -> None:
    assert chosen(VOTES, women, rule) == (expected, (), 0)


def test_equals_at_the_last_seat_by_hand() -> None:
    assert chosen({1: 5, 2: 3, 3: 3, 4: 1}, (), Elect(2, 1)) == ((1,), (2, 3), 1)
    # The woman 4 has a seat whichever man it is taken from.
    with_woman = Elect(2, 1, women=1, enforced=True)
    assert chosen({1: 5, 2: 3, 3: 3, 4: 1}, (4,), with_woman) == ((1, 4), (), 0)
    # Is 2 drawn before 3, then a man makes room for 3, else she has the seat at once.
    assert chosen({1: 5, 2: 3, 3: 3, 4: 1}, (3,), with_woman) == ((1, 3), (), 0)


def test_without_votes_nobody_is_elected() -> None:
    assert chosen({1: 2, 2: 0, 3: 0}, (3,), Elect(2, 1, women=1, enforced=True)) == ((1,), (), 0)
