"""A bad line between phones and a server: it cuts, delays, repeats, reorders, ends in mid-frame.

It knows WebSocket frames, so that whole messages can be repeated or change places on their way to
the server, as they do when a phone resends after a cut. To the phones it only delays and cuts: a
server's messages cannot overtake each other within one connection.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

TEXT = 0x1
MISCHIEFS = ("delay", "repeat", "swap", "cut", "half")
LONGEST_DELAY = 0.3
SWAP_WITHIN = 0.5
"""Seconds after which a message that waits for one to overtake it goes on by itself."""


class _Cut(Exception):
    """The line ends here."""


class FlakyLine:
    """`base` is the address for phones. `often` is the part of all messages that come to harm;
    `done` counts what was done to them.
    """

    def __init__(self, base: str, chance: random.Random, often: float = 0.15) -> None:
        address = urlsplit(base)
        self._far = address.hostname or "", address.port or 0
        self._chance = chance
        self.often = often
        self.done: Counter[str] = Counter()
        self.base = ""
        self._lines: set[asyncio.Task[None]] = set()
        self._ends: set[asyncio.StreamWriter] = set()

    async def open(self) -> asyncio.Server:
        """Let phones in."""
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        return server

    async def _carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """One connection to its end; then both sides are gone at once."""
        task = asyncio.current_task()
        assert task
        self._lines.add(task)
        ends = {back}
        try:
            far, out = await asyncio.open_connection(*self._far)
            ends.add(out)
            self._ends |= ends
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._up(near, out))
                tasks.create_task(self._down(far, back))
        except* (OSError, EOFError, _Cut):
            pass
        finally:
            self._lines.discard(task)
            self._ends -= ends
            for end in ends:
                end.transport.abort()

    async def close(self) -> None:
        """Cut everybody off."""
        for end in self._ends:
            end.transport.abort()
        await asyncio.gather(*self._lines)

    async def _up(self, near: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        out.write(await near.readuntil(b"\r\n\r\n"))
        out.write(await _frame(near))  # the hello: whatever follows must find it there
        held = b""
        while True:
            try:
                async with asyncio.timeout(SWAP_WITHIN if held else None):
                    frame = await _frame(near)
            except TimeoutError:
                frame, held = held, b""
                out.write(frame)
                continue
            what = self._mischief(frame, MISCHIEFS)
            if what == "swap" and not held:
                held = frame
                continue
            await self._send(frame, what, out)
            if held:
                out.write(held)
                held = b""
            if what == "repeat":
                out.write(frame)
            await out.drain()

    async def _down(self, far: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        back.write(await far.readuntil(b"\r\n\r\n"))
        while True:
            frame = await _frame(far)
            await self._send(frame, self._mischief(frame, ("delay", "cut", "half")), back)
            await back.drain()

    async def _send(self, frame: bytes, what: str, out: asyncio.StreamWriter) -> None:
        if what == "delay":
            await asyncio.sleep(self._chance.random() * LONGEST_DELAY)
        elif what == "half":
            out.write(frame[: self._chance.randint(1, len(frame) - 1)])
            await out.drain()
        if what in ("cut", "half"):
            raise _Cut
        out.write(frame)

    def _mischief(self, frame: bytes, choices: tuple[str, ...]) -> str:
        if frame[0] & 0xF != TEXT or self._chance.random() >= self.often:
            return ""
        # Most lines live for a while: a cut ends all that could still happen on it.
        weights = [1 if name in ("cut", "half") else 5 for name in choices]
        what = self._chance.choices(choices, weights)[0]
        self.done[what] += 1
        return what


async def _frame(reader: asyncio.StreamReader) -> bytes:
    """One WebSocket frame, header and mask included (RFC 6455, 5.2)."""
    head = await reader.readexactly(2)
    length = head[1] & 0x7F
    if length >= 126:
        more = await reader.readexactly(2 if length == 126 else 8)
        head, length = head + more, int.from_bytes(more, "big")
    if head[1] & 0x80:
        length += 4
    return head + await reader.readexactly(length)


@asynccontextmanager
async def flaky(base: str, chance: random.Random, often: float = 0.15) -> AsyncIterator[FlakyLine]:
    """A bad line to the server at `base`."""
    line = FlakyLine(base, chance, often)
    server = await line.open()
    try:
        yield line
    finally:
        server.close()
        await line.close()
