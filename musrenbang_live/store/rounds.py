"""Sealing a round, and reading what its ballots say without ever saying whose they are.

Refuses nothing: `seal` belongs into the transaction that closes the round.
"""

import asyncpg

from musrenbang_live.core.ballots import Mark
from musrenbang_live.store.pool import Conn, Db


async def seal(conn: Conn, session_id: int, number: int) -> int:
    """Part the ballots from their voters for good, and give how many there were, blanks left out.

    Runs in the caller's transaction, after the round's row says closed: then no ballot can be in
    flight any more, and the order in which the rows are written is all that could give a voter
    away. Turnout is therefore written by participant and marks in an order drawn by the server.
    """
    status = await conn.execute(
        """
        WITH opened AS (
            DELETE FROM ballot WHERE session_id = $1 AND round = $2
            RETURNING participant, mark, blank
        ), voters AS (
            INSERT INTO turnout (session_id, round, participant)
            SELECT $1, $2, participant FROM opened WHERE NOT blank ORDER BY participant
        )
        INSERT INTO mark (session_id, round, mark)
        SELECT $1, $2, mark FROM opened WHERE NOT blank ORDER BY gen_random_uuid()
        """,
        session_id,
        number,
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
