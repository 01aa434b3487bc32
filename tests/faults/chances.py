"""What can happen at any moment, each for a while that is drawn too: the long part chooses."""

import asyncio
from collections.abc import Awaitable, Callable

from tests.faults.parts import Database
from tests.faults.province import POSTGRES, REDIS, Province
from tests.faults.scene import Scene
from tests.servers import RedisServer

Fault = Callable[[], Awaitable[None]]


class Deaths:
    """What can happen to two servers, PostgreSQL and Redis on one machine. The first server has
    workers. No two faults of `all` are about the same part: they may come together.
    """

    def __init__(self, town: Scene, database: Database, redis: RedisServer) -> None:
        self._chance = town.chance
        self._first, self._second = town.apps
        self._database = database
        self._redis = redis
        self.all: list[Fault] = [
            self.first_server,
            self.second_server_ended,
            self.postgres,
            self.redis_killed,
        ]

    async def _wait(self, longest: float = 2.0) -> None:
        await asyncio.sleep(self._chance.random() * longest)

    async def first_server(self) -> None:
        """A worker dies, or the whole server."""
        await self._wait()
        if self._chance.random() < 0.5:
            print("worker")
            self._first.kill_worker(self._chance)
        else:
            self._first.kill()
            await self._wait()
            await self._first.keep_starting()

    async def second_server_ended(self) -> None:
        """As for a new version."""
        await self._second.end()
        await self._wait()
        await self._second.keep_starting()

    async def postgres(self) -> None:
        """All of it dies, one process dies, or somebody restarts it."""
        await self._wait()
        kind = self._chance.randrange(3)
        print("killed restarted one_process".split()[kind])
        if kind == 0:
            self._database.kill()
            await self._wait(6.0)
            await self._database.start()
        elif kind == 1:
            await self._database.restart()
        else:
            await self._database.kill_one()

    async def redis_killed(self) -> None:
        """It comes back empty."""
        await self._wait()
        self._redis.kill()
        await self._wait(6.0)
        self._redis.start()


class Cuts:
    """What can happen between three hosts and on them; any of it together."""

    def __init__(self, town: Scene, three: Province) -> None:
        self._town = town
        self._three = three
        self.all: list[Fault] = [
            self.silence,
            self.resets,
            self.unplugged,
            self.server_killed,
            self.data_killed,
        ]

    async def _wait(self, longest: float) -> None:
        await asyncio.sleep(self._town.chance.random() * longest)

    def _what(self) -> str:
        return self._town.chance.choice((POSTGRES, REDIS, ""))

    async def silence(self) -> None:
        """Packets between a server and its data are lost, longer than anybody waits for them."""
        host = self._town.chance.choice(self._three.hosts)
        host.drop(self._three.data.host, self._what())
        await self._wait(14.0)
        host.heal()

    async def resets(self) -> None:
        """Connections between a server and its data are refused and ended."""
        host = self._town.chance.choice(self._three.hosts)
        host.reject(self._three.data.host, self._what())
        await self._wait(4.0)
        host.heal()

    async def unplugged(self) -> None:
        """A host loses its network."""
        host = self._town.chance.choice([*self._three.hosts, self._three.data.host])
        host.unplug()
        await self._wait(6.0)
        host.plug_in()

    async def server_killed(self) -> None:
        """One of the two."""
        app = self._town.chance.choice(self._town.apps)
        app.kill()
        await self._wait(3.0)
        await app.keep_starting()

    async def data_killed(self) -> None:
        """PostgreSQL or Redis."""
        name = self._town.chance.choice(("postgres", "redis"))
        self._three.data.kill(name)
        await self._wait(6.0)
        self._three.data.start(name)
