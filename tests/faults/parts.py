"""The parts of an installation that can be killed and started again at the same place."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from musrenbang_live.cli.simulation.visitor import Visitor
from musrenbang_live.store.embedded import EmbeddedPostgres
from musrenbang_live.store.pool import connect
from tests.deaths import end_with_children
from tests.patience import SOON, until
from tests.servers import free_port

PROJECT = Path(__file__).parents[2]
SECRET = "f" * 32


class AppServer:
    """One `musrenbang-live serve`. `before` are words before the command, `log` what it says."""

    def __init__(
        self,
        folder: Path,
        settings: Mapping[str, str],
        host: str = "127.0.0.1",
        before: Sequence[str] = (),
    ) -> None:
        self.host = host
        self.port = free_port()
        self.base = f"http://{host}:{self.port}"
        self.log = folder / f"server-{self.port}.log"
        self.deaths = 0
        self.settings = {"MUSRENBANG_SECRET": SECRET, "MUSRENBANG_DATA": str(folder), **settings}
        self._before = before
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process
        return self._process.pid

    @property
    def runs(self) -> bool:
        """Whether it is still there."""
        return self._process is not None and self._process.poll() is None

    @property
    def said(self) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""

    async def start(self) -> None:
        """Start it and wait until it answers."""
        self._launch()
        async with asyncio.timeout(SOON):
            while not await self._answers():
                assert self.runs, f"the server ended at once:\n{self.said}"
                await asyncio.sleep(0.02)

    async def keep_starting(self) -> None:
        """Start it as whoever watches over it would: again, while its database is away."""
        said = self.log.stat().st_size
        self._launch()
        async with asyncio.timeout(SOON):
            while not await self._answers():
                if not self.runs:
                    os.truncate(self.log, said)  # the log is of those that came up
                    self._launch()
                await asyncio.sleep(0.1)

    def _launch(self) -> None:
        command = [sys.executable, "-m", "musrenbang_live", "serve"]
        where = ["--host", self.host, "--port", str(self.port)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*self._before, *command, *where],
                env={**os.environ, **self.settings},
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    async def _answers(self) -> bool:
        with suppress(OSError):
            return (await Visitor(self.base).get("/healthz")).status == 200
        return False

    async def hears_others(self, within: float = SOON) -> None:
        """Wait until it says that bells are carried."""
        async with asyncio.timeout(within):
            while not await self._is_on_the_bus():  # noqa: ASYNC110 (it is another process)
                await asyncio.sleep(0.05)

    async def _is_on_the_bus(self) -> bool:
        return bool(json.loads((await Visitor(self.base).get("/readyz")).html)["bus"])

    @property
    def looks(self) -> int:
        """How often to look at its address to have met all its workers, most likely."""
        workers = int(self.settings.get("MUSRENBANG_WORKERS", "1"))
        return 3 * workers if workers > 1 else 1

    def kill_worker(self, chance: random.Random) -> None:
        """One of its workers; whoever watches over them is to start another one."""
        listed = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        os.kill(chance.choice([int(pid) for pid in listed.split()]), signal.SIGKILL)

    def kill(self) -> None:
        """As a power cut would."""
        self.deaths += 1
        end_with_children(self.pid)
        assert self._process
        self._process.wait(SOON)

    async def end(self) -> int:
        """Ask it to stop; how it ended."""
        assert self._process
        self._process.send_signal(signal.SIGTERM)
        return await asyncio.to_thread(self._process.wait, SOON)

    def close(self) -> None:
        """It must not stay behind."""
        if self.runs:
            self.kill()


class Database:
    """A private PostgreSQL that may be killed."""

    def __init__(self, folder: Path) -> None:
        self._server = EmbeddedPostgres(folder)
        self._server.start()
        self.url = self._server.url
        self.log = self._server.log

    @property
    def said(self) -> str:
        """Its log."""
        return self.log.read_text(errors="replace")

    def kill(self) -> None:
        """All its processes, at once; none where it has ended by itself."""
        if pid := self._server.pid:
            end_with_children(pid)

    async def kill_one(self) -> None:
        """One process that serves our program; the others then begin anew by themselves."""
        connection = await connect(self.url)
        try:
            pids = await connection.fetch(
                "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                " AND application_name = 'musrenbang-live'"
            )
        finally:
            await connection.close()
        os.kill(pids[0]["pid"], signal.SIGKILL)
        await until(lambda: not Path(f"/proc/{pids[0]['pid']}").exists())

    async def start(self) -> None:
        """Start it again."""
        await asyncio.to_thread(self._server.start)

    async def restart(self) -> None:
        """Stop it as an administrator would, and start it again."""
        await asyncio.to_thread(self._server.stop)
        await self.start()

    def close(self) -> None:
        """It must not stay behind."""
        with suppress(OSError, subprocess.SubprocessError):
            self._server.stop()
