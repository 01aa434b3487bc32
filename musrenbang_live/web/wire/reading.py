"""What a client sends, from bytes to messages (RFC 6455 section 5). Nothing here does I/O."""

from typing import Final

try:
    from websockets.speedups import apply_mask
except ImportError:  # wheels for rare machines come without it

    def apply_mask(data: bytes | bytearray | memoryview, mask: bytes | bytearray) -> bytes:
        """`data` with `mask` laid over it again and again."""
        size = len(data)
        over = (bytes(mask) * (size // 4 + 1))[:size]
        return (int.from_bytes(data, "little") ^ int.from_bytes(over, "little")).to_bytes(
            size, "little"
        )


MAX_MESSAGE: Final = 4096
"""Bytes of one message, however many fragments it comes in."""
MOST_FRAMES: Final = 256
"""Frames in one read. Nobody polite sends so many, and every one of them costs time."""

CONTINUATION: Final = 0
TEXT: Final = 1
BINARY: Final = 2
CLOSE: Final = 8
PING: Final = 9
PONG: Final = 10

PROTOCOL_ERROR: Final = 1002
NOT_UTF8: Final = 1007
FLOODED: Final = 1008
TOO_BIG: Final = 1009

_FIN: Final = 0x80
_RESERVED: Final = 0x70
_WHOLE_TEXT: Final = _FIN | TEXT
_MASKED: Final = 0x80
_MEDIUM: Final = 126
_MEDIUM_MASKED: Final = _MASKED | _MEDIUM


class Violation(Exception):
    """The client broke the protocol; the connection ends with this close code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


def single(data: bytes) -> bytes | None:
    """The message, when `data` is one whole text message in one frame and nothing else.

    That is nearly every read. None: a `Reader` must look at it.
    """
    size = len(data) - 6
    if size < 0 or data[0] != _WHOLE_TEXT:
        return None
    if data[1] == _MASKED | size and size < _MEDIUM:
        message = apply_mask(data[6:], data[2:6])
    else:
        size -= 2
        if not _MEDIUM <= size <= MAX_MESSAGE or data[1] != _MEDIUM_MASKED:
            return None
        if int.from_bytes(data[2:4], "big") != size:
            return None
        message = apply_mask(data[8:], data[4:8])
    return message if message.isascii() or is_utf8(message) else None


def is_utf8(data: bytes) -> bool:
    """Whether `data` is well-formed UTF-8."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


class Reader:
    """Puts frames and messages together from pieces that were cut anywhere."""

    __slots__ = ("_at", "_data", "_fragments", "_frames", "_kind")

    def __init__(self) -> None:
        self._data = b""
        self._at = 0
        self._kind = CONTINUATION  # of the message whose fragments are coming
        self._fragments = b""
        self._frames = 0

    def feed(self, data: bytes) -> None:
        """More has arrived."""
        self._data = self._data[self._at :] + data
        self._at = 0
        self._frames = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is kept of what has arrived."""
        return self._at == len(self._data) and self._kind == CONTINUATION

    @property
    def waiting(self) -> int:
        """How many bytes have arrived and are not yet read."""
        return len(self._data) - self._at

    def read(self) -> tuple[int, bytes] | None:
        """The next message or control frame as (opcode, payload), or None when more must arrive.

        Text is UTF-8. Raises `Violation`; nothing can be read after that.
        """
        while (frame := self._frame()) is not None:
            first, payload = frame
            kind = first & 0x0F
            if kind >= CLOSE:
                return kind, payload
            message = self._joined(first, kind, payload)
            if message is not None:
                return message
        if self._at:  # keep no more than what is missing its end
            self._data = self._data[self._at :]
            self._at = 0
        return None

    def _joined(self, first: int, kind: int, payload: bytes) -> tuple[int, bytes] | None:
        """The message that this frame completes."""
        if kind == CONTINUATION:
            kind = self._kind
            payload = self._fragments + payload
        if not first & _FIN:
            self._kind, self._fragments = kind, payload
            return None
        self._kind, self._fragments = CONTINUATION, b""
        if kind == TEXT and not (payload.isascii() or is_utf8(payload)):
            raise Violation(NOT_UTF8, "text must be UTF-8")
        return kind, payload

    def _frame(self) -> tuple[int, bytes] | None:
        """The next frame: its first byte and its payload, unmasked."""
        data, at = self._data, self._at
        if len(data) - at < 2:
            return None
        first, second = data[at], data[at + 1]
        self._check(first, second)
        size, start = second & 0x7F, at + 2
        if size >= _MEDIUM:
            extra = 2 if size == _MEDIUM else 8
            start += extra
            if len(data) < start:
                return None
            size = _long(data[start - extra : start])
        if first & 0x0F < CLOSE and len(self._fragments) + size > MAX_MESSAGE:
            raise Violation(TOO_BIG, f"at most {MAX_MESSAGE} bytes")
        end = start + 4 + size
        if len(data) < end:
            return None
        self._at = end
        self._frames += 1
        if self._frames > MOST_FRAMES:
            raise Violation(FLOODED, "too many frames at once")
        return first, apply_mask(data[start + 4 : end], data[start : start + 4])

    def _check(self, first: int, second: int) -> None:
        """Refuse what no client may send here, as soon as its first two bytes tell."""
        kind = first & 0x0F
        if first & _RESERVED:
            raise Violation(PROTOCOL_ERROR, "no extension was agreed on")
        if not second & _MASKED:
            raise Violation(PROTOCOL_ERROR, "frames of a client are masked")
        if kind >= CLOSE:
            if kind > PONG:
                raise Violation(PROTOCOL_ERROR, "no such control frame")
            if not first & _FIN or second & 0x7F >= _MEDIUM:
                raise Violation(PROTOCOL_ERROR, "control frames are whole and short")
        elif kind > BINARY:
            raise Violation(PROTOCOL_ERROR, "no such data frame")
        elif (kind == CONTINUATION) == (self._kind == CONTINUATION):
            raise Violation(PROTOCOL_ERROR, "fragments belong to one message")


def _long(size: bytes) -> int:
    """A length in 2 or 8 bytes; it must not fit into fewer."""
    length = int.from_bytes(size, "big")
    least = _MEDIUM if len(size) == 2 else 0x1_0000
    if length < least or length >> 63:
        raise Violation(PROTOCOL_ERROR, "a length is written in the fewest bytes")
    return length
