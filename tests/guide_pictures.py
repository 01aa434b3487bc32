"""Pictures for the guides under /panduan, from the running program: how a vote is kept and checked.

    python -m tests.guide_pictures                     into static/guides

One meeting by the plan of the demonstration, with a real browser as one of its phones. The people
and proposals in it are invented.
"""

import asyncio
import base64
import os
import random
import tempfile
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, Page, async_playwright

from musrenbang_live.cli import hosting
from musrenbang_live.cli.demo import EXAMPLES
from musrenbang_live.cli.demo_site import SHOWN, Prepared, prepare
from musrenbang_live.cli.simulation.examples import read_examples
from musrenbang_live.cli.simulation.play import Play
from musrenbang_live.config import folder, from_environment
from tests.pictures import ARGUMENTS, CHROMIUM

OUT: Final = Path(__file__).parent.parent / "static" / "guides"
RESIDENTS: Final = 40
PHONE: Final = (360, 640)
DESK: Final = (1100, 620)
WALL: Final = (1280, 720)
PAPERS: Final = 8
BUDGET_PHASE: Final = 3
ELECTION_PHASE: Final = 5
QUALITY: Final = 62


class Meeting:
    """The meeting that is photographed: its simulated people, and windows of a browser."""

    def __init__(self, base: str, play: Play, browser: Browser) -> None:
        self.base = base
        self.play = play
        self.browser = browser

    async def window(self, size: tuple[int, int], cookies: dict[str, str] | None = None) -> Page:
        """A window of somebody with these cookies."""
        context = await self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=1.5 if size == PHONE else 1,
            reduced_motion="reduce",
            locale="id-ID",
        )
        known = [{"name": n, "value": v, "url": self.base} for n, v in (cookies or {}).items()]
        await context.add_cookies(known)  # type: ignore[arg-type]
        return await context.new_page()

    async def phone(self, card: str) -> Page:
        """A phone whose owner has typed the code of a voter card."""
        page = await self.window(PHONE)
        await page.goto(f"{self.base}/s/{self.play.code}/kartu")
        await page.fill("input[name=code]", card)
        await page.click("#kartu-suara button.btn-1")
        return page

    async def wall(self) -> Page:
        """A projector."""
        page = await self.window(WALL)
        await page.goto(self.base + await self.play.facilitator.screen_link())
        return page

    async def desk(self, path: str) -> Page:
        """A page of the facilitator."""
        page = await self.window(DESK, self.play.facilitator.visitor.cookies)
        await page.goto(f"{self.base}/fasilitator/{self.play.code}/{path}")
        return page


async def take(page: Page, name: str) -> None:
    """What the window shows, small enough for a phone on a slow line."""
    await page.wait_for_load_state("networkidle")
    session = await page.context.new_cdp_session(page)
    shot = await session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    path = OUT / f"{name}.webp"
    await asyncio.to_thread(path.write_bytes, base64.b64decode(shot["data"]))


async def photograph(made: Meeting) -> None:
    """The way of a vote, from the card to the check afterwards."""
    play, act = made.play, made.play.facilitator.act
    await gather(made)
    phone = await made.phone(play.codes[RESIDENTS])
    number = await play.open_round(BUDGET_PHASE)
    await play.see(lambda resident: resident.seen.ballot == number)
    for place in range(2):
        await phone.locator(".opt").nth(place).click()
    await phone.locator("[data-saved]:not([hidden])").wait_for()
    await phone.locator("[data-words]:not([hidden])").wait_for()
    await take(phone, "surat-suara")
    await play.vote(number)
    await type_pile(made, number)
    await take(await made.desk("kertas?ke=2"), "kertas")
    wall = await made.wall()
    await act("close-round", number=number)
    await phone.locator("[data-panels] > article[data-k=ok]").wait_for()
    await phone.locator("[data-panels]").scroll_into_view_if_needed()
    await take(phone, "bukti")
    await wall.locator(".pj-words").wait_for()
    await take(wall, "sidik")
    await act("reveal", number=number)
    election = await play.open_round(ELECTION_PHASE)
    await take(await made.desk("tangan"), "angkat-tangan")
    await act("close-round", number=election)
    await act("publish")
    await photograph_archive(made)


async def gather(made: Meeting) -> None:
    """Everything before the vote: proposals, candidates, cards handed out."""
    play, act = made.play, made.play.facilitator.act
    await act("open")
    await act("phase", index=1)
    await play.propose()
    await play.look_through()
    await play.nominate()
    await take(await made.desk("kartu"), "meja-kartu")


async def type_pile(made: Meeting, number: int) -> None:
    """Some papers are typed twice, one only once."""
    for place, cards in ((1, 7), (2, 6)):
        for code in made.play.codes[RESIDENTS + 1 : RESIDENTS + 1 + cards]:
            await made.play.facilitator.type_paper(number, place, code, "3 9")


async def photograph_archive(made: Meeting) -> None:
    """The check in the visitor's own browser, once it is done."""
    page = await made.window(PHONE)
    await page.goto(f"{made.base}/arsip/{made.play.code}")
    await page.get_by_role("button", name="Periksa di peramban ini").click()
    done = page.get_by_text("Semua pemeriksaan lulus.")
    await done.wait_for()
    await done.scroll_into_view_if_needed()
    await take(page, "periksa")


async def run() -> None:
    """The meeting, from start to end."""
    with tempfile.TemporaryDirectory() as data:
        settings = from_environment({**os.environ, "MUSRENBANG_DATA": data})
        with hosting.database(settings) as ready:
            prepared = await prepare(ready, SHOWN)
            opened = hosting.listening("127.0.0.1", 0)
            base = f"http://127.0.0.1:{opened.getsockname()[1]}"
            async with hosting.running(ready, opened), async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=CHROMIUM, args=list(ARGUMENTS)
                )
                made = Meeting(base, _play(base, prepared), browser)
                await made.play.facilitator.log_in(prepared.token)
                await made.play.hand_out(RESIDENTS + 1 + PAPERS)
                await made.play.join(RESIDENTS)
                await photograph(made)
                await made.play.leave()
                await browser.close()


def _play(base: str, prepared: Prepared) -> Play:
    examples = read_examples(folder("sessions").joinpath(*EXAMPLES), prepared.plan.ward_code)
    return Play([base], prepared.code, prepared.plan, examples, random.Random(2027))


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    asyncio.run(run())
