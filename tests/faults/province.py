"""Three hosts: two with a server each, one with PostgreSQL and Redis; the phones are a fourth."""

import asyncio
import os
import pwd
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from musrenbang_live.store.embedded import EmbeddedPostgres
from musrenbang_live.store.embedded_host import program, server_owner
from musrenbang_live.store.pool import connect, unreachable
from tests.deaths import end_with_children
from tests.faults.hosts import Host, hosts
from tests.faults.parts import AppServer
from tests.patience import SOON
from tests.servers import executable

POSTGRES, REDIS = "5432", "6379"


class DataHost:
    """PostgreSQL and Redis on a host of their own; both may be killed."""

    def __init__(self, host: Host, folder: Path) -> None:
        self.host = host
        self.url = f"postgresql://musrenbang@{host.address}:{POSTGRES}/musrenbang"
        self.redis_url = f"redis://{host.address}:{REDIS}/0"
        self._folder = folder
        with EmbeddedPostgres(folder) as made:  # with its database, and stopped again
            self._cluster = made.cluster
            name = made.url.partition("@")[0].rpartition("/")[2].partition(":")[0]
        self.url = f"postgresql://{name}@{host.address}:{POSTGRES}/{name}"
        network = host.address.rpartition(".")[0]
        with (self._cluster / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {network}.0/24 trust\n")
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start_postgres(self) -> None:
        """Begin, or begin again after a death."""
        self.kill("postgres")
        (self._cluster / "postmaster.pid").unlink(missing_ok=True)  # its writer is dead for sure
        settings = (f"listen_addresses={self.host.address}", f"port={POSTGRES}")
        sockets = ("unix_socket_directories=",)
        options = [word for name in (*settings, *sockets) for word in ("-c", name)]
        self._start(
            "postgres", [*_owner(), str(program("postgres")), "-D", str(self._cluster)], options
        )

    def start_redis(self) -> None:
        """Begin, empty."""
        self.kill("redis")
        server = executable("redis-server", how="apt install redis-server")
        nothing = ["--save", "", "--appendonly", "no", "--protected-mode", "no"]
        where = ["--bind", self.host.address, "--port", REDIS, "--dir", str(self._folder)]
        self._start("redis", [server], [*where, *nothing])

    def start(self, name: str) -> None:
        """`postgres` or `redis`, after it was killed."""
        {"postgres": self.start_postgres, "redis": self.start_redis}[name]()

    def _start(self, name: str, command: list[str], options: list[str]) -> None:
        with (self._folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                [*self.host.before, *command, *options], stdout=log, stderr=log, cwd=self._folder
            )

    def kill(self, name: str) -> None:
        """`postgres` or `redis`, as a power cut would."""
        process = self._running.pop(name, None)
        if process:
            end_with_children(process.pid)
            process.wait(SOON)

    async def ready(self) -> None:
        """Wait until PostgreSQL answers."""
        patience = time.monotonic() + SOON
        while not await self._answers():
            assert time.monotonic() < patience, "PostgreSQL does not answer"
            await asyncio.sleep(0.05)

    async def _answers(self) -> bool:
        try:
            connection = await connect(self.url)
        except Exception as error:
            if not unreachable(error):
                raise
            return False
        await connection.close()
        return True


class Province:
    """The hosts of `apps`, in the same order, and the host of the data."""

    def __init__(self, app_hosts: list[Host], apps: list[AppServer], data: DataHost) -> None:
        self.hosts = app_hosts
        self.apps = apps
        self.data = data

    def heal(self) -> None:
        """All links work."""
        for host in [*self.hosts, self.data.host]:
            host.heal()
            host.plug_in()


@contextmanager
def province(folder: Path) -> Iterator[Province]:
    """The three hosts, with PostgreSQL and Redis started and the servers not yet."""
    with hosts(3) as made:
        data = DataHost(made[2], folder)
        data.start_postgres()
        data.start_redis()
        settings = {"DATABASE_URL": data.url, "REDIS_URL": data.redis_url}
        apps = []
        for host in made[:2]:
            place = folder / host.name
            place.mkdir()
            apps.append(AppServer(place, settings, host.address, host.before))
        try:
            yield Province(made[:2], apps, data)
        finally:
            for name in ("postgres", "redis"):
                data.kill(name)


def _owner() -> list[str]:
    """PostgreSQL refuses root."""
    owner = server_owner()
    if owner is None or os.geteuid() != 0:
        return []
    name = pwd.getpwuid(owner[0]).pw_name
    return ["setpriv", f"--reuid={name}", f"--regid={owner[1]}", "--clear-groups"]
