"""Meetings as open data: published ones by pages, for programs that read all of them.

A page begins behind the last line of the page before (`After`) and not at a number, so that
reading on costs the same everywhere and no line is told twice when another is published meanwhile.
"""

from typing import Final

import msgspec
from msgspec import Struct

from musrenbang_live.store.archive import Published
from musrenbang_live.store.pool import Db, storable


class After(Struct, frozen=True):
    """The last line that was read: when it was published (ms), and its join code."""

    published_at: int
    code: str


LATEST: Final = After(9_999_999_999_999, "~")
"""Before all lines: where reading begins."""


class Chosen(Struct, frozen=True):
    """Which meetings are wanted; empty texts and year 0 mean all."""

    ward_code: str = ""
    district: str = ""
    tier: str = ""
    year: int = 0


class OpenSession(Published, frozen=True, kw_only=True):
    """A published meeting, as one of a page."""

    city: str

    @property
    def after(self) -> After:
        """Where the next page begins."""
        return After(self.published_at, self.code)


async def published(
    db: Db, chosen: Chosen, *, after: After = LATEST, limit: int
) -> list[OpenSession]:
    """Up to `limit` published meetings behind `after`, the latest first; practice never."""
    rows = await db.fetch(
        """
        SELECT code, forum, tier, ward_code, ward, district, city, year, plan_year, example,
            ms(opened_at) AS opened_at, ms(closed_at) AS closed_at,
            ms(published_at) AS published_at,
            (SELECT count(*) FROM participant WHERE session_id = session.id) AS participants,
            (SELECT count(*) FROM proposal WHERE session_id = session.id AND status = 'shown'
                AND merged_into IS NULL) AS proposals,
            (SELECT count(*) FROM mark WHERE session_id = session.id)
                + (SELECT coalesce(sum(hands), 0) FROM round WHERE session_id = session.id)
                AS ballots
        FROM session
        WHERE stage = 'published' AND NOT practice
            AND (published_at, code) < (moment($1), $2::text)
            AND ($3 = '' OR ward_code = $3) AND ($4 = '' OR district = $4)
            AND ($5 = '' OR tier = $5) AND ($6 = 0 OR year = $6)
        ORDER BY published_at DESC, code DESC LIMIT $7
        """,
        after.published_at,
        after.code,
        storable(chosen.ward_code),
        storable(chosen.district),
        chosen.tier,
        chosen.year,
        limit,
    )
    return [msgspec.convert(dict(row), OpenSession) for row in rows]
