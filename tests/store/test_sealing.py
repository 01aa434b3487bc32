"""Closing a round while it is voted in, and what can be learnt of a voter afterwards."""

import asyncio
import itertools
import random
from collections import Counter

import pytest
from msgspec.structs import replace

from musrenbang_live.core import commands as c
from musrenbang_live.store import intake, rounds
from musrenbang_live.store.intake import BallotIntake, BallotVerdict
from musrenbang_live.store.pool import Pool
from tests.store.hall import Hall, count, new_id, until_waiting, voting_hall

pytestmark = pytest.mark.fresh

VOTERS = 240


@pytest.mark.parametrize("moment", [1, 50, 200, 600])
async def test_ballots_race_with_the_closing(db: Pool, moment: int) -> None:
    """What was answered `stored` is what is counted: every voter once, with the newest mark."""
    hall = await voting_hall(db, proposals=6)
    chance = random.Random(moment)
    voters = await hall.join(VOTERS)
    revs = itertools.count(1)
    answered: list[tuple[BallotIntake, BallotVerdict]] = []
    close_now = asyncio.Event()

    def ballot() -> BallotIntake:
        mark = sorted(chance.sample(range(1, 7), 3))
        late = chance.choice((0, 0, 100))  # some arrive long after newer ones
        return hall.ballot(chance.choice(voters), mark, rev=max(1, next(revs) - late))

    async def write() -> None:
        async with db.acquire() as conn:
            while all(verdict.outcome != "closed" for _, verdict in answered[-8:]):
                batch = [ballot() for _ in range(8)]
                answered.extend(zip(batch, await intake.record_ballots(conn, batch), strict=True))
                if len(answered) >= moment:
                    close_now.set()

    async def close() -> None:
        await close_now.wait()
        await hall.do(c.CloseRound(1))

    async with asyncio.timeout(20):
        await asyncio.gather(close(), *(write() for _ in range(3)))
    assert {verdict.outcome for _, verdict in answered} <= {"stored", "older", "closed"}
    kept = _newest_stored(answered)
    marks = await rounds.marks(db, hall.row.id, 1)
    assert len(marks) > 0
    assert Counter(map(tuple, marks)) == Counter(tuple(sent.mark) for sent in kept.values())
    turned_out = await db.fetch("SELECT participant::text AS voter FROM turnout")
    assert {row["voter"] for row in turned_out} == kept.keys()


def _newest_stored(answered: list[tuple[BallotIntake, BallotVerdict]]) -> dict[str, BallotIntake]:
    kept: dict[str, BallotIntake] = {}
    for sent, verdict in answered:
        known = kept.get(sent.participant)
        if verdict.outcome == "stored" and (known is None or known.rev < sent.rev):
            kept[sent.participant] = sent
    return kept


async def test_a_ballot_in_flight_is_waited_for(db: Pool) -> None:
    hall = await voting_hall(db)
    [voter] = await hall.join()
    async with db.acquire() as conn, conn.transaction():
        [verdict] = await intake.record_ballots(conn, [hall.ballot(voter, [2])])
        closing = asyncio.create_task(hall.do(c.CloseRound(1)))
        await until_waiting(db, 1)
    await closing
    assert verdict.outcome == "stored"
    assert await rounds.marks(db, hall.row.id, 1) == [[2]]


async def test_a_ballot_that_meets_the_closing_waits_and_is_told(db: Pool) -> None:
    hall = await voting_hall(db)
    [voter] = await hall.join()
    async with db.acquire() as closer, db.acquire() as conn:
        async with closer.transaction():
            await closer.execute("UPDATE round SET stage = 'closed', closed_at = now()")
            await rounds.seal(closer, hall.row.id, 1)
            voting = asyncio.create_task(intake.record_ballots(conn, [hall.ballot(voter, [2])]))
            await until_waiting(db, 1)
        assert await voting == [BallotVerdict("closed")]
    assert await count(db, "ballot") == 0


async def test_a_storm_of_batches_does_not_overtake_who_closes(db: Pool) -> None:
    hall = await voting_hall(db)
    early, late = await hall.join(2)
    async with db.acquire() as first, db.acquire() as second:
        async with first.transaction():
            await intake.record_ballots(first, [hall.ballot(early, [1])])
            closing = asyncio.create_task(hall.do(c.CloseRound(1)))
            await until_waiting(db, 1)
            voting = asyncio.create_task(intake.record_ballots(second, [hall.ballot(late, [2])]))
            await until_waiting(db, 2)
        await closing
        assert await voting == [BallotVerdict("closed")]
    assert await rounds.marks(db, hall.row.id, 1) == [[1]]


async def test_a_blank_ballot_takes_back_a_vote(db: Pool) -> None:
    hall = await voting_hall(db)
    [voter, other] = await hall.join(2)
    async with db.acquire() as conn:
        await intake.record_ballots(conn, [hall.ballot(each, [1]) for each in (voter, other)])
        assert await rounds.turnout(db, hall.row.id, 1) == 2
        await intake.record_ballots(conn, [hall.ballot(voter, [], rev=2)])
    assert await rounds.turnout(db, hall.row.id, 1) == 1
    await hall.do(c.CloseRound(1))
    assert await rounds.turnout(db, hall.row.id, 1) == 1
    assert await count(db, "turnout") == await count(db, "mark") == 1


async def _voted(db: Pool) -> tuple[Hall, list[str], dict[tuple[int, ...], BallotIntake]]:
    """Voters in the order they voted, and what they sent by their marks, which all differ."""
    hall = await voting_hall(db, proposals=13)
    voters = await hall.join(VOTERS)
    random.Random(1).shuffle(voters)
    choices = itertools.combinations(range(1, 14), 3)
    ballots = [
        replace(hall.ballot(voter, list(mark)), receipt=new_id())
        for voter, mark in zip(voters, choices, strict=False)
    ]
    async with db.acquire() as conn:
        for ballot in ballots[:40]:
            await intake.record_ballots(conn, [ballot])
        for start in range(40, VOTERS, 20):
            await intake.record_ballots(conn, ballots[start : start + 20])
    return hall, voters, {tuple(ballot.mark): ballot for ballot in ballots}


async def test_sealing_leaves_no_order_that_leads_to_a_voter(db: Pool) -> None:
    hall, voters, sent = await _voted(db)
    whose = {mark: ballot.participant for mark, ballot in sent.items()}
    held = {ballot.receipt: ballot.participant for ballot in sent.values()}
    # Read from an index, ballots would come in a harmless order by luck.
    await db.execute(f"ALTER DATABASE {await _name(db)} SET enable_indexscan = off")
    await db.expire_connections()
    await hall.do(c.CloseRound(1))

    transactions = await db.fetch(
        """
        SELECT xmin::text, cmin::text FROM mark UNION SELECT xmin::text, cmin::text FROM turnout
        UNION SELECT xmin::text, cmin::text FROM receipt
        UNION SELECT xmin::text, cmin::text FROM used
        """
    )
    assert len(transactions) == 1

    marks = await db.fetch("SELECT mark, ctid, id FROM mark ORDER BY ctid")
    by_place = [whose[tuple(row["mark"])] for row in marks]
    by_id = [whose[tuple(row["mark"])] for row in sorted(marks, key=lambda row: row["id"])]
    turned_out = await db.fetch("SELECT participant::text AS voter FROM turnout ORDER BY ctid")
    written = [row["voter"] for row in turned_out]
    assert written == sorted(voters)
    receipts = await db.fetch("SELECT receipt::text FROM receipt ORDER BY ctid")
    by_receipt = [held[row["receipt"]] for row in receipts]
    pseudonyms = [row["used"] for row in await db.fetch("SELECT used FROM used ORDER BY ctid")]
    assert pseudonyms == sorted(pseudonyms)
    assert abs(_correlation(by_receipt, by_place)) < 0.3
    assert abs(_correlation(by_receipt, by_id)) < 0.3
    for order in (by_place, by_id, by_receipt):
        assert sorted(order) == sorted(voters)
        for other in (voters, written):
            assert abs(_correlation(order, other)) < 0.3  # 4.6 standard deviations
            assert sum(map(str.__eq__, order, other)) < 12  # 1 is expected


async def _name(db: Pool) -> str:
    return str(await db.fetchval("SELECT current_database()"))


def _correlation(one: list[str], other: list[str]) -> float:
    """Spearman's rank correlation of two orders of the same voters."""
    rank = {voter: place for place, voter in enumerate(other)}
    size = len(one)
    distance = sum((place - rank[voter]) ** 2 for place, voter in enumerate(one))
    return 1 - 6 * distance / (size * (size**2 - 1))


async def test_sealing_leaves_no_value_that_leads_to_a_voter(db: Pool) -> None:
    """In no table is there a row that knows both, nor a value that ties two rows together.

    The code of a ballot and its receipt are random, and stand in one row each.
    """
    hall, voters, sent = await _voted(db)
    await hall.do(c.CloseRound(1))
    tables = [
        row["relname"]
        for row in await db.fetch(
            "SELECT relname FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace = 'public'::regnamespace"
        )
    ]
    contents = {
        table: [row[0] for row in await db.fetch(f"SELECT whole::text FROM {table} AS whole")]
        for table in tables
    }
    assert contents["ballot"] == []
    for table in ("mark", "turnout", "receipt", "used"):
        assert len(contents[table]) == VOTERS

    for table, own in (
        ("mark", [ballot.ref for ballot in sent.values()]),
        ("receipt", [str(ballot.receipt) for ballot in sent.values()]),
        ("used", [str(row["used"]) for row in await db.fetch("SELECT used FROM used")]),
    ):
        elsewhere = "\n".join(row for other in tables if other != table for row in contents[other])
        here = "\n".join(contents[table])
        assert [each for each in own if each not in here] == []
        assert [each for each in own if each in elsewhere] == []
        assert [each for each in voters if each in here] == []


async def test_a_code_or_receipt_sent_twice_does_not_keep_a_round_open(db: Pool) -> None:
    """Somebody who sends the same for two cards has one that nobody can find; all are counted."""
    hall = await voting_hall(db)
    voters = await hall.join(3)
    code, receipt = new_id(), new_id()
    same = [replace(hall.ballot(voter, [1], ref=code), receipt=receipt) for voter in voters[:2]]
    async with db.acquire() as conn:
        await intake.record_ballots(conn, [*same, hall.ballot(voters[2], [2])])
    await hall.do(c.CloseRound(1))
    assert sorted(await rounds.marks(db, hall.row.id, 1)) == [[1], [1], [2]]
    assert await db.fetchval("SELECT count(*) FROM mark WHERE id = $1", code) == 1
    assert await db.fetchval("SELECT count(*) FROM receipt WHERE receipt = $1", receipt) == 1
    assert await count(db, "receipt") == await count(db, "used") == 3


async def test_a_receipt_stays_with_every_change_of_a_choice(db: Pool) -> None:
    hall = await voting_hall(db)
    [voter] = await hall.join()
    receipt, last = new_id(), new_id()
    async with db.acquire() as conn:
        first = replace(hall.ballot(voter, [1]), receipt=receipt)
        await intake.record_ballots(conn, [first])
        await intake.record_ballots(conn, [hall.ballot(voter, [2], rev=2, ref=last)])
    await hall.do(c.CloseRound(1))
    assert str(await db.fetchval("SELECT receipt FROM receipt")) == receipt
    assert str(await db.fetchval("SELECT id FROM mark")) == last


@pytest.mark.parametrize(("paper", "told"), [(4, {""}), (5, {"ponsel", "kertas"})])
async def test_a_way_in_of_few_ballots_is_not_told(db: Pool, paper: int, told: set[str]) -> None:
    hall = await voting_hall(db)
    voters = await hall.join(20)
    typed = [replace(hall.ballot(voter, [1]), via="kertas") for voter in voters[:paper]]
    async with db.acquire() as conn:
        await intake.record_ballots(conn, typed)
        await intake.record_ballots(conn, [hall.ballot(voter, [2]) for voter in voters[paper:]])
    await hall.do(c.CloseRound(1))
    assert {row["via"] for row in await db.fetch("SELECT via FROM mark")} == told


async def test_what_still_tied_voters_to_marks_is_cleared_away(db: Pool) -> None:
    hall, *_ = await _voted(db)
    await hall.do(c.CloseRound(1))
    assert await db.fetchval("SELECT pg_relation_size('ballot')") > 0
    assert await rounds.vacuum_ballots(db)
    assert await db.fetchval("SELECT pg_relation_size('ballot')") == 0


async def test_clearing_away_inside_a_transaction_is_declined(db: Pool) -> None:
    async with db.acquire() as conn, conn.transaction():
        assert not await rounds.vacuum_ballots(conn)


async def test_marks_of_an_open_round_are_asked_for_by_name(db: Pool) -> None:
    hall, voters, _ = await _voted(db)
    assert await rounds.marks(db, hall.row.id, 1) == []
    assert len(await rounds.open_marks(db, hall.row.id, 1)) == len(voters)
    await hall.do(c.CloseRound(1))
    assert await rounds.open_marks(db, hall.row.id, 1) == []
