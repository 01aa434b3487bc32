"""Zip files whose bytes follow from their contents and the time of the meeting alone."""

import io
import zipfile
from collections.abc import Mapping
from typing import Final

from musrenbang_live.web import formats

_MODE: Final = 0o644 << 16
_UNIX: Final = 3


def zipped(files: Mapping[str, bytes], at: int, zone: str = "WIB") -> bytes:
    """The files in their order, all of the local time of `at` (ms UTC)."""
    local = formats.moment(at, zone)
    stamp = (max(local.year, 1980), *local.timetuple()[1:6])
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = _UNIX
            entry.external_attr = _MODE
            packed.writestr(entry, content)
    return whole.getvalue()


def rezipped(data: bytes, at: int) -> bytes:
    """The same zip with the time of `at` in place of the moment in which it was written."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    return zipped(files, at)
