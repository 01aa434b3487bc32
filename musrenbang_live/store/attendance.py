"""The attendance list of a session as rows: checked in, corrected, taken off, counted, erased.

No row knows a participant, a phone or a voter card. Refuses to decide what may be told or shown;
that is for `core.attending`.
"""

from collections.abc import Sequence
from typing import Final

import asyncpg
import msgspec

from musrenbang_live.core.attending import Attendee, Kind, PresentCounts, Told
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.store.pool import Conn, Db

MINUTE: Final = 60_000
DAY: Final = 86_400_000
_ALIKE: Final = 0.6
"""Share of letters in threes that two names have in common from which one may be the other."""
_COLUMNS: Final = ("gender", "neighborhood", "organisation", "age_band")


class Erased(Exception):
    """Names of the list were erased since it was looked at: whether it is open is to be asked
    again."""


async def add(
    conn: Conn,
    session_id: int,
    attendee_id: str,
    told: Told,
    kind: Kind,
    *,
    at: int,
    most: int,
    erased: int | None = None,
) -> bool:
    """Put somebody on the list, once for each `attendee_id`; False when the list has `most`.

    The row of the gate makes all who add queue, in all processes, so that no number comes twice.
    Of `at` the minute is kept. `erased`: what `erased_at` said when it was asked whether the list
    is open. Raises `Erased` when it says something else now.
    """
    async with conn.transaction():
        gate = await conn.fetchrow(
            """
            INSERT INTO attendance AS gate (session_id, last) VALUES ($1, 1)
            ON CONFLICT (session_id) DO UPDATE SET last = gate.last + 1
            RETURNING last, ms(erased_at) AS erased_at
            """,
            session_id,
        )
        assert gate is not None
        if erased not in (None, gate["erased_at"]):
            raise Erased
        if await _is_full(conn, session_id, most):
            return False
        await conn.execute(
            """
            INSERT INTO attendee (id, session_id, number, name, organisation, age_band, gender,
                neighborhood, address, phone, kind, checked_in_at)
            VALUES ($1::uuid, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, moment($12))
            ON CONFLICT (id) DO NOTHING
            """,
            attendee_id,
            session_id,
            gate["last"],
            *msgspec.structs.astuple(told),
            kind,
            at - at % MINUTE,
        )
    return True


async def _hold(conn: Conn, session_id: int) -> None:
    """Keep everybody else from adding to this list until the transaction ends."""
    await conn.execute(
        """
        INSERT INTO attendance (session_id) VALUES ($1)
        ON CONFLICT (session_id) DO UPDATE SET last = attendance.last
        """,
        session_id,
    )


async def _is_full(conn: Conn, session_id: int, most: int) -> bool:
    count: int = await conn.fetchval(
        "SELECT count(*) FROM attendee WHERE session_id = $1::bigint", session_id
    )
    return count >= most


async def change(db: Db, session_id: int, attendee_id: str, told: Told) -> bool:
    """Correct a line. False when there is none of this id, or its name was erased."""
    status = await db.execute(
        """
        UPDATE attendee SET name = $3, organisation = $4, age_band = $5, gender = $6,
            neighborhood = $7, address = $8, phone = $9
        WHERE session_id = $1 AND id = $2::uuid AND erased_at IS NULL
        """,
        session_id,
        attendee_id,
        *msgspec.structs.astuple(told),
    )
    return status == "UPDATE 1"


async def remove(db: Db, session_id: int, attendee_id: str) -> bool:
    """Take somebody off the list; nothing of the line stays. False when it is not there."""
    status = await db.execute(
        "DELETE FROM attendee WHERE session_id = $1 AND id = $2::uuid", session_id, attendee_id
    )
    return status == "DELETE 1"


async def listed(db: Db, session_id: int) -> list[Attendee]:
    """Everybody on the list, in the order of arrival."""
    rows = await db.fetch(
        "SELECT * FROM attendee_row WHERE session_id = $1::bigint ORDER BY number", session_id
    )
    return _attendees(rows)


async def some(db: Db, session_id: int, ids: Sequence[str]) -> list[Attendee]:
    """Those of these ids who are on the list, with their places in the whole of it."""
    rows = await db.fetch(
        """
        SELECT * FROM attendee_row WHERE session_id = $1::bigint AND id = ANY($2::text[])
        ORDER BY number
        """,
        session_id,
        list(ids),
    )
    return _attendees(rows)


async def alike(db: Db, session_id: int, attendee_id: str) -> list[Attendee]:
    """Those whose names are nearly the name of this line: perhaps the same person twice."""
    rows = await db.fetch(
        """
        WITH line AS (SELECT * FROM attendee_row WHERE session_id = $1::bigint),
            this AS (SELECT lower(name) AS name FROM line WHERE id = $2)
        SELECT line.* FROM line, this
        WHERE line.id <> $2 AND erased_at = 0 AND similarity(lower(line.name), this.name) >= $3
        ORDER BY similarity(lower(line.name), this.name) DESC, number LIMIT 5
        """,
        session_id,
        attendee_id,
        _ALIKE,
    )
    return _attendees(rows)


def _attendees(rows: Sequence[asyncpg.Record]) -> list[Attendee]:
    return [msgspec.convert(dict(row), Attendee) for row in rows]


async def counted(db: Db, session_id: int) -> PresentCounts:
    """How many are on the list, by what they told; also after their names were erased."""
    rows = await db.fetch(
        """
        SELECT gender, neighborhood, organisation, age_band, count(*)::int AS people,
            grouping(gender, neighborhood, organisation, age_band) AS told
        FROM attendee WHERE session_id = $1::bigint
        GROUP BY GROUPING SETS ((), (gender), (neighborhood), (organisation), (age_band))
        """,
        session_id,
    )
    genders, neighborhoods, organisations, ages = (_by(rows, column) for column in _COLUMNS)
    return PresentCounts(
        people=next(row["people"] for row in rows if row["told"] == 0b1111),
        women=genders.get("P", 0),
        men=genders.get("L", 0),
        by_neighborhood=neighborhoods,
        by_organisation=organisations,
        by_age=ages,
    )


def _by(rows: Sequence[asyncpg.Record], column: str) -> dict[str, int]:
    alone = 0b1111 ^ (0b1000 >> _COLUMNS.index(column))
    return {row[column]: row["people"] for row in rows if row["told"] == alone and row[column]}


async def settle(conn: Conn, session_id: int, before: Meeting, after: Meeting) -> None:
    """When a meeting closes, write its lines anew, all at once; after who is just checking in.

    PostgreSQL's own stamp of a row says between which events of the log it was written, which is
    finer than the minute; from here on the stamps are all the same.
    """
    if before.closed_at or not after.closed_at:
        return
    await _hold(conn, session_id)
    await conn.execute("UPDATE attendee SET number = number WHERE session_id = $1", session_id)


async def ended_at(db: Db, session_id: int) -> int:
    """From when the keeping of names is counted; see the view `attendance_end`."""
    at: int = await db.fetchval("SELECT ms(ended_at) FROM attendance_end WHERE id = $1", session_id)
    return at


async def erased_at(db: Db, session_id: int) -> int:
    """When names of this session were erased last; 0 for never."""
    at: int = await db.fetchval(
        "SELECT coalesce((SELECT ms(erased_at) FROM attendance WHERE session_id = $1), 0)",
        session_id,
    )
    return at


async def due(db: Db, *, now: int, days: int) -> list[tuple[int, str]]:
    """The sessions, by id and join code, that ended `days` ago or more and still hold names.

    One that went on after names were erased is due again: somebody may have come since.
    """
    rows = await db.fetch(
        """
        SELECT id, code FROM attendance_end
        WHERE ended_at <= moment($1) AND (erased_at IS NULL OR erased_at < ended_at) ORDER BY id
        """,
        now - days * DAY,
    )
    return [(row["id"], row["code"]) for row in rows]


async def erase(conn: Conn, session_id: int, *, at: int) -> int:
    """Erase the names of a session now and keep what can be counted; of how many people.

    On the attendance list names, addresses, telephone numbers and times go, of participants names;
    of both, institutions that the plan does not list. Twice does no harm. The gate makes whoever
    is checking somebody in wait, so nobody slips in between.
    """
    async with conn.transaction():
        await conn.execute(
            """
            INSERT INTO attendance (session_id, erased_at) VALUES ($1, moment($2))
            ON CONFLICT (session_id) DO UPDATE SET erased_at = excluded.erased_at
            """,
            session_id,
            at,
        )
        of_list = await conn.execute(
            """
            UPDATE attendee SET name = '', address = '', phone = '', checked_in_at = NULL,
                erased_at = moment($2),
                organisation = CASE WHEN plan->'organisations' ? organisation
                    THEN organisation ELSE '' END
            FROM session
            WHERE session.id = $1 AND session_id = $1 AND attendee.erased_at IS NULL
            """,
            session_id,
            at,
        )
        joined = await conn.execute(
            """
            UPDATE participant SET name = '',
                organisation = CASE WHEN plan->'organisations' ? organisation
                    THEN organisation ELSE '' END
            FROM session
            WHERE session.id = $1 AND session_id = $1
                AND (name <> '' OR NOT (organisation = '' OR plan->'organisations' ? organisation))
            """,
            session_id,
        )
    return sum(int(status.rpartition(" ")[2]) for status in (of_list, joined))


async def take_turn(conn: Conn) -> bool:
    """Whether this process is the one that erases now, until the end of the transaction."""
    mine: bool = await conn.fetchval("SELECT pg_try_advisory_xact_lock($1)", _LOCK)
    return mine


_LOCK: Final = 0x68616469  # "hadi": any number that nobody else takes in this database


async def sweep(db: Db) -> bool:
    """Clear away earlier versions of rows, in which erased names still stand. False: not done."""
    try:
        await db.execute("VACUUM (INDEX_CLEANUP ON) attendee, participant")
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        return False
    return True
