"""Fixtures for all tests: a real PostgreSQL and its databases, Redis, Chromium."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import settings

from musrenbang_live.store.pool import Pool, open_pool
from tests.servers import (
    PostgresServer,
    RedisServer,
    executable,
    postgres_server,
    scratch_folder,
)

WHOLE_CHROMIUM: Final = ("chromium", "chromium-browser", "google-chrome")

# The same examples every time in CI, new ones at the desk. A busy machine makes no example fail.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


def pytest_configure() -> None:
    """Programs that tests start keep their bytecode, even where the environment asks for none:
    compiling takes longer than many of them run.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_xdist_auto_num_workers() -> int:
    """Three for two processors: much of the time a test waits for servers and browsers."""
    return max(2, (os.cpu_count() or 2) * 3 // 2)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for each test process."""
    with postgres_server() as server:
        yield server


@pytest.fixture
def server_folder() -> Iterator[Path]:
    """A folder for a private server of the test's own; `tmp_path` is not good for that."""
    with scratch_folder() as folder:
        yield folder


@pytest.fixture
def database_url(postgres: PostgresServer) -> Iterator[str]:
    """A migrated, empty database of the test's own."""
    with postgres.database() as url:
        yield url


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Pool]:
    """A pool on `database_url`."""
    async with await open_pool(database_url) as pool:
        yield pool


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One Redis for each test process; take a random prefix in it."""
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server.url
    server.kill()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The installed Chromium; run it with --no-sandbox.

    Its headless shell where there is one: the same engine without the windows of a desktop, which
    nobody sees in a test and which cost half of each page that is opened.
    """
    return executable("chromium-headless-shell", *WHOLE_CHROMIUM, how="apt install chromium")


@pytest.fixture(scope="session")
def whole_chromium_path() -> str:
    """Chromium as people have it, for what the shell cannot do: apps, and tasks of workers."""
    return executable(*WHOLE_CHROMIUM, how="apt install chromium")
