import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from musrenbang_live.core.errors import Rejected
from musrenbang_live.live import writer as writers
from musrenbang_live.live.writer import DurableWriter, Lane
from musrenbang_live.store import intake
from musrenbang_live.store.embedded import EmbeddedPostgres
from musrenbang_live.store.intake import BallotIntake, BallotVerdict
from musrenbang_live.store.migrate import migrate
from musrenbang_live.store.pool import Conn, Pool, connect, open_pool
from tests.deaths import end_with_children
from tests.patience import SOON, until
from tests.store.hall import Hall, count, new_id, voting_hall


@asynccontextmanager
async def running(url: str) -> AsyncIterator[DurableWriter]:
    writer = DurableWriter(lambda: connect(url))
    task = asyncio.create_task(writer.run())
    try:
        yield writer
        assert not task.done(), "the writer has ended by itself"
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def answers(*waiting: Awaitable[Any], return_exceptions: bool = False) -> list[Any]:
    """What all of them come to; one that never answers is a failure."""
    async with asyncio.timeout(10):
        return await asyncio.gather(*waiting, return_exceptions=return_exceptions)


async def stored(pool: Pool, participant: str) -> tuple[int, list[int]]:
    row = await pool.fetchrow("SELECT rev, mark FROM ballot WHERE participant = $1", participant)
    return row["rev"], row["mark"]


async def test_what_comes_while_one_batch_is_stored_is_the_next_batch(
    db: Pool, database_url: str
) -> None:
    hall = await voting_hall(db)
    people = await hall.join(400)
    sizes: list[int] = []
    gate = asyncio.Event()

    async def counted(conn: Conn, batch: list[BallotIntake]) -> list[BallotVerdict]:
        sizes.append(len(batch))
        await gate.wait()
        return await intake.record_ballots(conn, batch)

    writer = DurableWriter(lambda: connect(database_url))
    writer.ballots = Lane(counted, writer._wake)
    writer._lanes = (writer.ballots,)
    task = asyncio.create_task(writer.run())
    first = asyncio.create_task(writer.ballots.put(hall.ballot(people[0], [1])))
    await until(lambda: sizes == [1])
    rest = [asyncio.create_task(writer.ballots.put(hall.ballot(p, [1]))) for p in people[1:]]
    await asyncio.sleep(0)
    gate.set()
    assert {verdict.outcome for verdict in await answers(first, *rest)} == {"stored"}
    assert sizes == [1, len(rest)]
    assert await count(db, "ballot") == len(people)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_the_same_id_gets_the_same_answer_and_no_second_row(
    db: Pool, database_url: str
) -> None:
    hall = await voting_hall(db)
    (voter,) = await hall.join()
    ballot = hall.ballot(voter, [2])
    async with running(database_url) as writer:
        at_once = await answers(*(writer.ballots.put(ballot) for _ in range(100)))
        later = await writer.ballots.put(ballot)
    assert [*at_once, later] == [BallotVerdict("stored", [2], ballot.rev, ballot.at)] * 101
    assert await count(db, "ballot") == 1


async def test_all_three_lanes_share_the_connection(db: Pool, database_url: str) -> None:
    hall = await voting_hall(db)
    (voter,) = await hall.join()
    async with running(database_url) as writer:
        joined, ballot, support = await answers(
            writer.joins.put(
                intake.JoinIntake(id=new_id(), session=hall.row.id, ref=new_id(), at=1)
            ),
            writer.ballots.put(hall.ballot(voter, [1])),
            writer.supports.put(hall.support(voter, 1)),
        )
        writers_there = await db.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND query LIKE '%unnest%' AND pid <> pg_backend_pid()"
        )
    assert joined
    assert ballot.outcome == "stored"
    assert support.outcome == "closed", "supports are not taken while a round is open"
    assert writers_there <= 1


async def test_one_poisoned_row_does_not_fail_its_neighbours(db: Pool, database_url: str) -> None:
    hall = await voting_hall(db)
    people = await hall.join(200)
    ballots = [hall.ballot(person, [1]) for person in people]
    ballots[77] = hall.ballot(people[77], [1], rev=2**63)  # no bigint
    async with running(database_url) as writer:
        outcomes = await answers(
            *(writer.ballots.put(ballot) for ballot in ballots), return_exceptions=True
        )
        after = await writer.ballots.put(hall.ballot(people[77], [2]))
    poisoned = outcomes.pop(77)
    assert isinstance(poisoned, Rejected)
    assert poisoned.code == "message_malformed"
    assert {outcome.outcome for outcome in outcomes} == {"stored"}
    assert after.outcome == "stored"
    assert await count(db, "ballot") == 200


async def test_a_phone_that_hangs_up_does_not_undo_its_vote(db: Pool, database_url: str) -> None:
    hall = await voting_hall(db)
    voter, neighbour = await hall.join(2)
    async with running(database_url) as writer:
        gone = asyncio.create_task(writer.ballots.put(hall.ballot(voter, [3])))
        await asyncio.sleep(0)
        gone.cancel()
        await writer.ballots.put(hall.ballot(neighbour, [1]))
    assert gone.cancelled()
    assert await stored(db, voter) == (1, [3])


async def test_a_full_queue_answers_busy_and_keeps_what_it_has(
    db: Pool, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writers, "MOST_WAITING", 50)
    hall = await voting_hall(db)
    people = await hall.join(60)
    writer = DurableWriter(lambda: connect(database_url))
    sent = [asyncio.create_task(writer.ballots.put(hall.ballot(p, [1]))) for p in people]
    await asyncio.sleep(0)
    refused = [task for task in sent if task.done()]
    assert len(refused) == 10
    for task in refused:
        with pytest.raises(Rejected, match="many are sending") as rejected:
            task.result()
        assert rejected.value.details["again"] > 0
    writing = asyncio.create_task(writer.run())
    verdicts = await answers(*(task for task in sent if task not in refused))
    assert {verdict.outcome for verdict in verdicts} == {"stored"}
    assert await count(db, "ballot") == 50
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)


class Row(Struct):
    """Something handed in."""

    ref: str


async def test_nobody_is_told_before_the_commit_and_the_next_batch_does_not_wait_for_that() -> None:
    seen: list[str] = []
    committed = [asyncio.Event(), asyncio.Event()]

    async def store(conn: Conn, batch: list[Row]) -> list[int]:
        number = sum(each.startswith("sent") for each in seen)
        seen.append(f"sent {number}")
        await committed[number].wait()
        seen.append(f"stored {number}")
        return [0] * len(batch)

    async def connected() -> Any:
        return Connection()

    writer = DurableWriter(connected)
    lane: Lane[Row, int] = Lane(store, writer._wake)
    writer._lanes = (lane,)
    task = asyncio.create_task(writer.run())
    lane.submit(Row("a"), lambda answer: seen.append("told a"))
    await until(lambda: seen == ["sent 0"])
    lane.submit(Row("b"), lambda answer: seen.append("told b"))
    committed[0].set()
    await until(lambda: len(seen) == 4)
    assert seen == ["sent 0", "stored 0", "sent 1", "told a"]
    committed[1].set()
    await until(lambda: seen[4:] == ["stored 1", "told b"])
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


class Connection:
    """Nothing is ever asked of it."""

    def is_closed(self) -> bool:
        """See asyncpg."""
        return False

    def terminate(self) -> None:
        """See asyncpg."""


async def test_one_who_cannot_take_the_answer_keeps_nobody_waiting(
    db: Pool, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    hall = await voting_hall(db)
    people = await hall.join(5)
    told: list[str] = []

    def broken(verdict: BallotVerdict | Rejected) -> None:
        raise ValueError("a line of code is wrong")

    def heard(verdict: BallotVerdict | Rejected) -> None:
        assert isinstance(verdict, BallotVerdict)
        told.append(verdict.outcome)

    async with running(database_url) as writer:
        for place, person in enumerate(people):
            writer.ballots.submit(hall.ballot(person, [1]), broken if place == 2 else heard)
        await until(lambda: len(told) == 4)
    assert told == ["stored"] * 4
    assert "an answer could not be given" in caplog.text
    assert await count(db, "ballot") == 5


async def test_when_it_ends_nobody_is_left_waiting(db: Pool) -> None:
    hall = await voting_hall(db)
    people = await hall.join(2)

    async def unreachable() -> Conn:
        raise ConnectionRefusedError

    writer = DurableWriter(unreachable)
    task = asyncio.create_task(writer.run())
    waiting = asyncio.create_task(writer.ballots.put(hall.ballot(people[0], [1])))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    for late in (waiting, writer.ballots.put(hall.ballot(people[1], [1]))):
        with pytest.raises(Rejected, match="many are sending"):
            async with asyncio.timeout(5):
                await late


async def test_a_database_that_stays_away_is_answered_busy_until_it_is_back(
    db: Pool, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writers, "GIVE_UP", 0.2)
    monkeypatch.setattr(writers, "PAUSE", 0.02)
    hall = await voting_hall(db)
    (voter,) = await hall.join()
    ballot = hall.ballot(voter, [1])
    away = True

    async def connected() -> Conn:
        if away:
            raise ConnectionRefusedError
        return await connect(database_url)

    writer = DurableWriter(connected)
    task = asyncio.create_task(writer.run())
    for _ in range(2):
        with pytest.raises(Rejected, match="many are sending"):
            async with asyncio.timeout(10):
                await writer.ballots.put(ballot)
    away = False
    async with asyncio.timeout(SOON):
        assert (await writer.ballots.put(ballot)).outcome == "stored"
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


# PostgreSQL dies


@pytest.fixture
def mortal(server_folder: Path) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL of the test's own, to be killed."""
    with EmbeddedPostgres(server_folder) as server:
        yield server


class Voter:
    """Somebody who changes their mind again and again, and sends each choice until answered."""

    def __init__(self, hall: Hall, participant: str) -> None:
        self.hall = hall
        self.participant = participant
        self.sent: list[BallotIntake] = []
        self.answered: list[BallotVerdict] = []
        self.busy = 0

    async def vote(self, writer: DurableWriter, on: asyncio.Event) -> None:
        """Vote until `on` is cleared; the last choice is answered, too."""
        while on.is_set() or not self.sent:
            rev = len(self.sent) + 1
            self.sent.append(self.hall.ballot(self.participant, [1 + rev % 3], rev))
            self.answered.append(await self._until_answered(writer, self.sent[-1]))
            await asyncio.sleep(0.002)

    async def _until_answered(self, writer: DurableWriter, ballot: BallotIntake) -> BallotVerdict:
        while True:
            try:
                return await writer.ballots.put(ballot)
            except Rejected as rejected:
                if rejected.code != "busy":
                    raise
                self.busy += 1
                await asyncio.sleep(0.05)


async def test_no_acknowledged_vote_is_lost_when_postgres_is_killed(
    mortal: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writers, "GIVE_UP", 0.1)
    connection = await connect(mortal.url)
    await migrate(connection)
    await connection.close()
    async with await open_pool(mortal.url) as pool, running(mortal.url) as writer:
        hall = await voting_hall(pool)
        voters = [Voter(hall, participant) for participant in await hall.join(150)]
        on = asyncio.Event()
        on.set()
        storm = [asyncio.create_task(voter.vote(writer, on)) for voter in voters]
        for _ in range(2):
            await _acknowledged(voters, 400)
            await asyncio.to_thread(end_with_children, mortal.pid)
            await until(lambda: any(voter.busy for voter in voters))
            await asyncio.to_thread(mortal.start)
        await _acknowledged(voters, 400)
        on.clear()
        await answers(*storm)
        await _check(pool, writer, voters)


async def _acknowledged(voters: list[Voter], more: int) -> None:
    """Wait for so many further votes to be acknowledged."""
    before = sum(len(voter.answered) for voter in voters)
    await until(lambda: sum(len(voter.answered) for voter in voters) >= before + more)


async def _check(pool: Pool, writer: DurableWriter, voters: list[Voter]) -> None:
    for voter in voters:
        assert {verdict.outcome for verdict in voter.answered} == {"stored"}
        last = voter.sent[-1]
        assert voter.answered[-1] == BallotVerdict("stored", last.mark, last.rev, last.at)
        assert await stored(pool, voter.participant) == (last.rev, last.mark)
        assert await writer.ballots.put(last) == voter.answered[-1], "sent again, answered alike"
        if len(voter.sent) > 1:  # an older one comes late: the newest stays
            older = await writer.ballots.put(voter.sent[-2])
            assert (older.outcome, older.rev) == ("older", last.rev)
    assert await count(pool, "ballot") == len(voters)
