"""Reports that the public may see: lists by filter, and where aspirations were carried."""

import msgspec
from msgspec import Struct

from musrenbang_live.core.reporting import State
from musrenbang_live.store.pool import Conn, Db
from musrenbang_live.store.reports import ReportRow, rows_of


class Wanted(Struct, frozen=True):
    """What somebody looks for; empty fields mean everything."""

    words: str = ""
    kind: str = ""
    sector: str = ""
    ward: str = ""
    state: str = ""


class Carried(Struct, frozen=True):
    """Where a report was carried. `office` and `dapil` are of the member of the council;
    `code`, `proposal` and `forum` of a meeting, `published` whether the proposal has a page."""

    kind: str
    office: str
    dapil: str
    year: int
    code: str
    proposal: int
    forum: str
    ward: str
    published: bool
    at: int


class Point(Struct, frozen=True):
    """A line of the list of main points (pokok-pokok pikiran)."""

    number: str
    title: str
    sector: str
    ward_code: str
    state: State
    office: str
    dapil: str
    year: int
    example: bool


class Meeting(Struct, frozen=True):
    """A meeting that has not ended."""

    code: str
    forum: str
    ward: str
    year: int
    stage: str


async def approved(db: Db, wanted: Wanted, *, limit: int, offset: int) -> list[ReportRow]:
    """Public reports that fit, the newest first; those that were merged are in their target."""
    rows = await db.fetch(
        """
        SELECT report_row.* FROM report_row JOIN report USING (id)
        WHERE report.approved_at IS NOT NULL AND report.merged_into IS NULL
            AND ($1 = '' OR search @@ websearch_to_tsquery('indonesian', $1)
                OR $1 <% report.title)
            AND ($2 = '' OR report.kind = $2) AND ($3 = '' OR report.sector = $3)
            AND ($4 = '' OR report.ward_code = $4) AND ($5 = '' OR report.state = $5)
        ORDER BY report.approved_at DESC, id DESC LIMIT $6 OFFSET $7
        """,
        wanted.words,
        wanted.kind,
        wanted.sector,
        wanted.ward,
        wanted.state,
        limit,
        offset,
    )
    return rows_of(rows)


async def solved(db: Db, limit: int) -> list[ReportRow]:
    """Public reports that came to a good end, the newest first."""
    rows = await db.fetch(
        """
        SELECT report_row.* FROM report_row JOIN report USING (id)
        WHERE report.approved_at IS NOT NULL AND report.state = 'selesai'
        ORDER BY report.state_at DESC LIMIT $1
        """,
        limit,
    )
    return rows_of(rows)


async def carry(
    conn: Conn,
    report_id: int,
    step_id: int,
    *,
    year: int,
    at: int,
    office_id: int = 0,
    code: str = "",
    proposal: int = 0,
) -> bool:
    """Write down where a report was carried: to a member of the council (`office_id`) or into the
    meeting `code`. False when it is there already."""
    done: str = await conn.execute(
        """
        INSERT INTO report_carry (report_id, step_id, kind, office_id, year, code, proposal, at)
        VALUES ($1, $2, $3, nullif($4, 0::bigint), $5, $6, $7, moment($8))
        ON CONFLICT DO NOTHING
        """,
        report_id,
        step_id,
        "pokir" if office_id else "musrenbang",
        office_id,
        year,
        code,
        proposal,
        at,
    )
    return done.endswith(" 1")


async def carried(db: Db, report_id: int) -> list[Carried]:
    """Where a report was carried, the first first."""
    rows = await db.fetch(
        """
        SELECT report_carry.kind, coalesce(office.name, '') AS office,
            coalesce(office.dapil, '') AS dapil, report_carry.year, report_carry.code, proposal,
            coalesce(forum, '') AS forum, coalesce(ward, '') AS ward,
            EXISTS (SELECT FROM shelf WHERE shelf.code = report_carry.code
                AND shelf.number = proposal) AS published,
            ms(report_carry.at) AS at
        FROM report_carry LEFT JOIN office ON office.id = office_id
            LEFT JOIN session ON session.code = report_carry.code
        WHERE report_id = $1 AND NOT undone ORDER BY report_carry.id
        """,
        report_id,
    )
    return [msgspec.convert(dict(row), Carried) for row in rows]


async def came_from(db: Db, code: str, number: int) -> str:
    """The number of the report that a proposal of a meeting was before; empty for none."""
    found: str | None = await db.fetchval(
        """
        SELECT report.number FROM report_carry JOIN report ON report.id = report_id
        WHERE report_carry.kind = 'musrenbang' AND code = $1 AND proposal = $2 LIMIT 1
        """,
        code,
        number,
    )
    return found or ""


async def points(db: Db, limit: int = 500) -> list[Point]:
    """The main points of the members of the council that came from reports of residents."""
    rows = await db.fetch(
        """
        SELECT number, title, sector, ward_code, state, office.name AS office, dapil,
            report_carry.year, example
        FROM report_carry JOIN report ON report.id = report_id
            JOIN office ON office.id = report_carry.office_id
        WHERE report_carry.kind = 'pokir' AND NOT undone AND approved_at IS NOT NULL
        ORDER BY report_carry.year DESC, dapil, office.name, report_carry.id LIMIT $1
        """,
        limit,
    )
    return [msgspec.convert(dict(row), Point) for row in rows]


async def meetings(db: Db, ward_code: str, *, example: bool) -> list[Meeting]:
    """Meetings of a kelurahan that have not ended, into which a report may be carried."""
    rows = await db.fetch(
        """
        SELECT code, forum, ward, year, stage FROM session
        WHERE ward_code = $1 AND tier IN ('lingkungan', 'kelurahan') AND NOT practice
            AND stage IN ('planned', 'open') AND example = $2
        ORDER BY year, created_at
        """,
        ward_code,
        example,
    )
    return [msgspec.convert(dict(row), Meeting) for row in rows]


async def is_in_meeting(db: Db, step_id: int) -> bool:
    """Whether this step carried a report into a meeting, where it stays."""
    found: bool = await db.fetchval(
        "SELECT EXISTS (SELECT FROM report_carry WHERE step_id = $1 AND kind = 'musrenbang')",
        step_id,
    )
    return found
