"""Rehearsals as rows: one at a time on a whole site, whatever process started it."""

from collections.abc import Sequence

import asyncpg
import msgspec
from msgspec import Struct

from musrenbang_live.core.rehearsing import Finding
from musrenbang_live.store.pool import Db


class RehearsalRow(Struct, frozen=True):
    """A rehearsal: `step` is what it does now, with `done` of its phones through. Times in ms."""

    id: int
    code: str
    forum: str
    ward: str
    person: str
    phones: int
    address: str
    step: str
    done: int
    findings: list[Finding]
    started_at: int
    ended_at: int


async def begin(
    db: Db, *, session_id: int, person_id: int, phones: int, address: str, at: int, silent: int
) -> int | None:
    """A new rehearsal's id; None while another one runs. One that has told nothing for `silent` ms
    is taken for dead and ended first."""
    await db.execute(
        """
        UPDATE rehearsal SET ended_at = moment($1)
        WHERE ended_at IS NULL AND told_at < moment($1::bigint - $2::bigint)
        """,
        at,
        silent,
    )
    try:
        found: int = await db.fetchval(
            """
            INSERT INTO rehearsal (session_id, person_id, phones, address, started_at, told_at)
            VALUES ($1, $2, $3, $4, moment($5), moment($5)) RETURNING id
            """,
            session_id,
            person_id,
            phones,
            address,
            at,
        )
    except asyncpg.UniqueViolationError:
        return None
    return found


async def runs(db: Db, *, at: int, silent: int) -> bool:
    """Whether one runs now that has said something in the last `silent` ms."""
    found: bool = await db.fetchval(
        """
        SELECT EXISTS (SELECT FROM rehearsal WHERE ended_at IS NULL
            AND told_at >= moment($1::bigint - $2::bigint))
        """,
        at,
        silent,
    )
    return found


async def tell(
    db: Db, rehearsal: int, *, step: str, done: int, findings: Sequence[Finding], at: int
) -> None:
    """Note how far it is."""
    await db.execute(
        """
        UPDATE rehearsal SET step = $2, done = $3, findings = $4, told_at = moment($5)
        WHERE id = $1 AND ended_at IS NULL
        """,
        rehearsal,
        step,
        done,
        msgspec.to_builtins(list(findings)),
        at,
    )


async def end(db: Db, rehearsal: int, at: int) -> None:
    """It is over."""
    await db.execute(
        "UPDATE rehearsal SET ended_at = moment($2) WHERE id = $1 AND ended_at IS NULL",
        rehearsal,
        at,
    )


async def newest(db: Db, person_id: int, role: str, limit: int = 6) -> list[RehearsalRow]:
    """The last rehearsals of this person, of everybody for an admin, the newest first."""
    rows = await db.fetch(
        """
        SELECT rehearsal.id, session.code, session.forum, session.ward, person.name AS person,
            phones, address, step, done, findings, ms(started_at) AS started_at,
            ms(ended_at) AS ended_at
        FROM rehearsal
        JOIN session ON session.id = session_id
        JOIN person ON person.id = rehearsal.person_id
        WHERE $2 = 'admin' OR rehearsal.person_id = $1
        ORDER BY rehearsal.id DESC LIMIT $3
        """,
        person_id,
        role,
        limit,
    )
    return [msgspec.convert(dict(row), RehearsalRow) for row in rows]
