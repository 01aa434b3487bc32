"""Names of people go by themselves, so many days after a meeting: nobody has to remember it.

Every process looks; one at a time erases. Doing it twice, or stopping halfway, does no harm.
"""

import asyncio
import logging
from typing import Final

from musrenbang_live.live.clock import now
from musrenbang_live.store import attendance, minutes, reports, retention, speakers
from musrenbang_live.store.pool import Pool, unreachable

log = logging.getLogger(__name__)

EVERY: Final = 3600.0
"""Seconds between two looks; the first comes when the program starts."""


class Retention:
    """The keeping of names in one database: `days` after a meeting was closed."""

    def __init__(self, pool: Pool, days: int, every: float = EVERY) -> None:
        self.days = days
        self._pool = pool
        self._every = every

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            try:
                await self.look()
            except Exception as error:
                if not unreachable(error):
                    raise
                log.warning("names that are due could not be erased: %s", type(error).__name__)
            await asyncio.sleep(self._every)

    async def look(self) -> int:
        """Erase the names that are due, unless another process is at it; of how many people."""
        await self._contacts()
        await self._forget_the_rest()
        due = await attendance.due(self._pool, now=now(), days=self.days)
        return sum([await self._erase(session_id, code, alone=True) for session_id, code in due])

    async def _contacts(self) -> None:
        """How to reach reporters goes as many days after the end of their reports."""
        before = now() - self.days * attendance.DAY
        erased = await reports.contacts_due(self._pool, before=before)
        await retention.note(self._pool, "lapor", "", erased, now())
        if erased:
            log.info("how to reach %d reporters was erased", erased)
            if not await reports.sweep(self._pool):
                log.warning("earlier versions of erased contacts could not be cleared away")

    async def erase(self, session_id: int, code: str) -> int:
        """Erase the names of one session now; of how many people. The log tells no name."""
        return await self._erase(session_id, code, alone=False)

    async def _forget_the_rest(self) -> None:
        """Forget what is kept beside meetings."""
        before = now() - self.days * retention.DAY
        async with self._pool.acquire() as conn, conn.transaction():
            if not await attendance.take_turn(conn):
                return
            askers = await retention.forget_askers(conn, before=before)
            await retention.note(conn, "tanya", "", askers, now())
            devices = await retention.forget_devices(conn, before=before)
            await retention.note(conn, "masuk", "", devices, now())

    async def _erase(self, session_id: int, code: str, *, alone: bool) -> int:
        async with self._pool.acquire() as conn, conn.transaction():
            if alone and not await attendance.take_turn(conn):
                return 0
            people = await attendance.erase(conn, session_id, at=now())
            speaking = await speakers.erase(conn, session_id)
            await minutes.forget_people(conn, session_id)
            await retention.note(conn, "hadir", code, people + speaking, now())
        if people or speaking:
            log.info("session %s: the names of %d people were erased", code, people + speaking)
            swept = await attendance.sweep(self._pool), await speakers.sweep(self._pool)
            if not all(swept):
                log.warning("earlier versions of erased names could not be cleared away")
        return people
