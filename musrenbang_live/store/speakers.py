"""The speaker list of a meeting as rows. Whoever changes it holds the row of its board meanwhile,
so that two desks and many phones change it one after another.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import asyncpg

from musrenbang_live.core.speaking import Board, Speaker, Wish
from musrenbang_live.store.pool import Conn, Db, Pool

_HOLD: Final = "SELECT FROM speaker_board WHERE session_id = $1 FOR NO KEY UPDATE"


async def board(db: Db, session_id: int) -> Board:
    """The list as it is now, without what was removed."""
    rows = await db.fetch(
        """
        SELECT asking, shown, number, name, neighborhood, gender, state, place, minutes,
            ms(began_at) AS began_at, ms(ended_at) AS ended_at,
            participant IS NOT NULL AS from_phone
        FROM speaker_board AS board
        LEFT JOIN speaker ON speaker.session_id = board.session_id AND state <> 'removed'
        WHERE board.session_id = $1::bigint ORDER BY place, number
        """,
        session_id,
    )
    if not rows:
        return Board()
    listed = tuple(_speaker(row) for row in rows if row["number"] is not None)
    return Board(rows[0]["asking"], rows[0]["shown"], listed)


@asynccontextmanager
async def held(pool: Pool, session_id: int) -> AsyncIterator[Conn]:
    """A connection that holds the list until the transaction ends; made where there is none."""
    async with pool.acquire() as conn, conn.transaction():
        await conn.execute(
            "INSERT INTO speaker_board (session_id) VALUES ($1) ON CONFLICT DO NOTHING", session_id
        )
        await conn.execute(_HOLD, session_id)
        yield conn


async def switch(conn: Conn, session_id: int, *, asking: bool, shown: bool) -> None:
    """Whether phones may ask to speak, and whether the list stands on the wall."""
    await conn.execute(
        "UPDATE speaker_board SET asking = $2, shown = $3 WHERE session_id = $1",
        session_id,
        asking,
        shown,
    )


async def add(
    conn: Conn, session_id: int, ref: str, wish: Wish, at: int, participant: str | None = None
) -> int:
    """Put a wish at the end of the list; its number, the same for the same `ref` (UUID text).

    A participant who waits or speaks already keeps that place. The list must be held.
    """
    number: int | None = await conn.fetchval(
        """
        SELECT number FROM speaker WHERE session_id = $1
            AND (ref = $2 OR participant = $3 AND state IN ('waiting', 'speaking'))
        """,
        session_id,
        ref,
        participant,
    )
    if number is not None:
        return number
    number = await conn.fetchval(
        """
        INSERT INTO speaker (session_id, number, ref, name, neighborhood, gender, minutes,
            participant, asked_at, place)
        SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7, moment($8),
            coalesce(max(place), 0) + 1
        FROM speaker WHERE session_id = $1 RETURNING number
        """,
        session_id,
        ref,
        wish.name,
        wish.neighborhood,
        wish.gender,
        wish.minutes,
        participant,
        at,
    )
    assert number is not None
    return number


async def end(conn: Conn, session_id: int, at: int) -> None:
    """Whoever speaks has done. The list must be held."""
    await conn.execute(
        """
        UPDATE speaker SET state = 'done', ended_at = greatest(began_at, moment($2))
        WHERE session_id = $1 AND state = 'speaking'
        """,
        session_id,
        at,
    )


async def call(conn: Conn, session_id: int, number: int, at: int) -> bool:
    """Have somebody who waits speak; False when nobody of this number waits. The list is held."""
    done: int | None = await conn.fetchval(
        """
        UPDATE speaker SET state = 'speaking', began_at = moment($3)
        WHERE session_id = $1 AND number = $2 AND state = 'waiting' RETURNING number
        """,
        session_id,
        number,
        at,
    )
    return done is not None


async def remove(conn: Conn, session_id: int, number: int) -> bool:
    """Take somebody who waits from the list; False when nobody of this number waits."""
    done: int | None = await conn.fetchval(
        """
        UPDATE speaker SET state = 'removed'
        WHERE session_id = $1 AND number = $2 AND state = 'waiting' RETURNING number
        """,
        session_id,
        number,
    )
    return done is not None


async def place(conn: Conn, session_id: int, numbers: list[int]) -> None:
    """Put those who wait in this order. The list must be held."""
    await conn.execute(
        """
        UPDATE speaker SET place = wanted.place
        FROM unnest($2::int[]) WITH ORDINALITY AS wanted(number, place)
        WHERE session_id = $1 AND speaker.number = wanted.number AND state = 'waiting'
        """,
        session_id,
        numbers,
    )


async def of_participant(db: Db, session_id: int, participant: str) -> int:
    """The number under which this participant waits or speaks; 0 for none."""
    number: int | None = await db.fetchval(
        """
        SELECT number FROM speaker
        WHERE session_id = $1 AND participant = $2 AND state IN ('waiting', 'speaking')
        """,
        session_id,
        participant,
    )
    return number or 0


async def erase(conn: Conn, session_id: int) -> int:
    """Forget who spoke, for good; of how many. How long people of each neighborhood spoke stays.

    Whoever changes the list is waited for; in a transaction.
    """
    await conn.execute(_HOLD, session_id)
    done = await conn.execute(
        """
        UPDATE speaker SET name = '', participant = NULL, erased_at = now()
        WHERE session_id = $1 AND erased_at IS NULL
        """,
        session_id,
    )
    return int(done.rpartition(" ")[2])


async def sweep(db: Db) -> bool:
    """Clear away earlier versions of rows, in which erased names still stand. False: not done."""
    try:
        await db.execute("VACUUM (INDEX_CLEANUP ON) speaker")
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        return False
    return True


def _speaker(row: asyncpg.Record) -> Speaker:
    return Speaker(**{name: row[name] for name in Speaker.__struct_fields__})
