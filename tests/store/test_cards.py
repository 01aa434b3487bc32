"""Voter cards in the database: who may vote, what a voided card takes along, and who guesses."""

import asyncio
import time

import asyncpg
import pytest
from msgspec.structs import replace

from musrenbang_live.core import commands as c
from musrenbang_live.core.evolving import replay
from musrenbang_live.core.plan import Rules
from musrenbang_live.store import cards, events, intake
from musrenbang_live.store.cards import BUDGET, Found
from musrenbang_live.store.intake import BallotVerdict, JoinIntake
from musrenbang_live.store.pool import Pool
from tests.builders import NOW, happen, meeting, plan
from tests.store.hall import Hall, count, new_hall, new_id, salts, until_waiting, voting_hall


def code_hash(number: int) -> bytes:
    """A hash as long as a real one."""
    return number.to_bytes(32, "big")


@pytest.fixture
async def hall(db: Pool) -> Hall:
    """An open round in which the cards 1 to 8 vote; 9 to 16 were printed too."""
    made = await new_hall(db, plan(rules=Rules(access="kartu")))
    await made.do(c.PrintCards(16, 0), c.ActivateCards(1, 8))
    await cards.set_hashes(db, made.row.id, 1, [code_hash(n) for n in range(1, 17)])
    await made.begin()
    await made.vote()
    return made


async def join(hall: Hall, *numbers: int) -> list[str]:
    """These cards are entered; their participants."""
    batch = [
        JoinIntake(id=new_id(), session=hall.row.id, ref=new_id(), at=NOW, card=number)
        for number in numbers
    ]
    async with hall.pool.acquire() as conn:
        return await intake.record_joins(conn, batch)


async def cast(hall: Hall, participant: str, rev: int = 1) -> BallotVerdict:
    """This participant's ballot."""
    async with hall.pool.acquire() as conn:
        ballot = hall.ballot(participant, [1], rev)
        return (await intake.record_ballots(conn, [ballot]))[0]


async def test_only_a_card_votes(hall: Hall) -> None:
    [card] = await join(hall, 1)
    [person] = await hall.join()
    assert (await cast(hall, card)).outcome == "stored"
    assert (await cast(hall, person)).outcome == "cardless"
    assert await count(hall.pool, "ballot") == 1


async def test_without_cards_people_vote_as_ever(db: Pool) -> None:
    hall = await voting_hall(db)
    [person] = await hall.join()
    assert (await cast(hall, person)).outcome == "stored"


async def test_the_log_and_the_rows_say_the_same(hall: Hall, db: Pool) -> None:
    await hall.do(c.VoidCard(1, "Terfoto"), c.ReplaceCard(2, 9), c.VoidLeftovers())
    rows = await db.fetch("SELECT number, state FROM card ORDER BY number")
    states = {row["number"]: row["state"] for row in rows}
    assert {n for n, state in states.items() if state == "active"} == hall.meeting.cards.active
    void = hall.meeting.cards.revoked | hall.meeting.cards.leftover
    assert {n for n, state in states.items() if state == "void"} == void
    assert len(states) == hall.meeting.cards.printed


@pytest.mark.parametrize("act", [c.VoidCard(1, "Terfoto"), c.ReplaceCard(1, 9)])
async def test_a_voided_card_takes_its_open_ballot_along(hall: Hall, act: c.AnyCommand) -> None:
    one, two = await join(hall, 1, 2)
    await cast(hall, one)
    await cast(hall, two)
    await hall.do(act)
    assert await count(hall.pool, "ballot") == 1
    assert (await cast(hall, one, rev=2)).outcome == "revoked"
    assert (await cast(hall, two, rev=2)).outcome == "stored"
    await hall.do(c.CloseRound(1))
    assert (await hall.counts()).tallies[1].ballots == 1


async def test_a_card_voided_in_the_breath_that_closes_does_not_count(hall: Hall) -> None:
    [one, two] = await join(hall, 1, 2)
    await cast(hall, one)
    await cast(hall, two)
    before = hall.meeting
    after, records = happen(before, c.VoidCard(1, "Terfoto"), c.CloseRound(1))
    async with hall.pool.acquire() as conn:
        assert await events.append(conn, hall.row.id, before, after, records, salts(records))
    hall.meeting = after
    assert (await hall.counts()).tallies[1].ballots == 1


async def test_a_card_voided_after_the_close_was_counted(hall: Hall) -> None:
    [one] = await join(hall, 1)
    await cast(hall, one)
    before = hall.meeting
    after, records = happen(before, c.CloseRound(1), c.VoidCard(1, "Terfoto"))
    async with hall.pool.acquire() as conn:
        assert await events.append(conn, hall.row.id, before, after, records, salts(records))
    hall.meeting = after
    assert (await hall.counts()).tallies[1].ballots == 1


async def test_a_ballot_that_waits_while_its_card_is_voided_is_not_stored(
    hall: Hall, database_url: str
) -> None:
    """It began before the card was void, and saw the card good: it must look once more."""
    [one] = await join(hall, 1)
    other = await asyncpg.connect(database_url)
    transaction = other.transaction()
    await transaction.start()
    await other.execute("SELECT pg_advisory_xact_lock(71, $1::bigint::int)", hall.row.id)
    await other.execute("UPDATE round SET barred = '{1}' WHERE session_id = $1", hall.row.id)
    casting = asyncio.create_task(cast(hall, one))
    await until_waiting(hall.pool, 1)
    await transaction.commit()
    await other.close()
    assert (await casting).outcome == "revoked"
    assert await count(hall.pool, "ballot") == 0


async def test_cards_are_no_attendance(hall: Hall) -> None:
    await join(hall, 1, 2, 3)
    await hall.join(5)
    await hall.do(c.VoidCard(3, "Hilang"))
    counted = await cards.used(hall.pool, hall.row.id)
    assert ((await hall.counts()).attendance.joined, counted) == (5, 2)


async def test_a_card_that_joins_twice_is_one_participant(hall: Hall) -> None:
    item = JoinIntake(id=new_id(), session=hall.row.id, ref=new_id(), at=NOW, card=1)
    async with hall.pool.acquire() as conn:
        first = await intake.record_joins(conn, [item])
        again = await intake.record_joins(conn, [replace(item, id=new_id())])
    assert first == again


async def test_a_number_that_a_phone_asks_for_is_a_card_without_a_code(db: Pool) -> None:
    hall = await new_hall(db, plan(rules=Rules(access="meja")))
    refs = [new_id() for _ in range(3)]
    await hall.do(*map(c.IssueCard, refs), c.ActivateCards(2, 2), c.RefuseCard(3, "Ganda"))
    rows = await db.fetch("SELECT number, state, code_hash FROM card ORDER BY number")
    assert [tuple(row) for row in rows] == [
        *((1, "printed", None), (2, "active", None), (3, "void", None))
    ]
    records = await events.since(db, hall.row.id, 0)
    assert [record.ref for record in records[:3]] == refs
    assert replay(meeting(hall.row.plan, hall.row.code), records) == hall.meeting


async def test_an_asking_is_in_the_log_once_whoever_writes_it(db: Pool) -> None:
    """Two processes got it from a phone whose line was cut; the second has seen nothing yet."""
    hall = await new_hall(db, plan(rules=Rules(access="meja")))
    ref, before = new_id(), hall.meeting
    await hall.do(c.IssueCard(ref))
    for seen in (before, hall.meeting):
        after, records = happen(seen, c.IssueCard(new_id()))
        again = [replace(record, ref=ref) for record in records]
        async with db.acquire() as conn:
            assert not await events.append(conn, hall.row.id, seen, after, again, salts(again))
    assert await count(db, "card") == 1


async def test_only_an_approved_number_votes_and_a_voided_one_no_more(db: Pool) -> None:
    hall = await new_hall(db, plan(rules=Rules(access="meja")))
    await hall.do(*(c.IssueCard(new_id()) for _ in range(2)), c.ActivateCards(1, 1))
    await hall.begin()
    await hall.vote()
    [person] = await hall.join()
    [right] = await join(hall, 1)
    assert (await cast(hall, person)).outcome == "cardless"
    assert (await cast(hall, right)).outcome == "stored"
    await hall.do(c.VoidCard(1, "Ganda"))
    assert (await cast(hall, right, 2)).outcome == "revoked"
    assert await count(db, "ballot") == 0


async def test_a_card_gets_its_code_once(hall: Hall, db: Pool) -> None:
    await cards.set_hashes(db, hall.row.id, 1, [code_hash(99)])
    assert await cards.find(db, hall.row.id, code_hash(1)) == Found(1, "active")
    assert await cards.find(db, hall.row.id, code_hash(99)) is None


# Guessing


async def guess(hall: Hall, number: int) -> object:
    """Somebody types a code."""
    async with hall.pool.acquire() as conn:
        return await cards.try_code(conn, hall.row.id, code_hash(number))


async def test_right_codes_cost_nothing_and_wrong_ones_use_up_the_budget(hall: Hall) -> None:
    for number in range(1, 9):
        assert await guess(hall, number) == Found(number, "active")
    assert await guess(hall, 9) == Found(9, "printed")
    await hall.pool.execute(  # its clock stands, or some are earned meanwhile
        "UPDATE card_guess SET counted_at = clock_timestamp() + interval '1 hour'"
    )
    for number in range(BUDGET):
        assert await guess(hall, 1000 + number) is None
    assert [await guess(hall, 2000) for _ in range(3)] == ["slow"] * 3
    assert await cards.wrong(hall.pool, hall.row.id) == BUDGET


async def test_while_it_is_used_up_no_code_is_looked_at_not_even_a_right_one(hall: Hall) -> None:
    await guess(hall, 1000)
    await hall.pool.execute(
        "UPDATE card_guess SET left_over = 0.5, counted_at = clock_timestamp() + interval '1 hour'"
    )
    assert await guess(hall, 1) == "slow"
    assert await guess(hall, 1001) == "slow"


async def test_many_at_once_learn_no_more_than_the_budget(hall: Hall) -> None:
    """The clock of the budget stands still, so that what is learnt can be counted exactly."""
    await guess(hall, 1000)
    await hall.pool.execute(
        "UPDATE card_guess SET left_over = 7, counted_at = clock_timestamp() + interval '1 hour'"
    )
    learnt = await asyncio.gather(*(guess(hall, 3000 + number) for number in range(60)))
    assert learnt.count(None) == 7
    assert learnt.count("slow") == 53


async def test_the_budget_comes_back_by_the_second_and_never_beyond(hall: Hall) -> None:
    await guess(hall, 1000)
    update = "UPDATE card_guess SET left_over = 0, counted_at = clock_timestamp() - $1::interval"
    for seconds, tries in ((10, 10), (3600, BUDGET)):
        began = time.monotonic()
        await hall.pool.execute(update.replace("$1::interval", f"interval '{seconds} s'"))
        learnt = [await guess(hall, 5000 + number) for number in range(BUDGET + 5)]
        assert tries <= learnt.count(None) <= tries + 1 + (time.monotonic() - began)


async def test_one_meeting_does_not_slow_another(hall: Hall, db: Pool) -> None:
    other = await new_hall(db, plan(rules=Rules(access="kartu")), code="ACDEFG")
    await guess(hall, 1000)
    await db.execute("UPDATE card_guess SET left_over = -1000")
    assert await guess(hall, 1) == "slow"
    assert await guess(other, 1000) is None
