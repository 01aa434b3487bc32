"""How fast one participant may send: a limit for each participant, never for an address.

A whole hall has one address. What a hand can do is far below the limit; only a program meets it.
"""

from collections import OrderedDict
from math import inf
from typing import Final

from musrenbang_live.core.errors import Rejected

MOST: Final = 40
WITHIN: Final = 10.0
"""One participant may send `MOST` things in so many seconds, to each process."""


class RateLimit:
    """Counts what each participant sends. One for each process; it forgets after `WITHIN`."""

    def __init__(self) -> None:
        self._windows: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._oldest = -inf  # when the window was opened that is to be forgotten next

    def step(self, who: str, clock: float) -> None:
        """`who` sends one more thing at `clock` (seconds). Raises `too_fast`, which counts too."""
        if clock - self._oldest > WITHIN:
            self._forget(clock)
        since, count = self._windows.get(who, (clock, 0))
        self._windows[who] = since, count + 1
        if count >= MOST:
            raise Rejected("too_fast", again=max(1, round(1000 * (since + WITHIN - clock))))

    def _forget(self, clock: float) -> None:
        """Windows stand in the order in which they were opened; the next is opened at `clock`."""
        self._oldest = clock
        while self._windows:
            who, (since, _count) = next(iter(self._windows.items()))
            if clock - since <= WITHIN:
                self._oldest = since
                return
            del self._windows[who]
