"""Ballot boxes: one ballot of each, for good; nobody's is lost, whatever others send on purpose."""

import asyncio
import itertools
import random
from collections import Counter
from typing import Any

import pytest
from msgspec.structs import replace

from musrenbang_live.core import commands as c
from musrenbang_live.store import counts, events, intake, rounds, urns
from musrenbang_live.store.intake import BallotIntake, BallotVerdict
from musrenbang_live.store.pool import Pool
from tests.builders import NOW, happen
from tests.store.hall import (
    Hall,
    count,
    electing_hall,
    new_id,
    salts,
    until_waiting,
    voting_hall,
)

STORED = BallotVerdict("stored", None, 1, NOW + 1)
ALREADY = BallotVerdict("already")


async def cast(hall: Hall, *ballots: BallotIntake) -> list[str]:
    """What became of a batch, in one word each."""
    async with hall.pool.acquire() as conn:
        return [verdict.outcome for verdict in await urns.cast_ballots(conn, ballots)]


async def box(db: Pool) -> dict[str, Any]:
    """What is in the only box."""
    row = await db.fetchrow("SELECT voters::text[], ballots, receipts::text[], spent FROM urn")
    return dict(row)


async def test_a_ballot_is_cast_once_however_often_it_is_sent(db: Pool) -> None:
    hall = await electing_hall(db)
    [voter] = await hall.join()
    sent = replace(hall.ballot(voter, [1, 2]), receipt=new_id(), via="kertas")
    async with db.acquire() as conn:
        answers = [(await urns.cast_ballots(conn, [sent]))[0] for _ in range(3)]
    assert answers == [STORED] * 3
    assert await box(db) == {
        "voters": [voter],
        "ballots": {sent.ref: [[1, 2], "kertas"]},
        "receipts": [sent.receipt],
        "spent": [],
    }


async def test_what_is_in_the_box_cannot_be_changed(db: Pool) -> None:
    hall = await electing_hall(db)
    [voter] = await hall.join()
    first = hall.ballot(voter, [1])
    assert await cast(hall, first) == ["stored"]
    before = await box(db)
    later = [hall.ballot(voter, [2], rev=9), replace(first, mark=[2]), first]
    assert await cast(hall, *later) == ["already", "stored", "stored"]
    assert await box(db) == before


async def test_of_one_participant_the_first_of_a_batch_is_taken(db: Pool) -> None:
    hall = await electing_hall(db)
    one, two = await hall.join(2)
    first = hall.ballot(one, [1], rev=1)
    batch = [first, hall.ballot(one, [2], rev=2), first, hall.ballot(two, [3])]
    for _ in range(2):  # a batch whose commit was interrupted is sent again
        assert await cast(hall, *batch) == ["stored", "already", "stored", "stored"]
    assert (await box(db))["ballots"] == {
        first.ref: [[1], "ponsel"],
        batch[3].ref: [[3], "ponsel"],
    }


async def test_a_code_or_receipt_sent_on_purpose_costs_nobody_a_vote(db: Pool) -> None:
    """In the same batch and in a later one; all are counted, and the round closes."""
    hall = await electing_hall(db)
    voters = await hall.join(4)
    code, receipt = new_id(), new_id()
    same = [replace(hall.ballot(voter, [1], ref=code), receipt=receipt) for voter in voters]
    assert await cast(hall, *same[:2]) == ["stored"] * 2
    assert await cast(hall, *same[2:]) == ["stored"] * 2
    assert await cast(hall, *same) == ["stored"] * 4
    await hall.do(c.CloseRound(1))
    assert await rounds.marks(db, hall.row.id, 1) == [[1]] * 4
    for table in ("turnout", "receipt", "used"):
        assert await count(db, table) == 4
    assert await db.fetchval("SELECT count(*) FROM mark WHERE id = $1", code) == 1
    assert await db.fetchval("SELECT count(*) FROM receipt WHERE receipt = $1", receipt) == 1


async def test_each_kind_of_ballot_has_its_own_place(db: Pool) -> None:
    """A ballot that may not be changed is never kept beside its voter, not even by mistake."""
    electing, choosing = await electing_hall(db), await voting_hall(db, code="ACDEFG")
    [voter], [other] = await electing.join(), await choosing.join()
    async with db.acquire() as conn:
        wrong = await intake.record_ballots(conn, [electing.ballot(voter, [1])])
    assert wrong == [BallotVerdict("closed")]
    assert await cast(choosing, choosing.ballot(other, [1])) == ["closed"]
    assert await count(db, "ballot") == 0
    assert (await box(db))["voters"] == []


async def test_a_batch_goes_to_many_boxes(db: Pool) -> None:
    halls = [await electing_hall(db, code=code) for code in ("ACDEFG", "ACDEFH", "ACDEFJ")]
    batch = []
    for hall in halls:
        batch += [hall.ballot(voter, [1]) for voter in await hall.join(3)]
    stranger = halls[0].ballot(batch[-1].participant, [2])  # of another session
    nowhere = halls[0].ballot(batch[0].participant, [2], round_=9)
    random.Random(1).shuffle(batch)
    found = await cast(halls[0], *batch, stranger, nowhere)
    assert found == ["stored"] * 9 + ["unknown", "closed"]
    for hall in halls:
        assert await rounds.turnout(db, hall.row.id, 1) == 3
    await halls[1].do(c.CloseRound(1))
    again = await cast(halls[0], *batch)
    closed = [item.session == halls[1].row.id for item in batch]
    assert again == ["closed" if each else "stored" for each in closed]


async def test_after_the_closing_everybody_is_told_whether_they_are_counted(db: Pool) -> None:
    hall = await electing_hall(db)
    voter, late = await hall.join(2)
    ballot = hall.ballot(voter, [1])
    await cast(hall, ballot)
    await hall.do(c.CloseRound(1))
    async with db.acquire() as conn:
        verdicts = await urns.cast_ballots(conn, [ballot, hall.ballot(late, [2])])
    assert verdicts == [BallotVerdict("closed", counted=True), BallotVerdict("closed")]
    assert await rounds.marks(db, hall.row.id, 1) == [[1]]


async def test_only_a_card_votes_and_only_while_it_is_good(db: Pool) -> None:
    hall = await electing_hall(db, cards=8)
    [person] = await hall.join()
    one, two = await hall.join(cards=(1, 2))
    await hall.do(c.VoidCard(1, "Terfoto"))
    ballots = [hall.ballot(each, [1]) for each in (person, one, two)]
    assert await cast(hall, *ballots) == ["cardless", "revoked", "stored"]


async def test_what_a_card_has_cast_stays_when_the_card_is_voided(db: Pool) -> None:
    """Nobody could say which ballot to take out."""
    hall = await electing_hall(db, cards=8)
    one, two = await hall.join(cards=(1, 2))
    ballots = [hall.ballot(one, [1]), hall.ballot(two, [2])]
    await cast(hall, *ballots)
    await hall.do(c.VoidCard(1, "Terfoto"))
    assert await cast(hall, *ballots) == ["stored"] * 2
    await hall.do(c.CloseRound(1))
    held = hall.meeting.rounds[1]
    tally = (await hall.counts()).tallies[1]
    assert tally.ballots == 2 <= held.cards + len(held.barred)


async def test_a_card_that_replaces_one_which_voted_has_no_vote_left(db: Pool) -> None:
    hall = await electing_hall(db, cards=8)
    one, two, nine, ten = await hall.join(cards=(1, 2, 9, 10))
    await cast(hall, hall.ballot(one, [1]))
    await hall.do(c.ReplaceCard(1, 9), c.ReplaceCard(2, 10))
    ballots = [hall.ballot(each, [2]) for each in (two, nine, ten)]
    assert await cast(hall, *ballots) == ["revoked", "already", "stored"]
    await hall.do(c.ReplaceCard(9, 11))
    [eleven] = await hall.join(cards=(11,))
    assert await cast(hall, hall.ballot(eleven, [2])) == ["already"]
    owned = await counts.personal_many(db, hall.row.id, [one, nine, ten, eleven, two])
    assert [each.cast for each in owned.values()] == [frozenset({1})] * 4 + [frozenset()]
    await hall.do(c.CloseRound(1))
    assert await rounds.turnout(db, hall.row.id, 1) == 2


async def test_whoever_has_voted_is_told_so_and_no_more(db: Pool) -> None:
    hall = await electing_hall(db)
    voter, other = await hall.join(2)
    await cast(hall, hall.ballot(voter, [1]))
    owned = await counts.personal_many(db, hall.row.id, [voter, other])
    assert owned[voter] == counts.Personal(cast=frozenset({1}))
    assert owned[other] == counts.NOTHING
    await hall.do(c.CloseRound(1))
    owned = await counts.personal_many(db, hall.row.id, [voter, other])
    assert owned[voter] == counts.Personal(turned_out=frozenset({1}))


async def test_how_many_voted_is_counted_while_it_is_open_and_nothing_else(db: Pool) -> None:
    hall = await electing_hall(db)
    assert (await hall.counts()).turnout == {}
    await cast(hall, *(hall.ballot(voter, [1]) for voter in await hall.join(3)))
    counted = await hall.counts()
    assert (counted.turnout, counted.tallies) == ({1: 3}, {})
    await hall.do(c.CloseRound(1))
    counted = await hall.counts()
    assert (counted.turnout, counted.tallies[1].ballots) == ({1: 3}, 3)


@pytest.mark.parametrize(("paper", "told"), [(4, {""}), (5, {"ponsel", "kertas"})])
async def test_a_way_in_of_few_ballots_is_not_told(db: Pool, paper: int, told: set[str]) -> None:
    hall = await electing_hall(db)
    voters = await hall.join(20)
    typed = [replace(hall.ballot(voter, [1]), via="kertas") for voter in voters[:paper]]
    await cast(hall, *typed, *(hall.ballot(voter, [2]) for voter in voters[paper:]))
    await hall.do(c.CloseRound(1))
    assert {row["via"] for row in await db.fetch("SELECT via FROM mark")} == told


async def test_a_box_that_stays_empty_closes(db: Pool) -> None:
    hall = await electing_hall(db)
    await hall.do(c.CloseRound(1))
    assert [await count(db, table) for table in ("urn", "mark", "turnout")] == [0, 0, 0]


async def test_a_round_that_opens_and_closes_in_one_breath_leaves_no_box(db: Pool) -> None:
    hall = await electing_hall(db)
    await hall.do(c.CloseRound(1))
    before = hall.meeting
    again = replace(before, plan=replace(before.plan, rounds=(
        *before.plan.rounds, replace(before.plan.rounds[0], key="lagi"))))  # fmt: skip
    after, records = happen(again, c.OpenRound("lagi"), c.CloseRound(2))
    async with db.acquire() as conn:
        assert await events.append(conn, hall.row.id, before, after, records, salts(records))
    assert await count(db, "urn") == 0


# Many at once


@pytest.mark.parametrize("moment", [1, 50, 200, 400])
async def test_ballots_race_with_the_closing_from_three_processes(db: Pool, moment: int) -> None:
    """What was answered `stored` is what is counted, and each voter once."""
    hall = await electing_hall(db)
    chance = random.Random(moment)
    voters = await hall.join(500)
    answered: list[tuple[BallotIntake, str]] = []
    close_now = asyncio.Event()

    async def write() -> None:
        async with db.acquire() as conn:
            while all(outcome != "closed" for _, outcome in answered[-8:]):
                batch = [
                    hall.ballot(chance.choice(voters), sorted(chance.sample(range(1, 6), 3)))
                    for _ in range(chance.randrange(1, 12))
                ]
                verdicts = await urns.cast_ballots(conn, batch)
                outcomes = [verdict.outcome for verdict in verdicts]
                answered.extend(zip(batch, outcomes, strict=True))
                if len(answered) >= moment:
                    close_now.set()

    async def close() -> None:
        await close_now.wait()
        await hall.do(c.CloseRound(1))

    async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
        for work in (close(), write(), write(), write()):
            tasks.create_task(work)
    assert {outcome for _, outcome in answered} <= {"stored", "already", "closed"}
    kept = [sent for sent, outcome in answered if outcome == "stored"]
    assert len({sent.participant for sent in kept}) == len(kept)
    rows = await db.fetch("SELECT id::text, mark FROM mark")
    assert {row["id"]: row["mark"] for row in rows} == {sent.ref: sent.mark for sent in kept}
    turned_out = await db.fetch("SELECT participant::text AS voter FROM turnout")
    assert {row["voter"] for row in turned_out} == {sent.participant for sent in kept}
    assert Counter(sent.participant for sent in kept).most_common(1)[0][1] == 1


async def test_writers_of_several_boxes_never_wait_for_each_other_in_a_ring(db: Pool) -> None:
    halls = [await electing_hall(db, code=code) for code in ("ACDEFG", "ACDEFH")]
    people = {hall.row.id: await hall.join(200) for hall in halls}

    async def write(turn: int) -> list[str]:
        outcomes: list[str] = []
        async with db.acquire() as conn:
            for start in range(turn, 200, 4):
                batch = [hall.ballot(people[hall.row.id][start], [1]) for hall in halls]
                verdicts = await urns.cast_ballots(conn, batch if turn % 2 else batch[::-1])
                outcomes += [verdict.outcome for verdict in verdicts]
        return outcomes

    async with asyncio.timeout(30):
        outcomes = await asyncio.gather(*(write(turn) for turn in range(4)))
    assert Counter(itertools.chain(*outcomes)) == {"stored": 400}
    for hall in halls:
        await hall.do(c.CloseRound(1))
        assert len(await rounds.marks(db, hall.row.id, 1)) == 200


async def test_a_ballot_in_flight_is_waited_for(db: Pool) -> None:
    hall = await electing_hall(db)
    voter, other = await hall.join(2)
    async with db.acquire() as first, db.acquire() as second:
        async with first.transaction():
            [verdict] = await urns.cast_ballots(first, [hall.ballot(voter, [2])])
            closing = asyncio.create_task(hall.do(c.CloseRound(1)))
            await until_waiting(db, 1)
            late = asyncio.create_task(urns.cast_ballots(second, [hall.ballot(other, [1])]))
            await until_waiting(db, 2)  # nor does a storm of batches overtake who closes
        await closing
        assert await late == [BallotVerdict("closed")]
    assert verdict == STORED
    assert await rounds.marks(db, hall.row.id, 1) == [[2]]


async def test_the_same_card_on_two_phones_at_the_same_moment_is_one_vote(db: Pool) -> None:
    hall = await electing_hall(db)
    voter, other = await hall.join(2)
    async with db.acquire() as first, db.acquire() as second:
        async with first.transaction():
            await urns.cast_ballots(first, [hall.ballot(voter, [1])])
            twice = [hall.ballot(voter, [2]), hall.ballot(other, [3])]
            waiting = asyncio.create_task(urns.cast_ballots(second, twice))
            await until_waiting(db, 1)
        assert await waiting == [ALREADY, STORED]
    assert sorted(mark for mark, _ in (await box(db))["ballots"].values()) == [[1], [3]]


async def test_a_card_voided_while_its_ballot_waits_does_not_vote(db: Pool) -> None:
    hall = await electing_hall(db, cards=8)
    one, two = await hall.join(cards=(1, 2))
    async with db.acquire() as first, db.acquire() as second:
        async with first.transaction():
            await urns.cast_ballots(first, [hall.ballot(two, [1])])
            voiding = asyncio.create_task(hall.do(c.VoidCard(1, "Terfoto")))
            await until_waiting(db, 1)
            waiting = asyncio.create_task(urns.cast_ballots(second, [hall.ballot(one, [2])]))
            await until_waiting(db, 2)
        await voiding
        assert [verdict.outcome for verdict in await waiting] == ["revoked"]
