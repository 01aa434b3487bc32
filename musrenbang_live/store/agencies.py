"""The agencies that have an office here, and how proposals write agencies.

A city has some thirty agencies and each is written in a few ways, so all of them are looked up and
compared by the program (`core.agencies`); the database only compares what is written alike.
"""

from musrenbang_live.core.agencies import Agencies
from musrenbang_live.store.pool import Db


async def here(db: Db) -> Agencies:
    """The agencies that have an office."""
    rows = await db.fetch("SELECT name FROM office WHERE kind = 'opd'")
    return Agencies(row["name"] for row in rows)


async def written(db: Db) -> list[str]:
    """Every way in which a proposal that is followed writes an agency, once."""
    rows = await db.fetch(
        """
        WITH RECURSIVE found AS (
            SELECT min(agency) AS agency FROM shelf WHERE next_code = '' AND agency > ''
            UNION ALL
            SELECT (SELECT min(shelf.agency) FROM shelf
                WHERE next_code = '' AND shelf.agency > found.agency)
            FROM found WHERE found.agency IS NOT NULL
        )
        SELECT agency FROM found WHERE agency IS NOT NULL
        """
    )
    return [row["agency"] for row in rows]
