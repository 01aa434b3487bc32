"""A process of the live ring over a real database: hub, writer, service; its pages are plain."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from musrenbang_live.core import commands as c
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.views.resident import Mine
from musrenbang_live.live.bus import Bus, MemoryExchange
from musrenbang_live.live.clock import now
from musrenbang_live.live.frames import Sheet
from musrenbang_live.live.gallery import Painter, Presence, View
from musrenbang_live.live.hub import Hub
from musrenbang_live.live.notary import Notary
from musrenbang_live.live.room import Room
from musrenbang_live.live.screen import SCREEN, Audience, Screen
from musrenbang_live.live.service import Joining, Service
from musrenbang_live.live.shelving import Shelving
from musrenbang_live.live.signing import SiteKey
from musrenbang_live.live.writer import DurableWriter
from musrenbang_live.store import people
from musrenbang_live.store.people import Role
from musrenbang_live.store.pool import Pool, connect, open_pool
from tests.builders import PHASES, content, plan
from tests.patience import until
from tests.phone import Line, Phone
from tests.store.hall import new_id


def sheet(view: View, presence: Presence) -> Sheet:
    """A page of few words: what is on, who is here, how many voted, what is shown."""
    cards = getattr(view, "cards", ())
    return Sheet(
        html={
            "isi": f"<p>{view.now.situation}</p>",
            **{f"usulan-{card.number}": f"<li>{card.title}</li>" for card in cards},
        },
        text={
            "hadir": str(getattr(view, "joined", 0)),
            "masuk": str(view.turnout),
            "terhubung": str(presence.online),
            "layar": str(presence.screens),
            **{f"dukung-{number}": str(n) for number, n in view.supports.items()},
        },
        order={"daftar": tuple(f"usulan-{card.number}" for card in cards)},
    )


class Studio:
    """The plain painter, for everybody."""

    def painter(self, audience: Audience, language: str) -> Painter:
        """See `live.gallery.Studio`."""
        return sheet

    def own(self, meeting: Meeting, mine: Mine, language: str) -> object:
        """See `live.gallery.Studio`: the numbers of the proposals, the supports and the marks."""
        return {
            "me": {
                "proposals": [proposal.card.number for proposal in mine.proposals],
                "supports": sorted(mine.supports),
                "votes": {str(number): vote.mark for number, vote in mine.votes.items()},
            }
        }


class Visitor:
    """A device in a room: what its phone shows, and its line."""

    def __init__(self, hub: Hub, room: Room, audience: Audience, who: str, line: Line) -> None:
        self.line = line
        self.phone: Phone = line.phone
        self.gone = False
        self._hub, self._room = hub, room
        line.listener = self
        channel = room.channel(audience, "id")
        self.screen = Screen(line, channel, audience, "id", who, self.phone.at)
        hub.enter(room, self.screen)

    def hear(self, message: bytes) -> None:
        """See `Listener.hear`."""
        raise NotImplementedError

    def drained(self) -> None:
        """See `Listener.drained`."""
        self.screen.drained()

    def lost(self) -> None:
        """See `Listener.lost`."""
        if not self.gone:
            self.gone = True
            self._hub.leave(self._room, self.screen)

    async def leave(self) -> None:
        """Hang up."""
        self.lost()


class House:
    """One process. `hub`, `service` and `writer` are running."""

    def __init__(self, pool: Pool, hub: Hub, service: Service, stack: AsyncExitStack) -> None:
        self.pool = pool
        self.hub = hub
        self.service = service
        self._stack = stack

    async def begun(self) -> str:
        """A session whose proposals may be handed in; its code."""
        code = await self.service.create_session(plan(), None)
        room = await self.service.room(code)
        await self.act(code, c.OpenMeeting(), c.EnterPhase(PHASES["usulan"]))
        assert room.meeting.takes_proposals
        return code

    async def act(self, code: str, *commands: c.AnyCommand) -> None:
        """What a facilitator does."""
        room = await self.service.room(code)
        for command in commands:
            await self.service.act(room, "f:1", command)

    async def visit(
        self, code: str, audience: Audience = "resident", who: str = "", line: Line | None = None
    ) -> Visitor:
        """A device that comes in."""
        room = await self.service.room(code)
        default = SCREEN if audience == "projector" else "p:1"
        if audience == "facilitator" and not who:
            default = await self.login()
        visitor = Visitor(self.hub, room, audience, who or default, line or Line())
        self._stack.push_async_callback(visitor.leave)
        await until(lambda: visitor.phone.wholes)
        return visitor

    async def login(self, role: Role = "admin") -> str:
        """Somebody logs in who may lead every meeting, or none yet; who that is, as screens say."""
        person = await people.add_person(
            self.pool,
            username=secrets.token_hex(4),
            name="Budi",
            password_hash="none",
            role=role,
            at=now(),
        )
        login = await people.add_login(
            self.pool,
            token_hash=secrets.token_bytes(32),
            person_id=person.id,
            device="",
            at=now(),
            expires_at=now() + 3_600_000,
        )
        return f"f:{login}"

    async def join(self, code: str) -> str:
        """A new participant's id."""
        return await self.service.join(await self.service.room(code), new_id(), Joining())

    async def propose(self, code: str, title: str = "Perbaikan drainase Gang Mawar") -> int:
        """A proposal that is shown to everybody; its number."""
        room = await self.service.room(code)
        author = await self.join(code)
        number = await self.service.propose(room, author, new_id(), content(title), named=False)
        await self.act(code, c.ApproveProposal(number))
        return number

    async def vote(self, code: str, mark: list[int], who: str = "") -> None:
        """A vote in the first round."""
        room = await self.service.room(code)
        voter = who or await self.join(code)
        await self.service.vote(room, voter, new_id(), 1, 1, mark)


@asynccontextmanager
async def open_house(url: str, bus: Bus | None = None) -> AsyncIterator[House]:
    """A process on the database at `url`, alone or with others on a bus."""
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(await open_pool(url, size=4))
        hub = Hub(pool, bus or MemoryExchange().member(), Studio())
        writer = DurableWriter(lambda: connect(url))
        tasks = [asyncio.create_task(hub.run()), asyncio.create_task(writer.run())]
        await asyncio.sleep(0)

        async def end() -> None:
            for task in tasks:
                task.cancel()
            async with asyncio.timeout(10):
                await asyncio.gather(*tasks, return_exceptions=True)

        stack.push_async_callback(end)
        async with AsyncExitStack() as visitors:
            service = Service(pool, hub, writer, Notary(pool, SiteKey(b"s" * 32)), Shelving(pool))
            yield House(pool, hub, service, visitors)
            assert not any(task.done() for task in tasks), "the process has ended by itself"
