"""The wall clock of the server jumps; only the times that people read may change."""

from pathlib import Path

import pytest

from tests.faults.clock import WallClock
from tests.faults.scene import app_in, scene

pytestmark = pytest.mark.faults

HOUR = 3600


async def test_the_wall_clock_jumps(database_url: str, tmp_path: Path) -> None:
    clock = WallClock(tmp_path / "time")
    app = app_in(tmp_path, database_url, **clock.settings)
    async with scene(database_url, [app], 16, seed=7) as town:
        town.storm.most_proposals = 9
        # A page is good for a day either way; the last jump is 20 hours back from the first page.
        for jump in (0, 2 * HOUR, -18 * HOUR):
            clock.shift(jump)
            town.storm.rage()
            await town.storm.more(30)
            await town.storm.calm()
            fields = {"title": f"Titi gang {jump}", "problem": "Lapuk.", "landmark": ""}
            await town.facilitator.enter({**fields, "neighborhood": "II", "sector": "infra"})
        stored = await town.check()
        at = [record.at for record in stored.records]
        assert at != sorted(at), "the clock did not jump back"
        assert not any(phone.line.closes for phone in town.storm.phones), "somebody was cut off"
        await town.finish(stored)
