"""The shelf as open data: proposals and questions by pages, for programs that read all of them.

A page begins behind the last line of the page before, so that a million lines are read with no
more memory than one page, and no connection is kept between pages.
"""

from typing import Final

import msgspec
from msgspec import Struct

from musrenbang_live.store.pool import Db
from musrenbang_live.store.searching import Filters
from musrenbang_live.store.shelf import ShelfRow


class Place(Struct, frozen=True):
    """A line of the shelf in the order in which it is read: the latest year first."""

    year: int
    published_at: int
    code: str
    number: int


FIRST: Final = Place(99_999, 9_999_999_999_999, "", 0)
"""Before all lines: where reading begins."""


class Wanted(Struct, frozen=True):
    """Lines that fit a search (`Sought.lexemes`, '' for all) and filters."""

    lexemes: str = ""
    filters: Filters = Filters()


class OpenQuestion(Struct, frozen=True, kw_only=True):
    """A question on the shelf with its answer; both as published."""

    code: str
    number: int
    ward_code: str
    ward: str
    district: str
    year: int
    tier: str
    example: bool
    text: str
    answered_by: str
    answer: str
    published_at: int

    @property
    def place(self) -> Place:
        """Where the next page begins."""
        return Place(self.year, self.published_at, self.code, self.number)


_BEHIND: Final = """
    (year, published_at) <= ($1, moment($2))
    AND NOT ((year, published_at) = ($1, moment($2)) AND (code, number) <= ($3::text, $4::int))
"""
_ORDER: Final = "year DESC, published_at DESC, code, number"


def place_of(row: ShelfRow) -> Place:
    """Where the page behind this line begins."""
    return Place(row.year, row.published_at, row.code, row.number)


async def proposals(db: Db, wanted: Wanted, *, after: Place = FIRST, limit: int) -> list[ShelfRow]:
    """Up to `limit` proposals behind `after`, those of the latest year and meeting first."""
    # Both arguments stand in the text whatever is asked: PostgreSQL must know their types.
    keys = "keys @> $7::text[]" if wanted.filters.keys else "$7::text[] IS NOT NULL"
    rows = await db.fetch(
        f"""
        SELECT shelf_row.* FROM (
            SELECT code, number FROM shelf
            WHERE {_BEHIND} AND {_fits(wanted)} AND {keys} ORDER BY {_ORDER} LIMIT $5
        ) AS found JOIN shelf_row USING (code, number) ORDER BY {_ORDER}
        """,  # noqa: S608  (made of the constants of this file)
        *_values(after, limit, wanted),
        wanted.filters.keys,
    )
    return [msgspec.convert(dict(row), ShelfRow) for row in rows]


async def questions(
    db: Db, wanted: Wanted, *, after: Place = FIRST, limit: int
) -> list[OpenQuestion]:
    """Up to `limit` questions behind `after`; what the filters say of bidang, state and lingkungan
    says nothing of questions and is passed over."""
    rows = await db.fetch(
        f"""
        SELECT code, number, ward_code, ward, district, year, tier, example, text, answered_by,
            answer, ms(published_at) AS published_at
        FROM shelf_question
        WHERE {_BEHIND} AND {_fits(wanted)}
            AND ($7 = '' OR ward_code = $7) AND ($8 = '' OR district = $8)
            AND ($9 = 0 OR year = $9) AND ($10 = '' OR tier = $10)
        ORDER BY {_ORDER} LIMIT $5
        """,  # noqa: S608  (made of the constants of this file)
        *_values(after, limit, wanted),
        wanted.filters.ward,
        wanted.filters.district,
        wanted.filters.year,
        wanted.filters.tier,
    )
    return [msgspec.convert(dict(row), OpenQuestion) for row in rows]


def _fits(wanted: Wanted) -> str:
    return "search @@ to_tsquery('indonesian', $6)" if wanted.lexemes else "$6::text IS NOT NULL"


def _values(after: Place, limit: int, wanted: Wanted) -> tuple[object, ...]:
    place = after.year, after.published_at, after.code, after.number
    return (*place, limit, wanted.lexemes)
