"""Two server processes over one PostgreSQL and one Redis behave as one.

Residents are on both, the facilitator on the first, the projector on the second, nginx before
them. What one does, all see; whatever is killed, nothing that was acknowledged is lost.
"""

import asyncio
import copy
import re
from collections.abc import AsyncIterator, Callable, Iterator
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
import pytest_asyncio

from musrenbang_live.cli.simulation.checking import differences
from musrenbang_live.cli.simulation.play import Play, in_groups, whole_meeting
from musrenbang_live.cli.simulation.visitor import Visitor
from tests.patience import SOON, until
from tests.servers import PostgresServer, RedisServer
from tests.topology.town import Town, Wall, town
from tests.web.proofs import files_of, wrong

pytestmark = pytest.mark.asyncio(loop_scope="module")

CONVERGED = 4.0
"""Seconds in which the second server shows what happened at the first."""


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A Redis that is killed and started again."""
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.kill()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def standing(
    postgres: PostgresServer, redis: RedisServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    """Two servers as one, for all tests of this module."""
    with postgres.database() as url:
        async with town(url, redis.url, tmp_path_factory.mktemp("town")) as running:
            yield running


@pytest_asyncio.fixture(loop_scope="module")
async def city(standing: Town, redis: RedisServer) -> Town:
    """The two servers, both there whatever the last test did."""
    redis.start()
    await standing.mend()
    return standing


async def voting(town: Town, residents: int, through: str = "") -> tuple[Play, Wall]:
    """A meeting in the middle of its vote, with a wall at the second server.

    Residents are at both servers, or all `through` one address.
    """
    play = await town.play()
    play.bases = [through] if through else town.bases
    await play.join(residents)
    wall = Wall(town.bases[1], await play.facilitator.screen_link())
    await wall.open()
    await play.facilitator.act("open")
    await play.facilitator.act("phase", index=1)
    await play.see(lambda resident: resident.seen.may_propose)
    await play.propose()
    await play.look_through()
    await play.support()
    await play.facilitator.act("phase", index=3)
    await play.see(lambda resident: bool(resident.seen.ballot))
    return play, wall


async def published(play: Play) -> None:
    """The end of the meeting."""
    await play.facilitator.act("close-round", number=1)
    await play.facilitator.act("reveal", number=1)
    await play.facilitator.act("publish")


def voted(play: Play) -> int:
    """Residents whose vote was acknowledged."""
    return sum(1 in resident.voted for resident in play.residents)


def turnout_on(wall: Wall) -> Callable[[], int]:
    """The number of ballots that the wall shows."""
    return lambda: int(re.sub(r"\D", "", wall.phone.text.get("masuk", "")) or -1)


async def test_what_one_does_all_see(city: Town) -> None:
    play, wall = await voting(city, 20)
    assert {resident.visitor.base for resident in play.residents} == set(city.bases)
    await play.vote()
    await until(lambda: turnout_on(wall)() == voted(play), within=CONVERGED)
    assert not any(str(line) in wall.shown for line in ("hasil-1", "hasil-4"))
    await published(play)
    assert differences(play, await city.record()) == []
    assert await city.record(city.bases[0]) == await city.record(city.bases[1])
    await until(lambda: "Terima kasih" in wall.shown, within=CONVERGED)
    await play.leave()
    await wall.close()


async def test_redis_dies_in_the_middle_of_a_vote(city: Town, redis: RedisServer) -> None:
    play, wall = await voting(city, 16)
    early, late = play.residents[:8], play.residents[8:]
    await in_groups(play.ballot_of(resident) for resident in early)
    redis.kill()
    await in_groups(play.ballot_of(resident) for resident in late)
    # Without Redis: the look once a second.
    await until(lambda: turnout_on(wall)() == voted(play), within=CONVERGED)
    redis.start()
    await play.residents[0].vote(1, play.residents[0].seen.options[:1])
    await play.residents[1].vote(1, play.residents[1].seen.options[:1])
    await until(lambda: turnout_on(wall)() == voted(play), within=CONVERGED)
    await published(play)
    assert differences(play, await city.record()) == []
    await play.leave()
    await wall.close()


async def test_a_server_dies_in_the_middle_of_a_vote(city: Town) -> None:
    play, wall = await voting(city, 16)
    dying, alive = city.running[1], city.running[0]
    orphans = [resident for resident in play.residents if resident.visitor.base == dying.base]
    acts = [play.ballot_of(resident) for resident in play.residents]
    storm = asyncio.ensure_future(in_groups(acts))
    await until(lambda: voted(play) >= 2 or storm.done())
    dying.process.kill()
    for resident in orphans:  # as nginx, or the next scan of the code, would bring them
        resident.visitor.move(alive.base)
    await storm
    await published(play)
    assert differences(play, await city.record(alive.base)) == []
    await play.leave()
    await wall.close()


async def test_behind_nginx_a_dead_server_is_only_a_pause(city: Town) -> None:
    play, wall = await voting(city, 16, through=city.front)
    storm = asyncio.ensure_future(play.vote())
    await until(lambda: voted(play) >= 2 or storm.done())
    city.running[1].process.kill()
    await storm
    assert voted(play) > 2
    await published(play)
    assert differences(play, await city.record()) == []
    await play.leave()
    await wall.close()


async def test_through_nginx_links_carry_the_visitors_own_address(city: Town) -> None:
    play = await city.play()
    play.bases = [city.front]
    await play.join(6)
    await play.facilitator.act("open")
    await play.facilitator.act("phase", index=1)
    await play.see(lambda resident: resident.seen.may_propose)
    await play.propose()
    facilitator = play.facilitator.visitor
    facilitator.move(city.front)
    page = await facilitator.get(f"/fasilitator/{play.code}/tautan")
    assert f"{city.front}/s/{play.code}" in page.html
    await play.leave()


async def test_the_login_link_leads_to_the_console(city: Town) -> None:
    play = await city.play()
    visitor = Visitor(city.bases[1])
    path = f"/masuk/{city.prepared.token}?lanjut=/fasilitator/{play.code}"
    page = await visitor.get(path)
    action = re.search(r'action="(/masuk/[^"]+)"', page.html)
    assert action
    console = await visitor.send(unescape(action.group(1)), page.token, {})
    assert console.path == f"/fasilitator/{play.code}"


async def test_every_untruth_is_found(city: Town) -> None:
    play: Play = await city.play()
    await whole_meeting(play, 12, city.prepared.token, lambda step: None)
    record = await city.record()
    await play.leave()
    assert differences(play, record) == []

    def altered(**changes: Any) -> dict[str, Any]:
        wrong = copy.deepcopy(record)
        for path, value in changes.items():
            *holders, name = path.split("__")
            place: Any = wrong
            for holder in holders:
                place = place[int(holder) if holder.isdigit() else holder]
            place[name] = value
        return wrong

    ranking = record["rounds"][0]["ranking"][0]
    for untruth in (
        altered(rounds__0__ranking__0__votes=ranking["votes"] + 1),
        altered(rounds__0__ballots=99),
        altered(rounds=[]),
        altered(attendance__joined=11),
        altered(proposals__0__title="Sesuatu yang lain"),
        altered(proposals__0__supports=99),
        altered(proposals=record["proposals"][1:]),
        altered(proposals__0__merged_into=7),
    ):
        assert differences(play, untruth)


# Erasing

FIRST, SECOND = "Drainase Gang Zamrud", "Titi Gang Zamrud"
PAGES = ("/arsip/{}", "/usulan/{}-2", "/cari?cari=zamrud", "/api/v1/proposals")
FILES = ("/arsip/{}.json", "/arsip/{}.csv", "/usulan.csv", "/arsip/{}/bundle.zip")


async def test_an_erased_text_is_nowhere_at_the_other_server(city: Town) -> None:
    """No page, file, frame or proof of the second says what the first erased."""
    play = await city.play()
    play.bases = city.bases[1:]
    await play.join(2)
    desk, phone, there = play.facilitator, play.residents[0], Visitor(city.bases[1])
    wall = Wall(there.base, await desk.screen_link())
    await wall.open()
    await desk.act("open")
    await desk.act("phase", index=1)
    await play.see(lambda resident: resident.seen.may_propose)
    for title in (FIRST, SECOND):
        number = await phone.propose({**play.examples[0].spoken, "title": title})
        await desk.act("approve", number=number)
    await until(lambda: FIRST in wall.shown)
    assert FIRST in (await phone.visitor.get(f"/s/{play.code}")).html

    await erased(desk.visitor, f"/s/{play.code}/usulan/1")
    assert FIRST not in (await phone.visitor.get(f"/s/{play.code}")).html
    await until(lambda: FIRST not in wall.shown, within=CONVERGED)
    assert SECOND in wall.shown

    await desk.act("publish")
    asked = [path.format(play.code) for path in (*PAGES, *FILES)]
    async with asyncio.timeout(SOON):
        while (await there.get(asked[1])).status != 200:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    for path in asked:
        assert await said(there, path, SECOND), path
    await erased(desk.visitor, f"/arsip/{play.code}#usulan-2")
    await nowhere(there, asked, SECOND)
    assert wrong(await there.file(asked[-1])) == {}
    await play.leave()
    await wall.close()


async def erased(desk: Visitor, place: str) -> None:
    """The facilitator erases what stands there."""
    page = await desk.get(f"/kelola/hapus?alamat={quote(place)}")
    after = await desk.send("/kelola/hapus", page.token, {"alamat": place})
    assert " sudah dihapus." in after.html


async def nowhere(visitor: Visitor, paths: list[str], title: str) -> None:
    """None of them says it any more, as soon as the server has heard of it, and from then on."""
    async with asyncio.timeout(CONVERGED):
        for path in paths:
            while await said(visitor, path, title):  # noqa: ASYNC110 (it is another process)
                await asyncio.sleep(0.02)
    for path in paths:
        assert not await said(visitor, path, title), path


async def said(visitor: Visitor, path: str, title: str) -> bool:
    """Whether a page or file says it."""
    content = await visitor.file(path)
    parts = files_of(content).values() if path.endswith(".zip") else [content]
    return any(title.encode() in part for part in parts)
