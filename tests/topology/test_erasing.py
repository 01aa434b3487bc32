"""A text that is erased at one server is nowhere at the other: no page, file, frame or proof."""

import asyncio
from urllib.parse import quote

from musrenbang_live.cli.simulation.visitor import Visitor
from tests.patience import SOON, until
from tests.topology.town import Town, Wall
from tests.web.proofs import files_of, wrong

FIRST, SECOND = "Drainase Gang Zamrud", "Titi Gang Zamrud"
PAGES = ("/arsip/{}", "/usulan/{}-2", "/cari?cari=zamrud", "/api/v1/proposals")
FILES = ("/arsip/{}.json", "/arsip/{}.csv", "/usulan.csv", "/arsip/{}/bundle.zip")


async def test_an_erased_text_is_nowhere_at_the_other_server(city: Town) -> None:
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
    await until(lambda: FIRST not in wall.shown)
    assert SECOND in wall.shown

    await desk.act("publish")
    asked = [path.format(play.code) for path in (*PAGES, *FILES)]
    async with asyncio.timeout(SOON):
        while (await there.get(asked[1])).status != 200:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    for path in asked:
        assert await said(there, path, SECOND), path
    await erased(desk.visitor, f"/arsip/{play.code}#usulan-2")
    for path in asked:
        assert not await said(there, path, SECOND), path
    assert wrong(await there.file(asked[-1])) == {}
    await play.leave()
    await wall.close()


async def erased(desk: Visitor, place: str) -> None:
    """The facilitator erases what stands there."""
    page = await desk.get(f"/kelola/hapus?alamat={quote(place)}")
    after = await desk.send("/kelola/hapus", page.token, {"alamat": place})
    assert " sudah dihapus." in after.html


async def said(visitor: Visitor, path: str, title: str) -> bool:
    """Whether a page or file says it."""
    content = await visitor.file(path)
    parts = files_of(content).values() if path.endswith(".zip") else [content]
    return any(title.encode() in part for part in parts)
