"""Marks: every kind has one normal form, and refuses what is not of it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core import ballots
from musrenbang_live.core.ballots import handed_in
from musrenbang_live.core.errors import CODES, Rejected
from tests.core.ballots.kinds import MARKS, OPTIONS, PAPER, RULES
from tests.core.making import tried

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=6,
)
numbers = st.sampled_from((*OPTIONS, 0, 1, 2, 4, -1, 10**30))
nearly_marks = st.lists(numbers, max_size=5) | st.lists(st.lists(numbers, max_size=4), max_size=5)
"""What looks much like a mark: rows that are too short or too long, strange options and values."""

each_rule = pytest.mark.parametrize("name", RULES)


def test_every_kind_is_tested_here() -> None:
    assert {rule.kind for rule in RULES.values()} == set(ballots.RULES)
    assert set(MARKS) == set(RULES)


NOT_A_LIST_OF_OPTIONS = [
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
]
NOT_ROWS = [
    (None, "mark_malformed"),
    ([3], "mark_malformed"),
    ([[]], "mark_malformed"),
    ([[3]], "mark_malformed"),
    ([(3, 1)], "mark_malformed"),
    ([[3, 1, 1, 1]], "mark_malformed"),
    ([[3, "1", 1]], "mark_malformed"),
    ([[3, True]], "mark_malformed"),
]
REFUSED = {
    "pilih": [*NOT_A_LIST_OF_OPTIONS, ([3, 5, 8], "mark_too_many")],
    "setuju": [
        *NOT_ROWS,
        ([[3, 0]], "mark_malformed"),
        ([[3, 4]], "mark_malformed"),
        ([[3, 1], [3, 1]], "mark_duplicate_option"),
        ([[4, 1]], "mark_unknown_option"),
    ],
    "poin": [
        *NOT_ROWS,
        ([[3, -1]], "mark_malformed"),
        ([[3, 7], [5, -2]], "mark_malformed"),
        ([[3, 6]], "mark_too_many_points"),
        ([[3, 3], [5, 3]], "mark_too_many_points"),
        ([[3, 0], [3, 1]], "mark_duplicate_option"),
        ([[4, 0]], "mark_unknown_option"),
    ],
    "poin-pagu": [([[3, 4]], "mark_too_many_on_one")],
    "urutan-borda": [*NOT_A_LIST_OF_OPTIONS, ([3, 5, 8, 13], "mark_too_many")],
    "skor": [
        *NOT_ROWS,
        ([[3, 0, 5]], "mark_incomplete"),
        ([[3, 1, 6]], "mark_malformed"),
        ([[3, 1, 1, 1, 1]], "mark_malformed"),
        ([[3, 1, 1], [3, 1, 1]], "mark_duplicate_option"),
        ([[4, 1, 1]], "mark_unknown_option"),
    ],
    "anggaran": [*NOT_A_LIST_OF_OPTIONS, ([3, 13], "mark_over_budget")],
    "delegasi": [*NOT_A_LIST_OF_OPTIONS, ([3, 5, 8], "mark_too_many")],
}


@pytest.mark.parametrize(
    ("name", "mark", "code"),
    [(name, mark, code) for name, cases in REFUSED.items() for mark, code in cases],
)
def test_an_invalid_mark_is_refused(name: str, mark: object, code: str) -> None:
    with pytest.raises(Rejected) as no:
        RULES[name].valid(mark, PAPER)
    assert no.value.code == code


@pytest.mark.parametrize(
    ("name", "mark", "limit"),
    [
        ("pilih", [3, 5, 8], 2),
        ("poin", [[3, 6]], 5),
        ("poin-pagu", [[3, 4]], 3),
        ("urutan-borda", [3, 5, 8, 13], 3),
        ("anggaran", [3, 13], 90),
        ("delegasi", [3, 5, 8], 2),
    ],
)
def test_the_limit_is_told(name: str, mark: object, limit: int) -> None:
    with pytest.raises(Rejected) as no:
        RULES[name].valid(mark, PAPER)
    assert no.value.details["limit"] == limit


@pytest.mark.parametrize(
    ("name", "mark", "normal"),
    [
        ("pilih", [8, 3], [3, 8]),
        ("setuju", [[8, 3], [3, 1]], [[3, 1], [8, 3]]),
        ("poin", [[8, 2], [5, 0], [3, 3]], [[3, 3], [8, 2]]),
        ("poin", [[5, 0]], []),
        ("urutan-borda", [8, 3], [8, 3]),
        ("skor", [[8, 5, 1], [3, 2, 2]], [[3, 2, 2], [8, 5, 1]]),
        ("anggaran", [8, 5, 3], [3, 5, 8]),
        ("anggaran-seimbang", [13, 3], [3, 13]),
        ("delegasi", [13, 5], [5, 13]),
    ],
)
def test_a_valid_mark_has_one_normal_form(name: str, mark: object, normal: list) -> None:
    assert RULES[name].valid(mark, PAPER) == normal


@each_rule
@given(data=st.data())
def test_what_a_kind_takes_is_normal_whatever_the_order(name: str, data: st.DataObject) -> None:
    rule, mark = RULES[name], data.draw(MARKS[name])
    sent = json.dumps(mark)
    kept = rule.valid(mark, PAPER)
    assert json.dumps(mark) == sent, "the mark that was sent was changed"
    assert rule.valid(kept, PAPER) == kept
    if not name.startswith("urutan"):
        assert rule.valid(data.draw(st.permutations(mark)), PAPER) == kept


@each_rule
@given(mark=json_values | nearly_marks)
def test_any_mark_is_normal_or_refused(name: str, mark: object) -> None:
    rule = RULES[name]
    kept = tried(rule.valid, mark, PAPER)
    if isinstance(kept, Rejected):
        assert kept.code.startswith("mark_")
        assert kept.code in CODES
        return
    assert rule.valid(kept, PAPER) == kept
    found = rule.figures([(kept, 1)], PAPER)
    assert set(found) == set(OPTIONS)
    assert {len(figures) for figures in found.values()} == {len(rule.columns)}


@each_rule
def test_blank_is_a_mark_of_every_kind(name: str) -> None:
    assert RULES[name].valid([], PAPER) == []


@each_rule
@pytest.mark.parametrize("nothing", [[], [[3, 0]]])
def test_a_blank_ballot_takes_back_a_vote_unless_it_is_cast_once(name: str, nothing: list) -> None:
    if tried(RULES[name].valid, nothing, PAPER) != []:
        return
    taken = tried(handed_in, RULES[name], nothing, PAPER)
    if RULES[name].once:
        assert isinstance(taken, Rejected)
        assert taken.code == "mark_empty"
    else:
        assert taken == []


def test_only_where_people_are_voted_on_a_ballot_is_cast_once() -> None:
    assert {name for name, rule in RULES.items() if rule.once} == {
        "delegasi",
        "delegasi-perempuan",
    }
