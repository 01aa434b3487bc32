"""The sheet of one audience in one language, and the screens that show it."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final, Protocol

from msgspec import Struct

from musrenbang_live.core.counts import Counts
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.views.facilitator import FacilitatorView, facilitator
from musrenbang_live.core.views.projector import ProjectorView, projector
from musrenbang_live.core.views.resident import ResidentView, resident
from musrenbang_live.live import gauges
from musrenbang_live.live.clock import now
from musrenbang_live.live.frames import Channel, Sheet
from musrenbang_live.live.own import OwnMessage
from musrenbang_live.live.screen import Audience, Screen, Slow

log = logging.getLogger(__name__)

SLICE: Final = 200
"""Screens moved without a pause; between two slices votes are read and answered."""

View = ResidentView | FacilitatorView | ProjectorView
VIEWS: Final[dict[Audience, Callable[[Meeting, Counts], View]]] = {
    "resident": resident,
    "facilitator": facilitator,
    "projector": projector,
}


class Presence(Struct, frozen=True):
    """Connected devices in all processes: phones, and projectors."""

    online: int = 0
    screens: int = 0


class Painter(Protocol):
    """Turns the views of one audience in one language into sheets; may remember the last one."""

    def __call__(self, view: View, presence: Presence) -> Sheet:
        """The sheet of `view`."""
        ...


class Studio(Protocol):
    """Where the looks come from."""

    def painter(self, audience: Audience, language: str) -> Painter:
        """A painter for an audience and a language code."""
        ...

    @property
    def own(self) -> OwnMessage:
        """How a device is told what belongs to its owner alone."""
        ...


class NeverPainted(Exception):
    """The page of an audience could not be painted even once; the log says why."""


class Gallery:
    """A channel with its painter and its screens."""

    def __init__(self, audience: Audience, painter: Painter) -> None:
        self.audience = audience
        self.painter = painter
        self.channel = Channel()
        self.screens: set[Screen] = set()
        self.fresh = False
        self.slow = Slow()
        self._behind = False
        self._start = 0
        self._failed = False

    @property
    def waits(self) -> bool:
        """Whether somebody is to be shown something new."""
        return bool(self.screens) and (self._behind or not self.fresh)

    def paint(self, meeting: Meeting, counts: Counts, presence: Presence) -> None:
        """Bring the channel up to this moment. What cannot be painted leaves the last sheet, and
        whoever follows other audiences notices nothing; see `require`.
        """
        if self.fresh:
            return
        self.fresh = True
        try:
            sheet = self.painter(VIEWS[self.audience](meeting, counts), presence)
        except Exception:
            if not self._failed:
                log.exception("the %s page cannot be painted; the last one stays", self.audience)
            self._failed = True
            return
        self._failed = False
        if self.channel.advance(sheet, now()):
            gauges.FRAMES.inc()
            self._behind = True

    def require(self) -> None:
        """Raises `NeverPainted` while there is no sheet at all that could be shown."""
        if self._failed and not self.channel.version:
            raise NeverPainted(self.audience)

    def enter(self, screen: Screen) -> None:
        """Take a screen and show it what is now."""
        self.screens.add(screen)
        if not screen.follow():
            self.slow.note(screen)

    def leave(self, screen: Screen) -> None:
        """Let a screen go."""
        self.screens.discard(screen)
        self.slow.forget(screen)

    async def show(self) -> None:
        """Move every screen to the newest version, in slices, starting elsewhere each time.

        A channel that advances meanwhile takes along those that are still to come.
        """
        if not (self._behind and self.screens):
            return
        self._behind = False
        walk = list(self.screens)
        self._start = (self._start + SLICE) % len(walk)
        walk = walk[self._start :] + walk[: self._start]
        for place in range(0, len(walk), SLICE):
            self._move(walk[place : place + SLICE])
            await asyncio.sleep(0)

    def _move(self, screens: list[Screen]) -> None:
        latest, newest = self.channel.latest, self.channel.version
        for screen in screens:
            line = screen.outlet
            # `Screen.follow` written out for the usual case: it is taken for each phone of a hall.
            if screen.version == newest - 1 and latest and not line.full:
                line.send(latest)
                screen.version = newest
            elif not screen.follow() and screen in self.screens:
                self.slow.note(screen)
