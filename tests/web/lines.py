"""The running server on a port, and devices with a page and a line, for tests of the socket."""

import asyncio
import contextlib
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from musrenbang_live.cli import hosting
from musrenbang_live.cli.demo_site import prepare
from musrenbang_live.cli.simulation.facilitator import SimulatedFacilitator
from musrenbang_live.cli.simulation.visitor import Page, Visitor
from musrenbang_live.config import WARDS, Settings, folder
from musrenbang_live.live.room import Room
from musrenbang_live.store.pool import connect
from musrenbang_live.web.site import Site
from tests.patience import SOON, until

SECRET = b"w" * 32


class House:
    """The running server with one meeting, its facilitator, and phones."""

    def __init__(self, base: str, code: str, server: uvicorn.Server) -> None:
        self.base = base
        self.code = code
        self.server = server
        self.site: Site = server.lifespan.state["site"]
        self.facilitator = SimulatedFacilitator(base, code)
        self.token = ""

    async def phone(self) -> "Device":
        """Somebody who has joined."""
        visitor = Visitor(self.base)
        page = await visitor.get(f"/s/{self.code}")
        await visitor.send(f"/s/{self.code}/ikut", page.token, {})
        return Device(visitor, "resident", await visitor.get(f"/s/{self.code}"))

    async def room(self) -> Room:
        """The meeting inside the server."""
        return await self.site.service.room(self.code)

    async def console(self) -> "Device":
        """The facilitator's console."""
        page = await self.facilitator.visitor.get(f"/fasilitator/{self.code}")
        return Device(self.facilitator.visitor, "facilitator", page)

    async def wall(self) -> "Device":
        """A projector."""
        visitor = Visitor(self.base)
        return Device(visitor, "projector", await visitor.get(await self.facilitator.screen_link()))

    async def ballot(self) -> None:
        """Go to the vote, with two proposals on the ballot."""
        await self.facilitator.act("open")
        for title in ("Parit Lingkungan VI", "Titi beton"):
            fields = {"title": title, "problem": "Rusak", "neighborhood": "VI"}
            await self.facilitator.enter(fields)
        await self.facilitator.act("phase", index=3)


class Device:
    """A page that was loaded, and its line once it is open. `heard` is every message."""

    def __init__(self, visitor: Visitor, audience: str, page: Page) -> None:
        self.visitor = visitor
        self.audience = audience
        self.page = page
        self.heard: list[dict[str, Any]] = []
        self._line: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None

    async def open(self, **hello: Any) -> "Device":
        """Connect and say hello."""
        line = await self.visitor.socket(self.audience, self.page)
        first = {"do": "hello", "token": self.page.token, "epoch": "", "v": 0}
        self._line = line
        await self.say(first | hello)
        self._reading = asyncio.create_task(self._read(line))
        return self

    async def _read(self, line: ClientConnection) -> None:
        try:
            async for text in line:
                self.heard.append(json.loads(text))
        except ConnectionClosed:
            return

    async def say(self, message: object) -> None:
        """Send one message, unless the server has hung up; text and bytes go as they are."""
        assert self._line is not None
        raw = isinstance(message, (str, bytes))
        with contextlib.suppress(ConnectionClosed):
            await self._line.send(message if raw else json.dumps(message))  # type: ignore[arg-type]

    async def shown(self) -> "Device":
        """Wait for the first whole."""
        await until(lambda: any(message.get("p") == 0 for message in self.heard))
        return self

    def said(self, key: str) -> str:
        """A live number, as it was last told."""
        values = [m["text"][key] for m in self.heard if key in m.get("text", {})]
        return values[-1] if values else ""

    async def asked(self, message: dict[str, Any]) -> dict[str, Any]:
        """The answer to a message; a ref is made where none is given."""
        ref = message.get("ref") or str(uuid.uuid4())
        count = len(self.heard)
        await self.say({**message, "ref": ref})

        def answers() -> list[dict[str, Any]]:
            return [m for m in self.heard[count:] if ref in (m.get("ok"), m.get("no"))]

        await until(answers)
        return answers()[0]

    async def ended(self) -> int | None:
        """The close code, once the server has hung up."""
        assert self._reading is not None
        assert self._line is not None
        await asyncio.wait_for(self._reading, SOON)
        return self._line.close_code

    @property
    def reason(self) -> str | None:
        """What the server said with its close code."""
        assert self._line is not None
        return self._line.close_reason

    async def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            await self._line.close()
        if self._reading is not None:
            await self._reading


async def _vote_by(access: str, database_url: str) -> None:
    connection = await connect(database_url)
    await connection.execute(
        "UPDATE session SET plan = jsonb_set(plan, '{rules,access}', to_jsonb($1::text))", access
    )
    await connection.close()


@asynccontextmanager
async def opened(
    database_url: str, data: Path, *, by_card: bool = False, by_desk: bool = False, **changes: Any
) -> AsyncIterator[House]:
    """The server on a free port; `changes` replace its settings, `by_card` voter cards vote,
    `by_desk` phones that the desk has approved."""
    known = {
        "data": data,
        "database_url": database_url,
        "secret": SECRET,
        "wards": folder("sessions") / "site" / WARDS,
    }
    settings = Settings(**(known | changes))
    prepared = await prepare(settings)
    if by_card or by_desk:
        await _vote_by("kartu" if by_card else "meja", database_url)
    listening = hosting.listening("127.0.0.1", 0)
    async with hosting.running(settings, listening) as server:
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        house = House(base, prepared.code, server)
        await house.facilitator.log_in(prepared.token)
        house.token = prepared.token
        yield house
