"""The Method of Equal Shares against its definition, step by step in fractions."""

from collections.abc import Sequence
from fractions import Fraction
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from musrenbang_live.core.ballots import Budget, Paper, Pile
from musrenbang_live.core.ballots.allocating import wishes_of
from musrenbang_live.core.ballots.equal_shares import MOST_STEPS, PARTS, Purses
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.core.tally import tally

CEILING = 370_000_000


def allotted(paper: Paper, pile: Pile, ceiling: int) -> tuple[int, ...]:
    """What our rule takes, in its order."""
    rule = Budget(ceiling, "seimbang", fits=False)
    return tally(RoundPlan("a", "A", rule), paper, pile).decisions[0].chosen


def by_definition(paper: Paper, pile: Pile, ceiling: int) -> tuple[int, ...]:
    """The same from the words of the paper: every ballot a voter, every step taken."""
    voters = [set(mark) for mark, times in pile for _ in range(times)]
    votes = {option: sum(option in voter for voter in voters) for option in paper.options}
    order = sorted((o for o in votes if votes[o]), key=lambda option: (-votes[option], option))
    free = tuple(option for option in order if not paper.cost(option))
    order = [option for option in order if paper.cost(option)]
    step = max(1, ceiling // (PARTS * len(voters)))
    found: tuple[int, ...] = ()
    for number in range(MOST_STEPS + 1):
        share = Fraction(ceiling, len(voters)) + number * step
        more = bought(order, voters, paper, share)
        left = ceiling - sum(map(paper.cost, more))
        if left < 0:
            break
        found = more
        if all(paper.cost(option) > left for option in order if option not in found):
            break
    return free + found


def bought(
    order: Sequence[int], voters: Sequence[set[int]], paper: Paper, share: Fraction
) -> tuple[int, ...]:
    purses = [share] * len(voters)
    taken: list[int] = []
    while True:
        best: tuple[Fraction, int] | None = None
        for option in order:
            backers = [place for place, voter in enumerate(voters) if option in voter]
            if option in taken or sum(purses[place] for place in backers) < paper.cost(option):
                continue
            rate = lowest_rate([purses[place] for place in backers], paper.cost(option))
            if best is None or rate < best[0]:
                best = rate, option
        if best is None:
            return tuple(taken)
        rate, option = best
        taken.append(option)
        for place, voter in enumerate(voters):
            if option in voter:
                purses[place] -= min(purses[place], rate * paper.cost(option))


def lowest_rate(purses: Sequence[Fraction], cost: int) -> Fraction:
    """The one rate at which min(purse, rate * cost) of all adds up to the cost."""
    poor: Sequence[Fraction] = ()
    while True:
        rich = len(purses) - len(poor)
        rate = (cost - sum(poor)) / Fraction(rich * cost)
        now_poor = [purse for purse in purses if purse < rate * cost]
        if len(now_poor) == len(poor):
            return rate
        poor = now_poor


@st.composite
def elections(draw, most_cost: int = 60, ceilings=(10, 150)) -> tuple[Paper, Pile, int]:
    options = tuple(range(1, draw(st.integers(1, 6)) + 1))
    costs = draw(st.tuples(*[st.integers(0, most_cost) for _ in options]))
    mark = st.lists(st.sampled_from(options), unique=True, min_size=1).map(sorted)
    pile = draw(st.lists(st.tuples(mark, st.integers(1, 3)), min_size=1, max_size=7))
    return Paper(options, costs), pile, draw(st.integers(*ceilings))


@given(elections())
@example((Paper((1, 2), (4, 2)), [([1], 1), ([1, 2], 1)], 6))
def test_the_method_is_what_its_authors_wrote(election) -> None:
    assert allotted(*election) == by_definition(*election)


@settings(max_examples=25)
@given(elections(most_cost=40_000, ceilings=(20_000, 40_000)))
def test_steps_of_several_rupiah_are_steps(election) -> None:
    assert allotted(*election) == by_definition(*election)


def hall(seed: int, distinct: int, options: int, marks: int, dearest: int) -> tuple[Paper, Pile]:
    """Ballots all different, with some options that many want; costs in millions."""
    random = Random(seed)
    numbers = tuple(range(1, options + 1))
    wanted = [random.random() ** 2 + 0.05 for _ in numbers]
    pile: dict[tuple[int, ...], int] = {}
    while len(pile) < distinct:
        liking = [random.random() ** (1 / chance) for chance in wanted]
        best = sorted(numbers, key=lambda option: -liking[option - 1])
        pile[tuple(sorted(best[: random.randrange(1, marks)]))] = random.randrange(1, 5)
    costs = tuple(random.randrange(2, dearest) * 1_000_000 for _ in numbers)
    return Paper(numbers, costs), [(list(mark), times) for mark, times in pile.items()]


@pytest.mark.parametrize("seed", range(3))
def test_what_is_not_tried_would_have_changed_nothing(seed: int) -> None:
    paper, pile = hall(seed, 12, 8, 5, 150)
    quick = allotted(paper, pile, CEILING)
    assert quick
    assert quick == by_definition(paper, pile, CEILING)


def test_one_persons_wish_ends_at_the_last_step() -> None:
    few, many = PARTS // 100, PARTS // 100 + 3
    for people, expected in ((few, (1, 2)), (many, (1,))):
        paper = Paper((1, 2, 3), (CEILING // 100, CEILING * 99 // 100, CEILING))
        pile = [([1], people - 1), ([2], 1)]
        assert allotted(paper, pile, CEILING) == expected
        assert allotted(paper, pile, CEILING) == by_definition(paper, pile, CEILING)


def test_a_whole_hall_spends_what_it_may_and_no_more() -> None:
    paper, pile = hall(1, 300, 40, 20, 20)
    chosen = allotted(paper, pile, CEILING)
    assert 0.8 * CEILING < sum(map(paper.cost, chosen)) <= CEILING


def test_wishes_of_one_each_buy_nothing() -> None:
    """Two thousand purses, and the last step: tried one by one they would take all day."""
    options = tuple(range(1, 2_001))
    paper = Paper(options, (CEILING * 9 // 10,) * len(options))
    assert allotted(paper, [([option], 1) for option in options], CEILING) == ()


def assert_unchanged_is_true(paper: Paper, pile: Pile, ceiling: int, step: int) -> None:
    """Every step that need not be tried would have bought the same in the same order."""
    lines = tally(RoundPlan("a", "A", Budget(ceiling, fits=False)), paper, pile, final=False).lines
    order = [line.option for line in lines if line.votes and paper.cost(line.option)]
    wishes = wishes_of(order, pile, paper)
    first = Fraction(ceiling, sum(times for _, times in pile))
    tried = [Purses(wishes, first + number * step, step) for number in range(200)]
    bought = [purses.spend() for purses in tried]
    for number, purses in enumerate(tried):
        same = bought[number : number + purses.unchanged + 1]
        assert all(more == bought[number] for more in same)


@given(elections(most_cost=2_000, ceilings=(200, 2_000)), st.integers(1, 7))
def test_unchanged_steps_change_nothing(election, step: int) -> None:
    assert_unchanged_is_true(*election, step)


@pytest.mark.parametrize("seed", range(40))
def test_unchanged_steps_change_nothing_in_a_hall(seed: int) -> None:
    paper, pile = hall(seed, 25, 10, 7, 60)
    assert_unchanged_is_true(paper, pile, CEILING, CEILING // 100_000)
