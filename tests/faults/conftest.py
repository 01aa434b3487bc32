"""Servers of the tests' own, because they are killed."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.parts import Database
from tests.servers import RedisServer

collect_ignore = [] if os.environ.get("MUSRENBANG_FAULTS_FOR") else ["test_long.py"]


@pytest.fixture
def database(server_folder: Path) -> Iterator[Database]:
    """A PostgreSQL that may be killed."""
    server = Database(server_folder)
    yield server
    server.close()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis that may be killed, and comes back empty."""
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.kill()
