"""The result of each kind of vote on the wall: whatever the figures, all stays in its place."""

from pathlib import PurePosixPath
from urllib.parse import urlparse

import pytest
from playwright.async_api import Browser, Page, Route

from musrenbang_live.config import folder
from musrenbang_live.core.ballots import Agree, AnyRule, Budget, Dots, Elect, Mark, Rank, Score
from musrenbang_live.core.views.projector import projector
from musrenbang_live.live.frames import filled
from musrenbang_live.live.gallery import Presence
from musrenbang_live.web import language
from musrenbang_live.web.fragments.projector import sketch
from musrenbang_live.web.pages import Pages
from tests.e2e.test_wall_layout import MISPLACED, SMALL, TITLES, resized
from tests.outcomes import CRITERIA, voted

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

ADDRESS = "http://wall.test/"
MILIAR = 1_000_000_000
COSTS = tuple(MILIAR * n + 123_456_789 for n in range(1, 9))
PEOPLE = 400
VOTES: dict[str, tuple[AnyRule, list[Mark]]] = {
    "setuju": (Agree(), [[[1, 1], [2, 2], [3, 1]], [[1, 2], [2, 2], [4, 1]]]),
    "poin": (Dots(50, ceiling=9 * MILIAR), [[[1, 50]], [[2, 25], [3, 25]]]),
    "urutan": (Rank(8), [[1, 2, 3, 4, 5, 6, 7, 8], [2, 1, 3], [2, 3, 1]]),
    "skor": (Score(CRITERIA), [[[n, 5] for n in range(1, 9)], [[1, 4], [2, 5]]]),
    "anggaran": (Budget(9 * MILIAR, fits=False), [[1, 2], [3], [4, 5]]),
    "delegasi": (Elect(3, 3, 2, True), [[1, 2], [3, 4], [5, 6], [7, 8]]),
}
PAGES = Pages(folder("templates"), folder("static"), language.load(), "Musrenbang")


async def drawn(page: Page, kind: str) -> None:
    """The wall with a large result of this kind, without its script."""
    rule, marks = VOTES[kind]
    ties = ("undian",) if kind == "delegasi" else ()
    meeting, counts = voted(
        rule, marks * (PEOPLE // len(marks)), options=8, ties=ties, titles=TITLES, costs=COSTS
    )
    drawing = sketch(projector(meeting, counts), Presence(), PAGES.languages["id"])
    stage = "".join(
        filled(PAGES.html(each.template, "id", each.context), drawing.text, frozenset(), "")
        for each in drawing.fragments
    )
    styles = "".join(
        f'<link rel="stylesheet" href="/{path}.css">'
        for path in ("shared/tokens", "shared/base", "projector/projector", "projector/stage")
    )
    whole = f'<!doctype html><html data-theme="light"><head>{styles}</head>'

    async def answer(route: Route) -> None:
        path = PurePosixPath(urlparse(route.request.url).path)
        if path.suffix == ".css":
            await route.fulfill(path=folder("static").joinpath(*path.parts[1:]))
        else:
            await route.fulfill(
                content_type="text/html; charset=utf-8",
                body=f'{whole}<body class="proj">{stage}</body></html>',
            )

    await page.route("**/*", answer)
    await page.goto(ADDRESS)


STAY = "() => {}"
TURN = """() => {
  let head = 0;
  for (const row of document.querySelectorAll("#hasil-baris > li")) {
    if (row.classList.contains("pj-head")) head += 1;
    row.hidden = !row.classList.contains("pj-where") || head !== 1;
  }
}"""
"""Show the first page of money instead of the ranking, as the script does."""


@pytest.mark.parametrize("kind", VOTES)
async def test_a_large_result_stays_in_its_place(browser: Browser, kind: str) -> None:
    page = await browser.new_page()
    await drawn(page, kind)
    for turn in (STAY, TURN) if kind in ("poin", "anggaran") else (STAY,):
        await page.evaluate(turn)
        async for size in resized(page):
            assert await page.evaluate(MISPLACED) == [], size
            assert await page.evaluate(SMALL) == [], size
            assert await page.evaluate(CUT) == [], size
    await page.close()


CUT = """() => [...document.querySelectorAll(".n, .pj-other, .pj-where .r")]
  .filter((cell) => cell.scrollWidth > cell.clientWidth + 1)
  .map((cell) => cell.textContent)"""
"""Figures that do not fit the column they stand in."""
