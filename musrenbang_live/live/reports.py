"""Reports of residents, taken and moved on: each act is one transaction, its step and its effect.

What was answered as stored is on disk. The same ref again is answered with the same number.
"""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from musrenbang_live.core import reporting as rules
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.offices import Office
from musrenbang_live.core.photos import Photo
from musrenbang_live.core.reporting import Act, Sent, Standing
from musrenbang_live.core.zones import CITY
from musrenbang_live.live.clock import now
from musrenbang_live.store import offices, photos, report_lists, report_steps, reports
from musrenbang_live.store.pool import Conn, Pool
from musrenbang_live.store.report_steps import Last, Place
from musrenbang_live.store.reports import ReportRow

HOUR: Final = 3_600_000
AGAIN: Final = 60_000
"""Milliseconds in which the same act with the same words is a second press, not a second act."""
MOST_OF_DEVICE: Final = 20
"""Reports that one phone may send in an hour."""
MOST_OF_ALL: Final = 600
"""Reports that are taken in an hour in all: more is a program, and phones keep what waits."""

MOST_NEW: Final = 5_000
"""Reports that nobody has looked at yet: a city that is that far behind is being flooded."""


class Actor(Struct, frozen=True):
    """Who acts for an office."""

    person: int
    office: Office


class Move(Struct, frozen=True, kw_only=True):
    """What an office does with a report, beside the act itself.

    `words` for the reporter; `office` to hand it to; `into` the number of the report it says the
    same as; `title` and `text` as the public is to read them, empty to leave them; `step` the one
    that is to be taken back, 0 for the newest.
    """

    act: Act
    words: str = ""
    office: int = 0
    into: str = ""
    title: str = ""
    text: str = ""
    step: int = 0


async def send(
    pool: Pool,
    ref: str,
    sent: Sent,
    pictures: Sequence[tuple[str, Photo]],
    *,
    key_hash: bytes,
    device: bytes,
    example: bool = False,
    at: int = 0,
) -> str:
    """Take a report with its photos, each with an id the caller made from `ref`; its number.

    Raises `Rejected`: `report_limit`, `busy`.
    """
    known = await reports.number_by_ref(pool, ref)
    if known:
        return known
    at = at or now()
    if not example:
        await _must_be_few(pool, device, at)
    async with pool.acquire() as conn, conn.transaction():
        due = rules.due_at("diterima", at)
        # Numbers begin anew with the new year of the city.
        year = datetime.fromtimestamp(at / 1000, tz=CITY).year
        made = await reports.insert(
            conn, ref, sent, key_hash, device, year=year, at=at, due=due, example=example
        )
        if made is not None:
            for order, (photo_id, photo) in enumerate(pictures, 1):
                await photos.add(conn, photo_id, photo, at=at)
                await reports.add_photo(conn, made, order, photo_id)
            before = await report_steps.place(conn, made)
            await report_steps.add(conn, made, "sent", "diterima", before, at=at)
    return await reports.number_by_ref(pool, ref)


async def _must_be_few(pool: Pool, device: bytes, at: int) -> None:
    own, every, new = await reports.recent(pool, device=device, since=at - HOUR)
    if own >= MOST_OF_DEVICE:
        raise Rejected("report_limit", limit=MOST_OF_DEVICE, again=HOUR // 6)
    if every >= MOST_OF_ALL or new >= MOST_NEW:
        raise Rejected("busy", again=60_000)


async def act(pool: Pool, report_id: int, actor: Actor, move: Move, *, at: int = 0) -> None:
    """Do what an office asks. `at` is the moment of an invented act, 0 for now.

    Raises `Rejected`: `report_unknown`, `not_allowed`, `report_moved_on`, `reason_missing`,
    `office_unknown`, and what is wrong with words.
    """
    async with pool.acquire() as conn, conn.transaction():
        row = await _locked(conn, report_id, move.into if move.act == "merge" else "")
        standing, office = standing_of(row), actor.office
        last = await report_steps.last(conn, row.id)
        if await _is_again(conn, row, last, actor, move):
            return
        rules.must(office.kind, office.id, move.act, standing)
        if move.act == "undo":
            await _undo(conn, row, last, actor, move.step)
            return
        before = await report_steps.place(conn, row.id)
        words = rules.words_of(move.act, move.words)
        at = at or now()
        to = await _place_after(conn, row, before, move, at)
        await report_steps.put(conn, row.id, to)
        await report_steps.add(
            conn,
            row.id,
            move.act,
            to.state,
            before,
            at=at,
            office_id=office.id,
            person_id=actor.person,
            words=words,
        )


async def _is_again(
    conn: Conn, row: ReportRow, last: Last | None, actor: Actor, move: Move
) -> bool:
    """Whether a button was pressed twice: the same act of the same office, a moment ago."""
    if move.act == "undo":
        steps = await reports.steps(conn, row.id) if move.step else []
        return any(step.id == move.step and step.undone for step in steps)
    if last is None or last.act != move.act or now() - last.at >= AGAIN:
        return False
    if last.office_id != actor.office.id or last.words != rules.words_of(move.act, move.words):
        return False
    match move.act:
        case "route":
            return row.office_id == move.office
        case "merge":
            return row.merged_into == move.into
        case "approve":
            return _edited(row, move) == (row.title, row.text)
        case _:
            return True


async def _place_after(conn: Conn, row: ReportRow, before: Place, move: Move, at: int) -> Place:
    state = rules.after(move.act, standing_of(row))
    to = before
    if move.act == "route" or state != before.state:
        to = replace(to, state=state, state_at=at, due_at=rules.due_at(state, at))
    if move.act == "route":
        to = replace(to, office_id=await _receiver(conn, move.office))
    elif move.act == "return":
        to = replace(to, office_id=0)
    elif move.act == "merge":
        to = replace(to, merged_into=await _target(conn, row, move.into))
    elif move.act == "hide":
        to = replace(to, approved_at=0)
    elif move.act == "approve":
        title, text = _edited(row, move)
        to = replace(to, approved_at=before.approved_at or at, title=title, text=text)
    return to


def _edited(row: ReportRow, move: Move) -> tuple[str, str]:
    """What the public is to read: the reporter's words, unless the secretariat changed them."""
    title, text = move.title or row.title, move.text or row.text
    return rules.checked_what(row.kind, row.sector, title, text)[2:]


async def _receiver(conn: Conn, office_id: int) -> int:
    found = await offices.office(conn, office_id)
    if found is None or found.kind not in rules.WORKING:
        raise Rejected("office_unknown", field="office")
    return found.id


async def _target(conn: Conn, row: ReportRow, number: str) -> int:
    """The id of the report that this one is to become part of."""
    found = await reports.by_number(conn, number)
    if found is None or found.id == row.id:
        raise Rejected("report_unknown", field="into")
    if found.state in rules.CLOSED:
        raise Rejected("report_moved_on")
    if await report_steps.parts(conn, row.id):
        raise Rejected("report_has_parts")
    return found.id


async def _undo(conn: Conn, row: ReportRow, last: Last | None, actor: Actor, step: int) -> None:
    """Take back the newest step, if it is `step` and this office did it or is the secretariat."""
    own = last is not None and last.office_id == actor.office.id
    if last is None or step not in (0, last.id):
        raise Rejected("report_moved_on")
    if not last.office_id or not (own or actor.office.kind in rules.SETWAN):
        raise Rejected("report_moved_on")
    if last.act == "carry" and await report_lists.is_in_meeting(conn, last.id):
        raise Rejected("report_moved_on")
    before = await report_steps.place(conn, row.id)
    await report_steps.put(conn, row.id, last.before)
    by = await report_steps.add(
        conn,
        row.id,
        "undo",
        last.before.state,
        before,
        at=now(),
        office_id=actor.office.id,
        person_id=actor.person,
    )
    await report_steps.undone(conn, last.id, by)


async def add_word(pool: Pool, report_id: int, typed: str) -> None:
    """The reporter adds a word. Raises `Rejected`: `report_limit`, `report_moved_on`, ..."""
    words = rules.own_word(typed)
    async with pool.acquire() as conn, conn.transaction():
        row = await _locked(conn, report_id)
        rules.must_own("word", standing_of(row))
        if await report_steps.own_words(conn, row.id) >= rules.MOST_WORDS:
            raise Rejected("report_limit", limit=rules.MOST_WORDS)
        before = await report_steps.place(conn, row.id)
        await report_steps.add(conn, row.id, "word", row.state, before, at=now(), words=words)


async def withdraw(pool: Pool, report_id: int) -> None:
    """The reporter takes the report back: nobody reads it any more. Raises `report_moved_on`."""
    async with pool.acquire() as conn, conn.transaction():
        row = await _locked(conn, report_id)
        rules.must_own("withdraw", standing_of(row))
        before, at = await report_steps.place(conn, row.id), now()
        to = replace(before, state="ditolak", state_at=at, due_at=0, approved_at=0, withdrawn_at=at)
        await report_steps.put(conn, row.id, to)
        await report_steps.add(conn, row.id, "withdraw", to.state, before, at=at)
        await reports.forget_contact(conn, row.id)


async def carry_to_member(pool: Pool, report_id: int, actor: Actor, member: int, year: int) -> None:
    """Put an aspiration into the main points of a member of the council for a year.

    Raises `Rejected`: `office_unknown`, `number_invalid`, `not_allowed`, `report_moved_on`.
    """
    if not 2000 <= year <= 2100:
        raise Rejected("number_invalid", field="year")
    found = await offices.office(pool, member)
    if found is None or found.kind != "dewan":
        raise Rejected("office_unknown", field="member")
    if actor.office.kind == "dewan" and actor.office.id != member:
        raise Rejected("not_allowed")

    async def written(conn: Conn, row: ReportRow, step: int) -> bool:
        return await report_lists.carry(conn, row.id, step, year=year, at=now(), office_id=member)

    await _carry(pool, report_id, actor, f"{found.name}, {year}", written)


async def carried_into_meeting(
    pool: Pool, report_id: int, actor: Actor, code: str, proposal: int, year: int
) -> None:
    """Write down that an aspiration is now this proposal of a meeting; twice is once."""

    async def written(conn: Conn, row: ReportRow, step: int) -> bool:
        return await report_lists.carry(
            conn, row.id, step, year=year, at=now(), code=code, proposal=proposal
        )

    await _carry(pool, report_id, actor, "", written)


class _Twice(Exception):
    """It was carried there before: nothing is to be written."""


async def _carry(
    pool: Pool,
    report_id: int,
    actor: Actor,
    words: str,
    written: Callable[[Conn, ReportRow, int], Awaitable[bool]],
) -> None:
    try:
        async with pool.acquire() as conn, conn.transaction():
            row = await _locked(conn, report_id)
            rules.must(actor.office.kind, actor.office.id, "carry", standing_of(row))
            before = await report_steps.place(conn, row.id)
            step = await report_steps.add(
                conn,
                row.id,
                "carry",
                row.state,
                before,
                at=now(),
                office_id=actor.office.id,
                person_id=actor.person,
                words=words,
            )
            if not await written(conn, row, step):
                raise _Twice
    except _Twice:
        return


def standing_of(row: ReportRow) -> Standing:
    """Where a report stands, for the rules."""
    return Standing(
        state=row.state,
        office=row.office_id,
        approved=bool(row.approved_at),
        kind=row.kind,
        withdrawn=bool(row.withdrawn_at),
    )


def hashed(secret: str) -> bytes:
    """How keys and devices are kept: so many random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).digest()


async def _locked(conn: Conn, report_id: int, also: str = "") -> ReportRow:
    row = await reports.locked(conn, report_id, also)
    if row is None:
        raise Rejected("report_unknown")
    return row
