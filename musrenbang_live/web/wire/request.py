"""The opening handshake: reading the request and writing the answer (RFC 6455 section 4.2)."""

import binascii
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha1
from http import HTTPStatus
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

Headers = list[tuple[bytes, bytes]]

_GUID: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_VERSION: Final = b"13"
_TEXT: Final = (b"content-type", b"text/plain; charset=utf-8")
_SWITCHING: Final = (
    b"HTTP/1.1 101 Switching Protocols\r\n"
    b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
)
_REASONS: Final = {status.value: status.phrase.encode() for status in HTTPStatus}


class Request(NamedTuple):
    """A request that asks for a WebSocket as it should."""

    target: bytes
    headers: Headers
    subprotocols: list[str]
    key: bytes


class Refused(Exception):
    """The request is not one for a WebSocket; what to answer it with."""

    def __init__(self, status: HTTPStatus, sentence: str, headers: Headers | None = None) -> None:
        super().__init__(status, sentence)
        self.status = status
        self.sentence = sentence
        self.headers = headers or []


def read_request(head: bytes) -> Request:
    """The request in `head`, from its first line to the empty one. Raises `Refused`."""
    lines = head.split(b"\r\n")
    if len(lines) < 3 or lines[-1] or lines[-2]:
        raise Refused(HTTPStatus.BAD_REQUEST, "The request is not whole.")
    first = lines[0].split(b" ")
    if len(first) != 3 or first[0] != b"GET" or first[2] != b"HTTP/1.1" or not first[1].isascii():
        raise Refused(HTTPStatus.BAD_REQUEST, "A WebSocket begins with GET and HTTP/1.1.")
    headers = [_header(line) for line in lines[1:-2]]
    found = _joined(headers)
    _check(found)
    offered = found.get(b"sec-websocket-protocol")
    return Request(first[1], headers, _names(offered), found[b"sec-websocket-key"])


def _header(line: bytes) -> tuple[bytes, bytes]:
    name, colon, value = line.partition(b":")
    if not colon or not name or name[0] in b" \t":
        raise Refused(HTTPStatus.BAD_REQUEST, "A header is malformed.")
    return name.lower(), value.strip(b" \t")


def _joined(headers: Headers) -> dict[bytes, bytes]:
    """Headers by name; one that came several times has all its values."""
    found = dict(headers)
    if len(found) != len(headers):
        found = {}
        for name, value in headers:
            found[name] = found[name] + b", " + value if name in found else value
    return found


def _check(found: dict[bytes, bytes]) -> None:
    if not found.get(b"host"):
        raise Refused(HTTPStatus.BAD_REQUEST, "The Host header is missing.")
    if not (_says(found, b"upgrade", b"websocket") and _says(found, b"connection", b"upgrade")):
        raise Refused(HTTPStatus.BAD_REQUEST, "The request does not ask for a WebSocket.")
    if found.get(b"sec-websocket-version") != _VERSION:
        answer = [(b"sec-websocket-version", _VERSION), (b"upgrade", b"websocket")]
        raise Refused(HTTPStatus.UPGRADE_REQUIRED, "Only version 13 is spoken here.", answer)
    if not _is_key(found.get(b"sec-websocket-key", b"")):
        raise Refused(HTTPStatus.BAD_REQUEST, "Sec-WebSocket-Key is not 16 bytes in base64.")


def _says(found: dict[bytes, bytes], name: bytes, token: bytes) -> bool:
    value = found.get(name, b"").lower()
    return value == token or token in map(bytes.strip, value.split(b","))


def _is_key(key: bytes) -> bool:
    try:
        return len(binascii.a2b_base64(key, strict_mode=True)) == 16
    except binascii.Error:
        return False


def _names(offered: bytes | None) -> list[str]:
    if offered is None:
        return []
    names = (name.strip() for name in offered.decode("latin-1").split(","))
    return [name for name in names if name]


def located(target: bytes, root_path: str) -> dict[str, Any]:
    """The keys of an ASGI scope that say where a request goes."""
    raw_path, _, query = target.partition(b"?")
    path = raw_path.decode("ascii")
    if "%" in path:
        path = unquote(path)
    return {
        "root_path": root_path,
        "path": root_path + path,
        "raw_path": root_path.encode("ascii") + raw_path,
        "query_string": query,
    }


def acceptance(key: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The answer that turns the connection into a WebSocket. Raises ValueError for bad headers."""
    digest = b64encode(sha1(key + _GUID, usedforsecurity=False).digest())
    return _SWITCHING + digest + b"\r\n" + _written(headers) + b"\r\n"


def refusal(status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> bytes:
    """An answer that ends the connection. Raises ValueError for bad headers."""
    kept = [(name.lower(), value) for name, value in headers if name.lower() != b"connection"]
    names = {name for name, _ in kept}
    if b"content-length" not in names:
        kept.append((b"content-length", b"%d" % len(body)))
    if b"content-type" not in names:
        kept.append(_TEXT)
    line = b"HTTP/1.1 %d %s\r\n" % (status, _REASONS.get(status, b""))
    return line + _written(kept) + b"connection: close\r\n\r\n" + body


def _written(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    lines = [b"%b: %b\r\n" % header for header in headers]
    text = b"".join(lines)
    if not text.count(b"\n") == text.count(b"\r") == len(lines) or b"\0" in text:
        raise ValueError("a header holds a line break")
    return text
