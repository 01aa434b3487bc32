"""A rehearsal from its page: phones of another process play a copy, and each check is judged."""

import asyncio
import re
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from musrenbang_live.cli import hosting
from musrenbang_live.cli.demo_site import prepare_leader
from musrenbang_live.cli.simulation.facilitator import SimulatedFacilitator
from musrenbang_live.cli.simulation.visitor import Page
from musrenbang_live.config import folder, from_environment
from musrenbang_live.core.rehearsing import CHECKS
from musrenbang_live.store import pool, rehearsals
from tests.patience import SOON

PAGE = "/fasilitator/geladi"
OVER_WITHIN = 4 * SOON


@pytest.fixture
async def facilitator(database_url: str, tmp_path: Path) -> AsyncIterator[SimulatedFacilitator]:
    """Somebody who leads one planned session of a real server."""
    settings = from_environment({"DATABASE_URL": database_url, "MUSRENBANG_DATA": str(tmp_path)})
    token = await prepare_leader(settings)
    opened = hosting.listening("0.0.0.0", 0)
    async with hosting.running(settings, opened):
        leader = SimulatedFacilitator(f"http://127.0.0.1:{opened.getsockname()[1]}", "")
        await leader.log_in(token)
        text = (folder("sessions") / "latihan.toml").read_text(encoding="utf-8")
        await leader.create(tomllib.loads(text))
        yield leader


async def started(leader: SimulatedFacilitator, code: str, phones: int) -> Page:
    page = await leader.visitor.get(PAGE)
    return await leader.visitor.send(PAGE, page.token, {"code": code, "phones": phones})


async def over(leader: SimulatedFacilitator) -> Page:
    """The page when nothing runs any more."""
    async with asyncio.timeout(OVER_WITHIN):
        while "Sedang berjalan" in (page := await leader.visitor.get(PAGE)).html:  # noqa: ASYNC110
            await asyncio.sleep(0.3)
    return page


async def test_a_whole_rehearsal_is_green_and_leaves_nothing_in_the_archive(
    facilitator: SimulatedFacilitator, database_url: str
) -> None:
    begun = await started(facilitator, facilitator.code, 20)
    assert "Geladi dimulai" in begun.html
    assert "Geladi lain sedang berjalan" in (await started(facilitator, facilitator.code, 20)).html
    page = await over(facilitator)
    fine = dict(re.findall(r'data-check="(\w+)" data-fine="(\d)"', page.html))
    assert set(fine) == set(CHECKS)
    assert all(fine[check] == "1" for check in ("masuk", "usulan", "dukungan", "suara", "hasil"))
    connection = await pool.connect(database_url)
    try:
        played = (await rehearsals.newest(connection, 0, "admin"))[0]
    finally:
        await connection.close()
    assert played.code != facilitator.code
    assert f"/arsip/{played.code}" not in (await facilitator.visitor.get("/arsip")).html
    untouched = await facilitator.visitor.get(f"/fasilitator/{facilitator.code}")
    assert "Belum dimulai" in untouched.html


async def test_a_rehearsal_that_cannot_be(facilitator: SimulatedFacilitator) -> None:
    assert "data-check" not in (await started(facilitator, facilitator.code, 3)).html
    assert "tidak dikenal" in (await started(facilitator, "XXXXXX", 20)).html
