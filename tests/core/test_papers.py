"""Typing paper: a sheet counts when two entries agree, and only then."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.papers import SETTLED, Entry, Pass, Sheet, settled, taken_back, typed

marks = st.sampled_from([[1], [2], [1, 2], [], None])
entries = st.builds(Entry, marks, st.sampled_from([7, 8]))
acts = st.lists(st.tuples(st.sampled_from([1, 2, 3]), entries), max_size=12)


def after(*acts: tuple[Pass, list[int] | None]) -> Sheet:
    sheet = Sheet()
    for place, mark in acts:
        sheet = typed(sheet, place, Entry(mark, 7))
    return sheet


def due(sheet: Sheet, place: Pass) -> str:
    with pytest.raises(Rejected) as no:
        typed(sheet, place, Entry([1], 8))
    return no.value.code


def test_two_that_agree_count() -> None:
    sheet = after((1, [1]), (2, [1]))
    assert sheet == Sheet("agreed", Entry([1], 7), rev=1)
    assert settled(sheet, "counted") == Sheet("counted", rev=1)


def test_two_that_differ_wait_for_a_third() -> None:
    sheet = after((1, [1]), (2, [2]))
    assert (sheet.state, sheet.first, sheet.second) == ("differs", Entry([1], 7), Entry([2], 7))
    for mark in ([1], [2]):
        decided = typed(sheet, 3, Entry(mark, 9))
        assert (decided.state, decided.first) == ("agreed", Entry(mark, 9))


def test_a_third_like_neither_is_the_first_of_a_new_pair() -> None:
    sheet = after((1, [1]), (2, [2]), (3, [3]))
    assert sheet == Sheet("first", Entry([3], 7))
    assert typed(sheet, 2, Entry([3], 8)).state == "agreed"


def test_blank_and_invalid_are_not_the_same() -> None:
    assert after((1, []), (2, None)).state == "differs"
    assert after((1, None), (2, None)).state == "agreed"


@pytest.mark.parametrize(
    ("sheet", "place", "code"),
    [
        (Sheet(), 2, "paper_first_due"),
        (Sheet(), 3, "paper_first_due"),
        (after((1, [1])), 1, "paper_second_due"),
        (after((1, [1])), 3, "paper_second_due"),
        (after((1, [1]), (2, [2])), 1, "paper_third_due"),
        (after((1, [1]), (2, [2])), 2, "paper_third_due"),
        (Sheet("counted", rev=1), 1, "paper_counted"),
        (Sheet("beside"), 2, "paper_beside"),
        (Sheet("void", rev=1), 3, "paper_void"),
    ],
)
def test_each_entry_has_its_turn(sheet: Sheet, place: Pass, code: str) -> None:
    assert due(sheet, place) == code


def test_what_was_typed_can_be_taken_back() -> None:
    assert taken_back(after((1, [1]))) == Sheet()
    assert taken_back(after((1, [1]), (2, [2]))) == Sheet()
    again = taken_back(Sheet("counted", rev=1))
    assert again == Sheet(rev=1)
    second = typed(typed(again, 1, Entry([2], 7)), 2, Entry([2], 8))
    assert second.rev == 2, "a ballot that takes the place of the first"
    for sheet, code in ((Sheet(), "paper_not_typed"), (after((1, [1]), (2, [1])), "paper_agreed")):
        with pytest.raises(Rejected) as no:
            taken_back(sheet)
        assert no.value.code == code


@given(acts)
def test_whatever_is_typed_in_whatever_order(acts: list[tuple[Pass, Entry]]) -> None:
    """A sheet agrees only on what two entries said, and never keeps a choice it does not need."""
    sheet, said = Sheet(), list[object]()
    for place, entry in acts:
        before = sheet
        try:
            sheet = typed(sheet, place, entry)
        except Rejected:
            assert sheet == before
            continue
        said.append(entry.mark)
        if sheet.state == "agreed":
            assert sheet.first is not None
            assert said.count(sheet.first.mark) >= 2
            assert sheet.second is None
            sheet, said = taken_back(settled(sheet, "counted")), []
    assert (sheet.first is None) == (sheet.state == "untyped" or sheet.state in SETTLED)
    assert (sheet.second is None) == (sheet.state != "differs")
