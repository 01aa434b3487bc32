"""What the offices do with questions and feedback: the queue, and every act with its line."""

from typing import Literal, get_args

import asyncpg
import msgspec
from msgspec import Struct

from musrenbang_live.core.inquiring import Doing, Inquiry, InquiryAct, InquiryState
from musrenbang_live.store.pool import Conn, Db

Shelf = Literal["menunggu", "teruskan", "kantor", "dijawab", "lain", "semua"]
"""Which inquiries of the desk: to be looked at; to be passed on; waiting for an answer; answered;
refused, closed or merged; all."""


class Act(Struct, frozen=True, kw_only=True):
    """One act of the history. `office` did it; `to_office` and `into` are what it led to."""

    at: int
    act: InquiryAct
    office: str
    to_office: str
    into: int
    reason: str
    answer: str
    answered_by: str


class Last(Struct, frozen=True):
    """The newest act: who, the office or inquiry it led to (0 for none), the answer or reason."""

    at: int
    act: InquiryAct
    person: int
    to: int
    words: str


async def merging(conn: Conn) -> None:
    """One merger, or undoing of one, at a time: each changes all that is part of another inquiry.
    Before any inquiry is held."""
    await conn.execute("SELECT pg_advisory_xact_lock(73)")


async def hold(conn: Conn, number: int, also: int = 0) -> Inquiry | None:
    """The inquiry, held until the transaction ends so that nobody else changes it, nor the one of
    the number `also`; in one order, so that two never wait for each other. Residents who support
    it need not wait."""
    await conn.execute(
        "SELECT FROM inquiry WHERE id IN ($1, $2) ORDER BY id FOR NO KEY UPDATE", number, also
    )
    row = await conn.fetchrow("SELECT * FROM inquiry_row WHERE id = $1", number)
    return _inquiry(row) if row else None


async def write(
    conn: Conn, inquiry: Inquiry, doing: Doing, state: InquiryState, office_id: int, at: int
) -> None:
    """Bring an inquiry to `state` by a checked act; `office_id` is whose it is from then on."""
    await conn.execute(
        """
        UPDATE inquiry SET state = $2, rev = rev + 1, office_id = nullif($3::bigint, 0),
            reason = $4,
            answer = CASE WHEN $5 = '' THEN answer ELSE $5 END,
            answered_by = CASE WHEN $5 = '' THEN answered_by ELSE $6 END,
            approved_at = CASE WHEN $2 IN ('menunggu', 'ditolak') THEN approved_at
                ELSE coalesce(approved_at, moment($7)) END,
            routed_at = CASE WHEN $8 THEN moment($7) ELSE routed_at END,
            corrected_at = CASE WHEN $5 <> '' AND answered_at IS NOT NULL THEN moment($7)
                ELSE corrected_at END,
            answered_at = CASE WHEN $5 <> '' THEN coalesce(answered_at, moment($7))
                ELSE answered_at END
        WHERE id = $1
        """,
        inquiry.id,
        state,
        office_id,
        doing.reason,
        doing.text,
        doing.by,
        at,
        doing.act == "teruskan",
    )


async def merge(conn: Conn, number: int, into: Inquiry) -> None:
    """Make an inquiry, and all that is part of it, part of another."""
    await conn.execute(
        """
        UPDATE inquiry SET root = $3, rev = rev + 1,
            merged_into = CASE WHEN id = $1 THEN $2 ELSE merged_into END
        WHERE id = $1 OR root = $1
        """,
        number,
        into.id,
        into.root or into.id,
    )


async def unmerge(conn: Conn, number: int) -> None:
    """Let an inquiry stand by itself again, with what was part of it before."""
    await conn.execute(
        """
        WITH RECURSIVE part AS (
            SELECT $1::bigint AS id
            UNION ALL SELECT inquiry.id FROM inquiry JOIN part ON merged_into = part.id
        )
        UPDATE inquiry SET rev = rev + 1, root = CASE WHEN id = $1 THEN NULL ELSE $1 END,
            merged_into = CASE WHEN id = $1 THEN NULL ELSE merged_into END
        WHERE id IN (SELECT id FROM part)
        """,
        number,
    )


async def note(
    conn: Conn, number: int, doing: Doing, *, office_id: int, person_id: int, at: int
) -> None:
    """Add the line of an act to the history."""
    await conn.execute(
        """
        INSERT INTO inquiry_event (inquiry_id, at, act, office_id, person_id, to_office, into_id,
            reason, answer, answered_by)
        VALUES ($1, moment($2), $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        number,
        at,
        doing.act,
        office_id,
        person_id,
        doing.to if doing.act == "teruskan" else None,
        doing.to if doing.act == "gabung" else None,
        doing.reason,
        doing.text,
        doing.by,
    )


async def last(db: Db, number: int) -> Last | None:
    """The newest act about an inquiry."""
    row = await db.fetchrow(
        """
        SELECT ms(at) AS at, act, person_id AS person, coalesce(to_office, into_id, 0) AS "to",
            CASE WHEN act = 'jawab' THEN answer ELSE reason END AS words
        FROM inquiry_event WHERE inquiry_id = $1 ORDER BY id DESC LIMIT 1
        """,
        number,
    )
    return msgspec.convert(dict(row), Last) if row else None


async def history(db: Db, number: int) -> list[Act]:
    """What was done with an inquiry, the first act first."""
    rows = await db.fetch(
        """
        SELECT ms(at) AS at, act, office.name AS office, coalesce(target.name, '') AS to_office,
            coalesce(into_id, 0) AS into, reason, answer, answered_by
        FROM inquiry_event JOIN office ON office.id = office_id
            LEFT JOIN office AS target ON target.id = to_office
        WHERE inquiry_id = $1 ORDER BY inquiry_event.id
        """,
        number,
    )
    return [msgspec.convert(dict(row), Act) for row in rows]


async def shelf(db: Db, which: Shelf, office_id: int, *, limit: int, offset: int) -> list[Inquiry]:
    """A shelf of the desk, waiting ones the oldest first; of one office, or all with 0."""
    rows = await db.fetch(
        """
        SELECT * FROM inquiry_row WHERE $5 IN (shelf, 'semua') AND ($1 = 0 OR office_id = $1)
        ORDER BY CASE WHEN $4 THEN -id ELSE id END LIMIT $2 OFFSET $3
        """,
        office_id,
        limit,
        offset,
        which in ("dijawab", "lain", "semua"),
        which,
    )
    return [_inquiry(row) for row in rows]


async def counts(db: Db, office_id: int) -> dict[Shelf, int]:
    """How many inquiries are on each shelf of an office, or of all with `office_id` 0."""
    rows = await db.fetch(
        """
        SELECT shelf, count(*) AS inquiries FROM inquiry_row
        WHERE $1 = 0 OR office_id = $1 GROUP BY shelf
        """,
        office_id,
    )
    found = {row["shelf"]: row["inquiries"] for row in rows}
    counted = {name: found.get(name, 0) for name in get_args(Shelf)}
    return {**counted, "semua": sum(found.values())}


def _inquiry(row: asyncpg.Record) -> Inquiry:
    return msgspec.convert(dict(row), Inquiry)
