"""The long part: random schedules until its time is over. `make test-faults` runs it.

MUSRENBANG_FAULTS_FOR says for how many seconds each of the two loops begins new meetings, and
MUSRENBANG_FAULTS_SEED with which seed the first of them; without it every run is another one. A
meeting that failed is played again by giving its seed. The moments of a run depend on the machine
too: the same seed makes the same choices, not the same microseconds.
"""

import asyncio
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.chances import Cuts, Deaths, Fault
from tests.faults.flaky import flaky
from tests.faults.hosts import Host, hosts
from tests.faults.parts import AppServer, Database
from tests.faults.province import Province, province
from tests.faults.root import as_root
from tests.faults.scene import CONVERGED, TALKING, Scene, app_in, scene
from tests.faults.stopping import SMALL_BUFFERS, busy, sleepers
from tests.patience import until
from tests.servers import RedisServer

pytestmark = pytest.mark.faults

FOR = float(os.environ.get("MUSRENBANG_FAULTS_FOR", "0"))
PHONES = 40
RECOVERED = 60.0
"""Seconds in which all that was held up is answered: a silent cut is only noticed after ten."""

OUT_OF_SILENCE = 20.0
"""Seconds in which screens are right again behind a line to PostgreSQL that was cut in silence: a
question that was lost with it is given up after ten, and the line itself may take as long."""
AWAY = 60.0
"""Seconds without Redis."""
STOPPED = 20
FELL_BEHIND = 4002
MOST_HELD = 256 * 2**10
"""Bytes the server may hold for a phone that has stopped."""
ROOM_TO_BREATHE = 12 * 2**20
"""Bytes a server may grow by in a busy minute for reasons that have nothing to do with anybody."""


def meetings(place: Path) -> Iterator[tuple[int, Path]]:
    """A seed and a folder for each meeting that still has time."""
    first = int(os.environ.get("MUSRENBANG_FAULTS_SEED", "0")) or random.randrange(10**6)
    end = time.monotonic() + FOR
    for number in range(10**6):
        if number and time.monotonic() > end:
            print(f"{number} meetings")
            return
        folder = place / str(number)
        folder.mkdir()
        yield first + number, folder


async def weather(
    town: Scene, faults: list[Fault], rounds: int, screens: float = CONVERGED
) -> None:
    """Storm after storm, each with one, two or three of the faults at the same time."""
    for _ in range(rounds):
        chosen = town.chance.sample(faults, town.chance.randint(1, 3))
        print(*(fault.__name__ for fault in chosen))
        town.storm.rage()
        await town.storm.more(town.chance.randint(10, 80))
        await asyncio.gather(*(fault() for fault in chosen))
        await town.storm.more(30)
        await town.check(RECOVERED, screens)
    if town.chance.random() < 0.5:
        await town.finish(await town.check())
    else:
        await town.finish_in_the_storm()


async def test_random_deaths(database: Database, redis: RedisServer, tmp_path: Path) -> None:
    for seed, folder in meetings(tmp_path):
        apps = [
            app_in(folder, database.url, redis.url, MUSRENBANG_WORKERS=workers)
            for workers in ("2", "1")
        ]
        async with (
            scene(database.url, apps, PHONES, seed) as town,
            flaky(apps[1].base, town.chance, often=0.03) as line,
        ):
            await town.move(line.base, town.storm.phones[1::4])
            await weather(town, Deaths(town, database, redis).all, rounds=4)


async def test_redis_is_away_for_a_minute_of_the_vote(
    database_url: str, redis: RedisServer, tmp_path: Path
) -> None:
    apps = [app_in(tmp_path, database_url, redis.url) for _ in range(2)]
    async with scene(database_url, apps, PHONES, seed=15) as town:
        town.storm.rage()
        await town.storm.more(30)
        redis.kill()
        back = time.monotonic() + AWAY
        while time.monotonic() < back:
            await town.storm.more(20)
        redis.start()
        for app in apps:
            await app.hears_others(CONVERGED)
        await town.finish(await town.check())
        assert [app.deaths for app in apps] == [0, 0]


@pytest.fixture
def three(server_folder: Path) -> Iterator[Province]:
    """The hosts, up, without a server yet."""
    with province(server_folder) as made:
        yield made


async def test_random_cuts_between_hosts(three: Province, tmp_path: Path) -> None:
    await three.data.ready()
    settings = three.apps[0].settings
    for seed, folder in meetings(tmp_path):
        apps = [AppServer(folder, settings, host.address, host.before) for host in three.hosts]
        async with scene(three.data.url, apps, PHONES, seed) as town:
            try:
                await weather(town, Cuts(town, three).all, rounds=3, screens=OUT_OF_SILENCE)
            finally:
                three.heal()


async def test_a_server_is_ended_and_comes_back(database_url: str, tmp_path: Path) -> None:
    app = app_in(tmp_path, database_url)
    async with scene(database_url, [app], PHONES, seed=2) as town:
        town.storm.rage()
        await town.storm.more(30)
        assert await app.end() == 0, app.said
        await app.start()
        await town.storm.more(40)
        await town.finish(await town.check())
        told = [close for phone in town.storm.phones for close in phone.line.closes]
        moments = {reason for code, reason in told if code == 4001}
        assert len(moments) == PHONES, "each phone is told a moment of its own to come back"


@pytest.fixture
def host() -> Iterator[Host]:
    """A host for a server."""
    with hosts(1) as made:
        made[0].set("net.ipv4.tcp_wmem", SMALL_BUFFERS)
        yield made[0]


async def test_phones_that_are_stopped_for_a_minute(
    host: Host, database: Database, tmp_path: Path
) -> None:
    app = AppServer(tmp_path, {"DATABASE_URL": database.url}, host.address, host.before)
    async with (
        scene(database.url, [app], 150, 11, TALKING) as town,
        sleepers(town, STOPPED) as asleep,
    ):
        await busy(town, 5.0, 2)  # the server has met everything once
        before, lines = memory(app), lines_of(host)
        asleep.stop()
        watched = town.storm.phones[0]
        received, steps = watched.line.received, watched.shown.steps
        await busy(town, 45.0, 2)
        await until(lambda: lines_of(host) == lines - STOPPED, 15.0)
        await busy(town, 10.0, 2)
        received, steps = watched.line.received - received, watched.shown.steps - steps
        assert received > 1_400_000, "the hall saw too little to tell"
        grown = memory(app) - before
        print(f"the hall was sent {received} bytes a phone, the server grew by {grown}")
        assert grown < STOPPED * MOST_HELD + ROOM_TO_BREATHE
        asleep.go_on()
        await town.check()
        for report in await asleep.current(watched.shown.numbers):
            print({name: value for name, value in report.items() if name != "text"})
            # A full line takes no goodbye; and a page that slept leaves its line by itself (4000).
            [(code, reason)] = report["closes"]
            assert code in (1006, 4000) or (code == FELL_BEHIND and reason.isdigit())
            assert report["steps"] < steps / 2, "what was skipped is not sent later"
            assert (report["gaps"], report["went_back"]) == (0, [])
        assert not [phone for phone in town.storm.phones if phone.line.closes]


def memory(app: AppServer) -> int:
    """Bytes the server holds."""
    status = Path(f"/proc/{app.pid}/status").read_text()
    return 1024 * int(next(line.split()[1] for line in status.splitlines() if "VmRSS" in line))


def lines_of(host: Host) -> int:
    """Connections to the server that its kernel knows; those being closed are not counted."""
    listed = as_root("ip", "netns", "exec", host.name, "ss", "-Htn", "state", "established")
    return len(listed.splitlines())
