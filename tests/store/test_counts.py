import asyncio
import threading
from typing import Any

import pytest
from msgspec.structs import replace

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import CameIn, Choose, Paper
from musrenbang_live.core.counts import Attendance, Counts
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.core.tally import Tally, piled, tally
from musrenbang_live.store import counts, intake
from musrenbang_live.store.counts import Personal, Vote
from musrenbang_live.store.intake import JoinIntake
from musrenbang_live.store.pool import Conn, Pool
from tests.builders import NOW, ROUND, plan
from tests.patience import SOON
from tests.store.hall import new_hall, new_id, voting_hall

pytestmark = pytest.mark.fresh


async def test_an_empty_meeting_counts_nothing(db: Pool) -> None:
    hall = await new_hall(db)
    assert await hall.counts() == Counts()


async def test_supports_of_a_merge_count_a_person_once(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.begin(proposals=4)
    people = await hall.join(3)
    both, second, third = people
    given = [
        hall.support(both, 1),
        hall.support(both, 2),
        hall.support(second, 2),
        hall.support(third, 3),
        hall.support(third, 1),
        hall.support(third, 1, rev=2, supporting=False),
    ]
    async with db.acquire() as conn:
        await intake.record_supports(conn, given)
    assert (await hall.counts()).supports == {1: 1, 2: 2, 3: 1}
    await hall.do(c.MergeProposal(2, 1))
    assert (await hall.counts()).supports == {1: 2, 3: 1}
    await hall.do(c.MergeProposal(1, 3))
    assert (await hall.counts()).supports == {3: 3}
    await hall.do(c.UnmergeProposal(1))
    assert (await hall.counts()).supports == {1: 2, 3: 1}


async def test_attendance_counts_what_was_told(db: Pool) -> None:
    hall = await new_hall(db)
    told = [
        {"gender": "P", "neighborhood": "I"},
        {"gender": "P", "organisation": "PKK"},
        {"gender": "L", "neighborhood": "I", "assisted": True},
        {},
    ]
    batch = [
        JoinIntake(id=new_id(), session=hall.row.id, ref=new_id(), at=NOW, **each)  # type: ignore[arg-type]
        for each in told
    ]
    async with db.acquire() as conn:
        await intake.record_joins(conn, batch)
    assert (await hall.counts()).attendance == Attendance(
        joined=4,
        assisted=1,
        by_gender={"P": 2, "L": 1},
        by_neighborhood={"I": 2},
        by_organisation={"PKK": 1},
    )


async def test_turnout_is_the_same_before_and_after_sealing(db: Pool) -> None:
    hall = await voting_hall(db)
    voters = await hall.join(4)
    marks: list[list[int]] = [[1], [1, 2], [], [2]]
    ballots = [hall.ballot(voter, mark) for voter, mark in zip(voters, marks, strict=True)]
    async with db.acquire() as conn:
        await intake.record_ballots(conn, ballots)
    assert (await hall.counts()).turnout == {1: 3}
    await hall.do(c.CloseRound(1))
    counted = await hall.counts()
    assert counted.turnout == {1: 3}
    assert counted.tallies == {1: by_choice([[1], [1, 2], [2]], CameIn("ponsel", 3))}


def by_choice(marks: list[list[int]], *came_in: CameIn) -> Tally:
    """The tally of these choices among three options."""
    two = RoundPlan(ROUND, "Prioritas", Choose(2))
    return tally(two, Paper((1, 2, 3)), piled(marks), came_in=came_in)


async def test_an_open_round_is_not_tallied_unless_the_plan_says_so(db: Pool) -> None:
    for live_totals, code in ((False, "ACDEFG"), (True, "ACDEFH")):
        rule = RoundPlan(ROUND, "Prioritas", Choose(2), live_totals=live_totals)
        hall = await new_hall(db, plan(rounds=(rule,)), code)
        await hall.begin()
        await hall.vote()
        [voter] = await hall.join()
        async with db.acquire() as conn:
            await intake.record_ballots(conn, [hall.ballot(voter, [3])])
        tallies = (await hall.counts()).tallies
        assert tallies == ({1: by_choice([[3]])} if live_totals else {})


async def test_a_tally_that_is_known_is_not_counted_again(db: Pool) -> None:
    hall = await voting_hall(db)
    [voter] = await hall.join()
    async with db.acquire() as conn:
        await intake.record_ballots(conn, [hall.ballot(voter, [3])])
    invented = by_choice([[1], [1]])
    assert (await hall.counts({(1, ()): invented})).tallies == {}
    await hall.do(c.CloseRound(1))
    assert (await hall.counts({(1, ()): invented})).tallies == {1: invented}
    assert (await hall.counts()).tallies != {1: invented}


async def test_others_are_served_while_a_round_is_tallied(
    db: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = await voting_hall(db)
    await hall.do(c.CloseRound(1))
    tallying, served = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slowly(*arguments: Any, **options: Any) -> Tally:
        loop.call_soon_threadsafe(tallying.set)
        assert served.wait(SOON), "nobody was served before the tally was done"
        return tally(*arguments, **options)

    monkeypatch.setattr("musrenbang_live.store.counts.tally", slowly)
    counting = asyncio.create_task(hall.counts())
    await tallying.wait()
    served.set()
    assert (await counting).tallies[1].ballots == 0


async def test_sessions_are_counted_apart(db: Pool) -> None:
    hall, other = await voting_hall(db), await new_hall(db, code="ACDEFG")
    await other.begin()
    [voter] = await hall.join()
    async with db.acquire() as conn:
        await intake.record_ballots(conn, [hall.ballot(voter, [1])])
    assert await other.counts() == Counts()


async def test_a_small_session_beside_a_large_one_is_counted_by_index(db: Pool) -> None:
    """PostgreSQL must know which session it is, or it reads the whole table for every one."""
    large, small = await voting_hall(db), await new_hall(db, code="ACDEFG")
    await small.begin()
    await small.vote()
    for table, columns in TALL.items():
        await db.execute(f"INSERT INTO {table} {columns}", large.row.id)
        await db.execute(f"ANALYZE {table}")
    async with db.acquire() as conn:
        await conn.execute("SET plan_cache_mode = auto")
        before = await _whole_reads(conn)
        for _ in range(10):  # a plan is made anew five times before one is kept
            await counts.attendance(conn, small.row.id)
            await counts.supports(conn, small.row.id, small.meeting)
            await counts.ballots(conn, small.row.id, small.meeting, {})
            await counts.personal(conn, small.row.id, new_id())
        assert await _whole_reads(conn) == before
        await counts.attendance(conn, large.row.id)
        assert await _whole_reads(conn) > before, "then it is right, and it is noticed"


TALL = {
    "participant": "SELECT gen_random_uuid(), $1, gen_random_uuid(), '', '', '', '', false, now() "
    "FROM generate_series(1, 20000)",
    "support": "SELECT $1, 1 + n % 3, gen_random_uuid(), gen_random_uuid(), 1, true "
    "FROM generate_series(1, 20000) AS n",
    "ballot": "SELECT $1, 1, gen_random_uuid(), gen_random_uuid(), 1, '[1]', false, now() "
    "FROM generate_series(1, 20000)",
}
"""What a large session has in each table."""


async def _whole_reads(conn: Conn) -> int:
    await conn.execute("SELECT pg_stat_force_next_flush()")
    found: int = await conn.fetchval(
        "SELECT sum(seq_scan) FROM pg_stat_user_tables WHERE relname = ANY($1)", list(TALL)
    )
    return found


async def test_a_person_sees_what_is_their_own(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.begin()
    me, neighbour = await hall.join(2)
    async with db.acquire() as conn:
        await intake.record_supports(
            conn,
            [
                hall.support(me, 1),
                hall.support(me, 2),
                hall.support(me, 2, rev=2, supporting=False),
                hall.support(neighbour, 3),
            ],
        )
        await hall.vote()
        own = replace(hall.ballot(me, [2, 3], rev=9), receipt=new_id())
        await intake.record_ballots(conn, [own, hall.ballot(neighbour, [1])])
    mine = await counts.personal(db, hall.row.id, me)
    vote = Vote([2, 3], 9, NOW + 9, own.ref, str(own.receipt))
    assert mine == Personal(frozenset({1}), {1: vote}, frozenset())
    await hall.do(c.CloseRound(1))
    mine = await counts.personal(db, hall.row.id, me)
    assert mine == Personal(frozenset({1}), {}, frozenset({1}))
    assert await counts.personal(db, hall.row.id, new_id()) == Personal()


async def test_what_is_their_own_is_read_for_many_at_once(db: Pool) -> None:
    hall, other = await new_hall(db), await new_hall(db, code="ACDEFG")
    await other.begin()
    await hall.begin(proposals=5)
    people = await hall.join(30)
    supports = [
        hall.support(person, 1 + (place + step) % 5, supporting=step != 2)
        for place, person in enumerate(people[:20])
        for step in range(1 + place % 3)
    ]
    async with db.acquire() as conn:
        await intake.record_supports(conn, supports)
        await hall.vote()
        ballots = [hall.ballot(person, [1 + place % 3]) for place, person in enumerate(people[10:])]
        await intake.record_ballots(conn, ballots)
    expected = {
        person: Personal(
            frozenset(s.proposal for s in supports if s.participant == person and s.supporting),
            {b.round: Vote(b.mark, b.rev, b.at, b.ref) for b in ballots if b.participant == person},
        )
        for person in [*people, new_id(), "1", ""]
    }
    asked = list(expected)
    assert await counts.personal_many(db, hall.row.id, asked) == expected
    assert await counts.personal_many(db, hall.row.id, asked[5:15]) == {
        person: expected[person] for person in asked[5:15]
    }
    assert await counts.personal_many(db, hall.row.id, []) == {}
    elsewhere = await counts.personal_many(db, other.row.id, asked)
    assert list(elsewhere.values()) == [Personal()] * len(asked)
    await hall.do(c.CloseRound(1))
    assert await counts.personal_many(db, hall.row.id, asked) == {
        person: Personal(own.supports, {}, frozenset(own.votes)) for person, own in expected.items()
    }


async def test_people_of_a_merge_are_told_apart_and_others_counted_by_rows(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.begin(proposals=6)
    people = await hall.join(4)
    async with db.acquire() as conn:
        await intake.record_supports(
            conn, [hall.support(person, number) for person in people for number in range(1, 6)]
        )
    await hall.do(c.MergeProposal(2, 1), c.MergeProposal(3, 1), c.MergeProposal(6, 5))
    assert await counts.supports(db, hall.row.id, hall.meeting) == {1: 4, 4: 4, 5: 4}
