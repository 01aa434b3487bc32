"""Bells over Redis pub/sub, which loses messages silently: every loss is noticed and told.

Signs of loss: a gap in an origin's numbering, and every confirmation of a subscription, because
redis-py re-subscribes by itself after a cut without a word about what was missed. While Redis is
away nothing waits for it: bells are dropped, and the others find out by looking once a second.
"""

import asyncio
import contextlib
import logging
import secrets
from typing import Any, Final

import msgspec
from msgspec import Struct
from redis.asyncio import Redis
from redis.exceptions import RedisError

from musrenbang_live.live.bus import Bell, Listener, What

log = logging.getLogger(__name__)

DEAD_AFTER: Final = 10.0
"""Seconds without any message after which the line is taken for dead (half-open TCP)."""
HEARTBEAT: Final = 3.0
"""Seconds between rings to oneself, which prove the line both ways."""
RETRY_FIRST: Final = 0.1
RETRY_MOST: Final = 2.0


class _Wire(Struct, frozen=True):
    """A bell on the wire. `n` counts the bells of origin `o` from 1."""

    o: str
    n: int
    c: str
    w: What
    d: str = ""


class RedisBus:
    """See `live.bus.Bus`. `url` is a redis:// address, `channel` where the members meet."""

    def __init__(self, url: str, channel: str = "musrenbang") -> None:
        self.origin = secrets.token_hex(8)
        self.shared = True
        self.connected = False
        self._url = url
        self._channel = channel
        self._listeners: list[Listener] = []
        self._waiting: dict[tuple[str, What, str], str] = {}
        self._wake = asyncio.Event()
        self._sent = 0
        self._heard: dict[str, int] = {}

    def listen(self, listener: Listener) -> None:
        """See `Bus.listen`."""
        self._listeners.append(listener)

    def ring(self, code: str, what: What, detail: str = "") -> None:
        """See `Bus.ring`. Bells that wait together become one, of presences the newest."""
        if self.connected:
            self._waiting[(code, what, "" if what == "presence" else detail)] = detail
            self._wake.set()

    async def run(self) -> None:
        """Keep a connection up for ever, with a growing pause between attempts."""
        pause = RETRY_FIRST
        while True:
            try:
                await self._serve()
            except (RedisError, OSError, TimeoutError) as error:
                log.warning("redis is away (%s); screens follow by looking once a second", error)
            _heed_cancellation()
            if self.connected:
                pause = RETRY_FIRST
            self.connected = False
            self._waiting.clear()
            await asyncio.sleep(pause)
            pause = min(pause * 2, RETRY_MOST)

    async def _serve(self) -> None:
        client = Redis.from_url(self._url, socket_timeout=5, socket_connect_timeout=3)
        pubsub = client.pubsub()
        try:
            await pubsub.subscribe(self._channel)
            sending = asyncio.ensure_future(self._send(client))
            try:
                await self._receive(pubsub, sending)
            finally:
                sending.cancel()
                await asyncio.gather(sending, return_exceptions=True)
        finally:
            with contextlib.suppress(RedisError, OSError, TimeoutError):
                await pubsub.aclose()  # type: ignore[no-untyped-call]
                await client.aclose()

    async def _receive(self, pubsub: Any, sending: "asyncio.Future[None]") -> None:
        last = asyncio.get_running_loop().time()
        while not sending.done():
            message = await pubsub.get_message(timeout=1.0)
            _heed_cancellation()
            now = asyncio.get_running_loop().time()
            if message is not None:
                last = now
                self._take(message)
            elif now - last > DEAD_AFTER:
                raise TimeoutError(f"nothing heard for {DEAD_AFTER} s")
        await sending

    async def _send(self, client: Redis) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT):
                    await self._wake.wait()
            self._wake.clear()
            waiting, self._waiting = self._waiting or {("", "presence", ""): ""}, {}
            for (code, what, _), detail in waiting.items():
                self._sent += 1
                wire = _Wire(self.origin, self._sent, code, what, detail)
                await client.publish(self._channel, msgspec.json.encode(wire))
                _heed_cancellation()

    def _take(self, message: dict[str, Any]) -> None:
        if message["type"] == "subscribe":
            self.connected = True
            self._tell(Bell("", "lost", origin=self.origin))
            return
        if message["type"] != "message":
            return
        try:
            wire = msgspec.json.decode(message["data"], type=_Wire)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            log.warning("a message on %s that is not ours was ignored", self._channel)
            return
        if wire.o == self.origin:
            return
        expected = self._heard.get(wire.o, wire.n - 1) + 1
        self._heard[wire.o] = wire.n
        if wire.n != expected:
            self._tell(Bell("", "lost", origin=wire.o))
        if wire.c or wire.w != "presence":
            self._tell(Bell(wire.c, wire.w, wire.d, wire.o))

    def _tell(self, bell: Bell) -> None:
        for listener in self._listeners:
            listener(bell)


def _heed_cancellation() -> None:
    """End here if that was asked for. On Python 3.11 `asyncio.wait_for`, which redis-py uses, can
    swallow a cancellation that comes at the moment of an answer.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
