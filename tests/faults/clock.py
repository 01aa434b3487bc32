"""A wall clock that a test can move, for one server: libfaketime between it and the system.

Clocks that only go forward are left as they are, as they are on a machine whose time is set.
"""

import os
from pathlib import Path

import pytest

_PLACES = ("/usr/lib", "/usr/local/lib")


def _library() -> str:
    """Its path. Without it the test is skipped, or fails with MUSRENBANG_REQUIRE_ALL."""
    for place in _PLACES:
        found = next(iter(sorted(Path(place).glob("**/libfaketime.so.1"))), None)
        if found:
            return str(found)
    message = "libfaketime is not installed: apt install libfaketime"
    if os.environ.get("MUSRENBANG_REQUIRE_ALL"):
        pytest.fail(message)
    pytest.skip(message)


class WallClock:
    """`settings` are for the server's environment; `file` is where it reads the shift."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.shift(0)
        self.settings = {
            "LD_PRELOAD": _library(),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def shift(self, seconds: int) -> None:
        """From now on the clock is wrong by so much."""
        new = self._file.with_suffix(".new")
        new.write_text(f"{seconds:+d}\n")
        new.rename(self._file)
