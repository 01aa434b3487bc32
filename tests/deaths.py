"""Killing what a test has started, as a power cut would: at once, with all that belongs to it."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.patience import SOON


def end_with_children(pid: int | None) -> None:
    """Kill a process and what it has started; return when they are gone."""
    assert pid
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGSTOP)  # or it might start another one while they are looked for
    _soon(lambda: _state(pid) in "TtZX", "a process does not stop")
    family = [pid, *(child for child, parent in _processes() if parent == pid)]
    for number in family:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    _soon(lambda: not any(map(_runs, family)), "a killed process is still there")


def _soon(true: Callable[[], bool], otherwise: str) -> None:
    patience = time.monotonic() + SOON
    while not true():
        assert time.monotonic() < patience, otherwise
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


def _state(pid: int) -> str:
    """One letter, see proc_pid_stat(5); X where there is no such process."""
    return next(iter(_stat(pid)), "X")


def _runs(pid: int) -> bool:
    """Whether the process runs; one that only waits to be buried does not."""
    return _state(pid) not in "ZX"
