"""What was proposed and what came of it in figures: by year, or by kelurahan."""

from collections.abc import Sequence
from typing import Final, Literal

import msgspec
from msgspec import Struct

from musrenbang_live.store.pool import Db


class Figures(Struct, frozen=True, kw_only=True):
    """What was proposed in one year, or in one kelurahan, merged ones apart.

    `agreed` by the meeting in which it was proposed, whatever became of it; `money` in rupiah is
    what that was expected to cost, `built` what is finished now.
    """

    key: str
    name: str
    sessions: int
    proposals: int
    agreed: int
    money: int
    built: int


async def by_year(db: Db, *, ward_code: str) -> list[Figures]:
    """The years of a kelurahan, the latest first. `key` and `name` are the year."""
    return (await _figures(db, "year", "ward_code = $1", ward_code))[::-1]


async def of_wards(db: Db, ward_codes: Sequence[str], *, year: int) -> list[Figures]:
    """What these kelurahan proposed in one year. `key` is the code of the kelurahan."""
    return await _figures(db, "ward", "ward_code = ANY ($1) AND year = $2", list(ward_codes), year)


async def of_sector(db: Db, sector: str, *, year: int) -> list[Figures]:
    """What every kelurahan proposed in one bidang in one year, as `of_wards`."""
    where = "sector = $1 AND year = $2 AND ward_code <> ''"
    return await _figures(db, "ward", where, sector, year)


async def sector_years(db: Db, sector: str) -> list[int]:
    """The years in which something was proposed in a bidang, the latest first."""
    return await _years(db, "sector", [sector])


async def ward_years(db: Db, ward_codes: Sequence[str]) -> list[int]:
    """The years in which any of these kelurahan proposed something, the latest first."""
    return await _years(db, "ward_code", list(ward_codes))


async def _years(db: Db, column: Literal["sector", "ward_code"], values: list[str]) -> list[int]:
    """From year to year by the index, as there are few years and many proposals in each."""
    rows = await db.fetch(
        f"""
        SELECT DISTINCT year FROM unnest($1::text[]) AS value CROSS JOIN LATERAL (
            WITH RECURSIVE found AS (
                SELECT max(year) AS year FROM shelf WHERE {column} = value
                UNION ALL
                SELECT (SELECT max(year) FROM shelf WHERE {column} = value AND year < found.year)
                FROM found WHERE year IS NOT NULL
            )
            SELECT year FROM found
        ) AS years
        WHERE year IS NOT NULL ORDER BY year DESC
        """,  # noqa: S608  (one of two columns)
        values,
    )
    return [row["year"] for row in rows]


async def _figures(
    db: Db, by: Literal["year", "ward"], where: str, *arguments: object
) -> list[Figures]:
    """Only the first of each life is counted, where it was first proposed. `where` stands for
    counts, for meetings, and for the proposals of one."""
    group, key, name = _BY[by]
    first = "(code, number) = (root_code, root_number) AND merged_into = 0"
    of_meeting = where.replace("sector = $1", "$1::text IS NOT NULL")
    rows = await db.fetch(
        f"""
        WITH counted AS (
            SELECT {group}, {key} AS key, {name} AS name, sum(count)::int AS proposals,
                coalesce(sum(count) FILTER (WHERE agreed), 0)::int AS agreed,
                coalesce(sum(cost) FILTER (WHERE agreed), 0)::bigint AS money,
                coalesce(sum(count) FILTER (WHERE state = 'selesai'), 0)::int AS built
            FROM shelf_count WHERE first AND NOT merged AND {where}
            GROUP BY {group} HAVING sum(count) > 0
        ), held AS (
            SELECT {group}, count(*) AS sessions FROM session
            WHERE stage = 'published' AND NOT practice AND {of_meeting} AND EXISTS (
                SELECT FROM shelf WHERE session_id = session.id AND {first} AND {where})
            GROUP BY {group}
        )
        SELECT key, name, coalesce(sessions, 0) AS sessions, proposals, agreed, money, built
        FROM counted LEFT JOIN held USING ({group}) ORDER BY name
        """,  # noqa: S608  (made of the constants of this file)
        *arguments,
    )
    return [msgspec.convert(dict(row), Figures) for row in rows]


_BY: Final = {
    "year": ("year", "year::text", "year::text"),
    "ward": ("ward_code", "ward_code", "max(ward)"),
}
