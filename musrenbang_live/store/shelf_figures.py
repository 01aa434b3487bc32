"""Figures of the shelf: how many proposals came how far, and what they cost.

What is counted are proposals of musrenbang kelurahan, each with all that followed as one; those of
other meetings have no kelurahan of their own. Nothing here is about people.

They are read from `shelf_count`, which the database keeps as the shelf changes (migration 0029).
"""

from typing import Any, Final

import msgspec

from musrenbang_live.core.charts.lives import Lives
from musrenbang_live.core.charts.shares import Share
from musrenbang_live.store.pool import Conn, Db

_SUMS: Final = """
    sum(count)::bigint AS count, sum(supports)::bigint AS supports, sum(cost)::bigint AS cost,
    sum(uncosted)::bigint AS uncosted
"""
_OF_YEAR: Final = f"""
    SELECT year, ward_code, district, sector_name AS sector, state, agreed, merged,
        coalesce(nullif(reached, ''), tier) AS tier, example, {_SUMS}
    FROM shelf_count
"""  # noqa: S608  (made of the constant above)
_GROUPS: Final = """
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 HAVING sum(count) > 0 ORDER BY 1, 2, 4, 5, 6, 7, 8, 9
"""


async def of_year(db: Db, year: int, *, district: str = "") -> list[Lives]:
    """The proposals of all kelurahan in one year, or of those of one kecamatan."""
    rows = await db.fetch(
        _OF_YEAR
        + " WHERE year = $1 AND tier = 'kelurahan' AND ($2 = '' OR district = $2)"
        + _GROUPS,
        year,
        district,
    )
    return _lives(rows)


async def of_ward(db: Db, ward_code: str) -> list[Lives]:
    """The proposals of one kelurahan in all years."""
    where = " WHERE ward_code = $1 AND tier = 'kelurahan'"
    return _lives(await db.fetch(_OF_YEAR + where + _GROUPS, ward_code))


async def of_session(db: Db, code: str) -> list[Lives]:
    """The proposals of one meeting of any tier, those too that it took over from below."""
    rows = await db.fetch(
        """
        SELECT year, ward_code, district, sector_name AS sector, state,
            decided = 'disepakati' AS agreed, merged_into > 0 AS merged,
            coalesce(nullif(reached, ''), tier) AS tier, example, count(*) AS count,
            sum(supports) AS supports, coalesce(sum(cost), 0)::bigint AS cost,
            count(*) FILTER (WHERE cost IS NULL) AS uncosted
        FROM shelf WHERE code = $1
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 ORDER BY 1, 2, 4, 5, 6, 7, 8, 9
        """,
        code,
    )
    return _lives(rows)


async def by_year(db: Db, *, district: str = "") -> list[Lives]:
    """The proposals of all years, only by year and by what became of them; the tier is always
    `kelurahan` here."""
    rows = await db.fetch(
        f"""
        SELECT year, '' AS ward_code, '' AS district, '' AS sector, state, agreed, merged,
            'kelurahan' AS tier, sum(count) FILTER (WHERE example) > 0 AS example, {_SUMS}
        FROM shelf_count WHERE tier = 'kelurahan' AND ($1 = '' OR district = $1)
        GROUP BY year, state, agreed, merged HAVING sum(count) > 0
        ORDER BY year, state, agreed, merged
        """,  # noqa: S608  (made of the constant above)
        district,
    )
    return [msgspec.convert({**row, "example": bool(row["example"])}, Lives) for row in rows]


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
        SELECT year FROM shelf_count WHERE tier = 'kelurahan'
        GROUP BY year HAVING sum(count) > 0 ORDER BY year DESC
        """
    )
    return [row["year"] for row in rows]


async def gather(conn: Conn) -> bool:
    """Bring together what changes of the shelf left to be counted, place by place and year by year;
    whether there was anything. Nothing that is read changes by it; changes never wait for it."""
    async with conn.transaction():
        if not await conn.fetchval(
            """
            SELECT CASE WHEN EXISTS (SELECT FROM shelf_count WHERE loose)
                THEN pg_try_advisory_xact_lock(74) END
            """
        ):
            return False
        await conn.execute(
            """
            WITH place AS (
                SELECT DISTINCT year, ward_code FROM shelf_count WHERE loose
            ), told AS (
                DELETE FROM shelf_count USING place
                WHERE (shelf_count.year, shelf_count.ward_code) = (place.year, place.ward_code)
                RETURNING shelf_count.*
            )
            INSERT INTO shelf_count
            SELECT year, ward_code, ward, district, tier, sector, sector_name, state, why, reached,
                agreed, listed, merged, first, example, sum(count), sum(supports), sum(cost),
                sum(uncosted), false
            FROM told GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
            HAVING sum(count) <> 0
            """
        )
    return True


def _lives(rows: list[Any]) -> list[Lives]:
    return [msgspec.convert(dict(row), Lives) for row in rows]
