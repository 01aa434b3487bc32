"""A way to a server on which each connection can be reset (RST), one at a time."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.patience import until

_AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER: closing throws away what is unsent and tells the other side to give up."""


class Relay:
    """Passes everything on to the port of this machine; `port` is where it listens."""

    def __init__(self, far: int) -> None:
        self._far = far
        self.port = 0
        self.lines: list[asyncio.StreamWriter] = []

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from its beginning to its end."""
        answers, out = await asyncio.open_connection("127.0.0.1", self._far)
        self.lines.append(writer)
        try:
            await asyncio.gather(_pass_on(reader, out), _pass_on(answers, writer))
        finally:
            self.lines.remove(writer)
            for end in (out, writer):
                end.transport.abort()

    def reset(self, line: asyncio.StreamWriter) -> None:
        """Whoever is at the near end learns of it at once, even if it was silent."""
        near: socket.socket = line.get_extra_info("socket")
        near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        line.transport.abort()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while said := await reader.read(65536):
            writer.write(said)
    except OSError:
        pass
    writer.transport.abort()


@asynccontextmanager
async def relay(far: int) -> AsyncIterator[Relay]:
    """A way to the port `far` of this machine."""
    made = Relay(far)
    server = await asyncio.start_server(made.carry, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        for line in made.lines:
            line.transport.abort()
        await until(lambda: not made.lines)
