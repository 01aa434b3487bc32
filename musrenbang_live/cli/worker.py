"""One of several server processes on one host, started and watched by `cli.workers`.

It gets a socket to listen on and a line to the supervisor: what it says there tells that it is
ready and then that it lives; when the line ends, the supervisor is gone and so it goes too.
"""

import asyncio
import contextlib
import signal
import socket

import uvicorn

from musrenbang_live.cli import hosting
from musrenbang_live.config import Settings

BEAT_EVERY = 1.0
"""Seconds between two signs of life."""
PATIENCE = 0.3
"""Seconds at the end for connections that were just made; their successor is there already."""


async def run(settings: Settings, listening: int, line: int) -> int:
    """Serve on the open file `listening` until asked to stop."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # the supervisor's business
    opened, to_supervisor = socket.socket(fileno=listening), socket.socket(fileno=line)
    for inherited in (opened, to_supervisor):
        inherited.set_inheritable(False)
    reader, writer = await asyncio.open_connection(sock=to_supervisor)
    living: list[asyncio.Task[None]] = []
    try:
        async with hosting.running(settings, opened, patience=PATIENCE) as server:
            living.append(asyncio.create_task(_live(writer)))
            living.append(asyncio.create_task(_stop_when_alone(reader, server)))
            await hosting.until_stopped(server)
    finally:
        for task in living:
            task.cancel()
        await asyncio.gather(*living, return_exceptions=True)
        writer.close()
    return 0


async def _live(writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while True:
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(BEAT_EVERY)


async def _stop_when_alone(reader: asyncio.StreamReader, server: uvicorn.Server) -> None:
    with contextlib.suppress(OSError):
        await reader.read()
    server.should_exit = True
