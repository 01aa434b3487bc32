"""What is below a line: the kernel, Unix sockets, TLS."""

import socket
import ssl
import sys
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from websockets.asyncio.client import connect, unix_connect

from musrenbang_live.live.framing import framed
from musrenbang_live.web.wire.protocol import WireProtocol
from musrenbang_live.web.wire.tuning import HIGH_WATER, LOW_WATER, UNACKNOWLEDGED, UNSENT
from tests.patience import until
from tests.web.wire.serving import (
    BIG,
    WIRE,
    Desk,
    Served,
    filled,
    served,
)


async def test_a_line_takes_little_for_a_device_that_is_out_of_reach(
    desk: Desk, house: Served
) -> None:
    ear, client = await desk.ear(house)
    client.hold()
    sent = await filled(ear) * len(BIG)
    transport = ear.line._transport  # type: ignore[attr-defined]
    assert transport.get_write_buffer_limits() == (LOW_WATER, HIGH_WATER)
    assert transport.get_write_buffer_size() <= HIGH_WATER + len(BIG)
    assert sent < 2**20, "the kernels of both sides took the rest"


@pytest.mark.skipif(sys.platform != "linux", reason="options of Linux")
async def test_the_kernel_is_told_about_phones(desk: Desk, house: Served) -> None:
    ear, _ = await desk.ear(house)
    line = ear.line._transport.get_extra_info("socket")  # type: ignore[attr-defined]
    for option, value in (
        (socket.TCP_NOTSENT_LOWAT, UNSENT),
        (socket.TCP_USER_TIMEOUT, UNACKNOWLEDGED),
        (socket.TCP_NODELAY, 1),
    ):
        assert line.getsockopt(socket.IPPROTO_TCP, option) == value


async def test_lines_work_on_unix_sockets(desk: Desk, tmp_path: Path) -> None:
    async with served(desk.app, uds=str(tmp_path / "s")) as house:
        async with unix_connect(str(tmp_path / "s"), "ws://x/") as client:
            await client.send("hello")
            await until(lambda: desk.ears)
            desk.ears[0].line.send(framed(b"there"))
            assert await client.recv() == "there"
        await house.idle()
    assert desk.ears[0].losses == 1


async def test_lines_work_over_tls(desk: Desk, tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    context = ssl.create_default_context(cafile=certificate)
    async with served(desk.app, ssl_certfile=certificate) as house:
        url = f"wss://127.0.0.1:{house.port}/"
        async with connect(url, ssl=context) as client:
            await client.send("hello")
            await client.send("vote")
            await until(lambda: desk.ears and desk.ears[0].heard)
            desk.ears[0].line.beat(framed(b"there"))
            assert await client.recv() == "there"
        async with connect(url, ssl=context) as client:
            await client.send("hello")
            await client.send(b"binary")
            await client.wait_closed()
            assert client.close_code == 4509
        async with connect(url, ssl=context) as client:
            await client.send("hello")
            await client.send("x" * 5000)
            await client.wait_closed()
            assert client.close_code == 1009
        await house.idle()
    assert [ear.losses for ear in desk.ears] == [1, 1, 1]
    assert WIRE.startswith(WireProtocol.__module__)


def self_signed(folder: Path) -> str:
    """The path of a certificate for 127.0.0.1 with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return str(path)
