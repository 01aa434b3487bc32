"""The sealed lists of closed rounds: ballots under their codes, receipts, pseudonyms.

Refuses to say which entry of one list belongs to which of another: nothing that is stored tells.
"""

from collections.abc import Sequence

from musrenbang_live.core.ballots import Mark
from musrenbang_live.core.sealed_lists import Proof, Way
from musrenbang_live.store.pool import Db


async def openings(db: Db, session_id: int, number: int) -> list[tuple[str, Mark, Way]]:
    """Code, mark and way of each ballot of a closed round, by code; empty while it is open."""
    rows = await db.fetch(
        "SELECT id, mark, via FROM mark WHERE session_id = $1 AND round = $2 ORDER BY id",
        session_id,
        number,
    )
    return [(str(row["id"]), row["mark"], row["via"]) for row in rows]


async def receipts(db: Db, session_id: int, number: int) -> list[str]:
    """The receipts of a closed round, sorted; empty while it is open."""
    rows = await db.fetch(
        "SELECT receipt FROM receipt WHERE session_id = $1 AND round = $2 ORDER BY receipt",
        session_id,
        number,
    )
    return [str(row["receipt"]) for row in rows]


async def used(db: Db, session_id: int, number: int) -> int:
    """How many handed in a ballot in a closed round; 0 while it is open."""
    count: int = await db.fetchval(
        "SELECT count(*) FROM used WHERE session_id = $1 AND round = $2", session_id, number
    )
    return count


async def figures(db: Db, session_id: int, rounds: Sequence[int]) -> dict[int, Proof]:
    """How many receipts and pseudonyms each of these rounds has; counted, kept nowhere."""
    rows = await db.fetch(
        """
        SELECT asked.round,
            (SELECT count(*) FROM receipt
                WHERE receipt.session_id = $1 AND receipt.round = asked.round) AS receipts,
            (SELECT count(*) FROM used
                WHERE used.session_id = $1 AND used.round = asked.round) AS used
        FROM unnest($2::int[]) AS asked(round)
        """,
        session_id,
        rounds,
    )
    return {row["round"]: Proof(row["receipts"], row["used"]) for row in rows}
