"""Delegates are elected while everything dies; each acknowledged ballot is cast once."""

import asyncio
from pathlib import Path

import pytest

from tests.faults.parts import Database
from tests.faults.scene import app_in, scene
from tests.patience import until
from tests.servers import RedisServer

pytestmark = pytest.mark.faults

PHONES = 24


async def test_a_server_is_killed_while_ballots_are_cast(database_url: str, tmp_path: Path) -> None:
    app = app_in(tmp_path, database_url)
    async with scene(database_url, [app], PHONES, seed=21, elects=True) as town:
        town.storm.rage()
        await town.storm.more(town.chance.randint(10, 20))
        app.kill()
        await asyncio.sleep(town.chance.random() / 3)
        await app.start()
        await town.storm.more(30)
        await town.finish(await town.check())


async def test_postgresql_is_killed_while_ballots_are_cast_and_then_the_server(
    database: Database, tmp_path: Path
) -> None:
    app = app_in(tmp_path, database.url)
    async with scene(database.url, [app], PHONES, seed=22, elects=True) as town:
        town.storm.rage()
        await town.storm.more(town.chance.randint(10, 20))
        database.kill()
        await until(lambda: town.storm.left > PHONES // 3)
        app.kill()
        await database.start()
        await app.start()
        await town.storm.more(30)
        await town.storm.send_old()
        await town.finish(await town.check())


async def test_two_servers_fill_one_box_and_it_closes_in_the_storm(
    database_url: str, redis: RedisServer, tmp_path: Path
) -> None:
    apps = [app_in(tmp_path, database_url, redis.url) for _ in range(2)]
    async with scene(database_url, apps, PHONES, seed=23, elects=True) as town:
        await town.finish_in_the_storm()
