"""Two thousand phones at one address, as in a hall behind one Wi-Fi: nobody is turned away."""

import asyncio
import json
import shutil
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from musrenbang_live.cli.demo_site import Prepared, prepare
from musrenbang_live.cli.processes import servers
from musrenbang_live.cli.simulation.facilitator import SimulatedFacilitator
from musrenbang_live.cli.simulation.visitor import Visitor
from musrenbang_live.config import WARDS, Settings, folder
from musrenbang_live.live.clock import now
from musrenbang_live.store.intake import JoinIntake, record_joins
from musrenbang_live.store.pool import connect
from musrenbang_live.web.identity.tokens import Signer
from tests.patience import until
from tests.servers import RedisServer
from tests.store.hall import new_id
from tests.topology.crowd import Crowd, room_for

PHONES: Final = 2_000
BY_FORM: Final = 200
"""Of them join by the form over HTTP; the others stand in the database already."""
PROPOSALS: Final = 5
SECRET: Final = b"o" * 32
PAPER: Final = 'id="suara-1"'
"""In what a phone shows while the first round is open."""


@pytest.fixture
async def site(
    database_url: str, redis: RedisServer, tmp_path: Path
) -> AsyncIterator[tuple[Settings, str]]:
    """One server, a process of its own, and its address."""
    room_for(PHONES)
    settings = Settings(
        data=tmp_path / "data",
        database_url=database_url,
        redis_url=redis.url,
        secret=SECRET,
        wards=folder("sessions") / "site" / WARDS,
    )
    settings.data.mkdir()
    async with servers(settings, 1) as running:
        yield settings, running[0].base
    shutil.rmtree(settings.data, ignore_errors=True)


async def test_two_thousand_phones_behind_one_address(site: tuple[Settings, str]) -> None:
    settings, base = site
    prepared = await prepare(settings)
    cookies = await stored(settings, prepared, PHONES - BY_FORM)
    cookies += await asyncio.gather(*(joined(base, prepared.code) for _ in range(BY_FORM)))
    crowd = Crowd(base, prepared.code)
    await crowd.come((cookie, page_token(cookie)) for cookie in cookies)
    facilitator = SimulatedFacilitator(base, prepared.code)
    await facilitator.log_in(prepared.token)
    await opened_vote(facilitator, prepared)
    await until(lambda: crowd.current and PAPER in crowd.shown)
    marks = [[1 + index % PROPOSALS] for index in range(PHONES)]
    await crowd.vote(1, marks)
    assert crowd.lost == []
    for act in ("close-round", "reveal", "publish"):
        await facilitator.act(act, number=1)
    await until(lambda: crowd.current and PAPER not in crowd.shown)
    assert crowd.lost == []
    record = json.loads((await Visitor(base).get(f"/arsip/{prepared.code}.json")).html)
    crowd.leave()
    assert record["attendance"]["joined"] == PHONES
    (round_,) = record["rounds"]
    assert round_["ballots"] == PHONES
    votes = {line["proposal"]: line["votes"] for line in round_["ranking"]}
    assert votes == Counter(mark[0] for mark in marks)


async def stored(settings: Settings, prepared: Prepared, count: int) -> list[str]:
    """Participants who are in the meeting already; the cookies of their phones."""
    connection = await connect(settings.database_url)
    try:
        session = await connection.fetchval("SELECT id FROM session WHERE code = $1", prepared.code)
        batch = [
            JoinIntake(id=new_id(), session=session, ref=new_id(), at=now()) for _ in range(count)
        ]
        found = await record_joins(connection, batch)
    finally:
        await connection.close()
    signer = Signer(SECRET)
    purpose = f"participant:{prepared.code}"
    return [f"peserta_{prepared.code}={signer.sign(purpose, who)}" for who in found]


async def joined(base: str, code: str) -> str:
    """Somebody opens the page and presses the button; the phone's cookie."""
    visitor = Visitor(base)
    page = await visitor.get(f"/s/{code}")
    answer = await visitor.send(f"/s/{code}/ikut", page.token, {})
    assert answer.status == 200, answer.html[:300]
    name = f"peserta_{code}"
    return f"{name}={visitor.cookies[name]}"


def page_token(cookie: str) -> str:
    """The token of a page shown to the phone with this cookie."""
    return Signer(SECRET).page_token(f"p{cookie.partition('=')[2]}", now())


async def opened_vote(facilitator: SimulatedFacilitator, prepared: Prepared) -> None:
    """Open the meeting, bring some proposals, open the round."""
    await facilitator.act("open")
    await facilitator.act("phase", index=1)
    for number in range(1, PROPOSALS + 1):
        place = prepared.plan.neighborhoods[0]
        told = {"title": f"Lampu jalan {number}", "problem": "Gelap", "neighborhood": place}
        await facilitator.enter(told)
    await facilitator.act("phase", index=3)
