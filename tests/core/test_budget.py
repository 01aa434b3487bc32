"""The pagu of a kelurahan against what its proposals ask: exact, in order, and told where open."""

from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core import commands as c
from musrenbang_live.core.budget import agreed_order, budget, budget_of
from musrenbang_live.core.meeting import Meeting
from tests.builders import PHASES, content, meeting, plan, run


def discussed(*costs: int | None, ceiling: int = 100) -> Meeting:
    """A meeting in which proposals of these costs are discussed."""
    return run(
        meeting(plan(ceiling=ceiling)),
        c.OpenMeeting(),
        c.EnterPhase(PHASES["usulan"]),
        *(
            c.SubmitProposal(f"r{n}", "", content(f"Usulan nomor {n}", cost=cost), assisted=True)
            for n, cost in enumerate(costs, 1)
        ),
        c.EnterPhase(PHASES["musyawarah"]),
    )


def test_what_passes_the_ceiling_is_marked_in_order() -> None:
    found = budget(100, [(3, 60), (1, 40), (2, None), (5, 1), (4, 30)])
    assert [(line.number, line.total, line.beyond) for line in found.lines] == [
        (3, 60, False),
        (1, 100, False),
        (2, 100, False),
        (5, 101, True),
        (4, 131, True),
    ]
    assert (found.total, found.left, found.over, found.uncosted) == (131, 0, 31, 1)
    assert (found.beyond, found.share, found.within) == ((5, 4), 100, 76)


def test_a_plan_without_a_ceiling_has_nothing_beyond_it() -> None:
    found = budget(0, [(1, 500)])
    assert (found.total, found.beyond, found.over, found.share) == (500, (), 0, 0)


def test_nothing_proposed_costs_nothing() -> None:
    assert budget(100, []).left == 100


def test_the_order_is_that_of_the_supports_until_ranks_are_agreed() -> None:
    held = discussed(10, 20, 30, 40)
    supports = {2: 5, 4: 9}
    assert agreed_order(held, supports) == (4, 2, 1, 3)
    held = run(held, c.DecideProposal(4, "cadangan"), c.DecideProposal(1, "belum", "lahan"))
    assert agreed_order(held, supports) == (2, 3)
    held = run(held, c.AgreeRanks((3, 4)))
    assert agreed_order(held, supports) == (3, 4)
    assert budget_of(held, supports).ranked
    assert budget_of(held, supports).total == 70


def test_a_ranked_proposal_that_stands_no_longer_asks_for_nothing() -> None:
    held = run(discussed(10, 20), c.AgreeRanks((1, 2)), c.MergeProposal(1, 2))
    assert agreed_order(held, {}) == (2,)


@given(
    st.integers(0, 10**12),
    st.lists(st.one_of(st.none(), st.integers(0, 10**11)), max_size=30),
)
def test_the_figures_always_agree(ceiling: int, costs: list[int | None]) -> None:
    found = budget(ceiling, list(enumerate(costs, 1)))
    assert found.total == sum(cost or 0 for cost in costs)
    assert found.uncosted == costs.count(None)
    assert 0 <= found.within <= found.share <= 100
    if ceiling:
        assert found.left - found.over == ceiling - found.total
        assert bool(found.beyond) == (found.over > 0)
        within = [line for line in found.lines if not line.beyond]
        assert sum(line.cost or 0 for line in within) <= ceiling
