"""The signed paper as a file: only what every browser shows, told by how the file begins."""

from typing import Final

from musrenbang_live.core.errors import Rejected

TYPES: Final = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
_BEGINS: Final = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
_ENDS: Final = {"pdf": b"%%EOF", "jpg": b"\xff\xd9", "png": b"IEND\xaeB`\x82"}
_TAIL: Final = 2_048


def kind_of(content: bytes) -> str:
    """`pdf`, `jpg` or `png`. Raises `scan_unreadable` for anything else and for half a file."""
    for begin, kind in _BEGINS.items():
        if content.startswith(begin) and _ENDS[kind] in content[-_TAIL:]:
            return kind
    raise Rejected("scan_unreadable", field="scan")
