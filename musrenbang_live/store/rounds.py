"""Sealing a round, and reading what its ballots say without ever saying whose they are.

Refuses nothing: `seal` belongs into the transaction that closes the round.
"""

from typing import Final

import asyncpg

from musrenbang_live.core.ballots import Mark
from musrenbang_live.store.pool import Conn, Db

SMALL: Final = 5
"""Of a way in by which fewer ballots came nobody is told which ones: a choice could be guessed."""


async def seal(conn: Conn, session_id: int, number: int) -> int:
    """Part the ballots from their voters for good, and give how many there were, blanks left out.

    Runs in the caller's transaction, after the round's row says closed: then no ballot can be in
    flight any more, and the order in which the rows are written is all that could give a voter
    away. Every list is therefore written in an order of its own. A code or receipt that was sent
    twice is the first one's; another gets a new one, which its phone will miss and say so.
    """
    status = await conn.execute(
        """
        WITH opened AS (
            DELETE FROM ballot WHERE session_id = $1 AND round = $2
            RETURNING participant, ref, receipt, mark, blank, via
        ), cast_ AS MATERIALIZED (
            SELECT participant, mark,
                CASE row_number() OVER (PARTITION BY ref ORDER BY participant)
                    WHEN 1 THEN ref ELSE gen_random_uuid() END AS code,
                CASE WHEN receipt IS NOT NULL
                    AND row_number() OVER (PARTITION BY receipt ORDER BY participant) = 1
                    THEN receipt ELSE gen_random_uuid() END AS receipt,
                CASE WHEN (SELECT min(ballots) >= $3::int FROM (SELECT count(*) AS ballots
                    FROM opened WHERE NOT blank GROUP BY via) AS ways) THEN via ELSE '' END AS via
            FROM opened WHERE NOT blank
        ), voters AS (
            INSERT INTO turnout (session_id, round, participant)
            SELECT $1, $2, participant FROM cast_ ORDER BY participant
        ), receipts AS (
            INSERT INTO receipt (session_id, round, receipt)
            SELECT $1, $2, receipt FROM cast_ ORDER BY receipt
        ), pseudonyms AS (
            INSERT INTO used (session_id, round, used)
            SELECT $1, $2, gen_random_uuid() FROM cast_ ORDER BY 3
        )
        INSERT INTO mark (session_id, round, id, mark, via)
        SELECT $1, $2, code, mark, via FROM cast_ ORDER BY gen_random_uuid()
        """,
        session_id,
        number,
        SMALL,
    )
    return int(status.rpartition(" ")[2])


async def marks(db: Db, session_id: int, number: int) -> list[Mark]:
    """The marks of a closed round, in an order that means nothing; empty while it is open."""
    rows = await db.fetch(
        "SELECT mark FROM mark WHERE session_id = $1 AND round = $2 ORDER BY id", session_id, number
    )
    return [row["mark"] for row in rows]


async def open_marks(db: Db, session_id: int, number: int) -> list[Mark]:
    """The marks so far of a round that is open: only for rounds whose plan shows live totals."""
    rows = await db.fetch(
        """
        SELECT mark FROM ballot WHERE session_id = $1 AND round = $2 AND NOT blank
        ORDER BY gen_random_uuid()
        """,
        session_id,
        number,
    )
    return [row["mark"] for row in rows]


async def turnout(db: Db, session_id: int, number: int) -> int:
    """How many ballots that are not blank were handed in, whether or not the round is closed."""
    count: int = await db.fetchval(
        """
        SELECT (SELECT count(*) FROM turnout WHERE session_id = $1 AND round = $2)
             + (SELECT count(*) FROM ballot WHERE session_id = $1 AND round = $2 AND NOT blank)
             + coalesce((SELECT cardinality(voters) FROM urn
                WHERE session_id = $1 AND round = $2), 0)
        """,
        session_id,
        number,
    )
    return count


async def vacuum_ballots(db: Db) -> bool:
    """Clear away the dead rows that still tie voters to marks. False when it could not be done.

    Meant for the moment after a close; not inside a transaction. What disks, write-ahead logs and
    backups remember is out of its reach.
    """
    try:
        await db.execute("VACUUM (INDEX_CLEANUP ON) ballot")
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        return False
    return True
