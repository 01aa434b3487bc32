"""Voter cards as rows: what the log says of each, the hash of its code, and who guesses.

A code is never here. Refuses to decide anything about a card; that is for the log.
"""

from collections.abc import Sequence
from typing import Final, Literal

from msgspec import Struct

from musrenbang_live.core.cards import Cards
from musrenbang_live.store.pool import Conn, Db

State = Literal["printed", "active", "void"]

BUDGET: Final = 60
"""Wrong codes that may be tried in a meeting at once, on phones; as many on kiosks."""
PER_SECOND: Final = 1.0
"""And how many more each second that passes, up to `BUDGET`: sixty a minute."""


class Found(Struct, frozen=True):
    """The card that a code belongs to."""

    number: int
    state: State


async def put(conn: Conn, session_id: int, before: Cards, after: Cards) -> None:
    """Bring the rows in step with the log, in the transaction that writes it."""
    await conn.execute(
        """
        INSERT INTO card (session_id, number, state)
        SELECT $1, number, 'printed' FROM generate_series($2::int + 1, $3::int) AS number
        """,
        session_id,
        before.printed,
        after.printed,
    )
    void = (after.leftover | after.revoked) - before.leftover - before.revoked
    for state, numbers in (("active", after.active - before.active), ("void", void)):
        if numbers:
            await conn.execute(
                "UPDATE card SET state = $3 WHERE session_id = $1 AND number = ANY($2::int[])",
                session_id,
                sorted(numbers),
                state,
            )


async def take_out_ballots(conn: Conn, session_id: int, round_: int, barred: Sequence[int]) -> None:
    """Delete what these cards have handed in for an open round.

    After the round's row was written, which waits for the ballots in flight: then none can follow.
    """
    if barred:
        await conn.execute(
            """
            DELETE FROM ballot USING participant
            WHERE ballot.session_id = $1 AND round = $2 AND participant.id = ballot.participant
                AND participant.session_id = $1 AND card = ANY($3::int[])
            """,
            session_id,
            round_,
            barred,
        )


async def set_hashes(db: Db, session_id: int, first: int, hashes: Sequence[bytes]) -> None:
    """Give the cards from `first` on their codes, once: a card that has one keeps it. Whoever
    changes their states meanwhile, with the log, is waited for."""
    await db.execute(
        """
        WITH queue AS MATERIALIZED (SELECT pg_advisory_xact_lock(71, $1::bigint::int))
        UPDATE card SET code_hash = hash
        FROM unnest($3::bytea[]) WITH ORDINALITY AS sent(hash, place)
        WHERE (SELECT count(*) FROM queue) > 0 AND session_id = $1
            AND number = $2::int + place - 1 AND code_hash IS NULL
        """,
        session_id,
        first,
        list(hashes),
    )


async def find(db: Db, session_id: int, code_hash: bytes) -> Found | None:
    """The card with this code, or None."""
    row = await db.fetchrow(
        "SELECT number, state FROM card WHERE session_id = $1 AND code_hash = $2",
        session_id,
        code_hash,
    )
    return Found(row["number"], row["state"]) if row else None


async def try_code(
    conn: Conn, session_id: int, code_hash: bytes, *, kiosk: bool = False
) -> Found | Literal["slow"] | None:
    """The card with this code; None when there is none, which costs one of the budget.

    `slow` while the budget is used up: then the code is not even looked at, so that however many
    are tried, no more than the budget are learnt. The row of the budget makes all who try one
    queue, in all processes: between looking and counting nobody can slip in.
    """
    async with conn.transaction():
        if await _left_over(conn, session_id, kiosk) < 1:
            return "slow"
        found = await find(conn, session_id, code_hash)
        if found is not None:
            return found
        await conn.execute(
            """
            UPDATE card_guess SET left_over = left_over - 1, wrong = wrong + 1
            WHERE session_id = $1 AND kiosk = $2
            """,
            session_id,
            kiosk,
        )
        return None


async def _left_over(conn: Conn, session_id: int, kiosk: bool) -> float:
    """How many wrong codes may be tried now; whoever asks holds the budget until the commit."""
    left: float = await conn.fetchval(
        """
        INSERT INTO card_guess AS known (session_id, kiosk, left_over, counted_at)
        VALUES ($1, $2, $3, clock_timestamp())
        ON CONFLICT (session_id, kiosk) DO UPDATE SET
            left_over = least($3, known.left_over + $4 * greatest(0,
                extract(epoch FROM clock_timestamp() - known.counted_at))),
            counted_at = greatest(known.counted_at, clock_timestamp())
        RETURNING left_over
        """,
        session_id,
        kiosk,
        float(BUDGET),
        PER_SECOND,
    )
    return left


async def used(db: Db, session_id: int) -> int:
    """How many cards were entered on some device and are still good."""
    count: int = await db.fetchval(
        """
        SELECT count(*) FROM participant
        JOIN card ON card.session_id = participant.session_id AND number = participant.card
        WHERE participant.session_id = $1::bigint AND state = 'active'
        """,
        session_id,
    )
    return count


async def wrong(db: Db, session_id: int) -> int:
    """How many codes were tried that are no card."""
    count: int = await db.fetchval(
        "SELECT coalesce(sum(wrong), 0)::bigint FROM card_guess WHERE session_id = $1::bigint",
        session_id,
    )
    return count
