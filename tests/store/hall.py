"""A session in a database with people in it, for tests of the store."""

import asyncio
import secrets
import uuid
from collections.abc import Mapping, Sequence

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import Elect
from musrenbang_live.core.commands import AnyCommand
from musrenbang_live.core.counts import Counts
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.plan import RoundPlan, Rules, SessionPlan
from musrenbang_live.core.tally import Tally
from musrenbang_live.store import counts, events, intake, sessions
from musrenbang_live.store.intake import BallotIntake, JoinIntake, SupportIntake
from musrenbang_live.store.pool import Db, Pool
from musrenbang_live.store.sessions import SessionRow
from tests.builders import CODE, NOW, PHASES, ROUND, content, happen, meeting, plan


def new_id() -> str:
    """An id as a phone makes it."""
    return str(uuid.uuid4())


def salts(records: Sequence[object]) -> list[bytes]:
    """One salt for each record."""
    return [secrets.token_bytes(16) for _ in records]


class Hall:
    """The session `row` as this test has seen it: `meeting` is the state after all it did."""

    def __init__(self, pool: Pool, row: SessionRow) -> None:
        self.pool = pool
        self.row = row
        self.meeting: Meeting = meeting(row.plan, row.code)

    async def do(self, *commands: AnyCommand) -> None:
        """Decide on each command and store what follows, one transaction for each."""
        for command in commands:
            await self.do_at_once(command)

    async def do_at_once(self, *commands: AnyCommand) -> None:
        """The same in one transaction for all."""
        after, records = happen(self.meeting, *commands)
        async with self.pool.acquire() as conn:
            stored = await events.append(
                conn, self.row.id, self.meeting, after, records, salts(records)
            )
        assert stored
        self.meeting = after

    async def begin(self, proposals: int = 3) -> None:
        """Open the meeting, go to the phase of proposals, and have some of them shown."""
        await self.do(c.OpenMeeting(), c.EnterPhase(PHASES["usulan"]))
        for number in range(1, proposals + 1):
            wanted = content(f"Perbaikan drainase gang nomor {number}")
            await self.do(c.SubmitProposal(new_id(), "", wanted, assisted=True))

    async def vote(self) -> None:
        """Open the round."""
        await self.do(c.EnterPhase(PHASES["pemungutan"]))

    async def join(self, people: int = 1, cards: Sequence[int] = ()) -> list[str]:
        """Let so many people in, or enter these voter cards; their participant ids."""
        batch = [
            JoinIntake(id=new_id(), session=self.row.id, ref=new_id(), at=NOW, card=card)
            for card in cards or [None] * people
        ]
        async with self.pool.acquire() as conn:
            return await intake.record_joins(conn, batch)

    def ballot(
        self, participant: str, mark: list[int], rev: int = 1, ref: str = "", round_: int = 1
    ) -> BallotIntake:
        """A ballot in the first round."""
        return BallotIntake(
            session=self.row.id,
            round=round_,
            participant=participant,
            ref=ref or new_id(),
            rev=rev,
            mark=mark,
            blank=not mark,
            at=NOW + rev,
        )

    def support(
        self, participant: str, proposal: int, rev: int = 1, ref: str = "", supporting: bool = True
    ) -> SupportIntake:
        """A support for a proposal."""
        return SupportIntake(
            session=self.row.id,
            proposal=proposal,
            participant=participant,
            ref=ref or new_id(),
            rev=rev,
            supporting=supporting,
        )

    async def counts(self, known: Mapping[counts.Settled, Tally] | None = None) -> Counts:
        """Everything that can be counted now; `known` as in `store.counts.ballots`."""
        turnout, tallies = await counts.ballots(self.pool, self.row.id, self.meeting, known or {})
        return Counts(
            supports=await counts.supports(self.pool, self.row.id, self.meeting),
            attendance=await counts.attendance(self.pool, self.row.id),
            turnout=turnout,
            tallies=tallies,
        )


async def new_hall(pool: Pool, of: SessionPlan | None = None, code: str = CODE) -> Hall:
    """A session that has not begun, stored."""
    row = await sessions.create_session(pool, code=code, plan=of or plan(), created_by=None, at=NOW)
    return Hall(pool, row)


async def voting_hall(pool: Pool, proposals: int = 3, code: str = CODE) -> Hall:
    """A session with an open round on so many proposals."""
    hall = await new_hall(pool, code=code)
    await hall.begin(proposals)
    await hall.vote()
    return hall


DELEGATES = RoundPlan(ROUND, "Delegasi", Elect(seats=3, most=3))


async def electing_hall(pool: Pool, candidates: int = 5, code: str = CODE, cards: int = 0) -> Hall:
    """A session with an open election of delegates; with `cards` only they vote."""
    rules = Rules(access="kartu" if cards else "tautan")
    hall = await new_hall(pool, plan(rounds=(DELEGATES,), rules=rules), code)
    if cards:
        await hall.do(c.PrintCards(2 * cards, 0), c.ActivateCards(1, cards))
    await hall.do(c.OpenMeeting())
    for number in range(1, candidates + 1):
        await hall.do(c.Nominate(new_id(), f"Calon {number}", woman=number % 2 == 0))
    await hall.vote()
    return hall


async def count(db: Db, table: str) -> int:
    """The rows of a table."""
    found: int = await db.fetchval(f"SELECT count(*) FROM {table}")
    return found


async def until_waiting(db: Pool, sessions: int) -> None:
    """Wait until so many connections to this database wait for a lock."""
    async with asyncio.timeout(5):
        while True:
            waiting = await db.fetchval(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                """
            )
            if waiting == sessions:
                return
