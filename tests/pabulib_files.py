"""Elections in Pabulib's format: small ones written by hand, and the real ones where they are."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MADE = ROOT / "tests" / "data" / "pabulib"
"""`greedy.pb` has line ends of Windows, quoted names and columns that nobody needs; `points.pb`
begins with a byte order mark; in `shares.pb` equal shares fund another set than most votes."""
REAL = ROOT.parent / "shared" / "data" / "pabulib"
"""No licence allows to ship them; see https://pabulib.org."""
OFFICIAL = {
    "Netherlands_Assen_2024.pb": (84, 9, 76_700),
    "Poland_Warszawa_2019_Miedzeszyn.pb": (295, 3, 135_940),
    "Poland_Czestochowa_2024_Podjasnogorska.pb": (273, 4, 138_000),
}
"""Ballots, projects funded, and what they cost together."""


def made(name: str) -> bytes:
    """A file that is part of the project."""
    return (MADE / name).read_bytes()


def real(name: str) -> Path:
    """A real election; the test is skipped where it is absent."""
    path = REAL / name
    if not path.exists():
        pytest.skip(f"{name} from pabulib.org is not in ../shared/data/pabulib")
    return path
