"""Ballots that are cast once, through a whole process: told apart, durable, swept after."""

import asyncio
import itertools
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from musrenbang_live.core import commands as c
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.plan import Rules
from musrenbang_live.live.sweeping import Sweeper
from musrenbang_live.store import rounds, urns
from musrenbang_live.store.embedded import EmbeddedPostgres
from musrenbang_live.store.migrate import migrate
from musrenbang_live.store.pool import Pool, connect, open_pool
from tests.builders import PHASES, plan
from tests.deaths import end_with_children
from tests.live.house import House, open_house
from tests.live.test_writer import answers, running
from tests.patience import SOON, until
from tests.store.hall import DELEGATES, count, electing_hall, new_id


async def election(house: House, *, cards: int = 0) -> str:
    """A session whose delegates are being elected, of three candidates; its code."""
    rules = Rules(access="kartu" if cards else "tautan")
    code = await house.service.create_session(plan(rounds=(DELEGATES,), rules=rules), None)
    if cards:
        await house.act(code, c.PrintCards(cards, 0), c.ActivateCards(1, cards))
    await house.act(code, c.OpenMeeting())
    for name in ("Siti", "Budi", "Rahmah"):
        await house.act(code, c.Nominate(new_id(), name, woman=False))
    await house.act(code, c.EnterPhase(PHASES["pemungutan"]))
    return code


async def refusal(house: House, code: str, voter: str, mark: object) -> str:
    room = await house.service.room(code)
    with pytest.raises(Rejected) as no:
        await house.service.vote(room, voter, new_id(), 9, 1, mark)
    return no.value.code


async def test_a_vote_for_persons_is_taken_once_and_says_nothing_of_itself(
    database_url: str,
) -> None:
    async with open_house(database_url) as house:
        code = await election(house)
        room = await house.service.room(code)
        voter, other = await house.join(code), await house.join(code)
        ref = new_id()
        for _ in range(2):
            stored = await house.service.vote(room, voter, ref, 1, 1, [1, 2])
            assert (stored.mark, stored.rev) == ([], 1)
        assert await refusal(house, code, voter, [3]) == "ballot_cast"
        assert await refusal(house, code, other, []) == "mark_empty"
        assert await refusal(house, code, other, [1, 2, 3, 4]) == "mark_unknown_option"
        mine = await house.service.mine(room, voter)
        assert (mine.votes, mine.cast) == ({}, {1})
        assert (await house.service.mine(room, other)).cast == frozenset()
        await until(lambda: room.counts.turnout == {1: 1})
        assert room.counts.tallies == {}
        await house.act(code, c.CloseRound(1))
        assert await refusal(house, code, voter, [3]) == "round_closed"
        assert await rounds.marks(house.pool, room.row.id, 1) == [[1, 2]]


async def test_the_screens_of_a_hall_follow_how_many_have_voted(database_url: str) -> None:
    async with open_house(database_url) as house:
        code = await election(house)
        wall = await house.visit(code, "projector")
        for expected in ("1", "2", "3"):
            await house.vote(code, [1])
            await until(lambda: wall.phone.text["masuk"] == expected)  # noqa: B023


async def test_without_a_card_nothing_gets_into_the_box(database_url: str) -> None:
    async with open_house(database_url) as house:
        code = await election(house, cards=8)
        person = await house.join(code)
        assert await refusal(house, code, person, [1]) == "card_needed"


async def test_one_poisoned_ballot_does_not_fail_its_neighbours(
    db: Pool, database_url: str
) -> None:
    hall = await electing_hall(db)
    people = await hall.join(60)
    ballots = [hall.ballot(person, [1]) for person in people]
    ballots[17] = replace(ballots[17], receipt="no id")
    async with running(database_url) as writer:
        outcomes = await answers(*map(writer.boxes.put, ballots), return_exceptions=True)
        poisoned = outcomes.pop(17)
        assert isinstance(poisoned, Rejected)
        assert {outcome.outcome for outcome in outcomes} == {"stored"}
        assert (await writer.boxes.put(hall.ballot(people[17], [2]))).outcome == "stored"
    assert await rounds.turnout(db, hall.row.id, 1) == 60


async def test_no_acknowledged_ballot_is_lost_when_postgres_is_killed(
    server_folder: Path,
) -> None:
    """Nor is any cast twice: the same batches are sent again, and get the same answers."""
    server = EmbeddedPostgres(server_folder)
    server.start()
    try:
        connection = await connect(server.url)
        await migrate(connection)
        await connection.close()
        async with await open_pool(server.url) as pool:
            hall = await electing_hall(pool)
            people = await hall.join(400)
        marks = itertools.cycle([[1], [2, 3], [1, 4, 5]])
        ballots = [hall.ballot(person, next(marks)) for person in people]
        async with running(server.url) as writer:
            told = [asyncio.create_task(writer.boxes.put(ballot)) for ballot in ballots[:200]]
            await until(lambda: any(task.done() for task in told))
            end_with_children(server.pid)
            told += [asyncio.create_task(writer.boxes.put(ballot)) for ballot in ballots[200:]]
            await asyncio.to_thread(server.start)
            verdicts = await answers(*told)
        assert {verdict.outcome for verdict in verdicts} == {"stored"}
        async with await open_pool(server.url) as pool:
            hall.pool = pool
            await hall.do(c.CloseRound(1))
            rows = await pool.fetch("SELECT id::text, mark FROM mark")
        assert {row["id"]: row["mark"] for row in rows} == {b.ref: b.mark for b in ballots}
    finally:
        server.stop()


async def test_boxes_are_swept_soon_after_a_ballot_and_once_for_many(
    db: Pool, database_url: str
) -> None:
    hall = await electing_hall(db)
    await db.execute("CREATE EXTENSION pgstattuple")
    people = await hall.join(40)
    sweeper = Sweeper(db, every=0.05)
    async with running(database_url) as writer:
        for person in people:
            await writer.boxes.put(hall.ballot(person, [1]))
            sweeper.ballot_cast()
        await _until_swept(db)
        await writer.boxes.put(hall.ballot(*await hall.join(), [1]))
        sweeper.ballot_cast()
        await _until_swept(db)
    assert await count(db, "urn") == 1


async def _until_swept(db: Pool) -> None:
    """Wait until no earlier version of a box is left, whole or in pieces."""
    dead = """
        SELECT (pgstattuple(oid)).dead_tuple_count + (pgstattuple(reltoastrelid)).dead_tuple_count
        FROM pg_class WHERE relname = 'urn'
        """
    async with asyncio.timeout(SOON):
        while await db.fetchval(dead):  # noqa: ASYNC110 (PostgreSQL sweeps, and tells nobody)
            await asyncio.sleep(0.01)


async def test_a_process_sweeps_after_the_ballots_it_took(database_url: str) -> None:
    async with open_house(database_url) as house:
        await house.pool.execute("CREATE EXTENSION pgstattuple")
        house.service._sweeper._every = 0.05
        code = await election(house)
        for _ in range(3):
            await house.vote(code, [1])
        await _until_swept(house.pool)


async def test_a_sweep_that_cannot_be_done_is_tried_after_the_next_ballot(
    db: Pool, caplog: pytest.LogCaptureFixture
) -> None:
    hall = await electing_hall(db)
    await db.execute("CREATE EXTENSION pgstattuple")
    voters = await hall.join(2)
    async with db.acquire() as conn:
        for voter in voters:
            await urns.cast_ballots(conn, [hall.ballot(voter, [1])])
    sweeper = Sweeper(db, every=0.01)
    async with db.acquire() as holder, holder.transaction():
        await holder.execute("LOCK TABLE urn IN ACCESS EXCLUSIVE MODE")
        sweeper.ballot_cast()
        await until(lambda: "could not be swept" in caplog.text)
    sweeper.ballot_cast()
    await _until_swept(db)


async def test_no_sweep_is_tried_once_the_database_is_closed(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    closed = await open_pool(database_url)
    await closed.close()
    sweeper = Sweeper(closed, every=0.01)
    sweeper.ballot_cast()
    await until(lambda: sweeper._sweeping is not None and sweeper._sweeping.done())
    assert caplog.text == ""


async def test_closing_a_round_gives_its_space_back(database_url: str) -> None:
    async with open_house(database_url) as house:
        code = await election(house)
        for _ in range(5):
            await house.vote(code, [1])
        size = partial(house.pool.fetchval, "SELECT pg_relation_size('urn')")
        assert await size() > 0
        await house.act(code, c.CloseRound(1))
        async with asyncio.timeout(SOON):
            while await size():  # noqa: ASYNC110 (as above)
                await asyncio.sleep(0.01)
