"""Two server hosts and a data host: links are cut and healed, processes die, during a vote."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.province import POSTGRES, REDIS, Province, province
from tests.faults.scene import Scene, scene

pytestmark = pytest.mark.faults

PHONES = 24


@pytest.fixture
def three(server_folder: Path) -> Iterator[Province]:
    """The hosts, up, without a server yet."""
    with province(server_folder) as made:
        yield made


async def test_links_are_cut_and_processes_die(three: Province) -> None:
    await three.data.ready()
    async with scene(three.data.url, three.apps, PHONES, seed=10) as town:
        town.storm.rage()
        await town.storm.more(30)
        three.hosts[0].drop(three.data.host)  # in silence
        three.hosts[1].reject(three.data.host, REDIS)
        await asyncio.sleep(1.0)
        three.heal()
        await town.storm.more(30)
        three.hosts[1].reject(three.data.host, POSTGRES)
        await town.storm.more(15)  # the other host goes on
        three.heal()
        three.apps[0].kill()
        await three.apps[0].start()
        await town.storm.more(20)
        three.data.host.unplug()
        await asyncio.sleep(0.5)
        three.heal()
        three.data.kill("postgres")
        three.data.start_postgres()
        await town.storm.more(40)
        await town.check()
        await redis_is_away_for_a_while(town, three)
        await town.finish(await town.check())


async def redis_is_away_for_a_while(town: Scene, three: Province, seconds: float = 1.0) -> None:
    """A vote without Redis: no vote and no process is lost, all is stored as it comes, and
    `check` measures how soon every screen is right after its return.
    """
    deaths = [app.deaths for app in three.apps]
    town.storm.rage()
    three.data.kill("redis")
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        await town.storm.more(10)
    three.data.start_redis()
    assert deaths == [app.deaths for app in three.apps]
