"""What is written into the cells of files: texts that no spreadsheet runs, and times in UTC."""

import unicodedata
from datetime import UTC, datetime
from typing import Final


def utc(moment: int) -> str | None:
    """A time (ms) as `YYYY-MM-DDTHH:MM:SS+00:00`; None where there is none."""
    return datetime.fromtimestamp(moment // 1000, UTC).isoformat() if moment else None


def disarmed(text: str) -> str:
    """`text` on one line, with an apostrophe before whatever a spreadsheet could run as a formula.

    One line and every part after a semicolon, because a spreadsheet with Indonesian settings
    splits at semicolons and then takes a line break or a part for a new cell.
    """
    if _is_plain(text):
        return text
    line = " ".join("".join(sign for sign in text if sign.isspace() or not _control(sign)).split())
    return ";".join(f"'{part}" if _may_run(part) else part for part in line.split(";"))


def _is_plain(text: str) -> bool:
    """Whether nothing in `text` needs a look: most texts of a long list are so."""
    return (
        text.isascii()
        and text.isprintable()
        and text[:1].isalnum()
        and text[-1:] != " "
        and "  " not in text
        and ";" not in text
    )


def _control(sign: str) -> bool:
    return unicodedata.category(sign) == "Cc"


_INVISIBLE: Final = frozenset({"Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp"})
_BLANK_LETTERS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_MINUSES: Final = "\u2212"


def _may_run(part: str) -> bool:
    for sign in part:
        if unicodedata.category(sign) in _INVISIBLE or sign in _BLANK_LETTERS:
            continue
        # Full-width and small forms are formula signs to some spreadsheets.
        return unicodedata.normalize("NFKC", sign) in ("=", "+", "-", "@") or sign in _MINUSES
    return False
