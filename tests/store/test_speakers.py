"""The speaker list as rows: one speaks at a time, nobody is on it twice, names can be forgotten."""

import asyncio

from musrenbang_live.core.speaking import Board, Wish
from musrenbang_live.store import speakers
from musrenbang_live.store.pool import Pool
from tests.builders import NOW
from tests.store.hall import Hall, new_hall, new_id

MINUTE = 60_000


async def listed(hall: Hall, name: str = "", participant: str | None = None) -> int:
    """Somebody new at the end of the list."""
    wish = Wish(name, "II", "P", 3)
    async with speakers.held(hall.pool, hall.row.id) as conn:
        return await speakers.add(conn, hall.row.id, new_id(), wish, NOW, participant)


async def board(hall: Hall) -> Board:
    """The list as it is now."""
    return await speakers.board(hall.pool, hall.row.id)


async def called(hall: Hall, number: int, at: int) -> bool:
    """As the desk does it: whoever spoke has done, then the next."""
    async with speakers.held(hall.pool, hall.row.id) as conn:
        await speakers.end(conn, hall.row.id, at)
        return await speakers.call(conn, hall.row.id, number, at)


async def test_a_list_that_was_never_used_is_empty(db: Pool) -> None:
    assert await board(await new_hall(db)) == Board()


async def test_whoever_is_called_ends_the_time_of_the_one_before(db: Pool) -> None:
    hall = await new_hall(db)
    first, second = await listed(hall, "Bu Rohani"), await listed(hall, "Pak Amir")

    assert await called(hall, first, NOW)
    assert await called(hall, second, NOW + MINUTE)
    assert not await called(hall, first, NOW + 2 * MINUTE), "it has spoken"

    now = await board(hall)
    assert now.speaking is None
    assert [(one.name, one.ended_at - one.began_at) for one in now.done] == [
        ("Pak Amir", MINUTE),
        ("Bu Rohani", MINUTE),
    ]


async def test_two_desks_call_one_after_the_other(db: Pool) -> None:
    hall = await new_hall(db)
    numbers = [await listed(hall, f"Warga {n}") for n in range(8)]

    done = await asyncio.gather(*(called(hall, number, NOW) for number in numbers * 2))

    assert sum(done) == 8
    states = [one.state for one in (await board(hall)).speakers]
    assert (states.count("speaking"), states.count("done")) in ((1, 7), (0, 8))


async def test_a_phone_is_on_the_list_once_at_a_time(db: Pool) -> None:
    hall = await new_hall(db)
    [phone] = await hall.join()

    numbers = await asyncio.gather(*(listed(hall, participant=phone) for _ in range(5)))

    assert set(numbers) == {1}
    assert await speakers.of_participant(db, hall.row.id, phone) == 1
    await called(hall, 1, NOW)
    assert await listed(hall, participant=phone) == 1
    await called(hall, 0, NOW + 1)
    assert await listed(hall, participant=phone) == 2, "it may speak once more"


async def test_the_order_can_be_changed_and_newcomers_come_last(db: Pool) -> None:
    hall = await new_hall(db)
    for name in "abc":
        await listed(hall, name)
    async with speakers.held(db, hall.row.id) as conn:
        await speakers.place(conn, hall.row.id, [3, 1, 2])
    await listed(hall, "d")
    async with speakers.held(db, hall.row.id) as conn:
        assert await speakers.remove(conn, hall.row.id, 1)
        assert not await speakers.remove(conn, hall.row.id, 1)
    assert [one.name for one in (await board(hall)).waiting] == ["c", "b", "d"]


async def test_names_are_forgotten_and_the_time_stays(db: Pool) -> None:
    hall = await new_hall(db)
    [phone] = await hall.join()
    await listed(hall, "Bu Rohani")
    await listed(hall, participant=phone)
    await called(hall, 1, NOW)
    await called(hall, 2, NOW + MINUTE)

    async with db.acquire() as conn, conn.transaction():
        assert await speakers.erase(conn, hall.row.id) == 2
        assert await speakers.erase(conn, hall.row.id) == 0
    assert await speakers.sweep(db)

    rows = await db.fetch("SELECT name, participant, erased_at FROM speaker")
    assert [(row["name"], row["participant"]) for row in rows] == [("", None)] * 2
    assert all(row["erased_at"] for row in rows)
    assert [one.ended_at - one.began_at for one in (await board(hall)).done] == [MINUTE]
