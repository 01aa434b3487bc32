"""A question whose answer is kept back, so that something can happen between the two."""

import asyncio
from typing import Any

import pytest


class Held:
    """`asked` is set once the answer is known here; nobody else gets it before `release`."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self._released = asyncio.Event()

    def release(self) -> None:
        """From now on answers are given at once."""
        self._released.set()

    async def wait(self) -> None:
        """Wait for the release."""
        await self._released.wait()


def held(monkeypatch: pytest.MonkeyPatch, place: object, name: str) -> Held:
    """Keep back what the coroutine function `name` of a module answers."""
    real = getattr(place, name)
    keeper = Held()

    async def slow(*given: Any) -> Any:
        found = await real(*given)
        keeper.asked.set()
        await keeper.wait()
        return found

    monkeypatch.setattr(place, name, slow)
    return keeper
