"""The offices there are, and of which one a person acts. Refuses a second one of the same name."""

import asyncpg
import msgspec

from musrenbang_live.core.offices import Office
from musrenbang_live.store.pool import Db


class OfficeTaken(Exception):
    """Another office has this name, in whatever mix of capitals."""


async def add_office(db: Db, office: Office, *, at: int) -> Office:
    """Store an office; the same with its id. Raises `OfficeTaken`."""
    try:
        made = await db.fetchval(
            """
            INSERT INTO office (kind, name, district, dapil, added_at)
            VALUES ($1, $2, $3, $4, moment($5)) RETURNING id
            """,
            office.kind,
            office.name,
            office.district,
            office.dapil,
            at,
        )
    except asyncpg.UniqueViolationError as error:
        raise OfficeTaken(office.name) from error
    return msgspec.structs.replace(office, id=made)


async def list_offices(db: Db) -> list[Office]:
    """All offices, kind by kind and by name."""
    rows = await db.fetch(
        """
        SELECT id, kind, name, district, dapil FROM office
        ORDER BY array_position(
            ARRAY['setwan', 'bapperida', 'kecamatan', 'opd', 'komisi', 'dewan'], kind), lower(name)
        """
    )
    return [msgspec.convert(dict(row), Office) for row in rows]


async def office(db: Db, office_id: int) -> Office | None:
    """The office with this id, or None."""
    row = await db.fetchrow(
        "SELECT id, kind, name, district, dapil FROM office WHERE id = $1", office_id
    )
    return msgspec.convert(dict(row), Office) if row else None


async def office_of(db: Db, person_id: int) -> Office | None:
    """The office this person acts for, or None."""
    row = await db.fetchrow(
        """
        SELECT office.id, kind, office.name, district, dapil
        FROM office JOIN person ON office_id = office.id WHERE person.id = $1
        """,
        person_id,
    )
    return msgspec.convert(dict(row), Office) if row else None
