"""Sessions as the calendar and the editors of articles see them, with what their plans say.

Practice sessions are in no calendar.
"""

import msgspec
from msgspec import Struct

from musrenbang_live.store.pool import Db, storable


class Planned(Struct, frozen=True, kw_only=True):
    """A session for the calendar. `starts` is local wall-clock text of `zone`, `minutes` what the
    phases of its plan take together; `changed_at` the last change that a calendar shows (ms)."""

    code: str
    stage: str
    forum: str
    tier: str
    ward: str
    district: str
    place: str
    starts: str
    zone: str
    minutes: int
    example: bool
    changed_at: int


class Choice(Struct, frozen=True, kw_only=True):
    """A session to which an article can belong, with the titles of its phases."""

    id: int
    code: str
    forum: str
    ward: str
    stage: str
    practice: bool
    phases: tuple[str, ...]


async def planned(db: Db, *, since: str, coming: bool, code: str = "") -> list[Planned]:
    """Sessions that start on the day `since` (`2027-01-14`) or later, in order.

    `coming`: only those that are not over; `code`: only this session, whenever it starts.
    """
    rows = await db.fetch(
        """
        SELECT code, stage, forum, tier, ward, district, plan->>'place' AS place, starts,
            plan->>'zone' AS zone, example,
            (SELECT coalesce(sum((phase->>'minutes')::int), 0)
                FROM jsonb_array_elements(plan->'phases') AS phase)::int AS minutes,
            ms(coalesce(opened_at, created_at)) AS changed_at
        FROM session
        WHERE NOT practice AND starts <> ''
            AND CASE WHEN $3 = '' THEN starts >= $1 ELSE code = $3 END
            AND (NOT $2 OR stage IN ('planned', 'open'))
        ORDER BY starts, forum, ward, id LIMIT 1000
        """,
        since,
        coming,
        storable(code),
    )
    return [msgspec.convert(dict(row), Planned) for row in rows]


async def choices(db: Db, *, of_person: int | None, also: str = "", most: int = 80) -> list[Choice]:
    """Sessions an article can belong to: `also` first, then those going on.

    `of_person` as in `store.articles.edited`; `also` is among them however many there are.
    """
    rows = await db.fetch(
        """
        SELECT id, code, forum, ward, stage, practice, ARRAY(
            SELECT phase->>'title' FROM jsonb_array_elements(plan->'phases') AS phase) AS phases
        FROM session
        WHERE $1::bigint IS NULL OR id IN
            (SELECT session_id FROM session_facilitator WHERE person_id = $1)
        ORDER BY code = $3 DESC,
            array_position(ARRAY['open', 'planned', 'closed', 'published'], stage),
            created_at DESC, id DESC LIMIT $2
        """,
        of_person,
        most,
        storable(also),
    )
    return [msgspec.convert(dict(row), Choice) for row in rows]
