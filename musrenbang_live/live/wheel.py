"""Signs of life for quiet lines: one wheel for all devices of a process instead of a timer each.

Each second one spoke is due, so a device is told something once a turn and ten thousand devices
are not told at the same moment, however they came.
"""

from typing import Final

from musrenbang_live.live.clock import now
from musrenbang_live.live.frames import encoded
from musrenbang_live.live.screen import Screen

SPOKES: Final = 10
"""Seconds of one turn. A device that stops is known to have stopped after two turns and before a
third; pages take a line for dead after 35 s without a word, and proxies after a minute."""


class Wheel:
    """The screens of a process by the second in which each is due."""

    def __init__(self) -> None:
        self._spokes: list[set[Screen]] = [set() for _ in range(SPOKES)]
        self._filling = 0
        self._due = 0

    def add(self, screen: Screen) -> None:
        """Take a screen; those that come one after another are due in different seconds."""
        self._spokes[self._filling].add(screen)
        self._filling = (self._filling + 1) % SPOKES

    def discard(self, screen: Screen) -> None:
        """Let a screen go."""
        for spoke in self._spokes:
            spoke.discard(screen)

    def turn(self) -> None:
        """One second has passed: give the screens that are due a sign of life."""
        frame = encoded({"t": now()})
        for screen in list(self._spokes[self._due]):
            screen.beat(frame)
        self._due = (self._due + 1) % SPOKES
