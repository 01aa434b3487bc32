"""Lengths, steps and percentages of charts."""

from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.charts.scales import length, rounded_up, step_of, steps

NUMBERS = st.integers(0, 10**12)


def test_steps_are_round_and_their_shades_far_apart() -> None:
    assert [(each.number, each.low, each.high) for each in steps(37)] == [
        (1, 1, 10),
        (2, 11, 20),
        (4, 21, 30),
        (5, 31, 40),
    ]
    assert [(each.number, each.low, each.high) for each in steps(2)] == [(1, 1, 1), (5, 2, 2)]
    assert [each.number for each in steps(1)] == [1]
    assert steps(0) == ()


@given(NUMBERS)
def test_a_number_is_in_the_step_that_says_so(most: int) -> None:
    found = steps(most)
    assert len(found) <= 5
    by_number = {step.number: step for step in found}
    assert len(by_number) == len(found)
    for value in {0, min(1, most), most // 2, most}:
        step = step_of(value, found)
        assert by_number[step].low <= value <= by_number[step].high if value else step == 0


def test_more_than_the_last_step_is_the_last_step() -> None:
    assert step_of(1_000, steps(10)) == 5
    assert step_of(1_000, ()) == 0


@given(st.integers(1, 10**12))
def test_rounded_up_is_never_less_and_never_far(value: int) -> None:
    assert value <= rounded_up(value) <= 2 * value


@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12))
def test_a_bar_stays_inside_its_picture(value: float, most: float) -> None:
    assert 0 <= length(value, most, 66) <= 66


def test_a_bar_is_as_long_as_its_number() -> None:
    assert length(1, 4) == 25
    assert length(1, 3, 66) == 22
    assert length(0, 0) == 0
