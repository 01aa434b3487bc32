"""The demonstration's city: its meetings are records like any other, and its day goes on."""

import asyncio
import subprocess
import sys
from pathlib import Path

from musrenbang_live.cli.city.plans import Plans
from musrenbang_live.cli.city.seasons import TOLD, season
from musrenbang_live.cli.city.today import Today
from musrenbang_live.cli.verify import TOOLS
from musrenbang_live.config import Settings, folder
from musrenbang_live.core.verifying import verify
from musrenbang_live.live.clock import now
from musrenbang_live.store import people, shelf
from tests.web.browsing import opened

STEPS = 400


async def test_a_city_of_invented_meetings_is_an_honest_record(
    database_url: str, tmp_path: Path
) -> None:
    wards = folder("sessions") / "site" / "tanjungbalai_kelurahan.csv"
    plans = Plans(Settings(data=Path(), database_url=database_url, secret=b"s" * 32, wards=wards))
    told: list[int] = []
    async with opened(database_url) as hall, hall.visitor() as visitor:
        site = hall.site
        leader = await people.add_person(
            site.pool, username="demo", name="Demo", password_hash="!", role="facilitator", at=now()
        )
        chosen = [each for each in plans.wards if each.district == "Teluk Nibung"][2:]
        made = await season(
            *(site.pool, site.notary, plans, 2025, leader.id, chosen),
            lambda: told.append(1),
            named=True,
        )
        assert len(told) == len(chosen) + 2
        known = next(each for each in made.wards if each.plan.ward == "Beting Kuala Kapias")
        assert known.contents[1].title == TOLD[0][0]
        await site.shelving.look()
        way = await shelf.way(site.pool, known.code, 1)
        assert [row.tier for row in way] == ["kelurahan", "kecamatan", "kota"]
        assert [row.rank for row in way] == [1, 1, 1]

        today = Today(site.pool, site.notary, 7)
        others = [each for each in plans.wards if each.district != "Teluk Nibung"][:8]
        await today.prepare(plans, 2027, leader.id, others, lambda: None)
        stages = {each.hall.meeting.stage for each in today.meetings}
        assert stages == {"planned", "open", "closed", "published"}
        for _ in range(STEPS):
            await today.step()
        over = [each.hall for each in today.meetings if each.hall.meeting.stage == "published"]
        assert len(over) > 2, "the day does not go on"
        assert len(today.meetings) == len(others), "one was left alone"
        for code in (known.code, made.districts[0].code, made.city.code, over[-1].code):
            bundle = await visitor.client.get(f"/arsip/{code}/bundle.zip")
            found = list(verify(bundle.content, TOOLS))
            assert [each.sentence for each in found if not each.passed] == [], code
            (tmp_path / f"{code}.zip").write_bytes(bundle.content)
        alone = [sys.executable, folder("static") / "verify.py", tmp_path / f"{made.city.code}.zip"]
        await asyncio.to_thread(subprocess.run, alone, check=True, capture_output=True)
