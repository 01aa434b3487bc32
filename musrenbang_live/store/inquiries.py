"""Questions and feedback to the council as rows, and which devices support them.

Reading any text as a search refuses nothing. The desk's own queries are in `store.inquiry_desk`.
"""

from typing import Final, Literal

import asyncpg
import msgspec
from msgspec import Struct

from musrenbang_live.core.inquiring import PUBLIC, UNANSWERED, Asked, Inquiry, InquiryState
from musrenbang_live.core.similar import Said, likeness, normal
from musrenbang_live.store.pool import Db, storable

Order = Literal["baru", "dukungan", "menunggu", "dijawab"]
"""The newest; the most supported; those that wait for an answer, the oldest first; those answered,
the last answer first."""

QUERY_LIMIT: Final = 200
"""Characters of a search that are looked at."""
RANKED: Final = 500
"""The newest that are looked at where letters and words must be compared one by one."""
ALIKE: Final = 0.45
"""Likeness of letters from which a question is offered though it shares no telling word."""


class Line(Struct, frozen=True):
    """An inquiry as a line of a search: `answered_at` 0 for not yet, milliseconds otherwise."""

    id: int
    title: str
    state: InquiryState
    office: str
    asked_at: int
    answered_at: int
    example: bool


class OfficeTime(Struct, frozen=True):
    """How an office answers: how many, in how many days on the average (WIB, as
    `core.inquiring.days_between` counts them), and how many wait for it now."""

    office_id: int
    office: str
    answered: int
    days: float
    waiting: int


async def add(
    db: Db,
    asked: Asked,
    *,
    ref: str,
    link_hash: bytes,
    device: bytes,
    at: int,
    example: bool = False,
) -> int | None:
    """Store an inquiry with the support of its asker; its number, or None when its `ref` is
    stored already. `example`: invented, and marked so."""
    number: int | None = await db.fetchval(
        """
        WITH new AS (
            INSERT INTO inquiry (ref, link_hash, device, kind, title, text, name, asked_at,
                example)
            VALUES ($1, $2, $3, $4, $5, $6, $7, moment($8), $9)
            ON CONFLICT (ref) DO NOTHING RETURNING id
        ), own AS (
            INSERT INTO inquiry_support (inquiry_id, device, at)
            SELECT id, $3, moment($8) FROM new
        )
        SELECT id FROM new
        """,
        ref,
        link_hash,
        device,
        asked.kind,
        asked.title,
        asked.text,
        asked.name,
        at,
        example,
    )
    return number


async def waiting(db: Db, device: bytes) -> tuple[int, int]:
    """How many inquiries of this device wait to be looked at, and how many in all."""
    row = await db.fetchrow(
        """
        SELECT count(*) FILTER (WHERE device = $1) AS own, count(*) AS in_all
        FROM inquiry WHERE state = 'menunggu' AND merged_into IS NULL
        """,
        device,
    )
    assert row is not None
    return row["own"], row["in_all"]


async def is_stored(db: Db, ref: str) -> bool:
    """Whether what was sent under this id is stored."""
    return bool(await db.fetchval("SELECT true FROM inquiry WHERE ref = $1", ref))


async def find(db: Db, number: int) -> Inquiry | None:
    """The inquiry with this number, public or not."""
    row = await db.fetchrow("SELECT * FROM inquiry_row WHERE id = $1", number)
    return _inquiry(row) if row else None


async def by_link(db: Db, link_hash: bytes) -> Inquiry | None:
    """The inquiry that is followed by the secret link of this hash."""
    row = await db.fetchrow("SELECT * FROM inquiry_row WHERE link_hash = $1", link_hash)
    return _inquiry(row) if row else None


def states_of(order: Order) -> list[InquiryState]:
    """What stands in a list of this order."""
    if order == "dijawab":
        return ["dijawab"]
    return list(UNANSWERED if order == "menunggu" else PUBLIC)


async def public(
    db: Db, *, order: Order, words: str, office_id: int, limit: int, offset: int
) -> list[Inquiry]:
    """The public inquiries that stand by themselves. Empty `words` and `office_id` 0 mean all."""
    rows = await db.fetch(
        """
        WITH sought AS (
            SELECT $1::text AS words, websearch_to_tsquery('indonesian', $1::text) AS lexemes
        ), counted AS (
            SELECT coalesce(part.root, part.id) AS id, count(DISTINCT support.device) AS supports
            FROM inquiry_support AS support JOIN inquiry AS part ON part.id = inquiry_id
            WHERE $6 = 'dukungan' GROUP BY 1
        ), chosen AS (
            SELECT inquiry.id, row_number() OVER (ORDER BY CASE $6
                    WHEN 'dukungan' THEN coalesce(supports, 0) WHEN 'menunggu' THEN -ms(asked_at)
                    WHEN 'dijawab' THEN ms(answered_at) ELSE ms(asked_at) END DESC,
                inquiry.id DESC) AS place
            FROM sought, inquiry LEFT JOIN counted ON counted.id = inquiry.id
            WHERE state = ANY ($2) AND merged_into IS NULL AND ($3 = 0 OR office_id = $3)
                AND (words = '' OR search @@ lexemes OR words <% title)
            ORDER BY place LIMIT $4 OFFSET $5
        )
        SELECT inquiry_row.* FROM chosen JOIN inquiry_row USING (id) ORDER BY place
        """,
        _sought(words),
        states_of(order),
        office_id,
        limit,
        offset,
        order,
    )
    return [_inquiry(row) for row in rows]


async def search_lines(db: Db, words: str, limit: int, offset: int = 0) -> list[Line]:
    """The public inquiries that a search finds, best first; none without words."""
    rows = await db.fetch(
        """
        WITH sought AS (
            SELECT $1::text AS words, websearch_to_tsquery('indonesian', $1::text) AS lexemes
        )
        SELECT inquiry.id, title, state, coalesce(office.name, '') AS office,
            ms(asked_at) AS asked_at, ms(answered_at) AS answered_at, inquiry.example
        FROM sought, LATERAL (
            SELECT * FROM inquiry
            WHERE words <> '' AND state = ANY ($2) AND merged_into IS NULL
                AND (search @@ lexemes OR words <% title)
            ORDER BY id DESC LIMIT $4
        ) AS inquiry LEFT JOIN office ON office.id = office_id
        ORDER BY ts_rank(search, lexemes) + word_similarity(words, title) DESC, inquiry.id DESC
        LIMIT $3 OFFSET $5
        """,
        _sought(words),
        list(PUBLIC),
        limit,
        RANKED,
        offset,
    )
    return [Line(**dict(row)) for row in rows]


async def similar(db: Db, title: str, text: str, limit: int) -> list[Line]:
    """The public inquiries that may ask the same as a text being written, the most alike first."""
    said = storable(f"{title}\n{text}")[:QUERY_LIMIT]
    rows = await db.fetch(
        """
        WITH alike AS (
            (SELECT id FROM inquiry
                WHERE title % $2 AND state = ANY ($1) AND merged_into IS NULL
                ORDER BY title <-> $2 LIMIT 60)
            UNION
            (SELECT id FROM (SELECT * FROM inquiry ORDER BY id DESC LIMIT $4) AS newest
                WHERE state = ANY ($1) AND merged_into IS NULL AND (title <% $2
                    OR search @@ nullif(replace(plainto_tsquery('indonesian', $3)::text,
                        '&', '|'), '')::tsquery)
                ORDER BY id DESC LIMIT 60)
        )
        SELECT inquiry.id, title, text, state, coalesce(office.name, '') AS office,
            ms(asked_at) AS asked_at, ms(answered_at) AS answered_at, inquiry.example,
            greatest(similarity($2, title), word_similarity(title, $2)) AS trigram
        FROM alike JOIN inquiry USING (id) LEFT JOIN office ON office.id = office_id
        """,
        list(PUBLIC),
        said,
        f"{said} {normal(said)}"[: 2 * QUERY_LIMIT],
        RANKED,
    )
    wanted = Said(title, text)
    found = [(_likeness(wanted, row), row) for row in rows]
    found = [(score, row) for score, row in found if score > 0]
    found.sort(key=lambda each: (-each[0], each[1]["id"]))
    return [_line(row) for _, row in found[:limit]]


def _likeness(wanted: Said, row: asyncpg.Record) -> float:
    """How alike, 0 for not at all: by the words of `core.similar`, or by the letters alone."""
    trigram: float = row["trigram"]
    alike = likeness(wanted, Said(row["title"], row["text"]), trigram)
    if alike:
        return alike.score
    return trigram if trigram >= ALIKE else 0.0


async def parts(db: Db, number: int) -> list[Line]:
    """The inquiries that are part of this one."""
    rows = await db.fetch(
        """
        SELECT inquiry.id, title, state, coalesce(office.name, '') AS office,
            ms(asked_at) AS asked_at, ms(answered_at) AS answered_at, inquiry.example
        FROM inquiry LEFT JOIN office ON office.id = office_id
        WHERE root = $1 ORDER BY inquiry.id
        """,
        number,
    )
    return [Line(**dict(row)) for row in rows]


async def times(db: Db) -> list[OfficeTime]:
    """How each office answers, those with the most answers first."""
    rows = await db.fetch(
        """
        SELECT office.id AS office_id, office.name AS office,
            count(*) FILTER (WHERE answered_at IS NOT NULL) AS answered,
            coalesce(avg((answered_at AT TIME ZONE 'Asia/Jakarta')::date
                - (asked_at AT TIME ZONE 'Asia/Jakarta')::date), 0)::float8 AS days,
            count(*) FILTER (WHERE state = 'diteruskan') AS waiting
        FROM inquiry JOIN office ON office.id = office_id
        WHERE state = ANY ($1) AND merged_into IS NULL
        GROUP BY office.id ORDER BY answered DESC, lower(office.name)
        """,
        list(PUBLIC),
    )
    return [OfficeTime(**dict(row)) for row in rows]


async def support(db: Db, number: int, device: bytes, at: int) -> None:
    """Let this device support a public inquiry; once, however often it is pressed."""
    await db.execute(
        """
        INSERT INTO inquiry_support (inquiry_id, device, at)
        SELECT id, $2, moment($3) FROM inquiry WHERE id = $1 AND state = ANY ($4)
        ON CONFLICT DO NOTHING
        """,
        number,
        device,
        at,
        list(PUBLIC),
    )


async def withdraw_support(db: Db, number: int, device: bytes) -> None:
    """Take back the support of this device, also where it was given to what is part of it now;
    whoever asked stays counted."""
    await db.execute(
        """
        DELETE FROM inquiry_support AS support USING inquiry
        WHERE inquiry.id = inquiry_id AND (inquiry.id = $1 OR root = $1)
            AND support.device = $2 AND inquiry.device IS DISTINCT FROM $2
        """,
        number,
        device,
    )


async def supports(db: Db, number: int, device: bytes) -> bool:
    """Whether this device is counted for an inquiry."""
    return bool(
        await db.fetchval(
            """
            SELECT true FROM inquiry_support JOIN inquiry ON inquiry.id = inquiry_id
            WHERE (inquiry.id = $1 OR root = $1) AND inquiry_support.device = $2 LIMIT 1
            """,
            number,
            device,
        )
    )


def _sought(words: str) -> str:
    return storable(words).strip()[:QUERY_LIMIT]


def _inquiry(row: asyncpg.Record) -> Inquiry:
    return msgspec.convert(dict(row), Inquiry)


def _line(row: asyncpg.Record) -> Line:
    return Line(**{name: row[name] for name in Line.__struct_fields__})
