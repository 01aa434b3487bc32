"""`serve --workers` as an operator runs it: on a real port, with signals, watched from outside."""

import asyncio
import os
import random
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    suppress,
)
from pathlib import Path

from musrenbang_live.cli.demo import EXAMPLES
from musrenbang_live.cli.demo_site import Prepared, prepare
from musrenbang_live.cli.simulation.examples import read_examples
from musrenbang_live.cli.simulation.play import Play
from musrenbang_live.cli.simulation.visitor import Visitor
from musrenbang_live.config import folder, from_environment
from tests.patience import SOON, until
from tests.servers import free_port

_SCREENS = re.compile(r'musrenbang_screens\{audience="resident",pid="(\d+)"\} (\d+)')


class Team:
    """A running supervisor. `said` is what it and its workers wrote, so far."""

    def __init__(self, process: asyncio.subprocess.Process, port: int, data: Path) -> None:
        self.process = process
        self.base = f"http://127.0.0.1:{port}"
        self.data = data
        self.said = ""
        self._reading = [
            asyncio.create_task(self._read(stream)) for stream in (process.stdout, process.stderr)
        ]

    async def _read(self, stream: asyncio.StreamReader | None) -> None:
        assert stream is not None
        while heard := await stream.read(4096):
            self.said += heard.decode()

    async def ready(self) -> None:
        """Return when it has greeted."""
        await until(lambda: self.base in self.said or self.process.returncode is not None)
        assert self.process.returncode is None, self.said

    @property
    def workers(self) -> set[int]:
        """The process numbers of the workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return {int(pid) for pid in children.split() if b"--worker" in command(int(pid))}

    def signal(self, number: int) -> None:
        """Send a signal to the supervisor."""
        self.process.send_signal(number)

    async def ended(self) -> int:
        """Its exit code, and with it the rest of what it said."""
        async with asyncio.timeout(SOON):
            code = await self.process.wait()
            await asyncio.gather(*self._reading)
        return code

    async def phones(self) -> dict[int, int]:
        """Connected phones by worker, as its figures say."""
        page = await Visitor(self.base).get("/metrics")
        return {int(pid): int(count) for pid, count in _SCREENS.findall(page.html) if int(count)}

    async def play(self, database_url: str) -> tuple[Play, Prepared]:
        """The people of a fresh meeting."""
        given = {"MUSRENBANG_DATA": str(self.data), "DATABASE_URL": database_url}
        prepared = await prepare(from_environment(given))
        examples = read_examples(folder("sessions").joinpath(*EXAMPLES), prepared.plan.ward_code)
        play = Play([self.base], prepared.code, prepared.plan, examples, random.Random(5))
        await play.facilitator.log_in(prepared.token)
        return play, prepared


def command(pid: int) -> bytes:
    """The command of a process; nothing when there is no such process."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def environment(data: Path, **settings: str) -> dict[str, str]:
    """What a supervisor of the test's own is given."""
    return {**os.environ, "DATABASE_URL": "", "MUSRENBANG_DATA": str(data), **settings}


async def start(port: int, given: Mapping[str, str]) -> asyncio.subprocess.Process:
    """Start a supervisor of two workers."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "musrenbang_live", "serve", "--workers", "2"),
        *("--host", "127.0.0.1", "--port", str(port)),
        env=given,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@asynccontextmanager
async def team(data: Path, **settings: str) -> AsyncIterator[Team]:
    """Two workers from beginning to end."""
    port = free_port()
    running = Team(await start(port, environment(data, **settings)), port, data)
    try:
        await running.ready()
        yield running
    finally:
        if running.process.returncode is None:
            running.signal(signal.SIGTERM)
        await running.ended()


class Teams:
    """A team for one test after the other: `make` makes another one when the last has ended."""

    def __init__(
        self, stack: AsyncExitStack, make: Callable[[], AbstractAsyncContextManager[Team]]
    ) -> None:
        self._stack = stack
        self._make = make
        self._last: Team | None = None

    async def one(self) -> Team:
        """A team that runs."""
        if self._last is None or self._last.process.returncode is not None:
            self._last = await self._stack.enter_async_context(self._make())
        return self._last
