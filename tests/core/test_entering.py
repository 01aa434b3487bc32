"""Short forms in the entry for somebody else."""

import pytest
from hypothesis import given

from musrenbang_live.core.entering import measured, place_of, roman
from tests.core.making import any_text

ROMAN = ("I", "II", "III", "IV", "V", "VI")
NAMES = ("Pasar", "Muara", "Bunga Tanjung")
NUMBERS = ("001", "002", "010")


@pytest.mark.parametrize(
    ("names", "typed", "place"),
    [
        (ROMAN, "6", "VI"),
        (ROMAN, " vi ", "VI"),
        (ROMAN, "lk 4", "IV"),
        (ROMAN, "Lingkungan III", "III"),
        (ROMAN, "7", "7"),
        (ROMAN, "0", "0"),
        (ROMAN, "99999999999", "99999999999"),
        (ROMAN, "²", "²"),
        (ROMAN, "VII", "VII"),
        (ROMAN, "", ""),
        (NAMES, "2", "Muara"),
        (NAMES, "bunga tanjung", "Bunga Tanjung"),
        (NAMES, "4", "4"),
        (NUMBERS, "10", "010"),
        (NUMBERS, "2", "002"),
    ],
)
def test_a_place_is_found_by_its_name_or_number(
    names: tuple[str, ...], typed: str, place: str
) -> None:
    assert place_of(names, typed) == place


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("180 m", ("180", "meter")),
        ("180", ("180", "")),
        ("12,5 bh", ("12,5", "buah")),
        ("1.200 meter persegi", ("1.200", "meter persegi")),
        ("2unit", ("2", "unit")),
        ("banyak", ("banyak", "")),
        ("", ("", "")),
        ("3 M", ("3", "meter")),
    ],
)
def test_a_volume_brings_its_unit(typed: str, parts: tuple[str, str]) -> None:
    assert measured(typed) == parts


@given(any_text)
def test_any_text_can_be_typed(text: str) -> None:
    assert isinstance(place_of(ROMAN, text), str)
    number, unit = measured(text)
    assert isinstance(number + unit, str)


def test_roman_numerals() -> None:
    assert [roman(n) for n in (1, 4, 9, 14, 40, 49, 90, 99)] == [
        *("I", "IV", "IX", "XIV", "XL", "XLIX", "XC", "XCIX")
    ]
