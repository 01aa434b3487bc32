"""The wire as an ASGI server: what an application receives, may send, and what becomes of it."""

import asyncio
import logging
from typing import Any

import pytest
from starlette.websockets import WebSocket, WebSocketDisconnect

from musrenbang_live.web.wire.connection import CLOSE_WITHIN
from musrenbang_live.web.wire.conversation import MOST_WAITING
from tests.patience import until
from tests.web.wire.serving import (
    BINARY,
    CLOSE,
    PING,
    PONG,
    TEXT,
    Client,
    closing,
    handshake,
    masked,
    only,
    served,
    until_gone,
)


async def test_pings_are_answered_and_pongs_are_not() -> None:
    async with served(until_gone([])) as house:
        client = await Client.shaken(house.port)
        client.write(masked(PONG, b"unasked") + masked(PING, b"a"))
        assert await client.frame() == (PONG, b"a")
        client.write(masked(PING, b"b") + masked(PING, b"c"))
        assert await client.frame() == (PONG, b"c"), "one for the newest is enough"
        client.write(masked(CLOSE, closing(1000)))
        assert await client.goodbye() == (1000, "")


@pytest.mark.parametrize(
    ("said", "code", "reason", "answer"),
    [
        (closing(1001, "pulang"), 1001, "pulang", 1001),
        (closing(4000), 4000, "", 4000),
        (b"", 1005, "", 1005),
    ],
)
async def test_a_goodbye_is_answered_and_told(
    said: bytes, code: int, reason: str, answer: int
) -> None:
    ends: list[WebSocketDisconnect] = []
    async with served(until_gone(ends)) as house:
        client = await Client.shaken(house.port)
        client.write(masked(CLOSE, said))
        assert await client.goodbye() == (answer, "")
        assert await client.rest() == b""
        await house.idle()
    assert [(end.code, end.reason) for end in ends] == [(code, reason)]


@pytest.mark.parametrize("way", ["hang_up", "break_off", "eof"])
async def test_a_client_that_goes_without_a_goodbye_is_told(way: str) -> None:
    ends: list[WebSocketDisconnect] = []
    async with served(until_gone(ends)) as house:
        client = await Client.shaken(house.port)
        getattr(client, way)()
        await house.idle()
    assert [end.code for end in ends] == [1006]


@pytest.mark.parametrize(("fails", "code"), [(True, 1011), (False, 1000)])
async def test_an_application_that_returns_says_goodbye(
    fails: bool, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    async def endpoint(socket: WebSocket) -> None:
        await socket.accept()
        if fails:
            raise ZeroDivisionError

    async with served(only(endpoint)) as house:
        client = await Client.shaken(house.port)
        assert await client.goodbye() == (code, "")
        client.write(masked(TEXT, b"ignored") + masked(CLOSE, closing(code)))
        assert await client.rest() == b""
        await house.idle()
    assert ("ZeroDivisionError" in caplog.text) is fails


async def test_after_its_goodbye_an_application_hears_only_that_it_is_over() -> None:
    mistakes: list[str] = []

    async def endpoint(socket: WebSocket) -> None:
        await socket.accept()
        await socket.close(4001, "nanti")
        assert (await socket.receive())["code"] == 4001
        for event in ({"type": "websocket.close"}, {"type": "websocket.send", "text": ""}):
            with pytest.raises(RuntimeError) as mistake:
                await socket._send(event)
            mistakes.append(str(mistake.value))

    async with served(only(endpoint)) as house:
        client = await Client.shaken(house.port)
        assert await client.goodbye() == (4001, "nanti")
        client.write(masked(TEXT, b"too late") + masked(CLOSE, closing(4001)))
        await house.idle()
    assert len(mistakes) == 2


@pytest.mark.parametrize(
    "event",
    [{"type": "websocket.send", "text": ""}, {"type": "websocket.http.response.body"}],
)
async def test_events_have_their_time(event: dict[str, Any]) -> None:
    done: list[bool] = []

    async def endpoint(socket: WebSocket) -> None:
        with pytest.raises(RuntimeError):
            await socket._send(event)
        await socket._send({"type": "websocket.accept"})
        with pytest.raises(RuntimeError):
            await socket._send({"type": "websocket.accept"})
        done.append(True)

    async with served(only(endpoint)) as house:
        client = await Client.shaken(house.port)
        await client.goodbye()
        client.hang_up()
    assert done


async def test_sending_to_a_client_that_is_gone_is_a_disconnect_for_starlette() -> None:
    ends: list[int] = []

    async def endpoint(socket: WebSocket) -> None:
        await socket.accept()
        assert (await socket.receive())["code"] == 1000
        try:
            await socket.send_text("x")
        except WebSocketDisconnect as end:
            ends.append(end.code)

    async with served(only(endpoint)) as house:
        client = await Client.shaken(house.port)
        client.write(masked(CLOSE, closing(1000)))
        await house.idle()
    assert ends == [1006]


async def test_an_application_waits_for_a_client_that_does_not_read() -> None:
    sent = 0
    ends: list[int] = []

    async def endpoint(socket: WebSocket) -> None:
        nonlocal sent
        await socket.accept()
        try:
            for _ in range(2000):
                await socket.send_bytes(bytes(10_000))
                sent += 1
        except WebSocketDisconnect as end:
            ends.append(end.code)

    async with served(only(endpoint)) as house:
        client = await Client.shaken(house.port, small=True)
        client.hold()
        before = -1
        while sent != before:  # the endpoint stands still
            before = sent
            await asyncio.sleep(0.2)
        assert 0 < sent < 200
        client.go_on()
        for _ in range(sent + 10):
            assert await client.frame() == (BINARY, bytes(10_000))
        await until(lambda: sent > before)
        client.break_off()
        await house.idle()
    assert ends == [1006], "a send that waits ends with the connection"


async def test_a_client_waits_for_an_application_that_does_not_receive() -> None:
    go_on = asyncio.Event()
    count = 0

    async def endpoint(socket: WebSocket) -> None:
        nonlocal count
        await socket.accept()
        await go_on.wait()
        for _ in range(400):
            assert await socket.receive_text() == "x" * 4000
            count += 1

    async with served(only(endpoint)) as house:
        client = await Client.shaken(house.port)
        (connection,) = house.connections
        for _ in range(400):
            client.write(masked(TEXT, b"x" * 4000))
        await until(lambda: len(connection._inbox) > MOST_WAITING)
        await asyncio.sleep(0.1)
        assert len(connection._inbox) < 150, "what one read brings, and no more"
        go_on.set()
        assert await client.goodbye() == (1000, "")
        client.hang_up()
    assert count == 400


async def test_a_goodbye_is_read_even_when_no_more_messages_were() -> None:
    async def endpoint(socket: WebSocket) -> None:
        await socket.accept()
        connection = socket.scope["extensions"]["musrenbang.line"]
        await until(lambda: len(connection._inbox) > MOST_WAITING)
        await socket.close()

    async with served(only(endpoint)) as house:
        client = await Client.shaken(house.port)
        client.write(masked(TEXT, b"x") * (MOST_WAITING + 5))
        assert await client.goodbye() == (1000, "")
        client.write(masked(CLOSE, closing(1000)))
        clock = asyncio.get_running_loop().time
        begun = clock()
        await house.idle()
        assert clock() - begun < CLOSE_WITHIN / 2


# The end of the server


async def test_a_server_that_stops_tells_everybody_and_does_not_wait_for_the_deaf(
    close_within: float,
) -> None:
    ends: list[WebSocketDisconnect] = []
    loop = asyncio.get_running_loop()
    async with served(until_gone(ends)) as house:
        client = await Client.shaken(house.port)
        begun = loop.time()
        house.server.should_exit = True
        assert await client.goodbye() == (1012, "")
        await client.cut_off()
        await house.idle()
        assert loop.time() - begun > close_within - 0.05
    assert [end.code for end in ends] == [1012]


async def test_a_server_that_stops_answers_handshakes_with_an_error() -> None:
    ends: list[int] = []

    async def endpoint(socket: WebSocket) -> None:
        assert await socket.receive() == {"type": "websocket.connect"}
        ends.append((await socket.receive())["code"])
        with pytest.raises(OSError):  # noqa: PT011 - ClientDisconnected
            await socket._send({"type": "websocket.accept"})
        ends.append(0)

    async with served(only(endpoint)) as house:
        client = await Client.opened(house.port)
        client.write(handshake())
        await until(lambda: house.server.server_state.tasks)
        house.server.should_exit = True
        assert (await client.head())[0].startswith("HTTP/1.1 500")
    assert ends == [1006, 0]


async def test_a_task_that_is_cancelled_takes_its_connection_along() -> None:
    async with served(until_gone([]), timeout_graceful_shutdown=0) as house:
        client = await Client.shaken(house.port)
        (task,) = house.server.server_state.tasks
        task.cancel()
        await client.cut_off()
        await house.idle()


async def test_accepted_and_refused_connections_are_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "uvicorn.error")
    async with served(until_gone([]), log_level=None) as house:
        client = await Client.shaken(house.port)
        client.hang_up()
        await house.idle()
    assert '"WebSocket /" [accepted]' in caplog.text
