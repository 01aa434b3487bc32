"""The doorbell between server processes: it says that something changed, never what.

Postgres is the truth; a bell only says *look again*. A lost bell therefore costs at most the
second until the next look (`live.hub`), and a bell heard twice costs one look too many.

Three implementations, one conformance suite: `MemoryExchange` here, `live.bus_redis.RedisBus` for
one Redis, `live.bus_cluster.ClusterBus` for a Redis Cluster.
"""

import asyncio
import secrets
from collections.abc import Callable
from typing import Literal, Protocol

from msgspec import Struct

What = Literal["log", "rows", "presence", "close", "erased", "lost"]


class Bell(Struct, frozen=True):
    """One ring. `code` is the session's join code, empty for all sessions.

    `log`: events were added; `rows`: votes, supports or participants were; `presence`: `detail`
    says how many screens the origin has; `close`: screens that match `detail` must go; `erased`:
    pages that are kept may say what was erased;
    `lost`: bells may have been missed, look at everything.
    """

    code: str
    what: What
    detail: str = ""
    origin: str = ""


Listener = Callable[[Bell], None]


class Bus(Protocol):
    """One process's connection to all the others."""

    @property
    def origin(self) -> str:
        """The name of this member, unique among all."""
        ...

    def listen(self, listener: Listener) -> None:
        """Call `listener` for every bell of the others. It must not block and not raise."""
        ...

    def ring(self, code: str, what: What, detail: str = "") -> None:
        """Tell the others. Never blocks, never raises; the same bell twice may become one."""
        ...

    def follow(self, code: str) -> None:
        """From now on bells of this session are wanted. Never blocks; again and again is allowed.

        Call it once the session can be looked at: when bells begin to come, `lost` is told for
        it, because some may have been rung before. Bells of sessions nobody follows here may be
        heard or not; bells for all sessions always are.
        """
        ...

    def unfollow(self, code: str) -> None:
        """Bells of this session are wanted no more."""
        ...

    async def run(self) -> None:
        """Serve until cancelled; survives the loss of whatever carries the bells."""
        ...

    @property
    def shared(self) -> bool:
        """Whether there may be other members at all."""
        ...

    @property
    def connected(self) -> bool:
        """Whether bells are being carried at this moment, as far as is known."""
        ...


class MemoryExchange:
    """Joins the members of one process; `member()` gives each its own `Bus`."""

    def __init__(self) -> None:
        self.members: list[MemoryBus] = []

    def member(self) -> "MemoryBus":
        """A new member of this exchange."""
        joined = MemoryBus(self)
        self.members.append(joined)
        return joined


class MemoryBus:
    """A bus within one process: the embedded default, where there are no others to tell."""

    def __init__(self, exchange: MemoryExchange) -> None:
        self.origin = secrets.token_hex(4)
        self.connected = True
        self._exchange = exchange
        self._listeners: list[Listener] = []

    @property
    def shared(self) -> bool:
        """See `Bus.shared`."""
        return len(self._exchange.members) > 1

    def listen(self, listener: Listener) -> None:
        """See `Bus.listen`."""
        self._listeners.append(listener)

    def ring(self, code: str, what: What, detail: str = "") -> None:
        """See `Bus.ring`."""
        bell = Bell(code, what, detail, self.origin)
        loop = asyncio.get_running_loop()
        for member in self._exchange.members:
            if member is not self:
                loop.call_soon(member.hear, bell)

    def hear(self, bell: Bell) -> None:
        """Pass a bell of another member on to the listeners."""
        for listener in self._listeners:
            listener(bell)

    def follow(self, code: str) -> None:
        """See `Bus.follow`; every member hears everything."""

    def unfollow(self, code: str) -> None:
        """See `Bus.unfollow`."""

    async def run(self) -> None:
        """See `Bus.run`; there is nothing to keep up."""
        await asyncio.Event().wait()
