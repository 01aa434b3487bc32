"""Paper ballots while they are typed, and the ways by which ballots came.

Refuses to say anything of a paper whose round is not open: those rows are gone. What may be typed
when is decided in `core.papers`.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from msgspec import Struct

from musrenbang_live.core.ballots import CameIn, Via
from musrenbang_live.core.counts import PaperCounts
from musrenbang_live.core.papers import Entry, Sheet
from musrenbang_live.store.pool import Conn, Db, Pool

_INVALID = "x"


class Kept(Struct, frozen=True):
    """A sheet as it is stored; `ref` (UUID text) is what its ballot is sent under."""

    sheet: Sheet
    ref: str


class Desk:
    """The row of one card's paper, held until the transaction ends."""

    def __init__(self, conn: Conn, key: tuple[int, int, int], kept: Kept) -> None:
        self.kept = kept
        self._conn = conn
        self._key = key

    async def keep(self, sheet: Sheet, ref: str) -> None:
        """Store the sheet in place of what was there."""
        await self._conn.execute(
            """
            UPDATE paper SET state = $4, first = $5, first_by = $6, second = $7, second_by = $8,
                rev = $9, ref = $10
            WHERE session_id = $1 AND round = $2 AND card = $3
            """,
            *self._key,
            sheet.state,
            *_columns(sheet.first),
            *_columns(sheet.second),
            sheet.rev,
            ref,
        )

    async def voted_otherwise(self) -> bool:
        """Whether the card has a ballot that did not come on paper; in a box, any ballot at all."""
        found: bool = await self._conn.fetchval(
            """
            SELECT EXISTS (
                SELECT FROM ballot JOIN participant ON id = participant
                WHERE ballot.session_id = $1 AND round = $2 AND card = $3
                    AND NOT blank AND via <> 'kertas'
            ) OR EXISTS (
                SELECT FROM urn LEFT JOIN participant ON participant.session_id = urn.session_id
                    AND card = $3
                WHERE urn.session_id = $1 AND round = $2
                    AND (id = ANY(voters) OR $3 = ANY(spent)))
            """,
            *self._key,
        )
        return found


@asynccontextmanager
async def opened(
    pool: Pool, session_id: int, number: int, card: int, ref: str
) -> AsyncIterator[Desk | None]:
    """The paper of a card, for whoever types it now; None when the round is not open.

    One desk at a time: another waits here until this one has committed. Whoever closes the round
    waits, too (the locks are those of `store.intake`), so no row is left behind. `ref` is for a
    paper that is new. What is raised inside takes everything back.
    """
    async with pool.acquire() as conn, conn.transaction():
        if not await _is_open(conn, session_id, number):
            yield None
            return
        await conn.execute(
            """
            INSERT INTO paper (session_id, round, card, state, ref)
            VALUES ($1, $2, $3, 'untyped', $4) ON CONFLICT DO NOTHING
            """,
            session_id,
            number,
            card,
            ref,
        )
        row = await conn.fetchrow(
            """
            SELECT state, first, first_by, second, second_by, rev, ref FROM paper
            WHERE session_id = $1 AND round = $2 AND card = $3 FOR UPDATE
            """,
            session_id,
            number,
            card,
        )
        assert row is not None  # it cannot go while the round is held open
        yield Desk(conn, (session_id, number, card), _kept(row))


async def _is_open(conn: Conn, session_id: int, number: int) -> bool:
    await conn.execute("SELECT pg_advisory_xact_lock_shared(71, $1::bigint::int)", session_id)
    found: bool | None = await conn.fetchval(
        """
        SELECT true FROM round WHERE session_id = $1 AND number = $2 AND stage = 'open' FOR SHARE
        """,
        session_id,
        number,
    )
    return bool(found)


async def sheet(db: Db, session_id: int, number: int, card: int) -> Sheet:
    """The paper of a card as it is at this moment."""
    row = await db.fetchrow(
        """
        SELECT state, first, first_by, second, second_by, rev, ref FROM paper
        WHERE session_id = $1 AND round = $2 AND card = $3
        """,
        session_id,
        number,
        card,
    )
    return _kept(row).sheet if row else Sheet()


async def waiting(db: Db, session_id: int, number: int) -> dict[str, list[int]]:
    """The cards whose papers are not settled, by state; never what is on them."""
    rows = await db.fetch(
        """
        SELECT state, array_agg(card ORDER BY card) AS cards FROM paper
        WHERE session_id = $1 AND round = $2 AND (state IN ('first', 'differs', 'agreed')
            OR state = 'untyped' AND rev > 0)
        GROUP BY state
        """,
        session_id,
        number,
    )
    return {row["state"]: row["cards"] for row in rows}


async def counts(db: Db, session_id: int, rounds: Sequence[int]) -> dict[int, PaperCounts]:
    """How far the papers of these rounds are; of closed rounds only how many were `beside`.

    A paper that was counted and whose card has voted by phone afterwards is beside, too.
    """
    rows = await db.fetch(
        """
        SELECT round, state, rev, count(*) AS papers,
            count(*) FILTER (WHERE state = 'counted' AND via <> 'kertas') AS overtaken
        FROM paper LEFT JOIN (
            SELECT round, card, via FROM ballot JOIN participant ON id = participant
            WHERE ballot.session_id = $1::bigint AND card IS NOT NULL
        ) AS cast_ USING (round, card)
        WHERE session_id = $1::bigint AND round = ANY($2::int[])
        GROUP BY round, state, rev
        UNION ALL
        SELECT round, 'beside', 1, beside, 0 FROM channel
        WHERE session_id = $1::bigint AND round = ANY($2::int[]) AND beside > 0
        """,
        session_id,
        rounds,
    )
    found: dict[int, dict[str, int]] = {}
    for row in rows:
        of_round = found.setdefault(row["round"], dict.fromkeys(PaperCounts.__struct_fields__, 0))
        state = row["state"]
        if state != "untyped":
            of_round[state] += row["papers"] - row["overtaken"]
        elif row["rev"]:
            of_round["again"] += row["papers"]
        of_round["beside"] += row["overtaken"]
    return {number: PaperCounts(**of_round) for number, of_round in found.items()}


async def ways(db: Db, session_id: int, rounds: Sequence[int]) -> dict[int, list[CameIn]]:
    """How many ballots of closed rounds came by each way."""
    rows = await db.fetch(
        """
        SELECT round, via, ballots FROM channel
        WHERE session_id = $1::bigint AND round = ANY($2::int[]) AND ballots > 0
        """,
        session_id,
        rounds,
    )
    found: dict[int, list[CameIn]] = {}
    for row in rows:
        found.setdefault(row["round"], []).append(CameIn(row["via"], row["ballots"]))
    return found


async def open_ways(db: Db, session_id: int, number: int) -> dict[Via, int]:
    """How many ballots of an open round, blank ones left out, came by each way so far."""
    rows = await db.fetch(
        """
        SELECT via, count(*) AS ballots FROM (
            SELECT via FROM ballot WHERE session_id = $1::bigint AND round = $2 AND NOT blank
            UNION ALL
            SELECT cast_.value->>1 FROM urn, jsonb_each(ballots) AS cast_
            WHERE session_id = $1::bigint AND round = $2
        ) AS came GROUP BY via
        """,
        session_id,
        number,
    )
    return {row["via"]: row["ballots"] for row in rows}


async def take_out(conn: Conn, session_id: int, number: int, barred: Sequence[int]) -> None:
    """Delete the papers of these cards, which are void: nobody can type them again."""
    if barred:
        await conn.execute(
            "DELETE FROM paper WHERE session_id = $1 AND round = $2 AND card = ANY($3::int[])",
            session_id,
            number,
            barred,
        )


async def put_away(conn: Conn, session_id: int, number: int) -> None:
    """Before a round is sealed: keep how many came by each way, and delete what was typed.

    What was cast into a box is counted where the box is emptied (`store.urns.seal`).
    """
    await conn.execute(
        """
        INSERT INTO channel (session_id, round, via, ballots, beside)
        SELECT $1, $2, via, sum(ballots), sum(beside) FROM (
            SELECT via, count(*) AS ballots, 0 AS beside FROM ballot
            WHERE session_id = $1 AND round = $2 AND NOT blank GROUP BY via
            UNION ALL
            SELECT 'kertas', 0, count(*) FROM paper
            WHERE session_id = $1 AND round = $2 AND (state = 'beside' OR state = 'counted'
                AND card IN (SELECT card FROM ballot JOIN participant ON id = participant
                    WHERE ballot.session_id = $1 AND round = $2 AND via <> 'kertas'))
            HAVING count(*) > 0
        ) AS came GROUP BY via
        """,
        session_id,
        number,
    )
    await conn.execute("DELETE FROM paper WHERE session_id = $1 AND round = $2", session_id, number)


async def sweep(db: Db) -> bool:
    """Clear away the dead rows of what was typed. False when it could not be done."""
    try:
        await db.execute("VACUUM (INDEX_CLEANUP ON) paper")
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        return False
    return True


def _kept(row: asyncpg.Record) -> Kept:
    sheet = Sheet(
        row["state"],
        _entry(row["first"], row["first_by"]),
        _entry(row["second"], row["second_by"]),
        row["rev"],
    )
    return Kept(sheet, str(row["ref"]))


def _entry(mark: Any, login: int | None) -> Entry | None:
    if login is None:
        return None
    return Entry(None if mark == _INVALID else mark, login)


def _columns(entry: Entry | None) -> tuple[Any, int | None]:
    """As columns: an invalid paper is a word, because NULL is what was not typed."""
    if entry is None:
        return None, None
    return _INVALID if entry.mark is None else entry.mark, entry.login
