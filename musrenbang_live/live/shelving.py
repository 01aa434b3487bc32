"""Putting published meetings on the shelf, where the public finds them.

It happens right after the publication, and whenever a look finds one missing: after a crash, after
a change of the rules, after a text was erased. Every process looks; doing it twice does no harm.
"""

import asyncio
import logging
from typing import Final

from musrenbang_live.core.evolving import replay
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.views.shelf import shelf_lines, shelf_questions
from musrenbang_live.live.clock import now
from musrenbang_live.live.published import counted
from musrenbang_live.store import events, notes, sessions, shelf, shelf_figures
from musrenbang_live.store.pool import Pool, unreachable

log = logging.getLogger(__name__)

EVERY: Final = 60.0
"""Seconds between two looks where nobody says that there is something to do."""


class Shelving:
    """The shelf of one database. `told` says that a meeting was published or must be put anew."""

    def __init__(self, pool: Pool, every: float = EVERY) -> None:
        self._pool = pool
        self._every = every
        self._wake = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()

    def told(self) -> None:
        """There is something to put on the shelf."""
        self._wake.set()

    async def run(self) -> None:
        """Look at once, when told, and now and then, until cancelled."""
        while True:
            self._wake.clear()
            try:
                await self.look()
            except Exception as error:
                if not unreachable(error):
                    raise
                log.warning("meetings could not be put on the shelf: %s", type(error).__name__)
            try:
                async with asyncio.timeout(self._every):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def look(self) -> int:
        """Put on the shelf what is missing there; how many meetings that were.

        One look at a time in a process: two at once would put the same meetings twice. A meeting
        whose rows are damaged is told of and left for the next look: it keeps no other one away.
        """
        async with self._one_at_a_time:
            codes = await shelf.missing(self._pool)
            for code in codes:
                await self._put_or_tell(code)
            async with self._pool.acquire() as conn:
                await shelf_figures.gather(conn)
        return len(codes)

    async def _put_or_tell(self, code: str) -> None:
        try:
            await self.put(code)
        except Exception as error:
            if unreachable(error):
                raise
            log.exception("meeting %s cannot be put on the shelf", code)

    async def put(self, code: str) -> None:
        """Put one published meeting on the shelf, from the rows as they are now.

        Raises ValueError where its log is shorter than its session says.
        """
        row = await sessions.find_session(self._pool, code)
        if row is None or row.stage != "published":
            return
        await notes.clear(self._pool, row.id)  # what was deleted or never finished goes for good
        meeting = Meeting(row.code, row.plan)
        while meeting.seq < row.seq:
            new = await events.since(self._pool, row.id, meeting.seq)
            if not new:
                raise ValueError(f"the log of {code} ends at {meeting.seq}, not at {row.seq}")
            meeting = replay(meeting, new)
        counts = await counted(self._pool, row.id, meeting)
        async with self._pool.acquire() as conn:
            done = await shelf.put(
                conn,
                row.id,
                shelf_lines(meeting, counts),
                shelf_questions(meeting, counts),
                erasures=row.erasures,
                at=now(),
            )
        if not done:  # a text was erased while it was read: the next look reads it anew
            self.told()
