"""A text is erased because somebody asks for it: gone everywhere, and all else holds."""

import asyncio
import sys
from pathlib import Path
from urllib.parse import urlencode

from musrenbang_live.config import folder
from musrenbang_live.core import commands as c
from musrenbang_live.core.inquiring import checked_inquiry
from musrenbang_live.core.noting import Note
from musrenbang_live.core.report_numbers import origin_of
from musrenbang_live.live.clock import now
from musrenbang_live.store import inquiries, notes
from tests.builders import content, plan
from tests.patience import until
from tests.store.hall import until_waiting
from tests.web.browsing import Hall, Page, Visitor, opened
from tests.web.officers import at_admin, at_desk
from tests.web.proofs import bundle_of, wrong
from tests.web.records import eventful
from tests.web.residents import gathered
from tests.web.test_leaks import a_report

GONE = "Teks dihapus atas permintaan"
NOTE = "7f0c0d3e-0000-4000-8000-00000000000e"
TITLE = "Drainase Gang Mawar"


async def test_an_erased_text_is_gone_everywhere_and_the_record_still_checks(
    hall: Hall, visitor: Visitor, database_url: str, tmp_path: Path
) -> None:
    it, _ = await eventful(hall)
    code = it.room.code
    await hall.site.shelving.look()
    await hall.signed()
    public = (f"/arsip/{code}", f"/arsip/{code}.json", f"/arsip/{code}.csv", "/arsip?cari=drainase")
    for path in public:
        assert TITLE in (await visitor.client.get(path)).text, path
    before = (await visitor.client.get(f"/arsip/{code}/checkpoint.txt")).text
    async with opened(database_url) as elsewhere, at_admin(hall) as desk:
        there = await elsewhere.service.room(code)
        assert there.meeting.proposals[1].content.title == TITLE
        done = await erased(desk, f"/arsip/{code}#usulan-1", TITLE)
        assert f"Teks di /arsip/{code}#usulan-1 sudah dihapus." in done.text
        for path in public:
            assert TITLE not in (await visitor.client.get(path)).text, path
        assert GONE in (await visitor.open(f"/arsip/{code}")).text
        await until(lambda: there.meeting.proposals[1].content.title == "")
        assert there.meeting.seq == it.room.meeting.seq
        assert f"/arsip/{code}#usulan-1" in (await desk.open("/kelola/data")).text
        await erased_once(hall, desk, f"/kelola/hapus?alamat=/arsip/{code}%23usulan-1")
    data = await bundle_of(it, visitor)
    assert TITLE.encode() not in data
    assert wrong(data) == {}
    file = tmp_path / "bundle.zip"
    file.write_bytes(data)
    program = [sys.executable, str(folder("static") / "verify.py"), str(file)]
    run = await asyncio.create_subprocess_exec(*program, stdout=asyncio.subprocess.PIPE)
    told, _ = await run.communicate()
    assert run.returncode == 0, told.decode()
    assert (await visitor.client.get(f"/arsip/{code}/checkpoint.txt")).text == before
    assert await holding(hall, TITLE) == {}


async def erased_once(hall: Hall, desk: Visitor, place: str) -> None:
    """The button pressed again erases nothing more, and is no second erasure in the list."""
    again = await desk.open(place)
    assert "Teksnya sudah dihapus." in again.text
    assert (await desk.send(again, "ya-hapus")).status == 200
    assert await hall.site.pool.fetchval("SELECT count(*) FROM erasure") == 1


async def erased(desk: Visitor, address: str, text: str) -> Page:
    """Somebody looks at what stands at an address, sees the text, and erases it."""
    page = await desk.open(f"/kelola/hapus?{urlencode({'alamat': address})}")
    assert text in page.text
    return await desk.send(page, "ya-hapus")


async def test_what_continues_it_goes_too_and_what_is_typed_beside_meetings(
    hall: Hall, visitor: Visitor
) -> None:
    old, _ = await eventful(hall)
    pool, origin = hall.site.pool, f"{old.room.code}/1"
    district = await gathered(hall, plan(tier="kecamatan"))
    brought = c.SubmitProposal("r1", "", content(TITLE), assisted=True, origin=origin)
    await district.act(brought)
    later = await gathered(hall)
    await later.act(c.BringPromise(2026, TITLE, origin=origin), c.OpenMeeting())
    await later.act(c.AskQuestion("q1", "", "Mengapa Bu Rahasia ditolak?", "Bu Rahasia"))
    async with at_desk(later) as leader, at_admin(hall) as admin:
        someone = await pool.fetchval("SELECT max(id) FROM person")
        note = Note(NOTE, 0, "Ujar Pak Rahasia.", 1, "", now())
        await notes.add(pool, later.room.row.id, note, someone)
        asked = checked_inquiry("pertanyaan", "Siapa Tuan Rahasia?", "", "Tuan Rahasia")
        await inquiries.add(pool, asked, ref=NOTE, link_hash=b"l", device=b"d" * 32, at=now())
        for barred in (f"/arsip/{old.room.code}#usulan-1", "/tanya/1"):
            refused = await leader.open(f"/kelola/hapus?{urlencode({'alamat': barred})}")
            assert refused.status == 403
        page = await leader.open(f"/kelola/hapus?alamat=/arsip/{later.room.code}/notulen")
        assert f'value="/arsip/{later.room.code}/notulen#catatan-{NOTE}"' in page.html
        await erased(leader, f"/arsip/{later.room.code}/notulen#catatan-{NOTE}", "Pak Rahasia")
        await erased(leader, f"/arsip/{later.room.code}#pertanyaan-1", "Bu Rahasia")
        await erased(admin, "/tanya/1", "Tuan Rahasia")
        page = await erased(admin, f"/arsip/{old.room.code}#usulan-1", district.room.code)
    assert await holding(hall, "Rahasia", TITLE) == {}
    for room in (old.room, district.room):
        assert room.meeting.proposals[1].content.title == ""
    assert later.room.meeting.promises[1].title == ""
    assert (await visitor.open("/kelola/hapus")).answer.url.path == "/masuk"


async def test_a_report_goes_with_its_place_its_contact_and_the_proposal_made_of_it(
    hall: Hall, visitor: Visitor
) -> None:
    await a_report(visitor)
    number = await hall.site.pool.fetchval("SELECT number FROM report")
    it = await gathered(hall)
    said, origin = content("Lampu jalan"), origin_of(number)
    await it.act(c.OpenMeeting(), c.SubmitProposal("r1", "", said, assisted=True, origin=origin))
    async with at_admin(hall) as admin, at_desk(it) as leader:
        barred = await leader.open(f"/kelola/hapus?alamat=/aspirasi/{number}")
        assert barred.status == 403
        await erased(admin, f"/aspirasi/{number}", it.room.code)
        assert (await admin.open("/kelola/hapus?alamat=/aspirasi/TB-2026-999999")).status == 404
    assert it.room.meeting.proposals[1].content.title == ""
    assert await holding(hall, "Lampu jalan", "Gang gelap", "Kanari") == {}


async def test_nothing_on_a_ballot_is_erased_and_who_has_not_heard_writes_nothing_back(
    hall: Hall, database_url: str
) -> None:
    it = await gathered(hall)
    await it.phase("usulan")
    for title in (TITLE, "Titi beton"):
        await it.proposal(content(title))
    async with opened(database_url) as elsewhere, at_admin(hall) as desk:
        there = await elsewhere.service.room(it.room.code)
        await erased(desk, f"/s/{it.room.code}/usulan/1", TITLE)
        await elsewhere.service.act(there, "f:1", c.MergeProposal(1, 2))
        await until(lambda: there.meeting.proposals[1].content.title == "")
        await it.room.catch_up()
        assert it.room.meeting.proposals[1].merged_into == 2
        assert await holding(hall, TITLE) == {}
        await it.phase("musyawarah")
        await it.act(c.EnterPhase(3, (2,)))
        address = urlencode({"alamat": f"/s/{it.room.code}/usulan/2"})
        assert (await desk.open(f"/kelola/hapus?{address}")).status == 422


async def test_what_others_do_while_an_erasure_waits_for_its_turn(hall: Hall) -> None:
    """The text is brought to another meeting, or comes to the vote: it stands there, or stays."""
    old, _ = await eventful(hall)
    it, district = await gathered(hall), await gathered(hall, plan(tier="kecamatan"))
    await it.phase("usulan")
    await it.proposal(content("Titi beton"))
    await it.phase("musyawarah")
    await hall.site.shelving.look()  # or it waits with them
    pool, origin = hall.site.pool, f"{old.room.code}/1"
    brought = c.SubmitProposal("r1", "", content(TITLE), assisted=True, origin=origin)
    asked = (f"/arsip/{old.room.code}#usulan-1", f"/s/{it.room.code}/usulan/1")
    async with at_admin(hall) as desk:
        pages = [await desk.open(f"/kelola/hapus?{urlencode({'alamat': each})}") for each in asked]
        async with pool.acquire() as ahead, ahead.transaction():
            await ahead.execute("SELECT pg_advisory_xact_lock(72)")
            sent = [asyncio.create_task(desk.send(page, "ya-hapus")) for page in pages]
            await until_waiting(pool, 2)
            await district.act(brought)
            await it.act(c.EnterPhase(3, (1,)))
        done, refused = await asyncio.gather(*sent)
    assert (done.status, refused.status) == (200, 422)
    assert it.room.meeting.proposals[1].content.title == "Titi beton"
    assert district.room.meeting.proposals[1].content.title == ""
    assert await holding(hall, TITLE) == {}


async def holding(hall: Hall, *texts: str) -> dict[str, int]:
    """The tables in which any of these texts stands, with how many rows."""
    pool, found = hall.site.pool, {}
    tables = await pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for (table,) in tables:
        rows = await pool.fetchval(
            f"SELECT count(*) FROM {table} AS row WHERE row::text ILIKE ANY ($1)",
            [f"%{text}%" for text in texts],
        )
        if rows:
            found[table] = rows
    return found
