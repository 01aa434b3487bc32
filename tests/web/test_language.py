"""The catalogues are complete, and the formats are those people there write."""

import re

import pytest
from babel.messages.catalog import Message

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.plan_reading import PHASE_TITLES
from musrenbang_live.web import formats, language
from musrenbang_live.web.sayings import PHASES, say
from tests.catalogues import kept, sentences

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def ids(message: Message) -> tuple[str, ...]:
    """All forms of the sentence in the code."""
    return tuple(message.id) if isinstance(message.id, (list, tuple)) else (message.id,)


def strings(message: Message) -> tuple[str, ...]:
    """All forms in the catalogue."""
    several = isinstance(message.string, (list, tuple))
    return tuple(message.string) if several else (message.string,)


def test_every_sentence_is_in_the_catalogues_and_no_other() -> None:
    wanted = {ids(message) for message in sentences() if message.id}
    for code in language.CODES:
        found = {ids(message) for message in kept(code) if message.id}
        assert found - wanted == set(), f"gone from the code: run `make words` ({code})"
        assert wanted - found == set(), f"new in the code: run `make words` and translate ({code})"


@pytest.mark.parametrize("code", language.CODES)
def test_no_sentence_is_left_empty_and_placeholders_stay(code: str) -> None:
    for message in kept(code):
        if not message.id:
            continue
        assert all(strings(message)), f"not translated: {message.id}"
        known = {mark for form in ids(message) for mark in PLACEHOLDER.findall(form)}
        for form in strings(message):
            assert set(PLACEHOLDER.findall(form)) <= known, message.id
        last = strings(message)[-1]
        assert set(PLACEHOLDER.findall(last)) == known, message.id


def test_indonesian_says_what_the_code_says() -> None:
    assert all(strings(message)[0] == ids(message)[0] for message in kept("id") if message.id)


def test_english_is_used_where_chosen() -> None:
    english = language.load()["en"]
    assert english.gettext("Ikut musyawarah") != "Ikut musyawarah"
    assert english.gettext("nowhere in the catalogue") == "nowhere in the catalogue"


def test_where_a_number_cannot_be_read_the_example_fits_the_field() -> None:
    indonesian = language.load()["id"]
    for field, example in (
        ("cost", "153.000.000"),
        ("quantity", "12,5"),
        ("year", "empat angka"),
        ("hands-12-1", "orang"),
        ("age_3", "tahun"),
        ("phones", "150"),
    ):
        said = say(indonesian, Rejected("number_invalid", field=field))
        assert example in said
        assert ("12,5" in said) == (field == "quantity")


def test_money_is_written_as_people_write_it() -> None:
    assert formats.rupiah(153_000_000) == "Rp153.000.000"
    assert formats.rupiah_short(153_000_000) == "Rp153 juta"
    assert formats.rupiah_short(1_250_000_000) == "Rp1,2 miliar"
    assert formats.rupiah_short(750_000) == "Rp750 ribu"
    assert formats.rupiah_short(500) == "Rp500"
    assert formats.rupiah_short(153_000_000, "en") == "Rp153 million"


def test_rounding_never_writes_a_thousand_of_the_smaller_unit() -> None:
    assert formats.rupiah_short(999_999_999) == "Rp1 miliar"
    assert formats.rupiah_short(999_960) == "Rp1 juta"


def test_measures_keep_their_decimals() -> None:
    assert formats.quantity(12.5) == "12,5"
    assert formats.quantity(180) == "180"
    assert formats.number(1234) == "1.234"


def test_times_are_local_and_carry_a_dot() -> None:
    at = 1_799_892_000_000  # 2027-01-14 02:00 UTC
    assert formats.clock(at) == "09.00"
    assert formats.clock(at, "WIT") == "11.00"
    assert formats.date_time(at) == "Kamis, 14 Januari 2027, pukul 09.00 WIB"
    assert formats.planned("2027-01-14 09:00") == "Kamis, 14 Januari 2027, pukul 09.00 WIB"
    assert formats.planned("") == ""


def test_the_usual_titles_of_phases_are_translated() -> None:
    english = language.load()["en"]
    assert set(PHASES) == set(PHASE_TITLES.values())
    assert english.gettext("Pembukaan") == "Opening"
