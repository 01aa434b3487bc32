"""Sheets of decisions that offices sent: previewed, applied as one, taken back as one."""

from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec import Struct

from musrenbang_live.core.following_reading import FollowMistake, FollowRow
from musrenbang_live.store.pool import Conn, Db, storable

DRAFT_LIFE: Final = 24 * 3_600_000
"""Milliseconds after which a preview that nobody has confirmed is thrown away."""


class Planned(Struct, frozen=True):
    """A row of the sheet that can be applied: `seen` is the newest decision when it was read."""

    row: FollowRow
    seen: int


class Batch(Struct, frozen=True, kw_only=True):
    """One sheet. `applied_at` is 0 while it is a preview, `undone_at` 0 while it was not taken
    back; `silent` rows name a proposal and decide nothing."""

    id: int
    office_id: int
    person_id: int
    by: str
    file: str
    rows: tuple[Planned, ...]
    mistakes: tuple[FollowMistake, ...]
    silent: int
    added_at: int
    applied_at: int
    undone_at: int


async def add_draft(
    conn: Conn,
    *,
    office: int,
    person: int,
    file: str,
    rows: Sequence[Planned],
    mistakes: Sequence[FollowMistake],
    silent: int,
    at: int,
) -> int:
    """Keep a preview, in place of other previews of this person; its id."""
    await conn.execute(
        """
        DELETE FROM follow_batch WHERE id IN (
            SELECT id FROM follow_batch
            WHERE applied_at IS NULL AND (person_id = $1 OR added_at < moment($2))
            FOR UPDATE SKIP LOCKED)  -- what somebody is at is left for the next time
        """,
        person,
        at - DRAFT_LIFE,
    )
    made: int = await conn.fetchval(
        """
        INSERT INTO follow_batch (office_id, person_id, file, rows, mistakes, silent, added_at)
        VALUES ($1, $2, $3, $4, $5, $6, moment($7)) RETURNING id
        """,
        office,
        person,
        storable(file),
        [msgspec.to_builtins(row) for row in rows],
        [storable_mistake(mistake) for mistake in mistakes],
        silent,
        at,
    )
    return made


def storable_mistake(mistake: FollowMistake) -> object:
    """A mistake as it is kept."""
    return msgspec.to_builtins(FollowMistake(mistake.row, mistake.code, storable(mistake.said)))


async def found(db: Db, batch: int) -> Batch | None:
    """The sheet with this id, a preview too; None where there is none."""
    row = await db.fetchrow("SELECT * FROM follow_batch_row WHERE id = $1", batch)
    return msgspec.convert(dict(row), Batch) if row else None


async def of_office(db: Db, office: int, *, limit: int = 20) -> list[Batch]:
    """The sheets this office has applied, the newest first."""
    rows = await db.fetch(
        """
        SELECT * FROM follow_batch_row WHERE office_id = $1 AND applied_at > 0
        ORDER BY id DESC LIMIT $2
        """,
        office,
        limit,
    )
    return [msgspec.convert(dict(row), Batch) for row in rows]


async def mark_applied(
    conn: Conn, batch: int, *, mistakes: Sequence[FollowMistake], at: int
) -> None:
    """The sheet is applied; `mistakes` are now of all rows that were not."""
    await conn.execute(
        "UPDATE follow_batch SET applied_at = moment($2), mistakes = $3 WHERE id = $1",
        batch,
        at,
        [storable_mistake(mistake) for mistake in mistakes],
    )


async def mark_undone(conn: Conn, batch: int, *, person: int, at: int) -> None:
    """The sheet is taken back, as far as nothing was decided after it. Once: who did it first
    stays, and a preview has nothing to be taken back."""
    await conn.execute(
        """
        UPDATE follow_batch SET undone_at = moment($2), undone_by = $3
        WHERE id = $1 AND applied_at IS NOT NULL AND undone_at IS NULL
        """,
        batch,
        at,
        person,
    )


async def hold(conn: Conn, batch: int) -> None:
    """Keep everybody else from this sheet until the transaction ends."""
    await conn.execute("SELECT FROM follow_batch WHERE id = $1 FOR UPDATE", batch)


async def discard(db: Db, batch: int, *, person: int) -> None:
    """Throw a preview of this person away; nothing where there is none."""
    await db.execute(
        "DELETE FROM follow_batch WHERE id = $1 AND person_id = $2 AND applied_at IS NULL",
        batch,
        person,
    )
