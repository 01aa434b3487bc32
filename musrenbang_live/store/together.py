"""Several questions to the database in one: a page that shows a little of everything asks once.

What is asked at the same time goes there as one statement, each question a part of it, and each
asker gets the rows that it would have got alone. Only for reading, and for small answers: they come
as JSON, so that a row is a dict, and what is not JSON comes as text.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias, TypeVar, cast

from musrenbang_live.store.pool import Db

T = TypeVar("T")
Rows: TypeAlias = list[dict[str, Any]]
_ARGUMENT: Final = re.compile(r"\$([0-9]+)")


class _Round:
    """What is asked in one statement."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.arguments: list[object] = []
        self.answer: asyncio.Task[list[Rows]] | None = None
        self.sent = asyncio.Event()

    def add(self, query: str, arguments: tuple[object, ...]) -> int:
        """One more question; its place among the answers."""
        before = len(self.arguments)
        self.parts.append(_ARGUMENT.sub(lambda found: f"${before + int(found[1])}", query))
        self.arguments += arguments
        return len(self.parts) - 1

    async def ask(self, db: Db) -> list[Rows]:
        """The rows of each question."""
        rows = "(SELECT coalesce(jsonb_agg(to_jsonb(part)), '[]') FROM ({}) AS part)"
        questions = ", ".join(map(rows.format, self.parts))
        row = await db.fetchrow(f"SELECT {questions}", *self.arguments)
        assert row is not None
        return list(row.values())


class _Together:
    """In place of a connection, for askers that run at the same time: waits until each of those
    that are not done has asked something, then asks for all."""

    def __init__(self, db: Db, askers: int) -> None:
        self._db = db
        self._askers = askers
        self._round = _Round()

    async def fetch(self, query: str, *arguments: object) -> Rows:
        """As a connection's; rows are dicts."""
        own = self._round
        place = own.add(query, arguments)
        self._ask_for_all()
        await own.sent.wait()
        assert own.answer is not None
        return (await asyncio.shield(own.answer))[place]

    async def fetchval(self, query: str, *arguments: object) -> Any:
        """As a connection's: the first value of the first row, or None."""
        rows = await self.fetch(query, *arguments)
        return next(iter(rows[0].values())) if rows else None

    def done(self) -> None:
        """One asker less."""
        self._askers -= 1
        self._ask_for_all()

    def _ask_for_all(self) -> None:
        asked = self._round
        if not asked.parts or len(asked.parts) < self._askers:
            return
        self._round = _Round()
        asked.answer = asyncio.create_task(asked.ask(self._db))
        asked.sent.set()


async def together(db: Db, *askers: Callable[[Db], Awaitable[Any]]) -> list[Any]:
    """What each of `askers` gives, each called with something that asks like `db` (`fetch` and
    `fetchval` only), in their order."""
    asking = _Together(db, len(askers))

    async def ask(asker: Callable[[Db], Awaitable[T]]) -> T:
        try:
            return await asker(cast(Db, asking))
        finally:
            asking.done()

    return await asyncio.gather(*(ask(asker) for asker in askers))
