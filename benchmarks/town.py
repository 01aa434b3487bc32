"""A running town: PostgreSQL, Redis, `serve --workers`, its halls, and the devices in them."""

import asyncio
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import asyncpg
import redis
from msgspec import Struct

from benchmarks import meters
from benchmarks.halls import SECRET
from benchmarks.processes import Load, Missing, Told, ending, python
from musrenbang_live.store.embedded import EmbeddedPostgres

WORKERS: Final = 2
PATIENCE: Final = 30


class Halls(Struct, frozen=True):
    """Meetings that stand in the database; `crowds`: the files of the load clients."""

    codes: list[str]
    round: int
    crowds: list[Path]


class Town:
    """Made by `running`. Times and rates are of the client; costs come from outside."""

    def __init__(
        self, folder: Path, postgres: EmbeddedPostgres, port: int, redis_port: int
    ) -> None:
        self.folder = folder
        self.postgres = postgres
        self.port = port
        self.redis = redis.Redis(port=redis_port)
        self.server: subprocess.Popen[bytes]
        self.redis_pid = 0
        self._runner = asyncio.Runner()
        self._database: Any = self._runner.run(asyncpg.connect(postgres.url))

    def ask(self, query: str, *values: Any) -> Any:
        """One value from the database, over a connection of our own."""
        return self._runner.run(self._database.fetchval(query, *values))

    def close(self) -> None:
        """Let go of the database."""
        self._runner.run(self._database.close())
        self._runner.close()
        self.redis.close()

    def read(self, *, opening: bool = False) -> meters.Reading:
        """Everything at this moment. What reading itself costs falls outside of the window that
        this reading opens or closes.
        """
        used = None if opening else self._used()
        counted: dict[str, float] = {
            **meters.counted(self.port),
            **meters.redis_counted(self.redis),
            "wal": float(self.ask("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")),
            "full_pages": float(self.ask("SELECT wal_fpi::float8 FROM pg_stat_wal")),
            "sent": float(meters.bytes_sent(self.port)),
        }
        return meters.Reading(**(used or self._used()), **counted)

    def _used(self) -> dict[str, float]:
        assert self.postgres.pid
        return {
            "at": time.monotonic(),
            "server_cpu": meters.cpu(self.server.pid),
            "postgres_cpu": meters.cpu(self.postgres.pid),
            "redis_cpu": meters.cpu(self.redis_pid),
        }

    def rss(self) -> int:
        """Resident kB of the workers, without their supervisor."""
        return sum(meters.rss_kb(pid) for pid in self.workers())

    def workers(self) -> list[int]:
        """The process numbers of the workers."""
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def hold(self, *parts: int, halls: int = 1, first: int = 0, **more: Any) -> Halls:
        """Hold meetings whose phones are parted among several load clients: so many of each hall
        at the first, so many at the second, and so on; the last has the walls too. Lines are dealt
        out hall by hall, so that a storm comes over all of them evenly.
        """
        out = self.folder / "halls.json"
        wanted = {"first": first, "halls": halls, "phones": sum(parts), "out": str(out), **more}
        maker = Told(python("benchmarks.halls", self.postgres.url, self.folder), None)
        with ending(maker):
            maker.say(f"hold {json.dumps({'proposals': 20, 'vote': True, **wanted})}")
        self.ask(
            "ANALYZE"
        )  # as PostgreSQL does by itself within minutes; here rows come in seconds
        made = json.loads(out.read_text())
        crowds = []
        for place, count in enumerate(parts):
            own = [[hall["lines"].pop() for _ in range(count)] for hall in made]
            if place == len(parts) - 1:
                own = [[hall["lines"].pop(), *lines] for hall, lines in zip(made, own, strict=True)]
            path = self.folder / f"crowd-{made[0]['code']}-{place}"
            path.write_text("".join(line for row in zip(*own, strict=True) for line in row))
            crowds.append(path)
        return Halls([hall["code"] for hall in made], made[0]["round"], crowds)

    @contextlib.contextmanager
    def crowds(self, halls: Halls) -> Iterator[list[Load]]:
        """The load clients of these halls, with nobody connected yet."""
        sizes = [len(path.read_text().splitlines()) for path in halls.crowds]
        loads = [
            Load(self.port, path, max(1, size), None)
            for path, size in zip(halls.crowds, sizes, strict=True)
        ]
        with ending(*loads):
            yield loads


def order(load: Load, text: str) -> None:
    """Give an order that takes a while, without waiting; `answer` is to follow."""
    assert load.process.stdin
    load.process.stdin.write(text + "\n")
    load.process.stdin.flush()


def answer(load: Load) -> dict[str, Any]:
    """Wait for the answer to `order`."""
    return load.answer()


@contextlib.contextmanager
def running(folder: Path, postgres: EmbeddedPostgres) -> Iterator[Town]:
    """A town that answers, and ends when left. Raises `Missing` without a redis-server."""
    program = shutil.which("redis-server")
    if not program:
        raise Missing("apt install redis-server")
    port, redis_port = _free_port(), _free_port()
    settings = ["--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--dir", str(folder)]
    bells = subprocess.Popen(
        [program, "--port", str(redis_port), *settings], stdout=subprocess.DEVNULL
    )
    town = Town(folder, postgres, port, redis_port)
    town.redis_pid = bells.pid
    given = {
        "DATABASE_URL": postgres.url,
        "REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
        "MUSRENBANG_SECRET": SECRET,
        "MUSRENBANG_DATA": str(folder / "data"),
    }
    command = [sys.executable, "-m", "musrenbang_live", "serve", "--host", "127.0.0.1"]
    with (folder / "server.log").open("wb") as log:
        town.server = subprocess.Popen(
            [*command, "--port", str(port), "--workers", str(WORKERS)],
            env={**os.environ, **given},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        _wait_for(town)
        yield town
    finally:
        town.close()
        for process in (town.server, bells):
            process.terminate()
            process.wait(60)


def _wait_for(town: Town) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{town.port}/readyz").close()
            if len(town.workers()) >= WORKERS and town.redis.pubsub_numsub("musrenbang")[0][1]:
                return
        assert town.server.poll() is None, (town.folder / "server.log").read_text()
        time.sleep(0.1)
    raise Missing("the server did not get ready")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
