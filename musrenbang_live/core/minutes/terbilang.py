"""Numbers and days in words, as they are written out in papers that are signed.

    terbilang(2027) == "dua ribu dua puluh tujuh"

The rules of Indonesian: eleven to nineteen end in *belas*; one before *belas*, *puluh*, *ratus* and
*ribu* is *se-*, and before *juta* and all that is greater *satu*.
"""

from datetime import date
from typing import Final

DIGITS: Final = "nol satu dua tiga empat lima enam tujuh delapan sembilan".split()
SCALES: Final = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"))
DAYS: Final = "Senin Selasa Rabu Kamis Jumat Sabtu Minggu".split()
MONTHS: Final = (
    "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
)
LARGEST: Final = 10**15 - 1


def terbilang(number: int) -> str:
    """The number in words. Raises `ValueError` below 0 and beyond `LARGEST`."""
    if not 0 <= number <= LARGEST:
        raise ValueError(f"no words for {number}")
    return " ".join(_words(number)) or DIGITS[0]


def _words(number: int) -> list[str]:
    """The words of a number; none for 0."""
    words: list[str] = []
    for scale, name in SCALES:
        if number >= scale:
            words += [*_words(number // scale), name]
            number %= scale
    if number >= 2_000:
        words += [*_words(number // 1_000), "ribu"]
    elif number >= 1_000:
        words.append("seribu")
    return words + _below_thousand(number % 1_000)


def _below_thousand(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words = ["seratus"] if hundreds == 1 else [DIGITS[hundreds], "ratus"] if hundreds else []
    if rest == 0:
        return words
    if rest < 10:
        return [*words, DIGITS[rest]]
    if rest < 20:
        teens = {10: ["sepuluh"], 11: ["sebelas"]}
        return words + teens.get(rest, [DIGITS[rest - 10], "belas"])
    tens, ones = divmod(rest, 10)
    return [*words, DIGITS[tens], "puluh", *([DIGITS[ones]] if ones else [])]


def day_name(day: date) -> str:
    """The day of the week: `Kamis`."""
    return DAYS[day.weekday()]


def written(day: date) -> str:
    """`Kamis, 14 Januari 2027`."""
    return f"{day_name(day)}, {day.day} {MONTHS[day.month - 1]} {day.year}"


def day_in_words(day: date) -> str:
    """`Kamis, tanggal empat belas bulan Januari tahun dua ribu dua puluh tujuh`."""
    month = MONTHS[day.month - 1]
    return (
        f"{day_name(day)}, tanggal {terbilang(day.day)} bulan {month} tahun {terbilang(day.year)}"
    )
