"""The WebSocket door when something is wrong: a phone, the database, the time, the process."""

import asyncio
import json
import logging
import os
import signal
import socket
import uuid
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from musrenbang_live.cli import hosting
from musrenbang_live.cli.terminal import Stop
from musrenbang_live.live import hub as hubs
from musrenbang_live.live import room as rooms
from musrenbang_live.live.frames import Sheet
from musrenbang_live.live.hub import Hub
from musrenbang_live.store.pool import Pool
from musrenbang_live.web import socket as door
from tests.cable import Cable, laid
from tests.patience import until
from tests.web.lines import Device, House, opened

VOTE = {"do": "vote", "round": 1}


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """The server with a meeting."""
    async with opened(database_url, tmp_path) as running:
        yield running


@pytest.fixture
async def cable(database_url: str) -> AsyncIterator[Cable]:
    """A way to the database that can be unplugged."""
    async with laid(database_url) as cable:
        yield cable


async def deaf(device: Device) -> socket.socket:
    """A phone that shakes hands, says hello, and never reads again."""
    visitor, page = device.visitor, device.page
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.setblocking(False)
    loop = asyncio.get_running_loop()
    host, _, port = visitor.host.partition(":")
    await loop.sock_connect(line, (host, int(port)))
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    key = b64encode(os.urandom(16)).decode()
    handshake = (
        f"GET /ws/resident/{page.live['code']} HTTP/1.1\r\nHost: {visitor.host}\r\n"
        f"Origin: {visitor.base}\r\nCookie: {cookies}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
    )
    await loop.sock_sendall(line, handshake.encode())
    assert b"101" in await loop.sock_recv(line, 64)
    hello = json.dumps({"do": "hello", "token": page.token, "epoch": "", "v": 0}).encode()
    assert len(hello) < 126
    await loop.sock_sendall(line, bytes((0x81, 0x80 | len(hello))) + bytes(4) + hello)
    return line


async def test_phones_that_never_read_are_given_up_and_the_others_feel_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "STUCK_AFTER", 1.5)
    room = await house.room()
    neighbour = await (await (await house.phone()).open()).shown()
    lines = [await deaf(await house.phone()) for _ in range(10)]
    await until(lambda: room.present("resident") == 11)
    gallery = room.gallery("resident", "id")
    clock = asyncio.get_running_loop().time
    slowest, version = 0.0, 0
    while room.present("resident") > 1:
        version += 1
        assert version < 2_000, "they are served for ever"
        told = str(version)
        asked = clock()
        gallery.channel.advance(Sheet(html={"isi": told * 30_000}, text={"v": told}), 0)
        gallery._behind = True
        await gallery.show()
        await until(lambda told=told: neighbour.said("v") == told)
        slowest = max(slowest, clock() - asked)
    assert slowest < 1.5, "the others waited for the deaf ones"
    await neighbour.close()
    for line in lines:
        line.close()


async def test_whoever_says_nothing_is_asked_to_come_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "HELLO_WITHIN", 0.1)
    phone = await house.phone()
    async with await phone.visitor.socket("resident", phone.page) as line:
        async with asyncio.timeout(10):
            await line.wait_closed()
        assert line.close_code == 4001
        assert line.close_reason is not None
        assert 3_000 <= int(line.close_reason) < 6_000


@pytest.mark.parametrize(
    ("bytes_", "code"),
    [(b"\x81\x82\0\0\0\0\xff\xfe", 1007), (b"\x81\xfe\x80\x00\0\0\0\0" + b"x" * 32768, 1009)],
    ids=["no text", "far too long"],
)
async def test_what_is_no_message_at_all_ends_the_line(
    house: House, bytes_: bytes, code: int
) -> None:
    phone = await (await (await house.phone()).open()).shown()
    assert phone._line is not None
    phone._line.transport.write(bytes_)
    assert await phone.ended() == code


async def test_signs_that_cannot_be_stored_do_no_harm(house: House, db: Pool) -> None:
    await house.facilitator.act("open")
    await house.facilitator.act("phase", index=1)
    phone = await (await house.phone()).open()
    nasty = "\0\ud800".encode("utf-8", "replace").decode() + "\0"
    said = {
        "do": "propose",
        "title": f"Lampu{nasty} jalan",
        "problem": f"{nasty}Gelap kali",
        "neighborhood": "V",
        "landmark": f"simpang\0{nasty}",
    }
    answer = await phone.asked(said)
    assert answer["number"] == 1
    stored = await db.fetchrow("SELECT title, problem, landmark FROM proposal")
    assert not any("\0" in text for text in stored.values())
    for field in ("neighborhood", "sector"):
        refused = await phone.asked({**said, field: "V\0"})
        assert refused["code"] == f"{field}_unknown"
    assert "no" in await phone.asked({"do": "support", "rev": 1, "proposal": 2**40, "on": True})
    for rev in (0, -1, 2**62, 2**70):
        assert (await phone.asked({**VOTE, "rev": rev, "mark": []}))["no"]
    for ref in ("", "x", "\0", "x" * 3000):
        count = len(phone.heard)
        await phone.say({**VOTE, "rev": 1, "mark": [], "ref": ref})
        await until(lambda count=count: any("code" in m for m in phone.heard[count:]))
        refused = next(m for m in phone.heard[count:] if "code" in m)
        assert refused.get("no", "") == ref[:64]
    await phone.close()


async def test_nothing_is_acknowledged_before_it_is_on_disk(
    database_url: str, cable: Cable, db: Pool, tmp_path: Path
) -> None:
    async with opened(cable.url, tmp_path) as house:
        await house.ballot()
        phone = await (await (await house.phone()).open()).shown()
        ref = str(uuid.uuid4())
        cable.unplug()
        waiting = asyncio.create_task(phone.asked({**VOTE, "ref": ref, "rev": 1, "mark": [2]}))
        await asyncio.wait((waiting,), timeout=0.5)
        assert not waiting.done()
        assert await db.fetchval("SELECT count(*) FROM ballot") == 0
        await cable.plug_in()
        first = await waiting
        assert first["ok"] == ref
        assert await db.fetchval("SELECT mark FROM ballot WHERE ref = $1::uuid", ref) == [2]
        assert (await phone.asked({**VOTE, "ref": ref, "rev": 1, "mark": [2]})) == first
        assert await db.fetchval("SELECT count(*) FROM ballot") == 1
        await phone.close()


async def test_while_the_database_is_away_lines_are_asked_to_come_back(
    cable: Cable, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(cable.url, tmp_path) as house:
        console, phone = await house.console(), await house.phone()
        cable.unplug()
        with caplog.at_level(logging.ERROR):
            assert await (await console.open()).ended() == 4001  # it must ask who that is
        assert caplog.records == []
        await (await phone.open()).shown()  # needs nobody to be asked
        await cable.plug_in()
        again = await (await (await house.console()).open()).shown()
        await again.close()
        await phone.close()


async def test_who_logs_out_sees_nothing_more(house: House) -> None:
    console = await (await (await house.console()).open()).shown()
    wall = await (await (await house.wall()).open()).shown()
    page = await house.facilitator.visitor.get("/masuk")
    await house.facilitator.visitor.send("/keluar", page.token, {})
    async with asyncio.timeout(5):
        assert await console.ended() == 4501
    assert await (await console.open()).ended() in (4500, 4503)
    assert wall.said("hadir") != ""
    await wall.close()


async def test_a_process_of_which_a_part_has_failed_ends(
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Whoever keeps it running starts it again; half a server would only look alive."""

    async def broken(hub: Hub) -> None:
        raise ZeroDivisionError("a mistake of ours")

    monkeypatch.setattr(hubs, "LOOK_EVERY", 0.05)
    async with opened(database_url, tmp_path) as house:
        phone = await (await (await house.phone()).open()).shown()
        monkeypatch.setattr(Hub, "_look", broken)
        with pytest.raises(Stop, match="has failed"):
            async with asyncio.timeout(10):
                await hosting.until_stopped(house.server)
    assert await phone.ended() == 1012, "it may come back at once"
    assert "a mistake of ours" in capfd.readouterr().err


async def test_a_process_that_ends_tells_everybody_when_to_come_back(
    database_url: str, tmp_path: Path
) -> None:
    async with opened(database_url, tmp_path) as house:
        devices = [await (await house.phone()).open() for _ in range(8)]
        devices += [await (await house.wall()).open()]
        for device in devices:
            await device.shown()
        signal.raise_signal(signal.SIGTERM)
        codes = [await device.ended() for device in devices]
    assert codes == [4001] * 9
    moments = {int(device.reason or 0) for device in devices}
    assert len(moments) == 9
    assert min(moments) >= 500
