"""Searching news and documents: any form of a word, and titles that were mistyped."""

from typing import Final

import msgspec
from msgspec import Struct

from musrenbang_live.core.articles import Kind
from musrenbang_live.store.articles import QUERY_LIMIT
from musrenbang_live.store.pool import Db, storable

RANKED: Final = 500
"""Articles of a search that are compared to find the best, the newest of those that fit."""


class Hit(Struct, frozen=True, kw_only=True):
    """A public article that a search found; the higher the `score`, the better."""

    slug: str
    kind: Kind
    title: str
    summary: str
    tags: tuple[str, ...]
    published_at: int
    example: bool
    score: float


async def search_lines(db: Db, words: str, limit: int, offset: int = 0, *, at: int) -> list[Hit]:
    """Public articles that fit the words, best first: any form of a word, and mistyped titles. Of
    those that fit the newest `RANKED` are looked at."""
    rows = await db.fetch(
        """
        WITH sought AS (SELECT $2::text AS words, websearch_to_tsquery('indonesian', $2) AS lexemes)
        SELECT slug, kind, title, summary, tags, ms(fitting.published_at) AS published_at, example,
            (ts_rank(search, lexemes) + word_similarity(words, title))::float AS score
        FROM sought, LATERAL (
            SELECT article.id, slug, kind, title, summary, tags, article.published_at, search,
                article.example OR coalesce(session.example, false) AS example
            FROM article LEFT JOIN session ON session.id = session_id
            WHERE words <> '' AND (search @@ lexemes OR words <% title)
                AND article.published_at <= moment($1) AND hidden_at IS NULL
                AND NOT coalesce(practice, false)
            ORDER BY article.published_at DESC, article.id DESC LIMIT $5
        ) AS fitting
        ORDER BY score DESC, fitting.published_at DESC, fitting.id DESC LIMIT $3 OFFSET $4
        """,
        at,
        storable(words).strip()[:QUERY_LIMIT],
        limit,
        offset,
        RANKED,
    )
    return [msgspec.convert(dict(row), Hit) for row in rows]
