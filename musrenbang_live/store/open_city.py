"""What the city tells and is told, as open data: news, questions to the council, reports, and what
offices decided. By pages, the newest entry first; a page begins behind a number (`before`).

Only columns that are public stand in the queries: no name, contact, device or place of anybody.
"""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from musrenbang_live.core.following import State
from musrenbang_live.store.pool import Db, storable


class OpenArticle(Struct, frozen=True, kw_only=True):
    """An article without its text, which is on its page. `happens`: local time of an event."""

    id: int
    slug: str
    kind: str
    title: str
    summary: str
    tags: tuple[str, ...]
    happens: str
    code: str
    example: bool
    published_at: int


class OpenInquiry(Struct, frozen=True, kw_only=True):
    """A question to the council; who asked is not told."""

    id: int
    kind: str
    title: str
    text: str
    state: str
    office: str
    answer: str
    answered_by: str
    supports: int
    example: bool
    asked_at: int
    answered_at: int


class OpenReport(Struct, frozen=True, kw_only=True):
    """An approved report in the words that were approved; told to the lingkungan and no nearer."""

    id: int
    number: str
    kind: str
    title: str
    text: str
    sector: str
    ward_code: str
    neighborhood: str
    state: str
    office: str
    supports: int
    example: bool
    received_at: int
    state_at: int


class ReportFilter(Struct, frozen=True, kw_only=True):
    """Which reports, as on their page; empty fields mean all."""

    words: str = ""
    kind: str = ""
    sector: str = ""
    ward_code: str = ""
    state: str = ""


class OpenDecision(Struct, frozen=True, kw_only=True):
    """A decision of an office about a proposal; `undone_at` (ms) is 0 while it stands. `ward_code`
    is of the kelurahan that first made the proposal, whatever tier speaks of it now."""

    id: int
    code: str
    number: int
    root_code: str
    root_number: int
    ward_code: str
    title: str
    state: State
    office: str
    reason_code: str
    reason: str
    cost: int | None
    year: int
    example: bool
    at: int
    undone_at: int


async def articles(db: Db, *, at: int, before: int, limit: int) -> list[OpenArticle]:
    """Public articles at the moment `at` (ms)."""
    rows = await db.fetch(
        """
        SELECT id, slug, kind, title, summary, tags, happens, code, example, published_at
        FROM article_row
        WHERE published_at BETWEEN 1 AND $1 AND hidden_at = 0 AND NOT practice AND id < $2
        ORDER BY id DESC LIMIT $3
        """,
        at,
        before,
        limit,
    )
    return [msgspec.convert(dict(row), OpenArticle) for row in rows]


async def inquiries(
    db: Db,
    states: Sequence[str],
    *,
    before: int,
    limit: int,
    words: str = "",
    office_id: int = 0,
) -> list[OpenInquiry]:
    """Questions in these states that stand by themselves; narrowed as their page is, '' and 0
    mean all."""
    rows = await db.fetch(
        """
        SELECT id, kind, title, text, state, office, answer, answered_by, supports, example,
            asked_at, answered_at
        FROM inquiry_row WHERE state = ANY ($1::text[]) AND merged_into = 0 AND id < $2
            AND ($4 = 0 OR office_id = $4)
            AND ($5 = '' OR search @@ websearch_to_tsquery('indonesian', $5) OR $5 <% title)
        ORDER BY id DESC LIMIT $3
        """,
        list(states),
        before,
        limit,
        office_id,
        storable(words),
    )
    return [msgspec.convert(dict(row), OpenInquiry) for row in rows]


async def reports(db: Db, wanted: ReportFilter, *, before: int, limit: int) -> list[OpenReport]:
    """Approved reports that were not merged."""
    rows = await db.fetch(
        """
        SELECT report_row.id, report_row.number, report_row.kind, report_row.title,
            report_row.text, report_row.sector, report_row.ward_code, report_row.neighborhood,
            report_row.state, office, supports, report_row.example, report_row.received_at,
            report_row.state_at
        FROM report_row JOIN report USING (id)
        WHERE report.approved_at IS NOT NULL AND report.merged_into IS NULL AND id < $1
            AND ($3 = '' OR report.ward_code = $3) AND ($4 = '' OR report.kind = $4)
            AND ($5 = '' OR report.sector = $5) AND ($6 = '' OR report.state = $6)
            AND ($7 = '' OR search @@ websearch_to_tsquery('indonesian', $7)
                OR $7 <% report.title)
        ORDER BY id DESC LIMIT $2
        """,
        before,
        limit,
        storable(wanted.ward_code),
        wanted.kind,
        wanted.sector,
        wanted.state,
        storable(wanted.words),
    )
    return [msgspec.convert(dict(row), OpenReport) for row in rows]


async def decisions(db: Db, *, ward_code: str, before: int, limit: int) -> list[OpenDecision]:
    """What offices decided, also what was taken back, of one kelurahan or ('') of all."""
    rows = await db.fetch(
        """
        SELECT told.id, told.code, told.number, now.root_code, now.root_number,
            root.ward_code, now.title, told.state, office, told.reason_code, told.reason,
            told.cost, told.year, now.example, told.at, undone_at
        FROM follow_up_row AS told JOIN shelf AS now USING (code, number)
            JOIN shelf AS root ON (root.code, root.number) = (now.root_code, now.root_number)
        WHERE told.id < $1 AND ($2 = '' OR root.ward_code = $2) ORDER BY told.id DESC LIMIT $3
        """,
        before,
        ward_code,
        limit,
    )
    return [msgspec.convert(dict(row), OpenDecision) for row in rows]


async def decided(db: Db, nodes: Sequence[tuple[str, int]]) -> list[OpenDecision]:
    """What offices decided about these proposals, the first decision first."""
    rows = await db.fetch(
        """
        SELECT told.id, told.code, told.number, now.root_code, now.root_number,
            root.ward_code, now.title, told.state, office, told.reason_code, told.reason,
            told.cost, told.year, now.example, told.at, undone_at
        FROM unnest($1::text[], $2::int[]) AS wanted(code, number)
        JOIN follow_up_row AS told USING (code, number)
        JOIN shelf AS now USING (code, number)
        JOIN shelf AS root ON (root.code, root.number) = (now.root_code, now.root_number)
        ORDER BY told.id
        """,
        [code for code, _ in nodes],
        [number for _, number in nodes],
    )
    return [msgspec.convert(dict(row), OpenDecision) for row in rows]
