"""Whatever a simulated person marks is a valid ballot of its kind, and never a blank one."""

import random

import pytest

from musrenbang_live.cli.simulation.liking import liked, marked
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

COSTS = {3: 40, 5: 70, 8: 90, 13: 20}
PAPER = Paper(tuple(COSTS), costs=tuple(COSTS.values()))


@pytest.mark.parametrize(
    "rule",
    [
        Choose(most=2),
        Agree(),
        Dots(points=7),
        Dots(points=7, most_each=2),
        Rank(most=3),
        Score(criteria=(Criterion("a", "A", 60), Criterion("b", "B", 40, bands=(10,)))),
        Budget(ceiling=110),
        Budget(ceiling=110, fits=False),
        Elect(seats=2, most=2),
    ],
    ids=lambda rule: rule.kind,
)
def test_a_mark_is_in_the_normal_form_of_its_rule(rule: AnyRule) -> None:
    chance = random.Random(1)
    for _ in range(200):
        mark = marked(chance, rule, list(COSTS), COSTS)
        assert mark
        assert rule.valid(mark, PAPER) == mark


def test_earlier_options_are_liked_more() -> None:
    chance = random.Random(1)
    first = [liked(chance, range(1, 11), 1)[0] for _ in range(2_000)]
    assert first.count(1) > 2 * first.count(10) > 0
