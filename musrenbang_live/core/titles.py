"""Titles: of a proposal such that it can be read from ten metres (judul layar, at most 28
characters), and of a meeting where it stands alone."""

import re
from typing import Final

from musrenbang_live.core.text import graphemes, one_line

LIMIT: Final = 28

_OPENINGS: Final = re.compile(
    r"^(?:mohon|tolong|agar|usulan|kegiatan|pembangunan|pengadaan|pelaksanaan|pemasangan|di(?=\s))\s+",
    re.IGNORECASE,
)
_ASIDE: Final = re.compile(r"\s*\([^)]*\)")
_DANGLING: Final = frozenset(
    ("di ke dari dan atau untuk utk yang pada oleh dengan dgn agar supaya serta & - – /").split(" ")
)
_PLACES: Final = frozenset({"lingkungan", "jalan", "gang"})
"""Empty words when what follows them, the name, was cut off."""


def screen_title(title: str) -> str:
    """A suggestion for the projector: asides and polite openings dropped, cut at a word.

    Never empty when `title` is not; at most `LIMIT` characters.
    """
    short = _ASIDE.sub("", one_line(title)).strip(" ").rstrip(" .,;:")
    for _ in range(3):
        if graphemes(short) <= LIMIT:
            break
        short = _OPENINGS.sub("", short)
    short = _cut(short or one_line(title))
    first = short[:1].upper()
    return first + short[1:] if len(first) == 1 else short  # ß would become two letters


def _cut(text: str) -> str:
    if graphemes(text) <= LIMIT:
        return text
    words: list[str] = []
    for word in text.split(" "):
        if graphemes(" ".join([*words, word])) > LIMIT:
            break
        words.append(word)
    if len(words) > 1 and words[-1].lower() in _PLACES:
        words.pop()
    while len(words) > 1 and words[-1].strip(",.;:").lower() in _DANGLING:
        words.pop()
    return " ".join(words).rstrip(" ,;:-–") or _hard_cut(text)


def _hard_cut(text: str) -> str:
    end = len(text)
    while graphemes(text[:end]) > LIMIT - 1:
        end -= 1
    return text[:end] + "…"


def meeting_title(forum: str, place: str, year: int = 0) -> str:
    """What a meeting is called where nothing around it says whose it is: in feeds, previews and
    calendars, with its place unless the name of the forum tells it already.

    `Musrenbang Kelurahan 2027, Pahang`; `Musrenbang Kelurahan Pahang 2027`.
    """
    named = f"{forum} {year}" if year else forum
    told = not place or place.casefold() in forum.casefold()
    return named if told else f"{named}, {place}"
