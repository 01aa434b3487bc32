"""A meeting to visit: created, moved along as a facilitator would, and people in it."""

import uuid
from typing import Any

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import Mark
from musrenbang_live.core.events import ProposalContent
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.plan import SessionPlan
from musrenbang_live.live.room import Room
from musrenbang_live.live.service import Joining
from tests.builders import PHASES, content, plan
from tests.web.browsing import Hall, Page, Visitor

LEADER = "f:1"


class Gathering:
    """One meeting of the hall, with what its facilitator does."""

    def __init__(self, hall: Hall, room: Room) -> None:
        self.hall = hall
        self.room = room
        self.home = f"/s/{room.code}"

    @property
    def meeting(self) -> Meeting:
        """The meeting as it is now."""
        return self.room.meeting

    async def act(self, *commands: c.AnyCommand) -> None:
        """The facilitator does this."""
        for command in commands:
            await self.hall.service.act(self.room, LEADER, command)

    async def phase(self, kind: str) -> None:
        """The meeting is opened if it was not, and goes to its phase of this kind."""
        if self.meeting.stage == "planned":
            await self.act(c.OpenMeeting())
        await self.act(c.EnterPhase(PHASES[kind]))

    async def neighbour(self, **told: Any) -> str:
        """Somebody else who has joined, and told this."""
        return await self.hall.service.join(self.room, str(uuid.uuid4()), Joining(**told))

    async def proposal(self, said: ProposalContent | None = None, by: str = "") -> int:
        """A proposal of a neighbour, shown to everybody."""
        number = await self.hall.service.propose(
            self.room,
            by or await self.neighbour(),
            str(uuid.uuid4()),
            said or content(),
            named=False,
        )
        await self.act(c.ApproveProposal(number))
        return number

    async def proposals(self, count: int, **changes: Any) -> list[int]:
        """So many proposals, shown to everybody."""
        said = [content(f"Perbaikan jalan {n}", **changes) for n in range(1, count + 1)]
        return [await self.proposal(each) for each in said]

    async def cast(self, mark: Mark, by: str = "") -> str:
        """A neighbour's choice in the open round."""
        round_ = self.meeting.open_round
        assert round_ is not None
        who = by or await self.neighbour()
        await self.hall.service.vote(
            self.room, who, str(uuid.uuid4()), 1, round_.number, list(mark)
        )
        return who

    async def joined(self, visitor: Visitor, **told: str) -> Page:
        """The visitor joins with one press; the page after it."""
        return await visitor.send(await visitor.open(self.home), "/ikut", **told)


async def gathered(hall: Hall, of: SessionPlan | None = None) -> Gathering:
    """A new meeting in this hall."""
    code = await hall.service.create_session(of or plan(), None)
    return Gathering(hall, await hall.service.room(code))


async def ballots(gathering: Gathering) -> int:
    """Ballots that are stored for the open round."""
    return int(await gathering.hall.site.pool.fetchval("SELECT count(*) FROM ballot"))
