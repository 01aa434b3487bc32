"""One meeting in this process: its state, its counts, and the galleries of its audiences.

A room reads; it writes only through its sequencer. It looks again when a bell rings, and paints
a sheet only for audiences that somebody is looking at.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from typing import Any, Final

from msgspec import Struct

from musrenbang_live.core.counts import Counts
from musrenbang_live.core.evolving import replay
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.live.counting import Counting, Part
from musrenbang_live.live.frames import Channel
from musrenbang_live.live.gallery import VIEWS, Gallery, Presence, Studio
from musrenbang_live.live.own import OwnTeller
from musrenbang_live.live.screen import LOGIN_REVOKED, STUCK_AFTER, Audience, Screen
from musrenbang_live.live.sequencer import Sequencer
from musrenbang_live.store import events, sessions
from musrenbang_live.store.pool import Db, Pool, unreachable
from musrenbang_live.store.sessions import SessionRow

log = logging.getLogger(__name__)

PAGE: Final = 5_000
"""Events read from the log at a time."""


class Pace(Struct, frozen=True):
    """How often screens are moved, in seconds.

    `phones`: between two frames to phones, at most five a second. `walls`: to projectors and
    consoles, as good as at once. `share`: of its time a process may spend walking along phones.
    """

    phones: float = 0.2
    walls: float = 0.04
    share: float = 0.4


class Room:
    """See the module. Made by `live.hub.Hub`; `run` must be running while it is used."""

    def __init__(
        self,
        pool: Pool,
        row: SessionRow,
        studio: Studio,
        pace: Pace,
        forget_pages: Callable[[], None],
    ) -> None:
        self.row = row
        self.meeting = Meeting(row.code, row.plan)
        self.presence = Presence()
        self.used_at = 0.0
        self.pace = pace
        self._pool = pool
        self._forget_pages = forget_pages
        self._studio = studio
        self._galleries: dict[tuple[Audience, str], Gallery] = {}
        self._reading = asyncio.Lock()
        self._wake = asyncio.Event()
        self._phones_wait = asyncio.Event()
        self._log_changed = False
        self._unsure: set[Screen] = set()
        self._counting = Counting(pool, row.id, lambda: self.meeting)
        self.own = OwnTeller(pool, row.id, lambda: self.meeting, studio.own)
        self.sequencer = Sequencer(pool, row.id, self._known, self._look_again, self._adopt)

    @property
    def code(self) -> str:
        """The join code."""
        return self.row.code

    @property
    def head(self) -> tuple[int, int]:
        """How far this room has read the log, and how many erasures of texts it knows of."""
        return self.meeting.seq, self.row.erasures

    @property
    def counts(self) -> Counts:
        """What was counted last."""
        return self._counting.counts

    # Reading

    async def load(self) -> None:
        """Read everything, once, before the room is used."""
        await self.catch_up()
        await self.recount()

    async def catch_up(self, db: Db | None = None) -> None:
        """Read the log from where this room is to its end; by `db`, when one is at hand."""
        async with self._reading:
            while True:
                behind = self.meeting
                new = await events.since(db or self._pool, self.row.id, behind.seq, PAGE)
                if self.meeting is not behind:  # this process stored something meanwhile
                    continue
                if not new:
                    return
                self._adopt(replay(behind, new))

    def _known(self) -> tuple[Meeting, int]:
        return self.meeting, self.row.erasures

    async def _look_again(self, db: Db) -> None:
        """Read all that may keep something from being stored: the log, and what was erased."""
        await self.read_row(db)
        await self.catch_up(db)

    async def _read_anew(self, row: SessionRow) -> None:
        """Read the log from its beginning: a text that was read before was erased since. `row` is
        known as soon as the text is not, so that nothing is stored that still has it."""
        async with self._reading:
            if row.erasures <= self.row.erasures:  # somebody else has, meanwhile
                return
            fresh = Meeting(self.row.code, self.row.plan)
            while True:
                new = await events.since(self._pool, self.row.id, fresh.seq, PAGE)
                fresh = replay(fresh, new)
                if not new and fresh.seq >= self.meeting.seq:
                    break
            self.meeting, self.row = fresh, row
            self._forget_pages()
        self._counting.stale()
        self._stale()

    async def refresh(self) -> None:
        """Read what others stored up to this moment, forget what was erased, and count again.

        Many may ask at once: who waits for a count that begins after asking needs none of its own.
        """
        heads = await sessions.heads(self._pool, [self.row.id])
        seq, erasures = heads.get(self.row.id, self.head)
        if erasures != self.row.erasures:
            await self.read_row()
        if seq != self.meeting.seq:
            await self.catch_up()
        self._counting.stale()
        await self.count()

    async def count(self) -> None:
        """Count what may have changed up to this moment, when it is time to: of what this process
        stored itself, and told of, nothing is missing then."""
        if self._counting.due:
            await asyncio.sleep(self._counting.pause)
        await self.recount()

    async def recount(self) -> None:
        """Count what may have changed."""
        if await self._counting.recount():
            self._stale()

    def _adopt(self, meeting: Meeting) -> None:
        if meeting.seq > self.meeting.seq:
            before, self.meeting = self.meeting, meeting
            for author in _authors_of_changes(before, meeting):
                self.own.changed(f"p:{author}")
            self._counting.log_grew(before, meeting)
            self._stale()

    async def read_row(self, db: Db | None = None) -> None:
        """Read what stands in the session's own row and not in its log; by `db`, when one is at
        hand."""
        row = await sessions.find_session(db or self._pool, self.code)
        if row is None:
            return
        if row.screen_generation != self.row.screen_generation:
            for screen in list(self.screens("projector")):
                screen.dismiss(LOGIN_REVOKED, "")
        if row.erasures > self.row.erasures:
            await self._read_anew(row)
        elif row.erasures == self.row.erasures:
            self.row = row

    # What may have changed

    def look_at_log(self) -> None:
        """The log may have grown, or the session's own row have changed."""
        self._log_changed = True
        self._wake.set()

    def look(self) -> None:
        """A second has passed: whatever bell was lost, rows of all parts are compared."""
        self._counting.look()
        self._wake.set()

    def look_at_rows(self, *parts: Part) -> None:
        """Rows of these parts may have changed; without any, of all."""
        self._counting.stale(*parts)
        self._wake.set()

    def set_presence(self, presence: Presence) -> None:
        """So many devices are connected, here and elsewhere."""
        if presence != self.presence:
            self.presence = presence
            self._stale()

    def _stale(self) -> None:
        for gallery in self._galleries.values():
            gallery.fresh = False
        self._wake.set()

    # Showing

    async def run(self) -> None:
        """Look when told to, and show; until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for work in (self.sequencer, self.own):
                tasks.create_task(work.run())
            tasks.create_task(self._follow())
            tasks.create_task(self._follow_with_phones())

    async def _follow(self) -> None:
        """Look, and show it to the walls at once; wake those who go round the phones."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self._look()
            # Painted together: who leads and what the hall sees are never a moment apart.
            self._paint("projector", "facilitator")
            await self._show("projector")
            await self._show("facilitator")
            self._phones_wait.set()
            await asyncio.sleep(self.pace.walls)

    async def _follow_with_phones(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            await self._phones_wait.wait()
            self._phones_wait.clear()
            begun = clock()
            self._paint("resident")
            await self._show("resident")
            took = clock() - begun
            # A hall too big for this pace gets fewer frames, not a server that only walks.
            await asyncio.sleep(max(self.pace.phones, took / self.pace.share) - took)

    async def _look(self) -> None:
        waiting = set(self._unsure)
        try:
            if self._log_changed:
                self._log_changed = False
                await self.read_row()
                await self.catch_up()
            if await self._counted_in_turn():
                self._let_in(waiting)
        except Exception as error:
            if not unreachable(error):
                raise
            self._log_changed = True  # the hub's next look wakes us again
            log.warning("room %s cannot look: %s", self.code, type(error).__name__)

    async def _counted_in_turn(self) -> bool:
        """Count what is due, unless the last count was so long that it is not yet time again."""
        if not self._counting.due:
            return False
        if pause := self._counting.pause:
            asyncio.get_running_loop().call_later(pause, self._wake.set)
            return False
        await self.recount()
        return True

    def _let_in(self, waiting: set[Screen]) -> None:
        for screen in waiting & self._unsure:  # others have left
            self._unsure.discard(screen)
            self.gallery(screen.audience, screen.language).enter(screen)

    def _paint(self, *audiences: Audience) -> None:
        for audience in audiences:
            for gallery in self._of(audience):
                if gallery.waits:
                    gallery.paint(self.meeting, self.counts, self.presence)

    async def _show(self, audience: Audience) -> None:
        for gallery in self._of(audience):
            await gallery.show()

    # Screens

    def enter(self, screen: Screen, *, from_elsewhere: bool = False) -> None:
        """A device connected.

        One that another process has shown something, `from_elsewhere`, is shown nothing before
        this one has looked too: it may be behind, and numbers never go back on a screen.
        """
        self.own.enter(screen)
        if from_elsewhere:
            self._unsure.add(screen)
            self.look_at_log()
            self.look_at_rows()
        else:
            self._gallery(screen.audience, screen.language).enter(screen)

    def leave(self, screen: Screen) -> None:
        """A device is gone."""
        self.own.leave(screen)
        self._unsure.discard(screen)
        self._gallery(screen.audience, screen.language).leave(screen)

    def channel(self, audience: Audience, language: str) -> Channel:
        """What a device that connects is to follow.

        Where others follow already it is not painted for each that comes: the next frame is soon.
        """
        gallery = self._gallery(audience, language)
        return gallery.channel if gallery.screens else self.gallery(audience, language).channel

    def gallery(self, audience: Audience, language: str) -> Gallery:
        """The gallery of an audience, painted up to this moment. Raises `NeverPainted`."""
        gallery = self._gallery(audience, language)
        gallery.paint(self.meeting, self.counts, self.presence)
        gallery.require()
        if gallery.waits:
            self._wake.set()
        return gallery

    def _gallery(self, audience: Audience, language: str) -> Gallery:
        key = audience, language
        if key not in self._galleries:
            self._galleries[key] = Gallery(audience, self._studio.painter(audience, language))
        return self._galleries[key]

    def view(self, audience: Audience) -> Any:
        """What the audience may see at this moment."""
        return VIEWS[audience](self.meeting, self.counts)

    def screens(self, audience: Audience | None = None) -> Iterator[Screen]:
        """The devices connected here, of one audience or of all."""
        for gallery in self._of(audience):
            yield from gallery.screens

    def present(self, audience: Audience | None = None) -> int:
        """How many devices are connected here, of one audience or of all."""
        return sum(len(gallery.screens) for gallery in self._of(audience))

    def give_up_the_stuck(self) -> None:
        """Send those away whose lines have been full for too long."""
        for gallery in self._galleries.values():
            gallery.slow.give_up(STUCK_AFTER)

    def _of(self, audience: Audience | None) -> list[Gallery]:
        return [g for g in self._galleries.values() if audience in (None, g.audience)]


def _authors_of_changes(before: Meeting, after: Meeting) -> set[str]:
    """Whose proposals or questions are different now."""
    return {
        proposal.author
        for number, proposal in after.proposals.items()
        if proposal.author and proposal is not before.proposals.get(number)
    } | {
        question.author
        for number, question in after.questions.items()
        if question.author and question is not before.questions.get(number)
    }
