"""One server process that stands while all tests of a module ask it for something."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct

from musrenbang_live.cli.demo_site import prepare_leader
from musrenbang_live.config import from_environment
from tests.patience import SOON
from tests.servers import PostgresServer, scratch_folder


class Standing(Struct, frozen=True):
    """Its address, and the token of a login link for somebody who may lead."""

    base: str
    token: str


@contextmanager
def standing(postgres: PostgresServer) -> Iterator[Standing]:
    """A server over a database of its own."""
    with postgres.database() as url, scratch_folder() as data:
        given = {"DATABASE_URL": url, "MUSRENBANG_DATA": str(data)}
        token = asyncio.run(prepare_leader(from_environment(given)))
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "musrenbang_live",
                "serve",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
            ],
            env={**os.environ, **given},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout
        try:
            lines = map(str.strip, process.stdout)
            yield Standing(next(line for line in lines if line.startswith("http://")), token)
        finally:
            process.terminate()
            process.communicate(timeout=SOON)
