"""Reports of residents: taken once for each ref, numbered by year, hidden until approved.

Refuses to decide what may be done with one; that is for `core.reporting`.
"""

from collections.abc import Sequence
from typing import Final

import asyncpg
import msgspec
from msgspec import Struct

from musrenbang_live.core.report_numbers import number_of
from musrenbang_live.core.reporting import Act, Kind, Sector, Sent, State
from musrenbang_live.store.pool import Conn, Db

RANKED: Final = 500
"""Reports of a search that are compared to find the best, the newest of those that fit."""


class ReportRow(Struct, frozen=True, kw_only=True):
    """A report. Times in ms UTC, 0 for never; `merged_into` is a number or empty.

    `own_*`, `landmark`, `lat` and `lng` are for officers and the reporter alone.
    """

    id: int
    number: str
    kind: Kind
    title: str
    text: str
    own_title: str
    own_text: str
    sector: Sector
    ward_code: str
    neighborhood: str
    landmark: str
    lat: float | None
    lng: float | None
    state: State
    office_id: int
    office: str
    merged_into: str
    received_at: int
    state_at: int
    due_at: int
    approved_at: int
    withdrawn_at: int
    example: bool
    supports: int


class Step(Struct, frozen=True):
    """Something that happened to a report; `office` is empty for the reporter."""

    id: int
    at: int
    act: Act
    state: State
    office: str
    words: str
    undone: bool


class Line(Struct, frozen=True):
    """A report as a line of a search over everything."""

    number: str
    title: str
    ward_code: str
    state: State
    at: int
    example: bool


async def insert(
    conn: Conn,
    ref: str,
    sent: Sent,
    key_hash: bytes,
    device: bytes,
    *,
    year: int,
    at: int,
    due: int,
    example: bool = False,
) -> int | None:
    """Store a report under the next number of its year; its id, or None when the ref is known.

    Must run in a transaction: the gate of the year is held until it ends.
    """
    serial = await conn.fetchval(
        """
        INSERT INTO report_year (year, last) VALUES ($1, 1)
        ON CONFLICT (year) DO UPDATE SET last = report_year.last + 1 RETURNING last
        """,
        year,
    )
    try:
        async with conn.transaction():
            made: int = await conn.fetchval(
                """
                INSERT INTO report (ref, number, key_hash, device, kind, title, text, own_title,
                    own_text, sector, ward_code, neighborhood, landmark, lat, lng, state,
                    received_at, state_at, due_at, example)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $6, $7, $8, $9, $10, $11,
                    $12::float8::numeric, $13::float8::numeric, 'diterima', moment($14),
                    moment($14), moment($15), $16)
                RETURNING id
                """,
                ref,
                number_of(year, serial),
                key_hash,
                device,
                sent.kind,
                sent.title,
                sent.text,
                sent.sector,
                sent.ward_code,
                sent.neighborhood,
                sent.landmark,
                sent.lat,
                sent.lng,
                at,
                due,
                example,
            )
    except asyncpg.UniqueViolationError:
        return None
    if sent.contact:
        await conn.execute("INSERT INTO report_contact VALUES ($1, $2)", made, sent.contact)
    return made


async def number_by_ref(db: Db, ref: str) -> str:
    """The number of the report that was sent under this ref; empty when there is none."""
    found: str | None = await db.fetchval("SELECT number FROM report WHERE ref = $1", ref)
    return found or ""


async def by_number(db: Db, number: str) -> ReportRow | None:
    """The report of this number, whether public or not."""
    return _row(await db.fetchrow("SELECT * FROM report_row WHERE number = $1", number))


async def by_id(db: Db, report_id: int) -> ReportRow | None:
    """The report of this id, whether public or not."""
    return _row(await db.fetchrow("SELECT * FROM report_row WHERE id = $1", report_id))


async def locked(conn: Conn, report_id: int, also: str = "") -> ReportRow | None:
    """The report of this id, which nobody else changes until the transaction ends, nor the one of
    the number `also`; held in one order, so that two never wait for each other. Residents who have
    the same trouble need not wait."""
    await conn.execute(
        "SELECT FROM report WHERE id = $1 OR number = $2 ORDER BY id FOR NO KEY UPDATE",
        report_id,
        also,
    )
    return await by_id(conn, report_id)


async def has_key(db: Db, number: str, key_hash: bytes) -> bool:
    """Whether this is the key of this report."""
    found: bool = await db.fetchval(
        "SELECT EXISTS (SELECT FROM report WHERE number = $1 AND key_hash = $2)", number, key_hash
    )
    return found


async def contact(db: Db, report_id: int) -> str:
    """How to reach the reporter; empty when they did not say or it was erased."""
    found: str | None = await db.fetchval(
        "SELECT contact FROM report_contact WHERE report_id = $1", report_id
    )
    return found or ""


async def forget_contact(db: Db, report_id: int) -> None:
    """Nobody is to reach this reporter any more."""
    await db.execute("DELETE FROM report_contact WHERE report_id = $1", report_id)


async def steps(db: Db, report_id: int) -> list[Step]:
    """What happened to a report, the oldest first."""
    rows = await db.fetch(
        """
        SELECT step.id, ms(at) AS at, act, state, coalesce(office.name, '') AS office, words,
            undone_by IS NOT NULL AS undone
        FROM report_step AS step LEFT JOIN office ON office.id = office_id
        WHERE report_id = $1 ORDER BY step.id
        """,
        report_id,
    )
    return [msgspec.convert(dict(row), Step) for row in rows]


async def photo_ids(db: Db, report_id: int) -> list[str]:
    """The ids of the photos of a report, in order."""
    rows = await db.fetch(
        "SELECT photo_id FROM report_photo WHERE report_id = $1 ORDER BY place", report_id
    )
    return [str(row["photo_id"]) for row in rows]


async def add_photo(conn: Conn, report_id: int, place: int, photo_id: str) -> None:
    """A photo that is kept already is the `place`-th of a report."""
    await conn.execute(
        "INSERT INTO report_photo VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        report_id,
        place,
        photo_id,
    )


async def recent(db: Db, *, device: bytes, since: int) -> tuple[int, int, int]:
    """How many reports came since then from this device, and in all; how many nobody looked at."""
    row = await db.fetchrow(
        """
        SELECT count(*) FILTER (WHERE device = $1) AS own, count(*) AS every,
            (SELECT count(*) FROM report WHERE state = 'diterima') AS new
        FROM report WHERE received_at > moment($2)
        """,
        device,
        since,
    )
    assert row
    return row["own"], row["every"], row["new"]


async def support(db: Db, report_id: int, device: bytes, *, on: bool) -> None:
    """This device has the same trouble, or no longer says so. Twice is once."""
    if on:
        await db.execute(
            "INSERT INTO report_support VALUES ($1, $2) ON CONFLICT DO NOTHING", report_id, device
        )
    else:
        await db.execute(
            "DELETE FROM report_support WHERE report_id = $1 AND device = $2", report_id, device
        )


async def supports(db: Db, report_id: int, device: bytes) -> bool:
    """Whether this device said that it has the same trouble."""
    found: bool = await db.fetchval(
        "SELECT EXISTS (SELECT FROM report_support WHERE report_id = $1 AND device = $2)",
        report_id,
        device,
    )
    return found


async def search_lines(db: Db, words: str, limit: int, offset: int = 0) -> list[Line]:
    """Public reports that fit the words, the best first; words may be misspelt a little. Of those
    that fit the newest `RANKED` are looked at."""
    rows = await db.fetch(
        """
        SELECT number, title, ward_code, state, ms(approved_at) AS at, example FROM (
            SELECT * FROM report
            WHERE approved_at IS NOT NULL AND merged_into IS NULL
                AND (search @@ websearch_to_tsquery('indonesian', $1) OR $1 <% title)
            ORDER BY approved_at DESC, id DESC LIMIT $4
        ) AS fitting
        ORDER BY ts_rank(search, websearch_to_tsquery('indonesian', $1))
            + word_similarity($1, title) DESC, approved_at DESC, id DESC
        LIMIT $2 OFFSET $3
        """,
        words,
        limit,
        offset,
        RANKED,
    )
    return [msgspec.convert(dict(row), Line) for row in rows]


async def contacts_due(db: Db, *, before: int) -> int:
    """Erase how to reach reporters whose reports came to their end before that; how many. One that
    somebody erases just now is not waited for."""
    done: str = await db.execute(
        """
        DELETE FROM report_contact WHERE report_id IN (
            SELECT report_id FROM report_contact JOIN report ON report.id = report_id
                LEFT JOIN report AS target ON target.id = report.merged_into
            WHERE coalesce(target.state, report.state) IN ('selesai', 'ditolak')
                AND coalesce(target.state_at, report.state_at) <= moment($1)
            FOR UPDATE OF report_contact SKIP LOCKED)
        """,
        before,
    )
    return int(done.rpartition(" ")[2])


async def sweep(db: Db) -> bool:
    """Clear away rows in which erased contacts still stand. False: not done."""
    try:
        await db.execute("VACUUM (INDEX_CLEANUP ON) report_contact")
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        return False
    return True


def _row(row: asyncpg.Record | None) -> ReportRow | None:
    return msgspec.convert(dict(row), ReportRow) if row else None


def rows_of(found: Sequence[asyncpg.Record]) -> list[ReportRow]:
    """Rows of the view `report_row`."""
    return [msgspec.convert(dict(row), ReportRow) for row in found]
