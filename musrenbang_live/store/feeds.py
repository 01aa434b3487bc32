"""What is new, for feed readers and search engines."""

from typing import Final

import msgspec
from msgspec import Struct

from musrenbang_live.core.following import State
from musrenbang_live.store.pool import Db, storable

LATEST: Final = (9_999_999_999_999, 0)
"""Before all decisions: where reading begins."""


class Change(Struct, frozen=True, kw_only=True):
    """A decision of an office about a proposal, with where its page is."""

    id: int
    at: int
    state: State
    office: str
    title: str
    ward: str
    root_code: str
    root_number: int
    example: bool


class Shown(Struct, frozen=True):
    """A published meeting, when it was published (ms), and its proposals that have a page."""

    code: str
    published_at: int


async def changes(
    db: Db, *, ward_code: str = "", behind: tuple[int, int] = LATEST, limit: int = 50
) -> list[Change]:
    """The newest decisions of offices that stand, of the proposals of one kelurahan or of all.

    Only those `behind` a time (ms) and an id. A proposal is of the kelurahan that first made it,
    whatever tier speaks of it now.
    """
    rows = await db.fetch(
        """
        SELECT follow_up.id, ms(follow_up.at) AS at, follow_up.state, office.name AS office,
            now.title, root.ward, now.root_code, now.root_number, now.example
        FROM follow_up JOIN shelf AS now USING (code, number)
            JOIN shelf AS root ON (root.code, root.number) = (now.root_code, now.root_number)
            JOIN office ON office.id = office_id
        WHERE undone_at IS NULL AND ($1 = '' OR root.ward_code = $1)
            AND (follow_up.at, follow_up.id) < (moment($2), $3::bigint)
        ORDER BY follow_up.at DESC, follow_up.id DESC LIMIT $4
        """,
        storable(ward_code),
        *behind,
        limit,
    )
    return [msgspec.convert(dict(row), Change) for row in rows]


async def meetings(db: Db, limit: int) -> list[Shown]:
    """The published meetings, the latest first."""
    rows = await db.fetch(
        """
        SELECT code, ms(published_at) AS at FROM session
        WHERE stage = 'published' AND NOT practice
        ORDER BY session.published_at DESC, id DESC LIMIT $1
        """,
        limit,
    )
    return [Shown(row["code"], row["at"]) for row in rows]


async def pages(db: Db, code: str, limit: int) -> list[tuple[int, int]]:
    """The proposals of a meeting that have a page: number, and since when they stand so (ms)."""
    rows = await db.fetch(
        """
        SELECT number, ms(state_at) AS at FROM shelf
        WHERE code = $1 AND (code, number) = (root_code, root_number) ORDER BY number LIMIT $2
        """,
        storable(code),
        limit,
    )
    return [(row["number"], row["at"]) for row in rows]
