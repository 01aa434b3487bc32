"""Questions and feedback to the council: asking, and each act of an office with its line, whole or
not at all.
"""

from typing import Final

from musrenbang_live.core import inquiring as rules
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.inquiring import Asked, Doing, Inquiry, InquiryState
from musrenbang_live.core.offices import Office
from musrenbang_live.live.clock import now
from musrenbang_live.store import inquiries, inquiry_desk, offices
from musrenbang_live.store.inquiry_desk import Last
from musrenbang_live.store.pool import Conn, Pool

AGAIN: Final = 60_000
"""Milliseconds in which the same act of the same person is a second press, not a second act."""
ANY_REV: Final = 0
"""Whoever does not say what they have seen changes it as it is."""


async def ask(pool: Pool, asked: Asked, *, ref: str, link_hash: bytes, device: bytes) -> None:
    """Store an inquiry; the same `ref` again changes nothing. Raises `inquiry_limit`,
    `inquiries_full`."""
    if await inquiries.is_stored(pool, ref):
        return
    rules.room_for_one_more(*await inquiries.waiting(pool, device))
    await inquiries.add(pool, asked, ref=ref, link_hash=link_hash, device=device, at=now())


async def act(
    pool: Pool,
    number: int,
    doing: Doing,
    office: Office,
    person_id: int,
    rev: int = ANY_REV,
    *,
    at: int = 0,
) -> Inquiry:
    """Do something with an inquiry for an office; the inquiry as it is then.

    `rev` is the one that was read, `at` the moment of an invented act, 0 for now. Raises
    `inquiry_unknown`, `inquiry_changed` when somebody else was faster, and what
    `core.inquiring.checked_doing` raises.
    """
    at = at or now()
    async with pool.acquire() as conn, conn.transaction():
        if doing.act in ("gabung", "pisah"):
            await inquiry_desk.merging(conn)
        also = doing.to if doing.act == "gabung" else 0  # nobody changes that one meanwhile
        inquiry = await inquiry_desk.hold(conn, number, also)
        if inquiry is None:
            raise Rejected("inquiry_unknown")
        if rev not in (ANY_REV, inquiry.rev):
            last = await inquiry_desk.last(conn, number)
            if last and _is_again(last, doing, person_id):
                return inquiry
            raise Rejected("inquiry_changed")
        checked = rules.checked_doing(doing, inquiry, office)
        await _carry_out(conn, inquiry, checked, office, at)
        await inquiry_desk.note(
            conn, number, checked, office_id=office.id, person_id=person_id, at=at
        )
        after = await inquiries.find(conn, number)
    assert after is not None
    return after


def _is_again(last: Last, doing: Doing, person_id: int) -> bool:
    """Whether a button was pressed twice: the same act with the same words, a moment ago."""
    if (last.act, last.person) != (doing.act, person_id) or now() - last.at >= AGAIN:
        return False
    if last.to and last.to != doing.to:
        return False
    return last.words.split() == (doing.text if doing.act == "jawab" else doing.reason).split()


async def _carry_out(conn: Conn, inquiry: Inquiry, doing: Doing, office: Office, at: int) -> None:
    if doing.act == "gabung":
        into = await inquiries.find(conn, doing.to)
        await inquiry_desk.merge(conn, inquiry.id, rules.must_take_in(inquiry, into))
    elif doing.act == "pisah":
        await inquiry_desk.unmerge(conn, inquiry.id)
    else:
        after = rules.state_after(doing, inquiry)
        whose = await _whose(conn, inquiry, doing, office, after)
        await inquiry_desk.write(conn, inquiry, doing, after, whose, at)


async def _whose(
    conn: Conn, inquiry: Inquiry, doing: Doing, office: Office, after: InquiryState
) -> int:
    """The office an inquiry is with after an act; whoever answers without being asked, its own."""
    if doing.act == "teruskan":
        return rules.must_answer(await offices.office(conn, doing.to)).id
    return office.id if after == "dijawab" and doing.act == "jawab" else inquiry.office_id
