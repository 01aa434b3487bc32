"""Lists of proposals where they stand now: what waits for an office, what is kept in the bank."""

from collections.abc import Collection

from msgspec import Struct

from musrenbang_live.core.agencies import Agencies
from musrenbang_live.core.following_rules import COUNCIL, Turn
from musrenbang_live.store import agencies
from musrenbang_live.store.following import FollowLine, to_lines
from musrenbang_live.store.pool import Db, storable


class Scope(Struct, frozen=True, kw_only=True):
    """Which proposals an office has charge of; empty texts mean all. `council` None means both.

    `agency` is the agency's office by its name, however proposals write the agency."""

    district: str = ""
    agency: str = ""
    council: bool | None = None


class Wish(Struct, frozen=True, kw_only=True):
    """What somebody looks for; empty fields and 0 mean everything. `ward` is the code of the
    kelurahan that proposed it, whatever tier speaks of it now."""

    words: str = ""
    ward: str = ""
    sector: str = ""
    year: int = 0
    state: str = ""


async def charged(
    db: Db,
    scope: Scope,
    turns: Collection[Turn] | None,
    wish: Wish,
    *,
    limit: int,
    offset: int = 0,
) -> tuple[list[FollowLine], int]:
    """Proposals in the charge of an office, and how many there are.

    With `turns` only those whose turn it is, the longest overdue first; without, all of them, the
    newest first. Who decided last and what it costs is looked up only for those that are given.
    """
    asked = list(turns or ())
    here = await agencies.here(db)
    named = await _named(db, here) if scope.agency or any(turn.orphan for turn in asked) else {}
    rows = await db.fetch(
        f"""
        WITH fitting AS (
            SELECT code, number, shelf.state_at,
                CASE WHEN $4 THEN shelf.state_at + make_interval(days => turn.days) END AS due
            FROM shelf LEFT JOIN unnest($1::text[], $2::text[], $3::int[], $14::bool[])
                AS turn (state, tier, days, orphan)
                ON turn.state = shelf.state AND turn.tier = shelf.tier
                    AND NOT (orphan AND shelf.agency = ANY($16::text[]))
            WHERE next_code = '' AND (NOT $4 OR turn.days IS NOT NULL)
                AND ($5 = '' OR lower(district) = lower($5))
                AND ($6::text[] IS NULL OR agency = ANY($6))
                AND ($7::bool IS NULL OR $7 = (lower(forum) LIKE ANY($15::text[])))
                AND {_FITS}
        ), page AS (
            SELECT * FROM fitting ORDER BY due, state_at DESC, code, number LIMIT $12 OFFSET $13
        )
        SELECT follow_line.*, root.ward AS home, (SELECT count(*) FROM fitting) AS total
        FROM page JOIN follow_line USING (code, number)
            JOIN shelf AS root
                ON (root.code, root.number) = (follow_line.root_code, follow_line.root_number)
        ORDER BY page.due, page.state_at DESC, code, number
        """,  # noqa: S608  (the condition is our own)
        [turn.state for turn in asked],
        [turn.tier for turn in asked],
        [turn.days for turn in asked],
        turns is not None,
        scope.district,
        [each for each, office in named.items() if office == scope.agency]
        if scope.agency
        else None,
        scope.council,
        *_sought(wish),
        limit,
        offset,
        [turn.orphan for turn in asked],
        [f"{name}%" for name in COUNCIL],
        list(named),
    )
    return to_lines(rows, here), rows[0]["total"] if rows else 0


async def _named(db: Db, here: Agencies) -> dict[str, str]:
    """Each way in which an agency that has an office is written, with the name of that office."""
    return {each: office for each in await agencies.written(db) if (office := here.named(each))}


_FITS = """
    ($8 = '' OR title ILIKE '%' || $8 || '%' OR root_code || '-' || root_number ILIKE $8 || '%')
    AND ($9 = '' OR EXISTS (SELECT FROM shelf AS root WHERE root.ward_code = $9
        AND (root.code, root.number) = (shelf.root_code, shelf.root_number)))
    AND ($10 = 0 OR year = $10) AND ($11 = '' OR shelf.state = $11)
"""


def _sought(wish: Wish) -> tuple[str, str, int, str]:
    return storable(wish.words), storable(wish.ward), wish.year, storable(wish.state)
