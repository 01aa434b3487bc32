"""Phones whose process is stopped (SIGSTOP), and a hall that is busy meanwhile."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from tests.faults.parts import PROJECT
from tests.faults.phones import StormPhone
from tests.faults.scene import Scene
from tests.patience import SOON

SMALL_BUFFERS = "'4096 8192 16384'"
"""What a kernel should hold for a line: as over a real network. On one machine it alone would
swallow megabytes for every phone that has stopped.
"""


async def busy(town: Scene, seconds: float, proposals: int = 3, frames: int = 0) -> None:
    """New fragments for every phone, several times a second, until each was sent so many frames;
    each hands in so many proposals.
    """
    loop = asyncio.get_running_loop()
    town.storm.most_proposals, town.storm.pace = proposals, 1.0
    town.storm.rage()
    end = loop.time() + seconds
    shown = town.storm.phones[0].shown
    enough = shown.steps + frames
    while loop.time() < end or shown.steps < enough:
        for number in (1, 2):
            await town.facilitator.act("focus", number=number)
            await asyncio.sleep(0.1)
    await town.storm.calm()


class Sleepers:
    """Phones in a process of their own, because the whole process is stopped."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._count = 0
        assert process.stdin
        assert process.stdout
        self._process, self._say, self._hear = process, process.stdin, process.stdout

    async def be(self, phones: Sequence[StormPhone]) -> None:
        """Each of them is a second page of one of `phones`, and shows the meeting."""
        self._count = len(phones)
        for phone in phones:
            self._say.write(json.dumps(phone.identity).encode() + b"\n")
        self._say.write(b"\n")
        async with asyncio.timeout(SOON):
            assert (await self._hear.readline()).strip() == b"ready"

    def stop(self) -> None:
        """They read nothing any more."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """They read what waits for them."""
        self._process.send_signal(signal.SIGCONT)

    async def current(self, text: dict[str, str]) -> list[dict[str, Any]]:
        """Their reports as soon as all show these numbers."""
        async with asyncio.timeout(SOON):
            while True:
                reports = await self.reports()
                if all(report["text"] == text for report in reports):
                    return reports
                await asyncio.sleep(0.05)

    async def reports(self) -> list[dict[str, Any]]:
        """What each of them shows now, and how it came to it."""
        self._say.write(b"report\n")
        lines = [await self._hear.readline() for _ in range(self._count)]
        return [json.loads(line) for line in lines]


@asynccontextmanager
async def sleepers(town: Scene, count: int) -> AsyncIterator[Sleepers]:
    """`count` more pages at the first server, of people in the hall."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.sleepers", town.apps[0].base, town.code),
        cwd=PROJECT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        asleep = Sleepers(process)
        await asleep.be(town.storm.phones[:count])
        yield asleep
    finally:
        process.send_signal(signal.SIGCONT)
        process.kill()
        await process.wait()
