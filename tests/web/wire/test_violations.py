"""Who breaks the protocol, or is not polite at the end, is told why and does no harm."""

import asyncio

import pytest

from musrenbang_live.web.wire.line import Line
from musrenbang_live.web.wire.reading import MOST_FRAMES
from tests.patience import until
from tests.web.wire.serving import (
    CLOSE,
    PING,
    PONG,
    TEXT,
    Desk,
    Served,
    closing,
    filled,
    masked,
)
from tests.web.wire.test_reading import VIOLATIONS


@pytest.mark.parametrize("name", VIOLATIONS)
async def test_who_breaks_the_protocol_is_told_why(desk: Desk, house: Served, name: str) -> None:
    wire, code = VIOLATIONS[name]
    ear, client = await desk.ear(house)
    client.write(wire + bytes(300_000))  # closing with this unread would reset the connection
    assert (await client.goodbye())[0] == code
    assert await client.rest() == b""
    assert not ear.losses, "lost when the other side has gone"
    client.hang_up()
    await house.idle()
    assert ear.losses == 1


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"\x03", 1002),
        (closing(999), 1002),
        (closing(1005), 1002),
        (closing(5000), 1002),
        (closing(1000) + b"\xff", 1007),
    ],
)
async def test_a_broken_goodbye_is_answered_with_what_is_wrong(
    desk: Desk, house: Served, payload: bytes, code: int
) -> None:
    ear, client = await desk.ear(house)
    client.write(masked(CLOSE, payload))
    assert (await client.goodbye())[0] == code
    client.hang_up()
    await until(lambda: ear.losses)


async def test_who_breaks_the_protocol_and_stays_is_cut(
    desk: Desk, house: Served, close_within: float
) -> None:
    ear, client = await desk.ear(house)
    begun = asyncio.get_running_loop().time()
    client.write(b"\x81\x01x")
    assert (await client.goodbye())[0] == 1002
    await until(lambda: ear.losses)
    assert asyncio.get_running_loop().time() - begun > close_within / 2


async def test_nonsense_after_our_goodbye_ends_the_connection(desk: Desk, house: Served) -> None:
    ear, client = await desk.ear(house)
    ear.line.close(4001, "")
    assert await client.goodbye() == (4001, "")
    client.write(masked(PING) + b"\x81\x01x")
    await client.cut_off()
    await until(lambda: ear.losses)


async def test_a_goodbye_that_is_not_answered_ends_all_the_same(
    desk: Desk, house: Served, close_within: float
) -> None:
    ear, client = await desk.ear(house)
    begun = asyncio.get_running_loop().time()
    ear.line.close(4001, "")
    assert await client.goodbye() == (4001, "")
    await client.cut_off()
    assert asyncio.get_running_loop().time() - begun > close_within / 2
    await until(lambda: ear.losses)


async def test_pings_in_heaps_get_one_answer_a_read(desk: Desk, house: Served) -> None:
    _, client = await desk.ear(house)
    client.write(masked(PING) * (MOST_FRAMES - 1) + masked(PING, b"last"))
    kinds = [await client.frame()]
    while kinds[-1] != (PONG, b"last"):
        kinds.append(await client.frame())
    assert len(kinds) < 20


async def test_a_message_within_a_message_is_seen_when_it_comes_alone(
    desk: Desk, house: Served
) -> None:
    ear, client = await desk.ear(house)
    line: Line = ear.line  # type: ignore[assignment]
    client.write(masked(TEXT, b"a", fin=False))
    await until(lambda: line._reader is not None)
    client.write(masked(TEXT, b"b"))
    assert (await client.goodbye())[0] == 1002
    assert ear.heard == []


async def test_who_says_goodbye_but_does_not_read_is_cut(
    desk: Desk, house: Served, close_within: float
) -> None:
    ear, client = await desk.ear(house, small=True)
    client.hold()
    await filled(ear)
    client.write(masked(CLOSE, closing(1001)))
    begun = asyncio.get_running_loop().time()
    await until(lambda: ear.losses, within=5)
    assert asyncio.get_running_loop().time() - begun > close_within / 2


async def test_who_hangs_up_without_reading_is_cut(desk: Desk, house: Served) -> None:
    ear, client = await desk.ear(house, small=True)
    client.hold()
    await filled(ear)
    client.eof()
    await until(lambda: ear.losses, within=5)
