"""Control frames (RFC 6455 section 5.5): goodbyes, pings and pongs."""

import struct
from typing import Final

from musrenbang_live.web.wire.reading import NOT_UTF8, PROTOCOL_ERROR, Violation, is_utf8

NORMAL: Final = 1000
NO_CODE: Final = 1005
"""Said of a goodbye that came without a code."""
NO_GOODBYE: Final = 1006
"""Said of a line that ended without a goodbye."""
OUR_MISTAKE: Final = 1011
RESTART: Final = 1012

PING_FRAME: Final = b"\x89\x00"

_CLOSE: Final = 0x88
_PONG: Final = 0x8A
_MOST: Final = 125
_CODE: Final = struct.Struct("!H")
_SENDABLE: Final = frozenset((1000, 1001, 1002, 1003, *range(1007, 1015)))
"""Registered codes that may stand in a frame; 3000 to 4999 may as well."""


def pong(payload: bytes) -> bytes:
    """The answer to a ping."""
    return bytes((_PONG, len(payload))) + payload


def goodbye(code: int, reason: str = "") -> bytes:
    """A close frame. `reason` is cut to what a control frame holds. Raises ValueError."""
    if code == NO_CODE:
        return bytes((_CLOSE, 0))
    if not _may_be_sent(code):
        raise ValueError(f"{code} may not be sent as a close code")
    said = reason.encode(errors="replace")
    if len(said) > _MOST - _CODE.size:
        said = said[: _MOST - _CODE.size].decode(errors="ignore").encode()
    return bytes((_CLOSE, _CODE.size + len(said))) + _CODE.pack(code) + said


def farewell(payload: bytes) -> tuple[int, str]:
    """Code and reason of a close frame of the client. Raises `Violation`."""
    if not payload:
        return NO_CODE, ""
    if len(payload) < _CODE.size:
        raise Violation(PROTOCOL_ERROR, "a close code has two bytes")
    code: int = _CODE.unpack_from(payload)[0]
    if not _may_be_sent(code):
        raise Violation(PROTOCOL_ERROR, "no such close code")
    if not is_utf8(payload[_CODE.size :]):
        raise Violation(NOT_UTF8, "a reason must be UTF-8")
    return code, payload[_CODE.size :].decode()


def _may_be_sent(code: int) -> bool:
    return code in _SENDABLE or 3000 <= code <= 4999
