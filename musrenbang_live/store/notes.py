"""Notes of a meeting (notulen) as rows, and what is being typed for them.

A note is changed only by whoever has read it as it is: each change names the rev it began with.
"""

import asyncpg

from musrenbang_live.core.noting import Draft, Note
from musrenbang_live.store.pool import Db


async def listed(db: Db, session_id: int) -> list[Note]:
    """The notes of a meeting without those that were deleted, in order of the agenda."""
    return [note for note in await every(db, session_id) if not note.gone]


async def every(db: Db, session_id: int) -> list[Note]:
    """All notes of a meeting, deleted ones too, in order of (phase, position)."""
    rows = await db.fetch(
        """
        SELECT id, phase, text, rev, by, at, changed_by, changed_at, gone FROM note_row
        WHERE session_id = $1::bigint ORDER BY phase, position
        """,
        session_id,
    )
    return [_note(row) for row in rows]


async def find(db: Db, session_id: int, note: str) -> Note | None:
    """The note with this id (UUID text), deleted or not."""
    row = await db.fetchrow(
        """
        SELECT id, phase, text, rev, by, at, changed_by, changed_at, gone FROM note_row
        WHERE session_id = $1::bigint AND id = $2
        """,
        session_id,
        note,
    )
    return _note(row) if row else None


async def add(db: Db, session_id: int, note: Note, person: int) -> bool:
    """Store a new note; False when there is one with its id already, which stays as it is."""
    done: int | None = await db.fetchval(
        """
        INSERT INTO note (session_id, id, phase, text, by_person, at)
        VALUES ($1, $2, $3, $4, $5, moment($6)) ON CONFLICT DO NOTHING RETURNING rev
        """,
        session_id,
        note.id,
        note.phase,
        note.text,
        person,
        note.at,
    )
    return done is not None


async def change(db: Db, session_id: int, note: Note, person: int) -> bool:
    """Store another text of a note that is still as `note.rev` says; `changed_at` is now.

    False when somebody else has changed or deleted it meanwhile; then nothing is touched.
    """
    done: int | None = await db.fetchval(
        """
        UPDATE note SET phase = $4, text = $5, rev = rev + 1, changed_by = $6,
            changed_at = moment($7)
        WHERE session_id = $1 AND id = $2 AND rev = $3 AND NOT gone RETURNING rev
        """,
        session_id,
        note.id,
        note.rev,
        note.phase,
        note.text,
        person,
        note.changed_at,
    )
    return done is not None


async def set_gone(
    db: Db, session_id: int, note: str, rev: int, person: int, at: int, *, gone: bool
) -> bool:
    """Delete a note that is still as `rev` says, or bring it back; False when it is not."""
    done: int | None = await db.fetchval(
        """
        UPDATE note SET gone = $6, rev = rev + 1, changed_by = $4, changed_at = moment($5)
        WHERE session_id = $1 AND id = $2 AND rev = $3 AND gone <> $6 RETURNING rev
        """,
        session_id,
        note,
        rev,
        person,
        at,
        gone,
    )
    return done is not None


async def drafts(db: Db, session_id: int) -> list[Draft]:
    """What is being typed in all browsers, the oldest first."""
    rows = await db.fetch(
        """
        SELECT note, login, phase, text, rev, by, at FROM note_draft_row
        WHERE session_id = $1::bigint ORDER BY at, note
        """,
        session_id,
    )
    return [Draft(**dict(row)) for row in rows]


async def keep_draft(db: Db, session_id: int, draft: Draft) -> None:
    """Keep what is typed in a browser for a note; of a new note only until it is stored."""
    await db.execute(
        """
        INSERT INTO note_draft (session_id, login, note, phase, text, rev, at)
        SELECT $1, $2, $3, $4, $5, $6, moment($7)
        WHERE $6 > 0 OR NOT EXISTS (SELECT FROM note WHERE session_id = $1 AND id = $3)
        ON CONFLICT (session_id, login, note) DO UPDATE SET phase = excluded.phase,
            text = excluded.text, rev = excluded.rev, at = excluded.at
        """,
        session_id,
        draft.login,
        draft.note,
        draft.phase,
        draft.text,
        draft.rev,
        draft.at,
    )


async def drop_draft(db: Db, session_id: int, note: str, login: int | None = None) -> None:
    """Forget what was typed for a note in a browser; without `login`, in all of them."""
    await db.execute(
        """
        DELETE FROM note_draft
        WHERE session_id = $1 AND note = $2 AND login = coalesce($3, login)
        """,
        session_id,
        note,
        login,
    )


async def clear(db: Db, session_id: int) -> None:
    """Forget for good what was deleted or never finished, once a meeting is published."""
    await db.execute("DELETE FROM note_draft WHERE session_id = $1", session_id)
    await db.execute("DELETE FROM note WHERE session_id = $1 AND gone", session_id)


def _note(row: asyncpg.Record) -> Note:
    return Note(**dict(row))
