"""Three ways to count the same ballots: the program, `verify.py`, and the visitor's browser."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.tallies import CEILING as MONEY
from benchmarks.tallies import hall
from musrenbang_live.core.ballots import (
    Agree,
    AnyRule,
    Budget,
    Choose,
    Dots,
    Elect,
    Mark,
    Paper,
    Rank,
    Score,
    TieRule,
)
from musrenbang_live.core.pabulib_reading import read
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.core.tally import piled, tally
from tests.core.ballots.kinds import CRITERIA
from tests.pabulib_files import OFFICIAL, real
from tests.verify.machines import Node, as_round, expected, recounted_alone
from tests.verify.stories import mark_for

SEEDS = 250
TIES: tuple[tuple[TieRule, ...], ...] = (
    *((), ("nomor",), ("undian",), ("biaya",)),
    *(("biaya", "undian"), ("undian", "biaya"), ("biaya", "nomor")),
)
KINDS = ("pilih", "setuju", "poin", "urutan", "skor", "anggaran", "delegasi")

Vote = tuple[RoundPlan, Paper, list[Mark], tuple[int, ...]]


def rule_of(kind: str, random: Random) -> AnyRule:
    """Some rule of this kind."""
    few = random.randint(1, 6)
    match kind:
        case "pilih":
            return Choose(few)
        case "setuju":
            return Agree()
        case "poin":
            return Dots(few + 2, random.randint(0, 4), random.choice([0, 30, 120]))
        case "urutan":
            return Rank(few, random.choice(["borda", "schulze"]))
        case "skor":
            return Score(tuple(random.sample(CRITERIA, random.randint(2, 4))))
        case "anggaran":
            decides = random.choice(["terbanyak", "seimbang"])
            return Budget(random.randint(10, 150), decides, random.random() < 0.5)
        case _:
            women = random.randint(0, few)
            return Elect(few, random.randint(1, 6), women, enforced=random.random() < 0.7)


def vote_of(kind: str, seed: int) -> Vote:
    """A vote of this kind with few options, so that equals are many."""
    random = Random(f"{kind} {seed}")
    rule = rule_of(kind, random)
    options = tuple(sorted(random.sample(range(1, 60), random.randint(1, 8))))
    banded = [one for one in rule.criteria if one.bands] if isinstance(rule, Score) else []
    money = isinstance(rule, Budget) or (isinstance(rule, Dots) and rule.ceiling > 0)
    some_women = tuple(option for option in options if random.random() < 0.4)
    paper = Paper(
        options,
        costs=tuple(random.choice([5, 20, 20, 41]) for _ in options) if money else (),
        given=tuple(tuple(random.randint(1, 5) for _ in banded) for _ in options) if banded else (),
        women=some_women if isinstance(rule, Elect) else (),
    )
    marks = [mark_for(rule, paper, random) for _ in range(random.choice([0, 1, 3, 8, 25]))]
    marks = [mark for mark in marks if mark] * random.choice([1, 1, 2])
    drawn = tuple(random.sample(options, random.randint(0, len(options))))
    return RoundPlan("a", "A", rule, ties=random.choice(TIES)), paper, marks, drawn


def assert_counted_alike(node: Node, votes: Sequence[Vote]) -> None:
    told = [as_round(*vote) for vote in votes]
    for vote, one, theirs in zip(votes, told, node.recount(told), strict=True):
        plan, paper, marks, drawn = vote
        ours = expected(tally(plan, paper, piled(marks), drawn))
        assert recounted_alone(one) == ours, vote
        assert theirs == ours, vote


@pytest.mark.parametrize("kind", KINDS)
def test_every_vote_comes_out_the_same_three_times(node: Node, kind: str) -> None:
    assert_counted_alike(node, [vote_of(kind, seed) for seed in range(SEEDS)])


@st.composite
def budgets(draw: st.DrawFn, most_cost: int, ceilings: tuple[int, int]) -> Vote:
    options = tuple(range(1, draw(st.integers(1, 7)) + 1))
    costs = draw(st.tuples(*[st.integers(0, most_cost) for _ in options]))
    mark = st.lists(st.sampled_from(options), unique=True, min_size=1).map(sorted)
    marks = draw(st.lists(mark, min_size=1, max_size=14))
    rule = Budget(draw(st.integers(*ceilings)), "seimbang", fits=False)
    ties = draw(st.sampled_from(TIES))
    drawn = tuple(draw(st.permutations(options)))
    return RoundPlan("a", "A", rule, ties=ties), Paper(options, costs), marks, drawn


@settings(max_examples=200)
@given(votes=st.lists(budgets(60, (10, 150)), min_size=1, max_size=5))
def test_equal_shares_come_out_the_same(node: Node, votes: list[Vote]) -> None:
    assert_counted_alike(node, votes)


@settings(max_examples=60)
@given(vote=budgets(40_000, (20_000, 40_000)))
def test_steps_of_several_rupiah_come_out_the_same(node: Node, vote: Vote) -> None:
    assert_counted_alike(node, [vote])


@pytest.mark.parametrize(("ballots", "options"), [(60, 12), (150, 20), (300, 40)])
def test_a_hall_comes_out_the_same(node: Node, ballots: int, options: int) -> None:
    paper, pile = hall(ballots, options)
    plan = RoundPlan("a", "A", Budget(MONEY, "seimbang", fits=False), ties=("biaya",))
    marks = [sorted(mark) for mark, _ in pile]
    assert_counted_alike(node, [(plan, paper, marks, ())])


def test_an_order_of_many_comes_out_the_same(node: Node) -> None:
    paper, pile = hall(200, 40)
    marks = [mark for mark, _ in pile]
    votes: list[Vote] = [
        (RoundPlan("a", "A", Rank(40, decides)), Paper(paper.options), marks, ())
        for decides in ("borda", "schulze")
    ]
    assert_counted_alike(node, votes)


@pytest.mark.parametrize("name", OFFICIAL)
def test_real_elections_come_out_the_same(node: Node, name: str) -> None:
    election = read(real(name).read_bytes())
    options = {project.id: number for number, project in enumerate(election.projects, 1)}
    paper = Paper(tuple(options.values()), tuple(project.cost for project in election.projects))
    marks: list[Mark] = [
        sorted(options[project] for project in ballot.projects) for ballot in election.ballots
    ]
    plan = RoundPlan("a", "A", Budget(election.budget, "seimbang", fits=False))
    assert_counted_alike(node, [(plan, paper, [mark for mark in marks if mark], ())])
