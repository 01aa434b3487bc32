"""What the desk adds to the papers of a meeting: stored once, by whoever read what is there."""

import asyncio

import pytest

from musrenbang_live.core.minutes import MinutesFields, Representative
from musrenbang_live.store import minutes
from musrenbang_live.store.minutes import Typed
from musrenbang_live.store.pool import Pool
from tests.builders import NOW
from tests.store.hall import Hall, new_hall

FIELDS = MinutesFields(number="7", representatives=(Representative("Butet", 41, "P", "PKK"),))


@pytest.fixture
async def hall(db: Pool) -> Hall:
    return await new_hall(db)


async def test_fields_are_stored_once_for_each_rev(hall: Hall, db: Pool) -> None:
    session = hall.row.id
    assert await minutes.typed(db, session) == Typed()
    assert await minutes.put_fields(db, session, 0, FIELDS)
    assert not await minutes.put_fields(db, session, 0, MinutesFields(number="8"))
    assert await minutes.typed(db, session) == Typed(1, FIELDS)
    assert await minutes.put_fields(db, session, 1, MinutesFields(number="8"))
    assert (await minutes.typed(db, session)).rev == 2


async def test_people_are_forgotten_and_offices_stay(hall: Hall, db: Pool) -> None:
    session = hall.row.id
    await minutes.forget_people(db, session)
    named = MinutesFields(number="7", chair="Ahmad", nip="1" * 18, team=("Togar",))
    await minutes.put_fields(db, session, 0, named)
    for _ in range(2):
        await minutes.forget_people(db, session)
        kept = await minutes.typed(db, session)
        assert kept == Typed(2, MinutesFields(number="7", chair="Ahmad"))


async def test_of_many_at_once_one_is_stored(hall: Hall, db: Pool) -> None:
    stored = await asyncio.gather(
        *(minutes.put_fields(db, hall.row.id, 0, MinutesFields(number=str(n))) for n in range(8))
    )
    assert sum(stored) == 1
    kept = await minutes.typed(db, hall.row.id)
    assert kept == Typed(1, MinutesFields(number=str(stored.index(True))))


async def test_a_form_and_a_scan_are_kept_replaced_and_forgotten(hall: Hall, db: Pool) -> None:
    session = hall.row.id
    assert await minutes.form(db, session) is None
    for content in (b"one", b"\0two"):
        await minutes.put_form(db, session, "kami.docx", content, at=NOW)
        assert await minutes.form(db, session) == minutes.Form("kami.docx", content, NOW)
    await minutes.drop_form(db, session)
    assert await minutes.form(db, session) is None

    assert await minutes.scan(db, session) is None
    assert await minutes.scanned(db, session) == b""
    await minutes.put_scan(db, session, "a.pdf", "pdf", b"%PDF\0", shown=False, at=NOW)
    assert await minutes.scan(db, session) == minutes.Scan("a.pdf", "pdf", 5, False, NOW)
    await minutes.show_scan(db, session, shown=True)
    await minutes.put_scan(db, session, "b.png", "png", b"png", shown=False, at=NOW)
    assert await minutes.scan(db, session) == minutes.Scan("b.png", "png", 3, False, NOW)
    assert await minutes.scanned(db, session) == b"png"
    await minutes.drop_scan(db, session)
    assert await minutes.scan(db, session) is None


@pytest.mark.parametrize("kind", ["html", ""])
async def test_no_other_kind_of_scan_is_kept(hall: Hall, db: Pool, kind: str) -> None:
    with pytest.raises(Exception, match="scan_kind_check"):
        await minutes.put_scan(db, hall.row.id, "a", kind, b"x", shown=True, at=NOW)
