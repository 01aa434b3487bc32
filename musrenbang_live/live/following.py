"""The use cases of following up: an office moves a proposal, one by one or by a sheet, and takes it
back. Each is one transaction that first keeps everybody else from the proposals it is about.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.following_reading import FollowMistake, FollowRow, FollowSheet
from musrenbang_live.core.following_rules import Move, checked_move
from musrenbang_live.core.offices import Office
from musrenbang_live.live.clock import now
from musrenbang_live.store import follow_batches, following, shelf
from musrenbang_live.store.follow_batches import Batch, Planned
from musrenbang_live.store.following import FollowLine, FollowUp, Wanted
from musrenbang_live.store.pool import Conn, Pool
from musrenbang_live.store.shelf import Node


class Actor(Struct, frozen=True):
    """Who decides: the office and the id of the person of it."""

    office: Office
    person: int


class Pictures(Struct, frozen=True):
    """Photos that belong to a decision, by their ids: how it was, and how it is now."""

    before: str | None = None
    now: str | None = None


class TakenBack(Struct, frozen=True):
    """How much of a sheet was taken back, and what was decided about since, and stays."""

    undone: int
    left: tuple[FollowUp, ...]


async def line_at(pool: Pool, code: str, number: int) -> FollowLine:
    """The proposal with this address where it stands now. Raises `proposal_unknown`."""
    node = (await following.ends(pool, [(code, number)])).get((code, number))
    found = (await following.lines(pool, [node])).get(node) if node else None
    if found is None:
        raise Rejected("proposal_unknown")
    return found


async def move(
    pool: Pool,
    actor: Actor,
    node: Node,
    wanted: Move,
    *,
    seen: int,
    ref: str,
    pictures: Pictures | None = None,
) -> bool:
    """Move the proposal that stands at `node`. The same `ref` again changes nothing: then False.

    `seen` is the newest decision the person knew of. Raises `follow_up_moved` where another one was
    made meanwhile, `proposal_unknown`, and as `core.following_rules.checked_move`.
    """
    shown = pictures or Pictures()
    async with pool.acquire() as conn, conn.transaction():
        await following.hold(conn, [node])
        if await following.has_ref(conn, _own_ref(actor, ref)):
            return False
        line = (await following.lines(conn, [node])).get(node)
        if line is None:
            raise Rejected("follow_up_moved" if await _stood(conn, node) else "proposal_unknown")
        if line.last_id != seen:
            raise Rejected("follow_up_moved")
        kept = checked_move(actor.office, line.standing, wanted)
        decided = Wanted(
            ref=_own_ref(actor, ref),
            node=node,
            move=kept,
            before_id=shown.before,
            photo_id=shown.now,
        )
        await _store(conn, actor, [decided])
    return True


async def _stood(conn: Conn, node: Node) -> bool:
    """Whether the proposal is known, and has gone on to another meeting."""
    return node in await following.ends(conn, [node])


def _own_ref(actor: Actor, ref: str) -> str:
    """The id of a form as it is kept: nobody can take one that another person's form will have."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"musrenbang-live:follow:{actor.person}:{ref}"))


async def take_back(pool: Pool, actor: Actor, follow_up: int) -> FollowUp:
    """Take back the newest decision about a proposal, if it is of this office; the decision.

    Raises `follow_up_passed` where it is not the newest that stands, `follow_up_not_yours`,
    `proposal_unknown` where there is no such decision.
    """
    decided = await following.found(pool, follow_up)
    if decided is None:
        raise Rejected("proposal_unknown")
    if decided.office_id != actor.office.id:
        raise Rejected("follow_up_not_yours")
    node = (decided.code, decided.number)
    async with pool.acquire() as conn, conn.transaction():
        await following.hold(conn, [node])
        line = (await following.lines(conn, [node])).get(node)
        if line is None or line.last_id != follow_up:
            raise Rejected("follow_up_passed")
        await following.undo(conn, [follow_up], person=actor.person, at=now())
        await following.retell(conn, [node])
    return decided


async def preview(pool: Pool, actor: Actor, file: str, sheet: FollowSheet) -> int:
    """Keep a sheet with what of it can be applied, and what is wrong with the rest; its id."""
    ends = await following.ends(pool, [(row.code, row.number) for row in sheet.rows])
    lines = await following.lines(pool, set(ends.values()))
    planned, mistakes = _judged(actor, sheet.rows, ends, lines)
    async with pool.acquire() as conn, conn.transaction():
        return await follow_batches.add_draft(
            conn,
            office=actor.office.id,
            person=actor.person,
            file=file,
            rows=planned,
            mistakes=_in_order([*sheet.mistakes, *mistakes]),
            silent=sheet.silent,
            at=now(),
        )


def _judged(
    actor: Actor,
    rows: Iterable[FollowRow],
    ends: Mapping[Node, Node],
    lines: Mapping[Node, FollowLine],
) -> tuple[list[Planned], list[FollowMistake]]:
    """Each row against the rules. Two that name one proposal by two addresses are one too many."""
    planned: dict[Node, Planned] = {}
    mistakes: list[FollowMistake] = []
    for row in rows:
        named = f"{row.code}-{row.number}"
        node = ends.get((row.code, row.number))
        line = lines.get(node) if node else None
        if node is None or line is None:
            mistakes.append(FollowMistake(row.row, "proposal_unknown", named))
        elif node in planned:
            mistakes.append(FollowMistake(row.row, "row_twice", named))
        else:
            try:
                checked_move(actor.office, line.standing, row.move)
            except Rejected as refused:
                mistakes.append(FollowMistake(row.row, refused.code, named))
            else:
                planned[node] = Planned(row, line.last_id)
    return list(planned.values()), mistakes


def _in_order(mistakes: Iterable[FollowMistake]) -> list[FollowMistake]:
    return sorted(mistakes, key=lambda mistake: mistake.row)


async def batch(pool: Pool, actor: Actor, number: int) -> Batch:
    """A sheet of this office, a preview only for who sent it. Raises `batch_unknown`."""
    found = await follow_batches.found(pool, number)
    if found is None or found.office_id != actor.office.id:
        raise Rejected("batch_unknown")
    if not found.applied_at and found.person_id != actor.person:
        raise Rejected("batch_unknown")
    return found


async def apply(pool: Pool, actor: Actor, number: int) -> Batch:
    """Apply all good rows of a preview as one; rows that were decided about since are left, and
    told among its mistakes. Applied before: nothing. Raises `batch_unknown`."""
    await batch(pool, actor, number)
    async with pool.acquire() as conn, conn.transaction():
        await follow_batches.hold(conn, number)
        sheet = await follow_batches.found(conn, number)
        if sheet is None:
            raise Rejected("batch_unknown")
        if not sheet.applied_at:
            await _apply(conn, actor, sheet)
    return await batch(pool, actor, number)


async def _apply(conn: Conn, actor: Actor, sheet: Batch) -> None:
    rows = [planned.row for planned in sheet.rows]
    await shelf.beside(conn)  # or a way may go on after its end was looked for
    ends = await following.ends(conn, [(row.code, row.number) for row in rows])
    await following.hold(conn, list(ends.values()))
    lines = await following.lines(conn, list(ends.values()))
    planned, mistakes = _judged(actor, rows, ends, lines)
    seen = {each.row.row: each.seen for each in sheet.rows}
    good = [each for each in planned if each.seen == seen[each.row.row]]
    mistakes += [
        FollowMistake(each.row.row, "follow_up_moved", f"{each.row.code}-{each.row.number}")
        for each in planned
        if each.seen != seen[each.row.row]
    ]
    wanted = []
    for each in good:
        node = ends[each.row.code, each.row.number]
        kept = checked_move(actor.office, lines[node].standing, each.row.move)
        ref = _own_ref(actor, f"{sheet.id}:{each.row.row}")
        wanted.append(Wanted(ref=ref, node=node, move=kept))
    await _store(conn, actor, wanted, sheet.id)
    left = _in_order([*sheet.mistakes, *mistakes])
    await follow_batches.mark_applied(conn, sheet.id, mistakes=left, at=now())


async def undo(pool: Pool, actor: Actor, number: int) -> TakenBack:
    """Take a whole sheet back; what was decided about since stays, and is in the answer.

    Raises `batch_unknown`.
    """
    await batch(pool, actor, number)
    async with pool.acquire() as conn, conn.transaction():
        await follow_batches.hold(conn, number)
        decided = [each for each in await following.of_batch(conn, number) if not each.undone_at]
        nodes = [(each.code, each.number) for each in decided]
        await following.hold(conn, nodes)
        lines = await following.lines(conn, nodes)
        newest = {line.last_id for line in lines.values()}
        back = [each for each in decided if each.id in newest]
        await following.undo(conn, [e.id for e in back], person=actor.person, at=now())
        await following.retell(conn, [(each.code, each.number) for each in back])
        await follow_batches.mark_undone(conn, number, person=actor.person, at=now())
    return TakenBack(len(back), tuple(each for each in decided if each.id not in newest))


async def _store(
    conn: Conn, actor: Actor, wanted: Sequence[Wanted], batch_id: int | None = None
) -> None:
    await following.add(
        conn,
        wanted,
        office=actor.office.id,
        person=actor.person,
        at=now(),
        batch=batch_id,
    )
    await following.retell(conn, [each.node for each in wanted])
