"""Text frames as this server sends them (RFC 6455 section 5.2): whole, unmasked, uncompressed.

A message for a thousand devices is framed once, and the same bytes are written to every line.
"""

import struct
from typing import Final

_TEXT: Final = 0x81
"""FIN, opcode 1."""
_SHORT: Final = struct.Struct("!BB")
_MEDIUM: Final = struct.Struct("!BBH")
_LONG: Final = struct.Struct("!BBQ")


def framed(payload: bytes) -> bytes:
    """The text frame that carries `payload`, which must be UTF-8."""
    size = len(payload)
    if size < 126:
        return _SHORT.pack(_TEXT, size) + payload
    if size < 65_536:
        return _MEDIUM.pack(_TEXT, 126, size) + payload
    return _LONG.pack(_TEXT, 127, size) + payload


def payload(frame: bytes) -> bytes:
    """What a frame made by `framed` carries."""
    length = frame[1]
    if length < 126:
        return frame[_SHORT.size :]
    return frame[_MEDIUM.size if length == 126 else _LONG.size :]
