"""News and documents, and every text they ever had.

Refuses to decide who may write or read; it only says what is public at a moment (`at`, ms UTC).
"""

from collections.abc import Collection
from typing import Final

import msgspec
from msgspec import Struct

from musrenbang_live.core.articles import Kind, Reading, Text, slug_of
from musrenbang_live.store.pool import Conn, Db, storable

QUERY_LIMIT: Final = 200
"""Characters of a search that are looked at."""
AGAIN: Final = 60_000
"""Milliseconds in which the same new article is a second press, not a second article."""
_MOST_ALIKE: Final = 500
_LINE: Final = """
    id, slug, kind, title, summary, tags, published_at, hidden_at, happens, minutes, venue,
    session_id, code, forum, ward_code, ward, practice, example, phase, in_hall, rev,
    created_at, changed_at, by
"""
_PUBLIC: Final = "published_at BETWEEN 1 AND $1 AND hidden_at = 0 AND NOT practice"


class Line(Struct, frozen=True, kw_only=True):
    """An article in a list. `published_at` may lie ahead; `code` is '' without a session; `by`
    the name of who wrote it first, for those who edit only."""

    id: int
    slug: str
    kind: Kind
    title: str
    summary: str
    tags: tuple[str, ...]
    published_at: int
    hidden_at: int
    happens: str
    minutes: int
    venue: str
    session_id: int | None
    code: str
    forum: str
    ward_code: str
    ward: str
    practice: bool
    example: bool
    phase: int | None
    in_hall: bool
    rev: int
    created_at: int
    changed_at: int
    by: str


class Article(Line, frozen=True, kw_only=True):
    """An article with its Markdown."""

    body: str


class Revision(Struct, frozen=True, kw_only=True):
    """One text an article had, `by` whom and when."""

    rev: int
    title: str
    summary: str
    body: str
    tags: tuple[str, ...]
    by: str
    at: int


class Place(Struct, frozen=True):
    """Where an article stands beside its text: when it is public, and in which hall it is read."""

    published_at: int = 0
    session_id: int | None = None
    phase: int | None = None
    in_hall: bool = False


async def add(
    conn: Conn, text: Text, place: Place, *, by: int | None, at: int, example: bool = False
) -> int:
    """Keep a new article under an address of its own; its id. The same words of the same person a
    moment ago were a button pressed twice: the id of that article."""
    async with conn.transaction():
        if by is not None:
            await conn.execute("SELECT FROM person WHERE id = $1 FOR NO KEY UPDATE", by)
            known: int | None = await conn.fetchval(
                """
                SELECT id FROM article WHERE author = $1 AND created_at > moment($2) AND rev = 1
                    AND title = $3 AND summary = $4 AND body = $5 ORDER BY id DESC LIMIT 1
                """,
                by,
                at - AGAIN,
                *map(storable, (text.title, text.summary, text.body)),
            )
            if known is not None:
                return known
        slug = slug_of(text.title)
        for number in range(1, _MOST_ALIKE):
            made: int | None = await conn.fetchval(
                """
                INSERT INTO article (slug, kind, title, summary, body, tags, happens, minutes,
                    venue, published_at, session_id, phase, in_hall, example, author, created_at,
                    changed_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, moment($10), $11, $12, $13, $14, $15,
                    moment($16), moment($16))
                ON CONFLICT (slug) DO NOTHING RETURNING id
                """,
                slug if number == 1 else f"{slug}-{number}",
                *_values(text, place),
                example,
                by,
                at,
            )
            if made is not None:
                break
        assert made is not None, "hundreds of articles have the same title"
        await _keep(conn, made, 1, text, by, at)
    return made


async def put(
    conn: Conn, article: int, rev: int, text: Text, place: Place, *, by: int, at: int
) -> bool:
    """Store an article if it is still the one of `rev`; False when somebody was faster."""
    async with conn.transaction():
        stored: int | None = await conn.fetchval(
            """
            UPDATE article SET kind = $3, title = $4, summary = $5, body = $6, tags = $7,
                happens = $8, minutes = $9, venue = $10, published_at = moment($11),
                session_id = $12, phase = $13, in_hall = $14, rev = rev + 1,
                changed_at = moment($15)
            WHERE id = $1 AND rev = $2::bigint RETURNING rev
            """,
            article,
            rev,
            *_values(text, place),
            at,
        )
        if stored is None:
            return False
        await _keep(conn, article, stored, text, by, at)
    return True


def _values(text: Text, place: Place) -> tuple[object, ...]:
    words = (text.kind, *map(storable, (text.title, text.summary, text.body)))
    event = (text.happens, text.minutes, storable(text.venue))
    tags = [storable(tag) for tag in text.tags]
    return (*words, tags, *event, *msgspec.structs.astuple(place))


async def _keep(conn: Conn, article: int, rev: int, text: Text, by: int | None, at: int) -> None:
    await conn.execute(
        """
        INSERT INTO article_revision (article_id, rev, title, summary, body, tags, by_person, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, moment($8))
        """,
        article,
        rev,
        *map(storable, (text.title, text.summary, text.body)),
        [storable(tag) for tag in text.tags],
        by,
        at,
    )


async def show(db: Db, article: int, *, at: int) -> None:
    """Make an article public now, unless it is already; hidden ones show again."""
    await db.execute(
        """
        UPDATE article SET hidden_at = NULL, changed_at = moment($2),
            published_at = least(coalesce(published_at, moment($2)), moment($2))
        WHERE id = $1
        """,
        article,
        at,
    )


async def hide(db: Db, article: int, *, at: int) -> None:
    """Take an article back from the public and from halls; it can be shown again."""
    await db.execute(
        """
        UPDATE article SET hidden_at = moment($2), changed_at = moment($2)
        WHERE id = $1 AND hidden_at IS NULL
        """,
        article,
        at,
    )


async def article(db: Db, number: int) -> Article | None:
    """The article with this id, public or not."""
    row = await db.fetchrow(f"SELECT {_LINE}, body FROM article_row WHERE id = $1", number)  # noqa: S608
    return msgspec.convert(dict(row), Article) if row else None


async def public(db: Db, slug: str, *, at: int) -> Article | None:
    """The public article with this address."""
    row = await db.fetchrow(
        f"SELECT {_LINE}, body FROM article_row WHERE {_PUBLIC} AND slug = $2",  # noqa: S608
        at,
        storable(slug),
    )
    return msgspec.convert(dict(row), Article) if row else None


async def revisions(db: Db, number: int) -> list[Revision]:
    """All texts of an article, the newest first."""
    rows = await db.fetch(
        """
        SELECT rev, title, summary, body, tags, coalesce(name, '') AS by, ms(at) AS at
        FROM article_revision LEFT JOIN person ON person.id = by_person
        WHERE article_id = $1 ORDER BY rev DESC
        """,
        number,
    )
    return [msgspec.convert(dict(row), Revision) for row in rows]


async def published(
    db: Db,
    *,
    at: int,
    kind: str = "",
    tag: str = "",
    year: int = 0,
    ward_code: str = "",
    behind: tuple[int, int] = (9_999_999_999_999, 0),
    limit: int = 20,
    offset: int = 0,
) -> list[Line]:
    """Public articles, the latest first; empty values and year 0 mean all.

    `kind` 'dokumen' also finds news that carry a file. `year` is that of the publication (WIB).
    Only those `behind` a time (ms) and an id.
    """
    rows = await db.fetch(
        f"""
        SELECT {_LINE} FROM article_row
        WHERE {_PUBLIC} AND ($3 = '' OR $3 = ANY(tags)) AND ($5 = '' OR ward_code = $5)
            AND ($2 = '' OR kind = $2 OR ($2 = 'dokumen'
                AND EXISTS (SELECT FROM attachment WHERE article_id = article_row.id)))
            AND ($4 = 0 OR extract(year FROM moment(published_at) AT TIME ZONE 'Asia/Jakarta') = $4)
            AND (published_at, id) < ($8::bigint, $9::bigint)
        ORDER BY published_at DESC, id DESC LIMIT $6 OFFSET $7
        """,  # noqa: S608
        at,
        kind,
        storable(tag),
        year,
        storable(ward_code),
        limit,
        offset,
        *behind,
    )
    return [msgspec.convert(dict(row), Line) for row in rows]


async def tags(db: Db, *, at: int, limit: int = 30) -> list[tuple[str, int]]:
    """The tags of public articles with how many have each, the most used first."""
    rows = await db.fetch(
        f"""
        SELECT tag, count(*) AS times FROM article_row, unnest(tags) AS tag WHERE {_PUBLIC}
        GROUP BY tag ORDER BY times DESC, tag LIMIT $2
        """,  # noqa: S608
        at,
        limit,
    )
    return [(row["tag"], row["times"]) for row in rows]


async def years(db: Db, *, at: int) -> list[int]:
    """The years (WIB) in which articles became public, the latest first."""
    rows = await db.fetch(
        f"""
        SELECT DISTINCT extract(year FROM moment(published_at) AT TIME ZONE 'Asia/Jakarta')::int
            AS year
        FROM article_row WHERE {_PUBLIC} ORDER BY year DESC
        """,  # noqa: S608
        at,
    )
    return [row["year"] for row in rows]


async def announced(db: Db, *, at: int, since: str) -> list[Line]:
    """Public articles that announce something from the day `since` (`2027-01-14`) on, in order."""
    rows = await db.fetch(
        f"""
        SELECT {_LINE} FROM article_row WHERE {_PUBLIC} AND happens >= $2 AND happens <> ''
        ORDER BY happens, id LIMIT 500
        """,  # noqa: S608
        at,
        since,
    )
    return [msgspec.convert(dict(row), Line) for row in rows]


async def edited(
    db: Db,
    *,
    at: int,
    of_person: int | None,
    code: str = "",
    standing: str = "",
    limit: int = 50,
    offset: int = 0,
) -> list[Line]:
    """Articles for their editors, the last changed first.

    `of_person`: only those of sessions this person leads; None for all. `code`: of one session;
    `standing` as `core.articles.standing` says; both '' for all.
    """
    rows = await db.fetch(
        f"""
        SELECT {_LINE} FROM article_row
        WHERE ($1::bigint IS NULL OR session_id IN
                (SELECT session_id FROM session_facilitator WHERE person_id = $1))
            AND ($2 = '' OR code = $2)
            AND ($3 = '' OR $3 = CASE WHEN hidden_at > 0 THEN 'tersembunyi'
                WHEN published_at = 0 THEN 'draf' WHEN published_at <= $4 THEN 'terbit'
                ELSE 'terjadwal' END)
        ORDER BY changed_at DESC, id DESC LIMIT $5 OFFSET $6
        """,  # noqa: S608
        of_person,
        storable(code),
        standing,
        at,
        limit,
        offset,
    )
    return [msgspec.convert(dict(row), Line) for row in rows]


async def bodies(db: Db, numbers: Collection[int]) -> dict[int, str]:
    """The Markdown of each of these articles."""
    rows = await db.fetch(
        "SELECT id, body FROM article WHERE id = ANY($1::bigint[])", list(numbers)
    )
    return {row["id"]: row["body"] for row in rows}


async def readings(db: Db, session_id: int, *, at: int) -> list[Reading]:
    """What phones in the hall of this session may open at the moment, by agenda point."""
    rows = await db.fetch(
        """
        SELECT article.id AS article, title, coalesce(phase, -1) AS phase,
            body <> '' AS has_text, coalesce(jsonb_agg(jsonb_build_array(attachment.id,
                attachment.name, attachment.kind, attachment.size) ORDER BY position)
                FILTER (WHERE attachment.id IS NOT NULL), '[]') AS files
        FROM article JOIN session ON session.id = session_id
        LEFT JOIN attachment ON article_id = article.id
        WHERE session_id = $1::bigint AND hidden_at IS NULL
            AND (article.published_at <= moment($2)
                -- Once a meeting is over, its pages are read by people who were not there.
                OR (in_hall AND stage IN ('planned', 'open')))
        GROUP BY article.id ORDER BY phase NULLS FIRST, article.id
        """,
        session_id,
        at,
    )
    return [msgspec.convert(dict(row), Reading) for row in rows]
