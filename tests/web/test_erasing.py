"""A text is erased because somebody asks for it: gone everywhere, and everything else still holds."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

from musrenbang_live.config import folder
from musrenbang_live.core import commands as c
from musrenbang_live.core.noting import Note
from musrenbang_live.live.clock import now
from musrenbang_live.store import notes
from tests.builders import content, plan
from tests.patience import until
from tests.web.browsing import Hall, Page, Visitor, opened
from tests.web.officers import at_admin, at_desk
from tests.web.proofs import bundle_of, wrong
from tests.web.records import eventful
from tests.web.residents import gathered

GONE = "Teks dihapus atas permintaan"
NOTE = "7f0c0d3e-0000-4000-8000-00000000000e"
TITLE = "Drainase Gang Mawar"


async def test_an_erased_text_is_gone_everywhere_and_the_record_still_checks(
    hall: Hall, visitor: Visitor, database_url: str, tmp_path: Path
) -> None:
    it, _ = await eventful(hall)
    code = it.room.code
    await hall.site.shelving.put(code)
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
        again = await desk.open(f"/kelola/hapus?alamat=/arsip/{code}%23usulan-1")
        assert "Teksnya sudah dihapus." in again.text
    data = await bundle_of(it, visitor)
    assert TITLE.encode() not in data
    assert wrong(data) == {}
    file = tmp_path / "bundle.zip"
    file.write_bytes(data)
    program = [sys.executable, str(folder("static") / "verify.py"), str(file)]
    run = subprocess.run(program, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stdout
    assert (await visitor.client.get(f"/arsip/{code}/checkpoint.txt")).text == before
    assert await holding(hall, TITLE) == {}


async def erased(desk: Visitor, address: str, text: str) -> Page:
    """Somebody looks at what stands at an address, sees the text, and erases it."""
    page = await desk.open(f"/kelola/hapus?{urlencode({'alamat': address})}")
    assert text in page.text
    return await desk.send(page, "ya-hapus")


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
