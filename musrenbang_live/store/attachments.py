"""The files of articles, read in parts: a hall may ask for the same large file at once.

Refuses to decide what a file may be or who may have it.
"""

from collections.abc import AsyncIterator, Collection
from typing import Final

import asyncpg
import msgspec
from msgspec import Struct

from musrenbang_live.core.articles import FileKind
from musrenbang_live.store.pool import Db

PART: Final = 256 * 1024
"""Bytes that are read of a file at a time."""
_UUID_LETTERS: Final = frozenset("0123456789abcdef-")


class NameUsed(Exception):
    """The article has a file of this name already."""


class File(Struct, frozen=True, kw_only=True):
    """A file without its content; `size` in bytes, `digest` names the content."""

    id: str
    article_id: int
    name: str
    kind: FileKind
    size: int
    digest: str


async def add(
    db: Db,
    article: int,
    name: str,
    kind: FileKind,
    content: bytes,
    digest: str,
    *,
    by: int,
    at: int,
) -> str:
    """Keep a file; its id. Raises `NameUsed`."""
    try:
        made: str = await db.fetchval(
            """
            INSERT INTO attachment (article_id, name, kind, size, digest, content, by_person, at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, moment($8)) RETURNING id::text
            """,
            article,
            name,
            kind,
            len(content),
            digest,
            content,
            by,
            at,
        )
    except asyncpg.UniqueViolationError as error:
        raise NameUsed(name) from error
    return made


async def drop(db: Db, article: int, file: str) -> bool:
    """Forget a file of this article; False when it has none of this id."""
    if not is_id(file):
        return False
    status = await db.execute(
        "DELETE FROM attachment WHERE article_id = $1 AND id = $2::text::uuid", article, file
    )
    return bool(status.endswith(" 1"))


async def find(db: Db, file: str) -> File | None:
    """The file with this id; None too for what is no id."""
    if not is_id(file):
        return None
    row = await db.fetchrow(
        """
        SELECT id::text, article_id, name, kind, size, digest FROM attachment
        WHERE id = $1::text::uuid
        """,
        file,
    )
    return msgspec.convert(dict(row), File) if row else None


async def files_of(db: Db, articles: Collection[int]) -> dict[int, list[File]]:
    """The files of each of these articles in the order in which they came."""
    rows = await db.fetch(
        """
        SELECT id, article_id, name, kind, size, digest FROM attachment_line
        WHERE article_id = ANY($1::bigint[]) ORDER BY position
        """,
        list(articles),
    )
    found: dict[int, list[File]] = {number: [] for number in articles}
    for row in rows:
        found[row["article_id"]].append(msgspec.convert(dict(row), File))
    return found


async def parts(db: Db, file: File) -> AsyncIterator[bytes]:
    """The content, part by part; it ends early when the file is dropped meanwhile."""
    for start in range(1, file.size + 1, PART):
        part: bytes | None = await db.fetchval(
            "SELECT substring(content FROM $2 FOR $3) FROM attachment WHERE id = $1::text::uuid",
            file.id,
            start,
            PART,
        )
        if not part:
            return
        yield part


def is_id(text: str) -> bool:
    """Whether this can be the id of a file."""
    return len(text) == 36 and _UUID_LETTERS.issuperset(text) and text.count("-") == 4
