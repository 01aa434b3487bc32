"""Sweeping after ballots: what the database still holds of earlier moments tells who chose what.

A row that is rewritten or deleted stays where it was, unseen, until it is cleared away. Of a ballot
box each earlier version is one ballot short of the next. So the boxes are swept soon after ballots
were cast, again and again while they are, and all is swept when a round has closed.
"""

import asyncio
import logging
from typing import Final

from musrenbang_live.store import papers, rounds, urns
from musrenbang_live.store.pool import Pool

log = logging.getLogger(__name__)

EVERY: Final = 3.0
"""Seconds from a ballot to the sweep after it, and so between two sweeps of one process."""


class Sweeper:
    """Sweeps the tables of ballots of one database."""

    def __init__(self, pool: Pool, every: float = EVERY) -> None:
        self._pool = pool
        self._every = every
        self._due = False
        self._sweeping: asyncio.Task[None] | None = None

    def ballot_cast(self) -> None:
        """A ballot went into a box: a sweep follows, one for all that are cast meanwhile."""
        self._due = True
        if self._sweeping is None or self._sweeping.done():
            self._sweeping = asyncio.ensure_future(self._sweep_while_due())

    async def _sweep_while_due(self) -> None:
        while self._due:
            await asyncio.sleep(self._every)
            if self._pool.is_closing():
                return  # the program ends; a round that closed was swept at its closing
            self._due = False  # what is cast from here on needs another sweep
            if not all((await urns.sweep(self._pool), await papers.sweep(self._pool))):
                log.warning("the ballot boxes could not be swept")

    async def round_closed(self) -> None:
        """Let go of all that still links voters to their choices."""
        swept = (
            await rounds.vacuum_ballots(self._pool),
            await urns.sweep(self._pool, shut=True),
            await papers.sweep(self._pool),
        )
        if not all(swept):
            log.warning("sealed ballots could not be cleared away")
