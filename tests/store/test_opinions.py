"""Opinions in batches: stored once, the highest rev counts, nothing after the topic closed."""

import asyncio
from typing import Any

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.store import counts, opinions
from musrenbang_live.store.opinions import OpinionIntake, OpinionVerdict
from musrenbang_live.store.pool import Pool
from tests.builders import PHASES
from tests.store.hall import Hall, count, new_hall, new_id, until_waiting


@pytest.fixture
async def hall(db: Pool) -> Hall:
    """Three proposals, of which the second is in focus."""
    hall = await new_hall(db)
    await hall.begin(3)
    await hall.do(c.EnterPhase(PHASES["musyawarah"]), c.FocusProposal(2))
    return hall


def said(hall: Hall, participant: str, value: int, **other: Any) -> OpinionIntake:
    """An opinion about the proposal in focus."""
    fields: dict[str, Any] = {"topic": "usulan", "number": 2, "rev": 1, "ref": new_id()}
    return OpinionIntake(
        session=hall.row.id, participant=participant, value=value, **(fields | other)
    )


async def stored(hall: Hall, *batch: OpinionIntake) -> list[OpinionVerdict]:
    """The verdicts on a batch."""
    async with hall.pool.acquire() as conn:
        return await opinions.record_opinions(conn, batch)


async def test_a_batch_may_be_sent_again_and_gets_the_same_answers(hall: Hall, db: Pool) -> None:
    people = await hall.join(3)
    batch = [said(hall, who, value, words="jauh") for value, who in enumerate(people)]
    first = await stored(hall, *batch)
    assert first == [OpinionVerdict("stored", value) for value in (0, 1, 2)]
    assert await stored(hall, *batch) == first
    assert await stored(hall, *batch, *batch) == first * 2
    assert await count(db, "opinion") == 3
    assert await opinions.count(db, hall.row.id) == {("usulan", 2): (1, 1)}


async def test_the_highest_rev_counts_in_any_order_and_in_one_batch(hall: Hall) -> None:
    [who] = await hall.join()
    low, high = said(hall, who, 1, rev=4), said(hall, who, 2, rev=9)
    middle = said(hall, who, 1, rev=5)
    assert await stored(hall, low, high, middle) == [
        OpinionVerdict("older", 2),
        OpinionVerdict("stored", 2),
        OpinionVerdict("older", 2),
    ]
    assert await stored(hall, middle, high) == [
        OpinionVerdict("older", 2),
        OpinionVerdict("stored", 2),
    ]
    again = said(hall, who, 1, rev=10)
    seen_already = said(hall, who, 1, rev=11, ref=high.ref)
    assert await stored(hall, seen_already, again) == [
        OpinionVerdict("stored", 2),
        OpinionVerdict("stored", 1),
    ]


async def test_what_is_not_in_focus_takes_none(hall: Hall, db: Pool) -> None:
    [who] = await hall.join()
    [stranger] = await (await new_hall(db, code="ACDEFG")).join()
    batch = [
        said(hall, who, 1, number=1),
        said(hall, who, 1, number=77),
        said(hall, who, 1, topic="janji"),
        said(hall, stranger, 1),
        said(hall, new_id(), 1),
        said(hall, who, 1),
    ]
    outcomes = [verdict.outcome for verdict in await stored(hall, *batch)]
    assert outcomes == ["closed", "closed", "closed", "unknown", "unknown", "stored"]
    await hall.do(c.FocusProposal(3))
    [late] = await stored(hall, said(hall, who, 2, rev=2))
    assert late == OpinionVerdict("closed", 1)
    assert (await stored(hall, batch[-1]))[0].outcome == "stored", "an answer that was lost"
    await hall.do(c.FocusProposal(2))
    assert await stored(hall, said(hall, who, 2, rev=3)) == [OpinionVerdict("stored", 2)]


async def test_moving_the_focus_waits_for_opinions_in_flight(hall: Hall, db: Pool) -> None:
    [who, other] = await hall.join(2)
    async with db.acquire() as conn:
        held = conn.transaction()
        await held.start()
        await opinions.record_opinions(conn, [said(hall, who, 1)])
        moving = asyncio.create_task(hall.do(c.FocusProposal(0)))
        await until_waiting(db, 1)
        late = asyncio.create_task(stored(hall, said(hall, other, 1)))
        await until_waiting(db, 2)
        await held.commit()
    await moving
    assert [verdict.outcome for verdict in await late] == ["closed"]
    assert await opinions.count(db, hall.row.id) == {("usulan", 2): (1, 0)}


async def test_reasons_are_told_newest_first_without_names(hall: Hall, db: Pool) -> None:
    people = await hall.join(4)
    await stored(
        hall,
        said(hall, people[0], 2, words="Terlalu mahal", rev=1),
        said(hall, people[1], 2, words="Sudah ada", rev=2),
        said(hall, people[2], 2, rev=3),
        said(hall, people[3], 2, words="Bukan di sini", rev=4),
    )
    await stored(hall, said(hall, people[3], 1, rev=5))
    assert await opinions.reasons(db, hall.row.id, "usulan", 2) == ["Sudah ada", "Terlalu mahal"]
    assert await opinions.reasons(db, hall.row.id, "usulan", 1) == []


async def test_what_is_ones_own(hall: Hall, db: Pool) -> None:
    [who, other] = await hall.join(2)
    await stored(hall, said(hall, who, 2), said(hall, other, 0))
    await hall.do(c.FocusProposal(3))
    await stored(hall, said(hall, who, 2, number=3), said(hall, other, 1, number=3))
    mine = await counts.personal_many(db, hall.row.id, [who, other])
    assert mine[who].opinions == {("usulan", 2): 2, ("usulan", 3): 2}
    assert mine[other].opinions == {("usulan", 3): 1}
