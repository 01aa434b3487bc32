"""One meeting's commands, in order: decided on the newest state, stored, and only then true.

Commands that arrive while a batch is being stored form the next batch. When another process was
faster, the batch is decided again on what the log now says, and nobody else writes meanwhile; a
refusal is told only when it holds there. A commit whose outcome is unknown is looked up by its
salt, never guessed.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Final, NamedTuple

from musrenbang_live.core.commands import AnyCommand
from musrenbang_live.core.deciding import decide
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import Record
from musrenbang_live.core.evolving import replay
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.live.busy import busy
from musrenbang_live.live.clock import now
from musrenbang_live.store import events
from musrenbang_live.store.pool import Conn, Db, Pool, unreachable

log = logging.getLogger(__name__)

ATTEMPTS: Final = 6
"""Tries to store one batch before its senders are told *busy*."""
RETRY_AFTER: Final = 2.0
"""Seconds after which the first of those who were told *busy* may ask again."""
BATCH: Final = 200
MOST_WAITING: Final = 5_000
SALT_BYTES: Final = 16


class Asked(NamedTuple):
    """A command that waits: who asks, under which id, and who waits for the answer."""

    actor: str
    command: AnyCommand
    ref: str
    answer: "asyncio.Future[Meeting]"


class Draft(NamedTuple):
    """What a batch was decided to lead to: `records`, by which `before` becomes `after`.

    `erasures`: how many erasures of texts `before` knows of. `refused`: which of the batch, by
    place, the rules do not allow.
    """

    before: Meeting
    after: Meeting
    records: list[Record]
    salts: list[bytes]
    erasures: int
    batch: list[Asked]
    refused: dict[int, Rejected]


class Sequencer:
    """The only way into one meeting's log from this process.

    `current` gives the newest known state and how many erasures of texts it knows of, `catch_up`
    reads by a connection until it is the newest there is, `adopt` takes a state this process stored
    itself.
    """

    def __init__(
        self,
        pool: Pool,
        session_id: int,
        current: Callable[[], tuple[Meeting, int]],
        catch_up: Callable[[Db], Awaitable[None]],
        adopt: Callable[[Meeting], None],
    ) -> None:
        self._pool = pool
        self._session_id = session_id
        self._current = current
        self._catch_up = catch_up
        self._adopt = adopt
        self._waiting: list[Asked] = []
        self._wake = asyncio.Event()
        self._ended = False

    async def ask(self, actor: str, command: AnyCommand, ref: str = "") -> Meeting:
        """The meeting in which `command` has happened. Raises `Rejected`."""
        if self._ended or len(self._waiting) >= MOST_WAITING:
            raise busy(ref, RETRY_AFTER)
        answer: asyncio.Future[Meeting] = asyncio.get_running_loop().create_future()
        self._waiting.append(Asked(actor, command, ref, answer))
        self._wake.set()
        return await asyncio.shield(answer)

    async def run(self) -> None:
        """Take commands until cancelled. Those still waiting then are answered *busy*."""
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._waiting:
                    batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
                    await self._take(batch)
        finally:
            self._ended = True
            _refuse(self._waiting)

    async def _take(self, batch: list[Asked]) -> None:
        draft: Draft | None = _drafted(*self._current(), batch)
        try:
            for attempt in range(ATTEMPTS):
                done, draft = await (self._tried(draft) if draft else self._in_turn(batch))
                if done:
                    return
                if draft:
                    await asyncio.sleep(0.05 * 2**attempt)
        finally:
            _refuse(batch)  # those without an answer

    async def _tried(self, draft: "Draft") -> "tuple[bool, Draft | None]":
        """Store the draft and answer its batch; whether that is done. Else what to try again: the
        draft, or nothing where another process was faster.

        A draft whose fate is unknown is tried again as it is, with the same salts: whenever the
        answer comes, it is known whether the interrupted commit happened.
        """
        try:
            if draft.records and await self._stored(draft):
                await self._answer(draft)
                return True, None
            await self._catch_up(self._pool)
        except Exception as error:
            if not _is_interruption(error):
                raise
            return False, draft
        if not draft.records and self._current()[0].seq == draft.before.seq:
            _settle(draft)
            return True, None
        return False, None

    async def _in_turn(self, batch: list[Asked]) -> "tuple[bool, Draft | None]":
        """The same with a draft that is decided while nobody else may write: where several
        processes are busy, whoever is slower would be overtaken again and again.
        """
        draft = None
        try:
            async with (
                self._pool.acquire(timeout=5) as connection,
                events.turn(connection, self._session_id),
            ):
                await self._catch_up(connection)
                draft = _drafted(*self._current(), batch)
                if draft.records and not await self._appended(connection, draft):
                    return False, None
            await self._answer(draft)
        except Exception as error:
            if not _is_interruption(error):
                raise
            return False, draft
        return True, None

    async def _answer(self, draft: "Draft") -> None:
        """The draft stands in the log, or changes nothing."""
        if self._current()[0] is draft.before:
            self._adopt(draft.after)
        elif draft.records:  # read anew meanwhile, without a text that was erased: read, not taken
            await self._catch_up(self._pool)
        _settle(draft)

    async def _stored(self, draft: "Draft") -> bool:
        """Whether the draft stands in the log. Raises when that cannot be learnt now."""
        interrupted = None
        try:
            async with self._pool.acquire(timeout=5) as connection:
                if await self._appended(connection, draft):
                    return True
        except Exception as error:
            if not unreachable(error):
                raise
            interrupted = error
        found = await events.salt_at(self._pool, self._session_id, draft.records[0].seq)
        if found is None and interrupted is not None:  # it may still be on its way
            raise interrupted
        return found == draft.salts[0]

    async def _appended(self, connection: Conn, draft: "Draft") -> bool:
        return await events.append(
            connection, self._session_id, *draft[:4], erasures=draft.erasures
        )


def _drafted(before: Meeting, erasures: int, batch: list[Asked]) -> Draft:
    """Decide each command on the state that the ones before it lead to."""
    meeting, at = before, now()
    records: list[Record] = []
    refused: dict[int, Rejected] = {}
    for place, asked in enumerate(batch):
        try:
            decided = decide(meeting, asked.command, at)
        except Rejected as rejected:
            refused[place] = rejected
            continue
        refs = [asked.ref, *[""] * len(decided)]
        new = [
            Record(meeting.seq + index, at, asked.actor, event, ref)
            for index, (event, ref) in enumerate(zip(decided, refs, strict=False), 1)
        ]
        meeting = replay(meeting, new)
        records += new
    salts = [secrets.token_bytes(SALT_BYTES) for _ in records]
    return Draft(before, meeting, records, salts, erasures, batch, refused)


def _settle(draft: Draft) -> None:
    """Answer everybody: what was decided stood on the newest state, refusals too."""
    for place, asked in enumerate(draft.batch):
        if asked.answer.done():
            continue
        if place in draft.refused:
            asked.answer.set_exception(draft.refused[place])
        else:
            asked.answer.set_result(draft.after)


def _is_interruption(error: Exception) -> bool:
    """Whether the line broke, and not we."""
    if not unreachable(error):
        return False
    log.warning("storing a decision was interrupted (%s)", type(error).__name__)
    return True


def _refuse(batch: list[Asked]) -> None:
    for asked in batch:
        if not asked.answer.done():
            asked.answer.set_exception(busy(asked.ref, RETRY_AFTER))
