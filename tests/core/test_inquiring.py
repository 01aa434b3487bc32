"""Questions to the council: what is accepted, who may do what and when, and what is late."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from musrenbang_live.core import inquiring as rules
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.inquiring import ANSWERING, Doing, Inquiry, InquiryAct, InquiryState
from musrenbang_live.core.offices import OFFICE_KINDS, Office

BLNS: list[str] = json.loads(
    (Path(__file__).parents[1] / "data" / "blns.json").read_text(encoding="utf-8")
)
DAY = 24 * 3_600_000
NOON = 1_800_000_000_000 // DAY * DAY + 5 * 3_600_000
"""Midday in WIB."""
SETWAN = Office(id=1, kind="setwan", name="Sekretariat DPRD")
KOMISI = Office(id=2, kind="komisi", name="Komisi II")
OTHER = Office(id=3, kind="opd", name="Dinas PU")


def inquiry(state: InquiryState = "menunggu", **changes: Any) -> Inquiry:
    """A question that came in at noon."""
    made = Inquiry(
        id=7,
        kind="pertanyaan",
        title="Kapan parit dikeruk?",
        text="",
        name="",
        example=False,
        state=state,
        rev=1,
        office_id=0,
        office="",
        merged_into=0,
        root=0,
        reason="",
        answer="",
        answered_by="",
        asked_at=NOON,
        approved_at=0,
        routed_at=0,
        answered_at=0,
        corrected_at=0,
        supports=1,
    )
    return msgspec.structs.replace(made, **changes)


def code_of(doing: Doing, of: Inquiry, office: Office) -> str:
    """The refusal of an act; empty when it is allowed."""
    try:
        rules.checked_doing(doing, of, office)
    except Rejected as refused:
        return refused.code
    return ""


@pytest.mark.parametrize(
    ("kind", "title", "text", "name", "code"),
    [
        ("perintah", "Kapan?", "", "", "message_malformed"),
        ("pertanyaan", " ?! ", "", "", "text_missing"),
        ("pertanyaan", "x" * 141, "", "", "text_too_long"),
        ("masukan", "Baik", "x" * 1001, "", "text_too_long"),
        ("pertanyaan", "NIK saya 1274010101010001", "", "", "text_has_nik"),
        ("pertanyaan", "Kapan?", "Hubungi 0812 3456 7890", "", "text_has_phone"),
        ("pertanyaan", "Kapan?", "", "Budi 081234567890", "text_has_phone"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    kind: str, title: str, text: str, name: str, code: str
) -> None:
    with pytest.raises(Rejected) as refused:
        rules.checked_inquiry(kind, title, text, name)
    assert refused.value.code == code


def test_any_text_is_kept_whole_or_refused() -> None:
    for text in BLNS:
        try:
            asked = rules.checked_inquiry("pertanyaan", text, text, text)
        except Rejected:
            continue
        assert "\n" not in asked.title
        assert "\0" not in asked.title + asked.text + asked.name


def test_one_device_may_have_a_few_waiting_and_all_together_many() -> None:
    rules.room_for_one_more(rules.MOST_WAITING - 1, rules.MOST_WAITING_IN_ALL - 1)
    for own, in_all, code in ((5, 5, "inquiry_limit"), (0, 2000, "inquiries_full")):
        with pytest.raises(Rejected) as refused:
            rules.room_for_one_more(own, in_all)
        assert refused.value.code == code


@pytest.mark.parametrize("act", ["terbitkan", "teruskan", "tolak", "tutup", "gabung", "pisah"])
def test_only_the_secretariat_moderates(act: InquiryAct) -> None:
    for kind in OFFICE_KINDS:
        if kind != "setwan":
            office = Office(id=2, kind=kind, name="x")
            routed = inquiry("diteruskan", office_id=2, approved_at=NOON)
            assert code_of(Doing(act=act, to=1, reason="x"), routed, office) == "not_allowed"


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        ("menunggu", {"terbitkan", "teruskan", "tolak", "gabung"}),
        ("tayang", {"teruskan", "jawab", "tolak", "tutup", "gabung"}),
        ("diteruskan", {"teruskan", "jawab", "tolak", "tutup", "gabung"}),
        ("dijawab", {"jawab", "tolak", "gabung"}),
        ("ditolak", {"terbitkan"}),
        ("ditutup", {"terbitkan", "tolak"}),
    ],
)
def test_what_fits_each_state(state: InquiryState, allowed: set[str]) -> None:
    stands = inquiry(state, office_id=1)
    acts: tuple[InquiryAct, ...] = (
        *("terbitkan", "teruskan", "jawab", "tolak", "tutup", "gabung", "pisah"),
    )
    done = {
        act
        for act in acts
        if not code_of(Doing(act=act, to=2, text="Ya.", reason="Sebab."), stands, SETWAN)
    }
    assert done == allowed
    merged = msgspec.structs.replace(stands, merged_into=9, root=9)
    for act in acts:
        code = code_of(Doing(act=act, to=2, text="Ya.", reason="Sebab."), merged, SETWAN)
        assert (code == "") == (act == "pisah"), act


def test_only_the_office_it_was_passed_to_answers_and_puts_right() -> None:
    routed = inquiry("diteruskan", office_id=KOMISI.id)
    answering = Doing(act="jawab", text="Bulan Maret.")
    checked = rules.checked_doing(answering, routed, KOMISI)
    assert checked.by == "Komisi II"
    assert rules.state_after(checked, routed) == "dijawab"
    answered = inquiry("dijawab", office_id=KOMISI.id, answer="Maret.", answered_at=NOON)
    for office in (SETWAN, OTHER):
        assert code_of(answering, routed, office) == "not_allowed"
        assert code_of(answering, answered, office) == "not_allowed"
    assert code_of(answering, inquiry("tayang"), SETWAN) == ""
    assert code_of(answering, inquiry("tayang"), KOMISI) == "not_allowed"
    assert code_of(Doing(act="jawab", text=" "), routed, KOMISI) == "text_missing"
    assert code_of(Doing(act="jawab", text="081234567890"), routed, KOMISI) == "text_has_phone"


def test_hiding_and_closing_need_a_reason() -> None:
    for act in ("tolak", "tutup"):
        assert code_of(Doing(act=act, reason=" -"), inquiry("tayang"), SETWAN) == "reason_missing"


def test_what_is_shown_again_stands_where_it_had_come_to() -> None:
    again = Doing(act="terbitkan")
    assert rules.state_after(again, inquiry()) == "tayang"
    assert rules.state_after(again, inquiry("ditolak", office_id=2)) == "diteruskan"
    was_answered = inquiry("ditolak", office_id=2, answered_at=NOON)
    assert rules.state_after(again, was_answered) == "dijawab"


def test_it_is_passed_only_to_who_answers_and_merged_only_into_what_everybody_sees() -> None:
    for kind in OFFICE_KINDS:
        office = Office(id=4, kind=kind, name="x")
        if kind in ANSWERING:
            assert rules.must_answer(office) is office
            continue
        with pytest.raises(Rejected):
            rules.must_answer(office)
    with pytest.raises(Rejected):
        rules.must_answer(None)
    public = inquiry("tayang", id=8)
    assert rules.must_take_in(inquiry(), public) is public
    for into, code in (
        (None, "inquiry_unknown"),
        (inquiry("menunggu", id=8), "inquiry_unknown"),
        (inquiry("tayang", id=7), "inquiry_itself"),
        (inquiry("tayang", id=8, merged_into=7, root=7), "inquiry_itself"),
    ):
        with pytest.raises(Rejected) as refused:
            rules.must_take_in(inquiry(), into)
        assert refused.value.code == code


def test_days_are_those_of_the_calendar_in_western_indonesia() -> None:
    evening, morning = NOON + 11 * 3_600_000, NOON + 13 * 3_600_000
    assert rules.days_between(NOON, evening) == 0
    assert rules.days_between(NOON, morning) == 1
    assert inquiry("dijawab", answered_at=NOON + 9 * DAY).days == 9
    assert inquiry().days == 0


def test_what_waits_too_long_is_late_by_so_many_days() -> None:
    assert rules.days_late(inquiry(), NOON + 2 * DAY) == 0
    assert rules.days_late(inquiry(), NOON + 3 * DAY) == 1
    routed = inquiry("diteruskan", routed_at=NOON + 5 * DAY)
    assert rules.days_late(routed, NOON + 19 * DAY) == 0
    assert rules.days_late(routed, NOON + 22 * DAY) == 3
    for done in (inquiry("dijawab"), inquiry("ditutup"), inquiry(merged_into=3, root=3)):
        assert rules.days_late(done, NOON + 900 * DAY) == 0
