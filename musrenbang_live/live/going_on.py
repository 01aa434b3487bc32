"""Which meetings go on, and which was published last: for pages that must say so at once.

Any process may open a meeting, so the rows are asked; one look at a time, for all who came before
it. Refuses nothing: without a database it says nothing.
"""

import asyncio

from musrenbang_live.store import archive
from musrenbang_live.store.pool import Pool, unreachable


class GoingOn:
    """What goes on, as a word that changes when a meeting is opened, ends, or is published."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._said = ""
        self._begun = 0
        self._ended = 0
        self._look: asyncio.Task[None] | None = None

    async def now(self) -> str:
        """The word, by a look that began after this was asked; "" while the database is away."""
        wanted = self._begun + 1
        while self._ended < wanted:
            if self._look is None:
                self._begun += 1
                self._look = asyncio.create_task(self._read())
            await asyncio.shield(self._look)
        return self._said

    async def _read(self) -> None:
        try:
            self._said = await archive.going_on(self._pool)
        except Exception as error:
            if not unreachable(error):
                raise
            self._said = ""
        finally:
            self._ended, self._look = self._begun, None
