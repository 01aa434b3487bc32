"""How fast one participant may send: a limit for each participant, never for an address.

A whole hall has one address. What a hand can do is far below the limit; only a program meets it.
"""

from collections import OrderedDict
from math import inf
from typing import Final

from msgspec import Struct

from musrenbang_live.core.errors import Rejected

MOST: Final = 40
WITHIN: Final = 10.0
"""One participant may send `MOST` things in so many seconds, to each process."""


class Window(Struct, gc=False):
    """What one participant has sent since a moment (seconds): so many things."""

    since: float
    count: int = 0


class RateLimit:
    """Counts what each participant sends. One for each process; it forgets after `WITHIN`."""

    def __init__(self) -> None:
        self._windows: OrderedDict[str, Window] = OrderedDict()
        self._oldest = -inf  # when the window was opened that is to be forgotten next

    def step(self, who: str, clock: float) -> None:
        """`who` sends one more thing at `clock` (seconds). Raises `too_fast`, which counts too."""
        if clock - self._oldest > WITHIN:
            self._forget(clock)
        window = self._windows.get(who)
        if window is None:
            window = self._windows[who] = Window(clock)
        window.count += 1
        if window.count > MOST:
            left = window.since + WITHIN - clock
            raise Rejected("too_fast", again=max(1, round(1000 * left)))

    def _forget(self, clock: float) -> None:
        """Windows stand in the order in which they were opened; the next is opened at `clock`."""
        self._oldest = clock
        while self._windows:
            who, window = next(iter(self._windows.items()))
            if clock - window.since <= WITHIN:
                self._oldest = window.since
                return
            del self._windows[who]
