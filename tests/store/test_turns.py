"""Who must wait for another waits before holding what the other needs: see `store` for the order.

Each test holds what comes first, lets somebody else run into it, and then takes what comes later
without waiting. Whoever was in the way already would block it, and the two would deadlock.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from typing import Any

from musrenbang_live.core import commands as c
from musrenbang_live.core.attending import Told
from musrenbang_live.core.cataloguing import CatalogItem, CatalogRead
from musrenbang_live.core.council import Member
from musrenbang_live.core.inquiring import Asked, Doing, Inquiry
from musrenbang_live.core.offices import Office
from musrenbang_live.core.plan import Rules
from musrenbang_live.core.speaking import Wish
from musrenbang_live.live import inquiries as acts
from musrenbang_live.store import (
    attendance,
    cards,
    catalogs,
    council,
    erasing,
    follow_batches,
    following,
    inquiries,
    inquiry_desk,
    offices,
    people,
    retention,
    similar,
    speakers,
)
from musrenbang_live.store.erasing import Copy
from musrenbang_live.store.pool import Conn, Pool
from tests.builders import NOW, plan
from tests.store.hall import count, new_hall, new_id, until_waiting
from tests.store.shelves import line, put_meeting

OTHER = "ACDEFG"


@contextlib.asynccontextmanager
async def ahead(db: Pool, first: str, *args: object) -> AsyncIterator[Conn]:
    """A transaction that holds what the statement `first` takes."""
    async with db.acquire() as conn, conn.transaction():
        await conn.execute(first, *args)
        yield conn


async def waits(db: Pool, act: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
    """`act`, begun, and waiting for a lock."""
    task = asyncio.create_task(act)
    await until_waiting(db, 1)
    assert not task.done()
    return task


async def test_who_decides_waits_for_the_shelf_before_holding_a_proposal(db: Pool) -> None:
    await put_meeting(db, OTHER, [line(1), line(2)])

    async def decides() -> None:
        async with db.acquire() as conn, conn.transaction():
            await following.hold(conn, [(OTHER, 1)])
            await following.retell(conn, [(OTHER, 1)])

    async with ahead(db, "SELECT pg_advisory_xact_lock(72)") as shelving:
        second = await waits(db, decides())
        await shelving.execute("SELECT FROM shelf FOR UPDATE NOWAIT")
    await second


async def test_who_erases_waits_for_the_shelf_before_the_log_and_for_logs_in_one_order(
    db: Pool,
) -> None:
    low, high = await new_hall(db), await new_hall(db, code=OTHER)
    log = "SELECT pg_try_advisory_xact_lock(71, $1::bigint::int)"

    async def erases() -> None:
        async with db.acquire() as conn, conn.transaction():
            await erasing.hold(conn, [high.row.id, low.row.id, high.row.id])
            for hall in (high, low):
                copy = Copy(hall.row.id, hall.row.code, "", 1)
                await erasing.proposal(conn, copy, [])

    async with ahead(db, "SELECT pg_advisory_xact_lock(72)") as shelving:
        second = await waits(db, erases())
        assert await shelving.fetchval(log, low.row.id)
        await shelving.execute("SELECT FROM session FOR UPDATE NOWAIT")
    await second
    async with ahead(db, log, low.row.id) as writing:
        second = await waits(db, erases())
        assert await writing.fetchval(log, high.row.id)
    await second
    assert [row["erasures"] for row in await db.fetch("SELECT erasures FROM session")] == [2, 2]


async def asked(db: Pool, title: str) -> int:
    """The number of a public question to the council."""
    number = await inquiries.add(
        db,
        Asked("pertanyaan", title, "", ""),
        ref=new_id(),
        link_hash=title.encode(),
        device=bytes(32),
        at=NOW,
    )
    assert number is not None
    await db.execute("UPDATE inquiry SET state = 'tayang', approved_at = now()")
    return number


async def secretariat(db: Pool) -> tuple[Office, int]:
    """The office that moves questions, and a person of it."""
    office = await offices.add_office(db, Office(id=0, kind="setwan", name="Setwan"), at=NOW)
    person = await people.add_person(
        db,
        username="sari",
        name="Sari",
        password_hash="-",
        role="officer",
        at=NOW,
        office_id=office.id,
    )
    return office, person.id


async def test_a_merger_waits_for_its_turn_before_holding_a_question(db: Pool) -> None:
    office, person = await secretariat(db)
    first, second, third = [await asked(db, title) for title in ("Satu?", "Dua?", "Tiga?")]

    def merged(number: int, into: int) -> Coroutine[Any, Any, Inquiry]:
        return acts.act(db, number, Doing(act="gabung", to=into), office, person)

    await merged(second, third)
    async with ahead(db, "SELECT pg_advisory_xact_lock(73)") as merging:
        # Part of the third by way of the second, which another merger is just moving on.
        waiting = await waits(db, merged(first, second))
        await merging.execute("SELECT FROM inquiry FOR UPDATE NOWAIT")
    assert (await waiting).root == third


async def test_residents_wait_for_no_officer_and_what_clears_up_waits_for_nobody(db: Pool) -> None:
    number = await asked(db, "Kapan?")
    await db.execute("UPDATE inquiry SET state = 'ditutup'")
    async with db.acquire() as officer, officer.transaction(), asyncio.timeout(2):
        await inquiry_desk.hold(officer, number)
        await inquiries.support(db, number, b"2" * 32, NOW)
        async with db.acquire() as clearing:
            assert await retention.forget_askers(clearing, before=NOW + 1) == 0
    async with db.acquire() as clearing:
        assert await retention.forget_askers(clearing, before=NOW + 1) == 1


async def test_of_two_lists_of_the_council_at_once_one_stays(db: Pool) -> None:
    members = [
        Member(name=name, party="", dapil="1", office="", commission="", period="2024–2029")
        for name in ("Ahmad", "Berlian")
    ]

    async def taken() -> None:
        async with db.acquire() as conn:
            await council.replace(conn, members, at=NOW)

    async with db.acquire() as first, first.transaction():
        await council.replace(first, members, at=NOW)
        second = await waits(db, taken())
    await second
    assert [each.name for each in await council.members(db, "2024–2029")] == ["Ahmad", "Berlian"]
    assert not await council.change(db, 1, members[0], at=NOW)


async def test_what_belongs_to_a_log_waits_for_whoever_writes_it(db: Pool) -> None:
    hall = await new_hall(db, plan(rules=Rules(access="kartu")))
    await hall.begin(2)
    await hall.do(c.PrintCards(2, 0))
    await db.execute("UPDATE proposal_words SET edition = 0")

    async def refilled() -> int:
        async with db.acquire() as conn:
            return await similar.refill(conn)

    for act in (
        lambda: cards.set_hashes(db, hall.row.id, 1, [bytes(32), b"1" * 32]),
        lambda: similar.tell_apart(db, hall.row.id, [1, 2], apart=True),
        refilled,
    ):
        log = "SELECT pg_advisory_xact_lock(71, $1::bigint::int)"
        async with ahead(db, log, hall.row.id) as writing:
            second = await waits(db, act())
            for table in ("card", "proposal_pair", "proposal_words"):
                await writing.execute(f"SELECT FROM {table} FOR UPDATE NOWAIT")
            await writing.execute("UPDATE proposal SET title = '', problem = ''")
        await second
    assert await db.fetchval("SELECT count(code_hash) FROM card") == 2
    assert await db.fetchval("SELECT bool_and(apart) FROM proposal_pair")
    assert not await db.fetch("SELECT FROM proposal_words WHERE plain LIKE '%drainase%'")


async def test_a_closing_waits_for_who_is_just_checking_in(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.do(c.OpenMeeting())

    async def came(conn: Conn, name: str) -> None:
        told = Told(name, "", "", "P", "II")
        await attendance.add(conn, hall.row.id, new_id(), told, "meja", at=NOW, most=9)

    async with db.acquire() as desk:
        await came(desk, "Siti")
        async with desk.transaction():
            await came(desk, "Rohani")
            closing = await waits(db, hall.do(c.CloseMeeting()))
            await desk.execute("SELECT FROM attendee FOR UPDATE NOWAIT")
    await closing
    stamps = await db.fetch("SELECT DISTINCT xmin::text, cmin::text FROM attendee")
    assert len(stamps) == 1, "when somebody came is told by nothing"


async def test_who_erases_speakers_waits_for_the_list_before_holding_a_line(db: Pool) -> None:
    hall = await new_hall(db)

    async def erases() -> int:
        async with db.acquire() as conn, conn.transaction():
            return await speakers.erase(conn, hall.row.id)

    async with speakers.held(db, hall.row.id) as conn:
        await speakers.add(conn, hall.row.id, new_id(), Wish("Siti", "II", "P", 3), NOW)
    async with speakers.held(db, hall.row.id) as desk:
        second = await waits(db, erases())
        await desk.execute("SELECT FROM speaker FOR UPDATE NOWAIT")
        await speakers.add(desk, hall.row.id, new_id(), Wish("Amir", "II", "L", 3), NOW)
    assert await second == 2, "who came meanwhile too"


async def test_of_two_first_administrators_at_once_one_is(db: Pool) -> None:
    async def becomes(name: str) -> bool:
        async with db.acquire() as conn, conn.transaction():
            if first := await people.is_first(conn):
                await administrator(conn, name)
            return first

    async with db.acquire() as conn, conn.transaction():
        assert await people.is_first(conn)
        await administrator(conn, "siti")
        second = await waits(db, becomes("budi"))
    assert not await second


async def administrator(conn: Conn, name: str) -> None:
    """Somebody becomes one."""
    await people.add_person(conn, username=name, name=name, password_hash="-", role="admin", at=NOW)


async def test_a_preview_waits_for_nobody_who_is_at_an_older_one(db: Pool) -> None:
    office, person = await secretariat(db)
    read = CatalogRead((CatalogItem(code="1", name="Titi"),), (), 0, (), (), ())

    async def previews(conn: Conn) -> None:
        async with conn.transaction():
            await catalogs.add_draft(conn, year=2028, file="", by=person, at=NOW, read=read)
            await follow_batches.add_draft(
                conn,
                office=office.id,
                person=person,
                file="",
                rows=(),
                mistakes=(),
                silent=0,
                at=NOW,
            )

    async with db.acquire() as first, db.acquire() as second, asyncio.timeout(2):
        await previews(first)
        async with first.transaction():
            await first.execute("SELECT FROM catalog FOR UPDATE")
            await first.execute("SELECT FROM follow_batch FOR UPDATE")
            await previews(second)
        await previews(second)
    assert await count(db, "catalog") == await count(db, "follow_batch") == 1
