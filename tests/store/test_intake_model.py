"""Batches against a model that takes one after the other, in plain Python."""

import random

import pytest
from msgspec import Struct

from musrenbang_live.core import commands as c
from musrenbang_live.store import intake
from musrenbang_live.store.intake import (
    BallotIntake,
    BallotVerdict,
    SupportIntake,
    SupportVerdict,
)
from musrenbang_live.store.pool import Pool
from tests.builders import PHASES
from tests.store.hall import new_hall, new_id, voting_hall

Key = tuple[int, int, str]
BATCHES = 14


class Ballots(Struct):
    """What must be stored, and what everybody must be told."""

    joined: set[tuple[int, str]]
    open_rounds: set[tuple[int, int]]
    rows: dict[Key, BallotIntake] = {}
    counted: set[Key] = set()

    def take(self, item: BallotIntake) -> BallotVerdict:
        """One ballot, nobody else being there."""
        key = item.session, item.round, item.participant
        member = (item.session, item.participant) in self.joined
        row = self.rows.get(key)
        fresh = row is None or (row.rev < item.rev and row.ref != item.ref)
        if member and fresh and (item.session, item.round) in self.open_rounds:
            self.rows[key] = item
            return BallotVerdict("stored", item.mark, item.rev, item.at)
        if row and row.ref == item.ref:
            return BallotVerdict("stored", row.mark, row.rev, row.at)
        if row and row.rev >= item.rev:
            return BallotVerdict("older", row.mark, row.rev, row.at)
        outcome: intake.Outcome = "closed" if member else "unknown"
        kept = (row.mark, row.rev, row.at) if row else (None, 0, 0)
        return BallotVerdict(outcome, *kept, counted=key in self.counted)

    def close(self, session: int, number: int) -> list[list[int]]:
        """The round is sealed; what its ballots said, sorted."""
        self.open_rounds.discard((session, number))
        sealed = [key for key in self.rows if key[:2] == (session, number)]
        rows = [self.rows.pop(key) for key in sealed]
        marks = [row.mark for row in rows if not row.blank]
        handed_in = [key for key, row in zip(sealed, rows, strict=True) if not row.blank]
        self.counted.update(handed_in)
        return sorted(marks)


class Supports(Struct):
    """As `Ballots`, for supports."""

    joined: set[tuple[int, str]]
    shown: set[tuple[int, int]]
    taking: set[int]
    rows: dict[Key, SupportIntake] = {}

    def take(self, item: SupportIntake) -> SupportVerdict:
        """One support, nobody else being there."""
        key = item.session, item.proposal, item.participant
        member = (item.session, item.participant) in self.joined
        shown = (item.session, item.proposal) in self.shown
        row = self.rows.get(key)
        fresh = row is None or (row.rev < item.rev and row.ref != item.ref)
        if member and shown and fresh and item.session in self.taking:
            self.rows[key] = item
            return SupportVerdict("stored", item.supporting, item.rev)
        if row and row.ref == item.ref:
            return SupportVerdict("stored", row.supporting, row.rev)
        if row and row.rev >= item.rev:
            return SupportVerdict("older", row.supporting, row.rev)
        outcome: intake.Outcome = "unknown"
        if member:
            outcome = "closed" if shown else "gone"
        kept = (row.supporting, row.rev) if row else (False, 0)
        return SupportVerdict(outcome, *kept)


def in_turn(batch: list[BallotIntake] | list[SupportIntake]) -> list[int]:
    """The order in which a batch is taken: what is newest first, then as it came."""
    return sorted(range(len(batch)), key=lambda place: -batch[place].rev)


@pytest.mark.parametrize("seed", range(8))
async def test_ballots_are_stored_and_answered_as_if_one_came_after_the_other(
    db: Pool, seed: int
) -> None:
    chance = random.Random(seed)
    halls = [await voting_hall(db), await new_hall(db, code="ACDEFG")]
    await halls[1].begin()
    await halls[1].vote()
    people = {hall.row.id: await hall.join(12) for hall in halls}
    everybody = [*people[halls[0].row.id], *people[halls[1].row.id], new_id(), new_id()]
    model = Ballots(
        joined={(session, each) for session, joined in people.items() for each in joined},
        open_rounds={(hall.row.id, 1) for hall in halls},
    )
    sent: list[BallotIntake] = []
    closing = chance.randrange(BATCHES)
    async with db.acquire() as conn:
        for number in range(BATCHES):
            if number == closing:
                await halls[0].do(c.CloseRound(1))
                sealed = await db.fetch("SELECT mark FROM mark")
                expected = model.close(halls[0].row.id, 1)
                assert sorted(row["mark"] for row in sealed) == expected
            batch = []
            for _ in range(chance.randrange(1, 60)):
                if sent and chance.random() < 0.3:
                    batch.append(chance.choice(sent))
                    continue
                hall = chance.choice(halls)
                item = hall.ballot(
                    chance.choice(everybody),
                    sorted(chance.sample((1, 2, 3), chance.randrange(4))),
                    rev=chance.randrange(6),
                    round_=chance.choice((1, 1, 1, 9)),
                )
                batch.append(item)
                sent.append(item)
            expected_verdicts = {place: model.take(batch[place]) for place in in_turn(batch)}
            verdicts = await intake.record_ballots(conn, batch)
            assert dict(enumerate(verdicts)) == expected_verdicts
    assert await _ballots(db) == {
        (*key, row.ref, row.rev, row.blank, row.at, tuple(row.mark))
        for key, row in model.rows.items()
    }
    turnout = await db.fetch("SELECT session_id, round, participant::text FROM turnout")
    assert {tuple(row) for row in turnout} == model.counted


async def _ballots(db: Pool) -> set[tuple[object, ...]]:
    rows = await db.fetch(
        """
        SELECT session_id, round, participant::text, ref::text, rev, blank, ms(cast_at), mark
        FROM ballot
        """
    )
    return {(*tuple(row)[:-1], tuple(row["mark"])) for row in rows}


@pytest.mark.parametrize("seed", range(8))
async def test_supports_are_stored_and_answered_as_if_one_came_after_the_other(
    db: Pool, seed: int
) -> None:
    chance = random.Random(seed)
    halls = [await new_hall(db), await new_hall(db, code="ACDEFG")]
    for hall in halls:
        await hall.begin(proposals=4)
    await halls[0].do(c.HideProposal(3, "Ganda"), c.MergeProposal(2, 1))
    people = {hall.row.id: await hall.join(8) for hall in halls}
    everybody = [*people[halls[0].row.id], *people[halls[1].row.id], new_id()]
    model = Supports(
        joined={(session, each) for session, joined in people.items() for each in joined},
        shown={(hall.row.id, number) for hall in halls for number in range(1, 5)}
        - {(halls[0].row.id, 3)},
        taking={hall.row.id for hall in halls},
    )
    sent: list[SupportIntake] = []
    ending = chance.randrange(BATCHES)
    async with db.acquire() as conn:
        for number in range(BATCHES):
            if number == ending:
                await halls[0].do(c.EnterPhase(PHASES["penutup"]))
                model.taking.discard(halls[0].row.id)
            batch = []
            for _ in range(chance.randrange(1, 60)):
                if sent and chance.random() < 0.3:
                    batch.append(chance.choice(sent))
                    continue
                item = chance.choice(halls).support(
                    chance.choice(everybody),
                    chance.randrange(1, 6),
                    rev=chance.randrange(6),
                    supporting=chance.random() < 0.6,
                )
                batch.append(item)
                sent.append(item)
            expected = {place: model.take(batch[place]) for place in in_turn(batch)}
            verdicts = await intake.record_supports(conn, batch)
            assert dict(enumerate(verdicts)) == expected
    rows = await db.fetch(
        """
        SELECT session_id, proposal, participant::text, ref::text, rev, supporting FROM support
        """
    )
    assert {tuple(row) for row in rows} == {
        (*key, row.ref, row.rev, row.supporting) for key, row in model.rows.items()
    }


async def test_an_id_that_comes_back_as_something_newer_keeps_nobody_out(db: Pool) -> None:
    """The newest of a batch may be one that was stored long ago: what stands behind it counts."""
    hall = await voting_hall(db)
    [voter] = await hall.join()
    first = hall.ballot(voter, [1], rev=1)
    async with db.acquire() as conn:
        await intake.record_ballots(conn, [first])
        disguised = hall.ballot(voter, [2], rev=9, ref=first.ref)
        changed = hall.ballot(voter, [3], rev=5)
        older = hall.ballot(voter, [1, 2], rev=4)
        verdicts = await intake.record_ballots(conn, [older, disguised, changed])
        assert [verdict.outcome for verdict in verdicts] == ["older", "stored", "stored"]
        assert verdicts[2] == BallotVerdict("stored", [3], 5, changed.at)
        await hall.do(c.CloseRound(1))
        late = await intake.record_ballots(conn, [older, disguised, changed])
    assert late == [BallotVerdict("closed", counted=True)] * 3
