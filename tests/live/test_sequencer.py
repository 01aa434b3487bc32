import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.evolving import replay
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.live import sequencer as sequencers
from musrenbang_live.live.sequencer import Sequencer
from musrenbang_live.store import events
from musrenbang_live.store.pool import Db, Pool, open_pool
from tests.builders import PHASES, content, meeting
from tests.cable import Cut, laid
from tests.patience import SOON
from tests.store.hall import Hall, count, new_hall, new_id


class Desk:
    """One process's way into the log of a session, without anything else of the process."""

    def __init__(self, pool: Pool, hall: Hall) -> None:
        self.pool, self.hall = pool, hall
        self.meeting = meeting(hall.row.plan, hall.row.code)
        self.sequencer = Sequencer(
            pool, hall.row.id, lambda: (self.meeting, 0), self.catch_up, self.adopt
        )

    async def catch_up(self, db: Db | None = None) -> None:
        new = await events.since(db or self.pool, self.hall.row.id, self.meeting.seq)
        self.adopt(replay(self.meeting, new))

    def adopt(self, newer: Meeting) -> None:
        if newer.seq > self.meeting.seq:
            self.meeting = newer

    async def ask(self, command: c.AnyCommand, ref: str = "") -> Meeting:
        async with asyncio.timeout(SOON):
            return await self.sequencer.ask("f:1", command, ref)

    async def submit(self, title: str, author: str = "", ref: str = "") -> int:
        """Hand in a proposal; its number."""
        ref = ref or new_id()
        wanted = c.SubmitProposal(ref, author, content(title), assisted=not author)
        return (await self.ask(wanted, ref)).refs[ref]


@asynccontextmanager
async def desk(pool: Pool, hall: Hall) -> AsyncIterator[Desk]:
    opened = Desk(pool, hall)
    task = asyncio.create_task(opened.sequencer.run())
    try:
        yield opened
        assert not task.done(), "the sequencer has ended by itself"
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def logged(pool: Pool, hall: Hall) -> Meeting:
    """What the log says; its numbers must have no gap."""
    records = await events.since(pool, hall.row.id, 0)
    assert [record.seq for record in records] == list(range(1, len(records) + 1))
    return replay(meeting(hall.row.plan, hall.row.code), records)


async def test_commands_that_wait_together_are_stored_together(db: Pool) -> None:
    hall = await new_hall(db)
    async with desk(db, hall) as one:
        await one.ask(c.OpenMeeting())
        numbers = await asyncio.gather(*(one.submit(f"Lampu jalan {n}") for n in range(150)))
    assert sorted(numbers) == list(range(1, 151))
    transactions = await db.fetchval("SELECT count(DISTINCT xmin::text) FROM event")
    assert transactions <= 4, "150 commands that were there at once are two or three commits"
    assert await logged(db, hall) == one.meeting


async def test_two_processes_write_one_log_without_a_gap(db: Pool) -> None:
    hall = await new_hall(db)
    async with desk(db, hall) as one, desk(db, hall) as other:
        await one.ask(c.OpenMeeting())

        async def hand_in(at: Desk, name: str) -> list[int]:
            return [await at.submit(f"{name} {number}") for number in range(25)]

        numbers = await asyncio.gather(
            *(hand_in(d, f"Gang {i}") for i, d in enumerate((one, other)))
        )
        await one.catch_up()
        await other.catch_up()
    assert sorted(numbers[0] + numbers[1]) == list(range(1, 51))
    after = await logged(db, hall)
    assert after == one.meeting == other.meeting
    titles = Counter(proposal.content.title for proposal in after.proposals.values())
    assert set(titles.values()) == {1}
    for number, at in [(n, 0) for n in numbers[0]] + [(n, 1) for n in numbers[1]]:
        assert after.proposals[number].content.title.startswith(f"Gang {at} ")


async def test_of_many_busy_processes_none_is_overtaken_again_and_again(db: Pool) -> None:
    hall = await new_hall(db)
    async with AsyncExitStack() as stack:
        desks = [await stack.enter_async_context(desk(db, hall)) for _ in range(4)]
        await desks[0].ask(c.OpenMeeting())

        async def hand_in(at: Desk) -> None:
            for number in range(30):
                await at.submit(f"Gang {number}")  # fails where it is told to come again

        await asyncio.gather(*(hand_in(at) for at in desks for _ in range(2)))
    assert len((await logged(db, hall)).proposals) == 240


async def test_a_limit_holds_over_two_processes(db: Pool) -> None:
    """Everything is decided on the newest state there is, not on what a process knew before."""
    hall = await new_hall(db)
    (author,) = await hall.join()
    limit = hall.row.plan.rules.waiting_limit
    async with desk(db, hall) as one, desk(db, hall) as other:
        await one.ask(c.OpenMeeting())
        await one.ask(c.EnterPhase(PHASES["usulan"]))
        outcomes = await asyncio.gather(
            *(at.submit(f"Titi {n}", author) for n in range(2 * limit) for at in (one, other)),
            return_exceptions=True,
        )
    kept = [outcome for outcome in outcomes if isinstance(outcome, int)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, Rejected)]
    assert sorted(kept) == list(range(1, limit + 1))
    assert {rejected.code for rejected in refused} == {"proposal_limit"}
    assert len(kept) + len(refused) == 4 * limit


async def test_a_refusal_holds_on_the_newest_state(db: Pool) -> None:
    hall = await new_hall(db)
    async with desk(db, hall) as one, desk(db, hall) as other:
        await one.ask(c.OpenMeeting())
        assert other.meeting.stage == "planned"
        after = await other.ask(c.EnterPhase(PHASES["usulan"]))  # no: it has not been opened
        assert after.phase == PHASES["usulan"]
        number = await one.submit("Posyandu")
        assert (await other.ask(c.FocusProposal(number))).focus == number
        with pytest.raises(Rejected, match="already begun"):
            await one.ask(c.OpenMeeting())


async def test_already_so_holds_on_the_newest_state(db: Pool) -> None:
    hall = await new_hall(db)
    async with desk(db, hall) as one, desk(db, hall) as other:
        await one.ask(c.OpenMeeting())
        await other.catch_up()
        await one.ask(c.BlankScreen(True))
        assert not other.meeting.blank
        assert not (await other.ask(c.BlankScreen(False))).blank
        assert not (await logged(db, hall)).blank


async def test_what_is_refused_changes_nothing_and_hurts_no_neighbour(db: Pool) -> None:
    hall = await new_hall(db)
    async with desk(db, hall) as one:
        with pytest.raises(Rejected, match="not begun"):
            await one.ask(c.EnterPhase(1))
        assert await count(db, "event") == 0
        await one.ask(c.OpenMeeting())
        seq = one.meeting.seq
        outcomes = await asyncio.gather(
            one.submit("Lampu jalan"),
            one.ask(c.FocusProposal(99)),
            one.submit("Posyandu"),
            one.ask(c.ExtendTimer(0)),
            one.ask(c.HideProposal(1, "")),
            return_exceptions=True,
        )
    codes = [outcome.code for outcome in outcomes if isinstance(outcome, Rejected)]
    assert codes == ["proposal_unknown", "number_invalid", "reason_missing"]
    assert [outcomes[0], outcomes[2]] == [1, 2]
    after = await logged(db, hall)
    assert after.seq == seq + 4, "two proposals, each handed in and shown"
    assert await db.fetchval("SELECT seq FROM session") == after.seq


async def test_the_same_proposal_sent_to_both_processes_is_one(db: Pool) -> None:
    hall = await new_hall(db)
    async with desk(db, hall) as one, desk(db, hall) as other:
        await one.ask(c.OpenMeeting())
        refs = {f"Titi {place}": new_id() for place in range(10)}
        numbers = await asyncio.gather(
            *(at.submit(t, "", ref) for at in (one, other, one) for t, ref in refs.items())
        )
    assert numbers[:10] == numbers[10:20] == numbers[20:]
    assert await count(db, "proposal") == 10


async def test_who_hangs_up_does_not_undo_what_was_asked(db: Pool) -> None:
    hall = await new_hall(db)
    async with desk(db, hall) as one:
        gone = asyncio.create_task(one.ask(c.OpenMeeting()))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
        await one.submit("Lampu jalan")
    assert (await logged(db, hall)).stage == "open"


async def test_after_its_end_nobody_waits_for_ever(db: Pool) -> None:
    hall = await new_hall(db)
    async with desk(db, hall) as one:
        await one.ask(c.OpenMeeting())
    with pytest.raises(Rejected, match="many are sending"):
        await one.ask(c.ExtendTimer(5))
    assert (await logged(db, hall)).seq == one.meeting.seq


async def test_too_many_at_once_are_answered_busy(
    db: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencers, "MOST_WAITING", 20)
    hall = await new_hall(db)
    async with desk(db, hall) as one:
        await one.ask(c.OpenMeeting())
        outcomes = await asyncio.gather(
            *(one.submit(f"Titi {n}") for n in range(30)), return_exceptions=True
        )
    busy = [outcome for outcome in outcomes if isinstance(outcome, Rejected)]
    assert {rejected.code for rejected in busy} == {"busy"}
    times = {int(rejected.details["again"]) for rejected in busy}
    assert min(times) >= 2_000
    assert len(times) > 5, "they do not come back at once"
    assert len((await logged(db, hall)).proposals) == 30 - len(busy) == 20


# The line breaks in the middle of a commit


@pytest.mark.parametrize("cut", ["before", "after"])
@pytest.mark.parametrize("away", [0.0, 0.6], ids=["back at once", "away for a while"])
async def test_an_interrupted_commit_happens_once(
    database_url: str, db: Pool, cut: Cut, away: float
) -> None:
    """Asking for five more minutes twice would be ten: the act cannot tell by itself."""
    hall = await new_hall(db)
    async with laid(database_url) as cable, AsyncExitStack() as stack:
        pool = await stack.enter_async_context(await open_pool(cable.url, size=3))
        one = await stack.enter_async_context(desk(pool, hall))
        await one.ask(c.OpenMeeting())
        for times in range(3):
            before = one.meeting
            cable.cut, cable.away_after = cut, away
            after = await one.ask(c.ExtendTimer(5))
            assert cable.cuts == times + 1
            assert after.deadline == before.deadline + 5 * 60_000
            assert after.seq == before.seq + 1
            assert await logged(db, hall) == after == one.meeting


@pytest.mark.parametrize("cut", ["before", "after"])
async def test_an_interrupted_commit_that_another_process_overtakes(
    database_url: str, db: Pool, cut: Cut
) -> None:
    hall = await new_hall(db)
    async with laid(database_url) as cable, AsyncExitStack() as stack:
        pool = await stack.enter_async_context(await open_pool(cable.url, size=3))
        one = await stack.enter_async_context(desk(pool, hall))
        other = await stack.enter_async_context(desk(db, hall))
        await one.ask(c.OpenMeeting())
        deadline = one.meeting.deadline
        cable.cut, cable.away_after = cut, 0.6
        slow = asyncio.create_task(one.ask(c.ExtendTimer(5)))
        while not cable.cuts:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        for _ in range(3):
            await other.ask(c.ExtendTimer(1))
        await slow
        assert (await logged(db, hall)).deadline == deadline + 8 * 60_000


async def test_a_salt_is_never_used_for_two_records(db: Pool) -> None:
    hall = await new_hall(db)
    async with desk(db, hall) as one, desk(db, hall) as other:
        await one.ask(c.OpenMeeting())
        await asyncio.gather(
            *(at.submit(f"Titi {secrets.token_hex(4)}") for _ in range(10) for at in (one, other))
        )
    salts, distinct = await db.fetchrow("SELECT count(salt), count(DISTINCT salt) FROM event")
    assert salts == distinct == await count(db, "event")
