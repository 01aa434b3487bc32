"""The meetings of a whole city: those of one day as they stand now, and those of one year.

No practice, and invented meetings only where there is no real one. Nothing here looks at a mark or
at a name: of a vote it counts how many ballots were handed in, never what they say.
"""

import msgspec

from musrenbang_live.core.city import DayLine, SeasonLine, SectorLine
from musrenbang_live.store.pool import Db


async def only_invented(db: Db) -> bool:
    """Whether the site has no real meeting. Then the public sees the invented ones."""
    only: bool = await db.fetchval(
        "SELECT NOT EXISTS (SELECT FROM session WHERE NOT practice AND NOT example)"
    )
    return only


async def of_day(db: Db, day: str, begins: int, ends: int, *, invented: bool) -> list[DayLine]:
    """The meetings of the local day `day` (`YYYY-MM-DD`), which lasts from `begins` to `ends` (ms).

    Those that are open now, whenever they began; those opened on that day; and those not opened
    yet that were planned for it.
    """
    rows = await db.fetch(
        """
        WITH today AS (
            SELECT * FROM session
            WHERE NOT practice AND example = $4 AND (stage = 'open'
                OR (opened_at >= moment($1) AND opened_at < moment($2))
                OR (stage = 'planned' AND left(starts, 10) = $3))
        )
        SELECT code, today.stage, tier, forum, ward_code, ward, district, starts, example,
            ms(today.opened_at) AS opened_at, ms(today.closed_at) AS closed_at,
            ms(published_at) AS published_at,
            coalesce((SELECT plan -> 'phases' -> coalesce((body ->> 'index')::int, 0) ->> 'title'
                FROM event WHERE session_id = today.id AND kind = 'PhaseEntered'
                ORDER BY seq DESC LIMIT 1), '') AS phase,
            people.joined,
            (SELECT count(*) FROM proposal WHERE session_id = today.id AND status = 'shown'
                AND merged_into IS NULL) AS proposals,
            coalesce(held.stage, '') AS round_stage, coalesce(ballots, 0) AS ballots,
            CASE WHEN held.by_card THEN (
                SELECT count(*) FROM card WHERE session_id = today.id AND state = 'active')
                ELSE people.joined END AS voters
        FROM today
        CROSS JOIN LATERAL (
            SELECT count(*) AS joined FROM participant
            WHERE session_id = today.id AND card IS NULL
        ) AS people
        LEFT JOIN LATERAL (
            SELECT number, round.stage AS stage, by_card, (
                SELECT count(*) FROM ballot
                WHERE session_id = today.id AND ballot.round = round.number AND NOT blank
            ) + (
                SELECT count(*) FROM turnout
                WHERE session_id = today.id AND turnout.round = round.number
            ) + coalesce((
                SELECT cardinality(urn.voters) FROM urn
                WHERE session_id = today.id AND urn.round = round.number), 0) AS ballots
            FROM round WHERE session_id = today.id ORDER BY number DESC LIMIT 1
        ) AS held ON true
        ORDER BY ward_code, today.opened_at DESC NULLS LAST, today.id
        """,
        begins,
        ends,
        day,
        invented,
    )
    return [msgspec.convert(dict(row), DayLine) for row in rows]


async def of_year(db: Db, year: int, *, invented: bool) -> list[SeasonLine]:
    """The meetings of `year` in all tiers, by kelurahan."""
    rows = await db.fetch(
        """
        SELECT code, stage, tier, forum, ward_code, ward, district, starts, example,
            ms(opened_at) AS opened_at, ms(published_at) AS published_at,
            (SELECT count(*) FROM participant WHERE session_id = session.id AND card IS NULL)
                AS joined,
            (SELECT count(*) FROM proposal WHERE session_id = session.id AND status = 'shown'
                AND merged_into IS NULL) AS proposals
        FROM session WHERE NOT practice AND example = $2 AND year = $1
        ORDER BY ward_code, opened_at NULLS LAST, id
        """,
        year,
        invented,
    )
    return [msgspec.convert(dict(row), SeasonLine) for row in rows]


async def sectors_of_year(db: Db, year: int, *, invented: bool) -> list[SectorLine]:
    """What stands proposed in the kelurahan meetings of `year`, by bidang and kelurahan; agreed is
    what stands on the agreed list of a published one."""
    rows = await db.fetch(
        """
        SELECT sector, ward_code, sum(proposals)::bigint AS proposals, max(name) AS name,
            sum(agreed)::bigint AS agreed, sum(cost)::bigint AS cost
        FROM (
            SELECT proposal.sector, session.ward_code, count(*) AS proposals,
                coalesce(min(jsonb_path_query_first(session.plan,
                    '$.sectors[*] ? (@.key == $key).name',
                    jsonb_build_object('key', proposal.sector)) #>> '{}'), '') AS name,
                0 AS agreed, 0 AS cost
            FROM session JOIN proposal ON session_id = session.id
            WHERE NOT practice AND example = $2 AND year = $1 AND tier = 'kelurahan'
                AND proposal.status = 'shown' AND merged_into IS NULL
            GROUP BY session.id, proposal.sector
            UNION ALL
            SELECT sector, ward_code, 0, '', sum(count), sum(cost) FROM shelf_count
            WHERE year = $1 AND example = $2 AND tier = 'kelurahan' AND listed
            GROUP BY sector, ward_code HAVING sum(count) > 0
        ) AS told GROUP BY sector, ward_code ORDER BY sector, ward_code
        """,
        year,
        invented,
    )
    return [msgspec.convert(dict(row), SectorLine) for row in rows]


async def years(db: Db, *, invented: bool) -> list[int]:
    """The years in which there are meetings that the public sees, the latest first."""
    rows = await db.fetch(
        """
        SELECT DISTINCT year FROM session
        WHERE NOT practice AND example = $1 ORDER BY year DESC
        """,
        invented,
    )
    return [row["year"] for row in rows]
