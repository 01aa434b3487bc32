"""The sessions there are: made from a plan, found by their join code, listed for who may run them.

Refuses to change what a meeting says of itself; that is for `store.events` alone.
"""

from collections.abc import Collection, Sequence

import asyncpg
import msgspec
from msgspec import Struct

from musrenbang_live.core.meeting import Stage
from musrenbang_live.core.plan import SessionPlan
from musrenbang_live.core.tiers import ward_of
from musrenbang_live.store.pool import Db


class CodeTaken(Exception):
    """Another session already has this join code; draw another one."""


class SessionRow(Struct, frozen=True, kw_only=True):
    """One session as it is stored.

    `epoch` names this store's copy of the session: another epoch, another history.
    `screen_generation` is part of the projector's key; raising it ends all older keys. `erasures`
    counts how often texts of its log were erased.
    """

    id: int
    code: str
    epoch: str
    seq: int
    stage: Stage
    plan: SessionPlan
    screen_generation: int
    created_by: int | None
    example: bool
    created_at: int
    opened_at: int
    closed_at: int
    published_at: int
    erasures: int


class SessionNamed(Struct, frozen=True, kw_only=True):
    """Which session a line is about, whatever else it says. `example`: invented data."""

    code: str
    forum: str
    tier: str
    ward_code: str
    ward: str
    district: str
    year: int
    plan_year: int
    example: bool


class SessionSummary(SessionNamed, frozen=True, kw_only=True):
    """One line of a list of sessions. `starts` is the plan's local wall-clock text."""

    id: int
    stage: Stage
    starts: str
    practice: bool
    created_at: int
    opened_at: int
    closed_at: int
    published_at: int


async def create_session(
    db: Db,
    *,
    code: str,
    plan: SessionPlan,
    created_by: int | None,
    at: int,
    example: bool = False,
) -> SessionRow:
    """Store a new session; `created_by` becomes its first facilitator. Raises `CodeTaken`."""
    try:
        await db.execute(
            """
            WITH made AS (
                INSERT INTO session (code, plan, created_by, created_at, example, forum, tier,
                    ward_code, ward, district, city, year, plan_year, starts, practice)
                VALUES ($1, $2, $3, moment($4), $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
                RETURNING id, created_by
            )
            INSERT INTO session_facilitator (session_id, person_id)
            SELECT id, created_by FROM made WHERE created_by IS NOT NULL
            """,
            code,
            plan,
            created_by,
            at,
            example,
            plan.forum,
            plan.tier,
            ward_of(plan),
            plan.ward,
            plan.district,
            plan.city,
            plan.year,
            plan.plan_year,
            plan.starts,
            plan.practice,
        )
    except asyncpg.UniqueViolationError as error:
        raise CodeTaken(code) from error
    made = await find_session(db, code)
    assert made is not None
    return made


async def find_session(db: Db, code: str) -> SessionRow | None:
    """The session with this join code (in its normal form), or None."""
    row = await db.fetchrow("SELECT * FROM session_row WHERE code = $1", code)
    return msgspec.convert(dict(row), SessionRow) if row else None


async def sessions_of(db: Db, person_id: int, role: str) -> list[SessionSummary]:
    """The sessions this person may run, newest first; all of them for an admin."""
    rows = await db.fetch(
        """
        SELECT * FROM session_line
        WHERE $2 = 'admin'
           OR id IN (SELECT session_id FROM session_facilitator WHERE person_id = $1)
        ORDER BY created_at DESC, id DESC
        """,
        person_id,
        role,
    )
    return [msgspec.convert(dict(row), SessionSummary) for row in rows]


async def live_sessions(db: Db) -> list[SessionSummary]:
    """The sessions that are open now, practice included, the last opened first."""
    rows = await db.fetch("SELECT * FROM session_line WHERE stage = 'open' ORDER BY opened_at DESC")
    return [msgspec.convert(dict(row), SessionSummary) for row in rows]


async def heads(db: Db, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How far the log of each of these sessions goes, and how often texts of it were erased:
    session id → (seq, erasures)."""
    rows = await db.fetch(
        "SELECT id, seq, erasures FROM session WHERE id = ANY($1::bigint[])", list(ids)
    )
    return {row["id"]: (row["seq"], row["erasures"]) for row in rows}


async def new_screen_key(db: Db, session_id: int) -> int:
    """End all keys of the projector that were given out, and give the new generation."""
    generation: int = await db.fetchval(
        """
        UPDATE session SET screen_generation = screen_generation + 1 WHERE id = $1
        RETURNING screen_generation
        """,
        session_id,
    )
    return generation


async def may_facilitate(db: Db, session_id: int, person_id: int, role: str) -> bool:
    """Whether this person may run this session."""
    found: bool = await db.fetchval(
        """
        SELECT $3 = 'admin' OR EXISTS (
            SELECT FROM session_facilitator WHERE session_id = $1 AND person_id = $2)
        """,
        session_id,
        person_id,
        role,
    )
    return found


async def open_desks(
    db: Db, desks: Collection[tuple[int, int]], *, at: int
) -> set[tuple[int, int]]:
    """Those of these desks, each a session and a login, that the login still opens."""
    rows = await db.fetch(
        """
        SELECT asked.session_id, login.id
        FROM unnest($1::bigint[], $2::bigint[]) AS asked(session_id, login_id)
            JOIN login ON login.id = asked.login_id
            JOIN person ON person.id = login.person_id
        WHERE revoked_at IS NULL AND expires_at > moment($3) AND disabled_at IS NULL
            AND (role = 'admin' OR EXISTS (
                SELECT FROM session_facilitator AS inside
                WHERE inside.session_id = asked.session_id AND inside.person_id = person.id))
        """,
        [session_id for session_id, _ in desks],
        [login_id for _, login_id in desks],
        at,
    )
    return {(row["session_id"], row["id"]) for row in rows}


class Colleague(Struct, frozen=True):
    """Somebody who runs sessions, as colleagues know them."""

    id: int
    name: str


async def facilitators_of(db: Db, session_id: int) -> list[Colleague]:
    """Who may run this session by their own login, by name; administrators may besides."""
    rows = await db.fetch(
        """
        SELECT person.id, person.name FROM session_facilitator
        JOIN person ON person.id = session_facilitator.person_id
        WHERE session_id = $1 AND person.disabled_at IS NULL
        ORDER BY person.name, person.id
        """,
        session_id,
    )
    return [Colleague(row["id"], row["name"]) for row in rows]


async def other_facilitators(db: Db, session_id: int) -> list[Colleague]:
    """The facilitators of the site who may not run this session, by name."""
    rows = await db.fetch(
        """
        SELECT id, name FROM person
        WHERE role = 'facilitator' AND disabled_at IS NULL AND NOT EXISTS (
            SELECT FROM session_facilitator WHERE session_id = $1 AND person_id = person.id)
        ORDER BY name, id
        """,
        session_id,
    )
    return [Colleague(row["id"], row["name"]) for row in rows]


async def add_facilitator(db: Db, session_id: int, person_id: int) -> None:
    """Let one more person run this session; nothing happens when they already may."""
    await db.execute(
        """
        INSERT INTO session_facilitator (session_id, person_id) VALUES ($1, $2)
        ON CONFLICT DO NOTHING
        """,
        session_id,
        person_id,
    )


async def remove_facilitator(db: Db, session_id: int, person_id: int) -> None:
    """This person may no longer run this session; nothing happens when they never could."""
    await db.execute(
        "DELETE FROM session_facilitator WHERE session_id = $1 AND person_id = $2",
        session_id,
        person_id,
    )
