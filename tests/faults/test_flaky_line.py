"""Phones on a line that does to their messages whatever a line can do."""

from pathlib import Path

import pytest

from tests.faults.flaky import MISCHIEFS, flaky
from tests.faults.scene import app_in, scene
from tests.patience import until

pytestmark = pytest.mark.faults


async def test_a_flaky_line(database_url: str, tmp_path: Path) -> None:
    app = app_in(tmp_path, database_url)
    async with (
        scene(database_url, [app], 24, seed=6) as town,
        flaky(app.base, town.chance) as line,
    ):
        await town.move(line.base, town.storm.phones)
        town.storm.rage()
        await until(lambda: all(line.done[what] >= 3 for what in MISCHIEFS))
        await town.storm.more(20)
        await town.storm.calm()
        line.often = 0
        await town.storm.settle()
        await until(lambda: all(phone.line.is_up for phone in town.storm.phones))
        await town.storm.send_old()
        await town.finish(await town.check())
