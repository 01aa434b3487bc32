"""Photos as they are kept: pixels only, see `web.photos`.

Refuses to decide whose they are: a part that keeps the id of one tells here when the public may
see it.
"""

from collections.abc import Sequence

from msgspec import Struct

from musrenbang_live.core.photos import Photo
from musrenbang_live.store.pool import Db


class Content(Struct, frozen=True):
    """A JPEG, and whether everybody may see it."""

    content: bytes
    shown: bool


async def add(db: Db, photo_id: str, photo: Photo, *, at: int, shown: bool = False) -> None:
    """Keep a photo under an id its owner made; the same id again changes nothing."""
    await db.execute(
        """
        INSERT INTO photo (id, jpeg, thumb, width, height, shown, added_at)
        VALUES ($1, $2, $3, $4, $5, $6, moment($7))
        ON CONFLICT (id) DO NOTHING
        """,
        photo_id,
        photo.jpeg,
        photo.thumb,
        photo.width,
        photo.height,
        shown,
        at,
    )


async def content(db: Db, photo_id: str, *, small: bool) -> Content | None:
    """A photo, or the small one; None when there is none."""
    row = await db.fetchrow(
        "SELECT CASE WHEN $2 THEN thumb ELSE jpeg END AS content, shown FROM photo WHERE id = $1",
        photo_id,
        small,
    )
    return Content(row["content"], row["shown"]) if row else None


async def jpeg(db: Db, photo_id: str) -> bytes | None:
    """The photo in its size, for whoever may see it; None when there is none."""
    found = await content(db, photo_id, small=False)
    return found.content if found else None


async def thumb(db: Db, photo_id: str) -> bytes | None:
    """The small one, for whoever may see it; None when there is none."""
    found = await content(db, photo_id, small=True)
    return found.content if found else None


async def show(db: Db, photo_ids: Sequence[str], *, shown: bool) -> None:
    """Let everybody see these photos from now on, or nobody but those who log in."""
    await db.execute(
        "UPDATE photo SET shown = $2 WHERE id = ANY($1::uuid[])", list(photo_ids), shown
    )


async def erase(db: Db, photo_ids: Sequence[str]) -> None:
    """Forget these photos."""
    await db.execute("DELETE FROM photo WHERE id = ANY($1::uuid[])", list(photo_ids))
