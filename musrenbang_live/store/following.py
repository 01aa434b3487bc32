"""What offices decided about proposals after the meetings, and where proposals stand by that.

Decisions are only ever added. Where a proposal stands now is on the shelf (`store.shelf`), which
whoever adds one lets know in the same transaction (`retell`). Refuses nothing: who may decide what
is in `core.following_rules`.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from musrenbang_live.core.agencies import Agencies
from musrenbang_live.core.following import State
from musrenbang_live.core.following_rules import Move, Standing
from musrenbang_live.core.offices import OfficeKind
from musrenbang_live.store import agencies, shelf
from musrenbang_live.store.pool import Conn, Db, storable
from musrenbang_live.store.shelf import Node


class FollowLine(Struct, frozen=True, kw_only=True):
    """A proposal where it stands now: the row of the shelf at the end of its way.

    `root_code` and `root_number` are its address, `asked` the cost the meeting wrote down and
    `cost` the newest known, in rupiah. `agency` is as the meeting wrote it, `agency_office` the
    office of that agency by its name, empty where there is none. `last_id` is the newest decision
    that stands, 0 for none; `decided_by` the office whose decision `state` is, empty where a
    meeting decided. `home` is the name of the place that proposed it first: a kelurahan, also
    where a city speaks of it now.
    """

    code: str
    number: int
    root_code: str
    root_number: int
    title: str
    sector: str
    sector_name: str
    neighborhood: str
    ward_code: str
    ward: str
    district: str
    forum: str
    tier: str
    agency: str
    year: int
    plan_year: int
    example: bool
    state: State
    state_at: int
    reason_code: str
    reason: str
    decided_by: str
    asked: int | None
    last_id: int
    cost: int | None
    agency_office: str
    home: str

    @property
    def node(self) -> Node:
        """Where on the shelf it is."""
        return self.code, self.number

    @property
    def address(self) -> str:
        """Its name in addresses and sheets: `HMX4T7-12`."""
        return f"{self.root_code}-{self.root_number}"

    @property
    def standing(self) -> Standing:
        """The same as the rules want it."""
        return Standing(
            state=self.state,
            tier=self.tier,
            forum=self.forum,
            district=self.district,
            agency=self.agency_office,
            year=self.year,
            plan_year=self.plan_year,
            cost=self.cost,
        )


class FollowUp(Struct, frozen=True, kw_only=True):
    """One decision. `undone_at` is 0 while it stands, `batch_id` 0 where no sheet brought it."""

    id: int
    code: str
    number: int
    state: State
    at: int
    office_id: int
    office_kind: OfficeKind
    office: str
    reason_code: str
    reason: str
    cost: int | None
    year: int
    before_id: str | None
    photo_id: str | None
    batch_id: int
    undone_at: int


class Wanted(Struct, frozen=True, kw_only=True):
    """A decision to be added; the same `ref` again adds nothing."""

    ref: str
    node: Node
    move: Move
    before_id: str | None = None
    photo_id: str | None = None


async def ends(db: Db, nodes: Collection[Node]) -> dict[Node, Node]:
    """Where the ways of these proposals end, by where they were asked from; none for unknown ones.

    A way has few steps (three tiers and a merger on each); one that would go in a circle has none.
    """
    rows = await db.fetch(
        """
        WITH RECURSIVE way AS (
            SELECT code AS from_code, number AS from_number, code, number, next_code, next_number,
                0 AS step
            FROM shelf JOIN unnest($1::text[], $2::int[]) AS asked (code, number)
                USING (code, number)
            UNION ALL
            SELECT from_code, from_number, shelf.code, shelf.number, shelf.next_code,
                shelf.next_number, step + 1
            FROM way JOIN shelf
                ON (shelf.code, shelf.number) = (way.next_code, way.next_number)
            WHERE step < 20
        )
        SELECT from_code, from_number, code, number FROM way WHERE next_code = ''
        """,
        *_columns(nodes),
    )
    return {(r["from_code"], r["from_number"]): (r["code"], r["number"]) for r in rows}


async def lines(db: Db, nodes: Collection[Node]) -> dict[Node, FollowLine]:
    """The proposals that stand at these ends of ways, by where that is."""
    rows = await db.fetch(
        """
        SELECT follow_line.*, root.ward AS home FROM follow_line
        JOIN unnest($1::text[], $2::int[]) AS asked (code, number) USING (code, number)
        JOIN shelf AS root
            ON (root.code, root.number) = (follow_line.root_code, follow_line.root_number)
        """,
        *_columns(nodes),
    )
    found = to_lines(rows, await agencies.here(db))
    return {line.node: line for line in found}


async def hold(conn: Conn, nodes: Collection[Node]) -> None:
    """Wait until nobody else decides about these proposals, and keep others waiting until the
    transaction ends; always in one order, so that two never wait for each other. Where their ways
    lead stays as it is meanwhile."""
    await shelf.beside(conn)
    await conn.execute(
        """
        SELECT FROM shelf JOIN unnest($1::text[], $2::int[]) AS asked (code, number)
            USING (code, number)
        ORDER BY code, number FOR UPDATE OF shelf
        """,
        *_columns(nodes),
    )


async def add(
    conn: Conn,
    wanted: Sequence[Wanted],
    *,
    office: int,
    person: int,
    at: int,
    batch: int | None = None,
) -> None:
    """Store decisions in their order. A `ref` that is known already breaks the transaction."""
    moves = [each.move for each in wanted]
    await conn.execute(
        """
        INSERT INTO follow_up (ref, code, number, state, reason_code, reason, cost, year,
            before_id, photo_id, at, office_id, person_id, batch_id)
        SELECT *, moment($11), $12::bigint, $13::bigint, $14::bigint
        FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::text[], $6::text[],
            $7::bigint[], $8::int[], $9::uuid[], $10::uuid[])
        """,
        [each.ref for each in wanted],
        *_columns([each.node for each in wanted]),
        [move.to for move in moves],
        [move.reason_code for move in moves],
        [storable(move.reason) for move in moves],
        [move.cost for move in moves],
        [move.year for move in moves],
        [each.before_id for each in wanted],
        [each.photo_id for each in wanted],
        at,
        office,
        person,
        batch,
    )


async def retell(conn: Conn, nodes: Collection[Node]) -> None:
    """Let the shelf say of these proposals what the newest decision that stands says of them."""
    await conn.execute(
        """
        UPDATE shelf SET told = coalesce(newest.state, ''), told_at = newest.at
        FROM unnest($1::text[], $2::int[]) AS asked (code, number) LEFT JOIN LATERAL (
            SELECT state, at FROM follow_up
            WHERE (follow_up.code, follow_up.number) = (asked.code, asked.number)
                AND undone_at IS NULL
            ORDER BY id DESC LIMIT 1
        ) AS newest ON true
        WHERE (shelf.code, shelf.number) = (asked.code, asked.number)
        """,
        *_columns(nodes),
    )
    await shelf.refresh_states(conn, nodes)


async def has_ref(db: Db, ref: str) -> bool:
    """Whether a decision with this id of the form is stored."""
    return bool(await db.fetchval("SELECT true FROM follow_up WHERE ref = $1", ref))


async def undo(conn: Conn, ids: Collection[int], *, person: int, at: int) -> None:
    """Take decisions back; they stay in the history."""
    await conn.execute(
        """
        UPDATE follow_up SET undone_at = moment($2), undone_by = $3
        WHERE id = ANY($1::bigint[]) AND undone_at IS NULL
        """,
        list(ids),
        at,
        person,
    )


async def found(db: Db, follow_up: int) -> FollowUp | None:
    """The decision with this id, or None."""
    row = await db.fetchrow("SELECT * FROM follow_up_row WHERE id = $1", follow_up)
    return msgspec.convert(dict(row), FollowUp) if row else None


async def of_batch(db: Db, batch: int) -> list[FollowUp]:
    """The decisions that a sheet brought, in its order."""
    rows = await db.fetch("SELECT * FROM follow_up_row WHERE batch_id = $1 ORDER BY id", batch)
    return [msgspec.convert(dict(row), FollowUp) for row in rows]


async def history(db: Db, code: str, number: int) -> list[FollowUp]:
    """All decisions on the way of this proposal from here on, the first one first; with those that
    were taken back."""
    rows = await db.fetch(
        """
        WITH RECURSIVE way AS (
            SELECT code, number, next_code, next_number, 0 AS step
            FROM shelf WHERE code = $1 AND number = $2
            UNION ALL
            SELECT shelf.code, shelf.number, shelf.next_code, shelf.next_number, step + 1
            FROM way JOIN shelf
                ON (shelf.code, shelf.number) = (way.next_code, way.next_number)
            WHERE step < 20
        )
        SELECT follow_up_row.* FROM follow_up_row JOIN way USING (code, number) ORDER BY id
        """,
        code,
        number,
    )
    return [msgspec.convert(dict(row), FollowUp) for row in rows]


async def recent(db: Db, *, since: int = 0, limit: int = 50) -> list[FollowUp]:
    """The newest decisions that stand, after `since` (ms), the newest first."""
    rows = await db.fetch(
        """
        SELECT * FROM follow_up_row WHERE undone_at = 0
            AND id IN (SELECT id FROM follow_up WHERE at > coalesce(moment($1), '-infinity')
                AND undone_at IS NULL ORDER BY at DESC, id DESC LIMIT $2)
        ORDER BY at DESC, id DESC
        """,
        since,
        limit,
    )
    return [msgspec.convert(dict(row), FollowUp) for row in rows]


def _columns(nodes: Collection[Node]) -> tuple[list[str], list[int]]:
    return [storable(code) for code, _ in nodes], [number for _, number in nodes]


def to_lines(rows: Iterable[Any], here: Agencies) -> list[FollowLine]:
    """Rows of `follow_line` as what they are, where these agencies have an office."""
    return [
        msgspec.convert({**row, "agency_office": here.named(row["agency"])}, FollowLine)
        for row in rows
    ]
