"""Bars under their labels: nothing overlaps, nothing leaves the picture."""

from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.charts.bars import LONGEST, PHONE, SHORTEST, SIGN, Span, drawn, longest

VALUES = st.integers(0, 10**12)
GROUPS = st.lists(st.lists(st.builds(Span, VALUES, VALUES), min_size=1, max_size=3), max_size=6)


def test_the_longest_bar_leaves_room_for_its_number() -> None:
    found = drawn([[Span(10)], [Span(5)]])
    assert [group.bars[0].width for group in found.groups] == [LONGEST, LONGEST / 2]
    assert found.mark is None


def test_long_numbers_get_the_room_they_need_on_a_phone() -> None:
    assert longest(3) == LONGEST
    assert LONGEST > longest(14) > longest(20) > longest(40) == SHORTEST
    found = drawn([[Span(10)]], signs=16).groups[0].bars[0]
    assert found.end * PHONE / 100 + 6 + 16 * SIGN <= PHONE + 1


def test_a_mark_is_measured_like_the_bars_and_has_a_line_of_its_own() -> None:
    found = drawn([[Span(100)]], mark=200)
    assert found.mark == LONGEST
    assert found.groups[0].bars[0].width == LONGEST / 2
    assert found.groups[0].base > drawn([[Span(100)]]).groups[0].base


def test_a_bar_that_starts_later_ends_where_both_are_together() -> None:
    first, second = drawn([[Span(30)], [Span(70, 30)]]).groups
    assert second.bars[0].x == first.bars[0].end
    assert second.bars[0].end == LONGEST


def test_shares_are_drawn_of_a_hundred() -> None:
    assert drawn([[Span(50)]], whole=100).groups[0].bars[0].width == LONGEST / 2


@given(GROUPS, VALUES)
def test_no_bar_leaves_the_picture_and_none_covers_another(
    groups: list[list[Span]], mark: int
) -> None:
    found = drawn(groups, mark=mark)
    tops = [bar.top for group in found.groups for bar in group.bars]
    assert tops == sorted(set(tops))
    for group in found.groups:
        assert group.base < group.bars[0].top
        for bar in group.bars:
            assert 0 <= bar.x <= bar.end <= LONGEST
            assert bar.x + bar.width <= LONGEST + 0.01
            assert bar.top + 16 <= found.height
