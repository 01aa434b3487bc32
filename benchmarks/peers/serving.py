"""A Starlette application on uvicorn as a peer: its defaults, without compression and pings."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import uvicorn
import uvloop
from starlette.applications import Starlette

from benchmarks.orders import say

Main = Callable[[], Awaitable[None]]


def run(main: Main) -> None:
    """Run on the loop that uvicorn would use."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())  # type: ignore[arg-type]


@contextlib.asynccontextmanager
async def served(application: Starlette) -> AsyncIterator[None]:
    """The application on a free port, which is told."""
    with socket.create_server(("127.0.0.1", 0), backlog=4096) as opened:
        config = uvicorn.Config(
            application,
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            ws_ping_interval=None,
            access_log=False,
            log_level="error",
            lifespan="off",
            timeout_graceful_shutdown=1,
            backlog=4096,
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[opened]))
        while not server.started:  # noqa: ASYNC110 (uvicorn has no event for it)
            await asyncio.sleep(0.01)
        say({"port": opened.getsockname()[1]})
        yield
        server.should_exit = True
        with contextlib.suppress(asyncio.CancelledError):
            await serving
