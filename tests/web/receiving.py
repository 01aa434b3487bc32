"""A program that webhooks are sent to: a real server, which keeps what it got."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import msgspec


class Got(msgspec.Struct, frozen=True):
    """One request as it came: its first line, its headers in small letters, its body."""

    line: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """Answers each request with the next of `statuses`, then with 204. `silent`: never answers."""

    def __init__(self) -> None:
        self.port = 0
        self.statuses: list[str] = []
        self.silent = False
        self.got: asyncio.Queue[Got] = asyncio.Queue()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/kabar"

    async def next(self) -> Got:
        """What comes next; fails when nothing does."""
        async with asyncio.timeout(8):
            return await self.got.get()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        line, *lines = head.strip().split("\r\n")
        headers = {key.lower(): value for key, _, value in (each.partition(": ") for each in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.got.put_nowait(Got(line, headers, body))
        if self.silent:
            await reader.read()
        else:
            status = self.statuses.pop(0) if self.statuses else "204 No Content"
            writer.write(f"HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n".encode())
        writer.close()


@contextlib.asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """A receiver on a free port of this machine."""
    receiver = Receiver()
    async with await asyncio.start_server(receiver.serve, "127.0.0.1", 0) as server:
        receiver.port = server.sockets[0].getsockname()[1]
        yield receiver
