"""Several workers on one port: connections land on all, and it goes on whoever dies or is new."""

import asyncio
import json
import os
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from http.client import HTTPException
from pathlib import Path

import pytest
import pytest_asyncio
from websockets.asyncio.client import ClientConnection

from musrenbang_live.cli import worker_process
from musrenbang_live.cli.simulation.checking import differences
from musrenbang_live.cli.simulation.resident import SimulatedResident
from musrenbang_live.cli.simulation.visitor import Visitor
from musrenbang_live.cli.worker_process import WorkerProcess
from musrenbang_live.store.embedded import EmbeddedPostgres
from musrenbang_live.store.pool import connect
from tests.patience import SOON, until
from tests.servers import PostgresServer, free_port
from tests.topology.team import Team, Teams, command, environment, start, team
from tests.topology.test_two_processes import published, voted

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def stored(postgres: PostgresServer) -> Iterator[str]:
    """The address of a database for all tests of this module."""
    with postgres.database() as url:
        yield url


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def teams(
    stored: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Teams]:
    """Two workers for as long as tests leave them alive."""
    data = tmp_path_factory.mktemp("team")
    async with AsyncExitStack() as stack:
        yield Teams(stack, lambda: team(data, DATABASE_URL=stored, REDIS_URL=redis_url))


@pytest_asyncio.fixture(loop_scope="module")
async def two(teams: Teams) -> Team:
    """Two workers."""
    return await teams.one()


async def counted(running: Team, phones: int) -> dict[int, int]:
    """Phones by worker, once there are so many."""
    async with asyncio.timeout(SOON):
        while True:
            found = await running.phones()
            if sum(found.values()) == phones:
                return found
            await asyncio.sleep(0.05)


async def test_a_worker_dies_in_the_middle_of_a_vote(two: Team, stored: str) -> None:
    play, prepared = await two.play(stored)
    await play.join(24)
    assert (await counted(two, 24)).keys() == two.workers, "phones are at both"
    await play.facilitator.act("open")
    await play.facilitator.act("phase", index=1)
    await play.see(lambda resident: resident.seen.may_propose)
    await play.propose()
    await play.look_through()
    await play.facilitator.act("phase", index=3)
    await play.see(lambda resident: bool(resident.seen.ballot))
    storm = asyncio.ensure_future(play.vote())
    await until(lambda: voted(play) >= 2 or storm.done())
    before = two.workers
    os.kill(min(before), signal.SIGKILL)
    await until(lambda: len(two.workers - before) == 1)
    await storm
    await until(lambda: "was ended by SIGKILL; it is started again in 0.1 s" in two.said)
    assert (await counted(two, 24)).keys() <= two.workers, "the dead one has phones no more"
    os.kill(min(two.workers - before), signal.SIGKILL)
    await until(lambda: "it is started again in 0.2 s" in two.said)
    await published(play)
    page = await Visitor(two.base).get(f"/arsip/{prepared.code}.json")
    assert differences(play, json.loads(page.html)) == []
    await play.leave()


class Asking:
    """Asks for the same page again and again, on a new line each time."""

    def __init__(self, base: str) -> None:
        self.visitor = Visitor(base)
        self.answers = 0
        self.troubles: list[str] = []

    async def go_on(self) -> None:
        """Ask until cancelled."""
        while True:
            try:
                page = await self.visitor.get("/healthz")
                self.answers += 1
                if page.status != 200:
                    self.troubles.append(str(page.status))
            except (OSError, HTTPException) as error:
                self.troubles.append(repr(error))
            await asyncio.sleep(0.01)  # or those who ask would keep the workers from starting


async def test_workers_are_renewed_without_a_moment_of_silence(two: Team, stored: str) -> None:
    before = two.workers
    people = [Asking(two.base) for _ in range(6)]
    asking = [asyncio.create_task(person.go_on()) for person in people]
    await until(lambda: all(person.answers for person in people))
    two.signal(signal.SIGHUP)
    await until(lambda: "all workers are new" in two.said)
    asked = [person.answers for person in people]
    await until(lambda: all(p.answers > a for p, a in zip(people, asked, strict=True)))
    for task in asking:
        task.cancel()
    await asyncio.gather(*asking, return_exceptions=True)
    assert [person.troubles for person in people] == [[]] * 6
    after = two.workers
    assert len(after) == 2
    assert not after & before

    async with from_the_future(stored):
        two.signal(signal.SIGHUP)
        await until(lambda: "could not be renewed; the old ones go on" in two.said)
    assert two.workers == after
    assert (await Visitor(two.base).get("/readyz")).status == 200


@asynccontextmanager
async def from_the_future(database_url: str) -> AsyncIterator[None]:
    """The database is one that a newer version has changed; no server starts on it."""
    connection = await connect(database_url)
    name = "9999_from_the_future"
    await connection.execute("INSERT INTO schema_version(name) VALUES ($1)", name)
    try:
        yield
    finally:
        await connection.execute("DELETE FROM schema_version WHERE name = $1", name)
        await connection.close()


async def phone(running: Team, code: str) -> ClientConnection:
    """A phone that has joined and follows."""
    resident = SimulatedResident(running.base, code, {})
    await resident.join()
    line = resident._line
    assert line is not None
    assert resident._following is not None
    resident._following.cancel()
    return line


def figures_in(folder: Path) -> list[Path]:
    """What the workers of a supervisor leave behind of their figures."""
    return list(folder.glob("figures-*"))


async def test_a_gentle_end(redis_url: str, server_folder: Path) -> None:
    """Over the private database, which is stopped last."""
    async with team(server_folder, REDIS_URL=redis_url) as running:
        database = EmbeddedPostgres(server_folder / "postgres")
        play, prepared = await running.play(database.url)
        await play.facilitator.act("open")
        lines = [await phone(running, prepared.code) for _ in range(12)]
        workers = running.workers
        running.signal(signal.SIGTERM)
        assert await running.ended() == 0
        assert running.said.count("Traceback") == 0
        for line in lines:
            await line.wait_closed()
        assert {line.close_code for line in lines} == {4001}
        moments = [int(line.close_reason or 0) for line in lines]
        for worker in workers:
            assert not command(worker)
        assert len(set(moments)) > len(lines) // 3, "each worker has moments of its own"
        assert min(moments) > 0
        assert database.pid is None
        assert not figures_in(server_folder)
        with pytest.raises(OSError, match="refused"):
            await Visitor(running.base).get("/healthz")


async def test_who_cannot_wait_asks_twice(two: Team) -> None:
    worker = min(two.workers)
    os.kill(worker, signal.SIGSTOP)  # it will never end by itself
    two.signal(signal.SIGTERM)
    await until(lambda: len(two.workers) == 1)
    two.signal(signal.SIGTERM)
    assert await two.ended() == 130
    assert not command(worker)


async def test_without_a_supervisor_the_workers_end(two: Team) -> None:
    workers = two.workers
    two.process.kill()
    await until(lambda: not any(command(worker) for worker in workers))


async def test_a_worker_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_process, "SILENT_FOR", 0.2)
    sleeping = await asyncio.create_subprocess_exec("sleep", "60")
    ours, theirs = socket.socketpair()
    with theirs:
        worker = WorkerProcess(sleeping, *await asyncio.open_connection(sock=ours))
        theirs.send(b".")
        assert await worker.ended() == "gave no sign of life for 0 s"
    assert sleeping.returncode == -signal.SIGKILL


async def test_workers_that_cannot_start(database_url: str, redis_url: str, tmp_path: Path) -> None:
    """The reason is told, and nothing remains."""
    given = environment(tmp_path, REDIS_URL=redis_url, DATABASE_URL=database_url)
    async with from_the_future(database_url):
        process = await start(free_port(), given)
        out, err = await process.communicate()
    assert out == b""
    assert process.returncode == 1
    assert b"9999_from_the_future" in err
    assert b"A worker could not start: it ended with 3" in err.splitlines()[-1]
