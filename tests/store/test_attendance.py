"""The attendance list in the database: numbers, counts, and the erasing of names."""

import asyncio

import asyncpg
import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.attending import Told
from musrenbang_live.store import attendance, people
from musrenbang_live.store.intake import JoinIntake, record_joins
from musrenbang_live.store.pool import Pool
from tests.builders import NOW
from tests.store.hall import Hall, count, new_hall, new_id, until_waiting

DAY = attendance.DAY
SITI = Told("Siti Aminah", "PKK", "26-45", "P", "II", "Jl. Mawar 4", "081234567890")
BUDI = Told("Budi", "Nelayan Rukun", ">60", "L", "I")
MOST = 1_000


@pytest.fixture
async def hall(db: Pool) -> Hall:
    """A session that has not begun."""
    return await new_hall(db)


async def add(hall: Hall, told: Told = SITI, *, at: int = NOW, id_: str = "") -> str:
    """Somebody is checked in; the id."""
    made = id_ or new_id()
    async with hall.pool.acquire() as conn:
        assert await attendance.add(conn, hall.row.id, made, told, "meja", at=at, most=MOST)
    return made


async def erase(hall: Hall, at: int = NOW) -> int:
    """Names of the session go; of how many."""
    async with hall.pool.acquire() as conn:
        return await attendance.erase(conn, hall.row.id, at=at)


async def test_people_stand_in_the_order_of_arrival(hall: Hall, db: Pool) -> None:
    first, second = await add(hall), await add(hall, BUDI, at=NOW + 90_000)
    found = await attendance.listed(db, hall.row.id)
    assert [(line.id, line.number, line.told) for line in found] == [
        (first, 1, SITI),
        (second, 2, BUDI),
    ]
    assert found[0].checked_in_at == NOW - NOW % 60_000, "no more than the minute is kept"


async def test_sent_twice_is_one_person(hall: Hall, db: Pool) -> None:
    one = await add(hall)
    await add(hall, id_=one)
    assert await count(db, "attendee") == 1


async def test_two_desks_at_once_give_no_number_twice(hall: Hall, db: Pool) -> None:
    await asyncio.gather(*(add(hall, Told(f"Warga {n}")) for n in range(40)))
    stored = await db.fetch("SELECT number FROM attendee")
    assert sorted(row["number"] for row in stored) == list(range(1, 41))


async def test_who_adds_waits_for_whoever_adds(hall: Hall, db: Pool) -> None:
    async with db.acquire() as conn, conn.transaction():
        await attendance.add(conn, hall.row.id, new_id(), SITI, "meja", at=NOW, most=MOST)
        other = asyncio.ensure_future(add(hall, BUDI))
        await until_waiting(db, 1)
    await other
    assert [line.name for line in await attendance.listed(db, hall.row.id)] == [
        "Siti Aminah",
        "Budi",
    ]


async def test_a_full_list_takes_nobody(hall: Hall, db: Pool) -> None:
    await add(hall)
    async with db.acquire() as conn:
        assert not await attendance.add(conn, hall.row.id, new_id(), BUDI, "ponsel", at=NOW, most=1)
    assert await count(db, "attendee") == 1


async def test_a_line_is_corrected_and_taken_off_without_a_gap(hall: Hall, db: Pool) -> None:
    first, second = await add(hall), await add(hall)
    assert await attendance.change(db, hall.row.id, second, BUDI)
    assert await attendance.remove(db, hall.row.id, first)
    assert not await attendance.remove(db, hall.row.id, first)
    assert not await attendance.change(db, hall.row.id, first, BUDI)
    [left] = await attendance.listed(db, hall.row.id)
    assert (left.id, left.number, left.told) == (second, 1, BUDI)
    assert await attendance.some(db, hall.row.id, [second, first, "x"]) == [left]


async def test_nobody_reaches_into_another_session(hall: Hall, db: Pool) -> None:
    other = await new_hall(db, code="KRT347")
    one = await add(hall)
    assert not await attendance.change(db, other.row.id, one, BUDI)
    assert not await attendance.remove(db, other.row.id, one)
    await add(other, id_=one)
    assert await attendance.listed(db, other.row.id) == []


async def test_names_nearly_the_same_are_told(hall: Hall, db: Pool) -> None:
    await add(hall, Told("Siti Aminah"))
    await add(hall, Told("Rahmat Hidayat"))
    again = await add(hall, Told("siti aminnah"))
    found = await attendance.alike(db, hall.row.id, again)
    assert [line.number for line in found] == [1]


async def test_people_are_counted_by_what_they_told(hall: Hall, db: Pool) -> None:
    assert (await attendance.counted(db, hall.row.id)).people == 0
    for told in (SITI, SITI, BUDI, Told("Tanpa keterangan")):
        await add(hall, told)
    found = await attendance.counted(db, hall.row.id)
    assert (found.people, found.women, found.men, found.untold_gender) == (4, 2, 1, 1)
    assert found.by_neighborhood == {"II": 2, "I": 1}
    assert found.by_organisation == {"PKK": 2, "Nelayan Rukun": 1}
    assert found.by_age == {"26-45": 2, ">60": 1}


async def test_nothing_in_the_list_leads_to_a_participant_or_card(db: Pool) -> None:
    columns = await db.fetch(
        "SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'attendee'"
    )
    assert not {"participant", "card", "person_id", "ref"} & {row["name"] for row in columns}


async def test_a_time_finer_than_a_minute_is_refused(hall: Hall, db: Pool) -> None:
    await add(hall)
    with pytest.raises(asyncpg.CheckViolationError):
        await db.execute("UPDATE attendee SET checked_in_at = checked_in_at + interval '1 s'")


async def test_row_stamps_tell_nothing_after_the_closing(hall: Hall, db: Pool) -> None:
    await hall.do(c.OpenMeeting())
    for n in range(3):
        await add(hall, Told(f"Warga {n}"))
        await hall.do(c.EnterPhase(n))
    stamps = "SELECT DISTINCT xmin::text, cmin::text FROM attendee"
    assert len(await db.fetch(stamps)) == 3
    await hall.do(c.CloseMeeting())
    assert len(await db.fetch(stamps)) == 1
    assert [line.number for line in await attendance.listed(db, hall.row.id)] == [1, 2, 3]


# Erasing


async def test_erasing_takes_the_names_and_leaves_what_is_counted(hall: Hall, db: Pool) -> None:
    await add(hall)
    await add(hall, BUDI)
    before = await attendance.counted(db, hall.row.id)
    assert await erase(hall) == 2
    for line in await attendance.listed(db, hall.row.id):
        assert (line.name, line.address, line.phone, line.checked_in_at) == ("", "", "", 0)
        assert line.erased_at == NOW
    after = await attendance.counted(db, hall.row.id)
    assert (after.people, after.women, after.men) == (2, 1, 1)
    assert (after.by_neighborhood, after.by_age) == (before.by_neighborhood, before.by_age)
    assert after.by_organisation == {"PKK": 1}, "what was typed freely may name somebody"
    assert await erase(hall, NOW + 1) == 0, "twice does no harm"
    everything = await db.fetch("SELECT to_jsonb(attendee)::text AS row FROM attendee")
    assert not any("Siti" in row["row"] or "Mawar" in row["row"] for row in everything)


async def test_an_erased_line_cannot_be_filled_again(hall: Hall, db: Pool) -> None:
    one = await add(hall)
    await erase(hall)
    assert not await attendance.change(db, hall.row.id, one, BUDI)


async def test_names_of_participants_go_too(hall: Hall, db: Pool) -> None:
    told = (("Siti", "PKK"), ("Budi", "Nelayan Rukun"), ("", ""))
    batch = [
        JoinIntake(
            id=new_id(), session=hall.row.id, ref=new_id(), at=NOW, name=name, organisation=of
        )
        for name, of in told
    ]
    async with db.acquire() as conn:
        ids = await record_joins(conn, batch)
    assert await erase(hall) == 2
    left = [await people.participant(db, hall.row.id, one) for one in ids]
    assert [(one.name, one.organisation) for one in left if one] == [
        ("", "PKK"),
        ("", ""),
        ("", ""),
    ]


async def test_others_keep_their_names(hall: Hall, db: Pool) -> None:
    other = await new_hall(db, code="KRT347")
    await add(other)
    await erase(hall)
    assert [line.name for line in await attendance.listed(db, other.row.id)] == ["Siti Aminah"]


async def end(db: Pool, hall: Hall) -> int:
    """From when the keeping is counted."""
    return await attendance.ended_at(db, hall.row.id)


async def due(db: Pool, now: int, days: int = 90) -> list[str]:
    """The codes of the sessions whose names are to go."""
    return [code for _, code in await attendance.due(db, now=now, days=days)]


async def test_a_closed_meeting_is_due_after_so_many_days(hall: Hall, db: Pool) -> None:
    await add(hall)
    await hall.do(c.OpenMeeting(), c.CloseMeeting())
    closed = hall.meeting.closed_at
    assert await end(db, hall) == closed
    await add(hall, BUDI, at=closed + 3 * DAY)
    assert await end(db, hall) == closed, "what is added afterwards lengthens nothing"
    assert await due(db, closed + 90 * DAY - 1) == []
    assert await due(db, closed + 90 * DAY) == [hall.row.code]
    await erase(hall, closed + 90 * DAY)
    assert await due(db, closed + 900 * DAY) == [], "done once and for all"


async def test_a_meeting_never_closed_is_counted_from_its_last_event(hall: Hall, db: Pool) -> None:
    assert await end(db, hall) == NOW, "nothing happened since it was made"
    await hall.do(c.OpenMeeting(), c.EnterPhase(1))
    last = await db.fetchval("SELECT ms(max(at)) FROM event")
    assert last > NOW
    assert await end(db, hall) == last


async def test_who_comes_later_lengthens_a_meeting_never_closed(hall: Hall, db: Pool) -> None:
    await add(hall)
    await erase(hall, NOW + 90 * DAY)
    assert await due(db, NOW + 200 * DAY) == []
    await add(hall, BUDI, at=NOW + 100 * DAY)
    assert await due(db, NOW + 189 * DAY) == []
    assert await due(db, NOW + 191 * DAY) == [hall.row.code], "somebody came since"


async def test_names_erased_before_the_closing_are_looked_for_again(hall: Hall, db: Pool) -> None:
    await hall.do(c.OpenMeeting())
    await erase(hall, NOW)
    await hall.do(c.CloseMeeting())
    assert await due(db, hall.meeting.closed_at + 90 * DAY) == [hall.row.code]


async def test_one_process_erases_at_a_time(db: Pool) -> None:
    async with db.acquire() as one, db.acquire() as two:
        async with one.transaction():
            assert await attendance.take_turn(one)
            async with two.transaction():
                assert not await attendance.take_turn(two)
        async with two.transaction():
            assert await attendance.take_turn(two)


async def test_rows_are_cleared_away(db: Pool) -> None:
    assert await attendance.sweep(db)
