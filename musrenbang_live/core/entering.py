"""Entries typed fast for somebody else: short forms of what the fields of a proposal hold.

It only reads what was typed; whether it is in order says `core.proposing`.
"""

import re
from collections.abc import Sequence
from typing import Final

UNITS: Final = {
    **dict.fromkeys(("m", "mtr"), "meter"),
    **dict.fromkeys(("bh", "bj"), "buah"),
    **dict.fromkeys(("ttk",), "titik"),
    **dict.fromkeys(("pkt",), "paket"),
    **dict.fromkeys(("org",), "orang"),
    **dict.fromkeys(("m1", "m'"), "meter"),
}
"""Units as they are typed, and as they are kept; others stay as they are."""
_MEASURE: Final = re.compile(r"(?P<number>\d[\d.,\s]*)(?P<unit>[^\d\s].*)?", re.DOTALL)
_LABEL: Final = re.compile(r"^(?:lingkungan|lingk|ling|lk|lkg|rw|rt|dusun)\b\.?\s*", re.IGNORECASE)
_TENS: Final = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")
_ONES: Final = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
MOST_PLACES: Final = 99


def place_of(neighborhoods: Sequence[str], typed: str) -> str:
    """The lingkungan that is meant by its name in any case, or by its number: `6`, `vi`, `lk 6`.

    A number is that of the name (`VI`, `06`), else the place in the list. What means none comes
    back as typed.
    """
    wanted = _LABEL.sub("", typed.strip())
    names = {name.casefold(): name for name in neighborhoods}
    if wanted.casefold() in names:
        return names[wanted.casefold()]
    if not wanted.isascii() or not wanted.isdigit() or not 0 < int(wanted[:4]) <= MOST_PLACES:
        return typed.strip()
    number = int(wanted)
    for name in (roman(number), str(number), f"{number:02}", f"{number:03}"):
        if name.casefold() in names:
            return names[name.casefold()]
    return neighborhoods[number - 1] if number <= len(neighborhoods) else typed.strip()


def roman(number: int) -> str:
    """A number from 1 to 99 in Roman numerals."""
    return _TENS[number // 10] + _ONES[number % 10]


def measured(typed: str) -> tuple[str, str]:
    """A volume and its unit from one field: `180 m` is `180`, `meter`. What does not begin with a
    number is all volume, so that it is refused as one."""
    found = _MEASURE.fullmatch(typed.strip())
    if found is None:
        return typed.strip(), ""
    unit = (found["unit"] or "").strip()
    return found["number"].strip(), UNITS.get(unit.casefold(), unit)
