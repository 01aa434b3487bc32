"""The members of the council, by period; a list that is taken in takes the place of its period."""

from collections.abc import Sequence

import msgspec

from musrenbang_live.core.council import Member
from musrenbang_live.store.pool import Conn, Db, storable


class Kept(Member, frozen=True, kw_only=True):
    """A member as stored; `photo` is the id of a photo, '' without one."""

    id: int
    example: bool
    photo: str


async def members(db: Db, period: str) -> list[Kept]:
    """The members of a period by dapil; who has an office first, then by name."""
    rows = await db.fetch(
        """
        SELECT id, name, party, dapil, office, commission, period, example,
            coalesce(photo_id::text, '') AS photo
        FROM council_member
        WHERE period = $1 ORDER BY dapil, office = '', lower(name), id
        """,
        storable(period),
    )
    return [msgspec.convert(dict(row), Kept) for row in rows]


async def member(db: Db, number: int) -> Kept | None:
    """The member with this id."""
    row = await db.fetchrow(
        """
        SELECT id, name, party, dapil, office, commission, period, example,
            coalesce(photo_id::text, '') AS photo
        FROM council_member
        WHERE id = $1
        """,
        number,
    )
    return msgspec.convert(dict(row), Kept) if row else None


async def periods(db: Db) -> list[str]:
    """The periods of which members are known, the latest first."""
    rows = await db.fetch("SELECT DISTINCT period FROM council_member ORDER BY period DESC")
    return [row["period"] for row in rows]


async def add(db: Db, found: Member, *, at: int, example: bool = False) -> int:
    """Store a member; the id."""
    made: int = await db.fetchval(
        """
        INSERT INTO council_member
            (name, party, dapil, office, commission, period, example, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, moment($8)) RETURNING id
        """,
        *_values(found),
        example,
        at,
    )
    return made


async def _alone(conn: Conn) -> None:
    """Change the list alone until the transaction ends; before any row of it is held."""
    await conn.execute("LOCK TABLE council_member IN SHARE ROW EXCLUSIVE MODE")


async def add_once(conn: Conn, found: Member, *, at: int) -> None:
    """Store a member; who is there with exactly these words stays as it is."""
    async with conn.transaction():
        await _alone(conn)
        known = await conn.fetchval(
            """
            SELECT id FROM council_member WHERE name = $1 AND party = $2 AND dapil = $3
                AND office = $4 AND commission = $5 AND period = $6
            """,
            *_values(found),
        )
        if known is None:
            await add(conn, found, at=at)


async def change(db: Db, number: int, found: Member, *, at: int) -> bool:
    """Store what is known of a member now; False when a new list has taken their place."""
    status = await db.execute(
        """
        UPDATE council_member SET name = $2, party = $3, dapil = $4, office = $5, commission = $6,
            period = $7, changed_at = moment($8)
        WHERE id = $1
        """,
        number,
        *_values(found),
        at,
    )
    return bool(status == "UPDATE 1")


async def drop(db: Db, number: int) -> None:
    """Forget a member, and the photo with it."""
    await db.execute(
        """
        WITH gone AS (DELETE FROM council_member WHERE id = $1 RETURNING photo_id)
        DELETE FROM photo WHERE id IN (SELECT photo_id FROM gone)
        """,
        number,
    )


async def set_photo(conn: Conn, number: int, photo: str) -> bool:
    """Give a member this photo, '' for none; the one before is forgotten. False when there is no
    such member any more."""
    async with conn.transaction():
        await _alone(conn)
        before: str | None = await conn.fetchval(
            "SELECT photo_id::text FROM council_member WHERE id = $1", number
        )
        status = await conn.execute(
            "UPDATE council_member SET photo_id = $2::text::uuid WHERE id = $1",
            number,
            photo or None,
        )
        if before:
            await conn.execute("DELETE FROM photo WHERE id = $1::text::uuid", before)
    return bool(status == "UPDATE 1")


async def replace(conn: Conn, found: Sequence[Member], *, at: int, example: bool = False) -> None:
    """Store these members in place of all others of the periods they belong to.

    Whoever was there under the same name keeps the photo. Of two lists at once the later one stays.
    """
    async with conn.transaction():
        await _alone(conn)
        rows = await conn.fetch(
            """
            DELETE FROM council_member WHERE period = ANY($1::text[])
            RETURNING lower(name) AS name, period, photo_id::text AS photo
            """,
            [storable(each.period) for each in found],
        )
        photos = {(row["name"], row["period"]): row["photo"] for row in rows if row["photo"]}
        for each in found:
            made = await add(conn, each, at=at, example=example)
            photo = photos.pop((storable(each.name).lower(), storable(each.period)), "")
            if photo:
                await set_photo(conn, made, photo)
        await conn.execute("DELETE FROM photo WHERE id = ANY($1::uuid[])", list(photos.values()))


def _values(found: Member) -> tuple[str, ...]:
    texts = (found.name, found.party, found.dapil, found.office, found.commission, found.period)
    return tuple(map(storable, texts))
