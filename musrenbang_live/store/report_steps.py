"""How a report moves: one step after another, none ever changed, the newest taken back by another.

Refuses to decide whether a step may be taken; that is for `core.reporting`.
"""

from typing import Any

import msgspec
from msgspec import Struct

from musrenbang_live.core.reporting import Act, State
from musrenbang_live.store.pool import Conn, Db


class Place(Struct, frozen=True, kw_only=True):
    """Everything of a report that a step may change; ids are 0 and times 0 for none."""

    state: State
    office_id: int = 0
    merged_into: int = 0
    title: str = ""
    text: str = ""
    state_at: int = 0
    due_at: int = 0
    approved_at: int = 0
    withdrawn_at: int = 0


class Last(Struct, frozen=True):
    """The newest step that stands. `office_id` is 0 for the reporter's."""

    id: int
    act: Act
    office_id: int
    words: str
    at: int
    before: Place


async def place(db: Db, report_id: int) -> Place:
    """Where a report of this id stands. Raises `LookupError`."""
    row = await db.fetchrow(
        """
        SELECT state, coalesce(office_id, 0) AS office_id, coalesce(merged_into, 0) AS merged_into,
            title, text, ms(state_at) AS state_at, ms(due_at) AS due_at,
            ms(approved_at) AS approved_at, ms(withdrawn_at) AS withdrawn_at
        FROM report WHERE id = $1
        """,
        report_id,
    )
    if row is None:
        raise LookupError(report_id)
    return msgspec.convert(dict(row), Place)


async def put(conn: Conn, report_id: int, to: Place) -> None:
    """Bring a report to a place, and its photos before the public or away from it."""
    await conn.execute(
        """
        UPDATE report SET state = $2, office_id = nullif($3, 0::bigint),
            merged_into = nullif($4, 0::bigint), title = $5, text = $6, state_at = moment($7),
            due_at = moment($8), approved_at = moment($9), withdrawn_at = moment($10)
        WHERE id = $1
        """,
        report_id,
        to.state,
        to.office_id,
        to.merged_into,
        to.title,
        to.text,
        to.state_at,
        to.due_at,
        to.approved_at,
        to.withdrawn_at,
    )
    await conn.execute(
        """
        UPDATE photo SET shown = $2 FROM report_photo
        WHERE report_id = $1 AND photo.id = photo_id AND shown <> $2
        """,
        report_id,
        to.approved_at > 0,
    )


async def add(
    conn: Conn,
    report_id: int,
    act: Act,
    state: State,
    before: Place,
    *,
    at: int,
    office_id: int = 0,
    person_id: int = 0,
    words: str = "",
) -> int:
    """Write down a step; its id."""
    made: int = await conn.fetchval(
        """
        INSERT INTO report_step (report_id, at, act, state, office_id, person_id, words, before)
        VALUES ($1, moment($2), $3, $4, nullif($5, 0::bigint), nullif($6, 0::bigint), $7, $8)
        RETURNING id
        """,
        report_id,
        at,
        act,
        state,
        office_id,
        person_id,
        words,
        before,
    )
    return made


async def last(db: Db, report_id: int) -> Last | None:
    """The newest step of a report that stands and can be taken back: no undoing, no word."""
    row = await db.fetchrow(
        """
        SELECT id, act, coalesce(office_id, 0) AS office_id, words, ms(at) AS at, before
        FROM report_step
        WHERE report_id = $1 AND undone_by IS NULL AND act NOT IN ('undo', 'word')
        ORDER BY id DESC LIMIT 1
        """,
        report_id,
    )
    known: dict[str, Any] | None = dict(row) if row else None
    return msgspec.convert(known, Last) if known else None


async def undone(conn: Conn, step_id: int, by: int) -> None:
    """Mark a step as taken back by the step `by`, and what it carried into a list as gone."""
    await conn.execute("UPDATE report_step SET undone_by = $2 WHERE id = $1", step_id, by)
    await conn.execute(
        "UPDATE report_carry SET undone = true WHERE step_id = $1 AND kind = 'pokir'", step_id
    )


async def own_words(db: Db, report_id: int) -> int:
    """How many words the reporter added."""
    count: int = await db.fetchval(
        "SELECT count(*) FROM report_step WHERE report_id = $1 AND act = 'word'", report_id
    )
    return count


async def parts(db: Db, report_id: int) -> int:
    """How many other reports are part of this one."""
    count: int = await db.fetchval("SELECT count(*) FROM report WHERE merged_into = $1", report_id)
    return count
