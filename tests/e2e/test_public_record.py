"""The public record, as a visitor of the demonstration meets it: from a misspelt word to what was
built, from a phone without a line to an answer, and the whole city on one screen.
"""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from musrenbang_live.cli.city.seasons import TOLD
from tests.e2e.hall import LAPTOP, LOST, PHONE, WALL
from tests.e2e.inspector import REGIONS, RUN, SIDEWAYS, TAGS
from tests.e2e.inspector import axe as axe

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

BUILT = TOLD[0][0]
TYPED = "drainasi gang nelayn"
TITLE = "Gorong-gorong tersumbat di simpang"
READY = "Ctrl+C"
STARTS_WITHIN = 90.0
PUBLIC = (
    *("/", "/cari", "/kota", "/kota?layar=1", "/kota/grafik", "/kabar", "/dokumen", "/jadwal"),
    *("/dewan", "/tanya", "/tanya/1", "/aspirasi", "/lapor", "/janji", "/bank", "/data", "/api"),
    *("/bidang/infra", "/panduan", "/panduan/warga"),
)
"""What somebody can open without a login; pages of single meetings are looked at elsewhere."""


class Demo:
    """The running demonstration: the address of its site and the links it printed."""

    def __init__(self, browser: Browser, printed: str) -> None:
        links = re.findall(r"^(.+)\n  (http\S+)$", printed, re.MULTILINE)
        self.links = {name.strip(): link for name, link in links}
        self.base = self.links["Untuk umum: arsip, pencarian, kota hari ini"].removesuffix("/kota")
        self.complaints: list[str] = []
        self._browser = browser

    async def window(self, size: tuple[int, int], *, scripts: bool = True) -> BrowserContext:
        """A browser of somebody's own, watched."""
        context = await self._browser.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=scripts
        )
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on(
            "console",
            lambda said: self.complaints.append(said.text) if said.type == "error" else None,
        )
        return context

    async def officer(self, office: str) -> Page:
        """Somebody of this office, logged in by the link."""
        page = await (await self.window(LAPTOP)).new_page()
        await page.goto(self.links[f"Petugas {office} (sudah masuk)"])
        await page.get_by_role("button").last.click()
        await page.wait_for_url("**/kantor")
        return page


@asynccontextmanager
async def demonstration(browser: Browser) -> AsyncIterator[Demo]:
    """`musrenbang-live demo`, as somebody types it."""
    command = ["-m", "musrenbang_live", "demo", "--host", "127.0.0.1", "--port", "0"]
    ran = await asyncio.create_subprocess_exec(
        *(sys.executable, *command, "--residents", "3"),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert ran.stdout
    try:
        printed = ""
        async with asyncio.timeout(STARTS_WITHIN):
            while READY not in printed:
                line = await ran.stdout.readline()
                assert line, printed
                printed += line.decode()
        demo = Demo(browser, printed)
        yield demo
        unexpected = [each for each in demo.complaints if not re.search(LOST, each)]
        assert not unexpected
    finally:
        ran.terminate()
        await ran.wait()


async def test_what_was_said_what_was_decided_and_what_became_of_it(
    browser: Browser, axe: str, tmp_path: Path
) -> None:
    async with demonstration(browser) as demo:
        await a_visitor_finds_what_was_built(demo, tmp_path)
        number, own = await a_phone_reports_without_a_line(demo)
        await an_office_answers(demo, number, own)
        await the_city_is_on_one_screen(demo)
        await everybody_can_read_it(demo, axe)


async def a_visitor_finds_what_was_built(demo: Demo, tmp_path: Path) -> None:
    """With a misspelt word and without a script, through three tiers to a picture and a file."""
    context = await demo.window(PHONE, scripts=False)
    page = await context.new_page()
    await page.goto(demo.base)
    await page.get_by_role("link", name="Cari", exact=True).first.click()
    await page.locator("#cari").fill(TYPED)
    async with page.expect_navigation():
        await page.locator("#cari").press("Enter")
    async with page.expect_download() as downloading:
        await page.locator('a[href^="/usulan.csv"]').first.click()
    sheet = tmp_path / "usulan.csv"
    await (await downloading.value).save_as(sheet)
    assert BUILT in await asyncio.to_thread(sheet.read_text, "utf-8-sig")
    await page.get_by_role("link", name=BUILT).first.click()
    await expect(page.locator("h1")).to_have_text(BUILT)
    main = page.locator("main")
    for tier in ("Musrenbang Kelurahan", "Musrenbang Kecamatan", "Musrenbang RKPD Kota"):
        await expect(main).to_contain_text(tier)
    await expect(main).to_contain_text("Selesai dibangun")
    pictures = [await each.get_attribute("src") for each in await main.locator("img").all()]
    assert len(pictures) >= 2
    for source in pictures:
        answer = await context.request.get(f"{demo.base}{source}")
        assert answer.headers["content-type"] == "image/jpeg"
    await context.close()


async def a_phone_reports_without_a_line(demo: Demo) -> tuple[str, Page]:
    """The line is cut while a report is written; it goes when there is one again. Its number, and
    the page of the reporter's secret link."""
    context = await demo.window(PHONE)
    page = await context.new_page()
    await page.goto(f"{demo.base}/lapor")
    box = page.locator("#lapor-kotak")
    await box.locator("input[name=kind][value=keluhan]").check()
    await box.locator("select[name=sector]").select_option("infra")
    await box.locator("input[name=title]").fill(TITLE)
    await context.set_offline(True)
    await box.locator("textarea[name=text]").fill("Air meluap ke jalan setiap hujan.")
    await box.locator("[data-next]").click()
    await box.locator("select[name=ward]").select_option(label="Beting Kuala Kapias")
    await box.locator("[data-next]").click()
    await box.locator("[data-send]").click()
    waiting = page.locator("#lapor-ponsel li")
    await expect(waiting).to_contain_text("Tersimpan di ponsel")
    await context.set_offline(False)
    await expect(waiting).to_contain_text("Nomor laporan: TB-")
    async with page.expect_navigation():
        await waiting.get_by_role("link").click()
    number = await page.locator("h1").inner_text()
    await expect(page.locator("main")).to_contain_text(TITLE)
    return number, page


async def an_office_answers(demo: Demo, number: str, own: Page) -> None:
    """The secretariat shows it and hands it on, the agency answers, the reporter reads it."""
    secretariat = await demo.officer("Sekretariat DPRD")
    await at_report(secretariat)
    await secretariat.get_by_role("button", name="Mulai diperiksa").click()
    await secretariat.get_by_role("button", name="Tampilkan", exact=True).click()
    await secretariat.get_by_text("Teruskan ke kantor").click()
    await secretariat.locator("#r-office").select_option(label="Dinas PUPR")
    async with secretariat.expect_navigation():
        await secretariat.get_by_role("button", name="Teruskan", exact=True).click()
    agency = await demo.officer("Dinas PUPR")
    await at_report(agency)
    await agency.get_by_role("button", name="Mulai dikerjakan").click()
    await agency.get_by_text("Jawab", exact=True).click()
    await agency.locator("#w-answer").fill("Regu turun besok pagi.")
    await agency.get_by_role("button", name="Kirim jawaban").click()
    await expect(agency.locator("main")).to_contain_text("Regu turun besok pagi.")
    await own.reload()
    await expect(own.locator("main")).to_contain_text("Regu turun besok pagi.")
    await own.goto(f"{demo.base}/aspirasi")
    await expect(own.locator("main")).to_contain_text(number)


async def at_report(officer: Page) -> None:
    """From the front page of the office to the report."""
    await officer.goto(officer.url.replace("/kantor", "/kantor/lapor"))
    await officer.get_by_role("link", name=TITLE).click()


async def the_city_is_on_one_screen(demo: Demo) -> None:
    """31 kelurahan without scrolling, and what happens in them shows by itself."""
    wall = await (await demo.window(WALL)).new_page()
    await wall.goto(f"{demo.base}/kota?layar=1")
    await expect(wall.locator(".kota-petak .kel")).to_have_count(31)
    assert await wall.locator('.kel[data-k="open"]').count() >= 10
    for tile in await wall.locator(".kota-petak .kel").all():
        box = await tile.bounding_box()
        assert box
        assert box["y"] + box["height"] <= WALL[1]
        assert await tile.evaluate("each => each.scrollHeight <= each.clientHeight + 1")
    before = await wall.locator(".kota-jumlah").inner_text()
    await expect(wall.locator(".kota-jumlah")).not_to_have_text(before, use_inner_text=True)


async def everybody_can_read_it(demo: Demo, axe: str) -> None:
    """axe finds nothing, and nothing is wider than a narrow phone, tables included."""
    page = await (await demo.window(PHONE)).new_page()
    wrong = []
    for path in PUBLIC:
        answer = await page.goto(f"{demo.base}{path}")
        assert answer
        assert answer.status == 200, path
        await page.evaluate(axe)
        wrong += [f"{path}: {each}" for each in await page.evaluate(RUN, TAGS)]
        wrong += [f"{path} is too wide: {each}" for each in await page.evaluate(SIDEWAYS)]
        wrong += [f"{path}, a table: {each}" for each in await page.evaluate(REGIONS)]
    assert not wrong, "\n".join(wrong)
