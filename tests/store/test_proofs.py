"""The rows that the public log and the bundle are made of."""

import json

from msgspec.structs import replace

from musrenbang_live.core import commands as c
from musrenbang_live.core.proof.public_log import SIGNED, Box, Sealed, salt_of, word_hash
from musrenbang_live.core.sealed_lists import Proof
from musrenbang_live.store import intake, proofs
from musrenbang_live.store.pool import Pool
from musrenbang_live.store.proofs import Signed
from tests.builders import content
from tests.store.hall import Hall, new_hall, new_id, voting_hall

ROOT = bytes(range(32))


async def voted(db: Pool, voters: int = 7) -> Hall:
    """A closed round in which so many voted, and one handed in a blank ballot."""
    hall = await voting_hall(db)
    people = await hall.join(voters + 1)
    batch = [hall.ballot(who, [1 + place % 3]) for place, who in enumerate(people[:-1])]
    async with db.acquire() as conn:
        await intake.record_ballots(conn, [*batch, hall.ballot(people[-1], [])])
    await hall.do(c.CloseRound(1))
    return hall


async def test_each_event_has_its_line_from_the_moment_it_is_stored(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.do(c.OpenMeeting(), c.SubmitProposal(new_id(), "", content("Titi"), assisted=True))
    found = await proofs.lines(db, hall.row.id)
    told = [json.loads(line.line) for line in found]
    assert [(line.seq, line.kind) for line in found] == [
        (each["seq"], each["kind"]) for each in told
    ]
    assert [line.seq for line in found] == list(range(1, hall.meeting.seq + 1))
    (submitted,) = [each for each in told if each["kind"] == "ProposalSubmitted"]
    (entry,) = [
        each
        for each in await proofs.entries(db, hall.row.id)
        if each.record.seq == submitted["seq"]
    ]
    salt = salt_of(entry.salt, "content.title")
    assert submitted["words"]["content.title"] == word_hash(salt, "Titi")
    assert "Titi" not in found[submitted["seq"] - 1].line.decode()


async def test_a_line_stays_when_a_text_is_erased_or_a_body_changed(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.begin()
    before = await proofs.lines(db, hall.row.id)
    await db.execute("UPDATE event SET words = words - 'content.title', body = body || '{\"a\":1}'")
    assert await proofs.lines(db, hall.row.id) == before
    entries = await proofs.entries(db, hall.row.id)
    assert not any("content.title" in entry.texts for entry in entries)


async def test_events_of_older_programs_get_their_lines_once(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.begin()
    before = await proofs.lines(db, hall.row.id)
    await db.execute("UPDATE event SET line = NULL WHERE seq > 1")
    assert await proofs.lines(db, hall.row.id) == before
    assert not await db.fetchval("SELECT count(*) FROM event WHERE line IS NULL")


async def test_a_box_holds_three_lists_of_one_length(db: Pool) -> None:
    hall = await voted(db)
    (box,) = (await proofs.boxes(db, hall.row.id, [1])).values()
    assert len(box.ballots) == len(box.receipts) == len(box.used) == 7
    assert len({each.code for each in box.ballots}) == 7
    assert sorted(each.mark[0] for each in box.ballots) == [1, 1, 1, 2, 2, 3, 3]
    assert all(len(each) == 32 for each in box.used)
    closing = [line for line in await proofs.lines(db, hall.row.id) if line.closes]
    assert [(line.kind, line.closes) for line in closing] == [("RoundClosed", 1)]


async def test_roots_are_kept_once_and_the_missing_ones_are_known(db: Pool) -> None:
    hall = await voted(db)
    missing = await proofs.unsigned(db, hall.row.id, SIGNED)
    kinds = {line.seq: line.kind for line in await proofs.lines(db, hall.row.id)}
    assert [kinds[seq] for seq in missing] == ["MeetingOpened", "RoundOpened", "RoundClosed"]
    assert await proofs.newest(db, hall.row.id) is None
    signed = [Signed(seq, seq + 1, ROOT, f"note {seq}\n") for seq in missing]
    await proofs.put_checkpoints(db, hall.row.id, signed, 1)
    other = [Signed(each.seq, each.size, bytes(32), "another\n") for each in signed]
    await proofs.put_checkpoints(db, hall.row.id, other, 2)
    assert await proofs.checkpoints(db, hall.row.id) == signed
    assert await proofs.newest(db, hall.row.id) == (missing[-1] + 1, ROOT)
    assert await proofs.unsigned(db, hall.row.id, SIGNED) == []


async def test_the_plan_is_read_as_it_was_stored(db: Pool) -> None:
    hall = await new_hall(db)
    await db.execute("UPDATE session SET plan = plan || '{\"of_tomorrow\": [1.50, 2]}'")
    stored = await proofs.plan(db, hall.row.id)
    assert stored["of_tomorrow"] == [1.5, 2]
    assert stored["forum"] == hall.row.plan.forum


async def test_what_was_sealed_is_read_back_and_nothing_before(db: Pool) -> None:
    hall = await voting_hall(db)
    voters = await hall.join(7)
    sent = [replace(hall.ballot(voter, [1, 3]), receipt=new_id()) for voter in voters]
    sent[-1] = replace(sent[-1], mark=[], blank=True)
    async with db.acquire() as conn:
        await intake.record_ballots(conn, sent)
    assert await proofs.boxes(db, hall.row.id, [1]) == {1: Box(1, [], [], [])}
    await hall.do(c.CloseRound(1))
    counted = sorted(sent[:-1], key=lambda ballot: ballot.ref)
    box = (await proofs.boxes(db, hall.row.id, [1]))[1]
    assert box.ballots == [Sealed(ballot.ref, [1, 3], "ponsel") for ballot in counted]
    assert box.receipts == sorted(str(ballot.receipt) for ballot in counted)
    assert len(box.used) == 6


async def test_figures_are_of_the_rounds_asked_for_and_of_no_other_session(db: Pool) -> None:
    hall, other = await voting_hall(db), await new_hall(db, code="ACDEFG")
    voters = await hall.join(3)
    async with db.acquire() as conn:
        await intake.record_ballots(conn, [hall.ballot(voter, [1]) for voter in voters])
    await hall.do(c.CloseRound(1))
    assert await proofs.figures(db, hall.row.id, [1, 2]) == {1: Proof(3, 3), 2: Proof(0, 0)}
    assert await proofs.figures(db, hall.row.id, []) == {}
    assert await proofs.figures(db, other.row.id, [1]) == {1: Proof(0, 0)}
