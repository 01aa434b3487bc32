"""Papers: what a rule must know of each option is frozen when the round opens."""

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import AnyRule, Budget, Choose, Criterion, Dots, Score
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.plan import Phase, RoundPlan
from tests import builders
from tests.builders import content, run


def hall(rule: AnyRule, *costs: int | None, beneficiaries: int | None = None) -> Meeting:
    """An open meeting with a proposal for each cost, in infrastructure and else by turns."""
    plan = builders.plan(
        rounds=(RoundPlan("p", "P", rule),),
        phases=(Phase("usulan", 5, "Usulan"), Phase("pemungutan", 5, "Pilih", "p")),
    )
    proposals = [
        c.SubmitProposal(
            f"r{place}", "", content(f"Usulan ke {place}", cost=cost, beneficiaries=beneficiaries,
            sector=("infra", "lain")[place % 2]), assisted=True,
        )
        for place, cost in enumerate(costs)
    ]  # fmt: skip
    return run(builders.meeting(plan), c.OpenMeeting(), *proposals)


@pytest.mark.parametrize("rule", [Budget(100), Dots(points=10, ceiling=100)])
def test_costs_are_frozen_where_money_is_given(rule: AnyRule) -> None:
    meeting = run(hall(rule, 70, 300), c.EnterPhase(1))
    assert (meeting.rounds[1].options, meeting.rounds[1].paper.costs) == ((1, 2), (70, 300))


@pytest.mark.parametrize("rule", [Choose(2), Dots(points=10)])
def test_costs_play_no_part_elsewhere(rule: AnyRule) -> None:
    assert run(hall(rule, 70, None), c.EnterPhase(1)).rounds[1].paper.costs == ()


@pytest.mark.parametrize("cost", [None, 0])
def test_what_has_no_cost_is_named(cost: int | None) -> None:
    meeting = hall(Budget(100), 70, cost, 30)
    with pytest.raises(Rejected) as no:
        run(meeting, c.EnterPhase(1))
    assert (no.value.code, no.value.details) == ("option_without_cost", {"number": 2})
    opened = run(meeting, c.EnterPhase(1, options=(1, 3)))
    assert opened.rounds[1].paper.costs == (70, 30)


@pytest.mark.parametrize(
    ("families", "given"),
    [(None, 1), (9, 1), (10, 2), (20, 2), (21, 3), (30, 3), (31, 4), (40, 4), (41, 5)],
)
def test_beneficiaries_give_a_score(families: int | None, given: int) -> None:
    rule = Score(
        (Criterion("m", "Mendesak", 60), Criterion("b", "Manfaat", 40, (10, 21, 31, 41), (20,)))
    )
    meeting = run(hall(rule, 1, 1, beneficiaries=families), c.EnterPhase(1))
    elsewhere = 2 if (families or 0) >= 20 else 1
    assert meeting.rounds[1].paper.given == ((given,), (elsewhere,))


def test_without_bands_nothing_is_given() -> None:
    rule = Score((Criterion("m", "Mendesak", 100),))
    assert run(hall(rule, 1), c.EnterPhase(1)).rounds[1].paper.given == ()
