import asyncio
import random
import uuid

import asyncpg
import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.store import intake
from musrenbang_live.store.intake import BallotVerdict, JoinIntake, SupportVerdict
from musrenbang_live.store.pool import Pool
from tests.builders import NOW, PHASES, content
from tests.store.hall import count, new_hall, new_id, until_waiting, voting_hall

# Joins


async def test_the_same_ref_joins_once_and_gets_the_same_id(db: Pool) -> None:
    hall = await new_hall(db)
    ref = new_id()
    batch = [
        JoinIntake(id=new_id(), session=hall.row.id, ref=each, at=NOW, name="Siti", gender="P")
        for each in (ref, new_id(), ref)
    ]
    async with db.acquire() as conn:
        first = await intake.record_joins(conn, batch)
        again = await intake.record_joins(
            conn, [JoinIntake(id=new_id(), session=hall.row.id, ref=ref, at=NOW + 1)]
        )
    assert first == [batch[0].id, batch[1].id, batch[0].id]
    assert again == [batch[0].id]
    assert await count(db, "participant") == 2


async def test_one_ref_may_join_two_sessions(db: Pool) -> None:
    halls = [await new_hall(db), await new_hall(db, code="ACDEFG")]
    ref = new_id()
    async with db.acquire() as conn:
        ids = await intake.record_joins(
            conn, [JoinIntake(id=new_id(), session=hall.row.id, ref=ref, at=NOW) for hall in halls]
        )
    assert len(set(ids)) == 2


async def test_what_the_database_refuses_fails_the_whole_batch(db: Pool) -> None:
    hall = await new_hall(db)
    batch = [
        JoinIntake(id=new_id(), session=hall.row.id, ref=new_id(), at=NOW, gender=gender)
        for gender in ("P", "X")
    ]
    async with db.acquire() as conn:
        with pytest.raises(asyncpg.CheckViolationError):
            await intake.record_joins(conn, batch)
    assert await count(db, "participant") == 0


# Ballots


async def test_a_ballot_is_stored_once_however_often_it_is_sent(db: Pool) -> None:
    hall = await voting_hall(db)
    [voter] = await hall.join()
    sent = hall.ballot(voter, [1, 2])
    async with db.acquire() as conn:
        answers = [(await intake.record_ballots(conn, [sent]))[0] for _ in range(3)]
    assert answers == [BallotVerdict("stored", [1, 2], 1, NOW + 1)] * 3
    assert await count(db, "ballot") == 1


async def test_the_highest_rev_counts_in_whatever_order_they_arrive(db: Pool) -> None:
    hall = await voting_hall(db)
    for order in ([1, 2, 3], [3, 2, 1], [2, 3, 1]):
        [voter] = await hall.join()
        async with db.acquire() as conn:
            for rev in order:
                await intake.record_ballots(conn, [hall.ballot(voter, [rev], rev=rev)])
            [late] = await intake.record_ballots(conn, [hall.ballot(voter, [1, 2], rev=2)])
        assert late == BallotVerdict("older", [3], 3, NOW + 3)
        stored = await db.fetch("SELECT mark FROM ballot WHERE participant = $1", voter)
        assert [row["mark"] for row in stored] == [[3]]


async def test_two_ballots_of_one_voter_in_one_batch(db: Pool) -> None:
    hall = await voting_hall(db)
    [voter, other] = await hall.join(2)
    batch = [
        hall.ballot(voter, [1], rev=7),
        hall.ballot(other, []),
        hall.ballot(voter, [2], rev=9),
        hall.ballot(voter, [3], rev=8),
    ]
    batch.append(batch[2])
    async with db.acquire() as conn:
        verdicts = await intake.record_ballots(conn, batch)
    newest = BallotVerdict("stored", [2], 9, NOW + 9)
    older = BallotVerdict("older", [2], 9, NOW + 9)
    assert verdicts == [older, BallotVerdict("stored", [], 1, NOW + 1), newest, older, newest]


async def test_of_two_with_the_same_rev_the_first_counts(db: Pool) -> None:
    hall = await voting_hall(db)
    [voter] = await hall.join()
    async with db.acquire() as conn:
        together = await intake.record_ballots(
            conn, [hall.ballot(voter, [1]), hall.ballot(voter, [2])]
        )
        after = await intake.record_ballots(conn, [hall.ballot(voter, [3])])
    assert [verdict.outcome for verdict in together + after] == ["stored", "older", "older"]
    assert {tuple(verdict.mark or ()) for verdict in together + after} == {(1,)}


async def test_a_ref_is_not_given_a_second_content(db: Pool) -> None:
    hall = await voting_hall(db)
    [voter] = await hall.join()
    first = hall.ballot(voter, [1], rev=1)
    async with db.acquire() as conn:
        await intake.record_ballots(conn, [first])
        [again] = await intake.record_ballots(conn, [hall.ballot(voter, [2], rev=2, ref=first.ref)])
    assert again == BallotVerdict("stored", [1], 1, NOW + 1)


async def test_outside_the_time_of_the_round_nothing_is_stored(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.begin()
    [voter, silent] = await hall.join(2)
    sent = hall.ballot(voter, [1])
    async with db.acquire() as conn:
        assert await intake.record_ballots(conn, [sent]) == [BallotVerdict("closed")]
        await hall.vote()
        assert (await intake.record_ballots(conn, [sent]))[0].outcome == "stored"
        await hall.do(c.CloseRound(1))
        late = [hall.ballot(voter, [2], rev=5), sent, hall.ballot(silent, [1])]
        assert await intake.record_ballots(conn, late) == [
            BallotVerdict("closed", counted=True),
            BallotVerdict("closed", counted=True),
            BallotVerdict("closed", counted=False),
        ]
    assert await count(db, "ballot") == 0
    assert await count(db, "mark") == 1


async def test_who_has_not_joined_this_session_cannot_vote_in_it(db: Pool) -> None:
    hall = await voting_hall(db)
    elsewhere = await new_hall(db, code="ACDEFG")
    [stranger] = await elsewhere.join()
    [voter] = await hall.join()
    batch = [hall.ballot(each, [1]) for each in (stranger, new_id(), voter)]
    async with db.acquire() as conn:
        verdicts = await intake.record_ballots(conn, batch)
    assert [verdict.outcome for verdict in verdicts] == ["unknown", "unknown", "stored"]


async def test_an_id_in_capitals_is_the_same_id(db: Pool) -> None:
    hall = await voting_hall(db)
    [voter] = await hall.join()
    sent = hall.ballot(voter.upper(), [1], ref=new_id().upper())
    async with db.acquire() as conn:
        for _ in range(2):
            [verdict] = await intake.record_ballots(conn, [sent])
            assert verdict == BallotVerdict("stored", [1], 1, NOW + 1)


async def test_one_batch_over_many_sessions(db: Pool) -> None:
    codes = ["ACDEFG", "ACDEFH", "ACDEFJ"]
    halls = [await new_hall(db, code=code) for code in codes]
    batch = []
    for hall in halls[:2]:
        await hall.begin()
        await hall.vote()
    for hall in halls:
        batch += [hall.ballot(voter, [1]) for voter in await hall.join(2)]
    async with db.acquire() as conn:
        verdicts = await intake.record_ballots(conn, batch)
    assert [verdict.outcome for verdict in verdicts] == ["stored"] * 4 + ["closed"] * 2


# Supports


async def test_a_support_is_stored_once_and_can_be_taken_back(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.begin()
    [person] = await hall.join()
    given, taken = hall.support(person, 2), hall.support(person, 2, rev=2, supporting=False)
    async with db.acquire() as conn:
        for _ in range(2):
            assert await intake.record_supports(conn, [given]) == [
                SupportVerdict("stored", True, 1)
            ]
        assert await intake.record_supports(conn, [taken]) == [SupportVerdict("stored", False, 2)]
        assert await intake.record_supports(conn, [given]) == [SupportVerdict("older", False, 2)]
    assert await count(db, "support") == 1


async def test_two_supports_of_one_person_in_one_batch(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.begin()
    [person] = await hall.join()
    batch = [hall.support(person, 1, rev=2, supporting=False), hall.support(person, 1, rev=1)]
    async with db.acquire() as conn:
        assert await intake.record_supports(conn, batch) == [
            SupportVerdict("stored", False, 2),
            SupportVerdict("older", False, 2),
        ]


async def test_supports_are_taken_in_their_phases_only(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.begin()
    [person] = await hall.join()
    early = hall.support(person, 1)
    async with db.acquire() as conn:
        await intake.record_supports(conn, [early])
        await hall.do(c.EnterPhase(PHASES["penutup"]))
        verdicts = await intake.record_supports(conn, [hall.support(person, 2), early])
    assert verdicts == [SupportVerdict("closed"), SupportVerdict("stored", True, 1)]


async def test_a_support_that_meets_the_end_of_the_phase_waits_and_is_told(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.begin()
    [person] = await hall.join()
    async with db.acquire() as mover, db.acquire() as conn:
        async with mover.transaction():
            await mover.execute("UPDATE session SET takes_supports = false")
            supporting = asyncio.create_task(
                intake.record_supports(conn, [hall.support(person, 1)])
            )
            await until_waiting(db, 1)
        assert await supporting == [SupportVerdict("closed")]


async def test_only_shown_proposals_take_supports_and_merged_ones_keep_theirs(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.begin(proposals=3)
    await hall.do(
        c.SubmitProposal(new_id(), new_id(), content("Masih menunggu")),
        c.HideProposal(3, "Ganda"),
        c.MergeProposal(2, 1),
    )
    [person] = await hall.join()
    batch = [hall.support(person, number) for number in (1, 2, 3, 4, 99)]
    batch.append(hall.support(new_id(), 1))
    async with db.acquire() as conn:
        verdicts = await intake.record_supports(conn, batch)
    assert [verdict.outcome for verdict in verdicts] == [
        *("stored", "stored", "gone", "gone", "gone", "unknown"),
    ]


# Both


async def test_an_empty_batch_is_nothing(db: Pool) -> None:
    async with db.acquire() as conn:
        assert await intake.record_ballots(conn, []) == []
        assert await intake.record_supports(conn, []) == []
        assert await intake.record_joins(conn, []) == []


async def test_a_replayed_batch_gets_the_same_answers(db: Pool) -> None:
    """As after a commit whose answer was lost: the writer sends all of it once more."""
    hall = await new_hall(db)
    await hall.begin(proposals=5)
    people = await hall.join(20)
    chance = random.Random(7)
    supports = [
        hall.support(person, number, rev=chance.randrange(5), supporting=chance.random() < 0.7)
        for person in people
        for number in range(1, 7)
        for _ in range(2)
    ]
    async with db.acquire() as conn:
        first = await intake.record_supports(conn, supports)
        rows = await db.fetch("SELECT support FROM support ORDER BY 1")
        assert await intake.record_supports(conn, supports) == first
        assert await db.fetch("SELECT support FROM support ORDER BY 1") == rows

        await hall.vote()
        ballots = [
            hall.ballot(person, sorted(chance.sample(range(1, 6), 2)), rev=chance.randrange(5))
            for person in [*people, str(uuid.uuid4())]
            for _ in range(2)
        ]
        answers = await intake.record_ballots(conn, ballots)
        stored = await db.fetch("SELECT ballot FROM ballot ORDER BY 1")
        assert await intake.record_ballots(conn, ballots) == answers
        assert await db.fetch("SELECT ballot FROM ballot ORDER BY 1") == stored


async def test_writers_with_the_same_voters_do_not_lock_each_other_out(db: Pool) -> None:
    hall = await voting_hall(db)
    voters = await hall.join(60)

    async def write(seed: int) -> None:
        chance = random.Random(seed)
        async with db.acquire() as conn:
            for rev in range(15):
                order = chance.sample(voters, len(voters))
                await intake.record_ballots(
                    conn, [hall.ballot(each, [seed % 3 + 1], rev=rev) for each in order]
                )

    await asyncio.gather(*(write(seed) for seed in range(4)))
    assert await count(db, "ballot") == 60


async def test_a_participant_of_one_session_cannot_support_in_another(db: Pool) -> None:
    here, there = await new_hall(db), await new_hall(db, code="ACDEFG")
    await here.begin()
    await there.begin()
    [person] = await here.join()
    async with db.acquire() as conn:
        verdicts = await intake.record_supports(
            conn, [here.support(person, 1), there.support(person, 1)]
        )
    assert [verdict.outcome for verdict in verdicts] == ["stored", "unknown"]
