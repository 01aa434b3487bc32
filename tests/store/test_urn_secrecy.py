"""Ballot boxes: what can be learnt of a voter, while the round is open and afterwards.

Whoever reads the tables, at whatever moment, learns who has voted and what the ballots say, and
nothing that ties one to the other. What PostgreSQL keeps unseen is told here too, as it is: until
it is swept, it does tell.
"""

import itertools
import random
from typing import Any

import pytest
from msgspec.structs import replace

from musrenbang_live.core import commands as c
from musrenbang_live.store import urns
from musrenbang_live.store.intake import BallotIntake
from musrenbang_live.store.pool import Db, Pool
from tests.store.hall import Hall, count, electing_hall, new_id

pytestmark = pytest.mark.fresh

VOTERS = 200
ONE_BY_ONE = 120


class Cast:
    """Voters in the order they voted, and the ballot of each; no two say the same."""

    def __init__(self, hall: Hall, voters: list[str]) -> None:
        marks = [list(mark) for mark in itertools.combinations(range(1, 13), 3)]
        random.Random(3).shuffle(marks)
        self.voters = voters
        self.ballots = [
            replace(hall.ballot(voter, mark), receipt=new_id())
            for voter, mark in zip(voters, marks, strict=False)
        ]

    @property
    def batches(self) -> list[list[BallotIntake]]:
        """Many come alone, as on a slow evening; then some together."""
        alone = [[ballot] for ballot in self.ballots[:ONE_BY_ONE]]
        rest = self.ballots[ONE_BY_ONE:]
        return alone + [rest[start : start + 8] for start in range(0, len(rest), 8)]

    def by_mark(self, marks: list[list[int]]) -> list[str]:
        """Whose these marks are, in their order."""
        whose = {tuple(ballot.mark): ballot.participant for ballot in self.ballots}
        return [whose[tuple(mark)] for mark in marks]

    def by_receipt(self, receipts: list[Any]) -> list[str]:
        """Whose these receipts are, in their order."""
        whose = {ballot.receipt: ballot.participant for ballot in self.ballots}
        return [whose[str(receipt)] for receipt in receipts]


async def began(db: Pool) -> tuple[Hall, Cast]:
    """An election of twelve; the voters came to the hall in another order than they vote."""
    hall = await electing_hall(db, candidates=12)
    voters = await hall.join(VOTERS)
    random.Random(1).shuffle(voters)
    return hall, Cast(hall, voters)


async def all_cast(db: Pool) -> tuple[Hall, Cast]:
    hall, cast = await began(db)
    async with db.acquire() as conn:
        for batch in cast.batches:
            await urns.cast_ballots(conn, batch)
    return hall, cast


async def tables(db: Db) -> list[str]:
    rows = await db.fetch(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    return [row["relname"] for row in rows]


async def contents(db: Db) -> dict[str, list[str]]:
    """Every row of every table with the stamps PostgreSQL gives it, as text."""
    return {
        table: [
            " ".join(map(str, row))
            for row in await db.fetch(
                "SELECT row_.xmin::text, row_.xmax::text, row_.cmin::text, row_.ctid::text,"
                f" row_::text FROM {table} AS row_"
            )
        ]
        for table in await tables(db)
    }


def nothing_in_common(rows: dict[str, list[str]], cast: Cast, done: int) -> None:
    """No row but the box knows of both a voter and a ballot, and it holds all of each."""
    for table, found in rows.items():
        for row in found:
            whose = sum(voter in row for voter in cast.voters)
            said = sum(
                ballot.ref in row or str(ballot.receipt) in row for ballot in cast.ballots[:done]
            )
            if whose and said:
                assert (table, whose, said) == ("urn", done, done)


async def test_at_no_moment_is_there_a_row_that_ties_a_voter_to_a_ballot(db: Pool) -> None:
    """After every single commit all tables are read, and joined by every value and stamp."""
    _, cast = await began(db)
    done = 0
    async with db.acquire() as conn:
        for batch in cast.batches:
            await urns.cast_ballots(conn, batch)
            done += len(batch)
            if done % 10 and done not in (1, 2, 3):
                continue  # reading everything takes longer than casting
            rows = await contents(conn)
            assert rows["ballot"] == []
            nothing_in_common(rows, cast, done)
            await _no_stamp_is_of_one_voter(conn, done)


async def _no_stamp_is_of_one_voter(conn: Db, done: int) -> None:
    """Transactions that left a stamp on a row of voters or ballots: one, and on the whole box."""
    stamps = await conn.fetch(
        """
        SELECT xmin::text, cmin::text, cardinality(voters) AS voters,
            (SELECT count(*) FROM jsonb_object_keys(ballots)) AS ballots FROM urn
        """
    )
    assert [(row["voters"], row["ballots"]) for row in stamps] == [(done, done)]
    of_people = await conn.fetchval(
        "SELECT count(*) FROM participant WHERE xmin::text = $1 OR xmax::text = $1",
        stamps[0]["xmin"],
    )
    assert of_people == 0


async def test_each_list_in_the_box_is_in_an_order_of_its_own(db: Pool) -> None:
    _, cast = await all_cast(db)
    row = await db.fetchrow("SELECT voters::text[], ballots, receipts::text[] FROM urn")
    assert row["voters"] == sorted(row["voters"])
    assert list(row["ballots"]) == sorted(row["ballots"])
    assert row["receipts"] == sorted(row["receipts"])
    orders = {
        "voters": row["voters"],
        "ballots": cast.by_mark([mark for mark, _ in row["ballots"].values()]),
        "receipts": cast.by_receipt(row["receipts"]),
        "as they voted": cast.voters,
        "as they joined": [str(r["id"]) for r in await db.fetch("SELECT id FROM participant")],
    }
    unrelated(orders)


def unrelated(orders: dict[str, list[str]]) -> None:
    """No two orders of the same voters have more in common than chance gives them."""
    for (_, one), (_, other) in itertools.combinations(orders.items(), 2):
        assert sorted(one) == sorted(other)
        assert abs(_correlation(one, other)) < 0.33  # 4.6 standard deviations
        assert sum(map(str.__eq__, one, other)) < 12  # 1 is expected


def _correlation(one: list[str], other: list[str]) -> float:
    """Spearman's rank correlation of two orders of the same voters."""
    rank = {voter: place for place, voter in enumerate(other)}
    size = len(one)
    distance = sum((place - rank[voter]) ** 2 for place, voter in enumerate(one))
    return 1 - 6 * distance / (size * (size**2 - 1))


async def test_after_the_closing_no_value_no_stamp_and_no_order_leads_to_a_voter(db: Pool) -> None:
    hall, cast = await all_cast(db)
    # Read from an index, rows would come in a harmless order by luck.
    name = await db.fetchval("SELECT current_database()")
    await db.execute(f"ALTER DATABASE {name} SET enable_indexscan = off")
    await db.expire_connections()
    await hall.do(c.CloseRound(1))
    rows = await contents(db)
    assert rows["urn"] == rows["ballot"] == []
    lists = ("mark", "turnout", "receipt", "used")
    assert [len(rows[table]) for table in lists] == [VOTERS] * 4
    for table, found in rows.items():
        for row in found:
            whose = sum(voter in row for voter in cast.voters)
            said = sum(ballot.ref in row or str(ballot.receipt) in row for ballot in cast.ballots)
            assert not (whose and said), table
    stamps = " UNION ".join(f"SELECT xmin::text, cmin::text FROM {table}" for table in lists)
    assert len(await db.fetch(stamps)) == 1
    used = [row["used"] for row in await db.fetch("SELECT used FROM used ORDER BY ctid")]
    assert used == sorted(used)
    in_place = {
        table: await db.fetch(f"SELECT * FROM {table} ORDER BY ctid") for table in lists[:3]
    }
    marks = in_place["mark"]
    unrelated(
        {
            "mark": cast.by_mark([row["mark"] for row in marks]),
            "turnout": [str(row["participant"]) for row in in_place["turnout"]],
            "receipt": cast.by_receipt([row["receipt"] for row in in_place["receipt"]]),
            "as they voted": cast.voters,
            "as they joined": [str(r["id"]) for r in await db.fetch("SELECT id FROM participant")],
        }
    )
    codes = sorted(marks, key=lambda row: row["id"])
    assert abs(_correlation(cast.by_mark([row["mark"] for row in codes]), cast.voters)) < 0.33


async def _pages(db: Db) -> bytes:
    """The files of the boxes as they are on the disk, with whatever nobody sees any more."""
    await db.execute("CHECKPOINT")
    found: bytes = await db.fetchval(
        """
        SELECT pg_read_binary_file(pg_relation_filepath('urn'))
            || pg_read_binary_file(pg_relation_filepath(reltoastrelid))
        FROM pg_class WHERE relname = 'urn'
        """
    )
    return found


async def _dead(db: Db) -> int:
    """Earlier versions of boxes, and pieces of them, that are still in their place."""
    await db.execute("CREATE EXTENSION IF NOT EXISTS pgstattuple")
    found: int = await db.fetchval(
        """
        SELECT ((pgstattuple(oid)).dead_tuple_count
            + (pgstattuple(reltoastrelid)).dead_tuple_count)::bigint
        FROM pg_class WHERE relname = 'urn'
        """
    )
    return found


def _raw(text: str) -> bytes:
    """An id as it lies on the disk."""
    return bytes.fromhex(text.replace("-", ""))


async def test_earlier_versions_tell_until_they_are_swept(db: Pool) -> None:
    """The honest part: a version of the box with one ballot less gives its voter away.

    `pageinspect` reads them as whoever holds the disk could. A sweep ends that.
    """
    _, cast = await began(db)
    async with db.acquire() as conn:
        for ballot in cast.ballots[:8]:
            await urns.cast_ballots(conn, [ballot])
    await db.execute("CREATE EXTENSION pageinspect")
    versions = await db.fetch(
        """
        SELECT t_attrs[3] AS voters, t_attrs[4] AS ballots
        FROM heap_page_item_attrs(get_raw_page('urn', 0), 'urn'::regclass) WHERE t_attrs IS NOT NULL
        """
    )
    told = []
    for one, other in itertools.pairwise(sorted(versions, key=lambda row: len(row["voters"]))):
        told.append(
            [
                ballot
                for ballot in cast.ballots
                if _raw(ballot.participant) in other["voters"]
                and _raw(ballot.participant) not in one["voters"]
                and ballot.ref.encode() in other["ballots"]
                and ballot.ref.encode() not in one["ballots"]
            ]
        )
    assert told == [[ballot] for ballot in cast.ballots[8 - len(told) : 8]] != []
    assert await _dead(db) >= len(versions) - 1
    assert await urns.sweep(db)
    assert await _dead(db) == 0
    assert await count(db, "urn") == 1


@pytest.mark.parametrize("voters", [8, VOTERS])
async def test_after_the_closing_nothing_of_a_box_is_left_in_its_files(
    db: Pool, voters: int
) -> None:
    """Small boxes lie in a row, large ones in pieces beside it."""
    hall, cast = await began(db)
    async with db.acquire() as conn:
        for ballot in cast.ballots[:voters]:
            await urns.cast_ballots(conn, [ballot])
    before = await _pages(db)
    assert any(_raw(voter) in before for voter in cast.voters[:voters])
    await hall.do(c.CloseRound(1))
    assert await urns.sweep(db, shut=True)
    assert await _pages(db) == b""


async def test_sweeping_inside_a_transaction_is_declined(db: Pool) -> None:
    async with db.acquire() as conn, conn.transaction():
        assert not await urns.sweep(conn)
