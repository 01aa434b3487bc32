"""Both allocations of a budget round against Pabutools, on random elections.

Its names of projects sort as our ranked lines do, so that equals are taken in the same order.
"""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musrenbang_live.core.ballots import Budget, Paper, Pile
from musrenbang_live.core.ballots.equal_shares import PARTS
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.core.tally import Tally, tally
from tests.oracle import pabutools


@pytest.fixture(scope="module")
def oracle() -> SimpleNamespace:
    """The parts of Pabutools that are asked."""
    election, rules = pabutools("election"), pabutools("rules")
    ties = pabutools("tiebreaking")
    return SimpleNamespace(election=election, rules=rules, ties=ties.lexico_tie_breaking)


@st.composite
def elections(draw) -> tuple[Paper, Pile, int]:
    options = tuple(range(1, draw(st.integers(1, 7)) + 1))
    costs = draw(st.tuples(*[st.integers(1, 90) for _ in options]))
    mark = st.lists(st.sampled_from(options), unique=True, min_size=1).map(sorted)
    pile = draw(st.lists(st.tuples(mark, st.integers(1, 4)), min_size=1, max_size=9))
    return Paper(options, costs), pile, draw(st.integers(max(costs), 40 * len(options) + 90))


def ours(paper: Paper, pile: Pile, ceiling: int) -> Tally:
    """Our tally, the cheaper of equals first."""
    rule = Budget(ceiling, fits=False)
    return tally(RoundPlan("a", "A", rule, ties=("biaya", "nomor")), paper, pile)


class Theirs:
    """The same election in the terms of Pabutools, the projects named by their place with us."""

    def __init__(self, oracle: SimpleNamespace, of: Tally, paper: Paper, pile: Pile) -> None:
        self._oracle = oracle
        self._order = [line.option for line in of.lines]
        self._projects = {
            option: oracle.election.Project(f"{place:03}", paper.cost(option))
            for place, option in enumerate(self._order)
        }
        self._ballots = [
            oracle.election.ApprovalBallot(self._projects[option] for option in mark)
            for mark, times in pile
            for _ in range(times)
        ]

    def allocation(self, rule: str, ceiling: int, **options: object) -> list[int]:
        """What this rule of theirs takes, as our numbers in its order."""
        instance = self._oracle.election.Instance(self._projects.values(), budget_limit=ceiling)
        found = getattr(self._oracle.rules, rule)(
            instance,
            self._oracle.election.ApprovalProfile(self._ballots, instance=instance),
            tie_breaking=self._oracle.ties,
            **options,
        )
        return [self._order[int(project.name)] for project in found]

    def by_most(self, ceiling: int) -> list[int]:
        """By votes for each option, whatever it costs."""
        # Its worth for each rupiah is compared, so a vote for an option is worth its cost.
        return self.allocation(
            "greedy_utilitarian_welfare", ceiling, sat_class=self._oracle.election.Cost_Sat
        )

    def by_equal_shares(self, ceiling: int) -> list[int]:
        """With the same step by which shares are raised."""
        return self.allocation(
            "method_of_equal_shares",
            ceiling,
            sat_class=self._oracle.election.Cost_Sat,
            voter_budget_increment=max(1, ceiling // (PARTS * len(self._ballots))),
        )


@given(election=elections())
@settings(max_examples=300)
def test_both_allocations_are_those_of_pabutools(oracle: SimpleNamespace, election) -> None:
    paper, pile, ceiling = election
    result = ours(*election)
    theirs = Theirs(oracle, result, paper, pile)
    by_most, by_equal_shares = result.decisions
    # Pabutools also gives money to what nobody voted for; it comes last in both orders.
    wanted = [line.option for line in result.lines if line.votes]
    most = [option for option in theirs.by_most(ceiling) if option in wanted]
    assert list(by_most.chosen) == most
    assert list(by_equal_shares.chosen) == theirs.by_equal_shares(ceiling)
    for decision in result.decisions:
        assert decision.spent == sum(map(paper.cost, decision.chosen)) <= ceiling
