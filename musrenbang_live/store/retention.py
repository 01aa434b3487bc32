"""What is kept of people for a time only, beside the attendance list: erased when that is over.

Of each run that erased something one row says how much and when; never whose.
"""

from typing import Final, Literal

import msgspec
from msgspec import Struct

from musrenbang_live.store.pool import Conn, Db

Kind = Literal["hadir", "tanya", "masuk", "lapor"]
"""Names of a meeting; secret links and devices of questions to the council; devices of logins; how
to reach reporters."""

DAY: Final = 24 * 3_600_000


class Run(Struct, frozen=True):
    """What was erased once: `erased` people, questions or logins; `code` of a meeting, else ''."""

    at: int
    kind: Kind
    code: str
    erased: int


class Due(Struct, frozen=True):
    """A meeting that still holds names, and when it ended."""

    code: str
    forum: str
    ended_at: int


async def note(db: Db, kind: Kind, code: str, erased: int, at: int) -> None:
    """Write down that something was erased; nothing where nothing was."""
    if erased:
        await db.execute(
            "INSERT INTO retention_run (at, kind, code, erased) VALUES (moment($1), $2, $3, $4)",
            at,
            kind,
            code,
            erased,
        )


async def runs(db: Db, limit: int) -> list[Run]:
    """The last runs that erased something, the newest first."""
    rows = await db.fetch(
        "SELECT ms(at) AS at, kind, code, erased FROM retention_run ORDER BY id DESC LIMIT $1",
        limit,
    )
    return [msgspec.convert(dict(row), Run) for row in rows]


async def holding_names(db: Db) -> list[Due]:
    """The meetings that still hold names, those that are erased next first."""
    rows = await db.fetch(
        """
        SELECT ended.code, forum, ms(ended_at) AS ended_at
        FROM attendance_end AS ended JOIN session USING (id)
        WHERE ended_at IS NOT NULL AND (erased_at IS NULL OR erased_at < ended_at)
        ORDER BY ended_at, id
        """
    )
    return [msgspec.convert(dict(row), Due) for row in rows]


async def forget_askers(conn: Conn, *, before: int) -> int:
    """Forget by which link a question to the council is followed and from which device it came,
    where nothing was done with it since `before` and nothing more is to be done; how many. One
    that somebody is at just now is left for the next time.

    Its asker stays counted, under a device that nobody has.
    """
    rows = await conn.fetch(
        """
        WITH old AS (
            SELECT id, device FROM inquiry
            WHERE (link_hash IS NOT NULL OR device IS NOT NULL)
                AND (state IN ('dijawab', 'ditolak', 'ditutup') OR merged_into IS NOT NULL)
                AND asked_at < moment($1) AND NOT EXISTS (SELECT FROM inquiry_event
                    WHERE inquiry_id = inquiry.id AND at >= moment($1))
            FOR UPDATE SKIP LOCKED
        ), counted AS (
            UPDATE inquiry_support SET device = sha256(uuid_send(gen_random_uuid()))
            FROM old WHERE inquiry_id = old.id AND inquiry_support.device = old.device
        )
        UPDATE inquiry SET link_hash = NULL, device = NULL FROM old WHERE inquiry.id = old.id
        RETURNING inquiry.id
        """,
        before,
    )
    return len(rows)


async def forget_devices(conn: Conn, *, before: int) -> int:
    """Forget on which kinds of device people were logged in last before that time; how many. A
    login that somebody ends just now is left for the next time."""
    rows = await conn.fetch(
        """
        UPDATE login SET device = '' WHERE id IN (
            SELECT id FROM login WHERE device <> '' AND last_seen < moment($1)
            FOR NO KEY UPDATE SKIP LOCKED)
        RETURNING id
        """,
        before,
    )
    return len(rows)
