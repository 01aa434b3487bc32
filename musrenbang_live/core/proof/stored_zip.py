"""A zip that can be written in one way only: stored, sorted, without times, extras or comments.

Every program opens it, and whoever has its contents can write the very same bytes again. So there
is no byte in it that says nothing and could be changed unseen.
"""

import struct
import zlib
from collections.abc import Mapping
from typing import Final

from musrenbang_live.core.proof.malformed import Malformed

_LOCAL: Final = struct.Struct("<4s5H3I2H")
_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_END: Final = struct.Struct("<4s4H2IH")
_VERSION: Final = 20
_UNIX: Final = 3
_DATE: Final = 1 << 5 | 1
"""1 January 1980, the first day that a zip knows."""
_MODE: Final = 0o644 << 16
_LARGEST: Final = 2**31
MOST_FILES: Final = 10_000


def packed(files: Mapping[str, bytes]) -> bytes:
    """The zip of `files`; names are ASCII. Raises `ValueError` beyond two gigabytes."""
    parts: list[bytes] = []
    directory: list[bytes] = []
    size = 0
    for name in sorted(files):
        content, called = files[name], name.encode("ascii")
        shared = (0, 0, 0, _DATE, zlib.crc32(content), len(content), len(content), len(called), 0)
        local = _LOCAL.pack(b"PK\3\4", _VERSION, *shared) + called + content
        made_by = _VERSION | _UNIX << 8
        entry = _CENTRAL.pack(b"PK\1\2", made_by, _VERSION, *shared, 0, 0, 0, _MODE, size)
        directory.append(entry + called)
        parts.append(local)
        size += len(local)
        if size > _LARGEST:
            raise ValueError("too large for one zip")
    listed = b"".join(directory)
    count = len(directory)
    end = _END.pack(b"PK\5\6", 0, 0, count, count, len(listed), size, 0)
    return b"".join((*parts, listed, end))


def unpacked(data: bytes) -> dict[str, bytes]:
    """The files of a zip that `packed` wrote. Raises `Malformed` for any other bytes."""
    files: dict[str, bytes] = {}
    place = 0
    while data[place : place + 4] == b"PK\3\4" and len(files) < MOST_FILES:
        if len(data) < place + _LOCAL.size:
            raise Malformed("the file ends in the middle")
        head = _LOCAL.unpack_from(data, place)
        size, name_length = head[7], head[9]
        begin = place + _LOCAL.size + name_length
        place = begin + size
        name = data[begin - name_length : begin].decode("ascii", "replace")
        files[name] = data[begin:place]
    if not files or not _is_packed(files, data):
        raise Malformed("the file is not the zip that the site writes: something in it was changed")
    return files


def _is_packed(files: dict[str, bytes], data: bytes) -> bool:
    try:
        return packed(files) == data
    except ValueError:
        return False
