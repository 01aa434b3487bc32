"""Who came: what is kept of what they tell, the indicators, and what may be published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.attending import (
    LEAST_PUBLISHED,
    PresentCounts,
    Told,
    checked,
    published,
    reached,
)
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.plan import Targets
from tests.builders import plan


def test_a_name_alone_is_enough() -> None:
    assert checked(plan(), Told("  Siti \u202eAminah ")) == Told("Siti Aminah")


def test_all_that_the_official_list_asks_is_kept() -> None:
    told = Told("Siti Aminah", "PKK", "26-45", "P", "II", "Jl. Mawar No. 4", "0812-3456-7890")
    assert checked(plan(), told) == told


def test_an_institution_of_the_plan_is_written_as_the_plan_writes_it() -> None:
    assert checked(plan(), Told("Budi", " karang  TARUNA")).organisation == "Karang Taruna"
    assert checked(plan(), Told("Budi", "Nelayan Rukun")).organisation == "Nelayan Rukun"


@pytest.mark.parametrize(
    ("told", "code", "field"),
    [
        (Told(""), "text_missing", "name"),
        (Told(" . "), "text_missing", "name"),
        (Told("12"), "text_missing", "name"),
        (Told("a" * 61), "text_too_long", "name"),
        (Told("Budi 1271012345678901"), "text_has_nik", "name"),
        (Told("Budi 081234567890"), "text_has_phone", "name"),
        (Told("Budi", organisation="x" * 61), "text_too_long", "organisation"),
        (Told("Budi", neighborhood="IX"), "neighborhood_unknown", "neighborhood"),
        (Told("Budi", address="x" * 121), "text_too_long", "address"),
        (Told("Budi", address="NIK 1271012345678901"), "text_has_nik", "address"),
        (Told("Budi", phone="1271012345678901"), "phone_invalid", "phone"),
        (Told("Budi", phone="rumah"), "phone_invalid", "phone"),
        (Told("Budi", phone="0812"), "phone_invalid", "phone"),
        (Told("Budi", phone="0812345678 (istri)"), "phone_invalid", "phone"),
        (Told("Budi", phone="٠٨١٢٣٤٥٦٧٨"), "phone_invalid", "phone"),
        (Told("Budi", age_band="tua"), "number_invalid", "age_band"),
        (Told("Budi", age_band="1945"), "number_invalid", "age_band"),
        (Told("Budi", gender="X"), "message_malformed", ""),
    ],
)
def test_what_is_refused(told: Told, code: str, field: str) -> None:
    with pytest.raises(Rejected) as refused:
        checked(plan(), told)
    assert (refused.value.code, refused.value.details.get("field", "")) == (code, field)


BANDS = {
    "<17": ("9", "16", "<17"),
    "17-25": ("17", " 25 "),
    "26-45": ("26", "45"),
    "46-60": ("46", "60"),
    ">60": ("61", "102", ">60"),
    "": ("", " "),
}


@pytest.mark.parametrize(
    ("years", "band"), [(years, band) for band, all_of in BANDS.items() for years in all_of]
)
def test_of_an_age_only_the_band_is_kept(years: str, band: str) -> None:
    assert checked(plan(), Told("Budi", age_band=years)).age_band == band


@pytest.mark.parametrize(
    ("people", "women", "percent"), [(0, 0, 0), (12, 5, 42), (3, 1, 33), (8, 1, 13), (200, 1, 1)]
)
def test_the_share_of_women_is_of_all_who_came(people: int, women: int, percent: int) -> None:
    assert PresentCounts(people, women).women_percent == percent


def test_indicators_stand_against_the_targets_of_the_plan() -> None:
    aim = Targets(quorum=20, women=30)
    found = reached(PresentCounts(people=12, women=5, men=7), aim)
    assert (found.quorum_met, found.women_met) == (False, True)
    assert reached(PresentCounts(20, 6, 14), aim).quorum_met
    assert reached(PresentCounts(1000, 299, 701), aim).women_met is False, "29.9 is not 30"


def test_without_a_target_or_people_nothing_is_missed() -> None:
    nothing = reached(PresentCounts(people=12), Targets(women=0))
    assert (nothing.quorum_met, nothing.women_met) == (None, None)
    assert reached(PresentCounts(), Targets(20, 30)).women_met is None


def test_small_groups_are_not_published() -> None:
    found = published(
        PresentCounts(people=30, women=4, men=26, by_neighborhood={"I": 15, "II": 9, "III": 4})
    )
    assert (found.people, found.women, found.men) == (30, None, None)
    assert found.by_neighborhood == {"I": 15, "II": 9}
    assert found.elsewhere == 6, "two who told none, and four of a place that is not named"


def test_a_single_small_group_takes_another_along() -> None:
    """Else it would be all minus the others."""
    found = published(PresentCounts(people=28, by_neighborhood={"I": 15, "II": 9, "III": 4}))
    assert found.by_neighborhood == {"I": 15}
    assert found.elsewhere == 13


def test_groups_that_are_large_enough_are_all_published() -> None:
    found = published(PresentCounts(18, 6, 10, {"I": 11, "II": 5}))
    assert (found.women, found.men, found.untold_gender) == (6, 10, 2)
    assert (found.by_neighborhood, found.elsewhere) == ({"I": 11, "II": 5}, 2)


@given(st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(1, 30)), st.integers(0, 12))
def test_no_small_group_can_be_read_from_what_is_published(groups: dict[str, int], no: int) -> None:
    people = sum(groups.values()) + no
    counts = PresentCounts(people, women=people // 3, men=2, by_neighborhood=groups)
    assert published(published(counts).counts) == published(counts), "to be checked by anybody"
    found = published(PresentCounts(people=people, by_neighborhood=groups))
    left = {name: count for name, count in groups.items() if name not in found.by_neighborhood}
    assert all(count >= LEAST_PUBLISHED for count in found.by_neighborhood.values())
    assert found.elsewhere == sum(left.values()) + no
    if left and found.by_neighborhood:
        assert len(left) + (no > 0) >= 2
        assert found.elsewhere >= LEAST_PUBLISHED
