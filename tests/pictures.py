"""Pictures of every page, from the running program in every stage of a meeting.

    python -m tests.pictures                           all pages, into data/pictures
    python -m tests.pictures --readme                  only docs/pictures/, for the README

The people and proposals in them are the invented ones of the demonstration.
"""

import argparse
import asyncio
import os
import random
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, BrowserContext, async_playwright

from musrenbang_live.cli import hosting
from musrenbang_live.cli.demo import EXAMPLES
from musrenbang_live.cli.demo_site import Prepared, prepare
from musrenbang_live.cli.simulation.examples import read_examples
from musrenbang_live.cli.simulation.play import Play
from musrenbang_live.config import Settings, folder, from_environment

CHROMIUM: Final = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
PHONE: Final = (360, 800)
LAPTOP: Final = (1366, 768)
WALL: Final = (1920, 1080)
README: Final = Path(__file__).parent.parent / "docs" / "pictures"

TOGETHER: Final = """<!doctype html><style>
body {{ margin: 0; background: #f0ede4; position: relative }}
img {{ position: absolute; border: 3px solid #0a2a2e; border-radius: 6px }}
</style>{images}"""


class Studio:
    """The running program, its simulated people, and a browser to look with."""

    def __init__(
        self, base: str, play: Play, prepared: Prepared, browser: Browser, settings: Settings
    ) -> None:
        self.base = base
        self.settings = settings
        self.play = play
        self.prepared = prepared
        self.browser = browser
        self.screen = ""

    async def open(self, who: str, size: tuple[int, int], scheme: str = "light") -> BrowserContext:
        """A browser window of a resident, the facilitator, the wall or the public."""
        width, height = size
        context = await self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
            locale="id-ID",
        )
        cookies = self._cookies(who)
        await context.add_cookies(
            [{"name": name, "value": value, "url": self.base} for name, value in cookies.items()]
        )
        if who == "wall":
            page = await context.new_page()
            await page.goto(self.base + self.screen)
            await page.close()
        return context

    def _cookies(self, who: str) -> dict[str, str]:
        if who == "resident":
            return self.play.residents[0].visitor.cookies
        return self.play.facilitator.visitor.cookies if who == "facilitator" else {}

    async def take(
        self,
        out: Path,
        name: str,
        who: str,
        path: str,
        sizes: Iterable[tuple[int, int]],
        *,
        dark: bool = True,
        whole: bool = True,
    ) -> None:
        """Pictures of one page; `whole`: as long as the page is."""
        for size in sizes:
            for scheme in ("light", "dark") if dark else ("light",):
                context = await self.open(who, size, scheme)
                page = await context.new_page()
                await page.goto(self.base + path)
                await page.wait_for_load_state("networkidle")
                suffix = "-dark" if scheme == "dark" else ""
                await page.screenshot(path=out / f"{name}-{size[0]}{suffix}.png", full_page=whole)
                await context.close()


@asynccontextmanager
async def studio(residents: int) -> AsyncIterator[Studio]:
    """A fresh demonstration with everybody joined and the meeting not yet opened."""
    with tempfile.TemporaryDirectory() as data:
        settings = from_environment({**os.environ, "MUSRENBANG_DATA": data})
        with hosting.database(settings) as ready:
            prepared = await prepare(ready)
            opened = hosting.listening("127.0.0.1", 0)
            base = f"http://127.0.0.1:{opened.getsockname()[1]}"
            async with hosting.running(ready, opened), async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=CHROMIUM, args=list(ARGUMENTS)
                )
                play = _play(base, prepared)
                await play.facilitator.log_in(prepared.token)
                await play.join(residents)
                made = Studio(base, play, prepared, browser, ready)
                made.screen = await play.facilitator.screen_link()
                yield made
                await play.leave()
                await browser.close()


def _play(base: str, prepared: Prepared) -> Play:
    examples = read_examples(folder("sessions").joinpath(*EXAMPLES), prepared.plan.ward_code)
    return Play([base], prepared.code, prepared.plan, examples, random.Random(2027))


async def everything(out: Path, residents: int) -> None:
    """All pages in all stages."""
    async with studio(residents) as made:
        await _public(made, out)
        await _hall(made, out, "1-planned")
        await _gathering(made, out)
        await _voting(made, out)
        await _ending(made, out)


async def _gathering(made: Studio, out: Path) -> None:
    """From the opening until a proposal is discussed."""
    code, play, act = made.prepared.code, made.play, made.play.facilitator.act
    await act("open")
    await _hall(made, out, "2-pembukaan")
    await act("phase", index=1)
    await _hall(made, out, "3-usulan-empty")
    await play.propose()
    await play.look_through()
    await play.support()
    for name, page in {"list": "usulan", "detail": "usulan/1", "write": "tulis"}.items():
        await made.take(out, f"3-resident-{name}", "resident", f"/s/{code}/{page}", [PHONE])
    await made.take(out, "3-resident-help", "resident", f"/s/{code}/panitia", [PHONE])
    await _facilitator_pages(made, out)
    await play.residents[1].propose(play.examples[1].spoken)
    await play.residents[2].propose(play.examples[4].spoken)
    await _hall(made, out, "3-usulan")
    await act("phase", index=2)
    await act("focus", number=4)
    await _hall(made, out, "4-focus")


async def _voting(made: Studio, out: Path) -> None:
    """From the opening of the round to the reveal of its result."""
    play, act = made.play, made.play.facilitator.act
    await act("approve", number=15)
    await act("approve", number=16)
    await act("phase", index=3)
    await _hall(made, out, "5-voting-start")
    await play.vote()
    await _hall(made, out, "5-voting")
    await act("close-round", number=1)
    await _hall(made, out, "6-counted")
    await act("reveal", number=1)
    await _hall(made, out, "7-hasil")


async def _ending(made: Studio, out: Path) -> None:
    """The end of the meeting, and what the public finds afterwards."""
    code, act = made.prepared.code, made.play.facilitator.act
    await act("phase", index=5)
    await _hall(made, out, "8-penutup")
    await made.take(out, "8-publish", "facilitator", f"/fasilitator/{code}/terbit", [LAPTOP])
    await act("publish")
    await _hall(made, out, "9-published")
    await made.take(out, "9-archive", "public", f"/arsip/{code}", [PHONE, LAPTOP])
    await made.take(out, "9-archive-list", "public", "/arsip", [PHONE, LAPTOP])
    await made.take(out, "9-home", "public", "/", [PHONE, LAPTOP])


async def _public(made: Studio, out: Path) -> None:
    code = made.prepared.code
    await made.take(out, "0-home", "public", "/", [PHONE, LAPTOP])
    await made.take(out, "0-archive-empty", "public", "/arsip", [PHONE, LAPTOP])
    await made.take(out, "0-join", "public", f"/s/{code}", [PHONE])
    await made.take(out, "0-login", "public", "/masuk", [PHONE, LAPTOP])
    await made.take(out, "0-unknown", "public", "/s/AAAAAA", [PHONE])
    for guide in ("", "/warga", "/fasilitator", "/layar", "/admin"):
        name = f"0-guide{guide.replace('/', '-')}"
        await made.take(out, name, "public", f"/panduan{guide}", [PHONE, LAPTOP], dark=False)


async def _hall(made: Studio, out: Path, stage: str) -> None:
    """The three screens of the hall at one stage."""
    code = made.prepared.code
    await made.take(out, f"{stage}-resident", "resident", f"/s/{code}", [PHONE])
    console = f"/fasilitator/{code}"
    await made.take(out, f"{stage}-console", "facilitator", console, [LAPTOP, PHONE])
    await made.take(
        out, f"{stage}-wall", "wall", f"/layar/{code}", [WALL, LAPTOP], dark=False, whole=False
    )


async def _facilitator_pages(made: Studio, out: Path) -> None:
    console = f"/fasilitator/{made.prepared.code}"
    for name, path in {
        "sessions": "/fasilitator",
        "new": "/fasilitator/baru",
        "entry": f"{console}/ketik",
        "edit": f"{console}/usulan/1",
        "merge": f"{console}/gabung?numbers=9&numbers=10",
        "links": f"{console}/tautan",
        "ballot": f"{console}/surat-suara?tahap=3",
    }.items():
        await made.take(out, f"3-facilitator-{name}", "facilitator", path, [LAPTOP, PHONE])


async def readme_picture() -> None:
    """One picture of the three screens in the middle of a vote."""
    async with studio(60) as made:
        code, play, act = made.prepared.code, made.play, made.play.facilitator.act
        await act("open")
        await act("phase", index=1)
        await play.propose()
        await play.look_through()
        await play.support()
        await act("phase", index=3)
        await play.vote()
        with tempfile.TemporaryDirectory() as folder_name:
            shots = Path(folder_name)
            console = f"/fasilitator/{code}"
            for who, path, size in (
                ("resident", f"/s/{code}", PHONE),
                ("facilitator", console, LAPTOP),
                ("wall", f"/layar/{code}", WALL),
            ):
                await made.take(shots, who, who, path, [size], dark=False, whole=False)
            # The wall behind, the console and the phone before it.
            places = {
                "wall-1920": (30, 30, 960),
                "facilitator-1366": (330, 350, 740),
                "resident-360": (1100, 110, 270),
            }
            await together(made.browser, shots, places, "musrenbang-live.png")


Places = dict[str, tuple[int, int, int]]
"""By the name of each picture its left and top corner and its width, in pixels."""


async def together(browser: Browser, shots: Path, places: Places, name: str) -> None:
    """Several pictures of the folder `shots` in one, as docs/pictures/NAME."""
    images = "".join(
        f'<img src="{(shots / name).as_uri()}.png" style="left:{x}px;top:{y}px;width:{width}px">'
        for name, (x, y, width) in places.items()
    )
    whole = shots / "together.html"
    await asyncio.to_thread(whole.write_text, TOGETHER.format(images=images))
    page = await browser.new_page(viewport={"width": 1400, "height": 790})
    await page.goto(whole.as_uri())
    await page.screenshot(path=README / name)
    await page.close()


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="Pictures of every page.")
    parser.add_argument("--out", type=Path, default=Path("data/pictures"))
    parser.add_argument("--residents", type=int, default=40)
    parser.add_argument("--readme", action="store_true")
    chosen = parser.parse_args()
    README.mkdir(parents=True, exist_ok=True)
    chosen.out.mkdir(parents=True, exist_ok=True)
    if chosen.readme:
        asyncio.run(readme_picture())
    else:
        asyncio.run(everything(chosen.out, chosen.residents))


if __name__ == "__main__":
    main()
