"""The ways in: each counted by itself, and together they are the whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.ballots import CameIn, Channel, Hands
from musrenbang_live.core.ballots.channels import HANDS
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.core.tally import piled, tally
from tests.core.ballots.kinds import MARKS, OPTIONS, PAPER, RULES

VIAS = ("ponsel", "kertas")


@pytest.mark.parametrize("name", RULES)
@given(st.data())
def test_the_ways_add_up_to_the_whole(name: str, data: st.DataObject) -> None:
    """Every figure but Schulze's, which is no sum; and in whatever order ballots and ways come."""
    rule = RULES[name]
    valid = MARKS[name].map(lambda mark: rule.valid(mark, PAPER)).filter(bool)
    cast = data.draw(st.lists(st.tuples(st.sampled_from(VIAS), valid), max_size=12))
    hands = None
    if name.split("-")[0] in ("pilih", "delegasi", "setuju"):
        raised = piled(data.draw(st.lists(valid, max_size=6)))
        figures = rule.figures(raised, PAPER)
        rows = tuple((option, *figures[option]) for option in OPTIONS)
        hands = Hands(len(raised), rows, "Ketua LPM") if raised else None
    counted = _counted(rule, cast, hands)
    assert counted == _counted(rule, data.draw(st.permutations(cast)), hands, VIAS[::-1])
    assert sum(channel.ballots for channel in counted.channels) == counted.ballots
    for line in counted.lines:
        for place, column in enumerate(rule.columns):
            if column != "schulze":
                apart = [c.figures[line.option][place] for c in counted.channels if c.figures]
                assert sum(apart) == line.figures[place]


def _counted(rule, cast, hands, vias=VIAS):
    piles = {via: [mark for way, mark in cast if way == via] for via in vias}
    ways = [CameIn(via, len(marks), piled(marks)) for via, marks in piles.items()]
    everything = [mark for _, mark in cast]
    return tally(RoundPlan("p", "P", rule), PAPER, piled(everything), hands=hands, came_in=ways)


def test_ways_stand_in_their_order_and_empty_ones_are_left_out() -> None:
    hands = Hands(20, tuple((option, 5) for option in OPTIONS), "Ketua LPM")
    ways = [CameIn("kertas", 3), CameIn("ponsel", 0)]
    plan = RoundPlan("p", "P", RULES["pilih"])
    counted = tally(plan, PAPER, piled([[3]] * 3), hands=hands, came_in=ways)
    assert counted.channels == (
        Channel("kertas", 3),
        Channel(HANDS, 0, 20, dict.fromkeys(OPTIONS, (5,)), "Ketua LPM"),
    )
    assert tally(plan, PAPER, ()).channels == ()
