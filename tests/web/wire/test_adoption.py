"""Handing a connection over on our own wire, and what only that wire can do."""

import asyncio
import contextlib
import gc
from collections.abc import Iterator

import httptools
import pytest
from starlette.websockets import WebSocket
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from websockets.asyncio.client import connect

from musrenbang_live.live.framing import framed
from musrenbang_live.web.wire import EXTENSION
from musrenbang_live.web.wire.line import MOST_SILENT, Line
from musrenbang_live.web.wire.protocol import WireProtocol
from tests.patience import until
from tests.web.wire.serving import (
    CLOSE,
    PING,
    PONG,
    TEXT,
    Client,
    Desk,
    Ear,
    Served,
    filled,
    masked,
    served,
)

BEAT = framed(b"{}")


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Only what nothing refers to any more is freed."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def alive(*kinds: type) -> list[object]:
    """The objects of these kinds that there are."""
    return [thing for thing in gc.get_objects() if isinstance(thing, kinds)]


@pytest.mark.usefixtures("no_collector")
async def test_nothing_is_left_of_the_handshake_and_then_nothing_at_all(
    desk: Desk, house: Served
) -> None:
    handshake = (WireProtocol, HttpToolsProtocol, httptools.HttpRequestParser, WebSocket)
    before, lines = len(alive(*handshake)), len(alive(Line))
    pairs = [await desk.ear(house) for _ in range(3)]
    await until(lambda: not house.server.server_state.tasks)
    assert house.connections == {ear.line for ear, _ in pairs}
    assert len(alive(*handshake)) == before
    assert len(alive(Line)) == lines + 3
    timers = [ear.line._timer for ear, _ in pairs]  # type: ignore[attr-defined]
    assert timers == [None] * 3
    desk.ears.clear()
    clients = [client for _, client in pairs]
    pairs.clear()
    clients[0].hang_up()
    clients[1].break_off()
    clients[2].write(masked(CLOSE))
    await house.idle()
    await asyncio.sleep(0)
    assert len(alive(Line)) == lines


async def test_a_connection_is_handed_over_once_and_when_it_is_open() -> None:
    said: list[str] = []

    async def app(scope: dict, receive: object, send: object) -> None:  # type: ignore[type-arg]
        wire = scope["extensions"][EXTENSION]
        for _ in range(2):
            with pytest.raises(RuntimeError) as refused:
                wire.adopt(Ear())
            said.append(str(refused.value))
            if len(said) == 1:
                await send({"type": "websocket.accept"})  # type: ignore[operator]
                said.append(type(wire.adopt(Ear())).__name__)
        assert await receive() == {"type": "websocket.connect"}  # type: ignore[operator]
        assert (await receive())["code"] == 1006  # type: ignore[operator]
        await send({"type": "websocket.close", "code": 4000})  # type: ignore[operator]
        said.append("returned")

    async with served(app) as house:
        client = await Client.shaken(house.port)
        await until(lambda: not house.server.server_state.tasks)
        client.write(masked(PING, b"still there"))
        assert await client.frame() == (PONG, b"still there")
    assert said[1] == "Line"
    assert said[-1] == "returned"


async def test_an_application_that_sends_after_it_gave_its_connection_away(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ear = Ear()

    async def app(scope: dict, receive: object, send: object) -> None:  # type: ignore[type-arg]
        await send({"type": "websocket.accept"})  # type: ignore[operator]
        scope["extensions"][EXTENSION].adopt(ear)
        await send({"type": "websocket.send", "text": "mine"})  # type: ignore[operator]

    async with served(app) as house:
        client = await Client.shaken(house.port)
        await until(lambda: not house.server.server_state.tasks)
        client.write(masked(TEXT, b"a"))
        await until(lambda: ear.heard)
        client.write(masked(CLOSE))
        assert await client.frame() == (CLOSE, b"")
    assert caplog.text == ""


async def test_a_beat_is_one_write_and_any_answer_is_a_sign_of_life(
    desk: Desk, house: Served
) -> None:
    ear, client = await desk.ear(house)
    signs = [masked(PONG), masked(PONG, b"x"), masked(TEXT, b"x"), masked(PING), b"\x81"]
    for sign in signs:
        for _ in range(MOST_SILENT):
            ear.line.beat(BEAT)
            assert await client.reader.readexactly(6) == BEAT + b"\x89\0"
        assert not ear.losses
        line: Line = ear.line  # type: ignore[assignment]
        client.write(sign)
        await until(lambda line=line: line._silent == 0)
        if sign == masked(PING):
            assert await client.frame() == (PONG, b"")
    assert ear.line.beat(BEAT)
    assert ear.line.beat(BEAT)
    assert not ear.line.beat(BEAT), "nothing came since the last but one"
    assert not ear.line.full, "what becomes of it is for its owner to say"
    assert await client.reader.readexactly(12) == 2 * (BEAT + b"\x89\0")
    ear.line.close(4002, "1500")
    assert ear.line.beat(BEAT), "it is ending already"


async def test_a_device_that_stopped_reads_when_to_come_back_once_it_goes_on(
    desk: Desk, house: Served
) -> None:
    ear, client = await desk.ear(house)
    client.hold()
    while ear.line.beat(BEAT):
        ear.line.send(framed(b"news"))
    ear.line.close(4002, "1500")
    await until(lambda: ear.losses)
    client.go_on()
    frames = []
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            frames.append(await client.frame())
    assert frames[-1] == (CLOSE, (4002).to_bytes(2, "big") + b"1500")


async def test_the_silence_of_a_full_line_counts_too(desk: Desk, house: Served) -> None:
    ear, client = await desk.ear(house)
    client.hold()
    await filled(ear)
    assert [ear.line.beat(BEAT) for _ in range(MOST_SILENT + 1)] == [True, True, False]


async def test_a_full_line_answers_no_pings(desk: Desk, house: Served) -> None:
    ear, client = await desk.ear(house)
    client.hold()
    sent = await filled(ear)
    line: Line = ear.line  # type: ignore[assignment]
    ear.line.beat(BEAT)
    client.write(masked(PING))
    await until(lambda: line._silent == 0)
    client.go_on()
    for _ in range(sent):
        assert (await client.frame())[0] == TEXT
    client.write(masked(PING, b"now"))
    assert await client.frame() == (PONG, b"now")


async def test_a_line_that_is_full_when_it_is_handed_over_drains(desk: Desk, house: Served) -> None:
    go_on = asyncio.Event()

    async def fill(websocket: WebSocket) -> None:
        connection = websocket.scope["extensions"][EXTENSION]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.2):
                while True:
                    await websocket.send_bytes(bytes(30_000))
        assert connection.full

    desk.before = fill
    client = await Client.shaken(house.port, small=True)
    client.hold()
    client.write(masked(TEXT, b"hello"))
    await until(lambda: desk.ears)
    (ear,) = desk.ears
    assert ear.line.full
    go_on.set()
    client.go_on()
    reading = asyncio.create_task(client.rest())
    await until(lambda: ear.drains)
    assert not ear.line.full
    client.hang_up()
    reading.cancel()


async def test_a_server_that_stops_does_not_wait_for_the_deaf(
    desk: Desk, house: Served, close_within: float
) -> None:
    ear, client = await desk.ear(house)
    house.server.should_exit = True
    assert await client.goodbye() == (1012, "")
    await until(lambda: ear.losses)


async def test_a_real_client_talks_over_a_line(desk: Desk, house: Served) -> None:
    async with connect(f"ws://127.0.0.1:{house.port}/", ping_interval=None) as client:
        await client.send("hello")
        await client.send(["Parit ", "é"])
        await until(lambda: desk.ears and desk.ears[0].heard)
        (ear,) = desk.ears
        assert ear.heard == ["Parit é".encode()]
        await (await client.ping())
        ear.line.beat(framed("é".encode()))
        assert await client.recv() == "é"
        line: Line = ear.line  # type: ignore[assignment]
        await until(lambda: line._silent == 0)
    await until(lambda: ear.losses)
