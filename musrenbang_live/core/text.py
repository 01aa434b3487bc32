"""Text from people: made harmless and bounded before it is kept, never reworded.

A resident's own spelling stays. What goes is what could break a screen or deceive a reader:
control and bidirectional characters, tag characters, towers of combining marks.
"""

import re
import unicodedata
from typing import Final

from musrenbang_live.core.errors import Rejected

MAX_COMBINING: Final = 2
"""Marks allowed on one base character; more is a tower that spills over its neighbours."""

_SPACES: Final = re.compile(r"[^\S\n]+")
_BLANK_LINES: Final = re.compile(r"\n{3,}")
_LINE_ENDS: Final = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_GAP: Final = r"[ .()\u2010-\u2015\u2212-]{0,3}"
_NIK: Final = re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{15}}(?!\d)")
_PHONE: Final = re.compile(rf"(?<!\d)(?:\+?62{_GAP}|0[ -]?)8(?:{_GAP}\d){{7,11}}(?!\d)")
_AMOUNT: Final = r"[1-9]\d{0,2}(?:\.\d{3}){1,4}"
_HARMLESS: Final = re.compile(
    rf"(?<![\d.+])(?<!\d[ -]){_AMOUNT}(?:[ -]{{1,3}}{_AMOUNT})*(?![.\d])"  # 153.000.000
    r"|(?<!\d)(?<!\d[.-])\d{1,2}([.-])\d{1,2}\1(?:19|20)\d\d(?!\d)"  # 08-12-2027
    r"|(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?!\d)"  # 2027-12-08
    r"|(?<![\d.])[012]?\d[.:][0-5]\d ?(?:-|\u2013|s/?d) ?[012]?\d[.:][0-5]\d(?!\d)"  # 08.00-12.00
)
"""Amounts, dates and opening hours: side by side their digits would look like a number."""
_DROPPED_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_JOINERS: Final = frozenset({"\u200c", "\u200d"})
_BLANKS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Fillers that show nothing but count as letters or signs."""


def clean(text: str) -> str:
    """`text` in NFC without invisible or disruptive characters, spaces evened, ends trimmed.

    Line breaks are kept (at most one empty line together); joiners needed by scripts and emoji
    are kept between other characters.
    """
    visible = "".join(filter(_visible, _LINE_ENDS.sub("\n", text)))
    # NFC only now: what was dropped may have kept a letter and its mark apart.
    evened = _SPACES.sub(" ", _without_towers(unicodedata.normalize("NFC", visible)))
    trimmed = "\n".join(line.strip(" ") for line in evened.split("\n"))
    return _BLANK_LINES.sub("\n\n", trimmed).strip("\n \u200c\u200d")


def _visible(sign: str) -> bool:
    if sign in _JOINERS or sign in "\n\t":
        return True
    return unicodedata.category(sign) not in _DROPPED_CATEGORIES and sign not in _BLANKS


def _without_towers(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for sign in text:
        if unicodedata.category(sign) in ("Mn", "Me"):
            marks += 1
        elif sign not in _JOINERS:
            marks = 0
        if marks <= MAX_COMBINING or sign in _JOINERS:
            kept.append(sign)
    return "".join(kept)


def graphemes(text: str) -> int:
    """How many characters a person would count, near enough to bound a length.

    Combining marks, joiners, emoji joined to others, and skin tones add nothing.
    """
    count, joined = 0, False
    for sign in text:
        category = unicodedata.category(sign)
        extends = (
            category in ("Mn", "Me", "Mc")
            or sign in _JOINERS
            or (joined and category[0] == "S")
            or "\U0001f3fb" <= sign <= "\U0001f3ff"
        )
        if not extends:
            count += 1
        joined = sign == "\u200d"
    return count


def one_line(text: str) -> str:
    """`clean(text)` on a single line."""
    return " ".join(clean(text).split())


def accepted(
    text: str, limit: int, *, field: str, required: bool = True, lines: bool = False
) -> str:
    """Free text from a person, ready to keep.

    Raises `Rejected`: `text_missing`, `text_too_long` (more than `limit` characters, or more than
    four bytes for each of them), `text_has_nik`, `text_has_phone`; `field` names the place.
    """
    tidy = clean(text) if lines else one_line(text)
    if required and not any(sign.isalnum() for sign in tidy):
        raise Rejected("text_missing", field=field)
    if graphemes(tidy) > limit or len(tidy.encode()) > limit * 4:
        raise Rejected("text_too_long", field=field, limit=limit)
    digits = _HARMLESS.sub("#", unicodedata.normalize("NFKC", tidy))
    if _NIK.search(digits):
        raise Rejected("text_has_nik", field=field)
    if _PHONE.search(digits):
        raise Rejected("text_has_phone", field=field)
    return tidy
