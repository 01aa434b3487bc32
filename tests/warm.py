"""Connections to PostgreSQL that outlive one application and serve the next of the same module.

A new connection knows nothing: it reads how tables look, and plans every statement, anew. In a
test of a page that took longer than everything else. Here a connection that is closed in good
health is reset and handed to whoever connects next to the same database, on the same event loop.
Whatever was cut off, left in the middle of something or told to go is really gone.
"""

import asyncio
import itertools
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import asyncpg
import pytest

from tests.servers import PostgresServer

_RESET_SECONDS: Final = 5.0

if TYPE_CHECKING:
    _Connection = asyncpg.Connection[asyncpg.Record]
else:
    _Connection = asyncpg.Connection


Kind: TypeAlias = tuple[str, str]
"""An address, and the settings of connections to it."""


class Kept(_Connection):
    """A connection that waits for the next one when it is closed."""

    stable: "Stable | None" = None
    """Where it waits."""
    kind: "Kind" = ("", "")
    """What it is connected to, and how."""

    async def close(self, **patience: Any) -> None:
        """Wait for the next who connects; end where that cannot be."""
        if self.stable is None or self.is_closed() or self.is_in_transaction():
            await super().close(**patience)
            return
        try:
            await self.reset(timeout=_RESET_SECONDS)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            await super().close(**patience)
        except BaseException:
            self.terminate()
            raise
        else:
            self._leave_pool()
            self.stable.take(self)

    async def set_type_codec(self, typename: str, **how: Any) -> None:
        """As asked, once: doing it again would throw away all that was prepared."""
        known: set[str] = self.__dict__.setdefault("codecs", set())
        if typename not in known:
            await super().set_type_codec(typename, **how)
            known.add(typename)

    def _leave_pool(self) -> None:
        """What a pool does when one of its connections ends."""
        holder = self._pool_holder and self._pool_holder()
        self._pool_holder = None
        if holder is not None and holder._con is self:
            holder._release_on_close()


class Stable:
    """The connections that wait. Used by one event loop."""

    def __init__(self) -> None:
        self._idle: defaultdict[Kind, list[Kept]] = defaultdict(list)

    def take(self, connection: Kept) -> None:
        """Keep it for the next."""
        self._idle[connection.kind].append(connection)

    async def connect(self, place: str, **how: Any) -> Kept:
        """A connection to this address: one that waits, or a new one."""
        kind = place, f"{how.get('server_settings')} {how.get('command_timeout')}"
        waiting = self._idle[kind]
        while waiting:
            known = waiting.pop()
            if not known.is_closed():
                return known
        made: Kept = await asyncpg.connection.connect(place, **(how | {"connection_class": Kept}))
        made.stable, made.kind = self, kind
        return made

    def pids(self, place: str) -> list[int]:
        """The server's numbers of those that wait at this address."""
        return [
            each.get_server_pid()
            for (there, _), waiting in self._idle.items()
            for each in waiting
            if there == place and not each.is_closed()
        ]

    def empty(self) -> None:
        """Let all of them go."""
        for each in itertools.chain(*self._idle.values()):
            each.terminate()
        self._idle.clear()


OPEN: Final[dict[asyncio.AbstractEventLoop, Stable]] = {}


def pids(place: str) -> list[int]:
    """The server's numbers of all that wait for somebody at this address."""
    return [pid for stable in OPEN.values() for pid in stable.pids(place)]


@pytest.fixture(scope="module", autouse=True)
async def stable() -> AsyncIterator[Stable]:
    """Where the connections of a module wait; for folders that take this fixture."""
    loop = asyncio.get_running_loop()
    here = OPEN[loop] = Stable()
    patch = pytest.MonkeyPatch()
    patch.setattr(asyncpg, "connect", connect)
    patch.setattr(asyncpg, "create_pool", create_pool)
    yield here
    patch.undo()
    del OPEN[loop]
    here.empty()


@pytest.fixture
def database_url(request: pytest.FixtureRequest, postgres: PostgresServer) -> Iterator[str]:
    """A database as if new, in which connections may wait; marked `fresh`, one that is new."""
    fresh = request.node.get_closest_marker("fresh")
    with postgres.database() if fresh else postgres.emptied_database(pids) as url:
        yield url


async def connect(place: str, **how: Any) -> Any:
    """A connection, see `asyncpg.connect`."""
    stable = OPEN.get(asyncio.get_running_loop())
    if stable is None:
        return await asyncpg.connection.connect(place, **how)
    return await stable.connect(place, **how)


def create_pool(place: str, **how: Any) -> Any:
    """A pool, see `asyncpg.create_pool`."""
    stable = OPEN.get(asyncio.get_running_loop())
    if stable is None:
        return asyncpg.pool.create_pool(place, **how)
    how |= {"connect": stable.connect, "connection_class": Kept}
    return asyncpg.pool.create_pool(place, **how)
