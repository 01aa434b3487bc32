"""Numbers of reports: short, said aloud on the telephone, and wrong when a digit is.

`TB-2026-000123`: the city, the year, a serial of five digits and a check digit after it. The check
is that of H. M. Damm (2004): it finds every single wrong digit and every two that were swapped.
"""

import re
from typing import Final

CITY: Final = "TB"
"""The two letters that stand before the year; a city with another name changes them here."""
MOST: Final = 99_999
"""Reports of one year that have a number."""
ORIGIN: Final = "lapor/"
"""What stands before a number where a proposal says that it came from a report."""

_DAMM: Final = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip
_NUMBER: Final = re.compile(rf"{CITY}-(\d{{4}})-(\d{{6}})", re.ASCII)


def number_of(year: int, serial: int) -> str:
    """The number of the report that is the `serial`-th of a year (1 to `MOST`)."""
    digits = f"{year:04d}{serial:05d}"
    return f"{CITY}-{digits[:4]}-{digits[4:]}{_check(digits)}"


def is_number(text: str) -> bool:
    """Whether this is a number that can have been given."""
    found = _NUMBER.fullmatch(text)
    return found is not None and _check(found[1] + found[2]) == "0"


def normal(typed: str) -> str:
    """What somebody typed, as the number it means: `tb 2026 000123` too, also without the city."""
    digits = "".join(sign for sign in typed if sign.isascii() and sign.isdigit())
    return f"{CITY}-{digits[:4]}-{digits[4:10]}"


def origin_of(number: str) -> str:
    """How a proposal that came from a report names it."""
    return ORIGIN + number


def report_in(origin: str) -> str:
    """The number of the report that an origin names; empty when it names something else."""
    number = origin.removeprefix(ORIGIN)
    return number if number != origin and is_number(number) else ""


def _check(digits: str) -> str:
    state = "0"
    for digit in digits:
        state = _DAMM[int(state)][int(digit)]
    return state
