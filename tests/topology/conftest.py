"""A Redis of the test's own, because it is killed, and the town around it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.servers import RedisServer
from tests.topology.town import Town, town


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis that may be killed and started again."""
    folder = tmp_path / "redis"
    folder.mkdir()
    server = RedisServer(folder)
    server.start()
    yield server
    server.kill()


@pytest.fixture
async def city(database_url: str, redis: RedisServer, tmp_path: Path) -> AsyncIterator[Town]:
    """Two servers as one."""
    data = tmp_path / "town"
    data.mkdir()
    async with town(database_url, redis.url, data) as running:
        yield running
