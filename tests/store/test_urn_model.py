"""Batches into ballot boxes against a model that takes one ballot after the other."""

import random

import pytest
from msgspec import Struct
from msgspec.structs import replace

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import Mark
from musrenbang_live.store import urns
from musrenbang_live.store.intake import BallotIntake, BallotVerdict
from musrenbang_live.store.pool import Pool
from tests.store.hall import Hall, electing_hall, new_id

BATCHES = 16
Place = tuple[int, int]


class Box(Struct):
    """What one box must hold: `codes` that were sent, with what their ballots may say.

    Of several voters who sent one code it is only known that one of them keeps it.
    """

    voters: set[str] = set()
    codes: dict[str, list[Mark]] = {}
    receipts: set[str] = set()
    marks: list[Mark] = []


class Model(Struct):
    """Boxes of open rounds, who may vote, and which cards may not any more."""

    joined: dict[tuple[int, str], int]
    boxes: dict[Place, Box]
    barred: set[int] = set()
    counted: set[tuple[int, int, str]] = set()

    def take(self, item: BallotIntake) -> BallotVerdict:
        """One ballot, nobody else being there."""
        box = self.boxes.get((item.session, item.round))
        if box is None:
            member = (item.session, item.participant) in self.joined
            counted = (item.session, item.round, item.participant) in self.counted
            return BallotVerdict("closed" if member else "unknown", counted=counted)
        if item.participant not in box.voters:
            refused = self._refused(item)
            if refused:
                return refused
            self._put(box, item)
        if item.ref in box.codes:
            return BallotVerdict("stored", None, item.rev, item.at)
        return BallotVerdict("already")

    def _refused(self, item: BallotIntake) -> BallotVerdict | None:
        card = self.joined.get((item.session, item.participant))
        if card is None:
            return BallotVerdict("unknown")
        if card == 0:
            return BallotVerdict("cardless")
        return BallotVerdict("revoked") if card in self.barred else None

    def _put(self, box: Box, item: BallotIntake) -> None:
        box.voters.add(item.participant)
        box.marks.append(item.mark)
        box.codes.setdefault(item.ref, []).append(item.mark)
        if item.receipt:
            box.receipts.add(item.receipt)


@pytest.mark.parametrize("seed", range(10))
async def test_ballots_are_cast_and_answered_as_if_one_came_after_the_other(
    db: Pool, seed: int
) -> None:
    chance = random.Random(seed)
    halls = [await electing_hall(db, code=code, cards=9) for code in ("ACDEFG", "ACDEFH")]
    model = await _model(halls)
    people = [*(each for _, each in model.joined), new_id()]
    codes, receipts = [new_id() for _ in range(4)], [new_id() for _ in range(4)]
    sent: list[BallotIntake] = []

    def ballot() -> BallotIntake:
        if sent and chance.random() < 0.3:
            return chance.choice(sent)
        sent.append(_ballot(chance, chance.choice(halls), people, codes, receipts))
        return sent[-1]

    closing, voiding = chance.sample(range(BATCHES), 2)
    async with db.acquire() as conn:
        for turn in range(BATCHES):
            if turn == voiding:
                await _void(model, halls, chance.randrange(1, 10))
            if turn == closing:
                await _close(db, model, halls[0])
            batch = [ballot() for _ in range(chance.randrange(1, 9))]
            expected = _in_turn(model, batch)
            for _ in range(chance.choice((1, 1, 2))):  # as after an interrupted commit
                assert await urns.cast_ballots(conn, batch) == expected
    await _close(db, model, halls[1])


async def _model(halls: list[Hall]) -> Model:
    """In each session nine cards and two people without one; all boxes are empty."""
    joined: dict[tuple[int, str], int] = {}
    for hall in halls:
        cards = range(1, 10)
        for card, each in zip(cards, await hall.join(cards=cards), strict=True):
            joined[hall.row.id, each] = card
        joined |= {(hall.row.id, each): 0 for each in await hall.join(2)}
    return Model(joined, {(hall.row.id, 1): Box() for hall in halls})


def _ballot(
    chance: random.Random, hall: Hall, people: list[str], codes: list[str], receipts: list[str]
) -> BallotIntake:
    """Of anybody; its code or receipt is sometimes what somebody else has sent, on purpose."""
    code = chance.choice(codes) if chance.random() < 0.2 else new_id()
    receipt = chance.choice([*receipts, new_id(), None])
    mark = sorted(chance.sample((1, 2, 3, 4, 5), chance.randrange(1, 4)))
    round_ = chance.choice((1, 1, 1, 1, 9))
    item = hall.ballot(chance.choice(people), mark, chance.randrange(1, 5), code, round_)
    return replace(item, receipt=receipt)


def _in_turn(model: Model, batch: list[BallotIntake]) -> list[BallotVerdict]:
    """The answers; whether a ref is in the box is asked when the whole batch is in it."""
    for item in batch:
        model.take(item)
    return [model.take(item) for item in batch]


async def _void(model: Model, halls: list[Hall], card: int) -> None:
    for hall in halls:
        if (hall.row.id, 1) in model.boxes:
            await hall.do(c.VoidCard(card, "Terfoto"))
    model.barred.add(card)


async def _close(db: Pool, model: Model, hall: Hall) -> None:
    """The round is sealed as the box was: everybody's vote, and every code that was sent."""
    await hall.do(c.CloseRound(1))
    box = model.boxes.pop((hall.row.id, 1))
    model.counted |= {(hall.row.id, 1, voter) for voter in box.voters}
    sealed = {
        table: await db.fetch(f"SELECT * FROM {table} WHERE session_id = $1", hall.row.id)
        for table in ("mark", "turnout", "receipt", "used")
    }
    assert {len(rows) for rows in sealed.values()} == {len(box.voters)}
    assert sorted(row["mark"] for row in sealed["mark"]) == sorted(box.marks)
    assert {str(row["participant"]) for row in sealed["turnout"]} == box.voters
    marks = {str(row["id"]): row["mark"] for row in sealed["mark"]}
    assert all(marks[code] in possible for code, possible in box.codes.items())
    assert box.receipts <= {str(row["receipt"]) for row in sealed["receipt"]}
