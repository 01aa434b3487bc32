"""A worker as its supervisor sees it: started, ready, alive, ended."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
from collections.abc import Mapping
from typing import Final

log = logging.getLogger(__name__)

START_WITHIN: Final = 60.0
"""Seconds in which a worker must be ready; others may be changing the database before it."""
SILENT_FOR: Final = 30.0
"""Seconds without a sign of life after which a worker hangs and is killed."""
STOP_WITHIN: Final = 40.0
"""Seconds in which a worker must have sent its phones away and ended."""


class NotReady(Exception):
    """A worker ended, or took too long, before it could serve; the text says which."""


class WorkerProcess:
    """See the module. Made by `start`."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.pid = process.pid
        self.since = asyncio.get_running_loop().time()
        self._asked = False
        self._process = process
        self._reader = reader
        self._writer = writer

    @classmethod
    async def start(cls, opened: socket.socket, environment: Mapping[str, str]) -> "WorkerProcess":
        """Start one that listens on `opened`; it is not ready yet."""
        ours, theirs = socket.socketpair()
        with theirs:
            files = (opened.fileno(), theirs.fileno())
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "musrenbang_live", "serve"),
                *("--worker", ",".join(map(str, files))),
                env=dict(environment),
                stdin=asyncio.subprocess.DEVNULL,
                pass_fds=files,
                start_new_session=True,  # Ctrl+C is for the supervisor
            )
        return cls(process, *await asyncio.open_connection(sock=ours))

    async def ready(self) -> None:
        """Return when it serves. Raises `NotReady`; then it has ended."""
        try:
            async with asyncio.timeout(START_WITHIN):
                try:
                    await self._reader.readexactly(1)
                except (OSError, asyncio.IncompleteReadError):
                    raise NotReady(await self.ended()) from None
        except TimeoutError:
            self.kill()
            await self.ended()
            raise NotReady(f"was not ready within {START_WITHIN:.0f} s") from None

    async def ended(self) -> str:
        """Return when it has ended: how it did. One that hangs is killed."""
        hung = False
        with contextlib.suppress(OSError):
            try:
                while True:
                    async with asyncio.timeout(SILENT_FOR):
                        if not await self._reader.read(100):
                            break
            except TimeoutError:
                hung = True
                self.kill()
        code = await self._process.wait()
        self._writer.close()
        if hung:
            return f"gave no sign of life for {SILENT_FOR:.0f} s"
        return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"

    async def stop(self) -> None:
        """Let it send its phones away and end; one that takes too long is killed."""
        self.terminate()
        try:
            async with asyncio.timeout(STOP_WITHIN):
                await self._process.wait()
        except TimeoutError:
            log.warning("process %d did not end by itself and was killed", self.pid)
            self.kill()
            await self._process.wait()

    def terminate(self) -> None:
        """Ask it to stop, once: a second time would mean at once."""
        if not self._asked:
            self._asked = True
            self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)
