"""The wire as an ASGI server: requests that become a WebSocket, and requests that do not."""

import asyncio
from typing import Any

import pytest
from starlette.responses import JSONResponse
from starlette.websockets import WebSocket
from websockets.asyncio.client import connect

from musrenbang_live.web.wire.protocol import MOST_EARLY
from tests.patience import until
from tests.web.wire.serving import (
    PING,
    PONG,
    TEXT,
    WIRE,
    Client,
    handshake,
    masked,
    only,
    served,
    until_gone,
)


async def answer_to(port: int, *changes: str) -> tuple[list[str], bytes]:
    """What a handshake is answered with, head and body, when it is refused."""
    client = await Client.opened(port)
    client.write(handshake(*changes))
    return await client.head(), await client.rest()


@pytest.mark.parametrize("http", ["httptools", "h11"])
async def test_the_scope_is_the_one_that_uvicorn_gives(http: str) -> None:
    scopes: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        scopes.append(scope)
        assert await receive() == {"type": "websocket.connect"}
        await send({"type": "websocket.close"})

    for ws in (WIRE, "websockets-sansio"):
        settings = {"http": http, "root_path": "/akar", "forwarded_allow_ips": "127.0.0.1"}
        async with served(app, ws, **settings) as house:
            client = await Client.opened(house.port)
            extra = "X-Forwarded-For: 10.1.2.3", "X-Forwarded-Proto: https", "Cookie: a=\xe9; b"
            offer = "Sec-WebSocket-Protocol: a, b"
            client.write(handshake(*extra, offer, first="GET /a%20b/%C3%A9?c=%20&d HTTP/1.1"))
            await client.head()
    ours, theirs = scopes
    assert "musrenbang.line" in ours["extensions"]
    del ours["extensions"]["musrenbang.line"]
    for scope in scopes:
        assert scope.pop("server")[0] == "127.0.0.1"
        scope["client"] = scope["client"][0]
    assert ours == theirs
    assert ours["client"] == "10.1.2.3"
    assert ours["scheme"] == "wss"
    assert ours["path"] == "/akar/a b/é"


async def test_an_application_chooses_headers_and_subprotocol() -> None:
    async def endpoint(socket: WebSocket) -> None:
        await socket.accept("b", [(b"X-Answer", b"42"), (b"set-cookie", b"c=d")])
        await socket.send_text("é")
        await socket.send_bytes(b"\0\xff")
        await socket.close(4321, "habis")

    async with served(only(endpoint), headers=[("x-own", "1")]) as house:
        url = f"ws://127.0.0.1:{house.port}/"
        async with connect(url, subprotocols=["a", "b"]) as client:  # type: ignore[list-item]
            assert client.subprotocol == "b"
            assert client.response is not None
            headers = client.response.headers
            assert (headers["x-answer"], headers["set-cookie"]) == ("42", "c=d")
            assert headers["x-own"] == "1"
            assert "date" in headers
            assert "sec-websocket-extensions" not in headers
            assert [await client.recv(), await client.recv()] == ["é", b"\0\xff"]
            await client.wait_closed()
        assert (client.close_code, client.close_reason) == (4321, "habis")
        await house.idle()


async def test_a_request_that_is_none_for_a_websocket_is_refused() -> None:
    async with served(until_gone([])) as house:
        client = await Client.opened(house.port)
        old = "Sec-WebSocket-Version: 8"
        client.write(handshake(old, without=("Sec-WebSocket-Version",)))
        head = await client.head()
        assert head[0] == "HTTP/1.1 426 Upgrade Required"
        assert "sec-websocket-version: 13" in head
        assert await client.rest() == b"Only version 13 is spoken here."
        await house.idle()


async def test_an_application_refuses_by_closing_before_it_accepts() -> None:
    async def endpoint(socket: WebSocket) -> None:
        await socket.close(4500)

    async with served(only(endpoint)) as house:
        head, body = await answer_to(house.port)
        assert head[0] == "HTTP/1.1 403 Forbidden"
        assert {"content-length: 0", "connection: close"} <= set(head)
        assert body == b""
        await house.idle()


async def test_an_application_refuses_with_an_answer_of_its_own() -> None:
    ends: list[dict[str, Any]] = []

    async def endpoint(socket: WebSocket) -> None:
        await socket.send_denial_response(JSONResponse({"say": "penuh"}, 503, {"x-y": "z"}))
        ends.append(dict(await socket._receive()))
        ends.append(dict(await socket._receive()))

    async with served(only(endpoint)) as house:
        head, body = await answer_to(house.port)
        assert head[0] == "HTTP/1.1 503 Service Unavailable"
        assert {"x-y: z", "content-type: application/json", "content-length: 15"} <= set(head)
        assert body == b'{"say":"penuh"}'
        await house.idle()
    assert [end["type"] for end in ends] == ["websocket.connect", "websocket.disconnect"]


@pytest.mark.parametrize("fails", [True, False])
async def test_an_application_that_does_not_answer_is_a_server_error(
    fails: bool, caplog: pytest.LogCaptureFixture
) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        if fails:
            raise ZeroDivisionError

    async with served(app) as house:
        head, _ = await answer_to(house.port)
        await house.idle()
    assert head[0] == "HTTP/1.1 500 Internal Server Error"
    said = "Exception in ASGI application" if fails else "without completing handshake"
    assert said in caplog.text


async def test_a_bad_header_of_the_application_is_its_mistake(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def endpoint(socket: WebSocket) -> None:
        await socket.accept(headers=[(b"x", b"a\r\nevil: y")])

    async with served(only(endpoint)) as house:
        head, _ = await answer_to(house.port)
    assert head[0].startswith("HTTP/1.1 500")
    assert "line break" in caplog.text


async def test_what_comes_before_the_answer_is_read_after_it() -> None:
    accept = asyncio.Event()
    heard: list[str] = []

    async def endpoint(socket: WebSocket) -> None:
        await accept.wait()
        await socket.accept()
        heard.append(await socket.receive_text())
        await socket.close()

    async with served(only(endpoint)) as house:
        client = await Client.opened(house.port)
        client.write(handshake())
        await until(lambda: house.server.server_state.tasks)
        client.write(masked(PING, b"early") + masked(TEXT, b"bird"))
        (connection,) = house.connections
        await until(lambda: connection._reader is not None)
        accept.set()
        assert (await client.head())[0].startswith("HTTP/1.1 101")
        assert await client.frame() == (PONG, b"early")
        assert await client.goodbye() == (1000, "")
        client.hang_up()
    assert heard == ["bird"]


async def test_much_that_comes_before_the_answer_is_an_attack() -> None:
    async def endpoint(socket: WebSocket) -> None:
        assert await socket.receive() == {"type": "websocket.connect"}
        assert (await socket.receive())["code"] == 1006

    async with served(only(endpoint)) as house:
        client = await Client.opened(house.port)
        client.write(handshake())
        await until(lambda: house.server.server_state.tasks)
        client.write(bytes(MOST_EARLY + 1))
        await client.cut_off()
        await house.idle()
