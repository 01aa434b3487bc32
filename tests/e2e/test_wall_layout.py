"""The wall in a real browser: whatever people write, everything stays in its place and readable."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route

from musrenbang_live.core import commands as c
from musrenbang_live.core.plan import Show
from musrenbang_live.web.identity import access
from tests.builders import content, plan
from tests.web.browsing import ADDRESS, opened
from tests.web.residents import Gathering, gathered

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

SIZES = ((1920, 1080), (1366, 768), (1280, 800), (1024, 768))
UNIT = "Math.min(innerHeight / 100, innerWidth * .005625)"
TITLES = (
    "W" * 28,
    "Parit Lingkungan VIII Timur",
    "\u202eطريق الحي السابع\u202c",
    "ก็็็็็็็็็ ทาง ริม แม่น้ำ",
    "👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦 taman 🌳🌳🌳",
    '<b>Lampu</b> & "jalan"',
    "Drainasetanpaspasisamasekali",
    "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字",
)
CHOSEN: tuple[tuple[Show, int], ...] = (
    *(("agenda", 0), ("lingkungan", 0), ("ringkasan", 0), ("kode", 0), ("usulan", 1)),
    *(("pertanyaan", number) for number in (0, 1, 2, 4, 9, 10)),
    *(("tahun-lalu", number) for number in (0, 1, 5)),
)
"""Screens that the remote can choose, with a number where they are about one thing."""
MISPLACED = """() => {
  const all = "header, header *, main, main *, aside *, footer *";
  const band = document.querySelector("#pita").getBoundingClientRect();
  const wrong = [];
  for (const element of document.querySelectorAll(all)) {
    const { left, top, right, bottom, width } = element.getBoundingClientRect();
    const drawn = element.closest("svg") && element.tagName !== "svg";
    if (!width || drawn || element.closest(".vh")) continue;
    // The largest digits hang a little over the margin; what its own box cuts off is in order.
    const out = left < -9 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1;
    const under = !element.closest("footer") && band.height && bottom > band.top + 1;
    const cut = element.parentElement.closest(".pj-cut, .pj-two, .pj-give");
    const words = element.textContent.trim().slice(0, 20);
    if ((out || under) && !cut) wrong.push(`${element.tagName} ${words}`);
  }
  return wrong;
}"""
SMALL = f"""() => {{
  const unit = {UNIT};
  const small = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {{
    const holder = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || holder.closest(".vh, noscript, svg, script")) continue;
    if (!holder.getBoundingClientRect().width) continue;
    const size = parseFloat(getComputedStyle(holder).fontSize) / unit;
    const words = walker.currentNode.data.trim().slice(0, 20);
    if (size < 3.59) small.push(`${{words}} ${{size.toFixed(1)}}`);
  }}
  return small;
}}"""
CODES = f"""() => [...document.querySelectorAll(".qr")]
  .map((code) => code.getBoundingClientRect()).filter((box) => box.width)
  .map((box) => [box.width / {UNIT}, box.height / {UNIT}])"""


@pytest_asyncio.fixture(loop_scope="session")
async def crowded(database_url: str) -> AsyncIterator[Gathering]:
    """A meeting of a long name, with the most awkward titles there are."""
    async with opened(database_url) as hall:
        forum = "Musyawarah Perencanaan Pembangunan Kelurahan Kapias Pulau Buaya dan Sekitarnya"
        of = plan(forum=forum, practice=True, ceiling=876_500_000_000)
        gathering = await gathered(hall, of)
        await gathering.phase("usulan")
        for title in TITLES:
            said = content(
                f"{title} panjang",
                screen_title=title,
                problem=f"{title} " * 8,
                cost=123_456_789_000,
                quantity=12_345.678,
                unit="meter persegi",
                beneficiaries=123_456,
                beneficiary_unit="kepala keluarga",
            )
            await gathering.proposal(said)
        yield gathering


@contextlib.asynccontextmanager
async def projected(
    browser: Browser, gathering: Gathering
) -> AsyncIterator[Callable[[], Awaitable[Page]]]:
    """A projector without a script. What is given loads the wall as it is at that moment."""
    key = access.screen_key(gathering.hall.site, gathering.room)
    context = await browser.new_context(java_script_enabled=False)
    async with gathering.hall.visitor() as visitor:

        async def answer(route: Route) -> None:
            got = await visitor.client.get(route.request.url.removeprefix(ADDRESS))
            headers = {"content-type": got.headers["content-type"]}
            body = got.content.replace(b'http-equiv="refresh"', b"")  # one load for all sizes
            await route.fulfill(status=got.status_code, headers=headers, body=body)

        page = await context.new_page()
        await page.route("**/*", answer)

        async def shown() -> Page:
            await gathering.room.recount()
            await page.goto(f"{ADDRESS}/layar/{gathering.room.code}?kunci={key}")
            return page

        yield shown
        await page.unroute_all(behavior="wait")
        await context.close()


async def resized(page: Page, sizes: Iterable[tuple[int, int]] = SIZES) -> AsyncIterator[str]:
    """The page at each of these sizes; without its script nothing but the styles knows of them."""
    for width, height in sizes:
        await page.set_viewport_size({"width": width, "height": height})
        yield f"{width}x{height}"


async def to(gathering: Gathering, scene: str) -> None:
    """Bring the meeting to the moment that fills the wall with this scene."""
    steps: dict[str, list[c.AnyCommand]] = {
        "usulan": [],
        "musyawarah": [c.EnterPhase(2)],
        "dibahas": [c.FocusProposal(1)],
        "dibahas lagi": [c.FocusProposal(5)],
        "pemungutan": [c.FocusProposal(0), c.EnterPhase(3)],
        "dihitung": [c.CloseRound(1)],
        "hasil": [c.RevealRound(1)],
        "penutup": [c.EnterPhase(5)],
        "terbit": [c.PublishMeeting()],
    }
    await gathering.act(*steps[scene])
    if scene == "pemungutan":
        for mark in ([1, 2], [1], [3]):
            await gathering.cast(mark)


async def test_everything_stays_in_its_place_and_is_large_enough(
    browser: Browser, crowded: Gathering
) -> None:
    scenes = ("usulan", "musyawarah", "dibahas", "dibahas lagi", "pemungutan", "dihitung")
    async with projected(browser, crowded) as shown:
        for scene in (*scenes, "hasil", "penutup", "terbit"):
            await to(crowded, scene)
            page = await shown()
            async for size in resized(page):
                assert await page.evaluate(MISPLACED) == [], (scene, size)
                assert await page.evaluate(SMALL) == [], (scene, size)
                codes = await page.evaluate(CODES)
                assert len(codes) == (scene in ("usulan", "musyawarah", "penutup", "terbit"))
                assert all(min(code) >= 30 for code in codes), (scene, size)


async def test_the_join_screen_stays_in_its_place(browser: Browser, database_url: str) -> None:
    async with opened(database_url) as hall:
        gathering = await gathered(hall, plan(starts="2027-01-14 09:00", practice=True))
        async with projected(browser, gathering) as shown:
            page = await shown()
            async for size in resized(page):
                assert await page.evaluate(MISPLACED) == [], size
                assert await page.evaluate(SMALL) == [], size
                (code,) = await page.evaluate(CODES)
                assert min(code) >= 50


async def test_screens_that_are_chosen_stay_in_their_place(
    browser: Browser, crowded: Gathering
) -> None:
    await _all_is_said(crowded)
    async with projected(browser, crowded) as shown:
        for show, number in CHOSEN:
            await crowded.act(c.ChooseScreen(show, number))
            page = await shown()
            async for size in resized(page, SIZES[:2]):
                assert await page.evaluate(MISPLACED) == [], (show, number, size)
                assert await page.evaluate(SMALL) == [], (show, number, size)


async def _all_is_said(gathering: Gathering) -> None:
    """Everything that a screen can be about, in the longest words there may be."""
    for number, title in enumerate(TITLES, 1):
        await gathering.act(
            c.BringPromise(2026, f"{title} {title}", "II", 123_456_789_000),
            c.AnswerPromise(number, "sebagian", "Perangkat daerah " * 3, f"{title} " * 9),
            c.DecideProposal(number, "mufakat"),
            c.AskQuestion(f"q{number}", "", f"{title} " * 8, name=f"{title} {title}"[:60]),
        )
    await gathering.act(
        c.AskQuestion("q9", "", "Kapan?", "Siti"),
        c.AskQuestion("q10", "", "Panjang sekali pertanyaan ini " * 10),
        c.AnswerQuestion(10, "Perangkat daerah dan lain-lain", "Sudah dijawab panjang " * 40),
    )
