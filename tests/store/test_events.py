import asyncio

import asyncpg
import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.commands import AnyCommand
from musrenbang_live.core.evolving import replay
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.store import events
from musrenbang_live.store.pool import Pool, connect
from tests.builders import PHASES, content, happen, meeting
from tests.store.hall import Hall, count, new_hall, new_id, salts


async def _append(hall: Hall, before: Meeting, *commands: AnyCommand) -> tuple[bool, Meeting]:
    after, records = happen(before, *commands)
    async with hall.pool.acquire() as conn:
        done = await events.append(conn, hall.row.id, before, after, records, salts(records))
    return done, after


async def _folded(hall: Hall, page: int = 5000) -> Meeting:
    state = meeting(hall.row.plan, hall.row.code)
    while records := await events.since(hall.pool, hall.row.id, state.seq, page):
        state = replay(state, records)
    return state


async def test_the_log_folds_to_the_same_meeting_after_a_restart(
    db: Pool, database_url: str
) -> None:
    hall = await new_hall(db)
    await hall.begin()
    await hall.do(
        c.HideProposal(3, "Sudah tertampung di usulan nomor 1"),
        c.MergeProposal(2, 1),
        c.EditProposal(1, content("Drainase Gang Mawar ±1,5 m 🚧", quantity=120.5, unit="m")),
        c.FocusProposal(1),
        c.EnterPhase(PHASES["pemungutan"]),
        c.CloseRound(1),
        c.BlankScreen(True),
        c.RevealRound(1),
        c.CloseMeeting(),
        c.PublishMeeting(),
    )
    fresh = await connect(database_url)
    try:
        records = await events.since(fresh, hall.row.id, 0)
    finally:
        await fresh.close()
    assert [record.seq for record in records] == list(range(1, hall.meeting.seq + 1))
    assert replay(meeting(hall.row.plan), records) == hall.meeting


async def test_the_log_is_read_in_pages_from_any_point(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.begin()
    assert await _folded(hall, page=2) == hall.meeting
    last = await events.since(db, hall.row.id, hall.meeting.seq - 1)
    assert [record.seq for record in last] == [hall.meeting.seq]
    assert await events.since(db, hall.row.id, hall.meeting.seq) == []


async def test_of_two_who_decide_at_the_same_moment_one_is_told_to_look_again(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.begin(proposals=1)
    for turn in range(15):
        before = hall.meeting
        outcomes = await asyncio.gather(
            *(
                _append(hall, before, c.SubmitProposal(new_id(), "", content(title), assisted=True))
                for title in (f"Lampu jalan {turn}", f"Posyandu {turn}")
            )
        )
        assert sorted(done for done, _ in outcomes) == [False, True]
        hall.meeting = next(after for done, after in outcomes if done)
        assert await _folded(hall) == hall.meeting
    assert await count(db, "proposal") == len(hall.meeting.proposals)


async def test_numbers_are_gapless_in_the_order_of_commits(db: Pool) -> None:
    """Whoever reads while five write never sees a later record without the ones before it."""
    hall = await new_hall(db)
    await hall.do(c.OpenMeeting())
    writing = True

    async def write() -> None:
        written = 0
        while written < 12:
            before = await _folded(hall)
            done, _ = await _append(hall, before, c.ExtendTimer(1))
            written += done

    async def read() -> None:
        while writing:
            seqs = [record.seq for record in await events.since(db, hall.row.id, 0)]
            assert seqs == list(range(1, len(seqs) + 1))

    reader = asyncio.create_task(read())
    await asyncio.gather(*(write() for _ in range(5)))
    writing = False
    await reader
    assert (await _folded(hall)).seq == 2 + 5 * 12


async def test_a_writer_who_lost_leaves_nothing_behind(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.begin(proposals=1)
    stale = hall.meeting
    await hall.do(c.BlankScreen(True))
    rows = await count(db, "event"), await count(db, "proposal")
    done, _ = await _append(hall, stale, c.HideProposal(1, "Ganda"))
    assert not done
    assert (await count(db, "event"), await count(db, "proposal")) == rows
    assert await db.fetchval("SELECT status FROM proposal") == "shown"


async def test_a_ref_stands_in_the_log_once(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.begin(proposals=1)
    ref = new_id()
    await hall.do(c.SubmitProposal(ref, "", content(), assisted=True))
    assert await events.seq_of(db, hall.row.id, ref) == hall.meeting.seq - 1
    assert await events.seq_of(db, hall.row.id, new_id()) is None

    after, records = happen(hall.meeting, c.ExtendTimer(1))
    again = [type(records[0])(r.seq, r.at, r.actor, r.event, ref) for r in records]
    async with db.acquire() as conn:
        assert not await events.append(conn, hall.row.id, hall.meeting, after, again, salts(again))
    assert await _folded(hall) == hall.meeting


async def test_the_salt_tells_whether_an_interrupted_commit_was_ours(db: Pool) -> None:
    hall = await new_hall(db)
    after, records = happen(hall.meeting, c.OpenMeeting())
    ours = salts(records)
    async with db.acquire() as conn:
        assert await events.append(conn, hall.row.id, hall.meeting, after, records, ours)
    assert [await events.salt_at(db, hall.row.id, record.seq) for record in records] == ours
    assert await events.salt_at(db, hall.row.id, after.seq + 1) is None


async def test_free_text_stands_apart_and_can_be_erased(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.begin(proposals=1)
    await hall.do(c.HideProposal(1, "Memuat nama tetangga"))
    bodies = await db.fetchval("SELECT string_agg(body::text, ' ') FROM event")
    assert "drainase" not in bodies
    assert "tetangga" not in bodies

    await db.execute("UPDATE event SET words = NULL")
    erased = await _folded(hall)
    assert erased.proposals[1].content.title == ""
    assert erased.proposals[1].status == "hidden"
    assert erased.seq == hall.meeting.seq


async def test_the_proposals_of_the_table_are_those_of_the_log(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.begin(proposals=4)
    wanted = content("Posyandu", cost=10**13, beneficiaries=10**7, quantity=0.25, unit="unit")
    await hall.do(c.EditProposal(4, wanted), c.HideProposal(3, "Ganda"), c.MergeProposal(2, 1))
    rows = {row["number"]: row for row in await db.fetch("SELECT * FROM proposal")}
    for number, proposal in hall.meeting.proposals.items():
        row = rows[number]
        assert row["status"] == proposal.status
        assert row["title"] == proposal.content.title
        assert row["reason"] == proposal.reason
        assert row["cost"] == proposal.content.cost
        assert row["quantity"] == proposal.content.quantity
        assert row["root"] == hall.meeting.root(number)
        assert (row["merged_into"] or 0) == proposal.merged_into


async def test_members_of_a_merge_move_with_it(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.begin(proposals=4)
    await hall.do(c.MergeProposal(3, 2), c.MergeProposal(2, 1))
    assert await _roots(db) == [1, 1, 1, 4]
    await hall.do(c.UnmergeProposal(2))
    assert await _roots(db) == [1, 2, 2, 4]
    await hall.do(c.MergeProposal(2, 4))
    assert await _roots(db) == [1, 4, 4, 4]


async def _roots(db: Pool) -> list[int]:
    return [row["root"] for row in await db.fetch("SELECT root FROM proposal ORDER BY number")]


async def test_several_commands_in_one_transaction(db: Pool) -> None:
    """A round opened and closed between two looks of the database is sealed all the same."""
    hall = await new_hall(db)
    await hall.begin()
    done, after = await _append(
        hall,
        hall.meeting,
        c.MergeProposal(3, 2),
        c.EnterPhase(PHASES["pemungutan"]),
        c.CloseRound(1),
        c.SubmitProposal(new_id(), "", content("Susulan"), assisted=True),
        c.MergeProposal(4, 1),
    )
    assert done
    assert await db.fetchval("SELECT stage FROM round") == "closed"
    assert await _roots(db) == [1, 2, 2, 1]
    assert await _folded(hall) == after


async def test_the_session_row_follows_the_course_of_the_meeting(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.begin(proposals=1)
    assert await db.fetchval("SELECT takes_supports FROM session")
    await hall.do(c.EnterPhase(PHASES["penutup"]))
    assert not await db.fetchval("SELECT takes_supports FROM session")
    await hall.do(c.PublishMeeting())
    row = await db.fetchrow("SELECT * FROM session_row")
    assert row is not None
    assert row["stage"] == "published"
    assert row["opened_at"] == hall.meeting.opened_at
    assert row["closed_at"] == hall.meeting.closed_at
    assert row["published_at"] == hall.meeting.published_at


async def test_a_second_open_round_is_impossible(db: Pool) -> None:
    hall = await new_hall(db)
    await hall.begin()
    await hall.vote()
    with pytest.raises(asyncpg.UniqueViolationError, match="round_one_open"):
        await db.execute(
            """
            INSERT INTO round SELECT session_id, 2, 'lain', title, kind, live_totals,
                options, stage, opened_at, closed_at FROM round
            """
        )
