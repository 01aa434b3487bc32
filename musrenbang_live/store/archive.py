"""What the public may look up: published sessions, found by words, kelurahan or year.

Practice sessions are never listed. Refuses nothing a person can type: any text is a search.
"""

from typing import Final

import msgspec
from msgspec import Struct

from musrenbang_live.store.pool import Db, storable
from musrenbang_live.store.sessions import SessionSummary, live_sessions

QUERY_LIMIT: Final = 200
"""Characters of a search that are looked at."""


class Hit(Struct, frozen=True):
    """A shown proposal that a search found."""

    number: int
    title: str


class Published(Struct, frozen=True, kw_only=True):
    """A published session: what it was, and how much of it there was.

    `proposals` are those that stand by themselves; `ballots` those counted, over all rounds,
    with the people who raised hands; `hits` the best three proposals that the search found, empty
    without a search.
    """

    code: str
    forum: str
    tier: str
    ward_code: str
    ward: str
    district: str
    year: int
    plan_year: int
    example: bool
    opened_at: int
    closed_at: int
    published_at: int
    participants: int
    proposals: int
    ballots: int
    hits: tuple[Hit, ...] = ()


async def published(
    db: Db,
    *,
    query: str = "",
    ward_code: str = "",
    year: int = 0,
    limit: int = 20,
    offset: int = 0,
) -> list[Published]:
    """Published sessions, best match first; without a `query` the latest first.

    `query` is searched in the proposals (words in any form, quotes and `-` as on the web, and
    titles with typing mistakes) and in the names of forum, kelurahan and kecamatan. Empty
    `ward_code` and `year` 0 mean all.
    """
    rows = await db.fetch(
        """
        WITH sought AS (
            SELECT $1::text AS words, websearch_to_tsquery('indonesian', $1::text) AS lexemes,
                -- Who writes quotes or a minus means exactly that.
                CASE WHEN $1 ~ '"|(^| )-' THEN '' ELSE $1 END AS nearly
        ), shelf AS (
            SELECT *, forum || ' ' || ward || ' ' || district AS place FROM session_line
            WHERE stage = 'published' AND NOT practice
                AND ($2 = '' OR ward_code = $2) AND ($3 = 0 OR year = $3)
        ), found AS (
            SELECT session_id, number, title,
                ts_rank(search, lexemes) + word_similarity(nearly, title) AS score
            FROM sought, proposal
            WHERE words <> '' AND status = 'shown' AND (search @@ lexemes OR nearly <% title)
        ), best AS (
            SELECT session_id, max(score) AS score,
                jsonb_agg(jsonb_build_object('number', number, 'title', title)
                    ORDER BY score DESC, number) AS hits
            FROM found GROUP BY session_id
        )
        SELECT shelf.*,
            (SELECT count(*) FROM participant WHERE session_id = shelf.id) AS participants,
            (SELECT count(*) FROM proposal WHERE session_id = shelf.id AND status = 'shown'
                AND merged_into IS NULL) AS proposals,
            (SELECT count(*) FROM mark WHERE session_id = shelf.id)
                + (SELECT coalesce(sum(hands), 0) FROM round WHERE session_id = shelf.id)
                AS ballots,
            jsonb_path_query_array(coalesce(hits, '[]'), '$[0 to 2]') AS hits
        FROM sought, shelf LEFT JOIN best ON session_id = id
        WHERE words = '' OR score IS NOT NULL OR nearly <% place
        ORDER BY CASE WHEN words = '' THEN 0
                      ELSE coalesce(score, 0) + 2 * word_similarity(nearly, place) END DESC,
            published_at DESC, id DESC
        LIMIT $4 OFFSET $5
        """,
        storable(query).strip()[:QUERY_LIMIT],
        ward_code,
        year,
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
        WHERE stage = 'published' AND NOT practice GROUP BY ward_code
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
