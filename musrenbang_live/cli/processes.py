"""Several server processes as one: for trying what is otherwise spread over hosts."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from typing import Final, NamedTuple

from musrenbang_live.cli.terminal import Stop
from musrenbang_live.config import Settings

START_WITHIN: Final = 60.0
STOP_WITHIN: Final = 40.0


class Server(NamedTuple):
    """A running server process and its address, `http://host:port`."""

    base: str
    process: asyncio.subprocess.Process


def check(settings: Settings) -> None:
    """Raises `Stop` where several processes cannot be."""
    if not settings.redis_url:
        raise Stop(
            "Several processes need REDIS_URL: without Redis they would not hear each other."
        )


@contextlib.asynccontextmanager
async def servers(settings: Settings, count: int) -> AsyncIterator[list[Server]]:
    """`count` server processes over one PostgreSQL and one Redis. Raises as `check`."""
    check(settings)
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "MUSRENBANG_SECRET": settings.secret.decode(),
        "MUSRENBANG_DATA": str(settings.data),
        "MUSRENBANG_WORKERS": "1",
    }
    started = [await _start(environment) for _ in range(count)]
    try:
        yield [Server(await _address(process), process) for process in started]
    finally:
        await asyncio.gather(*(_stop(process) for process in started))


async def _start(environment: dict[str, str]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "musrenbang_live",
        "serve",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
    )


async def _address(process: asyncio.subprocess.Process) -> str:
    """Where the process listens, read from what it prints."""
    assert process.stdout is not None
    try:
        async with asyncio.timeout(START_WITHIN):
            async for line in process.stdout:
                word = line.decode(errors="replace").strip()
                if word.startswith("http://"):
                    return word
    except TimeoutError:
        pass
    raise Stop("A server process did not start; its reason stands above.")


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.communicate(), STOP_WITHIN)
    except TimeoutError:
        process.kill()
        await process.wait()
