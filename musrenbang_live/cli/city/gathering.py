"""One invented meeting, played straight into the store by the rules of the core.

No server, no phones: what is stored is what a meeting with these people would have stored, so that
its record is whole and can be checked like any other.
"""

import random
import uuid
from collections.abc import Sequence
from typing import Final

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import Mark
from musrenbang_live.core.codes import join_code
from musrenbang_live.core.deciding import decide
from musrenbang_live.core.events import ProposalContent, Record
from musrenbang_live.core.evolving import replay
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.plan import SessionPlan
from musrenbang_live.store import events, sessions
from musrenbang_live.store.intake import (
    BallotIntake,
    JoinIntake,
    SupportIntake,
    record_ballots,
    record_joins,
    record_supports,
)
from musrenbang_live.store.pool import Conn

ACTOR: Final = "sistem"
SALT_BYTES: Final = 16
STEP: Final = 4_000
"""Milliseconds between two acts of a meeting that is played at once."""
TRIES: Final = 3


class Behind(Exception):
    """Somebody else is changing this meeting too often; it is left alone."""


class Gathering:
    """A meeting and its people. `at` is the time of its next act (ms), moved on by each."""

    def __init__(
        self, conn: Conn, session: int, meeting: Meeting, chance: random.Random, at: int
    ) -> None:
        self.session = session
        self.meeting = meeting
        self.people: list[str] = []
        self.at = at
        self._open: Conn | None = conn
        self._chance = chance

    @property
    def code(self) -> str:
        """The join code."""
        return self.meeting.code

    @classmethod
    async def called(
        cls, conn: Conn, plan: SessionPlan, by: int, chance: random.Random, at: int
    ) -> "Gathering":
        """A meeting by `plan` that the person `by` may lead; nothing has happened in it."""
        code = join_code(chance.randbytes(12))
        row = await sessions.create_session(
            conn, code=code, plan=plan, created_by=by, at=at, example=True
        )
        return cls(conn, row.id, Meeting(code, plan), chance, at)

    def use(self, conn: Conn, at: int) -> None:
        """Go on over `conn` at the time `at` (ms)."""
        self._open = conn
        self.at = at

    def rest(self) -> None:
        """Let go of the connection; nothing can be done until the next `use`."""
        self._open = None

    @property
    def _conn(self) -> Conn:
        if self._open is None:
            raise RuntimeError("no connection: see use")
        return self._open

    async def act(self, *commands: c.AnyCommand) -> None:
        """Have all `commands` happen, in one piece. Raises `Rejected`, and `Behind`."""
        for _ in range(TRIES):
            records, after, at = self._decided(commands)
            salts = [self._chance.randbytes(SALT_BYTES) for _ in records]
            if not records:
                return
            moved = self._conn, self.session, self.meeting, after, records, salts
            if await events.append(*moved):
                self.meeting, self.at = after, at
                return
            await self.catch_up()
        raise Behind(self.code)

    def _decided(self, commands: Sequence[c.AnyCommand]) -> tuple[list[Record], Meeting, int]:
        after, at = self.meeting, self.at
        records: list[Record] = []
        for command in commands:
            actor = getattr(command, "author", "")
            ref = getattr(command, "ref", "")
            decided = decide(after, command, at)
            new = [
                Record(
                    after.seq + place,
                    at,
                    f"p:{actor}" if actor else ACTOR,
                    event,
                    ref if place == 1 else "",
                )
                for place, event in enumerate(decided, 1)
            ]
            after = replay(after, new)
            records += new
            at += STEP
        return records, after, at

    async def catch_up(self) -> None:
        """Read what others have added to the log."""
        new = await events.since(self._conn, self.session, self.meeting.seq)
        self.meeting = replay(self.meeting, new)

    async def join(self, count: int) -> None:
        """Let `count` people join, from all lingkungan."""
        plan = self.meeting.plan
        items = [
            JoinIntake(
                id=self._uuid(),
                session=self.session,
                ref=self._uuid(),
                at=self.at,
                neighborhood=self._chance.choice(plan.neighborhoods),
                gender=self._chance.choice(("P", "P", "L", "L", "")),
                organisation=self._chance.choice((*plan.organisations[:6], "")),
            )
            for _ in range(count)
        ]
        if items:
            self.people += await record_joins(self._conn, items)

    async def hand_in(self, contents: Sequence[ProposalContent]) -> None:
        """People hand in proposals, and the committee shows them."""
        known = len(self.meeting.proposals)
        told = [
            c.SubmitProposal(self._uuid(), self._chance.choice(self.people), content)
            for content in contents
        ]
        shown = [c.ApproveProposal(known + place) for place in range(1, len(contents) + 1)]
        pairs = zip(told, shown, strict=True)
        await self.act(*(command for pair in pairs for command in pair))

    async def support(self, share: float) -> None:
        """Everybody supports about `share` of what stands, the first of it more often."""
        standing = [proposal.number for proposal in self.meeting.standing()]
        items = [
            SupportIntake(
                session=self.session,
                proposal=number,
                participant=person,
                ref=self._uuid(),
                rev=self.at + place,
                supporting=True,
            )
            for person in self.people
            for place, number in enumerate(standing)
            if self._chance.random() < share * (1.5 - place / max(1, len(standing)))
        ]
        if items:
            await record_supports(self._conn, items)

    async def vote(self, voters: Sequence[str], most: int) -> dict[int, int]:
        """`voters` each choose up to `most` of the open round's options; how many chose each."""
        open_round = self.meeting.open_round
        if open_round is None or not voters:
            return {}
        options = open_round.options
        weights = [2.5 - place / len(options) for place in range(len(options))]
        counted = dict.fromkeys(options, 0)
        items = []
        for person in voters:
            mark = self._choice(options, weights, most)
            for number in mark:
                counted[number] += 1
            items.append(self._ballot(open_round.number, person, list(mark)))
        await record_ballots(self._conn, items)
        return counted

    def _choice(self, options: Sequence[int], weights: Sequence[float], most: int) -> list[int]:
        wanted = self._chance.randint(1, min(most, len(options)))
        return sorted(set(self._chance.choices(options, weights, k=wanted)))

    def _ballot(self, number: int, person: str, mark: Mark) -> BallotIntake:
        return BallotIntake(
            session=self.session,
            round=number,
            participant=person,
            ref=self._uuid(),
            rev=self.at,
            mark=mark,
            blank=not mark,
            at=self.at,
            receipt=self._uuid(),
        )

    def _uuid(self) -> str:
        return str(uuid.UUID(int=self._chance.getrandbits(128), version=4))
