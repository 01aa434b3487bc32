"""One meeting in this process: its state, its counts, and the channels of its audiences.

A room reads; it writes only through its sequencer. It looks again when a bell rings, and paints
a sheet only for audiences that somebody is looking at.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Final, Protocol

from msgspec import Struct

from musrenbang_live.core.counts import Counts
from musrenbang_live.core.evolving import replay
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.views.facilitator import FacilitatorView, facilitator
from musrenbang_live.core.views.projector import ProjectorView, projector
from musrenbang_live.core.views.resident import ResidentView, resident
from musrenbang_live.live import gauges
from musrenbang_live.live.clock import now
from musrenbang_live.live.frames import Channel, Sheet
from musrenbang_live.live.screen import LOGIN_REVOKED, Audience, Screen
from musrenbang_live.live.sequencer import Sequencer
from musrenbang_live.store import counts, events, sessions
from musrenbang_live.store.pool import Pool, unreachable
from musrenbang_live.store.sessions import SessionRow

log = logging.getLogger(__name__)

PHONE_PAUSE: Final = 0.2
"""Seconds between two frames to phones: at most five a second."""
WALL_PAUSE: Final = 0.04
"""Seconds between two frames to projectors and consoles: as good as at once."""
PAGE: Final = 5_000
"""Events read from the log at a time."""

View = ResidentView | FacilitatorView | ProjectorView
VIEWS: Final[dict[Audience, Callable[[Meeting, Counts], View]]] = {
    "resident": resident,
    "facilitator": facilitator,
    "projector": projector,
}


class Presence(Struct, frozen=True):
    """Connected devices in all processes: phones, and projectors."""

    online: int = 0
    screens: int = 0


class Painter(Protocol):
    """Turns the views of one audience in one language into sheets; may remember the last one."""

    def __call__(self, view: View, presence: Presence) -> Sheet:
        """The sheet of `view`."""
        ...


Studio = Callable[[Audience, str], Painter]
"""Makes the painter for an audience and a language code."""


class Gallery:
    """A channel with its painter: the sheet of one audience in one language."""

    def __init__(self, painter: Painter) -> None:
        self.channel = Channel()
        self.screens: set[Screen] = set()
        self.painter = painter
        self.fresh = False


class Room:
    """See the module. Made by `live.hub.Hub`; `run` must be running while it is used."""

    def __init__(self, pool: Pool, row: SessionRow, studio: Studio) -> None:
        self.row = row
        self.meeting = Meeting(row.code, row.plan)
        self.counts = Counts()
        self._counted_at = -1
        self.presence = Presence()
        self.used_at = 0.0
        self._pool = pool
        self._studio = studio
        self._galleries: dict[tuple[Audience, str], Gallery] = {}
        self._reading = asyncio.Lock()
        self._counting = asyncio.Lock()
        self._wake = asyncio.Event()
        self._log_changed = self._rows_changed = False
        self.sequencer = Sequencer(pool, row.id, lambda: self.meeting, self.catch_up, self._adopt)

    @property
    def code(self) -> str:
        """The join code."""
        return self.row.code

    async def load(self) -> None:
        """Read everything, once, before the room is used."""
        await self.catch_up()
        await self.recount()

    async def catch_up(self) -> None:
        """Read the log from where this room is to its end."""
        async with self._reading:
            while True:
                behind = self.meeting
                new = await events.since(self._pool, self.row.id, behind.seq, PAGE)
                if self.meeting is not behind:  # this process stored something meanwhile
                    continue
                if not new:
                    return
                self._adopt(replay(behind, new))

    async def refresh(self) -> None:
        """Read what others stored, and count again if the log has grown since the last count."""
        await self.catch_up()
        if self._counted_at != self.meeting.seq:
            await self.recount()

    async def recount(self) -> None:
        """Count the rows again; one count at a time, so that no older one is taken for newer."""
        async with self._counting:
            meeting = self.meeting
            counted = await counts.read_counts(self._pool, meeting)
            self._counted_at = meeting.seq
            if counted != self.counts:
                self.counts = counted
                self._stale()

    def _adopt(self, meeting: Meeting) -> None:
        if meeting.seq > self.meeting.seq:
            authors = _authors_of_changes(self.meeting, meeting)
            self.meeting = meeting
            for screen in self.screens("resident") if authors else ():
                if screen.who in authors:
                    screen.own_changed()
            self._rows_changed = True  # merges and closings change what rows count for
            self._stale()

    async def read_row(self) -> None:
        """Read what stands in the session's own row and not in its log."""
        row = await sessions.find_session(self._pool, self.code)
        if row is None:
            return
        if row.screen_generation != self.row.screen_generation:
            for screen in self.screens("projector"):
                screen.dismiss(LOGIN_REVOKED, "")
        self.row = row

    def look_at_log(self) -> None:
        """The log may have grown, or the session's own row have changed."""
        self._log_changed = True
        self._wake.set()

    def look_at_rows(self) -> None:
        """Votes, supports or participants may have changed."""
        self._rows_changed = True
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

    async def run(self) -> None:
        """Look when told to, and show; until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.sequencer.run())
            tasks.create_task(self._follow())

    async def _follow(self) -> None:
        phones_at = 0.0
        clock = asyncio.get_running_loop().time
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self._look()
            self._show("projector", "facilitator")
            wait = phones_at + PHONE_PAUSE - clock()
            if wait <= 0:
                phones_at = clock()
                self._show("resident")
            elif self._unseen("resident"):
                asyncio.get_running_loop().call_later(wait, self._wake.set)
            await asyncio.sleep(WALL_PAUSE)

    async def _look(self) -> None:
        try:
            if self._log_changed:
                self._log_changed = False
                await self.read_row()
                await self.catch_up()
            if self._rows_changed:
                self._rows_changed = False
                await self.recount()
        except Exception as error:
            if not unreachable(error):
                raise
            self._log_changed = self._rows_changed = True  # the hub's next look wakes us again
            log.warning("room %s cannot look: %s", self.code, type(error).__name__)

    def _unseen(self, audience: Audience) -> bool:
        return any(
            gallery.screens and not gallery.fresh
            for (whose, _), gallery in self._galleries.items()
            if whose == audience
        )

    def _show(self, *audiences: Audience) -> None:
        for (audience, _), gallery in self._galleries.items():
            if audience in audiences and gallery.screens and self._paint(audience, gallery):
                gauges.FRAMES.inc()
                for screen in gallery.screens:
                    screen.stir()

    def _paint(self, audience: Audience, gallery: Gallery) -> bool:
        if gallery.fresh:
            return False
        gallery.fresh = True
        view = VIEWS[audience](self.meeting, self.counts)
        return gallery.channel.advance(gallery.painter(view, self.presence), now())

    def gallery(self, audience: Audience, language: str) -> Gallery:
        """The gallery of an audience, painted up to this moment."""
        key = audience, language
        if key not in self._galleries:
            self._galleries[key] = Gallery(self._studio(audience, language))
        gallery = self._galleries[key]
        if self._paint(audience, gallery):
            for screen in gallery.screens:
                screen.stir()
        return gallery

    def view(self, audience: Audience) -> Any:
        """What the audience may see at this moment."""
        return VIEWS[audience](self.meeting, self.counts)

    def screens(self, audience: Audience | None = None) -> list[Screen]:
        """The devices connected here, of one audience or of all."""
        return [
            screen
            for (whose, _), gallery in self._galleries.items()
            if audience in (None, whose)
            for screen in gallery.screens
        ]


def _authors_of_changes(before: Meeting, after: Meeting) -> set[str]:
    """Whose proposals are different now, as `Screen.who`."""
    return {
        f"p:{proposal.author}"
        for number, proposal in after.proposals.items()
        if proposal.author and proposal is not before.proposals.get(number)
    }
