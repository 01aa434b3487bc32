"""Amounts of rupiah as people and spreadsheets write them; what can mean two things is refused.

Indonesians write `1.250.000,00`, programs and English spreadsheets `1,250,000.00`. Both are read
where the signs can mean only one thing.
"""

import re
from typing import Final, Literal

from musrenbang_live.core.proposing import MAX_COST

Unclear = Literal["unreadable", "ambiguous", "negative", "too_large", "words"]
"""Why an amount was refused: `words` such as *juta*, `ambiguous` such as `1,250`."""

_CURRENCY: Final = re.compile(r"^(?:rp|idr)\.?\s*|\s*(?:rupiah|idr)$", re.IGNORECASE)
_TAIL: Final = re.compile(r"[.,]?\s*[-\u2013\u2014]$")
_WORDS: Final = re.compile(r"\d\s*(?:ribu|rb|juta|jt|miliar|milyar|m|triliun)\b", re.IGNORECASE)
_SPACED: Final = re.compile(r"\d{1,3}(?:[\s'\u2019]\d{3})+(?:[.,]\d{1,2})?")
_PLAIN: Final = re.compile(r"\d+")
_DOTTED: Final = re.compile(r"(\d{1,3}(?:\.\d{3})+)(?:,(\d{1,2}))?")
_COMMAED: Final = re.compile(r"(\d{1,3}(?:,\d{3}){2,})(?:\.(\d{1,2}))?|(\d{1,3},\d{3})\.(\d{1,2})")
_DECIMAL: Final = re.compile(r"(\d+)[.,](\d{1,2})")
_CERTAIN_FROM: Final = 1_000
"""Rupiah from which `1250,5` cannot be millions written short, as `1,25` can."""


class UnclearAmount(Exception):
    """The text is not one certain amount; `why` says what is the matter."""

    def __init__(self, why: Unclear) -> None:
        super().__init__(why)
        self.why: Unclear = why


def rupiah_of(text: str) -> int | None:
    """The amount in whole rupiah, sen rounded; None of an empty cell or a dash.

    Raises `UnclearAmount`.
    """
    typed = _CURRENCY.sub("", " ".join(text.split()))
    if not typed.strip(" -\u2013\u2014"):
        return None
    if typed[0] in "-\u2212(":
        raise UnclearAmount("negative")
    amount = _read(_TAIL.sub("", typed).strip())
    if amount > MAX_COST:
        raise UnclearAmount("too_large")
    return amount


def _read(typed: str) -> int:
    if not typed.isascii() and not _SPACED.fullmatch(typed):
        raise UnclearAmount("unreadable")
    if _WORDS.search(typed):
        raise UnclearAmount("words")
    if _SPACED.fullmatch(typed):
        typed = re.sub(r"[\s'\u2019]", "", typed)
    if _PLAIN.fullmatch(typed):
        return int(typed[:20])
    return _separated(typed)


def _separated(typed: str) -> int:
    """An amount with dots or commas in it."""
    if dotted := _DOTTED.fullmatch(typed):
        return _rounded(dotted[1], dotted[2])
    if commaed := _COMMAED.fullmatch(typed):
        return _rounded(commaed[1] or commaed[3], commaed[2] or commaed[4])
    if decimal := _DECIMAL.fullmatch(typed):
        if int(decimal[1][:20]) < _CERTAIN_FROM and int(decimal[2]):
            raise UnclearAmount("ambiguous")
        return _rounded(decimal[1], decimal[2])
    raise UnclearAmount("ambiguous" if re.fullmatch(r"[\d.,]*\d", typed) else "unreadable")


def _rounded(whole: str, part: str | None) -> int:
    """Whole rupiah, half a rupiah upwards."""
    amount = int(re.sub(r"[.,]", "", whole)[:20])
    return amount + (int((part or "0").ljust(2, "0")) >= 50)
