"""The opening handshake, as text."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.client import ClientProtocol
from websockets.uri import parse_uri

from musrenbang_live.web.wire.request import (
    Refused,
    acceptance,
    located,
    read_request,
    refusal,
)
from tests.web.wire.serving import KEY, handshake


def test_a_request_is_read() -> None:
    text = handshake(
        "Cookie:  a=b; c=d ",
        "Sec-WebSocket-Protocol: chat, superchat",
        "Sec-WebSocket-Protocol: last",
        "Empty:",
    )
    request = read_request(text)
    assert request.target == b"/"
    assert request.key == KEY.encode()
    assert request.subprotocols == ["chat", "superchat", "last"]
    assert (b"cookie", b"a=b; c=d") in request.headers
    assert (b"empty", b"") in request.headers
    assert len(request.headers) == 9


def test_tokens_are_found_in_lists_and_in_any_case() -> None:
    headers = "Upgrade: h2c, WebSocket", "Connection: keep-alive", "Connection: UPGRADE"
    read_request(handshake(*headers, without=("Upgrade", "Connection")))


REFUSED = {
    "another method": (handshake(first="POST / HTTP/1.1"), 400),
    "an older version of HTTP": (handshake(first="GET / HTTP/1.0"), 400),
    "no version of HTTP": (handshake(first="GET /"), 400),
    "a path that is not ASCII": (handshake(first="GET /\xff HTTP/1.1"), 400),
    "no host": (handshake(without=("Host",)), 400),
    "no upgrade": (handshake(without=("Upgrade",)), 400),
    "another upgrade": (handshake("Upgrade: h2c", without=("Upgrade",)), 400),
    "a connection that stays": (handshake("Connection: close", without=("Connection",)), 400),
    "no version": (handshake(without=("Sec-WebSocket-Version",)), 426),
    "another version": (
        handshake("Sec-WebSocket-Version: 8", without=("Sec-WebSocket-Version",)),
        426,
    ),
    "two versions": (handshake("Sec-WebSocket-Version: 13"), 426),
    "no key": (handshake(without=("Sec-WebSocket-Key",)), 400),
    "two keys": (handshake(f"Sec-WebSocket-Key: {KEY}"), 400),
    "a short key": (handshake("Sec-WebSocket-Key: YWJj", without=("Sec-WebSocket-Key",)), 400),
    "a key that is not base64": (
        handshake("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZ!==", without=("Sec-WebSocket-Key",)),
        400,
    ),
    "a header without a colon": (handshake("Cookie"), 400),
    "a header without a name": (handshake(": x"), 400),
    "a folded header": (handshake("Cookie: a", " b"), 400),
    "half a request": (handshake()[:-1], 400),
    "nothing": (b"", 400),
}


@pytest.mark.parametrize("name", REFUSED)
def test_other_requests_are_refused_with_a_sentence(name: str) -> None:
    text, status = REFUSED[name]
    with pytest.raises(Refused) as refused:
        read_request(text)
    assert refused.value.status == status
    assert refused.value.sentence.endswith(".")
    versions = [value for key, value in refused.value.headers if key == b"sec-websocket-version"]
    assert versions == ([b"13"] if status == 426 else [])


@given(st.binary(max_size=400))
def test_no_bytes_do_anything_but_give_a_request_or_be_refused(data: bytes) -> None:
    for text in (data, data + b"\r\n\r\n", handshake()[:-2] + data + b"\r\n\r\n"):
        with contextlib.suppress(Refused):
            read_request(text)


def test_the_answer_is_the_one_of_the_rfc() -> None:
    answer = acceptance(KEY.encode(), [(b"date", b"now")])
    assert answer == (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\ndate: now\r\n\r\n"
    )


def test_another_implementation_agrees_with_the_handshake() -> None:
    client = ClientProtocol(parse_uri("ws://example.org/x"))
    client.send_request(client.connect())
    (text,) = client.data_to_send()
    client.receive_data(acceptance(read_request(text).key, []))
    assert client.handshake_exc is None
    assert client.state.name == "OPEN"


@pytest.mark.parametrize(
    "header",
    [
        (b"x", b"a\r\nevil: y"),
        (b"x\r\nevil", b"a"),
        (b"x", b"a\nb"),
        (b"x", b"a\rb"),
        (b"x", b"\0"),
    ],
)
def test_no_header_makes_a_second_one(header: tuple[bytes, bytes]) -> None:
    with pytest.raises(ValueError, match="line break"):
        acceptance(KEY.encode(), [header])
    with pytest.raises(ValueError, match="line break"):
        refusal(403, [header], b"")


def test_a_refusal_ends_the_connection_whatever_it_is_told() -> None:
    given = [(b"Connection", b"keep-alive"), (b"Content-Type", b"text/html"), (b"x", b"y")]
    assert refusal(403, given, b"<p>") == (
        b"HTTP/1.1 403 Forbidden\r\ncontent-type: text/html\r\nx: y\r\ncontent-length: 3\r\n"
        b"connection: close\r\n\r\n<p>"
    )
    assert refusal(599, [], b"").startswith(b"HTTP/1.1 599 \r\ncontent-length: 0\r\n")


def test_a_path_is_found_below_the_root() -> None:
    assert located(b"/a%20b/c?d=%20&e", "/akar") == {
        "root_path": "/akar",
        "path": "/akar/a b/c",
        "raw_path": b"/akar/a%20b/c",
        "query_string": b"d=%20&e",
    }
