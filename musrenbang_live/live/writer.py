"""The durable writer: what residents hand in is on disk before anybody says so.

While one batch is being committed the next one gathers, so batches grow with the load and there
is no timer. Everything carries the id its sender made; when a commit was interrupted, and nobody
knows whether it happened, the same batch is simply sent again and gets the same answers.

Nothing here is a task or a future for each row: a row waits with the function that takes its
answer, and the answers to one batch are given while PostgreSQL stores the next.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, Generic, Protocol, TypeVar

from musrenbang_live.core.errors import Rejected
from musrenbang_live.live import gauges
from musrenbang_live.live.busy import AWAY, busy
from musrenbang_live.store import intake, opinions, urns
from musrenbang_live.store.pool import Conn, unreachable

log = logging.getLogger(__name__)

MOST_WAITING: Final = 20_000
"""Rows that may wait in memory; beyond it the answer is *busy*."""
BATCH: Final = 500
"""Rows committed together at most; gains flatten at about 200."""
GIVE_UP: Final = 8.0
"""Seconds an unreachable database is waited for before the answer is *busy*."""
PAUSE: Final = 0.2
"""Seconds between attempts to reach it."""
FIRST_RATE: Final = 5_000.0
"""Rows a second that are believed to be stored before a full batch was ever timed."""


class Sent(Protocol):
    """Anything that is handed in."""

    @property
    def ref(self) -> str:
        """The id its sender made."""
        ...


Item = TypeVar("Item", bound=Sent)
Verdict = TypeVar("Verdict")
Connect = Callable[[], Awaitable[Conn]]
Done = Callable[[Verdict | Rejected], None]
"""Takes the answer, once: what became of it, or why it cannot be known now. Must not raise."""


async def answered(ask: Callable[[Done[Verdict]], None]) -> Verdict:
    """The answer to what `ask` hands in; raises it when it is a refusal.

    What was handed in belongs to the writer: who is cancelled here only waits no longer.
    """
    answer: asyncio.Future[Verdict] = asyncio.get_running_loop().create_future()

    def done(verdict: Verdict | Rejected) -> None:
        if answer.done():
            return
        if isinstance(verdict, Rejected):
            answer.set_exception(verdict)
        else:
            answer.set_result(verdict)

    ask(done)
    return await answer


class Lane(Generic[Item, Verdict]):
    """One kind of row: those waiting, and the statement that stores a batch of them."""

    def __init__(
        self,
        statement: Callable[[Conn, list[Item]], Awaitable[list[Verdict]]],
        wake: asyncio.Event,
    ) -> None:
        self._statement = statement
        self._wake = wake
        self._ended = False
        self._items: list[Item] = []
        self._answers: list[Done[Verdict]] = []
        self._rate = FIRST_RATE

    async def put(self, item: Item) -> Verdict:
        """Store `item` and return the verdict on it. Raises `Rejected` with `busy`."""
        return await answered(lambda done: self.submit(item, done))

    def submit(self, item: Item, done: Done[Verdict]) -> None:
        """Store `item` and tell `done` the verdict, or at once that it is *busy*."""
        if self._ended or len(self._items) >= MOST_WAITING:
            gauges.REFUSED.inc()
            done(busy(item.ref, self._drain))
            return
        self._items.append(item)
        self._answers.append(done)
        self._wake.set()

    @property
    def _drain(self) -> float:
        """Seconds in which what waits will have been stored, as far as can be told."""
        return len(self._items) / self._rate

    async def flush(self, connection: Conn) -> bool:
        """Commit one batch; whether more is waiting. On failure the batch stays in its place."""
        batch = self._items[:BATCH]
        if not batch:
            return False
        began = time.perf_counter()
        try:
            verdicts = await self._statement(connection, batch)
        except Exception as error:
            if unreachable(error):
                raise
            await self._one_by_one(connection, len(batch))
            return bool(self._items)
        if len(batch) == BATCH:
            self._rate += (BATCH / (time.perf_counter() - began) - self._rate) / 4
        gauges.BATCH.observe(len(batch))
        # After the next statement has been sent: PostgreSQL works while people are answered.
        asyncio.get_running_loop().call_soon(_give, self._taken(len(batch)), verdicts)
        return bool(self._items)

    def _taken(self, rows: int) -> list[Done[Verdict]]:
        """Let go of the first `rows`; their answers. Others may have come behind them."""
        answers = self._answers[:rows]
        del self._items[:rows], self._answers[:rows]
        return answers

    async def _one_by_one(self, connection: Conn, rows: int) -> None:
        """A row the database refuses must not fail its neighbours in the batch."""
        for _ in range(rows):
            verdict: Verdict | Rejected
            try:
                verdict = (await self._statement(connection, [self._items[0]]))[0]
            except Exception as error:
                if unreachable(error):
                    raise
                log.exception("a row was refused by the database")
                verdict = Rejected("message_malformed")
            _give(self._taken(1), [verdict])

    def end(self) -> None:
        """Take nothing any more."""
        self._ended = True
        self.refuse_all()

    def refuse_all(self) -> None:
        """Answer *busy* to everything that waits; the senders keep it and send it again."""
        wait = AWAY + self._drain
        refused = [busy(item.ref, wait) for item in self._items]
        gauges.REFUSED.inc(len(refused))
        _give(self._taken(len(refused)), refused)


class DurableWriter:
    """Five lanes into one dedicated connection. `connect` opens it, again after each loss.

    `boxes` is for ballots that are cast once, `ballots` for all others.
    """

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._wake = asyncio.Event()
        self.ballots = Lane(intake.record_ballots, self._wake)
        self.boxes = Lane(urns.cast_ballots, self._wake)
        self.supports = Lane(intake.record_supports, self._wake)
        self.opinions = Lane(opinions.record_opinions, self._wake)
        self.joins = Lane(intake.record_joins, self._wake)
        self._lanes: tuple[Lane[Any, Any], ...] = (
            *(self.ballots, self.boxes, self.supports),
            *(self.opinions, self.joins),
        )

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


def _give(answers: Sequence[Done[Any]], verdicts: Sequence[Any]) -> None:
    """Answer each; one who cannot take it must not keep the others waiting."""
    for done, verdict in zip(answers, verdicts, strict=True):
        try:
            done(verdict)
        except Exception:
            log.exception("an answer could not be given")
