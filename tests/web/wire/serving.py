"""uvicorn with the wire on a loopback socket, and a client that can misbehave byte by byte."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from musrenbang_live.live.framing import framed
from musrenbang_live.live.outlet import Outlet
from musrenbang_live.web.wire import adopted
from tests.patience import SOON, until

WIRE = "musrenbang_live.web.wire.protocol:WireProtocol"
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
MASK = b"\x37\xfa\x21\x3d"
BIG = framed(b"z" * 16_000)
KEY = "dGhlIHNhbXBsZSBub25jZQ=="


Endpoint = Callable[[WebSocket], Awaitable[None]]


class Served:
    """A running server."""

    def __init__(self, server: uvicorn.Server, port: int) -> None:
        self.server = server
        self.port = port

    @property
    def connections(self) -> set[Any]:
        """What uvicorn shuts down and waits for."""
        return self.server.server_state.connections

    async def idle(self) -> None:
        """Wait until every connection and task is gone."""
        state = self.server.server_state
        await until(lambda: not state.connections and not state.tasks)


class Quick(uvicorn.Server):
    """uvicorn, but it stops without naps when nobody is connected."""

    capture_signals = contextlib.nullcontext  # type: ignore[assignment]

    async def main_loop(self) -> None:
        """See `uvicorn.Server`."""
        await self.on_tick(0)
        await until(lambda: self.should_exit, within=600)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See `uvicorn.Server`."""
        if self.server_state.connections or self.server_state.tasks:
            await super().shutdown(sockets)
        for server in self.servers:
            server.close()


@asynccontextmanager
async def served(
    app: Any, ws: Any = WIRE, *, kernel: int = 0, **settings: Any
) -> AsyncIterator[Served]:
    """`app` on a free port. `kernel`: so many bytes a connection may wait to be sent there."""
    known: dict[str, Any] = {
        "ws": ws,
        "lifespan": "off",
        "log_config": None,
        "log_level": "warning",
        "ws_per_message_deflate": False,
        "timeout_graceful_shutdown": 10,
    }
    server = Quick(uvicorn.Config(app, **(known | settings)))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        if kernel:  # connections inherit it
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, kernel)
        opened = [listening] if "uds" not in settings else None
        serving = asyncio.create_task(server.serve(sockets=opened))
        await until(lambda: server.started or serving.done())
        house = Served(server, listening.getsockname()[1])
        try:
            yield house
            await Client.let_go()
            if not server.should_exit:
                await house.idle()
        finally:
            await Client.let_go()
            server.should_exit = True
            await serving


class Ear:
    """A `Listener` that writes everything down."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.drains = 0
        self.losses = 0
        self.line: Outlet
        self.then: Callable[[bytes], None] = lambda message: None

    def hear(self, message: bytes) -> None:
        """See `Listener.hear`."""
        assert not self.losses, "heard after it was lost"
        self.heard.append(message)
        self.then(message)

    def drained(self) -> None:
        """See `Listener.drained`."""
        assert not self.losses, "drained after it was lost"
        self.drains += 1

    def lost(self) -> None:
        """See `Listener.lost`."""
        self.losses += 1


async def filled(ear: Ear) -> int:
    """Send until the line is full, and give the other side every chance to take it."""
    sent = 0
    while True:
        while not ear.line.full:
            ear.line.send(BIG)
            sent += 1
            if sent % 8 == 0:
                await asyncio.sleep(0)
        drains = ear.drains
        await asyncio.sleep(0.1)
        if ear.drains == drains:
            return sent


class Desk:
    """An application whose endpoint accepts, waits for a hello, and gives the line to an `Ear`."""

    def __init__(self) -> None:
        self.ears: list[Ear] = []
        self.app = Starlette(routes=[WebSocketRoute("/", self._endpoint)])
        self.kind = Ear
        self.before: Callable[[WebSocket], Awaitable[None]] | None = None

    async def _endpoint(self, socket: WebSocket) -> None:
        await socket.accept()
        await socket.receive_text()
        if self.before is not None:
            await self.before(socket)
        ear = self.kind()
        async with adopted(socket, ear) as ear.line:
            self.ears.append(ear)

    async def ear(self, served: Served, small: bool = False) -> tuple[Ear, "Client"]:
        """A new line and the client at its other end; `small`: see `Client.opened`."""
        count = len(self.ears)
        client = await Client.shaken(served.port, small=small)
        client.write(masked(TEXT, b"hello"))
        await until(lambda: len(self.ears) > count)
        return self.ears[-1], client


def only(endpoint: Endpoint) -> Starlette:
    """An application with one endpoint."""
    return Starlette(routes=[WebSocketRoute("/{rest:path}", endpoint)])


def until_gone(ends: list[WebSocketDisconnect]) -> Starlette:
    """Accepts, and notes how it ends."""

    async def endpoint(socket: WebSocket) -> None:
        await socket.accept()
        try:
            while True:
                await socket.receive_text()
        except WebSocketDisconnect as end:
            ends.append(end)

    return only(endpoint)


def masked(kind: int, payload: bytes = b"", *, fin: bool = True, first: int = 0) -> bytes:
    """A frame of a client. `first` holds more bits for the first byte."""
    head = bytes([(0x80 if fin else 0) | kind | first])
    size = len(payload)
    if size < 126:
        head += bytes([0x80 | size])
    elif size < 65_536:
        head += b"\xfe" + struct.pack("!H", size)
    else:
        head += b"\xff" + struct.pack("!Q", size)
    return head + MASK + bytes(byte ^ MASK[at % 4] for at, byte in enumerate(payload))


def closing(code: int, reason: str = "") -> bytes:
    """The payload of a close frame."""
    return struct.pack("!H", code) + reason.encode()


def handshake(*changes: str, without: tuple[str, ...] = (), first: str = "GET / HTTP/1.1") -> bytes:
    """A request to upgrade; headers named in `without` are left out, `changes` are added."""
    headers = {
        "Host": "x",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": KEY,
    }
    lines = [f"{name}: {value}" for name, value in headers.items() if name not in without]
    return "\r\n".join([first, *lines, *changes, "", ""]).encode("latin-1")


class Client:
    """The other end, with nothing between it and the bytes."""

    _open: ClassVar[list[asyncio.StreamWriter]] = []

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.append(writer)
        self.reader = reader
        self._writer = writer
        self.write = writer.write

    @classmethod
    async def let_go(cls) -> None:
        """Break off whatever a test has left open."""
        for writer in cls._open:
            writer.transport.abort()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        cls._open.clear()

    @classmethod
    async def opened(cls, port: int, small: bool = False) -> "Client":
        """A connection without a handshake. `small`: its window takes only a few kilobytes."""
        line = socket.socket()
        if small:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.setblocking(False)
        await asyncio.get_running_loop().sock_connect(line, ("127.0.0.1", port))
        return cls(*await asyncio.open_connection(sock=line, limit=2**12 if small else 2**20))

    @classmethod
    async def shaken(cls, port: int, *changes: str, small: bool = False) -> "Client":
        """A connection after its handshake."""
        client = await cls.opened(port, small)
        client.write(handshake(*changes))
        assert (await client.head())[0] == "HTTP/1.1 101 Switching Protocols"
        return client

    async def head(self) -> list[str]:
        """The lines of an answer's head."""
        async with asyncio.timeout(SOON):
            return (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[:-2]

    async def frame(self) -> tuple[int, bytes]:
        """The next frame of the server: opcode and payload."""
        async with asyncio.timeout(SOON):
            first, size = await self.reader.readexactly(2)
            assert first & 0x80, "the server does not fragment"
            assert not first & 0x70
            if size == 126:
                (size,) = struct.unpack("!H", await self.reader.readexactly(2))
            elif size == 127:
                (size,) = struct.unpack("!Q", await self.reader.readexactly(8))
            return first & 0x0F, await self.reader.readexactly(size)

    async def goodbye(self) -> tuple[int, str]:
        """Code and reason with which the server ends; everything before is skipped."""
        while True:
            kind, payload = await self.frame()
            if kind == CLOSE:
                code = struct.unpack("!H", payload[:2])[0] if payload else 1005
                return code, payload[2:].decode()

    async def rest(self) -> bytes:
        """Everything up to the end of the stream, which must come."""
        async with asyncio.timeout(SOON):
            return await self.reader.read(-1)

    async def cut_off(self) -> None:
        """Wait until the server has let go without another word."""
        with contextlib.suppress(ConnectionResetError):
            assert await self.rest() == b""

    def hold(self) -> None:
        """Stop reading from the socket."""
        self._writer.transport.pause_reading()  # type: ignore[attr-defined]

    def go_on(self) -> None:
        """Read again."""
        self._writer.transport.resume_reading()  # type: ignore[attr-defined]

    def eof(self) -> None:
        """Promise to send nothing more."""
        self._writer.write_eof()

    def hang_up(self) -> None:
        """Close politely for TCP, rudely for WebSocket."""
        self._writer.close()

    def break_off(self) -> None:
        """Reset the connection."""
        self._writer.transport.abort()
