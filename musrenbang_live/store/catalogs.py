"""The *kamus usulan* of each year in all its versions, and looking things up in the one in use.

Refuses nothing: what a good catalogue is was judged before (`core.cataloguing`).
"""

import re
from collections.abc import Collection, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from musrenbang_live.core.cataloguing import AgencyMatch, CatalogItem, CatalogRead, Mistake
from musrenbang_live.store.pool import Conn, Db, storable

DRAFT_LIFE: Final = 24 * 3_600_000
"""Milliseconds after which a preview that nobody has confirmed is thrown away."""
_AT_ONCE: Final = 2_000
"""Items written by one statement; each statement has its limit of time."""
NEARLY_FROM: Final = 4
"""Letters of a word from which it may be mistyped."""


class Report(Struct, frozen=True):
    """What was said of the file when it was read; see `CatalogRead`."""

    mistakes: tuple[Mistake, ...]
    bad: int
    same: int
    unused: tuple[str, ...]
    headings: tuple[str, ...]
    agencies: tuple[AgencyMatch, ...] = ()


class Version(Struct, frozen=True, kw_only=True):
    """One import. `chosen_at` is 0 while it is a preview only; `by` is who sent it."""

    id: int
    year: int
    file: str
    imported_by: int
    by: str
    imported_at: int
    chosen_at: int
    in_use: bool
    items: int
    report: Report


class Found(Struct, frozen=True):
    """Some of the items that were looked for, and how many there are."""

    items: tuple[CatalogItem, ...]
    total: int


async def add_draft(
    conn: Conn, *, year: int, file: str, by: int, at: int, read: CatalogRead
) -> int:
    """Keep what was read as a preview, in place of other previews of this person; its id."""
    report = Report(
        read.mistakes,
        read.bad,
        len(read.same),
        _storable(read.unused),
        _storable(read.headings),
        read.agencies,
    )
    async with conn.transaction():
        await conn.execute(
            """
            DELETE FROM catalog WHERE id IN (
                SELECT id FROM catalog
                WHERE chosen_at IS NULL AND (imported_by = $1 OR imported_at < moment($2))
                FOR UPDATE SKIP LOCKED)  -- what somebody is at is left for the next time
            """,
            by,
            at - DRAFT_LIFE,
        )
        made: int = await conn.fetchval(
            """
            INSERT INTO catalog (year, file, imported_by, imported_at, items, report)
            VALUES ($1, $2, $3, moment($4), $5, $6) RETURNING id
            """,
            year,
            storable(file),
            by,
            at,
            len(read.items),
            msgspec.to_builtins(report),
        )
        for start in range(0, len(read.items), _AT_ONCE):
            await _add_items(conn, made, start + 1, read.items[start : start + _AT_ONCE])
    return made


async def _add_items(conn: Conn, catalog: int, first: int, items: Sequence[CatalogItem]) -> None:
    await conn.execute(
        """
        INSERT INTO catalog_item (catalog_id, position, code, name, unit, price, agency, sector)
        SELECT $1, * FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::bigint[],
            $7::text[], $8::text[])
        """,
        catalog,
        list(range(first, first + len(items))),
        *([getattr(item, name) for item in items] for name in CatalogItem.__struct_fields__),
    )


def _storable(texts: Collection[str]) -> tuple[str, ...]:
    return tuple(map(storable, texts))


async def use(conn: Conn, catalog: int, *, by: int, at: int) -> bool:
    """Make this version the one of its year: a preview of this very person, or an older version.

    False when there is no such version, or it is somebody else's preview.
    """
    async with conn.transaction():
        year = await conn.fetchval("SELECT year FROM catalog WHERE id = $1", catalog)
        if year is None:
            return False
        # Before any row: who held a row here and then queued would block whoever is ahead.
        await conn.execute("SELECT pg_advisory_xact_lock(7261, $1)", year)
        usable = await conn.fetchval(
            """
            SELECT 1 FROM catalog
            WHERE id = $1 AND items > 0 AND (chosen_at IS NOT NULL OR imported_by = $2)
            FOR UPDATE
            """,
            catalog,
            by,
        )
        if usable is None:
            return False
        await conn.execute("UPDATE catalog SET in_use = false WHERE year = $1 AND in_use", year)
        await conn.execute(
            """
            UPDATE catalog SET in_use = true, chosen_at = coalesce(chosen_at, moment($2))
            WHERE id = $1
            """,
            catalog,
            at,
        )
    return True


async def discard(db: Db, catalog: int, *, by: int) -> bool:
    """Throw a preview of this person away. False when there is none."""
    status = await db.execute(
        "DELETE FROM catalog WHERE id = $1 AND imported_by = $2 AND chosen_at IS NULL", catalog, by
    )
    return bool(status.endswith(" 1"))


async def version(db: Db, catalog: int) -> Version | None:
    """The version with this id, a preview too."""
    row = await db.fetchrow("SELECT * FROM catalog_row WHERE id = $1", catalog)
    return msgspec.convert(dict(row), Version) if row else None


async def versions(db: Db) -> list[Version]:
    """All versions that somebody has confirmed, the latest year first, then the newest."""
    rows = await db.fetch(
        """
        SELECT * FROM catalog_row WHERE chosen_at > 0
        ORDER BY year DESC, imported_at DESC, id DESC
        """
    )
    return [msgspec.convert(dict(row), Version) for row in rows]


async def years(db: Db) -> list[int]:
    """The years that have a catalogue in use, the latest first."""
    rows = await db.fetch("SELECT year FROM catalog WHERE in_use ORDER BY year DESC")
    return [row["year"] for row in rows]


async def listed(db: Db, catalog: int, *, limit: int, offset: int = 0) -> Found:
    """The items of a version in the order of its file."""
    rows = await db.fetch(
        """
        SELECT code, name, unit, price, agency, sector, count(*) OVER () AS total
        FROM catalog_item WHERE catalog_id = $1 ORDER BY position LIMIT $2 OFFSET $3
        """,
        catalog,
        limit,
        offset,
    )
    return _found(rows)


async def search(
    db: Db, year: int, words: Sequence[Sequence[str]], *, limit: int, offset: int = 0
) -> Found:
    """The items of the year that hold most of `words` (each with others that mean the same).

    A word counts the more, the fewer items hold it. A word of the search itself that is mistyped
    finds what is nearly the same, after all others. Without words there is nothing.
    """
    pairs = [(number, word) for number, alike in enumerate(words) for word in alike]
    rows = await db.fetch(
        """
        WITH shelf AS MATERIALIZED (
            SELECT *, ARRAY(
                SELECT DISTINCT number FROM unnest($2::int[], $3::text[]) AS word (number, pattern)
                WHERE lower(concat_ws(' ', name, agency, sector, code)) LIKE pattern) AS hits
            FROM catalog_shelf WHERE year = $1
        ), weight AS MATERIALIZED (
            SELECT number, ln(1 + (SELECT count(*) FROM shelf)::float / count(*)) AS weight
            FROM shelf, unnest(hits) AS number GROUP BY number
        ), scored AS MATERIALIZED (
            SELECT *, CASE
                WHEN hits = '{}' THEN (SELECT max(word_similarity(own, name)) / 100
                    FROM unnest($4::text[]) AS own WHERE own <% name)
                ELSE (SELECT sum(weight) FROM weight WHERE number = ANY(hits)) END AS score
            FROM shelf
        )
        SELECT code, name, unit, price, agency, sector, count(*) OVER () AS total
        FROM scored WHERE score > 0 ORDER BY score DESC, position LIMIT $5 OFFSET $6
        """,
        year,
        [number for number, _ in pairs],
        [f"%{_literal(word)}%" for _, word in pairs],
        [storable(alike[0]) for alike in words if len(alike[0]) >= NEARLY_FROM],
        limit,
        offset,
    )
    return _found(rows)


async def items_of(db: Db, year: int, codes: Collection[str]) -> dict[str, CatalogItem]:
    """The items of the year with these codes, by code; without those it does not have."""
    rows = await db.fetch(
        """
        SELECT code, name, unit, price, agency, sector FROM catalog_shelf
        WHERE year = $1 AND code = ANY($2::text[])
        """,
        year,
        [storable(code) for code in codes],
    )
    items = [msgspec.convert(dict(row), CatalogItem) for row in rows]
    return {item.code: item for item in items}


def _literal(word: str) -> str:
    """The word for LIKE, its own signs meaning themselves."""
    return re.sub(r"([\\%_])", r"\\\1", storable(word))


def _found(rows: Sequence[Any]) -> Found:
    plain = [dict(row) for row in rows]
    total = plain[0]["total"] if plain else 0
    return Found(tuple(msgspec.convert(row, CatalogItem) for row in plain), total)
