"""Numbers and days in words: read back they are the same numbers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.minutes.terbilang import LARGEST, day_in_words, terbilang, written

UNITS = {
    word: value
    for value, word in enumerate("nol satu dua tiga empat lima enam tujuh delapan sembilan".split())
}
SCALES = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}


def read(text: str) -> int:
    """The number that the words mean, read word by word as a person would."""
    whole = group = digit = 0
    for word in text.split():
        if word in ("sepuluh", "sebelas", "seratus"):
            group += {"sepuluh": 10, "sebelas": 11, "seratus": 100}[word]
        elif word == "seribu":
            whole += 1000
        elif word in UNITS:
            digit = UNITS[word]
        elif word in ("belas", "puluh", "ratus"):
            group += {"belas": 10 + digit, "puluh": 10 * digit, "ratus": 100 * digit}[word]
            digit = 0
        else:
            whole += (group + digit) * SCALES[word]
            group = digit = 0
    return whole + group + digit


@given(st.integers(0, LARGEST) | st.integers(0, 200_000))
def test_words_are_read_back_as_the_same_number(number: int) -> None:
    assert read(terbilang(number)) == number


@given(st.integers(0, LARGEST))
def test_one_is_never_said_where_se_belongs(number: int) -> None:
    words = f" {terbilang(number)} "
    assert not any(f" satu {after} " in words for after in ("belas", "puluh", "ratus"))
    assert "  " not in words.strip()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (19, "sembilan belas"),
        (21, "dua puluh satu"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (1000, "seribu"),
        (1001, "seribu satu"),
        (1999, "seribu sembilan ratus sembilan puluh sembilan"),
        (2027, "dua ribu dua puluh tujuh"),
        (11_000, "sebelas ribu"),
        (101_000, "seratus satu ribu"),
        (1_000_000, "satu juta"),
        (1_001_000, "satu juta seribu"),
        (153_000_000, "seratus lima puluh tiga juta"),
    ],
)
def test_words_by_hand(number: int, words: str) -> None:
    assert terbilang(number) == words


@pytest.mark.parametrize("number", [-1, LARGEST + 1])
def test_what_has_no_words_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="no words"):
        terbilang(number)


def test_a_day_is_written_out() -> None:
    day = date(2027, 1, 14)
    said = "Kamis, tanggal empat belas bulan Januari tahun dua ribu dua puluh tujuh"
    assert day_in_words(day) == said
    assert written(day) == "Kamis, 14 Januari 2027"


@given(st.dates(date(2000, 1, 1), date(2999, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    head, _, year = day_in_words(day).partition(" tahun ")
    _, _, number = head.partition("tanggal ")
    assert read(year) == day.year
    assert read(number.partition(" bulan ")[0]) == day.day
