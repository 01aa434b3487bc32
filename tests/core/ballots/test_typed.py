"""What the desk types from paper: one way for each kind, read back as it was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.ballots.typed import LONGEST, read, written
from musrenbang_live.core.errors import Rejected
from tests.core.ballots.kinds import MARKS, PAPER, RULES

GOOD = [
    ("pilih", "3 8", [3, 8]),
    ("pilih", "8,3", [3, 8]),
    ("pilih", " 8 ; 3 ", [3, 8]),
    ("anggaran", "8 5", [5, 8]),
    ("delegasi", "13", [13]),
    ("setuju", "3=s 5=t 8=a", [[3, 1], [5, 2], [8, 3]]),
    ("setuju", "8 = A, 3= S", [[3, 1], [8, 3]]),
    ("poin", "3=4 13=1", [[3, 4], [13, 1]]),
    ("poin", "3=5 8=0", [[3, 5]]),
    ("urutan-borda", "8>3>13", [8, 3, 13]),
    ("urutan-borda", " 8 > 3 ", [8, 3]),
    ("urutan-borda", "5", [5]),
    ("skor", "3=45 13=11", [[3, 4, 5], [13, 1, 1]]),
    ("pilih", "-", []),
    ("poin", " - ", []),
    ("setuju", "x", None),
    ("urutan-borda", "X", None),
]
BAD = [
    ("pilih", "", "typed_nothing", {}),
    ("pilih", "   ", "typed_nothing", {}),
    ("pilih", "3 tiga", "typed_unreadable", {"part": "tiga"}),
    ("pilih", "3=1", "typed_unreadable", {"part": "3=1"}),
    ("pilih", "3>5", "typed_unreadable", {"part": "3>5"}),
    ("pilih", "-3", "typed_unreadable", {"part": "-3"}),
    ("pilih", "²", "typed_unreadable", {"part": "²"}),
    ("pilih", "3 99", "typed_unknown", {"number": 99}),
    ("pilih", "3 8 3", "typed_twice", {"number": 3}),
    ("pilih", "3 5 8", "mark_too_many", {"limit": 2}),
    ("anggaran", "3 13", "mark_over_budget", {"limit": 90}),
    ("setuju", "3", "typed_unreadable", {"part": "3"}),
    ("setuju", "3=y", "typed_unreadable", {"part": "3=y"}),
    ("setuju", "3=s 3=t", "typed_twice", {"number": 3}),
    ("setuju", "=s", "typed_unreadable", {"part": "=s"}),
    ("poin", "3=4 8=2", "mark_too_many_points", {"limit": 5}),
    ("poin", "3=-1", "typed_unreadable", {"part": "3=-1"}),
    ("poin-pagu", "3=4", "mark_too_many_on_one", {"limit": 3}),
    ("urutan-borda", "8>3>8", "typed_twice", {"number": 8}),
    ("urutan-borda", "8>>3", "typed_unreadable", {"part": ""}),
    ("urutan-borda", "3>5>8>13", "mark_too_many", {"limit": 3}),
    ("skor", "3=4", "typed_scores", {"part": "3=4", "limit": 2}),
    ("skor", "3=455", "typed_scores", {"part": "3=455", "limit": 2}),
    ("skor", "3=46", "typed_unreadable", {"part": "3=46"}),
    ("skor", "3=40", "typed_unreadable", {"part": "3=40"}),
    ("pilih", "9" * 30, "typed_unreadable", {"part": "9" * 20}),
    ("pilih", "3 " * LONGEST, "text_too_long", {"limit": LONGEST}),
]


@pytest.mark.parametrize(("name", "text", "mark"), GOOD)
def test_it_is_read_as_it_is_meant(name: str, text: str, mark: object) -> None:
    assert read(RULES[name], PAPER, text) == mark


@pytest.mark.parametrize(("name", "text", "code", "details"), BAD)
def test_a_mistake_is_named(name: str, text: str, code: str, details: dict) -> None:
    with pytest.raises(Rejected) as no:
        read(RULES[name], PAPER, text)
    assert no.value.code == code
    assert no.value.details == {**details, "field": "mark"}


@pytest.mark.parametrize("name", RULES)
@given(st.data())
def test_what_is_written_is_read_back(name: str, data: st.DataObject) -> None:
    rule = RULES[name]
    mark = rule.valid(data.draw(MARKS[name]), PAPER)
    assert read(rule, PAPER, written(rule, mark)) == mark
    assert read(rule, PAPER, written(rule, None)) is None


@pytest.mark.parametrize("name", RULES)
@given(text=st.text(max_size=40))
def test_anything_typed_is_a_valid_mark_or_a_refusal(name: str, text: str) -> None:
    rule = RULES[name]
    try:
        mark = read(rule, PAPER, text)
    except Rejected:
        return
    assert mark is None or rule.valid(mark, PAPER) == mark
