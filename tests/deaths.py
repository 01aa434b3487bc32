"""Killing what a test has started, as a power cut would: at once, with all that belongs to it."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from tests.patience import SOON


def end_with_children(pid: int | None) -> None:
    """Kill a process and what it has started; return when they are gone."""
    assert pid
    family = [pid, *(child for child, parent in _processes() if parent == pid)]
    for number in family:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    patience = time.monotonic() + SOON
    while any(_runs(number) for number in family):
        assert time.monotonic() < patience, "a killed process is still there"
        time.sleep(0.01)


def _processes() -> list[tuple[int, int]]:
    """Every process with its parent."""
    numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [(number, int(stat[1])) for number in numbers if (stat := _stat(number))]


def _stat(pid: int) -> list[str]:
    """State, parent, and so on; nothing when there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _runs(pid: int) -> bool:
    """Whether the process runs; one that only waits to be buried does not."""
    stat = _stat(pid)
    return bool(stat) and stat[0] != "Z"
