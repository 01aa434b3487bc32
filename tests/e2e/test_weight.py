"""What a phone must fetch before it can be used: few bytes, all of them counted, and on a bad line.

Counted is what travels: headers and compressed bodies of everything a page asks for with an empty
cache, and what its live connection is sent on arrival.
"""

import asyncio
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, Route, expect

from musrenbang_live.cli.demo import EXAMPLES
from musrenbang_live.cli.simulation.examples import read_examples
from musrenbang_live.config import folder
from tests.e2e.hall import PHONE, Hall
from tests.e2e.marking import STORED, expect_stored, lose_once, tick, ticked

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

MOST = 60_000
"""Bytes of any page a resident opens."""
WARDS = ("12.74.04.1005", "12.74.06.1001", "12.74.02.1003")
PROPOSALS = 40
SLOW = {"latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000, "offline": False}
"""A crowded cell: 400 kbit/s, 400 ms there and back."""
USABLE_WITHIN = 60_000
"""Milliseconds; only so that the test ends. It says that the page works there, not how fast."""


@pytest_asyncio.fixture(loop_scope="session")
async def full(hall: Hall) -> Hall:
    """Forty proposals are shown, and proposals are still taken."""
    play = hall.play
    file = folder("sessions").joinpath(*EXAMPLES)
    play.examples = [example for ward in WARDS for example in read_examples(file, ward)]
    await play.facilitator.log_in(hall.prepared.token)
    await play.join(12)
    await play.facilitator.act("open")
    await play.facilitator.act("phase", index=1)
    assert len(play.examples) == PROPOSALS
    for index in range(PROPOSALS):
        await play.bring(index)
    return hall


async def test_what_a_phone_loads_first_is_small(full: Hall) -> None:
    joined = (await full.phone()).context
    there = f"{full.base}/s/{full.code}"
    loads = {
        "join": await weight(await full.window(PHONE), there, "form[action$='/ikut']"),
        "list": await weight(joined, f"{there}/usulan", f"#usulan-{PROPOSALS}"),
    }
    await full.play.facilitator.act("phase", index=3)
    loads["ballot"] = await weight(joined, there, "#suara-1")
    told = ", ".join(f"{name} {size / 1000:.1f} kB" for name, size in loads.items())
    print(told)
    assert max(loads.values()) < MOST, f"a page became too heavy: {told}"


async def weight(context: BrowserContext, address: str, wanted: str) -> int:
    """The bytes of one page with an empty cache."""
    page = await context.new_page()
    wire = await context.new_cdp_session(page)
    sizes: list[int] = []

    def loaded(event: dict[str, Any]) -> None:
        sizes.append(int(event["encodedDataLength"]))

    def heard(event: dict[str, Any]) -> None:
        sizes.append(len(event["response"]["payloadData"]))

    wire.on("Network.loadingFinished", loaded)
    wire.on("Network.webSocketFrameReceived", heard)
    await wire.send("Network.enable")
    await wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    await page.goto(address, wait_until="networkidle")
    await expect(page.locator(wanted)).to_be_visible()
    if await page.locator("[data-pill]").count():
        await expect(page.locator("[data-pill]")).to_have_attribute("data-s", "ok")
    await page.close()
    return sum(sizes)


async def test_a_ballot_can_be_used_on_a_crowded_line(full: Hall) -> None:
    await full.play.facilitator.act("phase", index=3)
    phone = await slow_phone(full)
    await phone.goto(f"{full.base}/s/{full.code}", timeout=USABLE_WITHIN, wait_until="commit")
    await phone.get_by_role("button", name="Ikut musyawarah").click(timeout=USABLE_WITHIN)
    await phone.locator(".opt").first.click(timeout=USABLE_WITHIN)
    await expect(phone.locator("[data-saved]:visible")).to_contain_text(
        STORED, timeout=USABLE_WITHIN
    )


async def test_what_is_pressed_before_the_script_is_there_counts(hall: Hall) -> None:
    await hall.until_voting(2, (0, 6, 8))
    phone, come = await hall.phone(), asyncio.Event()
    await tick(phone, 1)
    await expect(phone.locator("[data-saved]:visible")).to_contain_text(STORED)

    async def slowly(route: Route) -> None:
        await come.wait()
        await route.continue_()

    await phone.route("**/resident/resident.js", slowly)
    await phone.reload(wait_until="commit")
    await tick(phone, 1, on=False)
    await tick(phone, 2, 3)
    come.set()
    await expect(phone.locator(".pick")).to_have_text("2 dari 5 dipilih")
    await expect(phone.locator("[data-pill]")).to_have_attribute("data-s", "ok")
    await expect(phone.locator("[data-saved]:visible")).to_contain_text(STORED)
    await expect(phone.locator("#sambungan [data-say]")).to_contain_text(STORED)
    await expect_stored(hall, [2, 3])
    assert await ticked(phone) == [2, 3]


async def test_what_is_lost_on_the_way_comes_by_itself(hall: Hall) -> None:
    await hall.until_voting(2, (0, 6, 8))
    phone = await hall.phone()
    lost = await lose_once(phone, "resident/proposals.js", "resident/resident.css")
    await phone.reload()
    await tick(phone, 1, 2)
    await expect_stored(hall, [1, 2])
    await expect(phone.locator("[data-pill]")).to_have_attribute("data-s", "ok")
    await phone.wait_for_function("() => document.styleSheets.length === 3")
    # An older browser would not ask a second time for the same address.
    assert [path.split("/")[2].partition(".")[2] for path in lost] == ["", "1"]
    hall.forgive("ERR_CONNECTION_RESET")


async def slow_phone(hall: Hall) -> Page:
    page = await (await hall.window(PHONE)).new_page()
    wire = await page.context.new_cdp_session(page)
    await wire.send("Network.enable")
    await wire.send("Network.emulateNetworkConditions", SLOW)
    return page
