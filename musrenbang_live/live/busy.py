"""When to come back, for those who cannot be served now.

Many are turned away in the same instant. Each is told a time that leaves room for those who wait
already, and no two the same time, so that they do not all come back at once.
"""

import secrets
from typing import Final
from zlib import crc32

from musrenbang_live.core.errors import Rejected

LEAST: Final = 0.25
"""Seconds after which the first may come back: one commit and the way there and back."""
AWAY: Final = 2.0
"""Seconds a database that is away is given to return."""
MOST: Final = 30.0
"""Seconds nobody is asked to wait longer than."""


def again_after(ref: str, seconds: float) -> int:
    """Milliseconds after which to send what carries `ref` again.

    Between `seconds` and twice as long, always the same for a ref, evenly spread over many.
    """
    place = crc32(ref.encode(errors="replace")) / 2**32
    return round(1_000 * min(max(seconds, LEAST), MOST / 2) * (1 + place))


def busy(ref: str, seconds: float) -> Rejected:
    """The refusal of what carries `ref`, when `seconds` are needed for what waits already."""
    return Rejected("busy", again=again_after(ref, seconds))


def moment(first: int, last: int) -> str:
    """The reason of a close that asks to come back: so many milliseconds from now, at random
    between the two, so that those who are sent away together come back apart.
    """
    return str(first + secrets.randbelow(last - first))
