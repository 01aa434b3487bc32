"""The four words of the signed root: on the wall, small elsewhere, and whole in the archive."""

from musrenbang_live.core import commands as c
from musrenbang_live.web.identity import access
from tests.web.browsing import Hall, Visitor
from tests.web.officers import at_desk
from tests.web.residents import Gathering, gathered


async def signed(it: Gathering) -> str:
    """The words of the newest root, when all that belongs to this moment is signed."""
    await it.hall.site.notary.sign(it.room.row.id, it.room.code)
    await it.room.refresh()
    return " ".join(it.room.counts.words)


async def test_the_wall_shows_them_from_the_opening_to_the_end(
    hall: Hall, visitor: Visitor
) -> None:
    it = await gathered(hall)
    wall = f"/layar/{it.room.code}?kunci={access.screen_key(hall.site, it.room)}"
    assert "Sidik" not in (await visitor.open(wall)).text
    await it.act(c.OpenMeeting())
    words = await signed(it)
    assert f"Sidik: {words}" in (await visitor.open(wall)).text
    await it.phase("usulan")
    await it.proposals(2)
    for step in (c.EnterPhase(3), c.CloseRound(1)):
        await it.act(step)
        newest = await signed(it)
        assert newest != words
        words = newest
        assert f"Sidik musyawarah: {words}" in (await visitor.open(wall)).text
    await it.act(c.RevealRound(1))
    assert f"Sidik: {words}" in (await visitor.open(wall)).text
    await it.act(c.PublishMeeting())
    words = await signed(it)
    assert f"Sidik musyawarah: {words}" in (await visitor.open(wall)).text


async def test_phones_and_console_show_them_small(hall: Hall, visitor: Visitor) -> None:
    it = await gathered(hall)
    page = await it.joined(visitor)
    await it.phase("usulan")
    await it.proposals(2)
    await it.act(c.EnterPhase(3))
    assert "Sidik" not in (await visitor.open(it.home)).text
    await it.act(c.CloseRound(1), c.RevealRound(1))
    words = await signed(it)
    page = await visitor.open(it.home)
    assert f"Sidik musyawarah: {words}" in page.text
    async with at_desk(it) as facilitator:
        console = await facilitator.open(f"/fasilitator/{it.room.code}")
        assert f"Sidik musyawarah: {words}" in console.text


async def test_the_archive_shows_root_key_and_where_the_files_are(
    hall: Hall, visitor: Visitor
) -> None:
    it = await gathered(hall)
    await it.phase("usulan")
    await it.act(c.PublishMeeting())
    await signed(it)
    newest = it.room.counts.signed
    assert newest is not None
    page = await visitor.open(f"/arsip/{it.room.code}")
    for shown in (" ".join(newest.words), newest.root, hall.site.fingerprint):
        assert shown in page.text
    base = f"/arsip/{it.room.code}/"
    for link in ("/kunci.txt", f"{base}checkpoint.txt", f"{base}log.ndjson"):
        assert link in page.links
