"""What servers use, read from outside: processor time, memory, bytes, and what they count."""

import contextlib
import re
import subprocess
import urllib.request
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from benchmarks.processes import rss_of, tree_of

_NANO: Final = 1e-9
_ROWS: Final = re.compile(r"^musrenbang_commit_rows_(sum|count) ([\d.e+]+)", re.MULTILINE)
_PAINTED: Final = re.compile(r"^musrenbang_frames_total ([\d.e+]+)", re.MULTILINE)
_SENT: Final = re.compile(r"bytes_sent:(\d+)")


class Reading(Struct, frozen=True):
    """Everything at one moment; two of them make a window."""

    at: float
    server_cpu: float
    postgres_cpu: float
    redis_cpu: float
    rows: float
    batches: float
    painted: float
    bells: float
    bell_bytes: float
    wal: float
    full_pages: float
    sent: float

    def since(self, before: "Reading") -> dict[str, float]:
        """What was used and done between the two."""
        return {
            name: getattr(self, name) - getattr(before, name) for name in self.__struct_fields__
        }


def cpu(pid: int) -> float:
    """Processor seconds of a process and all below it, to the nanosecond; ended ones not."""
    return sum(_task_cpu(one) for one in tree_of(pid))


def _task_cpu(pid: int) -> float:
    used = 0
    for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with contextlib.suppress(OSError):
            used += int(task.read_text().split()[0])
    return used * _NANO


def rss_kb(pid: int) -> int:
    """Resident kB of a process and all below it."""
    return sum(rss_of(one) for one in tree_of(pid))


def counted(port: int) -> dict[str, float]:
    """What the workers count themselves: rows and batches committed, frames painted."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        page = answer.read().decode()
    found = {kind: float(value) for kind, value in _ROWS.findall(page)}
    painted = _PAINTED.search(page)
    return {
        "rows": found.get("sum", 0.0),
        "batches": found.get("count", 0.0),
        "painted": float(painted[1]) if painted else 0.0,
    }


def bytes_sent(port: int) -> int:
    """Bytes of all connections that stand now, from the server to its clients, as TCP counts them:
    what is inside the packets, without their headers.
    """
    command = ["ss", "-tinH", "state", "established", f"sport = :{port}"]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return sum(map(int, _SENT.findall(shown)))


def redis_counted(redis: Any) -> dict[str, float]:
    """Bells and their bytes, as Redis counts them. `redis`: a client."""
    asked = redis.info("commandstats").get("cmdstat_publish", {"calls": 0})
    return {"bells": asked["calls"], "bell_bytes": redis.info("stats")["total_net_input_bytes"]}
