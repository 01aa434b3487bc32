"""Servers, PostgreSQL and Redis die in the middle of a vote; nothing acknowledged is lost."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from musrenbang_live.store.embedded import EmbeddedPostgres
from tests.faults.parts import AppServer, Database
from tests.faults.resets import relay
from tests.faults.scene import app_in, scene
from tests.patience import until
from tests.servers import RedisServer

pytestmark = pytest.mark.faults

PHONES = 24


async def test_a_server_is_killed(database_url: str, tmp_path: Path) -> None:
    app = app_in(tmp_path, database_url)
    async with scene(database_url, [app], PHONES, seed=1) as town:
        town.storm.rage()
        await town.storm.more(town.chance.randint(30, 60))
        app.kill()
        await asyncio.sleep(town.chance.random() / 3)  # away for a while
        await app.start()
        await town.storm.more(40)
        await town.finish(await town.check())


async def test_a_worker_is_killed_and_its_phones_go_to_another(
    database_url: str, redis: RedisServer, tmp_path: Path
) -> None:
    app = app_in(tmp_path, database_url, redis.url, MUSRENBANG_WORKERS="2")
    async with scene(database_url, [app], PHONES, seed=12) as town:
        town.storm.rage()
        await town.storm.more(30)
        app.kill_worker(town.chance)
        await town.storm.more(60)
        await town.finish(await town.check())


async def test_postgresql_is_killed_and_then_the_server(database: Database, tmp_path: Path) -> None:
    app = app_in(tmp_path, database.url)
    async with scene(database.url, [app], PHONES, seed=3) as town:
        town.storm.rage()
        await town.storm.more(town.chance.randint(30, 60))
        database.kill()
        await until(lambda: town.storm.left > PHONES // 2)
        app.kill()  # with all it holds in memory: nobody was told that any of it is stored
        await database.start()
        await app.start()
        await town.storm.more(40)
        await town.finish(await town.check())


async def test_the_private_postgresql_is_killed_and_nobody_has_to_do_anything(
    tmp_path: Path, server_folder: Path
) -> None:
    with EmbeddedPostgres(server_folder / "postgres") as private:
        app = AppServer(tmp_path, {"MUSRENBANG_DATA": str(server_folder)})
        async with scene(private.url, [app], PHONES, seed=14) as town:
            town.storm.rage()
            await town.storm.more(30)
            assert private.pid
            os.kill(private.pid, signal.SIGKILL)
            await town.storm.more(40)
            assert app.deaths == 0
            await town.finish(await town.check())


async def test_one_process_of_postgresql_is_killed_and_then_all_restarted(
    database: Database, tmp_path: Path
) -> None:
    app = app_in(tmp_path, database.url)
    async with scene(database.url, [app], PHONES, seed=4) as town:
        town.storm.rage()
        await town.storm.more(30)
        await database.kill_one()
        await town.storm.more(30)
        await database.restart()
        await town.storm.more(30)
        await town.check()
        await town.finish_in_the_storm()


async def test_redis_is_killed_and_comes_back_empty(
    database_url: str, redis: RedisServer, tmp_path: Path
) -> None:
    apps = [app_in(tmp_path, database_url, redis.url) for _ in range(2)]
    async with scene(database_url, apps, PHONES, seed=5) as town:
        town.storm.rage()
        await town.storm.more(30)
        redis.kill()
        await town.storm.more(60)
        await town.check()  # without Redis: by looking once a second
        town.storm.rage()
        await town.storm.more(20)
        redis.start()
        await town.finish(await town.check())
        assert [app.deaths for app in apps] == [0, 0]
        for app in apps:
            await app.hears_others()


async def test_each_line_to_redis_is_reset_while_nobody_uses_it(
    database_url: str, redis: RedisServer, tmp_path: Path
) -> None:
    async with relay(redis.port) as way:
        app = app_in(tmp_path, database_url, f"redis://127.0.0.1:{way.port}/0")
        async with scene(database_url, [app], 4, seed=13) as town:
            for place in range(3):
                await app.hears_others()
                lines = list(way.lines)
                way.reset(lines[place % len(lines)])
                for phone in town.storm.phones:
                    await town.storm.vote(phone)  # now there is something to tell
                await town.storm.settle()
            await app.hears_others()
            await town.check()
