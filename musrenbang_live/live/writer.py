"""The durable writer: what residents hand in is on disk before anybody says so.

While one batch is being committed the next one gathers, so batches grow with the load and there
is no timer. Everything carries the id its sender made; when a commit was interrupted, and nobody
knows whether it happened, the same batch is simply sent again and gets the same answers.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final, Generic, TypeVar

from musrenbang_live.core.errors import Rejected
from musrenbang_live.live import gauges
from musrenbang_live.store import intake
from musrenbang_live.store.pool import Conn, unreachable

log = logging.getLogger(__name__)

MOST_WAITING: Final = 20_000
"""Rows that may wait in memory; beyond it the answer is *busy*."""
BATCH: Final = 500
"""Rows committed together at most; gains flatten at about 200."""
RETRY_AFTER: Final = 2_000
"""Milliseconds a phone is asked to wait when the writer is full or the database is away."""
GIVE_UP: Final = 8.0
"""Seconds an unreachable database is waited for before the answer is *busy*."""
PAUSE: Final = 0.2
"""Seconds between attempts to reach it."""

Item = TypeVar("Item")
Verdict = TypeVar("Verdict")
Connect = Callable[[], Awaitable[Conn]]


class Lane(Generic[Item, Verdict]):
    """One kind of row: those waiting, and the statement that stores a batch of them."""

    def __init__(
        self,
        statement: "Callable[[Conn, list[Item]], Awaitable[list[Verdict]]]",
        wake: asyncio.Event,
    ) -> None:
        self._statement = statement
        self._wake = wake
        self._ended = False
        self._waiting: list[tuple[Item, asyncio.Future[Verdict]]] = []

    async def put(self, item: Item) -> Verdict:
        """Store `item` and return the verdict on it. Raises `Rejected` with `busy`."""
        if self._ended or len(self._waiting) >= MOST_WAITING:
            raise Rejected("busy", again=RETRY_AFTER)
        answer: asyncio.Future[Verdict] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        self._wake.set()
        # The row belongs to the writer from here on: a phone that hangs up cancels only its wait.
        return await asyncio.shield(answer)

    async def flush(self, connection: Conn) -> bool:
        """Commit one batch; whether more is waiting. On failure the batch is put back."""
        batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
        if not batch:
            return False
        try:
            verdicts = await self._statement(connection, [item for item, _ in batch])
        except BaseException as error:
            self._waiting[:0] = batch
            if isinstance(error, Exception) and not unreachable(error):
                await self._one_by_one(connection)
                return bool(self._waiting)
            raise
        gauges.BATCH.observe(len(batch))
        for (_, answer), verdict in zip(batch, verdicts, strict=True):
            if not answer.done():
                answer.set_result(verdict)
        return bool(self._waiting)

    async def _one_by_one(self, connection: Conn) -> None:
        """A row the database refuses must not fail its neighbours in the batch."""
        for _ in range(min(BATCH, len(self._waiting))):
            item, answer = self._waiting[0]
            try:
                verdict = (await self._statement(connection, [item]))[0]
            except Exception as error:
                if unreachable(error):
                    raise
                log.exception("a row was refused by the database")
                _refuse(answer, Rejected("message_malformed"))
            else:
                if not answer.done():
                    answer.set_result(verdict)
            del self._waiting[0]

    def end(self) -> None:
        """Take nothing any more."""
        self._ended = True
        self.refuse_all()

    def refuse_all(self) -> None:
        """Answer *busy* to everything that waits; the senders keep it and send it again."""
        waiting, self._waiting = self._waiting, []
        gauges.REFUSED.inc(len(waiting))
        for _, answer in waiting:
            _refuse(answer, Rejected("busy", again=RETRY_AFTER))


class DurableWriter:
    """Three lanes into one dedicated connection. `connect` opens it, again after each loss."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._wake = asyncio.Event()
        self.ballots = Lane(intake.record_ballots, self._wake)
        self.supports = Lane(intake.record_supports, self._wake)
        self.joins = Lane(intake.record_joins, self._wake)
        self._lanes: tuple[Lane[Any, Any], ...] = (self.ballots, self.supports, self.joins)

    async def run(self) -> None:
        """Write until cancelled. Waiting rows are answered *busy* when it ends."""
        connection: Conn | None = None
        lost_at: float | None = None
        clock = asyncio.get_running_loop().time
        try:
            while True:
                await self._wake.wait()
                try:
                    if connection is None or connection.is_closed():
                        connection = await self._connect()
                    await self._flush_all(connection)
                    lost_at = None
                except Exception as error:
                    if not unreachable(error):
                        raise
                    if connection is not None:
                        connection.terminate()
                    lost_at = lost_at or clock()
                    await self._wait_for_database(error, clock() - lost_at)
        finally:
            for lane in self._lanes:
                lane.end()
            if connection is not None:
                connection.terminate()

    async def _flush_all(self, connection: Conn) -> None:
        more = True
        while more:
            self._wake.clear()
            more = any([await lane.flush(connection) for lane in self._lanes])

    async def _wait_for_database(self, error: Exception, away: float) -> None:
        log.warning("the database is away (%s); what waits is kept", type(error).__name__)
        if away > GIVE_UP:
            self._refuse_all()
        self._wake.set()
        await asyncio.sleep(PAUSE)

    def _refuse_all(self) -> None:
        for lane in self._lanes:
            lane.refuse_all()


def _refuse(answer: "asyncio.Future[Any]", reason: Exception) -> None:
    if not answer.done():
        answer.set_exception(reason)
