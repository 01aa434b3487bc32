"""What somebody who looks into the catalogue means: words, and those that mean the same here."""

from typing import Final

SHORTEST: Final = 3
MOST_WORDS: Final = 12
"""Words of a search that are looked at; a whole title fits."""

_ALIKE: Final[tuple[tuple[str, ...], ...]] = (
    ("parit", "drainase", "selokan", "saluran"),
    ("titi", "jembatan"),
    ("semenisasi", "rabat", "beton"),
    ("pajak", "pasar"),
    ("tangkahan", "dermaga"),
    ("pam", "spam", "perpipaan"),
    ("lampu", "penerangan", "pju"),
    ("posyandu", "balita"),
    ("rehab", "rehabilitasi", "perbaikan"),
)
"""Local words beside those of catalogues; a *pajak* in Tanjungbalai is a market."""
_EVERYWHERE: Final = frozenset(
    ("yang", "untuk", "dan", "dari", "pada", "dengan", "agar", "lebih", "gang", "lorong", "dekat")
)


def sought(text: str) -> list[tuple[str, ...]]:
    """The words of a search in small letters, each with those that mean the same, itself first.

    Short words and those that stand everywhere are left out, unless there are no others.
    """
    letters = "".join(sign if sign.isalnum() or sign in ".-" else " " for sign in text.lower())
    words = list(dict.fromkeys(word.strip(".-") for word in letters.split()))
    telling = [word for word in words if len(word) >= SHORTEST and word not in _EVERYWHERE]
    kept = telling or [word for word in words if word]
    return [_alike(word) for word in kept[:MOST_WORDS]]


def _alike(word: str) -> tuple[str, ...]:
    group = next((group for group in _ALIKE if word in group), ())
    return (word, *(other for other in group if other != word))
