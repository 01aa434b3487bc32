"""What the public reads of the following up: what of the agreed was kept, and the bank of the rest.

Everything here counts or lists the first of each life, at the kelurahan where it began; where it
stands now is the same on all of its rows. Invented meetings are told apart by the caller.
"""

from collections.abc import Collection
from typing import Final

import msgspec
from msgspec import Struct

from musrenbang_live.core.following import BANKED, State
from musrenbang_live.core.kept import REFUSED
from musrenbang_live.store.pool import Db, storable
from musrenbang_live.store.searching import Filters
from musrenbang_live.store.shelf import Node

LISTED: Final = 1_000
"""Hits of a search in the bank that are listed; whoever gets more is asked to say more."""
WALKED: Final = 6_000
"""Of the newest in the bank so many are looked through first."""


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


async def standing(db: Db, *, year: int, example: bool, ward: str = "") -> list[Standing]:
    """Where what was agreed stands now, by kelurahan, or in one; of all years where `year` is 0."""
    rows = await db.fetch(
        """
        SELECT ward_code, min(ward) AS ward, min(district) AS district, state,
            sum(count)::int AS count
        FROM shelf_count
        WHERE tier = 'kelurahan' AND agreed AND example = $2 AND ($1 = 0 OR year = $1)
            AND ($3 = '' OR ward_code = $3)
        GROUP BY ward_code, state HAVING sum(count) > 0 ORDER BY ward_code, state
        """,
        year,
        example,
        storable(ward),
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


async def agreed(
    db: Db, ward: str, *, year: int, example: bool, limit: int, offset: int = 0
) -> list[AgreedRow]:
    """What a kelurahan agreed, the newest meeting and the first priority first."""
    rows = await db.fetch(
        """
        SELECT root_code AS code, root_number AS number, title, year, rank, cost, state,
            ms(state_at) AS state_at, tier
        FROM shelf
        WHERE tier = 'kelurahan' AND decided = 'disepakati' AND example = $3 AND ward_code = $1
            AND ($2 = 0 OR year = $2)
        ORDER BY year DESC, code, rank, number LIMIT $4 OFFSET $5
        """,
        storable(ward),
        year,
        example,
        limit,
        offset,
    )
    return [msgspec.convert(dict(row), AgreedRow) for row in rows]


_STATES: Final = ", ".join(f"'{state}'" for state in sorted(BANKED))
_STATE_KEYS: Final = ", ".join(f"'s{state}'" for state in sorted(BANKED))
# Constants, as the indexes of the bank (migration 0030) are for these states.
_FIRST: Final = f"""
    code = root_code AND number = root_number AND decided <> '' AND state IN ({_STATES})
"""
_NEWEST: Final = "year DESC, state_at DESC, code, number"
_BANK_ROW: Final = """
    code, number, title, problem, sector, sector_name, ward_code, ward, district, forum,
    neighborhood, year, cost, example, state, ms(state_at) AS state_at
"""


class Found(Struct, frozen=True):
    """Rows of the bank; how many there are in all, or, with `more`, how many are listed. A page
    after the last has none, and a total of 0."""

    rows: list[BankRow]
    total: int
    more: bool = False


async def bank(db: Db, wish: BankWish, *, limit: int, offset: int = 0) -> Found:
    """What was not accommodated, the best match or the newest first."""
    if not wish.words:
        return await _bank_newest(db, wish, limit, offset)
    arguments: list[object] = [storable(wish.words)]
    where = _narrowed(wish, arguments)
    newest = f"(SELECT * FROM shelf WHERE {where} ORDER BY {_NEWEST} LIMIT {WALKED})"  # noqa: S608
    hits = await _hits(db, newest, "true", arguments)
    if len(hits) <= LISTED and await db.fetchval(
        "SELECT querytree(websearch_to_tsquery('indonesian', $1)) NOT IN ('', 'T')", arguments[0]
    ):
        # Apart, or PostgreSQL goes through the whole bank, thinking that there is nearly nothing.
        keys = Filters(ward=wish.ward, sector=wish.sector, year=wish.year).keys
        arguments.append(keys)
        told = "".join(
            f" AND keys @> ARRAY[(${len(arguments)}::text[])[{n}]]" for n in range(1, len(keys) + 1)
        )
        found_words = f"""
            (SELECT * FROM shelf WHERE search @@ websearch_to_tsquery('indonesian', $1)
                AND keys && ARRAY[{_STATE_KEYS}] {told} OFFSET 0)
        """  # noqa: S608  (made of the constants of this file)
        hits = await _hits(
            db, found_words, f"{where} AND ${len(arguments)}::text[] IS NOT NULL", arguments
        )
    nodes = hits[:LISTED]
    page = nodes[offset : offset + limit]
    rows = await db.fetch(
        f"""
        SELECT {_BANK_ROW} FROM unnest($1::text[], $2::int[]) WITH ORDINALITY
            AS wanted(code, number, place) JOIN shelf USING (code, number) ORDER BY place
        """,  # noqa: S608  (the columns are our own)
        [code for code, _ in page],
        [number for _, number in page],
    )
    found = [msgspec.convert(dict(row), BankRow) for row in rows]
    return Found(found, len(nodes), len(hits) > LISTED) if found else Found([], 0)


async def _hits(db: Db, source: str, where: str, arguments: list[object]) -> list[Node]:
    """The best of those in `source` that say the words, and one more than are listed at most."""
    rows = await db.fetch(
        f"""
        SELECT code, number FROM (
            SELECT code, number, year, state_at, search FROM {source} AS line
            WHERE search @@ websearch_to_tsquery('indonesian', $1) AND {where}
            LIMIT {LISTED + 1}
        ) AS fitting
        ORDER BY ts_rank(search, websearch_to_tsquery('indonesian', $1)) DESC, {_NEWEST}
        """,  # noqa: S608  (made of the constants of this file)
        *arguments,
    )
    return [(row["code"], row["number"]) for row in rows]


async def _bank_newest(db: Db, wish: BankWish, limit: int, offset: int) -> Found:
    arguments: list[object] = [limit, offset]
    rows = await db.fetch(
        f"""
        SELECT {_BANK_ROW} FROM shelf WHERE {_narrowed(wish, arguments)}
        ORDER BY {_NEWEST.replace("state_at", "shelf.state_at")} LIMIT $1 OFFSET $2
        """,  # noqa: S608  (made of the constants of this file)
        *arguments,
    )
    if not rows:
        return Found([], 0)
    total: int = await db.fetchval(
        f"""
        SELECT coalesce(sum(count), 0)::int FROM shelf_count
        WHERE first AND NOT merged AND state IN ({_STATES}) AND ($1 = '' OR ward_code = $1)
            AND ($2 = '' OR sector = $2) AND ($3 = 0 OR year = $3)
        """,  # noqa: S608  (made of the constants of this file)
        storable(wish.ward),
        storable(wish.sector),
        wish.year,
    )
    return Found([msgspec.convert(dict(row), BankRow) for row in rows], total)


def _narrowed(wish: BankWish, arguments: list[object]) -> str:
    """The condition of a search in the bank; its values are added to `arguments`."""
    where = _FIRST
    for column, value in (("ward_code", wish.ward), ("sector", wish.sector), ("year", wish.year)):
        if value:
            arguments.append(storable(value) if isinstance(value, str) else value)
            where += f" AND {column} = ${len(arguments)}"
    return where


async def bank_choices(db: Db) -> tuple[list[int], list[tuple[str, str]]]:
    """The years and the bidang (key and name) that the bank has something of."""
    rows = await db.fetch(
        f"""
        SELECT year, sector, sector_name FROM shelf_count
        WHERE first AND NOT merged AND state IN ({_STATES})
        GROUP BY year, sector, sector_name HAVING sum(count) > 0 ORDER BY year
        """  # noqa: S608  (made of the constants of this file)
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
        WHERE {_FIRST} AND tier = $1 AND ward_code = $2 AND year <= $3 AND code <> $4
            AND example = $5
            AND NOT EXISTS (SELECT FROM shelf AS later WHERE NOT later.from_below
                AND later.code <> $4 AND later.origin_code <> ''
                AND (later.origin_code, later.origin_number) = (shelf.code, shelf.number))
        ORDER BY year DESC, code, rank, number LIMIT 300
        """,  # noqa: S608  (the condition is our own)
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
        WHERE NOT from_below AND origin_code <> ''
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
