"""What the desk adds to a meeting's papers: typed fields, an own Word form, the signed paper.

Refuses to decide what may be typed or shown; that is for `core.minutes` and the doors.
"""

import msgspec
from msgspec import Struct

from musrenbang_live.core.minutes import MinutesFields
from musrenbang_live.store.pool import Db


class Typed(Struct, frozen=True):
    """The fields as they were stored last; `rev` 0 before the first time."""

    rev: int = 0
    fields: MinutesFields = MinutesFields()


class Form(Struct, frozen=True):
    """A kelurahan's own Word form; `at` in ms UTC."""

    name: str
    content: bytes
    at: int


class Scan(Struct, frozen=True):
    """The signed paper, without its content; `size` in bytes, `kind` `pdf`, `jpg` or `png`."""

    name: str
    kind: str
    size: int
    shown: bool
    at: int


async def typed(db: Db, session_id: int) -> Typed:
    """The fields of a session."""
    row = await db.fetchrow("SELECT rev, fields FROM minutes WHERE session_id = $1", session_id)
    return Typed(row["rev"], msgspec.convert(row["fields"], MinutesFields)) if row else Typed()


async def put_fields(db: Db, session_id: int, rev: int, fields: MinutesFields) -> bool:
    """Store the fields if they are still those of `rev`; False when somebody was faster."""
    stored: int | None = await db.fetchval(
        """
        INSERT INTO minutes AS kept (session_id, rev, fields) VALUES ($1, 1, $3)
        ON CONFLICT (session_id) DO UPDATE SET rev = kept.rev + 1, fields = excluded.fields
            WHERE kept.rev = $2
        RETURNING rev
        """,
        session_id,
        rev,
        fields,
    )
    return stored == rev + 1


async def form(db: Db, session_id: int) -> Form | None:
    """The session's own Word form, or None for the program's."""
    row = await db.fetchrow(
        "SELECT name, content, ms(at) AS at FROM word_form WHERE session_id = $1", session_id
    )
    return Form(row["name"], row["content"], row["at"]) if row else None


async def put_form(db: Db, session_id: int, name: str, content: bytes, *, at: int) -> None:
    """Use this Word form from now on."""
    await db.execute(
        """
        INSERT INTO word_form (session_id, name, content, at) VALUES ($1, $2, $3, moment($4))
        ON CONFLICT (session_id) DO UPDATE
            SET name = excluded.name, content = excluded.content, at = excluded.at
        """,
        session_id,
        name,
        content,
        at,
    )


async def drop_form(db: Db, session_id: int) -> None:
    """Use the program's Word form again."""
    await db.execute("DELETE FROM word_form WHERE session_id = $1", session_id)


async def scan(db: Db, session_id: int) -> Scan | None:
    """The signed paper of a session, or None."""
    row = await db.fetchrow(
        """
        SELECT name, kind, octet_length(content) AS size, shown, ms(at) AS at
        FROM scan WHERE session_id = $1
        """,
        session_id,
    )
    return msgspec.convert(dict(row), Scan) if row else None


async def scanned(db: Db, session_id: int) -> bytes:
    """The content of the signed paper; empty where there is none."""
    content: bytes | None = await db.fetchval(
        "SELECT content FROM scan WHERE session_id = $1", session_id
    )
    return content or b""


async def put_scan(
    db: Db, session_id: int, name: str, kind: str, content: bytes, *, shown: bool, at: int
) -> None:
    """Keep this paper in place of the one before."""
    await db.execute(
        """
        INSERT INTO scan (session_id, name, kind, content, shown, at)
        VALUES ($1, $2, $3, $4, $5, moment($6))
        ON CONFLICT (session_id) DO UPDATE SET name = excluded.name, kind = excluded.kind,
            content = excluded.content, shown = excluded.shown, at = excluded.at
        """,
        session_id,
        name,
        kind,
        content,
        shown,
        at,
    )


async def show_scan(db: Db, session_id: int, *, shown: bool) -> None:
    """Publish the paper with the archive, or no longer."""
    await db.execute("UPDATE scan SET shown = $2 WHERE session_id = $1", session_id, shown)


async def drop_scan(db: Db, session_id: int) -> None:
    """Forget the paper."""
    await db.execute("DELETE FROM scan WHERE session_id = $1", session_id)


async def forget_people(db: Db, session_id: int) -> None:
    """Erase who signs for the participants, the team, and the lurah's number from the fields."""
    await db.execute(
        """
        UPDATE minutes SET fields = fields - 'representatives' - 'team' - 'nip', rev = rev + 1
        WHERE session_id = $1 AND fields ?| ARRAY['representatives', 'team', 'nip']
        """,
        session_id,
    )
