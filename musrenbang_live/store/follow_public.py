"""What the public reads of the following up: what of the agreed was kept, and the bank of the rest.

Everything here counts or lists the first of each life, at the kelurahan where it began; where it
stands now is the same on all of its rows. Invented meetings are told apart by the caller.
"""

from collections.abc import Collection

import msgspec
from msgspec import Struct

from musrenbang_live.core.following import BANKED, State
from musrenbang_live.core.kept import REFUSED
from musrenbang_live.store.pool import Db, storable
from musrenbang_live.store.shelf import Node


class Standing(Struct, frozen=True):
    """How many that a kelurahan agreed in a meeting of `year` stand at `state` now."""

    ward_code: str
    ward: str
    district: str
    state: State
    count: int


class Why(Struct, frozen=True):
    """How many of a kelurahan's were refused for a reason of the list, '' for none given."""

    ward_code: str
    reason_code: str
    count: int


class AgreedRow(Struct, frozen=True):
    """One agreed proposal of a kelurahan, by its address, and where it stands now."""

    code: str
    number: int
    title: str
    year: int
    rank: int
    cost: int | None
    state: State
    state_at: int
    tier: str


class BankRow(Struct, frozen=True, kw_only=True):
    """A proposal that was not accommodated. `code` and `number` are its address."""

    code: str
    number: int
    title: str
    problem: str
    sector: str
    sector_name: str
    ward_code: str
    ward: str
    district: str
    forum: str
    neighborhood: str
    year: int
    cost: int | None
    example: bool
    state: State
    state_at: int


class BankWish(Struct, frozen=True, kw_only=True):
    """What somebody looks for in the bank; empty texts and 0 mean everything."""

    words: str = ""
    ward: str = ""
    sector: str = ""
    year: int = 0


async def years(db: Db) -> list[int]:
    """The years in which kelurahan agreed on something, the latest first."""
    rows = await db.fetch(
        """
        SELECT year FROM shelf_count WHERE tier = 'kelurahan' AND agreed
        GROUP BY year HAVING sum(count) > 0 ORDER BY year DESC
        """
    )
    return [row["year"] for row in rows]


async def has_real(db: Db) -> bool:
    """Whether any kelurahan that exists has agreed on something; then nothing invented counts."""
    return bool(
        await db.fetchval(
            """
            SELECT sum(count) > 0 FROM shelf_count
            WHERE tier = 'kelurahan' AND agreed AND NOT example
            """
        )
    )


async def standing(db: Db, *, year: int, example: bool) -> list[Standing]:
    """Where what was agreed stands now, by kelurahan; of all years where `year` is 0."""
    rows = await db.fetch(
        """
        SELECT ward_code, min(ward) AS ward, min(district) AS district, state,
            sum(count)::int AS count
        FROM shelf_count
        WHERE tier = 'kelurahan' AND agreed AND example = $2 AND ($1 = 0 OR year = $1)
        GROUP BY ward_code, state HAVING sum(count) > 0 ORDER BY ward_code, state
        """,
        year,
        example,
    )
    return [msgspec.convert(dict(row), Standing) for row in rows]


async def refusals(db: Db, *, year: int, example: bool, ward: str = "") -> list[Why]:
    """Why what was agreed was refused, by kelurahan, the most frequent reason first."""
    rows = await db.fetch(
        """
        SELECT ward_code, why AS reason_code, sum(count)::int AS count
        FROM shelf_count
        WHERE tier = 'kelurahan' AND agreed AND example = $2 AND ($1 = 0 OR year = $1)
            AND ($3 = '' OR ward_code = $3) AND state = ANY($4::text[])
        GROUP BY ward_code, why HAVING sum(count) > 0 ORDER BY count DESC, reason_code, ward_code
        """,
        year,
        example,
        storable(ward),
        list(REFUSED),
    )
    return [msgspec.convert(dict(row), Why) for row in rows]


async def agreed(db: Db, ward: str, *, year: int, example: bool) -> list[AgreedRow]:
    """What a kelurahan agreed, the newest meeting and the first priority first."""
    rows = await db.fetch(
        """
        SELECT root_code AS code, root_number AS number, title, year, rank, cost, state,
            ms(state_at) AS state_at, tier
        FROM shelf
        WHERE tier = 'kelurahan' AND decided = 'disepakati' AND example = $3 AND ward_code = $1
            AND ($2 = 0 OR year = $2)
        ORDER BY year DESC, code, rank, number LIMIT 500
        """,
        storable(ward),
        year,
        example,
    )
    return [msgspec.convert(dict(row), AgreedRow) for row in rows]


_FIRST = """
    (code, number) = (root_code, root_number) AND decided <> '' AND state = ANY($1::text[])
"""


async def bank(db: Db, wish: BankWish, *, limit: int, offset: int = 0) -> tuple[list[BankRow], int]:
    """What was not accommodated, the best match or the newest first; and how many there are."""
    rows = await db.fetch(
        f"""
        SELECT code, number, title, problem, sector, sector_name, ward_code, ward, district, forum,
            neighborhood, year, cost, example, state, ms(state_at) AS state_at,
            count(*) OVER () AS total
        FROM shelf, websearch_to_tsquery('indonesian', $2) AS asked
        WHERE {_FIRST} AND ($2 = '' OR search @@ asked) AND ($3 = '' OR ward_code = $3)
            AND ($4 = '' OR sector = $4) AND ($5 = 0 OR year = $5)
        ORDER BY CASE WHEN $2 <> '' THEN ts_rank(search, asked) END DESC, year DESC,
            shelf.state_at DESC, code, number
        LIMIT $6 OFFSET $7
        """,  # noqa: S608  (the condition is our own)
        list(BANKED),
        storable(wish.words),
        storable(wish.ward),
        storable(wish.sector),
        wish.year,
        limit,
        offset,
    )
    plain = [dict(row) for row in rows]
    total: int = plain[0]["total"] if plain else 0
    return [msgspec.convert(row, BankRow) for row in plain], total


async def bank_choices(db: Db) -> tuple[list[int], list[tuple[str, str]]]:
    """The years and the bidang (key and name) that the bank has something of."""
    rows = await db.fetch(
        f"""
        SELECT DISTINCT year, sector, sector_name FROM shelf WHERE {_FIRST} LIMIT 2000
        """,  # noqa: S608  (the condition is our own)
        list(BANKED),
    )
    sectors = {row["sector"]: row["sector_name"] for row in rows if row["sector"]}
    found = sorted({row["year"] for row in rows}, reverse=True)
    return found, sorted(sectors.items(), key=lambda each: each[1])


async def left_over(
    db: Db, *, tier: str, ward: str, year: int, code: str, example: bool
) -> list[BankRow]:
    """What earlier meetings of this place and tier did not accommodate, the newest first.

    `code` is the meeting that asks; of its own there is nothing. What another meeting has brought
    again already is there by that later one, or not at all.
    """
    rows = await db.fetch(
        f"""
        SELECT code, number, title, problem, sector, sector_name, ward_code, ward, district, forum,
            neighborhood, year, cost, example, state, ms(state_at) AS state_at
        FROM shelf
        WHERE {_FIRST} AND tier = $2 AND ward_code = $3 AND year <= $4 AND code <> $5
            AND example = $6
            AND NOT EXISTS (SELECT FROM shelf AS later WHERE NOT later.from_below
                AND later.code <> $5
                AND (later.origin_code, later.origin_number) = (shelf.code, shelf.number))
        ORDER BY year DESC, code, rank, number LIMIT 300
        """,  # noqa: S608  (the condition is our own)
        list(BANKED),
        tier,
        ward,
        year,
        code,
        example,
    )
    return [msgspec.convert(dict(row), BankRow) for row in rows]


async def brought_again(db: Db, nodes: Collection[Node]) -> dict[Node, tuple[str, int, int]]:
    """Which of these were brought again to a later meeting: its address there, and its year."""
    rows = await db.fetch(
        """
        SELECT DISTINCT ON (origin_code, origin_number) origin_code, origin_number, root_code,
            root_number, year
        FROM shelf JOIN unnest($1::text[], $2::int[]) AS asked (code, number)
            ON (origin_code, origin_number) = (asked.code, asked.number)
        WHERE NOT from_below
        ORDER BY origin_code, origin_number, published_at DESC
        """,
        [code for code, _ in nodes],
        [number for _, number in nodes],
    )
    return {
        (row["origin_code"], row["origin_number"]): (
            row["root_code"],
            row["root_number"],
            row["year"],
        )
        for row in rows
    }


class Now(Struct, frozen=True):
    """Where a proposal stands now, since `state_at` (ms); by the address of its life."""

    code: str
    number: int
    title: str
    state: State
    state_at: int


async def now_at(db: Db, nodes: Collection[Node]) -> list[Now]:
    """Where these proposals stand, in the order asked; those that are not known are left out."""
    rows = await db.fetch(
        """
        SELECT code, number, title, state, ms(state_at) AS state_at
        FROM unnest($1::text[], $2::int[]) WITH ORDINALITY AS asked (code, number, place)
        JOIN shelf USING (code, number) ORDER BY place
        """,
        [storable(code) for code, _ in nodes],
        [number for _, number in nodes],
    )
    return [msgspec.convert(dict(row), Now) for row in rows]
