"""Photos that people send: what is taken, judged by their first bytes before they are decoded.

A picture of a few kilobytes can unpack to gigabytes. So its size is read here, from the header
alone, and what is too large never reaches a decoder. ISO/IEC 10918-1 (JPEG), PNG third edition,
RFC 9649 (WebP).
"""

from typing import Final, Literal

from msgspec import Struct

from musrenbang_live.core.errors import Rejected

Kind = Literal["jpeg", "png", "webp"]

MOST_BYTES: Final = 10 * 1024 * 1024
"""Bytes of a photo as it is sent; the page shrinks it to a tenth of that where scripts run."""
MOST_PIXELS: Final[dict[Kind, int]] = {"jpeg": 64_000_000, "png": 25_000_000, "webp": 25_000_000}
"""JPEGs are decoded at a part of their size where they are large; the others only whole."""
MOST_SIDE: Final = 20_000
"""Pixels of the longer side; no camera makes more, and a strip of one line is no photo."""
EDGE: Final = 1600
"""Pixels of the longer side of a photo as it is kept."""
THUMB_EDGE: Final = 320
"""The same of the small one in lists."""

_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG markers that begin a frame, and so name its size."""
_BARE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
"""JPEG markers without a length."""


class Measured(Struct, frozen=True):
    """What the header says: the kind, and the sides in pixels before any turning."""

    kind: Kind
    width: int
    height: int


class Photo(Struct, frozen=True):
    """A photo as it is kept: upright, nothing in it but its pixels. `thumb` is the small one."""

    jpeg: bytes
    thumb: bytes
    width: int
    height: int


def accepted(data: bytes) -> Measured:
    """The header of a photo that may be decoded.

    Raises `Rejected`: `photo_unreadable` when it is no JPEG, PNG or WebP, `photo_too_large` when
    it has more bytes or pixels than are taken.
    """
    if len(data) > MOST_BYTES:
        raise too_large()
    header = measured(data)
    if header is None or header.width < 1 or header.height < 1:
        raise Rejected("photo_unreadable")
    if max(header.width, header.height) > MOST_SIDE:
        raise too_large()
    if header.width * header.height > MOST_PIXELS[header.kind]:
        raise too_large()
    return header


def too_large() -> Rejected:
    """The refusal of a photo that is too large, with the bytes that are taken."""
    return Rejected("photo_too_large", limit=f"{MOST_BYTES // (1024 * 1024)} MB")


def measured(data: bytes) -> Measured | None:
    """What the header of a picture says; None when it is not of a kind that is taken."""
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    if data.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR") and len(data) >= 24:
        return Measured("png", _big(data[16:20]), _big(data[20:24]))
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) >= 30:
        return _webp(data)
    return None


def _jpeg(data: bytes) -> Measured | None:
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF:  # filling
            place += 1
        elif marker in _BARE:
            place += 2
        elif marker in _FRAMES:
            return Measured(
                "jpeg", _big(data[place + 7 : place + 9]), _big(data[place + 5 : place + 7])
            )
        elif marker == 0xDA:  # the picture begins, and nothing said how large it is
            return None
        else:
            place += 2 + max(2, _big(data[place + 2 : place + 4]))
    return None


def _webp(data: bytes) -> Measured | None:
    form = data[12:16]
    if form == b"VP8X":
        return Measured("webp", 1 + _little(data[24:27]), 1 + _little(data[27:30]))
    if form == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        return Measured("webp", _little(data[26:28]) & 0x3FFF, _little(data[28:30]) & 0x3FFF)
    if form == b"VP8L" and data[20] == 0x2F:
        bits = _little(data[21:25])
        return Measured("webp", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    return None


def _big(part: bytes) -> int:
    return int.from_bytes(part, "big")


def _little(part: bytes) -> int:
    return int.from_bytes(part, "little")
