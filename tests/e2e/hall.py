"""A hall for the tests: the running program with one meeting, its simulated people, real browsers.

Every page that is opened here is watched: whatever it complains of, and whatever it asks of
another site, is kept until the test has ended.
"""

import asyncio
import random
import re
import secrets
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from musrenbang_live.cli import hosting
from musrenbang_live.cli.demo import EXAMPLES
from musrenbang_live.cli.demo_site import Prepared, prepare
from musrenbang_live.cli.simulation.examples import read_examples
from musrenbang_live.cli.simulation.play import Play
from musrenbang_live.config import WARDS, Settings, folder
from musrenbang_live.live.clock import now
from musrenbang_live.live.room import Pace
from musrenbang_live.live.service import Joining
from musrenbang_live.store import people
from musrenbang_live.store.pool import connect
from musrenbang_live.web.identity import access
from musrenbang_live.web.site import Site
from tests.e2e.cable import Cable
from tests.e2e.stage import SOON
from tests.servers import free_port

PHONE = (360, 800)
LAPTOP = (1366, 768)
WALL = (1920, 1080)
LOST = (
    "ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_CONNECTION_CLOSED|"
    "ERR_EMPTY_RESPONSE"
)
"""What Chromium says by itself while there is no line."""


class Hall:
    """See the module. `play` are the simulated people; nobody of them has come yet."""

    def __init__(self, browser: Browser, settings: Settings, prepared: Prepared) -> None:
        self.browser = browser
        self.settings = settings
        self.prepared = prepared
        self.code = prepared.code
        self.complaints: list[str] = []
        self.play: Play
        self._port = free_port()
        self._serving = AsyncExitStack()
        self._server: uvicorn.Server
        self._cables: list[Cable] = []
        self._contexts: list[BrowserContext] = []

    @property
    def base(self) -> str:
        """The address of the site."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def desk(self) -> str:
        """The address of the facilitator's console."""
        return f"{self.base}/fasilitator/{self.code}"

    @property
    def site(self) -> Site:
        """The parts of the running server."""
        site: Site = self._server.lifespan.state["site"]
        return site

    async def start(self) -> None:
        """Serve; on the same port each time."""
        opened = hosting.listening("127.0.0.1", self._port)
        running = hosting.running(self.settings, opened)
        self._server = await self._serving.enter_async_context(running)

    async def hurry(self) -> None:
        """From now on every change is shown at once, phones get each as a frame of its own."""
        room = await self.site.service.room(self.code)
        room.pace = Pace(phones=0.0, walls=0.0, share=1.0)

    async def stop(self) -> None:
        """End the server as an administrator would."""
        await self._serving.aclose()

    async def leave(self) -> None:
        """Everybody goes home."""
        await asyncio.gather(*(context.close() for context in self._contexts))
        for cable in self._cables:
            await cable.cut()
        await self.play.leave()
        await self.stop()

    async def cable(self) -> Cable:
        """A line to the server that can be cut."""
        cable = Cable(self._port)
        await cable.mend()
        self._cables.append(cable)
        return cable

    def forgive(self, pattern: str) -> None:
        """Strike the complaints that the test itself may have brought about."""
        self.complaints = [said for said in self.complaints if not re.search(pattern, said)]

    async def window(self, size: tuple[int, int], **options: Any) -> BrowserContext:
        """A browser of its own, without cookies."""
        width, height = size
        context = await self.browser.new_context(
            viewport={"width": width, "height": height}, locale="id-ID", **options
        )
        context.set_default_timeout(SOON * 1000)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("request", self._look_at)
        self._contexts.append(context)
        return context

    async def phone(self, base: str = "", **options: Any) -> Page:
        """A resident's phone that has joined some time ago, at the page of this moment.

        `base`: the address by which it comes, if by a cable of its own. Joining by the form is in
        `tests.e2e.test_places` and `tests.e2e.test_without_script`.
        """
        site, home = self.site, base or self.base
        room = await site.service.room(self.code)
        who = await site.service.join(room, str(uuid.uuid4()), Joining())
        known = site.signer.sign(f"participant:{self.code}", who)
        context = await self.window(PHONE, **options)
        cookie = {"name": access.participant_cookie(site, self.code), "value": known, "url": home}
        await context.add_cookies([cookie])  # type: ignore[list-item]
        page = await context.new_page()
        await page.goto(f"{home}/s/{self.code}")
        await expect(page.locator("body")).to_have_attribute("data-me", who.partition("-")[0])
        return page

    async def console(self, **options: Any) -> Page:
        """The facilitator, logged in on this laptop some time ago, at the console.

        Logging in by the link and its button is in `tests.e2e.test_costs`.
        """
        context = await self.window(LAPTOP, **options)
        await context.add_cookies([await self._login()])  # type: ignore[list-item]
        page = await context.new_page()
        await page.goto(self.desk)
        return page

    async def _login(self) -> dict[str, str]:
        """The cookie of a login of the facilitator."""
        token = secrets.token_urlsafe(24)
        await people.add_login(
            self.site.pool,
            token_hash=access.token_hash(token),
            person_id=self.prepared.leader,
            device="",
            at=now(),
            expires_at=now() + access.LOGIN_LIFE,
        )
        return {"name": access.LOGIN_COOKIE, "value": token, "url": self.base}

    async def wall(self, console: Page, **options: Any) -> Page:
        """The projector, opened by the link on the console."""
        link = await console.get_by_role("link", name="Buka layar").get_attribute("href")
        assert link
        page = await (await self.window(WALL, **options)).new_page()
        await page.goto(link)
        await page.wait_for_url(f"{self.base}/layar/{self.code}")
        return page

    async def until_voting(self, residents: int, bring: Sequence[int]) -> None:
        """Let `residents` come and bring these of the examples, and open the round."""
        await self.play.facilitator.log_in(self.prepared.token)
        await self.play.join(residents)
        await self.play.facilitator.act("open")
        await self.play.facilitator.act("phase", index=1)
        for index in bring:
            await self.play.bring(index)
        await self.play.facilitator.act("phase", index=3)

    async def asked(self, query: str) -> list[Any]:
        """The answer of the database, one row each."""
        connection = await connect(self.settings.database_url)
        try:
            return list(await connection.fetch(query))
        finally:
            await connection.close()

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(f"{said.text} ({said.location.get('url', '')})")

    def _look_at(self, request: Request) -> None:
        ours = (self.base, *(cable.base for cable in self._cables))
        if not request.url.startswith((*(f"{base}/" for base in ours), "data:")):
            self.complaints.append(f"a request to {request.url}")


async def opened(browser: Browser, database_url: str, data: Path) -> Hall:
    """A hall before the meeting: served, and nobody there."""
    settings = Settings(
        data=data,
        database_url=database_url,
        secret=b"x" * 32,
        wards=folder("sessions") / "site" / WARDS,
        page_seconds=0,  # what a test has just done it must see
    )
    hall = Hall(browser, settings, await prepare(settings))
    await hall.start()
    ward = hall.prepared.plan.ward_code
    examples = read_examples(folder("sessions").joinpath(*EXAMPLES), ward)
    hall.play = Play([hall.base], hall.code, hall.prepared.plan, examples, random.Random(2027))
    return hall


@asynccontextmanager
async def held(browser: Browser, database_url: str, data: Path) -> AsyncIterator[Hall]:
    """A hall from beginning to end. No page may have complained of anything."""
    hall = await opened(browser, database_url, data)
    yield hall
    await hall.leave()
    assert not hall.complaints, hall.complaints
