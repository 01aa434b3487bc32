"""What a proposal may contain, field by field."""

import msgspec
import pytest
from hypothesis import given

from musrenbang_live.core.errors import CODES, Rejected
from musrenbang_live.core.proposing import (
    MAX_BENEFICIARIES,
    MAX_COST,
    MAX_QUANTITY,
    checked,
    checked_name,
    checked_reason,
)
from tests.core.making import any_text, content, contents, plan, tried

PLAN = plan()
NIK = "1274041205850001"


def test_what_is_in_order_is_kept_as_it_is() -> None:
    said = content(
        landmark="Gg. Nelayan ujung",
        quantity=180.0,
        unit="meter",
        cost=153_000_000,
        beneficiaries=65,
        beneficiary_unit="KK",
    )
    assert checked(PLAN, said, "Ucok") == (said, "Ucok")


def test_texts_are_tidied_and_line_breaks_stay_in_the_problem_only() -> None:
    said = content(title=" Parit\u202e\n VI ", problem=" satu \r\n dua ", landmark="Gg.\nKerang")
    kept, proposer = checked(PLAN, said, "  Ucok\u200b ")
    assert (kept.title, kept.problem, kept.landmark) == ("Parit VI", "satu\ndua", "Gg. Kerang")
    assert proposer == "Ucok"


def test_sector_and_screen_title_are_suggested_when_empty() -> None:
    said = content(title="Rehab mesjid Lingkungan VI Beting Kuala Kapias")
    kept, _ = checked(PLAN, msgspec.structs.replace(said, sector="", screen_title=""), "")
    assert kept.sector == "sos"
    assert kept.screen_title == "Rehab mesjid Lingkungan VI"
    kept, _ = checked(PLAN, content(title="Wifi", problem="lambat", sector=""), "")
    assert kept.sector == "lain"


def test_a_quantity_is_kept_as_it_will_come_back_from_the_log() -> None:
    kept, _ = checked(PLAN, content(quantity=180), "")
    assert type(kept.quantity) is float


def test_what_the_committee_wrote_is_not_replaced() -> None:
    kept, _ = checked(PLAN, content(title="Titi kayu", sector="sos", screen_title="Titi III"), "")
    assert (kept.sector, kept.screen_title) == ("sos", "Titi III")


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"title": ""}, "text_missing", "title"),
        ({"title": "a" * 141}, "text_too_long", "title"),
        ({"title": f"Parit {NIK}"}, "text_has_nik", "title"),
        ({"problem": "\n"}, "text_missing", "problem"),
        ({"problem": "a" * 601}, "text_too_long", "problem"),
        ({"problem": "hub 0812-3456-7890"}, "text_has_phone", "problem"),
        ({"landmark": "a" * 121}, "text_too_long", "landmark"),
        ({"landmark": "081234567890"}, "text_has_phone", "landmark"),
        ({"screen_title": "a" * 29}, "text_too_long", "screen_title"),
        ({"unit": "a" * 21}, "text_too_long", "unit"),
        ({"beneficiary_unit": NIK}, "text_has_nik", "beneficiary_unit"),
        ({"sector": "tidak ada"}, "sector_unknown", "sector"),
        ({"neighborhood": ""}, "neighborhood_unknown", "neighborhood"),
        ({"neighborhood": "ix"}, "neighborhood_unknown", "neighborhood"),
        ({"quantity": 0.0}, "number_invalid", "quantity"),
        ({"quantity": -1.0}, "number_invalid", "quantity"),
        ({"quantity": float("nan")}, "number_invalid", "quantity"),
        ({"quantity": float("inf")}, "number_invalid", "quantity"),
        ({"quantity": MAX_QUANTITY * 1.1}, "number_invalid", "quantity"),
        ({"cost": -1}, "number_invalid", "cost"),
        ({"cost": MAX_COST + 1}, "number_invalid", "cost"),
        ({"beneficiaries": -1}, "number_invalid", "beneficiaries"),
        ({"beneficiaries": MAX_BENEFICIARIES + 1}, "number_invalid", "beneficiaries"),
    ],
)
def test_one_wrong_field_is_named(changes: dict[str, object], code: str, field: str) -> None:
    with pytest.raises(Rejected) as no:
        checked(PLAN, content(**changes), "")
    assert (no.value.code, no.value.details["field"]) == (code, field)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "a" * 140, "screen_title": "a" * 28},
        {"problem": "a" * 600},
        {"quantity": 0.5},
        {"quantity": float(MAX_QUANTITY)},
        {"cost": 0},
        {"cost": MAX_COST},
        {"beneficiaries": 0},
        {"beneficiaries": MAX_BENEFICIARIES},
    ],
)
def test_the_limits_themselves_are_allowed(changes: dict[str, object]) -> None:
    said = content(**changes)
    assert checked(PLAN, said, "")[0] == said


def test_a_name() -> None:
    assert checked_name(" \u200b ") == ""
    assert checked_name("a" * 60) == "a" * 60
    for name, code in (("a" * 61, "text_too_long"), (NIK, "text_has_nik")):
        with pytest.raises(Rejected) as no:
            checked_name(name)
        assert (no.value.code, no.value.details["field"]) == (code, "name")


def test_a_reason_must_be_given() -> None:
    assert checked_reason(" Sudah\n dikerjakan ") == "Sudah dikerjakan"
    for reason, code in (
        (" \u202e", "reason_missing"),
        ("...", "text_missing"),
        ("a" * 301, "text_too_long"),
        (f"milik {NIK}", "text_has_nik"),
    ):
        with pytest.raises(Rejected) as no:
            checked_reason(reason)
        assert (no.value.code, no.value.details["field"]) == (code, "reason")


@given(contents, any_text)
def test_whatever_is_kept_would_be_kept_again(said, proposer: str) -> None:
    kept = tried(checked, PLAN, said, proposer)
    if isinstance(kept, Rejected):
        assert kept.code in CODES
        assert str(kept)
        return
    assert checked(PLAN, *kept) == kept
    assert kept[0].screen_title
    assert PLAN.sector(kept[0].sector) is not None
    msgspec.json.encode(kept)
