"""The disk under PostgreSQL is full in the middle of a vote: first for rows, then for its log.

Then PostgreSQL stops for good, and starts again only when there is room. Whoever was told that
something is stored was told the truth; whoever was not is told to wait, and gets it stored later.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from musrenbang_live.store.pool import connect, unreachable
from tests.faults.disk import Disk, disk
from tests.faults.parts import Database
from tests.faults.scene import app_in, scene
from tests.patience import until

pytestmark = pytest.mark.faults


@pytest.fixture
def small(server_folder: Path) -> Iterator[Disk]:
    """A disk that holds nothing but PostgreSQL."""
    place = server_folder / "disk"
    place.mkdir()
    with disk(place) as mounted:
        yield mounted


async def test_the_disk_is_full(small: Disk, tmp_path: Path) -> None:
    database = Database(small.place / "postgres")
    try:
        await _vote_on(small, database, tmp_path)
    finally:
        database.close()


async def _vote_on(small: Disk, database: Database, folder: Path) -> None:
    app = app_in(folder, database.url)
    async with scene(database.url, [app], 24, seed=8) as town:
        town.storm.most_proposals = 20
        town.storm.rage()
        await town.storm.more(30)
        small.fill()
        await until(lambda: "could not extend file" in database.said)
        small.empty()
        await town.storm.more(30)
        small.fill()
        await _fill_the_log(database)
        database.kill()  # it is stopping already, or would at the next beginning of a file
        await until(lambda: town.storm.left > 10)  # nobody is told that it is stored
        small.empty()
        await database.start()
        await town.storm.more(30)
        await town.finish(await town.check())


async def _fill_the_log(database: Database) -> None:
    """Make PostgreSQL begin files of its write-ahead log until it cannot; if the hall has not."""
    try:
        connection = await connect(database.url)
        try:
            for _ in range(100):
                await connection.execute("SELECT pg_switch_wal(), txid_current()")
        finally:
            connection.terminate()
    except Exception as error:
        if not unreachable(error):
            raise
    assert "No space left on device" in database.said
