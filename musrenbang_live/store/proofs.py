"""What the public log, its signed roots and the bundle are made of, read from the rows.

A line of the log is stored with its event; events from before there were lines get theirs here.
Refuses nothing: whether the rows are still those that were signed is told by the roots.
"""

from collections.abc import Sequence
from typing import Any, Final

import asyncpg
from msgspec import Struct

from musrenbang_live.core.proof.public_log import Box, Sealed, event_line
from musrenbang_live.core.proof.texts import Entry
from musrenbang_live.core.sealed_lists import Proof
from musrenbang_live.store.events import record_of
from musrenbang_live.store.pool import Db

PAGE: Final = 5_000
"""Rows read from the log at a time."""


class Line(Struct, frozen=True):
    """The line of one event; `closes` is the round that the event closed, 0 for none."""

    seq: int
    kind: str
    line: bytes
    closes: int


class Signed(Struct, frozen=True):
    """A signed root: the first `size` lines of the log, up to the event `seq`; `note` as sent."""

    seq: int
    size: int
    root: bytes
    note: str


async def plan(db: Db, session_id: int) -> dict[str, Any]:
    """The plan of a session as it was stored, whatever this program makes of it."""
    stored: dict[str, Any] = await db.fetchval("SELECT plan FROM session WHERE id = $1", session_id)
    return stored


async def lines(db: Db, session_id: int) -> list[Line]:
    """The lines of all events, in order."""
    await _make_missing_lines(db, session_id)
    rows = await db.fetch(
        """
        SELECT seq, kind, line,
            CASE WHEN kind = 'RoundClosed' THEN (body->>'number')::int ELSE 0 END AS closes
        FROM event WHERE session_id = $1 ORDER BY seq
        """,
        session_id,
    )
    return [Line(row["seq"], row["kind"], row["line"].encode(), row["closes"]) for row in rows]


async def entries(db: Db, session_id: int) -> list[Entry]:
    """All records with their salts and the texts that were not erased, in order."""
    found: list[asyncpg.Record] = []
    while True:
        rows = await _events_after(db, session_id, found[-1]["seq"] if found else 0)
        found += rows
        if len(rows) < PAGE:
            return [Entry(record_of(row), row["salt"], row["words"] or {}) for row in found]


async def boxes(db: Db, session_id: int, rounds: Sequence[int]) -> dict[int, Box]:
    """What each of these closed rounds holds: three lists that nothing ties together."""
    asked = session_id, list(rounds)
    ballots = await db.fetch(
        """
        SELECT round, id::text AS code, mark, via FROM mark
        WHERE session_id = $1 AND round = ANY($2::int[]) ORDER BY id
        """,
        *asked,
    )
    receipts = await db.fetch(
        """
        SELECT round, receipt::text AS value FROM receipt
        WHERE session_id = $1 AND round = ANY($2::int[]) ORDER BY receipt
        """,
        *asked,
    )
    used = await db.fetch(
        """
        SELECT round, replace(used::text, '-', '') AS value FROM used
        WHERE session_id = $1 AND round = ANY($2::int[]) ORDER BY used
        """,
        *asked,
    )
    return {
        number: Box(
            number,
            [Sealed(row["code"], row["mark"], row["via"]) for row in _of(ballots, number)],
            [row["value"] for row in _of(receipts, number)],
            [row["value"] for row in _of(used, number)],
        )
        for number in rounds
    }


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


async def checkpoints(db: Db, session_id: int) -> list[Signed]:
    """The roots that were signed, the shortest log first."""
    rows = await db.fetch(
        "SELECT seq, size, root, note FROM checkpoint WHERE session_id = $1 ORDER BY size, seq",
        session_id,
    )
    return [Signed(row["seq"], row["size"], row["root"], row["note"]) for row in rows]


async def unsigned(db: Db, session_id: int, kinds: Sequence[str]) -> list[int]:
    """The seqs of events of these kinds after which no root was signed yet."""
    rows = await db.fetch(
        """
        SELECT seq FROM event
        WHERE session_id = $1 AND kind = ANY($2::text[]) AND NOT EXISTS (
            SELECT FROM checkpoint
            WHERE checkpoint.session_id = event.session_id AND checkpoint.seq = event.seq)
        ORDER BY seq
        """,
        session_id,
        list(kinds),
    )
    return [row["seq"] for row in rows]


async def put_checkpoints(db: Db, session_id: int, signed: Sequence[Signed], at: int) -> None:
    """Keep these signed roots. Another process may have been faster: then its own stay."""
    await db.executemany(
        """
        INSERT INTO checkpoint (session_id, seq, size, root, note, at)
        VALUES ($1, $2, $3, $4, $5, moment($6)) ON CONFLICT (session_id, seq) DO NOTHING
        """,
        [(session_id, each.seq, each.size, each.root, each.note, at) for each in signed],
    )


async def newest(db: Db, session_id: int) -> tuple[int, bytes] | None:
    """Size and root of the newest signed root, or None when none was signed yet."""
    row = await db.fetchrow(
        "SELECT size, root FROM checkpoint WHERE session_id = $1 ORDER BY seq DESC LIMIT 1",
        session_id,
    )
    return (row["size"], row["root"]) if row else None


async def _events_after(db: Db, session_id: int, seq: int) -> list[asyncpg.Record]:
    rows: list[asyncpg.Record] = await db.fetch(
        """
        SELECT seq, ms(at) AS at, actor, kind, body, words, salt, ref FROM event
        WHERE session_id = $1 AND seq > $2 ORDER BY seq LIMIT $3
        """,
        session_id,
        seq,
        PAGE,
    )
    return rows


async def _make_missing_lines(db: Db, session_id: int) -> None:
    """Write the lines of events that were stored before there were any."""
    rows = await db.fetch(
        """
        SELECT seq, ms(at) AS at, actor, kind, body, words, salt, ref FROM event
        WHERE session_id = $1 AND line IS NULL ORDER BY seq
        """,
        session_id,
    )
    if rows:
        await db.executemany(
            "UPDATE event SET line = $3 WHERE session_id = $1 AND seq = $2 AND line IS NULL",
            [
                (session_id, row["seq"], event_line(record_of(row), row["salt"]).decode())
                for row in rows
            ],
        )


def _of(rows: Sequence[asyncpg.Record], number: int) -> list[asyncpg.Record]:
    return [row for row in rows if row["round"] == number]
