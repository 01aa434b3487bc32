"""Reports of residents: numbers that show a wrong digit, and who may do what with them when."""

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core import report_numbers, reporting
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.offices import OFFICE_KINDS
from musrenbang_live.core.promising import ORIGIN_LIMIT
from musrenbang_live.core.reporting import CLOSED, DAYS, STATES, Standing, due_at, is_overdue, may

DAY = 24 * 3_600_000
SERIALS = st.integers(1, report_numbers.MOST)
NAUGHTY = json.loads((Path(__file__).parents[1] / "data" / "blns.json").read_text("utf-8"))


@given(st.integers(2020, 2099), SERIALS)
def test_a_number_is_known_again_however_it_is_typed(year: int, serial: int) -> None:
    number = report_numbers.number_of(year, serial)
    assert report_numbers.is_number(number)
    for typed in (number, number.lower(), number.replace("-", " "), number[3:], f" {number} "):
        assert report_numbers.normal(typed) == number
    origin = report_numbers.origin_of(number)
    assert report_numbers.report_in(origin) == number
    assert len(origin) <= ORIGIN_LIMIT


@given(st.integers(2020, 2099), SERIALS, st.data())
def test_a_wrong_digit_or_two_swapped_ones_are_seen(
    year: int, serial: int, data: st.DataObject
) -> None:
    number = report_numbers.number_of(year, serial)
    places = [place for place, sign in enumerate(number) if sign.isdigit()]
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from("0123456789"))
    wrong = number[:place] + digit + number[place + 1 :]
    assert report_numbers.is_number(wrong) == (wrong == number)
    one, other = data.draw(st.sampled_from(list(itertools.pairwise(places))))
    signs = list(number)
    signs[one], signs[other] = signs[other], signs[one]
    swapped = "".join(signs)
    assert report_numbers.is_number(swapped) == (swapped == number)


def test_no_other_origin_is_taken_for_a_report() -> None:
    for origin in ("", "HMX4T7/12", "lapor/", "lapor/TB-2026-000001", "TB", *NAUGHTY):
        assert report_numbers.report_in(origin) == ""
        assert not report_numbers.is_number(origin)
        report_numbers.normal(origin)


def test_the_secretariat_receives_shows_and_hands_on_and_others_work() -> None:
    new = Standing(state="diterima")
    assert {"check", "approve", "route", "reject", "merge"} <= set(
        reporting.acts_of("setwan", 1, new)
    )
    for kind in OFFICE_KINDS:
        if kind != "setwan":
            assert reporting.acts_of(kind, 1, new) == ()
    routed = Standing(state="diteruskan", office=7, approved=True)
    assert reporting.acts_of("opd", 7, routed) == ("undo", "work", "return", "answer", "done")
    assert reporting.acts_of("opd", 8, routed) == ()
    assert reporting.acts_of("kecamatan", 7, Standing(state="dikerjakan", office=7)) == (
        "undo", "return", "answer", "done",
    )  # fmt: skip


def test_members_of_the_council_carry_public_aspirations_and_do_nothing_else() -> None:
    for kind, approved, state in itertools.product(reporting.KINDS, (True, False), STATES):
        standing = Standing(state=state, office=3, approved=approved, kind=kind)
        acts = reporting.acts_of("dewan", 3, standing)
        can = kind == "aspirasi" and approved and state not in ("ditolak", "digabung")
        assert acts == (("carry",) if can else ())
        assert reporting.sees("dewan", 3, standing) == (kind == "aspirasi" and approved)


def test_with_what_was_withdrawn_nothing_is_done() -> None:
    for kind, state in itertools.product(OFFICE_KINDS, STATES):
        standing = Standing(state=state, office=1, approved=True, kind="aspirasi", withdrawn=True)
        assert reporting.acts_of(kind, 1, standing) == ()


def test_an_end_is_an_end() -> None:
    for kind, state in itertools.product(OFFICE_KINDS, CLOSED):
        standing = Standing(state=state, office=1, approved=True, kind="keluhan")
        changing = {"check", "route", "work", "done", "reject", "return", "merge"}
        assert not changing & set(reporting.acts_of(kind, 1, standing))


@pytest.mark.parametrize("act", ["check", "route", "work", "carry", "merge"])
def test_what_may_not_be_done_is_refused(act: reporting.Act) -> None:
    standing = Standing(state="selesai", office=1)
    with pytest.raises(Rejected) as refused:
        reporting.must("komisi", 2, act, standing)
    mine = act in ("work",)
    assert refused.value.code == ("report_moved_on" if mine else "not_allowed")
    assert not may("komisi", 2, act, standing)


def test_the_reporter_may_add_until_it_was_refused_and_withdraw_until_the_end() -> None:
    for state in STATES:
        standing = Standing(state=state)
        for act, never in (("word", {"ditolak", "digabung"}), ("withdraw", set(CLOSED))):
            if state in never:
                with pytest.raises(Rejected, match="no longer where"):
                    reporting.must_own(act, standing)  # type: ignore[arg-type]
            else:
                reporting.must_own(act, standing)  # type: ignore[arg-type]
    with pytest.raises(Rejected):
        reporting.must_own("approve", Standing(state="diterima"))


def test_an_answer_is_late_the_moment_after_its_day() -> None:
    for state in STATES:
        due = due_at(state, 1_000)
        assert due == (1_000 + DAYS[state] * DAY if state in DAYS else 0)
        assert not is_overdue(state, due, due)
        assert is_overdue(state, due, due + 1) == (state in DAYS)


CODES = ("text_", "report_kind", "sector_", "ward_", "reason_")


def test_whatever_people_type_is_kept_clean_or_refused() -> None:
    wards = frozenset({"1"})
    for typed in NAUGHTY:
        checks = (
            lambda said=typed: reporting.checked_what("keluhan", "infra", said, said),
            lambda said=typed: reporting.checked_what(said, "infra", "a", "a"),
            lambda said=typed: reporting.checked_what("keluhan", said, "a", "a"),
            lambda said=typed: reporting.checked_where(wards, "1", said, said),
            lambda said=typed: reporting.checked_where(wards, said, "", ""),
            lambda said=typed: (reporting.checked_contact(said),),
            lambda said=typed: (reporting.words_of("answer", said),),
        )
        for check in checks:
            kept, code = "", "text_"
            try:
                kept = "".join(check())
            except Rejected as refused:
                code = refused.code
            assert code.startswith(CODES)
            assert not any(sign in kept for sign in "\0\u202e\u2066\r")


def test_telephone_numbers_go_into_the_contact_and_nowhere_else() -> None:
    assert reporting.checked_contact(" 0812  3456 7890 ") == "0812 3456 7890"
    with pytest.raises(Rejected, match="telephone"):
        reporting.checked_what("keluhan", "infra", "Lampu", "Hubungi 0812 3456 7890")
    with pytest.raises(Rejected, match="NIK"):
        reporting.checked_where(frozenset({"1"}), "1", "", "NIK 1274010101010001")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Lingkungan II", "II"),
        ("LINGKUNGAN  2", "II"),
        ("lk. ii", "II"),
        ("Ling 14", "XIV"),
        ("lingk.3", "III"),
        ("iv", "IV"),
        ("Lingkungan", ""),
        ("", ""),
        ("0", "0"),
        ("99", "99"),
        ("Gang Lingkar", "Gang Lingkar"),
        ("Lingkar Luar", "Lingkar Luar"),
        ("Likas", "Likas"),
    ],
)
def test_a_lingkungan_has_one_name_however_it_is_typed(typed: str, kept: str) -> None:
    assert reporting.neighborhood_of(typed) == kept
    assert reporting.checked_where(frozenset({"1"}), "1", typed, "") == ("1", kept, "")
    assert reporting.neighborhood_of(kept) == kept


def test_positions_are_rounded_and_only_taken_whole() -> None:
    assert reporting.checked_position(2.96589123, 99.80041987) == (2.9659, 99.8004)
    for pair in ((None, 1.0), (1.0, None), (91.0, 1.0), (1.0, 181.0), (float("nan"), 1.0),
                 (float("inf"), 1.0)):  # fmt: skip
        assert reporting.checked_position(*pair) == (None, None)
