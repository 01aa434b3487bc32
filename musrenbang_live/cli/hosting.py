"""Running the server itself: the database it stands on, and uvicorn around the application."""

import asyncio
import contextlib
import logging
import signal
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from types import FrameType
from typing import Final

import uvicorn
from msgspec.structs import replace
from starlette.applications import Starlette

from musrenbang_live.app import create_app, drain, uvicorn_settings
from musrenbang_live.cli.terminal import Stop
from musrenbang_live.config import Settings
from musrenbang_live.store import pool
from musrenbang_live.store.embedded import EmbeddedPostgres
from musrenbang_live.store.embedded_host import EmbeddedPostgresError

log = logging.getLogger(__name__)

STOPPING: Final = (signal.SIGINT, signal.SIGTERM)
LOOK_AFTER_IT_EVERY: Final = 0.5
"""Seconds between two looks whether the private PostgreSQL still runs."""
CONNECTIONS: Final = 15
"""Connections to the database that one server process may have open, with some to spare."""


@contextlib.contextmanager
def database(settings: Settings, processes: int = 1, *, lasting: bool = True) -> Iterator[Settings]:
    """The settings with a database that runs: the one named, or a private one in the folder.

    A private one takes as many connections as that many server processes need, and is started
    again when it is killed: in a hall nobody else would do it. Not `lasting`: the folder goes when
    the program ends.
    """
    if settings.database_url:
        yield settings
        return
    room = {"max_connections": str(max(60, 20 + CONNECTIONS * processes))}
    private = EmbeddedPostgres(settings.data / "postgres", settings=room, lasting=lasting)
    with private as server, _kept(server):
        yield replace(settings, database_url=server.url)


@contextlib.contextmanager
def _kept(server: EmbeddedPostgres) -> Iterator[None]:
    """Revive `server` whenever it has died. In a thread: starting it takes a while."""
    over = threading.Event()

    def keep() -> None:
        while not over.wait(LOOK_AFTER_IT_EVERY):
            if server.has_died:
                log.warning("the private PostgreSQL was killed; it is started again")
                try:
                    server.revive()
                except EmbeddedPostgresError as error:
                    log.error("%s", error)

    keeper = threading.Thread(target=keep, name="keeper of PostgreSQL", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def listening(host: str, port: int, *, beside_others: bool = False) -> socket.socket:
    """A socket on which phones can reach the server. Raises `Stop` when the port is taken.

    `beside_others`: several sockets may have the port, and each connection goes to one of them
    (SO_REUSEPORT). Connections arrive only after `listen`.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if beside_others:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        opened.bind((host, port))
    except OSError as error:
        opened.close()
        raise Stop(f"Port {port} on {host} cannot be used: {error.strerror}.") from None
    return opened


async def reach(settings: Settings) -> None:
    """Raises what `store.pool.unreachable` knows: one sentence now, not a failure of every part."""
    connection = await pool.connect(settings.database_url)
    await connection.close()


class _Server(uvicorn.Server):
    """uvicorn, but a signal only asks it to stop: what stands around it wants to end in order.

    Before it closes every line at once, each screen is told its own moment to come back.
    """

    def __init__(self, config: uvicorn.Config, application: Starlette, patience: float) -> None:
        super().__init__(config)
        self._application = application
        self._patience = patience

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See `uvicorn.Server.shutdown`. Whoever comes back must not find this process again."""
        for server in self.servers:
            server.close()
        for opened in sockets or []:
            opened.close()
        await asyncio.sleep(self._patience)
        await drain(self._application)
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to `running`."""
        yield

    def stop_on(self, number: int, frame: FrameType | None) -> None:
        """Stop gently the first time; the second time at once."""
        if self.should_exit:
            raise KeyboardInterrupt
        self.should_exit = True


@contextlib.asynccontextmanager
async def running(
    settings: Settings, opened: socket.socket, *, patience: float = 0.0
) -> AsyncIterator[uvicorn.Server]:
    """The server on `opened`, ready when this is entered and stopped when it is left.

    In the end it takes no more connections, and `patience` seconds later it closes those that
    have not asked for anything: one that was made just now may be about to. Raises as `reach`.
    """
    await reach(settings)
    application = create_app(settings)
    config = uvicorn.Config(application, **uvicorn_settings(settings))
    server = _Server(config, application, patience)
    serving = asyncio.create_task(server.serve(sockets=[opened]))
    before = {number: signal.signal(number, server.stop_on) for number in STOPPING}
    try:
        while not server.started:
            if serving.done():
                await serving
                raise Stop("The server could not start; the reason stands above.")
            await asyncio.sleep(0.01)
        yield server
    finally:
        server.should_exit = True
        await serving
        for number, handler in before.items():
            signal.signal(number, handler)


async def until_stopped(server: uvicorn.Server) -> None:
    """Wait until somebody asks the server to stop. Raises `Stop` when a part of it has failed:

    uvicorn would go on answering, but nothing behind it works any more.
    """
    while not server.should_exit:
        if server.lifespan.error_occurred:
            raise Stop("A part of the server has failed; the reason stands above. Start it again.")
        await asyncio.sleep(0.2)
