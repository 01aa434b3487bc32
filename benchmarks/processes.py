"""The processes of a benchmark: the load client and the servers, with what they cost."""

import contextlib
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
BUILD = HERE / ".build_cache"
SERVER_CPU, CLIENT_CPU = 0, 1
_TICKS = os.sysconf("SC_CLK_TCK")


class Missing(Exception):
    """A peer that cannot run here; the text says what to install."""


class Broken(Exception):
    """A process of the benchmark that ended or answered nonsense."""


def raise_limits() -> None:
    """As many open files as the system allows, for this process and all it starts."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def built(name: str, *sources: str) -> Path:
    """The C program `name`, compiled anew when a source is newer."""
    BUILD.mkdir(exist_ok=True)
    program = BUILD / name
    paths = [HERE / "c" / source for source in sources]
    newest = max(path.stat().st_mtime for path in (HERE / "c").iterdir())
    if not program.exists() or program.stat().st_mtime < newest:
        compiler = os.environ.get("CC", "cc")
        unfinished = program.with_suffix(f".{os.getpid()}")  # others may be compiling it too
        command = [compiler, "-O2", "-Wall", "-Wextra", "-o", unfinished, *paths]
        try:
            subprocess.run(command, check=True)
        except FileNotFoundError:
            raise Missing("there is no C compiler (Debian: apt install gcc libc6-dev)") from None
        unfinished.rename(program)
    return program


def load_client() -> Path:
    """The load client, compiled."""
    return built("load", "load.c", "crowd.c", "storm.c", "measure.c", "line.c")


class Told:
    """A process that takes orders, a line each, and answers each by a line of JSON."""

    def __init__(self, command: Sequence[str | Path], cpu: int | None) -> None:
        pinned = cpu is not None and (os.cpu_count() or 1) > 1
        pin = (lambda: os.sched_setaffinity(0, {cpu})) if pinned else None
        self.process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=HERE.parent,
            preexec_fn=pin,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        self.greeting = self.answer()

    def say(self, order: str) -> dict[str, Any]:
        """Give an order; the answer. Raises `Broken`."""
        assert self.process.stdin
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        return self.answer()

    def answer(self) -> dict[str, Any]:
        """The next answer. Raises `Broken`."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line.startswith("{"):
            self.process.kill()
            raise Broken(f"{self.process.args}: said {line!r} and ended")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise Broken(f"{self.process.args}: {answer['error']}")
        return answer

    def end(self) -> None:
        """Let it end; soon it is made to."""
        with contextlib.suppress(OSError, ValueError):
            assert self.process.stdin
            self.process.stdin.write("quit\n")
            self.process.stdin.close()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        assert self.process.stdout
        self.process.stdout.close()


class Server(Told):
    """A server under test."""

    def __init__(self, command: Sequence[str | Path], cpu: int | None = SERVER_CPU) -> None:
        super().__init__(command, cpu)
        self.port = int(self.greeting["port"])
        self.pid = int(self.greeting.get("pid", self.process.pid))

    def rate(self, rate: float) -> None:
        """From now on so many frames a second; -1: as many as go."""
        self.say(f"rate {rate}")

    @property
    def cpu(self) -> float:
        """Processor seconds used so far, children included."""
        return sum(_cpu(pid) for pid in tree_of(self.pid))

    @property
    def rss(self) -> int:
        """Resident kB, children included."""
        return sum(rss_of(pid) for pid in tree_of(self.pid))


class Lent(Server):
    """A server that stands already and goes on when it is given back."""

    def __init__(self, lender: Server) -> None:
        self.process, self.greeting = lender.process, lender.greeting
        self.port, self.pid = lender.port, lender.pid

    def end(self) -> None:
        """Give it back, at rest."""
        self.rate(0)


class Load(Told):
    """The load client with its crowd."""

    def __init__(self, port: int, crowd: Path, most: int, cpu: int | None = CLIENT_CPU) -> None:
        super().__init__([load_client(), str(port), crowd, str(most)], cpu)


@contextlib.contextmanager
def ending(*processes: Told) -> Iterator[None]:
    """End these when left."""
    try:
        yield
    finally:
        for process in processes:
            process.end()


def python(module: str, *arguments: object) -> list[str]:
    """A module of this package as a command."""
    return [sys.executable, "-m", module, *map(str, arguments)]


def tree_of(pid: int) -> list[int]:
    """This process and all below it."""
    found = [pid]
    with contextlib.suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for child in children:
            found += tree_of(int(child))
    return found


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def rss_of(pid: int) -> int:
    """Resident kB of one process; 0 when it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    lines = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(lines[0].split()[1]) if lines else 0


def until_quiet(server: Server, within: float = 10.0) -> None:
    """Wait until the server does next to nothing, so that the next figure is not of the last."""
    ends = time.monotonic() + within
    while time.monotonic() < ends:
        before = server.cpu
        time.sleep(min(0.25, within))
        if server.cpu - before < 0.03:
            return
