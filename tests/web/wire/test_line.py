"""What a line promises, the same on our own wire and over plain ASGI."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from musrenbang_live.live.framing import framed
from musrenbang_live.web.wire.line import MOST_UNSENT
from musrenbang_live.web.wire.tuning import HIGH_WATER
from tests.patience import until
from tests.web.wire.serving import (
    BIG,
    BINARY,
    CLOSE,
    TEXT,
    WIRE,
    Client,
    Desk,
    Ear,
    Served,
    closing,
    filled,
    masked,
    served,
)


@pytest.fixture(params=[WIRE, "websockets-sansio"], ids=["wire", "plain"])
async def house(request: pytest.FixtureRequest, desk: Desk) -> AsyncIterator[Served]:
    """A server, with the wire and without."""
    async with served(desk.app, request.param, kernel=64 * 1024) as house:
        yield house


async def test_what_is_said_is_heard_in_both_directions(desk: Desk, house: Served) -> None:
    ear, client = await desk.ear(house)
    client.write(masked(TEXT, "Parit é".encode()))
    client.write(masked(TEXT, b"x" * 126) + masked(TEXT, b"y" * 4096))
    client.write(masked(TEXT, b"a", fin=False) + masked(0, b"b"))
    await until(lambda: len(ear.heard) == 4)
    assert ear.heard == ["Parit é".encode(), b"x" * 126, b"y" * 4096, b"ab"]
    for size in (0, 125, 126, 65_535, 65_536):
        ear.line.send(framed(b"z" * size))
        assert await client.frame() == (TEXT, b"z" * size)
    ear.line.beat(framed(b"beat"))
    assert await client.frame() == (TEXT, b"beat")
    client.hang_up()
    await house.idle()
    assert ear.losses == 1
    assert ear.line.full
    ear.line.send(BIG)
    ear.line.beat(BIG)
    ear.line.close(4001, "")
    assert ear.losses == 1


async def test_what_was_said_before_is_heard_in_order(desk: Desk, house: Served) -> None:
    ready = asyncio.Event()
    desk.before = lambda socket: ready.wait()
    client = await Client.shaken(house.port)
    said = [b"%d" % number for number in range(60)]
    client.write(masked(TEXT, b"hello") + b"".join(masked(TEXT, text) for text in said[:40]))
    client.write(masked(TEXT, said[40])[:3])
    await asyncio.sleep(0.05)
    ready.set()
    client.write(masked(TEXT, said[40])[3:] + b"".join(masked(TEXT, text) for text in said[41:]))
    await until(lambda: desk.ears and len(desk.ears[0].heard) == len(said))
    assert desk.ears[0].heard == said


async def test_a_device_that_is_gone_before_its_line_is_heard_and_lost(
    desk: Desk, house: Served
) -> None:
    client = await Client.shaken(house.port)
    client.write(b"".join(masked(TEXT, text) for text in (b"hello", b"vote")))
    client.write(masked(CLOSE, closing(1000)))
    gone = asyncio.Event()

    async def wait(socket: object) -> None:
        await gone.wait()

    desk.before = wait
    client.eof()
    await asyncio.sleep(0.05)
    gone.set()
    await until(lambda: desk.ears and desk.ears[0].losses)
    (ear,) = desk.ears
    if house.server.config.ws == WIRE:  # uvicorn's own protocol hears no more then
        assert ear.heard == [b"vote"]
    assert ear.losses == 1
    assert ear.line.full
    await house.idle()


async def test_a_full_line_is_seen_and_drains(desk: Desk, house: Served) -> None:
    ear, client = await desk.ear(house, small=True)
    client.hold()
    sent = await filled(ear)
    assert ear.line.full
    ear.line.beat(framed(b"beat"))  # is not sent
    ear.line.send(framed(b"answer"))  # is sent
    client.go_on()
    for _ in range(sent):
        assert (await client.frame())[1] == b"z" * 16_000
    assert await client.frame() == (TEXT, b"answer")
    await until(lambda: not ear.line.full)
    assert ear.drains >= 1
    ear.line.send(framed(b"now"))
    assert await client.frame() == (TEXT, b"now")


async def test_a_line_that_says_goodbye_never_drains(desk: Desk, house: Served) -> None:
    ear, client = await desk.ear(house, small=True)
    client.hold()
    sent, drains = await filled(ear), ear.drains
    ear.line.close(4002, "1000")
    client.go_on()
    for _ in range(sent):
        assert (await client.frame())[0] == TEXT
    assert await client.goodbye() == (4002, "1000")
    client.write(masked(CLOSE, closing(4002)))
    await until(lambda: ear.losses)
    assert ear.line.full
    assert ear.drains == drains


async def test_a_line_whose_owner_does_not_look_is_cut(
    desk: Desk, house: Served, caplog: pytest.LogCaptureFixture
) -> None:
    ear, client = await desk.ear(house, small=True)
    client.hold()
    await filled(ear)
    for _ in range((MOST_UNSENT + HIGH_WATER) // len(BIG)):
        ear.line.send(BIG)
    await until(lambda: ear.losses)
    assert "a line was cut" in caplog.text
    client.break_off()


async def test_a_line_ends_with_a_goodbye(desk: Desk, house: Served) -> None:
    ear, client = await desk.ear(house)
    ear.line.send(framed(b"last"))
    ear.line.close(4001, "2500")
    assert ear.line.full
    ear.line.close(4002, "")
    ear.line.send(framed(b"too late"))
    ear.line.beat(framed(b"too late"))
    client.write(masked(TEXT, b"too late"))
    assert await client.frame() == (TEXT, b"last")
    assert await client.frame() == (CLOSE, closing(4001, "2500"))
    assert not ear.losses or house.server.config.ws != WIRE, "lost when the other side has gone"
    client.write(masked(CLOSE, closing(4001)))
    assert await client.rest() == b""
    await until(lambda: ear.losses)
    await house.idle()
    assert ear.heard == []
    assert ear.drains == 0


async def test_a_device_ends_with_a_goodbye(desk: Desk, house: Served) -> None:
    ear, client = await desk.ear(house)
    client.write(masked(TEXT, b"vote") + masked(CLOSE, closing(1001, "pulang")))
    assert (await client.goodbye())[0] == 1001
    assert await client.rest() == b""
    await house.idle()
    assert ear.heard == [b"vote"]
    assert ear.losses == 1


@pytest.mark.parametrize("way", ["hang_up", "break_off", "eof"])
async def test_a_device_that_goes_without_a_goodbye_is_lost(
    desk: Desk, house: Served, way: str
) -> None:
    ear, client = await desk.ear(house)
    getattr(client, way)()
    await house.idle()
    assert ear.losses == 1


async def test_a_full_line_that_takes_no_goodbye_is_cut(
    desk: Desk, house: Served, close_within: float
) -> None:
    ear, client = await desk.ear(house, small=True)
    client.hold()
    await filled(ear)
    clock, drains = asyncio.get_running_loop().time, ear.drains
    begun = clock()
    ear.line.close(4002, "1000")
    await until(lambda: ear.losses)
    assert clock() - begun > close_within - 0.05
    assert ear.losses == 1
    assert ear.drains == drains
    client.break_off()


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (masked(BINARY, b"\0"), 4509),
        (masked(TEXT, b"x" * 4097), 1009),
        (masked(TEXT, "é".encode() * 2049), 1009),
        (masked(TEXT, b"\xff\xfe"), 1007),
        (masked(3), 1002),
        (b"\x81\x01x", 1002),
    ],
)
async def test_what_nobody_may_say_ends_the_line_with_a_reason(
    desk: Desk, house: Served, frame: bytes, code: int
) -> None:
    ear, client = await desk.ear(house)
    client.write(masked(TEXT, b"good") + frame)
    assert (await client.goodbye())[0] == code
    client.hang_up()
    await house.idle()
    if house.server.config.ws == WIRE:  # uvicorn's own protocol forgets what came with it
        assert ear.heard == [b"good"]
    assert ear.losses == 1


async def test_a_mistake_of_the_owner_ends_its_line_and_no_other(
    desk: Desk, house: Served, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(message: bytes) -> None:
        raise ZeroDivisionError

    (ear, client), (other, second) = await desk.ear(house), await desk.ear(house)
    ear.then = fail
    client.write(masked(TEXT, b"a") + masked(TEXT, b"b"))
    assert await client.goodbye() == (1011, "")
    client.hang_up()
    second.write(masked(TEXT, b"c"))
    await until(lambda: ear.losses and other.heard)
    assert ear.heard == [b"a"]
    assert "ZeroDivisionError" in caplog.text


async def test_an_owner_that_has_had_enough_hears_no_more(desk: Desk, house: Served) -> None:
    ear, client = await desk.ear(house)
    ear.then = lambda message: ear.line.close(1008, "")
    client.write(masked(TEXT, b"x") * 50)
    assert await client.goodbye() == (1008, "")
    client.hang_up()
    await house.idle()
    assert ear.heard == [b"x"]


async def test_an_owner_that_has_had_enough_does_not_hear_what_waited(
    desk: Desk, house: Served
) -> None:
    class Strict(Ear):
        def hear(self, message: bytes) -> None:
            super().hear(message)
            self.line.close(1008, "")

    ready = asyncio.Event()
    desk.before, desk.kind = (lambda socket: ready.wait()), Strict
    client = await Client.shaken(house.port)
    client.write(masked(TEXT, b"hello") + masked(TEXT, b"x") * 5)
    await asyncio.sleep(0.05)
    ready.set()
    assert await client.goodbye() == (1008, "")
    client.hang_up()
    await house.idle()
    assert desk.ears[0].heard == [b"x"]


async def test_an_endpoint_that_fails_ends_its_line(
    desk: Desk, house: Served, caplog: pytest.LogCaptureFixture
) -> None:
    ears: list[Ear] = desk.ears

    class Failing(list[Ear]):
        def append(self, ear: Ear) -> None:
            ears.append(ear)
            raise ZeroDivisionError

    desk.ears = Failing()
    client = await Client.shaken(house.port)
    client.write(masked(TEXT, b"hello"))
    assert await client.goodbye() == (1011, "")
    client.write(masked(CLOSE, closing(1011)))
    await house.idle()
    assert ears[0].losses == 1
    assert "ZeroDivisionError" in caplog.text


async def test_a_server_that_stops_ends_every_line(desk: Desk, house: Served) -> None:
    lines = [await desk.ear(house) for _ in range(3)]
    house.server.should_exit = True
    for _, client in lines:
        assert (await client.goodbye())[0] == 1012
        client.write(masked(CLOSE, closing(1012)))
        assert await client.rest() == b""
    await house.idle()
    assert [ear.losses for ear, _ in lines] == [1, 1, 1]
