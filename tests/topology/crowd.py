"""A hall full of phones, light enough that two thousand fit beside the server they talk to.

Each is one protocol object on one socket; frames that are the same for all are read once.
"""

import asyncio
import base64
import json
import os
import resource
import uuid
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

SPARE_FILES: Final = 500
AT_ONCE: Final = 250
"""Handshakes under way at a time; a listening socket holds no more strangers than its backlog."""

_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10


def room_for(sockets: int) -> None:
    """Let this process, and those it starts, have so many sockets open. Fails where it may not."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = sockets + SPARE_FILES
    if soft < wanted:
        assert hard == resource.RLIM_INFINITY or hard >= wanted, (
            f"{wanted} open files are needed and {hard} allowed: ulimit -Hn {wanted}"
        )
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@lru_cache(maxsize=64)
def _read(message: bytes) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(message)
    return read


class Pocket(asyncio.Protocol):
    """One phone's socket: what version of the meeting it shows, and what it was answered.

    `at` is epoch and version; `shown` the fragments by id; `closed` why the server hung up.
    """

    def __init__(self, base: str, code: str, cookie: str, token: str) -> None:
        self.at = ("", 0)
        self.shown: dict[str, str] = {}
        self.answers: dict[str, dict[str, Any]] = {}
        self.closed = ""
        self.opened = asyncio.get_running_loop().create_future()
        self._base = base
        self._asks = (f"/ws/resident/{code}", cookie, token)
        self._buffer = bytearray()
        self._upgraded = False
        self._transport: asyncio.Transport | None = None

    # Out

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the socket."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        path, cookie, _token = self._asks
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            (
                f"GET {path} HTTP/1.1\r\nHost: {urlsplit(self._base).netloc}\r\n"
                f"Origin: {self._base}\r\nCookie: {cookie}\r\n"
                "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
            ).encode()
        )

    def send(self, **message: Any) -> None:
        """Send one message."""
        self._frame(_TEXT, json.dumps(message).encode())

    def hang_up(self) -> None:
        """End it without a word."""
        if self._transport:
            self._transport.abort()

    def _frame(self, opcode: int, payload: bytes) -> None:
        assert self._transport
        mask = os.urandom(4)
        size = len(payload)
        head = bytes((0x80 | opcode, 0x80 | size)) if size < 126 else b""
        head = head or bytes((0x80 | opcode, 0xFE)) + size.to_bytes(2, "big")
        pattern = int.from_bytes((mask * (size // 4 + 1))[:size], "big")
        masked = (int.from_bytes(payload, "big") ^ pattern).to_bytes(size, "big")
        self._transport.write(head + mask + masked)

    # In

    def data_received(self, data: bytes) -> None:
        """Take what came, frame by frame."""
        self._buffer += data
        if not self._upgraded:
            self._upgrade()
        while self._upgraded and (frame := self._next()) is not None:
            self._take(*frame)

    def _upgrade(self) -> None:
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        self._upgraded = head.startswith(b"HTTP/1.1 101 ")
        if not self._upgraded:
            self.closed = head.split(b"\r\n")[0].decode()
            self.hang_up()
            return
        self._buffer = bytearray(rest)
        self.send(do="hello", token=self._asks[2], epoch="", v=0)

    def _next(self) -> tuple[int, bytes] | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        size, start = buffer[1] & 0x7F, 2
        if size >= 126:
            start += 2 if size == 126 else 8
            size = int.from_bytes(buffer[2:start], "big")
        if len(buffer) < start + size:
            return None
        frame = buffer[0] & 0x0F, bytes(buffer[start : start + size])
        del buffer[: start + size]
        return frame

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == _PING:
            self._frame(_PONG, payload)
        elif opcode == _CLOSE:
            self.closed = f"closed with {int.from_bytes(payload[:2], 'big')}"
        elif opcode == _TEXT:
            self._hear(_read(payload))

    def _hear(self, message: dict[str, Any]) -> None:
        if "v" in message:
            follows = message["p"] in (0, self.at[1])
            assert follows, f"a step from {message['p']} at {self.at}"
            kept = {} if message["p"] == 0 else self.shown
            self.shown = kept | message.get("html", {})
            self.at = message["e"], message["v"]
            if not self.opened.done():
                self.opened.set_result(None)
        elif "ok" in message or "no" in message:
            self.answers[message.get("ok") or message["no"]] = message

    def connection_lost(self, error: Exception | None) -> None:
        """The line is gone."""
        self.closed = self.closed or "gone"
        if not self.opened.done():
            self.opened.set_exception(ConnectionError(self.closed))


class Crowd:
    """Many phones at one server. `pockets` in the order in which they were asked to come."""

    def __init__(self, base: str, code: str) -> None:
        self.base = base
        self.code = code
        self.pockets: list[Pocket] = []

    async def come(self, known: Iterable[tuple[str, str]]) -> None:
        """Connect a phone for each (cookie, page token); returns when each shows the meeting."""
        gate = asyncio.Semaphore(AT_ONCE)
        self.pockets = [Pocket(self.base, self.code, *each) for each in known]
        async with asyncio.TaskGroup() as tasks:
            for pocket in self.pockets:
                tasks.create_task(self._connect(pocket, gate))

    async def _connect(self, pocket: Pocket, gate: asyncio.Semaphore) -> None:
        address = urlsplit(self.base)
        async with gate:
            loop = asyncio.get_running_loop()
            await loop.create_connection(lambda: pocket, address.hostname, address.port)
            await pocket.opened

    @property
    def current(self) -> bool:
        """Whether all show the same, newest version."""
        return len({pocket.at for pocket in self.pockets}) == 1

    @property
    def shown(self) -> str:
        """What the first phone shows; all show the same where the crowd is current."""
        return " ".join(self.pockets[0].shown.values())

    @property
    def lost(self) -> list[str]:
        """Why phones are no longer connected."""
        return [pocket.closed for pocket in self.pockets if pocket.closed]

    async def vote(self, round_: int, marks: Iterable[list[int]]) -> None:
        """All vote in the same moment; who is told *busy* sends the same again when told to."""
        await asyncio.gather(
            *(
                _answered(pocket, {"do": "vote", "rev": 1, "round": round_, "mark": mark})
                for pocket, mark in zip(self.pockets, marks, strict=True)
            )
        )

    def leave(self) -> None:
        """Everybody goes home."""
        for pocket in self.pockets:
            pocket.hang_up()


async def _answered(pocket: Pocket, message: dict[str, Any]) -> None:
    """Send until it is acknowledged. Fails on any refusal that does not say when to come back."""
    ref = str(uuid.uuid4())
    while True:
        pocket.send(ref=ref, **message)
        while ref not in pocket.answers:
            assert not pocket.closed, pocket.closed
            await asyncio.sleep(0.02)
        answer = pocket.answers.pop(ref)
        if "ok" in answer:
            return
        assert answer.get("again"), answer
        await asyncio.sleep(answer["again"] / 1000)
