"""The sealed lists as they are read back."""

from msgspec.structs import replace

from musrenbang_live.core import commands as c
from musrenbang_live.core.sealed_lists import Proof
from musrenbang_live.store import intake, receipts
from musrenbang_live.store.pool import Pool
from tests.store.hall import new_hall, new_id, voting_hall


async def test_what_was_sealed_is_read_back_and_nothing_before(db: Pool) -> None:
    hall = await voting_hall(db)
    voters = await hall.join(7)
    sent = [replace(hall.ballot(voter, [1, 3]), receipt=new_id()) for voter in voters]
    sent[-1] = replace(sent[-1], mark=[], blank=True)
    async with db.acquire() as conn:
        await intake.record_ballots(conn, sent)
    session = hall.row.id
    assert await receipts.openings(db, session, 1) == []
    assert await receipts.receipts(db, session, 1) == []
    assert await receipts.used(db, session, 1) == 0
    await hall.do(c.CloseRound(1))
    counted = sorted(sent[:-1], key=lambda ballot: ballot.ref)
    assert await receipts.openings(db, session, 1) == [
        (ballot.ref, [1, 3], "ponsel") for ballot in counted
    ]
    assert await receipts.receipts(db, session, 1) == sorted(str(b.receipt) for b in counted)
    assert await receipts.used(db, session, 1) == 6


async def test_figures_are_of_the_rounds_asked_for_and_of_no_other_session(db: Pool) -> None:
    hall, other = await voting_hall(db), await new_hall(db, code="ACDEFG")
    voters = await hall.join(3)
    async with db.acquire() as conn:
        await intake.record_ballots(conn, [hall.ballot(voter, [1]) for voter in voters])
    await hall.do(c.CloseRound(1))
    assert await receipts.figures(db, hall.row.id, [1, 2]) == {1: Proof(3, 3), 2: Proof(0, 0)}
    assert await receipts.figures(db, hall.row.id, []) == {}
    assert await receipts.figures(db, other.row.id, [1]) == {1: Proof(0, 0)}
