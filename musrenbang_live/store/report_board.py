"""What offices see of reports: the board by due time, and reports that may be the same."""

from typing import Final

import msgspec
from msgspec import Struct

from musrenbang_live.core.offices import Office
from musrenbang_live.store.pool import Db
from musrenbang_live.store.reports import ReportRow, rows_of

MOST: Final = 200
"""Reports on one board."""


class Tally(Struct, frozen=True):
    """How many reports are open, late, waiting to be looked at, and came to their end."""

    open: int
    late: int
    new: int
    closed: int


class Desk(Struct, frozen=True):
    """How an office keeps up; `days` is None where nothing was closed."""

    id: int
    name: str
    open: int
    late: int
    closed: int
    days: float | None


async def board(db: Db, office: Office, *, closed: bool = False) -> list[ReportRow]:
    """The reports of an office, the first due first; of the secretariat all. `closed`: those that
    came to their end, the newest first."""
    rows = await db.fetch(
        f"""
        SELECT * FROM report_row
        WHERE (state IN ('selesai', 'ditolak', 'digabung')) = $1
            AND ($2 = 'setwan' OR office_id = $3
                OR ($2 = 'dewan' AND kind = 'aspirasi' AND approved_at > 0))
        ORDER BY {"state_at DESC" if closed else "due_at, id"} LIMIT {MOST}
        """,  # noqa: S608  (constants of this module)
        closed,
        office.kind,
        office.id,
    )
    return rows_of(rows)


async def tally(db: Db, office: Office, *, now: int) -> Tally:
    """The figures above the board."""
    row = await db.fetchrow(
        """
        SELECT count(*) FILTER (WHERE open) AS open,
            count(*) FILTER (WHERE open AND due_at < moment($3)) AS late,
            count(*) FILTER (WHERE state = 'diterima') AS new,
            count(*) FILTER (WHERE NOT open) AS closed
        FROM (SELECT state, due_at, state NOT IN ('selesai', 'ditolak', 'digabung') AS open
            FROM report WHERE $1 = 'setwan' OR office_id = $2
                OR ($1 = 'dewan' AND kind = 'aspirasi' AND approved_at IS NOT NULL)) AS own
        """,
        office.kind,
        office.id,
        now,
    )
    assert row
    return Tally(row["open"], row["late"], row["new"], row["closed"])


async def by_office(db: Db, *, now: int, since: int) -> list[Desk]:
    """How each office keeps up, the one with most that is late first; the secretariat has id 0.

    `days` is the median from coming in to the end, of reports that were closed `since` then.
    """
    rows = await db.fetch(
        """
        SELECT coalesce(office_id, 0) AS id, coalesce(office.name, '') AS name,
            count(*) FILTER (WHERE open) AS open,
            count(*) FILTER (WHERE open AND due_at < moment($1)) AS late,
            count(*) FILTER (WHERE ended) AS closed,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY
                extract(epoch FROM state_at - received_at) / 86400) FILTER (WHERE ended) AS days
        FROM (SELECT *, state NOT IN ('selesai', 'ditolak', 'digabung') AS open,
                state IN ('selesai', 'ditolak') AND withdrawn_at IS NULL
                    AND state_at > moment($2) AS ended FROM report) AS report
            LEFT JOIN office ON office.id = office_id
        GROUP BY 1, 2 HAVING count(*) FILTER (WHERE open OR ended) > 0 ORDER BY late DESC, name
        """,
        now,
        since,
    )
    return [msgspec.convert(dict(row), Desk) for row in rows]


async def alike(db: Db, report: ReportRow, limit: int = 5) -> list[ReportRow]:
    """Open reports of the same kelurahan that may say the same, the likest first.

    Another lingkungan is another trouble, unless one of the two does not say which.
    """
    rows = await db.fetch(
        """
        SELECT report_row.* FROM report_row JOIN (
            SELECT id, similarity(title || ' ' || text, $1)
                    + word_similarity($2, title || ' ' || text) AS likeness
            FROM report
            WHERE ward_code = $3 AND id <> $4
                AND state NOT IN ('selesai', 'ditolak', 'digabung')
                AND (lower(neighborhood) = lower($5) OR neighborhood = '' OR $5 = '')
            ORDER BY likeness DESC LIMIT $6
        ) AS near USING (id)
        WHERE likeness > 0.55 ORDER BY likeness DESC
        """,
        f"{report.title} {report.text}",
        report.title,
        report.ward_code,
        report.id,
        report.neighborhood,
        limit,
    )
    return rows_of(rows)
