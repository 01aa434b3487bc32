"""What is kept for a time goes by itself, and an administrator sees what went and what is due."""

import asyncio

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.attending import Told
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.inquiring import Doing, checked_inquiry
from musrenbang_live.core.offices import Office
from musrenbang_live.live import inquiries as council
from musrenbang_live.live.clock import now
from musrenbang_live.live.retention import Retention
from musrenbang_live.store import attendance, inquiries, offices
from tests.store.hall import until_waiting
from tests.web.browsing import Hall
from tests.web.officers import at_admin, at_office
from tests.web.residents import gathered

HOUR = 3_600_000


async def test_what_went_and_what_is_due_is_told_without_a_name(hall: Hall) -> None:
    pool = hall.site.pool
    setwan = Office(id=0, kind="setwan", name="Setwan")
    setwan = await offices.add_office(pool, setwan, at=now())
    for number, title in enumerate(("Kapan jalan rata?", "Kapan lampu menyala?"), 1):
        asked = checked_inquiry("pertanyaan", title, "", "")
        ref = f"7f0c0d3e-0000-4000-8000-00000000000{number}"
        key = bytes([number]) * 32
        await inquiries.add(pool, asked, ref=ref, link_hash=key, device=key, at=now() - HOUR)
    it = await gathered(hall)
    told = Told("Siti Aminah", "", "", "P", "II", "Jalan Rahasia 1", "081234567890")
    await hall.site.attending.check_in(it.room, ref, told, "meja")
    await it.act(c.OpenMeeting(), c.CloseMeeting())
    async with at_admin(hall) as admin, at_office(hall, setwan) as desk:
        person = await pool.fetchval("SELECT max(id) FROM person")
        for doing in (Doing(act="terbitkan"), Doing(act="jawab", text="Bulan Maret.")):
            await council.act(pool, 1, doing, setwan, person)
        await pool.execute("UPDATE login SET device = 'Ponsel Android', last_seen = created_at")
        page = await admin.open("/kelola/data")
        assert it.room.code in page.text
        assert "Belum ada." in page.text
        await Retention(pool, 0).look()
        page = await admin.open("/kelola/data")
        for said in (f"Nama, {it.room.code} 1", "Alamat rahasia dan perangkat penanya 1"):
            assert said in page.text, said
        assert "Tidak ada nama yang menunggu dihapus." in page.text
        assert "Siti" not in page.html
        assert "Yang akan dihapus" not in (await desk.open("/kelola/data")).text
    await is_forgotten(hall)


async def is_forgotten(hall: Hall) -> None:
    """Devices and links are gone where nothing more is to be done, and figures stay."""
    pool = hall.site.pool
    assert await pool.fetchval("SELECT count(*) FROM login WHERE device <> ''") == 0
    assert await inquiries.by_link(pool, b"\1" * 32) is None, "answered, and long ago"
    assert await inquiries.by_link(pool, b"\2" * 32) is not None, "still waits to be looked at"
    found = await inquiries.find(pool, 1)
    assert found is not None
    assert found.supports == 1, "whoever asked stays counted"
    assert not await inquiries.supports(pool, 1, b"\1" * 32)
    before = await pool.fetchval("SELECT count(*) FROM retention_run")
    await Retention(pool, 0).look()
    assert await pool.fetchval("SELECT count(*) FROM retention_run") == before


async def test_who_is_checked_in_while_names_are_erased_leaves_none(hall: Hall) -> None:
    it = await gathered(hall)
    await it.act(c.OpenMeeting(), c.CloseMeeting())
    told, ref = Told("Siti Aminah", "", "", "P", "II"), "7f0c0d3e-0000-4000-8000-000000000009"
    pool = hall.site.pool
    async with pool.acquire() as erasing, erasing.transaction():
        await attendance.erase(erasing, it.room.row.id, at=now())
        coming = asyncio.create_task(hall.site.attending.check_in(it.room, ref, told, "meja"))
        await until_waiting(pool, 1)
    with pytest.raises(Rejected, match="erased"):
        await coming
    assert await attendance.listed(pool, it.room.row.id) == []
