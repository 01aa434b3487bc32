"""Today in the invented city: every kelurahan meets, each in another phase, and it goes on.

One process plays all of them, one small act at a time: somebody joins, a proposal comes, supports,
a vote, the next phase. No phones are simulated, so that it costs next to nothing.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct

from musrenbang_live.cli.city.gathering import Behind, Gathering
from musrenbang_live.cli.city.plans import Plans, phase_at, sector_keys, written
from musrenbang_live.cli.city.stories import told
from musrenbang_live.core import commands as c
from musrenbang_live.core.city import local_day
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import ProposalContent
from musrenbang_live.live.clock import now
from musrenbang_live.live.notary import Notary
from musrenbang_live.store.pool import Pool, unreachable
from musrenbang_live.web.wards import Ward

AT_ONCE: Final = 2
"""Meetings that are made at the same moment."""
PACE: Final = 1.2
"""Seconds between two acts somewhere in the city."""
MINUTE: Final = 60_000
ACTS_A_PHASE: Final = 9
"""About so many acts happen in a phase before the next one."""
KINDS: Final = (
    *("published", "open", "open", "planned", "open", "closed", "open"),
    *("open", "planned", "open", "open", "published", "open", "planned"),
)
"""How the kelurahan stand at the start, one after another and again from the beginning."""
EARLY: Final = 30
"""So many come before the opening."""
MOST: Final = 5
"""What the plan lets everybody choose."""


class Meeting(Struct):
    """A meeting that goes on: what is still to be asked in it, and how many acts its phase had."""

    hall: Gathering
    left: list[ProposalContent]
    chance: random.Random
    acts: int = 0


class Today:
    """The meetings of today. `acts` is how many have happened since `prepare`."""

    def __init__(self, pool: Pool, notary: Notary, seed: int) -> None:
        self.meetings: list[Meeting] = []
        self.acts = 0
        self._pool = pool
        self._notary = notary
        self._chance = random.Random(seed)  # noqa: S311

    async def prepare(
        self, plans: Plans, year: int, by: int, wards: Sequence[Ward], tell: Callable[[], None]
    ) -> None:
        """Bring each of `wards` to where it stands now. `tell` is called after each."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(place: int, ward: Ward) -> Meeting:
            async with gate:
                meeting = await self._prepared(plans, year, by, ward, place)
            tell()
            return meeting

        self.meetings += await asyncio.gather(*(one(*each) for each in enumerate(wards)))

    async def _prepared(self, plans: Plans, year: int, by: int, ward: Ward, place: int) -> Meeting:
        kind = KINDS[place % len(KINDS)]
        chance = random.Random(f"{year} {ward.code}")  # noqa: S311
        ago = 0 if kind == "planned" else (25 + place * 3) * MINUTE
        dawn = local_day(now(), 7)[1]
        begun = max(now() - ago, dawn + MINUTE)
        starts = now() + (3 + place * 2) * MINUTE if kind == "planned" else begun
        plan = plans.ward(ward, year, min(starts, dawn + 24 * 60 * MINUTE - MINUTE))
        async with self._pool.acquire() as conn:
            hall = await Gathering.called(conn, plan, by, chance, begun)
            asked = told(chance, plan.neighborhoods, sector_keys(plan), 14)
            meeting = Meeting(hall, asked, chance)
            if kind != "planned":
                await hall.join(chance.randint(22, 64))
                await hall.act(c.OpenMeeting())
                to = len(plan.phases) if kind in ("closed", "published") else place % 4 + 1
                await self._played(meeting, to)
            if kind in ("closed", "published"):
                last = c.PublishMeeting() if kind == "published" else c.CloseMeeting()
                await hall.act(last)
        hall.rest()
        await self._notary.sign(hall.session, hall.code)
        return meeting

    async def _played(self, meeting: Meeting, to: int) -> None:
        """Go through the phases before `to`, with what people do in them."""
        hall = meeting.hall
        begun, left = hall.at, now() - hall.at
        for index in range(1, to):
            hall.at = max(hall.at, begun + left * index // (to + 1))
            await self._enter(meeting, index)
            kind = hall.meeting.plan.phases[index].kind
            if kind == "usulan":
                await hall.hand_in(
                    [meeting.left.pop() for _ in range(meeting.chance.randint(4, 9))]
                )
                await hall.support(0.12)
            if kind == "pemungutan":
                share = meeting.chance.uniform(0.15, 0.75)
                voters = [each for each in hall.people if meeting.chance.random() < share]
                await hall.vote(voters, MOST)

    async def run(self) -> None:
        """Go on until cancelled. What the database refuses for a moment is let go."""
        while True:
            await asyncio.sleep(PACE * self._chance.uniform(0.6, 1.4))
            try:
                await self.step()
            except Exception as trouble:
                if not unreachable(trouble):
                    raise

    async def step(self) -> None:
        """One act in one meeting that is not over."""
        going = [each for each in self.meetings if each.hall.meeting.stage in ("planned", "open")]
        if not going:
            return
        meeting = self._chance.choice(going)
        async with self._pool.acquire() as conn:
            meeting.hall.use(conn, now())
            try:
                await self._act(meeting)
            except (Behind, Rejected):  # somebody leads this meeting from its console
                self.meetings.remove(meeting)
            finally:
                meeting.hall.rest()
        self.acts += 1

    async def _act(self, meeting: Meeting) -> None:
        hall = meeting.hall
        await hall.catch_up()
        if hall.meeting.stage == "planned":
            await self._gather(meeting)
            return
        meeting.acts += 1
        if meeting.acts > ACTS_A_PHASE and self._chance.random() < 0.4:
            await self._next_phase(meeting)
            return
        if self._chance.random() < 0.35:
            await hall.join(self._chance.randint(1, 3))
        await self._in_phase(meeting)

    async def _gather(self, meeting: Meeting) -> None:
        """Before the opening people come; it opens at its time."""
        hall = meeting.hall
        if len(hall.people) < EARLY:
            await hall.join(self._chance.randint(1, 4))
        if written(now()) >= hall.meeting.plan.starts and len(hall.people) > 8:
            await hall.act(c.OpenMeeting())
            await self._notary.sign(hall.session, hall.code)

    async def _in_phase(self, meeting: Meeting) -> None:
        """What people do in the phase that is on."""
        hall = meeting.hall
        if hall.meeting.takes_proposals and meeting.left and hall.people:
            await hall.hand_in([meeting.left.pop()])
        if hall.meeting.takes_supports:
            await hall.support(0.02)
        open_round = hall.meeting.open_round
        if open_round:
            voters = self._chance.sample(hall.people, min(len(hall.people), 4))
            await hall.vote(voters, MOST)

    async def _next_phase(self, meeting: Meeting) -> None:
        index = meeting.hall.meeting.phase + 1
        meeting.acts = 0
        if index < len(meeting.hall.meeting.plan.phases):
            await self._enter(meeting, index)
        else:
            await meeting.hall.act(c.PublishMeeting())
        await self._notary.sign(meeting.hall.session, meeting.hall.code)

    async def _enter(self, meeting: Meeting, index: int) -> None:
        """Enter a phase; whatever was voted on before is counted and shown first."""
        hall = meeting.hall
        plan = hall.meeting.plan
        open_round = hall.meeting.open_round
        if open_round:
            number = open_round.number
            await hall.act(c.CloseRound(number), c.RevealRound(number))
        if plan.phases[index].kind == "pemungutan" and not hall.meeting.standing():
            return
        if index > hall.meeting.phase or index == phase_at(plan, "usulan"):
            await hall.act(c.EnterPhase(index))
