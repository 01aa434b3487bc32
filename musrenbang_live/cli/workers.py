"""`serve --workers N`: one supervisor, and N server processes on the same port of this host.

Each worker has a listening socket of its own on the port (SO_REUSEPORT), so that the kernel deals
connections out evenly, whoever is busy. The supervisor makes the sockets and keeps them: a worker
that is renewed hands its socket to its successor with everything that waits in it, and no
connection is refused. The socket of a worker that died is closed instead: whoever waited there
comes back to another. It serves nobody itself, and holds nothing that could be lost.
"""

import asyncio
import contextlib
import logging
import os
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from musrenbang_live.cli import hosting
from musrenbang_live.cli.terminal import Stop
from musrenbang_live.cli.worker_process import NotReady, WorkerProcess
from musrenbang_live.config import Settings

log = logging.getLogger(__name__)

PAUSE_FIRST: Final = 0.1
PAUSE_MOST: Final = 10.0
"""Seconds before a worker that died is started again: the first time, and at most."""
STEADY: Final = 30.0
"""Seconds after which a worker is taken for well, and its next death for the first."""


class _Slot:
    """The place of one worker: who is in it, and the socket that goes with it."""

    def __init__(self, number: int, opened: socket.socket) -> None:
        self.number = number
        self.opened = opened
        self.worker: WorkerProcess
        self.changing = asyncio.Lock()
        self.pause = PAUSE_FIRST


class Team:
    """The running workers. Made by `running`."""

    def __init__(self, settings: Settings, count: int, host: str, port: int) -> None:
        self.port = port
        self.stopping = asyncio.Event()
        self._host = host
        self._count = count
        self._slots: list[_Slot] = []
        self._data = settings.data
        self._figures: Path | None = None
        self._renewal = asyncio.Event()
        self._alive: set[WorkerProcess] = set()
        self._terminal = os.isatty(0)
        self._at_once = False
        self._environment = {
            **os.environ,
            "DATABASE_URL": settings.database_url,
            "MUSRENBANG_SECRET": settings.secret.decode(),
            "MUSRENBANG_DATA": str(settings.data),
        }

    # Beginning and end

    async def start(self) -> None:
        """Return when all workers are ready, or when asked to stop. Raises `Stop`."""
        hosting.listening(self._host, self.port).close()  # another program's, or another team's
        for number in range(1, self._count + 1):
            self._slots.append(_Slot(number, self._socket()))
        self._share_figures()
        starting = [asyncio.ensure_future(self._start_worker(slot)) for slot in self._slots]
        try:
            for slot, worker in zip(self._slots, await asyncio.gather(*starting), strict=True):
                slot.worker = worker
        except NotReady as error:
            if not self.stopping.is_set():
                raise Stop(f"A worker could not start: it {error}; see above.") from None
        finally:
            for task in starting:
                task.cancel()
            await asyncio.gather(*starting, return_exceptions=True)

    def _share_figures(self) -> None:
        """A folder in which the workers put their figures together; see `web.health`."""
        figures = self._data / f"figures-{self.port}"
        shutil.rmtree(figures, ignore_errors=True)  # of a supervisor that was killed
        figures.mkdir()
        self._environment["PROMETHEUS_MULTIPROC_DIR"] = str(figures)
        self._figures = figures

    def _socket(self) -> socket.socket:
        opened = hosting.listening(self._host, self.port, beside_others=True)
        self.port = opened.getsockname()[1]
        return opened

    async def _start_worker(self, slot: _Slot) -> WorkerProcess:
        if self.stopping.is_set():
            raise NotReady("is not needed any more")
        worker = await WorkerProcess.start(slot.opened, self._environment)
        self._alive.add(worker)
        try:
            if self.stopping.is_set():
                worker.terminate()
            await worker.ready()
        except NotReady:
            self._bury(worker)
            raise
        return worker

    def _bury(self, worker: WorkerProcess) -> None:
        """Whoever is gone has no phones: its figures of the moment go too, its counts stay."""
        self._alive.discard(worker)
        for file in self._figures.glob(f"gauge_*_{worker.pid}.db") if self._figures else ():
            file.unlink(missing_ok=True)

    async def until_stopped(self) -> None:
        """Watch over the workers until somebody asks to stop; then they are stopping."""
        watching = [
            asyncio.ensure_future(self.stopping.wait()),
            asyncio.ensure_future(self._renew()),
            *(asyncio.ensure_future(self._keep(slot)) for slot in self._slots),
        ]
        try:
            ended, _ = await asyncio.wait(watching, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                task.result()
        finally:
            for task in watching:
                task.cancel()
            await asyncio.gather(*watching, return_exceptions=True)

    async def stop(self) -> None:
        """End everybody: nobody new is let in, phones are sent away. Raises `KeyboardInterrupt`
        when that was not fast enough for somebody.
        """
        self._ask_all()
        await asyncio.gather(*(worker.stop() for worker in self._alive))
        if self._figures:
            shutil.rmtree(self._figures, ignore_errors=True)
        if self._at_once:
            raise KeyboardInterrupt

    def asked_to_stop(self) -> None:
        """The first time stop gently, the second time at once."""
        if self.stopping.is_set():
            self._at_once = True
            for worker in self._alive:
                worker.kill()
        self._ask_all()

    def _ask_all(self) -> None:
        self.stopping.set()
        for slot in self._slots:
            slot.opened.close()  # or connections would wait for a worker that takes no more
        for worker in self._alive:
            worker.terminate()

    def asked_to_renew(self) -> None:
        """SIGHUP; a terminal that is closed sends the same, and means stop."""
        if self._terminal and not os.isatty(0):
            self.asked_to_stop()
        else:
            self._renewal.set()

    # Deaths and renewals

    async def _keep(self, slot: _Slot) -> None:
        """See to it that there is always a worker in the slot."""
        while True:
            worker = slot.worker
            how = await worker.ended()
            self._bury(worker)
            if slot.worker is worker and not self.stopping.is_set():
                async with slot.changing:
                    await self._start_again(slot, how)

    async def _start_again(self, slot: _Slot, how: str) -> None:
        if asyncio.get_running_loop().time() - slot.worker.since > STEADY:
            slot.pause = PAUSE_FIRST
        pid = slot.worker.pid
        while True:
            slot.opened.close()
            log.warning(
                "worker %d (process %d) %s; it is started again in %.1f s",
                *(slot.number, pid, how, slot.pause),
            )
            await asyncio.sleep(slot.pause)
            slot.pause = min(slot.pause * 2, PAUSE_MOST)
            try:
                slot.opened = self._socket()
                slot.worker = await self._start_worker(slot)
                return
            except (NotReady, Stop) as error:
                how = f"could not start: {error}"

    async def _renew(self) -> None:
        while True:
            await self._renewal.wait()
            self._renewal.clear()
            log.warning("the workers are renewed one after the other")
            for slot in self._slots:
                if not await self._renewed(slot):
                    log.warning("worker %d could not be renewed; the old ones go on", slot.number)
                    break
            else:
                log.warning("all workers are new")

    async def _renewed(self, slot: _Slot) -> bool:
        """Put a new worker beside the old one, on the same socket, then let the old one go."""
        async with slot.changing:
            old = slot.worker
            try:
                slot.worker = await self._start_worker(slot)
            except NotReady as error:
                log.warning("a new worker %s", error)
                return False
        await old.stop()
        self._bury(old)
        return True


def check(settings: Settings) -> None:
    """Raises `Stop` where several workers cannot be."""
    if not sys.platform.startswith("linux"):
        # Elsewhere SO_REUSEPORT does not share connections out.
        raise Stop("--workers needs Linux; start servers on ports of their own behind a proxy.")
    if not settings.redis_url:
        raise Stop(
            "--workers needs REDIS_URL: without Redis the workers would not hear each other."
        )


@contextlib.asynccontextmanager
async def running(settings: Settings, count: int, host: str, port: int) -> AsyncIterator[Team]:
    """So many workers on one port, all ready when this is entered (unless it was asked to stop
    meanwhile), all gone when it is left. Raises `Stop`.
    """
    team = Team(settings, count, host, port)
    loop = asyncio.get_running_loop()
    for number in hosting.STOPPING:
        loop.add_signal_handler(number, team.asked_to_stop)
    loop.add_signal_handler(signal.SIGHUP, team.asked_to_renew)
    try:
        await team.start()
        yield team
    finally:
        await team.stop()
