"""One connected device: it remembers only which version it has, so it can never hold a queue.

A screen that cannot keep up is not sent what it missed but what is now: when its line drains it
asks its channel for everything since its version and gets steps, or one whole.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final, Literal, Protocol

from musrenbang_live.live.clock import now
from musrenbang_live.live.frames import Channel, encoded

Audience = Literal["resident", "facilitator", "projector"]

STUCK_AFTER: Final = 20.0
"""Seconds in which one message must leave; after that the line is given up."""
QUIET: Final = 15.0
"""Seconds after which a quiet line gets a sign of life."""
MOST_ANSWERS: Final = 200

SCREEN: Final = "screen"
"""`Screen.who` of every projector: nobody in particular."""

COME_BACK: Final = 4001
FELL_BEHIND: Final = 4002
NOT_ALLOWED: Final = 4500
LOGIN_REVOKED: Final = 4501
SESSION_UNKNOWN: Final = 4504
BAD_MESSAGE: Final = 4509


class Outlet(Protocol):
    """The way out to a device: a WebSocket, seen from here."""

    async def send(self, text: str) -> None:
        """Send one text message; waits while the line is full; raises OSError when it is gone."""
        ...

    async def close(self, code: int, reason: str) -> None:
        """Close the line; codes 4000-4499 mean come back, 4500-4999 do not."""
        ...


Own = Callable[[], Awaitable[object | None]]
"""Makes the message that tells a device what is its own, or None when that cannot be told now."""


class Screen:
    """A device that follows one channel. `who` is `p:<participant>`, `f:<login>` or `SCREEN`.

    `at` is the epoch and version it shows; `patience` how many seconds it may take to drain.
    """

    def __init__(
        self,
        outlet: Outlet,
        channel: Channel,
        audience: Audience,
        who: str,
        at: tuple[str, int],
        own: Own | None = None,
        patience: float = STUCK_AFTER,
    ) -> None:
        self.audience = audience
        self.who = who
        self.channel = channel
        self._outlet = outlet
        self._epoch, self._version = at
        self._answers: deque[str] = deque()
        self._wake = asyncio.Event()
        self._wake.set()
        self._closing: tuple[int, str] | None = None
        self._own = own
        self._patience = patience
        # A device that was away may have missed what happened to what is its own.
        self._own_stale = at != (channel.epoch, channel.version)

    def stir(self) -> None:
        """There is something new on the channel."""
        self._wake.set()

    def answer(self, message: object) -> None:
        """Send something to this device alone, before anything shared."""
        if len(self._answers) >= MOST_ANSWERS:
            self.dismiss(FELL_BEHIND, "2000")
            return
        self._answers.append(encoded(message))
        self._wake.set()

    def own_changed(self) -> None:
        """What belongs to this device alone may be different now."""
        self._own_stale = True
        self._wake.set()

    def dismiss(self, code: int, reason: str) -> None:
        """Close the line as soon as what is being sent has left."""
        self._closing = self._closing or (code, reason)
        self._wake.set()

    async def run(self) -> None:
        """Send until dismissed or until the line breaks (OSError)."""
        while self._closing is None:
            try:
                async with asyncio.timeout(QUIET):  # wait_for may swallow a cancellation
                    await self._wake.wait()
            except TimeoutError:
                self._answers.append(encoded({"t": now()}))
            self._wake.clear()
            try:
                async with asyncio.timeout(self._patience):
                    await self._drain()
            except TimeoutError:
                self.dismiss(FELL_BEHIND, "2000")
        await self._outlet.close(*self._closing)

    async def _drain(self) -> None:
        if self._own_stale and self._own:
            self._own_stale = False
            own = await self._own()
            if own is not None:
                self._answers.appendleft(encoded(own))  # read before what was answered meanwhile
        while self._answers:
            await self._outlet.send(self._answers.popleft())
        reached = self.channel.epoch, self.channel.version
        frames = self.channel.since(self._epoch, self._version, now())
        for frame in frames:
            await self._outlet.send(frame)
        if frames and reached != (self._epoch, self._version + 1):
            # Frames from a while ago tell the time of a while ago.
            await self._outlet.send(encoded({"t": now()}))
        self._epoch, self._version = reached
        if self._version != self.channel.version:
            self._wake.set()
