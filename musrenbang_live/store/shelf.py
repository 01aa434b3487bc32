"""The shelf of published proposals and questions: put there whole, found by address.

A proposal lives on from meeting to meeting. `next` leads from each to where it went on: the one it
was merged into, or the one of the tier above that continues it; `root` names the first of a life.
Where it stands now is computed for all of a life when anything on the way changes, so that lists
and searches need not follow it. Refuses nothing; what may be on the shelf is `core.views.shelf`'s.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from musrenbang_live.core.following import State
from musrenbang_live.core.views.shelf import EDITION, ShelfEntry, ShelfLine, ShelfQuestion
from musrenbang_live.store.pool import Conn, Db

Node = tuple[str, int]
"""A proposal by the join code of its meeting and its number there."""
LONGEST_WAY: Final = 12
"""Steps followed from a proposal on: merges and tiers; a ring in the data ends there."""


class ShelfRow(ShelfEntry, frozen=True, kw_only=True):
    """A proposal on the shelf, with its meeting and where it went on.

    `decided` is what its own meeting made of it, `state` where it stands now after all that
    followed, since `state_at`.
    """

    session_id: int
    code: str
    forum: str
    tier: str
    ward_code: str
    ward: str
    district: str
    city: str
    year: int
    plan_year: int
    example: bool
    decided: str
    next_code: str
    next_number: int
    root_code: str
    root_number: int
    state: State
    state_at: int
    published_at: int

    @property
    def address(self) -> str:
        """The path of its page: that of the first of its life."""
        return f"/usulan/{self.root_code}-{self.root_number}"


async def alone(conn: Conn) -> None:
    """Have the shelf alone until the transaction ends: for whoever writes texts or ways on it.

    Ways cross meetings, so that no order of rows is one for all. Before anything else is held; see
    `store` for the order of locks.
    """
    await conn.execute("SELECT pg_advisory_xact_lock(72)")


async def beside(conn: Conn) -> None:
    """Keep all texts and ways on the shelf as they are until the transaction ends, beside others
    who do so too: for whoever decides where proposals stand."""
    await conn.execute("SELECT pg_advisory_xact_lock_shared(72)")


async def missing(db: Db) -> list[str]:
    """The join codes of published meetings that are not on the shelf as they should be."""
    rows = await db.fetch(
        """
        SELECT code FROM session LEFT JOIN shelved ON session_id = id
        WHERE stage = 'published' AND NOT practice AND edition IS DISTINCT FROM $1
        ORDER BY session.published_at, id
        """,
        EDITION,
    )
    return [row["code"] for row in rows]


async def put(
    conn: Conn,
    session_id: int,
    lines: Sequence[ShelfLine],
    questions: Sequence[ShelfQuestion],
    *,
    erasures: int,
    at: int,
) -> bool:
    """Put a published meeting on the shelf, in place of what stood there of it. One transaction.

    `erasures` is how many the meeting had when `lines` were made. False, and nothing is put, where
    a text was erased since: it would stand there again.
    """
    async with conn.transaction():
        await alone(conn)
        if not await conn.fetchval(
            "SELECT erasures = $2 FROM session WHERE id = $1 FOR SHARE", session_id, erasures
        ):
            return False
        await _put_lines(conn, session_id, lines)
        await _put_questions(conn, session_id, questions)
        code: str = await conn.fetchval("SELECT code FROM session WHERE id = $1", session_id)
        await _join(conn, code)
        own = [(code, line.number) for line in lines]
        await _find_roots(conn, own)
        await refresh_states(conn, own)
        await conn.execute(
            """
            INSERT INTO shelved (session_id, edition, at) VALUES ($1, $2, moment($3))
            ON CONFLICT (session_id) DO UPDATE SET edition = excluded.edition, at = excluded.at
            """,
            session_id,
            EDITION,
            at,
        )
    return True


async def forget(db: Db, session_id: int) -> None:
    """Have a meeting put on the shelf anew: something of its log was erased."""
    await db.execute("DELETE FROM shelved WHERE session_id = $1", session_id)


async def row(db: Db, code: str, number: int) -> ShelfRow | None:
    """The proposal of that meeting with that number, or None."""
    found = await db.fetchrow(
        "SELECT * FROM shelf_row WHERE code = $1 AND number = $2", code, number
    )
    return _row(found) if found else None


async def of_meeting(db: Db, session_id: int) -> list[ShelfRow]:
    """All of one meeting, by number; nothing where it is not on the shelf yet."""
    rows = await db.fetch(
        "SELECT * FROM shelf_row WHERE session_id = $1 ORDER BY number", session_id
    )
    return [_row(found) for found in rows]


async def way(db: Db, code: str, number: int) -> list[ShelfRow]:
    """The way of a proposal from the first of its life to where it is now, in that order."""
    rows = await db.fetch(
        """
        WITH RECURSIVE way AS (
            SELECT root_code AS code, root_number AS number, 0 AS step
            FROM shelf WHERE code = $1 AND number = $2
            UNION ALL
            SELECT shelf.next_code, shelf.next_number, step + 1
            FROM way JOIN shelf USING (code, number)
            WHERE shelf.next_code <> '' AND step < $3
        )
        SELECT shelf_row.* FROM way JOIN shelf_row USING (code, number) ORDER BY step
        """,
        code,
        number,
        LONGEST_WAY,
    )
    return [_row(found) for found in rows]


async def again(db: Db, code: str, number: int) -> list[ShelfRow]:
    """The proposals of later meetings of the same tier that bring this one again."""
    rows = await db.fetch(
        """
        SELECT * FROM shelf_row
        WHERE origin_code = $1 AND origin_number = $2 AND NOT from_below
        ORDER BY published_at, code, number
        """,
        code,
        number,
    )
    return [_row(found) for found in rows]


async def merged(db: Db, code: str, number: int) -> list[ShelfRow]:
    """The proposals that were merged into this one, in their own meeting."""
    rows = await db.fetch(
        """
        SELECT * FROM shelf_row WHERE next_code = $1 AND next_number = $2 AND merged_into > 0
        ORDER BY code, number
        """,
        code,
        number,
    )
    return [_row(found) for found in rows]


async def refresh_states(conn: Conn, nodes: Iterable[Node]) -> None:
    """Compute where the lives that pass through `nodes` stand now, why, and how far up they got.

    Of all that was decided or told on the way forward the newest holds; the reason is that of its
    end. What a meeting of the tier above settled nothing about was handed on to it, and no more.
    """
    codes, numbers = _unzipped(nodes)
    await conn.execute(
        """
        WITH RECURSIVE touched AS (
            SELECT code, number, 0 AS step FROM unnest($1::text[], $2::int[]) AS n(code, number)
            UNION
            SELECT shelf.code, shelf.number, step + 1
            FROM touched JOIN shelf
                ON shelf.next_code = touched.code AND shelf.next_number = touched.number
            WHERE step < $3
        ), way AS (
            SELECT DISTINCT code AS from_code, number AS from_number, code, number, 0 AS step
            FROM touched
            UNION ALL
            SELECT from_code, from_number, next_code, next_number, step + 1
            FROM way JOIN shelf USING (code, number)
            WHERE next_code <> '' AND step < $3
        ), said AS (
            SELECT from_code, from_number, step, published_at AS at,
                CASE WHEN from_below AND decided = 'diusulkan' THEN 'diteruskan_kecamatan'
                     ELSE decided END AS state
            FROM way JOIN shelf USING (code, number) WHERE decided <> ''
            UNION ALL
            SELECT from_code, from_number, step, told_at, told
            FROM way JOIN shelf USING (code, number) WHERE told <> ''
        ), newest AS (
            SELECT DISTINCT ON (from_code, from_number) from_code, from_number, state, at
            FROM said ORDER BY from_code, from_number, at DESC, step DESC
        ), ended AS (
            SELECT DISTINCT ON (from_code, from_number) from_code, from_number, tier,
                CASE WHEN told <> '' AND (decided = '' OR told_at >= published_at) THEN coalesce((
                    SELECT later.reason_code FROM follow_up AS later
                    WHERE (later.code, later.number) = (shelf.code, shelf.number)
                        AND undone_at IS NULL ORDER BY later.id DESC LIMIT 1), '')
                ELSE reason_code END AS why
            FROM way JOIN shelf USING (code, number)
            ORDER BY from_code, from_number, step DESC
        ), now AS (
            SELECT shelf.code, shelf.number, coalesce(newest.state, shelf.state) AS state,
                coalesce(newest.at, shelf.state_at) AS state_at, ended.why,
                CASE WHEN shelf.merged_into > 0 OR ended.tier = shelf.tier THEN ''
                    ELSE ended.tier END AS reached
            FROM ended LEFT JOIN newest USING (from_code, from_number)
                JOIN shelf ON (shelf.code, shelf.number) = (from_code, from_number)
        )
        UPDATE shelf SET (state, state_at, why, reached)
            = (now.state, now.state_at, now.why, now.reached)
        FROM now WHERE (shelf.code, shelf.number) = (now.code, now.number)
            AND (shelf.state, shelf.state_at, shelf.why, shelf.reached)
                IS DISTINCT FROM (now.state, now.state_at, now.why, now.reached)
        """,
        codes,
        numbers,
        LONGEST_WAY,
    )


async def _put_lines(conn: Conn, session_id: int, lines: Sequence[ShelfLine]) -> None:
    """What stood there is replaced; what offices told of it stays."""
    await conn.execute(
        "DELETE FROM shelf WHERE session_id = $1 AND number <> ALL ($2::int[])",
        session_id,
        [line.number for line in lines],
    )
    await conn.execute(
        """
        INSERT INTO shelf (session_id, code, number, forum, tier, ward_code, ward, district, city,
            year, plan_year, example, title, problem, sector, sector_name, neighborhood, agency,
            quantity, unit, cost, beneficiaries, beneficiary_unit, supports, votes, rank, decided,
            reason_code, reason, merged_into, origin_code, origin_number, from_below,
            next_code, next_number, root_code, root_number, state, state_at, published_at)
        SELECT id, code, line.number, forum, tier, ward_code, ward, district, city, year,
            plan_year, example, line.title, line.problem, line.sector, line.sector_name,
            line.neighborhood, line.agency, line.quantity, line.unit, line.cost,
            line.beneficiaries, line.beneficiary_unit, line.supports, line.votes, line.rank,
            line.state, line.reason_code, line.reason, line.merged_into, line.origin_code,
            line.origin_number, line.from_below,
            CASE WHEN line.merged_into > 0 THEN code ELSE '' END, line.merged_into,
            code, line.number, coalesce(nullif(line.state, ''), 'diusulkan'), published_at,
            published_at
        FROM session, jsonb_to_recordset($2::jsonb) AS line(number int, title text, problem text,
            sector text, sector_name text, neighborhood text, agency text,
            quantity double precision, unit text, cost bigint, beneficiaries int,
            beneficiary_unit text, supports int, votes int, rank int, state text, reason_code text,
            reason text, merged_into int, origin_code text, origin_number int, from_below bool)
        WHERE session.id = $1
        ON CONFLICT (code, number) DO UPDATE SET
            title = excluded.title, problem = excluded.problem, sector = excluded.sector,
            sector_name = excluded.sector_name, neighborhood = excluded.neighborhood,
            agency = excluded.agency, quantity = excluded.quantity, unit = excluded.unit,
            cost = excluded.cost, beneficiaries = excluded.beneficiaries,
            beneficiary_unit = excluded.beneficiary_unit, supports = excluded.supports,
            votes = excluded.votes, rank = excluded.rank, decided = excluded.decided,
            reason_code = excluded.reason_code, reason = excluded.reason,
            merged_into = excluded.merged_into, origin_code = excluded.origin_code,
            origin_number = excluded.origin_number, from_below = excluded.from_below,
            next_code = excluded.next_code, next_number = excluded.next_number,
            published_at = excluded.published_at
        """,
        session_id,
        [msgspec.to_builtins(line) for line in lines],
    )


async def _put_questions(conn: Conn, session_id: int, questions: Sequence[ShelfQuestion]) -> None:
    await conn.execute("DELETE FROM shelf_question WHERE session_id = $1", session_id)
    await conn.execute(
        """
        INSERT INTO shelf_question (session_id, code, number, ward_code, ward, district, year,
            tier, example, text, answered_by, answer, published_at)
        SELECT id, code, asked.number, ward_code, ward, district, year, tier, example, asked.text,
            asked.answered_by, asked.answer, published_at
        FROM session, jsonb_to_recordset($2::jsonb)
            AS asked(number int, text text, answered_by text, answer text)
        WHERE session.id = $1
        """,
        session_id,
        [msgspec.to_builtins(question) for question in questions],
    )


async def _join(conn: Conn, code: str) -> None:
    """Lead the ways on from the tier below to the meeting `code`, and from it to the tier above.

    A proposal that several meetings above brought in goes on in the one published first.
    """
    await conn.execute(
        """
        UPDATE shelf SET next_code = above.code, next_number = above.number
        FROM (
            SELECT DISTINCT ON (origin_code, origin_number) origin_code, origin_number, code,
                number
            FROM shelf
            WHERE from_below AND origin_code <> ''
                AND (origin_code = $1 OR (origin_code, origin_number) IN
                    (SELECT origin_code, origin_number FROM shelf WHERE code = $1))
            ORDER BY origin_code, origin_number, published_at, code, number
        ) AS above
        WHERE shelf.code = above.origin_code AND shelf.number = above.origin_number
            AND shelf.merged_into = 0
        """,
        code,
    )


async def _find_roots(conn: Conn, nodes: Sequence[Node]) -> None:
    """Name the first of their life for `nodes` and all that continues them.

    A life goes back by the origin of the tier below, as far as that is on the shelf.
    """
    codes, numbers = _unzipped(nodes)
    await conn.execute(
        """
        WITH RECURSIVE life AS (
            SELECT code, number, 0 AS step FROM unnest($1::text[], $2::int[]) AS n(code, number)
            UNION
            SELECT shelf.code, shelf.number, step + 1
            FROM life JOIN shelf ON origin_code = life.code AND origin_number = life.number
            WHERE from_below AND step < $3
        ), back AS (
            SELECT DISTINCT code AS own_code, number AS own_number, code, number, 0 AS step
            FROM life
            UNION ALL
            SELECT own_code, own_number, origin_code, origin_number, step + 1
            FROM back JOIN shelf USING (code, number)
            WHERE from_below AND step < $3
                AND EXISTS (SELECT FROM shelf AS first
                    WHERE first.code = shelf.origin_code AND first.number = shelf.origin_number)
        ), root AS (
            SELECT DISTINCT ON (own_code, own_number) own_code, own_number, code, number
            FROM back ORDER BY own_code, own_number, step DESC
        )
        UPDATE shelf SET root_code = root.code, root_number = root.number
        FROM root WHERE shelf.code = own_code AND shelf.number = own_number
        """,
        codes,
        numbers,
        LONGEST_WAY,
    )


def _unzipped(nodes: Iterable[Node]) -> tuple[list[str], list[int]]:
    pairs = list(nodes)
    return [code for code, _ in pairs], [number for _, number in pairs]


def _row(found: Any) -> ShelfRow:
    return msgspec.convert(dict(found), ShelfRow)
