"""Numbers, money and times as people in Tanjungbalai write them.

Clock times carry a dot (10.41) and dates are written out; rupiah have no space after *Rp*.
"""

from datetime import UTC, datetime
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal

from musrenbang_live.core.zones import ZONES


@lru_cache(maxsize=4_096)  # every frame tells numbers, and most are those of the frame before
def number(value: float, language: str = "id") -> str:
    """A whole number with its thousands apart: `1.234`."""
    return format_decimal(value, format="#,##0", locale=language)


def quantity(value: float, language: str = "id") -> str:
    """A measure with the decimals it has, at most three: `12,5`."""
    return format_decimal(value, format="#,##0.###", locale=language)


def one_decimal(value: float, language: str = "id") -> str:
    """A mean: `4,2`, and `4,0` where it is whole."""
    return format_decimal(value, format="#,##0.0", locale=language)


def two_decimals(value: float, language: str = "id") -> str:
    """Hundredths, exactly, in columns where they stand below each other: `97,40`."""
    return format_decimal(value, format="#,##0.00", locale=language)


def rupiah(value: int, language: str = "id") -> str:
    """An amount to the rupiah, for tables that are signed: `Rp153.000.000`."""
    return f"Rp{number(value, language)}"


def rupiah_short(value: int, language: str = "id") -> str:
    """An amount for lists: `Rp153 juta`, `Rp1,2 miliar`."""
    words = {"id": ("miliar", "juta", "ribu"), "en": ("billion", "million", "thousand")}[language]
    for unit, word in zip((10**9, 10**6, 10**3), words, strict=True):
        if round(value / unit, 1) >= 1:  # 999.999.999 is Rp1 miliar, not Rp1.000 juta
            shown = format_decimal(value / unit, format="#,##0.#", locale=language)
            return f"Rp{shown} {word}"
    return rupiah(value, language)


def percent(part: float, whole: float) -> int:
    """How many of a hundred, rounded; 0 of nothing."""
    return round(100 * part / whole) if whole else 0


def moment(at: int, zone: str = "WIB") -> datetime:
    """The local time of `at` (milliseconds UTC)."""
    return datetime.fromtimestamp(at / 1000, tz=UTC).astimezone(ZONES[zone])


def iso(at: int) -> str:
    """The moment for machines, as a clock in WIB shows it: `2027-01-14T09:00:00+07:00`."""
    return moment(at).isoformat(timespec="seconds")


def clock(at: int, zone: str = "WIB") -> str:
    """The time of day: `10.41`."""
    return moment(at, zone).strftime("%H.%M")


def date(at: int, language: str = "id", zone: str = "WIB") -> str:
    """The day written out: `Kamis, 14 Januari 2027`."""
    return format_date(moment(at, zone), "EEEE, d MMMM y", locale=language)


def date_time(at: int, language: str = "id", zone: str = "WIB") -> str:
    """Day and time: `Kamis, 14 Januari 2027, pukul 09.00 WIB`."""
    word = "pukul" if language == "id" else "at"
    return f"{date(at, language, zone)}, {word} {clock(at, zone)} {zone}"


def planned(starts: str, language: str = "id", zone: str = "WIB") -> str:
    """A plan's local start (`2027-01-14 09:00`) written out; empty stays empty."""
    if not starts:
        return ""
    local = datetime.strptime(starts, "%Y-%m-%d %H:%M").replace(tzinfo=ZONES[zone])
    return date_time(round(local.timestamp() * 1000), language, zone)


def size(bytes_: int, language: str = "id") -> str:
    """How large a file is: `340 kB`, `1,2 MB`."""
    if bytes_ < 1_000_000:
        return f"{max(1, round(bytes_ / 1_000))} kB"
    return f"{one_decimal(bytes_ / 1_000_000, language)} MB"


def minutes(since: int, until: int) -> int:
    """Whole minutes between two times, rounded."""
    return round((until - since) / 60_000)
