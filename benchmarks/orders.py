"""What a server under test is told on its standard input, and how it answers: a line each."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from typing import Any


async def orders() -> AsyncIterator[tuple[str, str]]:
    """Every order as its word and the rest of its line, until `quit` or the end of the input."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := (await reader.readline()).decode().strip():
        word, _, rest = line.partition(" ")
        if word == "quit":
            return
        yield word, rest


def say(answer: dict[str, Any]) -> None:
    """Answer an order."""
    print(json.dumps(answer), flush=True)


class Beat:
    """Calls `act` as often as the order `rate` says: 0 never, -1 as often as it goes."""

    def __init__(self, act: Any) -> None:
        self._act = act
        self._task: asyncio.Task[None] | None = None

    def set(self, rate: float) -> None:
        """From now on so many times a second."""
        if self._task:
            self._task.cancel()
        self._task = asyncio.create_task(self._run(rate)) if rate else None

    async def _run(self, rate: float) -> None:
        clock = asyncio.get_running_loop().time
        due = clock()
        while True:
            await self._act()
            due += 1 / rate if rate > 0 else 0
            await asyncio.sleep(max(0.0, due - clock()) if rate > 0 else 0)
