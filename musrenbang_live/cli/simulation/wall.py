"""A simulated projector: it follows the meeting, and says when a result stood on it."""

import asyncio
import contextlib
from typing import Final

import msgspec
from websockets.exceptions import ConnectionClosed

from musrenbang_live.cli.simulation.visitor import Page, UnexpectedAnswer, Visitor

RESULT: Final = "data-reveal="
"""What stands on a wall that shows a result, and on no other."""


class SimulatedWall:
    """One projector, opened by its link."""

    def __init__(self, base: str) -> None:
        self.visitor = Visitor(base)
        self.revealed = asyncio.Event()
        self._following: asyncio.Task[None] | None = None

    async def open(self, link: str) -> None:
        """Open the link and follow from now on."""
        page = await self.visitor.get(link)
        if page.status != 200:
            raise UnexpectedAnswer(f"the projector's page answered {page.status}")
        self._following = asyncio.create_task(self._follow(page))

    async def _follow(self, page: Page) -> None:
        line = await self.visitor.socket("projector", page)
        hello = {"do": "hello", "token": page.token, "epoch": "", "v": 0}
        await line.send(msgspec.json.encode(hello).decode())
        with contextlib.suppress(ConnectionClosed):
            async for text in line:
                frame = msgspec.json.decode(text)
                if RESULT in frame.get("html", {}).get("isi", ""):
                    self.revealed.set()

    async def close(self) -> None:
        """Switch it off."""
        if self._following is not None:
            self._following.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._following
