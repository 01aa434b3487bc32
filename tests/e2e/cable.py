"""The line between one phone and the server, to be cut and mended in the middle of anything.

Chromium's own offline switch refuses new requests but lets an open WebSocket live on; a cut cable
ends that too.
"""

import asyncio
from contextlib import suppress

from tests.servers import free_port

HOST = "127.0.0.1"
CHUNK = 64 * 1024


class Cable:
    """Passes on what comes on a port of its own, for as long as it is whole."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._port = free_port()
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()

    @property
    def base(self) -> str:
        """The address of the site at this end."""
        return f"http://{HOST}:{self._port}"

    async def mend(self) -> None:
        """Let everything through; on the same port each time."""
        self._server = await asyncio.start_server(self._carry, HOST, self._port)

    async def cut(self) -> None:
        """Break off what is open, and let nothing through."""
        if self._server is None:
            return
        server, self._server = self._server, None
        server.close()
        for end in self._ends:
            end.transport.abort()
        await server.wait_closed()

    async def _carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        if self._server is None:  # it came just before the cut, and was not among the open ones
            back.transport.abort()
            return
        self._ends.add(back)
        try:
            far, there = await asyncio.open_connection(HOST, self._to)
            self._ends.add(there)
            await asyncio.gather(self._pass(near, there), self._pass(far, back))
            self._ends.discard(there)
        except OSError:
            back.transport.abort()
        finally:
            self._ends.discard(back)

    async def _pass(self, one: asyncio.StreamReader, other: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while chunk := await one.read(CHUNK):
                other.write(chunk)
                await other.drain()
        other.close()
