"""Figures of the shelf: how many proposals came how far, and what they cost.

What is counted are proposals of musrenbang kelurahan, each with all that followed as one; those of
other meetings have no kelurahan of their own. Nothing here is about people.
"""

from typing import Any, Final

import msgspec

from musrenbang_live.core.charts.lives import Lives
from musrenbang_live.core.charts.shares import Share
from musrenbang_live.store.pool import Db

# Where a proposal got to is followed by its key from meeting to meeting: into the one above, there
# into another that it may have been merged with, and on to the city. Most go nowhere, and only
# those that do are followed.
_LIVES: Final = """
    SELECT line.year, line.ward_code, line.district, line.sector_name AS sector, line.state,
        line.decided = 'disepakati' AS agreed, line.merged_into > 0 AS merged,
        coalesce(CASE WHEN line.next_code <> '' AND line.merged_into = 0 THEN (
            SELECT coalesce(top.tier, up.tier)
            FROM shelf AS up
            LEFT JOIN shelf AS joined ON up.merged_into > 0
                AND (joined.code, joined.number) = (up.next_code, up.next_number)
            LEFT JOIN shelf AS top ON (top.code, top.number) = (
                CASE WHEN up.merged_into > 0 THEN joined.next_code ELSE up.next_code END,
                CASE WHEN up.merged_into > 0 THEN joined.next_number ELSE up.next_number END)
            WHERE (up.code, up.number) = (line.next_code, line.next_number)
        ) END, line.tier) AS tier, line.example,
        count(*) AS count, sum(line.supports) AS supports,
        coalesce(sum(line.cost), 0)::bigint AS cost,
        count(*) FILTER (WHERE line.cost IS NULL) AS uncosted
    FROM shelf AS line
"""
_GROUPS: Final = " GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 ORDER BY 1, 2, 4, 5, 6, 7, 8, 9"


async def of_year(db: Db, year: int, *, district: str = "") -> list[Lives]:
    """The proposals of all kelurahan in one year, or of those of one kecamatan."""
    rows = await db.fetch(
        _LIVES
        + """
        WHERE line.year = $1 AND line.tier = 'kelurahan' AND ($2 = '' OR line.district = $2)
        """
        + _GROUPS,
        year,
        district,
    )
    return _lives(rows)


async def of_ward(db: Db, ward_code: str) -> list[Lives]:
    """The proposals of one kelurahan in all years."""
    where = " WHERE line.ward_code = $1 AND line.tier = 'kelurahan'"
    return _lives(await db.fetch(_LIVES + where + _GROUPS, ward_code))


async def of_session(db: Db, code: str) -> list[Lives]:
    """The proposals of one meeting of any tier, those too that it took over from below."""
    return _lives(await db.fetch(_LIVES + " WHERE line.code = $1" + _GROUPS, code))


async def by_year(db: Db, *, district: str = "") -> list[Lives]:
    """The proposals of all years, only by year and by what became of them.

    The tier is always `kelurahan` here: a million proposals are not followed one by one.
    """
    rows = await db.fetch(
        """
        SELECT year, '' AS ward_code, '' AS district, '' AS sector, state,
            decided = 'disepakati' AS agreed, merged_into > 0 AS merged, 'kelurahan' AS tier,
            bool_or(example) AS example, count(*) AS count, sum(supports) AS supports,
            coalesce(sum(cost), 0)::bigint AS cost,
            count(*) FILTER (WHERE cost IS NULL) AS uncosted
        FROM shelf WHERE tier = 'kelurahan' AND ($1 = '' OR district = $1)
        GROUP BY year, state, agreed, merged ORDER BY year, state, agreed, merged
        """,
        district,
    )
    return _lives(rows)


async def by_neighborhood(db: Db, ward_code: str, year: int) -> list[Share]:
    """What each lingkungan of a kelurahan proposed, had supported, and got in one year."""
    rows = await db.fetch(
        """
        SELECT neighborhood AS name, count(*) AS proposed,
            coalesce(sum(supports) FILTER (WHERE merged_into = 0), 0) AS supports,
            count(*) FILTER (WHERE decided = 'disepakati') AS agreed,
            coalesce(sum(cost) FILTER (WHERE decided = 'disepakati'), 0)::bigint AS cost
        FROM shelf
        WHERE ward_code = $1 AND year = $2 AND tier = 'kelurahan' AND neighborhood <> ''
        GROUP BY neighborhood ORDER BY proposed DESC, name
        """,
        ward_code,
        year,
    )
    return [msgspec.convert(dict(row), Share) for row in rows]


async def years(db: Db) -> list[int]:
    """The years from which there are proposals of kelurahan, the latest first."""
    rows = await db.fetch(
        """
        SELECT DISTINCT year FROM session
        WHERE stage = 'published' AND NOT practice AND tier = 'kelurahan'
            AND EXISTS (SELECT FROM shelf WHERE session_id = session.id)
        ORDER BY year DESC
        """
    )
    return [row["year"] for row in rows]


def _lives(rows: list[Any]) -> list[Lives]:
    return [msgspec.convert(dict(row), Lives) for row in rows]
