"""The wall: pages through what is long, reveals once, says how old it is, recovers alone."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.stage import Stage, performed

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

SHOWN = "#hasil > li:not([hidden])"
RUNNING = "document.getAnimations().filter((a) => !(a instanceof CSSAnimation)).length"
RANGE_AND_ROWS = f"""() => [document.querySelector("[data-range]").textContent,
  document.querySelectorAll("{SHOWN}").length]"""
"""At one moment: pages may turn between two looks."""


def result(key: str) -> str:
    rows = "".join(
        f'<li id="h-{n}"{" hidden" if n > 3 else ""}><svg class="bar"><rect width="{100 - n}%"/>'
        f'</svg><span class="n">{100 - n}</span></li>'
        for n in range(1, 8)
    )
    return (
        f'<section id="isi"><b data-of="hasil" data-range="{{from}}–{{to}} dari {{all}}"></b>'
        f'<ol id="hasil" data-page="3" data-reveal="{key}">{rows}</ol></section>'
    )


STALE = '<small data-stale="Tampilan pukul {clock}" hidden><span></span></small>'


def on_the_wall(stage: Stage, body: str) -> None:
    stage.audience, stage.script, stage.body = "projector", "projector/projector.js", body


async def test_long_lists_turn_their_pages(browser: Browser) -> None:
    async with performed(browser) as (stage, page, address):
        on_the_wall(stage, result("1"))
        await page.clock.install()
        await page.goto(address)
        await stage.hears("hello")
        seen = []
        for _ in range(4):
            seen.append(await page.inner_text("[data-range]"))
            await page.clock.run_for(8_500)
        assert seen == ["1–3 dari 7", "4–6 dari 7", "7–7 dari 7", "1–3 dari 7"]
        await expect(page.locator(SHOWN)).to_have_count(3)
        # It was there when the page was opened: nothing is revealed again.
        assert await page.evaluate(RUNNING) == 0


async def test_a_section_begins_a_page_of_its_own_and_is_shown_after_the_list(
    browser: Browser,
) -> None:
    more = (
        '<li data-section="dana tiap lingkungan" hidden>Terbanyak</li>'
        + "<li hidden>Lingkungan</li>" * 4
        + '<li data-section="dana tiap lingkungan" hidden>Terbanyak</li><li hidden>VII</li>'
    )
    body = result("1").replace("</ol>", f"{more}</ol>")
    async with performed(browser) as (stage, page, address):
        on_the_wall(stage, '<section id="isi"></section>')
        await page.clock.install()
        await page.goto(address)
        await stage.hears("hello")
        await stage.step(html={"isi": body})
        # The reveal goes from the last place to the first, and tells nothing of the money before.
        seen: list[tuple[str, int]] = []
        while len(seen) < 8:
            text, rows = await page.evaluate(RANGE_AND_ROWS)
            if (now := (text, rows)) not in seen[-1:]:
                seen.append(now)
            await page.clock.run_for(1_000)
        assert seen == [
            *(("7–7 dari 7", 1), ("4–6 dari 7", 3), ("1–3 dari 7", 3)),
            *(("4–6 dari 7", 3), ("7–7 dari 7", 1)),
            *(("dana tiap lingkungan", 5), ("dana tiap lingkungan", 2), ("1–3 dari 7", 3)),
        ]


async def test_a_new_result_is_revealed_from_the_last_place_once(browser: Browser) -> None:
    async with performed(browser) as (stage, page, address):
        on_the_wall(stage, '<section id="isi"></section>')
        await page.goto(address)
        await stage.hears("hello")
        await slow_motion(page)
        await stage.step(html={"isi": result("1")})
        await expect(page.locator("[data-range]")).to_have_text("7–7 dari 7")
        assert await page.evaluate(RUNNING) == 2
        await stage.step(html={"isi": result("1").replace("93%", "94%")})
        await expect(page.locator("#h-7 rect")).to_have_attribute("width", "94%")
        assert await page.evaluate(RUNNING) == 2
        await expect(page.locator("[data-range]")).to_have_text("7–7 dari 7")


async def slow_motion(page: Page) -> None:
    """A bar that grows for less than a second is still growing when somebody looks."""
    wire = await page.context.new_cdp_session(page)
    await wire.send("Animation.enable")
    await wire.send("Animation.setPlaybackRate", {"playbackRate": 0.01})


async def test_with_reduced_motion_the_result_simply_stands_there(browser: Browser) -> None:
    async with performed(browser) as (stage, page, address):
        on_the_wall(stage, '<section id="isi"></section>')
        await page.emulate_media(reduced_motion="reduce")
        await page.goto(address)
        await stage.hears("hello")
        await stage.step(html={"isi": result("1")})
        await expect(page.locator("[data-range]")).to_have_text("1–3 dari 7")
        assert await page.evaluate(RUNNING) == 0


async def test_it_says_how_old_it_is_and_comes_back_from_a_stop(browser: Browser) -> None:
    async with performed(browser) as (stage, page, address):
        on_the_wall(
            stage, '<small data-stale="Tampilan pukul {clock}" hidden><span></span></small>'
        )
        await page.clock.install()
        await page.goto(address)
        await stage.hears("hello")
        await stage.hang_up(4001, "60000")
        stale = page.locator("[data-stale]")
        await expect(stale).to_be_visible()
        assert (await stale.inner_text()).startswith("Tampilan pukul ")
        assert stage.is_quiet
        await page.clock.run_for(61_000)
        await stage.hears("hello")
        await expect(stale).to_be_hidden()
        await stage.hang_up(4501)
        await expect(page.locator("html.live")).to_have_count(0)
        await page.clock.run_for(11_000)
        await stage.hears("hello")
