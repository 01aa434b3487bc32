"""What the wire needs of uvicorn, asyncio and uvloop, so that an upgrade fails here."""

import asyncio
import inspect
import weakref
from typing import Any

import pytest
import uvicorn
from starlette.websockets import WebSocketDisconnect
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.server import ServerState

from musrenbang_live.web.wire.protocol import WireProtocol
from tests.patience import until
from tests.web.wire.serving import WIRE, Client, handshake, masked, served


async def app(scope: Any, receive: Any, send: Any) -> None:
    """An application that nobody calls."""


class Noting(asyncio.Protocol):
    """Writes down how uvicorn uses a WebSocket protocol."""

    notes: list[tuple[str, Any]]

    def __init__(self, **given: Any) -> None:
        self.notes.append(("made", given))
        self._state: ServerState = given["server_state"]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.Protocol`."""
        self._transport = transport
        self._state.connections.add(self)  # type: ignore[arg-type]
        http = transport.get_protocol()  # type: ignore[attr-defined]
        self.notes.append(("connection_made", (http, http in self._state.connections)))

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        mine = self._transport.get_protocol() is self  # type: ignore[attr-defined]
        self.notes.append(("data_received", (data, mine)))

    def shutdown(self) -> None:
        """See `uvicorn.server.Server.shutdown`."""
        self.notes.append(("shutdown", None))
        self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.Protocol`."""
        self.notes.append(("connection_lost", None))
        self._state.connections.discard(self)  # type: ignore[arg-type]


@pytest.mark.parametrize("http", ["httptools", "h11"])
async def test_uvicorn_hands_a_request_to_upgrade_over_as_it_always_did(http: str) -> None:
    notes = Noting.notes = []
    async with served(app, Noting, http=http) as house:
        client = await Client.opened(house.port)
        client.write(handshake("X-Y:  z", first="GET /a%20b?c HTTP/1.1"))
        await until(lambda: len(notes) == 3)
        client.write(b"frame")
        await until(lambda: len(notes) == 4)
        assert len(house.connections) == 1
        house.server.should_exit = True
        await until(lambda: len(notes) == 6)
    names = ["made", "connection_made", "data_received", "data_received", "shutdown"]
    assert [name for name, _ in notes] == [*names, "connection_lost"]
    given = notes[0][1]
    assert {"config", "server_state", "app_state"} == given.keys()
    assert given["server_state"] is house.server.server_state
    assert given["config"].loaded
    assert notes[1][1][1] is False, "the HTTP side has left the set"
    request, mine = notes[2][1]
    assert request.startswith(b"GET /a%20b?c HTTP/1.1\r\nhost: x\r\n")
    assert b"\r\nx-y: z\r\n" in request
    assert request.endswith(b"\r\n\r\n")
    assert not mine, "the protocol is set after the request"
    assert notes[3][1] == (b"frame", True)


async def test_the_http_side_still_is_freed_only_with_our_help() -> None:
    """When this fails because uvicorn frees it by itself, `_part_from_http` can go."""
    notes = Noting.notes = []
    async with served(app, Noting, http="httptools") as house:
        client = await Client.opened(house.port)
        client.write(handshake())
        await until(lambda: len(notes) == 3)
        side = notes[1][1][0]
        assert isinstance(side, HttpToolsProtocol)
        assert side.parser is not None
        assert not hasattr(H11Protocol, "parser")
        notes.clear()
        freed = weakref.ref(side)
        del side
        assert freed() is not None
        freed().parser = None  # type: ignore[union-attr]
        assert freed() is None
        client.break_off()


def test_uvicorn_takes_the_wire_by_name_and_by_class() -> None:
    for ws in (WIRE, WireProtocol):
        config = uvicorn.Config(app, ws=ws, log_config=None)  # type: ignore[arg-type]
        config.load()
        assert config.ws_protocol_class is WireProtocol
        assert callable(config.loaded_app)
        assert config.root_path == ""
        assert config.asgi_version == "3.0"


def test_uvicorn_knows_whom_to_wait_for() -> None:
    state = ServerState()
    assert isinstance(state.connections, set)
    assert isinstance(state.tasks, set)
    assert state.default_headers == []
    source = inspect.getsource(uvicorn.Server.shutdown)
    assert "list(self.server_state.connections)" in source
    assert "connection.shutdown()" in source
    assert "self.server_state.connections" in inspect.getsource(
        uvicorn.Server._wait_tasks_to_complete
    )


def test_starlette_takes_our_way_of_saying_that_nobody_is_there() -> None:
    assert issubclass(ClientDisconnected, OSError)
    assert issubclass(WebSocketDisconnect, Exception)


async def test_uvicorn_itself_stops_with_the_wire() -> None:
    """The real server, with its own loop and its own way to stop."""
    config = uvicorn.Config(app, ws=WIRE, port=0, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())
    await until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    client = await Client.opened(port)
    client.write(handshake())
    assert (await client.head())[0].startswith("HTTP/1.1 500"), "the application does not answer"
    server.should_exit = True
    await serving
    assert not server.server_state.connections
    await Client.let_go()


async def test_transports_do_what_lines_ask_of_them() -> None:
    """Pausing, limits and half-closing, on this event loop."""

    class Server(asyncio.Protocol):
        paused: bool | None = None
        heard = b""
        transport: asyncio.Transport

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            Server.transport = transport  # type: ignore[assignment]

        def pause_writing(self) -> None:
            Server.paused = True

        def resume_writing(self) -> None:
            Server.paused = False

        def data_received(self, data: bytes) -> None:
            Server.heard += data

    loop = asyncio.get_running_loop()
    listening = await loop.create_server(Server, "127.0.0.1", 0)
    client = await Client.opened(listening.sockets[0].getsockname()[1], small=True)
    await until(lambda: hasattr(Server, "transport"))
    transport = Server.transport
    transport.set_write_buffer_limits(high=64 * 1024, low=16 * 1024)
    assert transport.get_write_buffer_limits() == (16 * 1024, 64 * 1024)
    client.hold()
    size = 0
    while Server.paused is None:
        transport.write(bytes(50_000))
        size += 50_000
        assert size < 2**24
    other = Server()
    transport.set_protocol(other)
    assert transport.get_protocol() is other
    client.go_on()
    await client.reader.readexactly(size)
    await until(lambda: Server.paused is False)
    assert transport.get_write_buffer_size() == 0
    assert transport.can_write_eof()
    transport.write_eof()
    assert await client.rest() == b""
    client.write(masked(1, b"a"))
    await until(lambda: Server.heard == masked(1, b"a"))
    transport.abort()
    listening.close()
    await Client.let_go()
