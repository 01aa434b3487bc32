"""One Redis server, seen from here: a line to hear on and a line to tell on.

redis-py's connections are used bare. Its `PubSub` subscribes again by itself after a cut without
a word about what was missed, gives up when the server is away for long, and in a cluster asks one
node after the other; here every beginning and every end is told to the owner.
"""

import asyncio
import logging
import random
from collections.abc import Callable
from itertools import count
from typing import Final, NamedTuple, Protocol, TypeAlias

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError, ResponseError

from musrenbang_live.live.bus_wire import Outbox, Waiting

log = logging.getLogger(__name__)

HEARTBEAT: Final = 1.0
"""Seconds of silence after which a line is asked for a sign of life."""
DEAD_AFTER: Final = 3.0
"""Seconds without any sign after which a line is taken for dead (half-open TCP)."""
RETRY_FIRST: Final = 0.05
RETRY_MOST: Final = 0.5
"""Seconds between attempts at most: whoever listens again within a second is soon up to date."""
CONNECT_WITHIN: Final = (1.0, 1.0, 3.0)
"""Seconds for an attempt, in turn: short, as a cut line may be whole again at any moment, but now
and then long enough for a far server with TLS.
"""
AWAY: Final = (RedisError, OSError, TimeoutError)
"""What is raised when a server cannot be used now."""

Connect: TypeAlias = Callable[[], AbstractConnection]
"""Makes a connection that is not yet connected."""


class Verbs(NamedTuple):
    """The commands of one kind of pub/sub."""

    publish: str
    subscribe: str
    unsubscribe: str


PLAIN: Final = Verbs("PUBLISH", "SUBSCRIBE", "UNSUBSCRIBE")
SHARDED: Final = Verbs("SPUBLISH", "SSUBSCRIBE", "SUNSUBSCRIBE")


class Owner(Protocol):
    """What a node tells the bus that it carries bells for, and asks it."""

    def came(self, node: "RedisNode") -> None:
        """The lines stand; nothing is subscribed yet."""
        ...

    def went(self, node: "RedisNode", unsent: list[Waiting]) -> None:
        """The lines are gone, and with them all subscriptions and these bells."""
        ...

    def said(self, node: "RedisNode", kind: str, channel: str, data: object) -> None:
        """The server said something: (s)subscribe, (s)unsubscribe, (s)message."""
        ...

    def refused(self, node: "RedisNode", error: ResponseError) -> None:
        """A subscription was refused. Raises the error when the line is of no use then."""
        ...

    def returned(self, node: "RedisNode", bell: Waiting, error: ResponseError) -> None:
        """A bell was refused. Raises the error when the line is of no use then."""
        ...

    def letter(self, bell: Waiting) -> tuple[str, bytes]:
        """The channel of a bell and what to send on it."""
        ...


class RedisNode:
    """See the module. `name` is for people."""

    def __init__(self, name: str, connect: Connect, verbs: Verbs, owner: Owner) -> None:
        self.name = name
        self.up = False
        self.outbox = Outbox()
        self._connect = connect
        self._verbs = verbs
        self._owner = owner
        self._orders: list[tuple[str, ...]] = []
        self._ordered = asyncio.Event()

    def subscribe(self, channel: str) -> None:
        """Ask for a channel, soon. Only while `up`."""
        self._order(self._verbs.subscribe, channel)

    def unsubscribe(self, channel: str) -> None:
        """Ask for a channel no more."""
        self._order(self._verbs.unsubscribe, channel)

    def _order(self, *command: str) -> None:
        self._orders.append(command)
        self._ordered.set()

    async def keep(self) -> None:
        """Keep the lines up for ever."""
        clock = asyncio.get_running_loop().time
        away_since: float | None = None
        pause = RETRY_FIRST
        for attempt in count():
            hear, tell = self._connect(), self._connect()
            try:
                async with asyncio.timeout(CONNECT_WITHIN[attempt % len(CONNECT_WITHIN)]):
                    await hear.connect()  # type: ignore[no-untyped-call]
                    await tell.connect()  # type: ignore[no-untyped-call]
                if away_since is not None:
                    log.warning("%s is back after %.1f s", self.name, clock() - away_since)
                away_since, pause = None, RETRY_FIRST
                await self._serve(hear, tell)
            except AWAY as error:
                if away_since is None:
                    away_since = clock()
                    log.warning(
                        "%s is away (%s); screens follow by looking once a second",
                        self.name,
                        error or type(error).__name__,
                    )
            finally:
                await hear.disconnect(nowait=True)
                await tell.disconnect(nowait=True)
            await asyncio.sleep(min(pause, RETRY_MOST) * random.uniform(0.5, 1.0))  # noqa: S311
            pause = min(2 * pause, RETRY_MOST)

    async def _serve(self, hear: AbstractConnection, tell: AbstractConnection) -> None:
        """Carry until one of the lines breaks, which is raised."""
        self.outbox.take()
        self._orders.clear()
        on_the_way: list[Waiting] = []
        parts = [
            asyncio.ensure_future(self._hear(hear)),
            asyncio.ensure_future(self._send_orders(hear)),
            asyncio.ensure_future(self._tell(tell, on_the_way)),
        ]
        self.up = True
        try:
            self._owner.came(self)
            ended, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            for part in ended:
                part.result()
        finally:
            self.up = False
            for part in parts:
                part.cancel()
            await asyncio.gather(*parts, return_exceptions=True)
            self._owner.went(self, on_the_way + self.outbox.take())

    async def _hear(self, line: AbstractConnection) -> None:
        clock = asyncio.get_running_loop().time
        last = clock()
        while True:
            try:
                said = await line.read_response(timeout=HEARTBEAT)
            except ResponseError as error:
                self._owner.refused(self, error)
                continue
            if said is not None:
                last = clock()
                if isinstance(said, list) and len(said) == 3:  # not the answer to a PING
                    self._owner.said(self, said[0].decode(), said[1].decode(), said[2])
            elif clock() - last > DEAD_AFTER:
                raise TimeoutError(f"nothing heard for {DEAD_AFTER:.0f} s")
            else:
                self._order("PING")

    async def _send_orders(self, line: AbstractConnection) -> None:
        while True:
            await self._ordered.wait()
            self._ordered.clear()
            orders, self._orders = self._orders, []
            await _send(line, line.pack_commands(orders))

    async def _tell(self, line: AbstractConnection, on_the_way: list[Waiting]) -> None:
        """Send what waits, then wait for the answers: bells that come meanwhile go together."""
        while True:
            await self.outbox.filled(HEARTBEAT)
            on_the_way[:] = self.outbox.take()
            letters = [(self._verbs.publish, *self._owner.letter(bell)) for bell in on_the_way]
            commands = line.pack_commands(letters or [("PING",)])
            async with asyncio.timeout(DEAD_AFTER):
                await _send(line, commands)
                for _ in letters or "p":
                    await self._answer(line, on_the_way)

    async def _answer(self, line: AbstractConnection, on_the_way: list[Waiting]) -> None:
        try:
            await line.read_response()
        except ResponseError as error:
            if not on_the_way:
                raise
            self._owner.returned(self, on_the_way[0], error)
        del on_the_way[:1]


async def _send(line: AbstractConnection, commands: list[bytes]) -> None:
    """Raises OSError also where uvloop says RuntimeError: of a line that was reset while idle."""
    try:
        await line.send_packed_command(commands, check_health=False)
    except RuntimeError as error:
        raise OSError("the line is gone") from error
