"""Real servers for tests: looked for, started on free ports, stopped by who started them."""

import asyncio
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from itertools import cycle
from pathlib import Path
from typing import Final

import pytest

from musrenbang_live.store.embedded import DATABASE, EmbeddedPostgres
from musrenbang_live.store.migrate import migrate
from musrenbang_live.store.pool import connect
from tests import databases
from tests.patience import SOON

_MEMORY: Final = Path("/dev/shm")
_ROOMY: Final = 2**30
"""Free bytes that make memory a good place for the databases of a test run."""
_PORTS: Final = range(20_000, 32_000)
"""Below those that systems give to whoever wants any, or goes out: nobody else is given one of
these while its server is away."""
_SHARES: Final = 8
"""So many test processes have ports of their own."""


def executable(*names: str, how: str) -> str:
    """The path of the first of these programs that is installed.

    Without any, the test is skipped with `how` to get it, or fails when MUSRENBANG_REQUIRE_ALL
    is set.
    """
    found = next(filter(None, map(shutil.which, names)), None)
    if found:
        return found
    message = f"{names[0]} is not installed: {how}"
    if os.environ.get("MUSRENBANG_REQUIRE_ALL"):
        pytest.fail(message)
    pytest.skip(message)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on, and that no other test of this run is given: it
    stays free until its server starts, and while it is away.
    """
    for port in _own_ports():
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("there are ports without end")


@cache
def _own_ports() -> Iterator[int]:
    """The ports of this test process one after the other, from anywhere among them."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    mine = _PORTS[int(worker or -1) % _SHARES :: _SHARES]
    first = secrets.randbelow(len(mine))
    return cycle((*mine[first:], *mine[:first]))


class RedisServer:
    """A redis-server that forgets everything when it stops, as the program must bear."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, on the same port each time, and wait until it listens; unless it runs."""
        if self._process and self._process.poll() is None:
            return
        program = executable("redis-server", how="apt install redis-server")
        settings = ["--save", "", "--appendonly", "no", "--dir", str(self._folder)]
        self._process = subprocess.Popen(
            [program, "--bind", "127.0.0.1", "--port", str(self.port), *settings],
            stdout=subprocess.DEVNULL,
        )
        patience = time.monotonic() + SOON
        while not self._listens():
            assert self._process.poll() is None, "redis-server ended at once"
            assert time.monotonic() < patience, "redis-server does not listen"
            time.sleep(0.01)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process:
            self._process.kill()
            self._process.wait(SOON)
            self._process = None

    def _listens(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return True
        except OSError:
            return False


class PostgresServer:
    """A private server set as in production; see `postgres_server`. It makes databases quickly:
    a program started for each would take longer than PostgreSQL itself.
    """

    def __init__(self, keeper: "subprocess.Popen[str]", folder: Path) -> None:
        self._keeper = keeper
        self._url = EmbeddedPostgres(folder).url
        self._clean: list[str] = []

    @contextmanager
    def database(self, template: str = DATABASE) -> Iterator[str]:
        """The address of a new database, a copy of this one. It is dropped in the end."""
        name = self._made(template)
        yield _address(self._url, name)
        self._do("drop", name)

    @contextmanager
    def emptied_database(self, known: Callable[[str], Iterable[int]]) -> Iterator[str]:
        """The address of a database as if new, which other tests may have used before: its rows
        are gone and its sequences begin again. One whose form was changed is not used again.

        `known` gives the server's numbers of connections that may stay; all others are ended.
        """
        name = self._clean.pop() if self._clean else self._made(DATABASE)
        url = _address(self._url, name)
        yield url
        if self._do("empty", name, *map(str, known(url))) == "empty":
            self._clean.append(name)
        else:
            self._do("drop", name)

    def _made(self, template: str) -> str:
        name = f"test_{uuid.uuid4().hex}"
        self._do("make", name, template)
        return name

    def _do(self, *words: str) -> str:
        assert self._keeper.stdin is not None
        assert self._keeper.stdout is not None
        print(*words, file=self._keeper.stdin, flush=True)
        done = self._keeper.stdout.readline().strip()
        assert done, "PostgreSQL refused, or is gone"
        return done


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A private server with one migrated database, the template of all others.

    A process of its own keeps it until this one ends, however it ends: tests are often killed.
    """
    keeper = subprocess.Popen(
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
        start_new_session=True,
    )
    assert keeper.stdout is not None
    folder = keeper.stdout.readline().strip()
    assert folder, "PostgreSQL did not start"
    yield PostgresServer(keeper, Path(folder))
    keeper.communicate(timeout=SOON)
    assert keeper.returncode == 0


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder for a private server: in memory where there is room, as tests make many files.

    Not one of pytest's own: whenever pytest starts anew, it closes the folder above all of those
    to every other user, and under root the server is another user.
    """
    roomy = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOMY
    place = tempfile.TemporaryDirectory(prefix="musrenbang-test-", dir=_MEMORY if roomy else None)
    with place as folder:
        yield Path(folder)


def _address(url: str, database: str) -> str:
    return url.replace(f"@/{DATABASE}?", f"@/{database}?")


async def _keep_postgres() -> None:
    """Do what is asked, a line each, and say when it is done."""
    with scratch_folder() as folder, EmbeddedPostgres(folder) as server:
        connection = await connect(server.url)
        await migrate(connection)
        await connection.close()  # a template lets nobody in
        print(folder, flush=True)
        async with databases.kept(partial(_address, server.url)) as keeper:
            for line in sys.stdin:
                print(await keeper.do(*line.split()), flush=True)


if __name__ == "__main__":
    asyncio.run(_keep_postgres())
