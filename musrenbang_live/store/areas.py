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
    return await _figures(db, "year", "ward_code = $1", ward_code)


async def of_wards(db: Db, ward_codes: Sequence[str], *, year: int) -> list[Figures]:
    """What these kelurahan proposed in one year. `key` is the code of the kelurahan."""
    return await _figures(db, "ward", "ward_code = ANY ($1) AND year = $2", list(ward_codes), year)


async def of_sector(db: Db, sector: str, *, year: int) -> list[Figures]:
    """What every kelurahan proposed in one bidang in one year, as `of_wards`."""
    return await _figures(db, "ward", "sector = $1 AND year = $2 AND ward_code <> ''", sector, year)


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
    """Only the first of each life is counted, where it was first proposed."""
    group, key, name = _BY[by]
    rows = await db.fetch(
        f"""
        SELECT {key} AS key, {name} AS name, count(*) AS sessions,
            sum(proposals)::int AS proposals, sum(agreed)::int AS agreed,
            sum(money)::bigint AS money, sum(built)::int AS built
        FROM (
            SELECT session_id, year, ward_code, max(ward) AS ward, count(*) AS proposals,
                count(*) FILTER (WHERE decided = 'disepakati') AS agreed,
                coalesce(sum(cost) FILTER (WHERE decided = 'disepakati'), 0) AS money,
                count(*) FILTER (WHERE state = 'selesai') AS built
            FROM shelf
            WHERE code = root_code AND number = root_number AND merged_into = 0 AND {where}
            GROUP BY session_id, year, ward_code
        ) AS meeting
        GROUP BY {group} ORDER BY {name}
        """,  # noqa: S608  (made of the constants of this file)
        *arguments,
    )
    found = [msgspec.convert(dict(row), Figures) for row in rows]
    return found[::-1] if by == "year" else found


_BY: Final = {
    "year": ("year", "year::text", "year::text"),
    "ward": ("ward_code", "ward_code", "max(ward)"),
}
