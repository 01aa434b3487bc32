"""What offices see of reports: the board by due time, and reports that may be the same."""

from typing import Final

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
