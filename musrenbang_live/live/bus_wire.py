"""Bells as they travel through Redis: what they look like, and how a missing one is noticed.

Every member numbers what it sends on each channel, so that whoever listens sees a gap.
"""

import asyncio
import contextlib
import logging
from typing import Final

import msgspec
from msgspec import Struct

from musrenbang_live.live.bus import Bell, What

log = logging.getLogger(__name__)

CHANNEL: Final = "musrenbang"
"""Where the members meet, where no other place is named."""
MOST_ORIGINS: Final = 1_000
"""Members remembered on one channel; far more than there are processes at a time."""


class Waiting(Struct, frozen=True):
    """A bell that was rung and has not been sent."""

    code: str
    what: What
    detail: str


class _Wire(Struct, frozen=True):
    """A bell on its way. `n` counts the bells of origin `o` on this channel from 1."""

    o: str
    n: int
    c: str
    w: What
    d: str = ""


class Ledger:
    """The numbers of one member `origin`: of what it sent and of what it heard, by channel."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._sent: dict[str, int] = {}
        self._heard: dict[str, dict[str, int]] = {}

    def written(self, channel: str, bell: Waiting) -> bytes:
        """The bell as the next on its channel."""
        number = self._sent[channel] = self._sent.get(channel, 0) + 1
        return msgspec.json.encode(_Wire(self._origin, number, bell.code, bell.what, bell.detail))

    def read(self, channel: str, data: bytes) -> list[Bell]:
        """What is to be told after hearing `data`: `lost` first where a number was passed over.

        Nothing for bells of one's own, and for what is not a bell.
        """
        try:
            wire = msgspec.json.decode(data, type=_Wire)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            log.warning("a message on %s that is not ours was ignored", channel)
            return []
        if wire.o == self._origin:
            return []
        heard = self._heard.setdefault(channel, {})
        if len(heard) > MOST_ORIGINS:
            heard.clear()
        before = heard.get(wire.o, wire.n - 1)
        heard[wire.o] = wire.n
        gap = [] if wire.n == before + 1 else [Bell(wire.c, "lost", origin=wire.o)]
        return [*gap, Bell(wire.c, wire.w, wire.d, wire.o)]

    def begin(self, channel: str) -> None:
        """Listening on the channel began anew: numbers heard before say nothing."""
        self._heard.pop(channel, None)

    def end(self, channel: str) -> None:
        """The channel is used no more."""
        self._heard.pop(channel, None)
        self._sent.pop(channel, None)


class Outbox:
    """Bells that wait for one line. Those that wait together become one where they are equal,
    of presences the newest.
    """

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, What, str], Waiting] = {}
        self._filled = asyncio.Event()

    def put(self, bell: Waiting) -> None:
        """Add one."""
        same = "" if bell.what == "presence" else bell.detail
        self._waiting[(bell.code, bell.what, same)] = bell
        self._filled.set()

    def take(self) -> list[Waiting]:
        """All of them, which wait no more."""
        waiting, self._waiting = self._waiting, {}
        self._filled.clear()
        return list(waiting.values())

    async def filled(self, within: float) -> None:
        """Return when there is something, or after `within` seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._filled.wait()
