"""Marks: every kind has one normal form, and refuses what is not of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.ballots import KINDS, ChooseUpTo
from musrenbang_live.core.errors import CODES, Rejected
from tests.core.making import tried

OPTIONS = (3, 5, 8, 13)
CHOOSE = 2

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=6,
)


def test_kinds_are_found_by_their_own_key() -> None:
    assert all(kind.key == key for key, kind in KINDS.items())


@pytest.mark.parametrize(
    ("mark", "normal"), [([], []), ([5], [5]), ([8, 3], [3, 8]), ([3, 8], [3, 8])]
)
def test_a_valid_mark_has_one_normal_form(mark: list[int], normal: list[int]) -> None:
    assert ChooseUpTo().valid(mark, OPTIONS, CHOOSE) == normal


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
        ChooseUpTo().valid(mark, OPTIONS, CHOOSE)
    assert no.value.code == code


def test_the_limit_is_told() -> None:
    with pytest.raises(Rejected) as no:
        ChooseUpTo().valid([3, 5, 8], OPTIONS, CHOOSE)
    assert no.value.details == {"limit": CHOOSE}


@pytest.mark.parametrize("key", KINDS)
@given(mark=json_values | st.lists(st.sampled_from(OPTIONS), max_size=5))
def test_any_mark_is_normal_or_refused(key: str, mark: object) -> None:
    kind = KINDS[key]
    kept = tried(kind.valid, mark, OPTIONS, CHOOSE)
    if isinstance(kept, Rejected):
        assert kept.code.startswith("mark_")
        assert kept.code in CODES
        return
    assert kind.valid(kept, OPTIONS, CHOOSE) == kept
    assert set(kind.totals([kept], OPTIONS)) == set(OPTIONS)
    assert kind.is_blank(kept) == (sum(kind.totals([kept], OPTIONS).values()) == 0)
