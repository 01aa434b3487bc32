"""Meetings that follow one another: last year's of the same place, and the tiers below and above.

Only published meetings are found here, and no practice; invented ones only beside invented ones.
"""

import msgspec
from msgspec import Struct

from musrenbang_live.core.plan import SessionPlan
from musrenbang_live.store.pool import Db
from musrenbang_live.store.sessions import SessionSummary


class Continued(Struct, frozen=True):
    """A proposal of the meeting `code` that continues the one named by `origin` (`CODE/number`)."""

    origin: str
    code: str
    number: int


async def earlier(db: Db, plan: SessionPlan, code: str, *, example: bool) -> list[SessionSummary]:
    """The meetings of the place and tier of `plan` up to its year, other than `code`; newest first.

    The place is the kelurahan, of a kecamatan its kecamatan, of a kota its city. A practice
    meeting looks at those of its kelurahan.
    """
    rows = await db.fetch(
        """
        SELECT session_line.* FROM session_line JOIN session USING (id)
        WHERE session.stage = 'published' AND NOT session.practice AND session.example = $7
            AND session.tier = $1 AND session.year <= $2 AND session.code <> $3
            AND session.city = $4
            AND ($1 = 'kota' OR session.district = $5)
            AND ($1 IN ('kota', 'kecamatan') OR session.ward_code = $6)
        ORDER BY session.year DESC, session.published_at DESC
        """,
        "kelurahan" if plan.practice else plan.tier,
        plan.year,
        code,
        plan.city,
        plan.district,
        plan.ward_code,
        example,
    )
    return [msgspec.convert(dict(row), SessionSummary) for row in rows]


async def below(db: Db, plan: SessionPlan, tier: str, *, example: bool) -> list[SessionSummary]:
    """The meetings of `tier`, this year's, whose agreed lists a meeting of `plan` takes up.

    Those of its kecamatan, or of its whole city where it is the city's; by kelurahan.
    """
    rows = await db.fetch(
        """
        SELECT session_line.* FROM session_line JOIN session USING (id)
        WHERE session.stage = 'published' AND NOT session.practice AND session.example = $6
            AND session.tier = $1 AND session.year = $2 AND session.city = $3
            AND ($4 = 'kota' OR session.district = $5)
        ORDER BY session.ward_code, session.published_at
        """,
        tier,
        plan.year,
        plan.city,
        plan.tier,
        plan.district,
        example,
    )
    return [msgspec.convert(dict(row), SessionSummary) for row in rows]


async def continued(db: Db, code: str) -> list[Continued]:
    """What became of proposals of the meeting `code` in other meetings that are published."""
    rows = await db.fetch(
        """
        SELECT event.body ->> 'origin' AS origin, session.code,
            (event.body ->> 'number')::int AS number
        FROM event JOIN session ON session.id = event.session_id
        WHERE event.kind = 'ProposalSubmitted' AND event.body ->> 'origin' <> ''
            AND split_part(event.body ->> 'origin', '/', 1) = $1
            AND session.stage = 'published' AND NOT session.practice
        ORDER BY session.published_at, number
        """,
        code,
    )
    return [msgspec.convert(dict(row), Continued) for row in rows]
