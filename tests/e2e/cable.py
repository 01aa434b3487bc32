"""The line between one phone and the server, to be cut and mended in the middle of anything.

Chromium's own offline switch refuses new requests but lets an open WebSocket live on; a cut cable
ends that too.
"""

import asyncio
from contextlib import suppress

HOST = "127.0.0.1"
CHUNK = 64 * 1024


class Cable:
    """Passes on what comes on a port of its own, for as long as it is whole."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._port = 0
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()

    @property
    def base(self) -> str:
        """The address of the site at this end."""
        return f"http://{HOST}:{self._port}"

    async def mend(self) -> None:
        """Let everything through; on the same port as before, if there was one."""
        self._server = await asyncio.start_server(self._carry, HOST, self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Break off what is open, and let nothing through."""
        if self._server is None:
            return
        self._server.close()
        for end in self._ends:
            end.transport.abort()
        await self._server.wait_closed()
        self._server = None

    async def _carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
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
