"""Whoever looks at pages with axe-core, and pushes them sideways."""

import os
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page

from tests.e2e.hall import Hall

AXE = Path(__file__).parents[1] / "js" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules of axe about colour: a dark page has other colours, and is the same in all else."""
RUN = """async (wanted) => {
  for (const each of document.getAnimations()) {
    if (each.effect.getComputedTiming().endTime < Infinity) each.finish();
  }
  const { violations } = await axe.run({ runOnly: wanted, resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) => nodes.map(
    ({ target, any, all, none }) => `${id}: ${target} ${[...any, ...all, ...none]
      .map(({ message }) => message).join(" ")}`));
}"""
STATE = "() => ['axe' in window, document.documentElement.dataset.theme]"
SIDEWAYS = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.body.querySelectorAll("*")]
    .filter((element) => element.getBoundingClientRect().right > width + 1)
    .map((element) => element.outerHTML.slice(0, 90)).slice(0, 5);
}"""
REGIONS = """() => {
  for (const each of document.querySelectorAll("details")) each.open = true;
  return [...document.querySelectorAll(".x, .gulir")]
    .filter((region) => region.scrollWidth > region.clientWidth + 1)
    .map((region) => region.innerText.slice(0, 60));
}"""
"""Tables that have to be pushed sideways to be read, also those that are folded away."""
NARROW = (320, 640)


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core; `make check` fetches it."""
    if not AXE.is_file():
        message = "axe-core is not installed: make check-js (needs Node.js 20 or newer with npm)"
        if os.environ.get("MUSRENBANG_REQUIRE_ALL"):
            pytest.fail(message)
        pytest.skip(message)
    return AXE.read_text()


class Inspector:
    """Looks at pages and remembers what is wrong with them."""

    def __init__(self, hall: Hall, axe: str) -> None:
        self.hall = hall
        self.wrong: list[str] = []
        self.looked = 0
        self._axe = axe
        self._equipped: set[Page] = set()

    async def look(self, page: Page, paths: Iterable[str], *, narrow: bool = True) -> None:
        """Open each of `paths` and judge it as it stands there."""
        await self._bring_along(page)
        for path in paths:
            await page.goto(self.hall.base + path)
            if await page.locator("body[data-live] > script[type=module]").count():
                await page.wait_for_selector("html.live")
            await self.judge(page, narrow=narrow)

    async def _bring_along(self, page: Page) -> None:
        """From the next page on axe is there already: Chromium need not read it anew each time."""
        if page not in self._equipped:
            self._equipped.add(page)
            await page.add_init_script(self._axe)

    async def judge(self, page: Page, *, narrow: bool = True) -> None:
        """The page as it is: light, dark, and as narrow as a phone can be."""
        ready, theme = await page.evaluate(STATE)
        if not ready:
            await page.evaluate(self._axe)
        size = page.viewport_size
        assert size
        await page.emulate_media(color_scheme="light")
        await self._note(f"light {size['width']}", page, await self._problems(page))
        if not theme:  # a page that has chosen looks the same to everybody
            await page.emulate_media(color_scheme="dark")
            await self._note(f"dark {size['width']}", page, await page.evaluate(RUN, COLOURS))
        if narrow:
            await page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
            await self._note("sideways at 320", page, await page.evaluate(SIDEWAYS))
            await page.set_viewport_size(size)

    async def _problems(self, page: Page) -> list[str]:
        """What axe finds. What a dock covers of a target depends on scrolling, and on the order of
        choices that each phone draws: targets count as found on the page at its whole length.
        """
        found: list[str] = await page.evaluate(RUN, TAGS)
        if not any(problem.startswith("target-size") for problem in found):
            return found
        size = page.viewport_size
        assert size
        height = await page.evaluate("document.documentElement.scrollHeight")
        await page.set_viewport_size({**size, "height": max(height, size["height"])})
        again: list[str] = await page.evaluate(RUN, TAGS)
        await page.set_viewport_size(size)
        return sorted({*again, *(each for each in found if not each.startswith("target-size"))})

    async def _note(self, how: str, page: Page, found: list[str]) -> None:
        self.looked += 1
        if not found:
            return
        where = page.url.removeprefix(self.hall.base).replace(self.hall.code, "KODE")
        heading = ", ".join(await page.locator("h1").all_inner_texts())
        self.wrong += [f"{where} ({heading}), {how}: {problem}" for problem in found]


@pytest_asyncio.fixture(loop_scope="session")
async def inspector(hall: Hall, axe: str) -> AsyncIterator[Inspector]:
    """Ends with everything that is wrong, at once."""
    ready = Inspector(hall, axe)
    yield ready
    assert ready.looked
    assert not ready.wrong, "\n".join(sorted(set(ready.wrong)))
