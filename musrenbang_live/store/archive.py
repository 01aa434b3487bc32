"""What the public may look up of published sessions; their proposals are searched on the shelf.

Practice sessions are never listed.
"""

import msgspec

from musrenbang_live.store.pool import Db
from musrenbang_live.store.sessions import SessionNamed, SessionSummary, live_sessions


class Published(SessionNamed, frozen=True, kw_only=True):
    """A published session: what it was, and how much of it there was.

    `proposals` are those that stand by themselves; `ballots` those counted, over all rounds,
    with the people who raised hands.
    """

    opened_at: int
    closed_at: int
    published_at: int
    participants: int
    proposals: int
    ballots: int


async def published(
    db: Db,
    *,
    lexemes: str = "",
    district: str = "",
    ward_code: str = "",
    year: int = 0,
    tier: str = "",
    limit: int = 20,
    offset: int = 0,
    excludes_only: bool = False,
) -> list[Published]:
    """Published sessions, the latest first.

    `lexemes` (as `core.searching.tsquery` writes it) is looked for in the names of forum,
    kelurahan and kecamatan and in the year. Empty texts and `year` 0 mean all. `excludes_only`:
    `lexemes` says only what must not be there.
    """
    asked = """
        session_names(forum, ward, district, year) @@ (SELECT to_tsquery('indonesian', $1))
    """
    # Named first: PostgreSQL would else read names from the latest meeting on, each anew. That is
    # right where nearly all fit.
    named = f"""
        named AS MATERIALIZED (
            SELECT id FROM session
            WHERE stage = 'published' AND NOT practice AND {asked}
        ),
    """  # noqa: S608  (made of the constant above)
    by_index = bool(lexemes) and not excludes_only
    fits = "id IN (SELECT id FROM named)" if by_index else asked
    rows = await db.fetch(
        f"""
        WITH {named if by_index else ""} listed AS (
            SELECT id FROM session
            WHERE stage = 'published' AND NOT practice
                AND {fits if lexemes else "$1::text IS NOT NULL"}
                AND ($2 = '' OR district = $2) AND ($3 = '' OR ward_code = $3)
                AND ($4 = 0 OR year = $4) AND ($5 = '' OR tier = $5)
            ORDER BY published_at DESC, id DESC LIMIT $6 OFFSET $7
        )
        SELECT session_line.*,
            (SELECT count(*) FROM participant WHERE session_id = listed.id) AS participants,
            (SELECT count(*) FROM proposal WHERE session_id = listed.id AND status = 'shown'
                AND merged_into IS NULL) AS proposals,
            (SELECT count(*) FROM mark WHERE session_id = listed.id)
                + (SELECT coalesce(sum(hands), 0) FROM round WHERE session_id = listed.id)
                AS ballots
        FROM listed JOIN session_line USING (id) ORDER BY published_at DESC, id DESC
        """,  # noqa: S608  (made of the constants above)
        lexemes,
        district,
        ward_code,
        year,
        tier,
        limit,
        offset,
    )
    return [msgspec.convert(dict(row), Published) for row in rows]


async def latest(db: Db, n: int) -> list[Published]:
    """The `n` sessions published last."""
    return await published(db, limit=n)


async def ward_counts(db: Db) -> dict[str, int]:
    """How many published sessions each kelurahan has: ward code → number."""
    rows = await db.fetch(
        """
        SELECT ward_code, count(*) AS sessions FROM session
        WHERE stage = 'published' AND NOT practice AND ward_code <> ''
        GROUP BY ward_code
        """
    )
    return {row["ward_code"]: row["sessions"] for row in rows}


async def years(db: Db) -> list[int]:
    """The years from which there are published sessions, the latest first."""
    rows = await db.fetch(
        """
        SELECT DISTINCT year FROM session
        WHERE stage = 'published' AND NOT practice ORDER BY year DESC
        """
    )
    return [row["year"] for row in rows]


async def open_now(db: Db) -> list[SessionSummary]:
    """The sessions open at this moment that the public may know of: no practice."""
    return [line for line in await live_sessions(db) if not line.practice]


async def going_on(db: Db) -> str:
    """A word that changes when a meeting that the public may know of is opened, ends, or is
    published."""
    return await db.fetchval(  # type: ignore[no-any-return]
        """
        SELECT concat_ws(' ', string_agg(code, ' ' ORDER BY code), (
            SELECT ms(max(published_at)) FROM session WHERE stage = 'published' AND NOT practice))
        FROM session WHERE stage = 'open' AND NOT practice
        """
    )
