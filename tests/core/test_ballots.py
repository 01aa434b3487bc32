"""Marks: every kind has one normal form, and refuses what is not of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.ballots import Choose, Paper
from musrenbang_live.core.errors import CODES, Rejected
from tests.core.making import tried

OPTIONS = (3, 5, 8, 13)
PAPER = Paper(OPTIONS)
RULE = Choose(2)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("mark", "normal"), [([], []), ([5], [5]), ([8, 3], [3, 8]), ([3, 8], [3, 8])]
)
def test_a_valid_mark_has_one_normal_form(mark: list[int], normal: list[int]) -> None:
    assert RULE.valid(mark, PAPER) == normal


@pytest.mark.parametrize(
    ("mark", "code"),
    [
        (None, "mark_malformed"),
        ("3", "mark_malformed"),
        ({3: 1}, "mark_malformed"),
        ((3,), "mark_malformed"),
        ([3.0], "mark_malformed"),
        (["3"], "mark_malformed"),
        ([True], "mark_malformed"),
        ([[3]], "mark_malformed"),
        ([None], "mark_malformed"),
        ([3, 3], "mark_duplicate_option"),
        ([4], "mark_unknown_option"),
        ([0], "mark_unknown_option"),
        ([-3], "mark_unknown_option"),
        ([3, 10**30], "mark_unknown_option"),
        ([3, 5, 8], "mark_too_many"),
    ],
)
def test_an_invalid_mark_is_refused(mark: object, code: str) -> None:
    with pytest.raises(Rejected) as no:
        RULE.valid(mark, PAPER)
    assert no.value.code == code


def test_the_limit_is_told() -> None:
    with pytest.raises(Rejected) as no:
        RULE.valid([3, 5, 8], PAPER)
    assert no.value.details == {"limit": 2}


@given(mark=json_values | st.lists(st.sampled_from(OPTIONS), max_size=5))
def test_any_mark_is_normal_or_refused(mark: object) -> None:
    kept = tried(RULE.valid, mark, PAPER)
    if isinstance(kept, Rejected):
        assert kept.code.startswith("mark_")
        assert kept.code in CODES
        return
    assert RULE.valid(kept, PAPER) == kept
    assert set(RULE.figures([(kept, 1)], PAPER)) == set(OPTIONS)
