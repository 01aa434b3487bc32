"""A report from a phone whose line is cut in the middle, and an officer who answers it."""

import asyncio
import io
import json
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, Page, Route, expect

from musrenbang_live.core.offices import Office
from musrenbang_live.live.clock import now
from musrenbang_live.store import offices, people, photos, reports
from musrenbang_live.web.identity import access
from tests.e2e.hall import LAPTOP, LOST, PHONE, Hall, held
from tests.e2e.inspector import Inspector, axe, inspector  # noqa: F401  (fixtures)
from tests.e2e.stage import SOON
from tests.web.test_photos import corners, encoded, noted

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

TITLE = "Tiang listrik miring"
WAITING = "Tersimpan di ponsel, akan dikirim"
READY = """async () => {
  const ready = await navigator.serviceWorker.ready;
  while (ready.active?.state !== "activated") await new Promise((go) => setTimeout(go, 20));
  return caches.keys();
}"""
OLD = """async () => {
  for (const version of ["oldest", "older"]) {
    const cache = await caches.open(`lapor-${version}`);
    await cache.put(`/static/${version}/part.js`, new Response(version));
  }
}"""
UPDATED = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  const coming = new Promise((come) => {
    registration.onupdatefound = () => come(registration.installing);
  });
  await registration.update();
  const worker = await coming;
  while (!["activated", "redundant"].includes(worker.state)) {
    await new Promise((go) => setTimeout(go, 20));
  }
  return worker.state;
}"""
TASKS = "async () => (await navigator.serviceWorker.ready).sync.getTags()"
KEPT = """async () => {
  const cache = await caches.open((await caches.keys())[0]);
  const paths = (await cache.keys()).map(({ url }) => new URL(url).pathname);
  return paths.filter((path) => path !== "/lapor" && !path.startsWith("/static/"));
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def hall(whole_browser: Browser, database_url: str, tmp_path: Path) -> AsyncIterator[Hall]:
    """Workers that are woken and apps to install are not in every Chromium."""
    async with held(whole_browser, database_url, tmp_path) as ready:
        yield ready


async def test_a_line_cut_in_the_middle_loses_nothing(hall: Hall) -> None:
    cable = await hall.cable()
    window = await hall.window(
        PHONE,
        permissions=["geolocation"],
        geolocation={"latitude": 2.965891, "longitude": 99.80041},
    )
    page = await window.new_page()
    await page.goto(f"{cable.base}/lapor")
    assert len(await page.evaluate(READY)) == 1
    other = await window.new_page()
    await other.goto(f"{cable.base}/aspirasi")
    await write(page)
    await cable.cut()
    await page.get_by_role("button", name="Kirim laporan").click()
    waiting = page.locator("#lapor-ponsel .pill")
    await expect(waiting).to_have_text(WAITING)
    await page.reload()  # without a line: the page of this phone
    await expect(waiting).to_have_text(WAITING)
    assert await hall.site.pool.fetchval("SELECT count(*) FROM report") == 0
    await page.close()
    await cable.mend()
    news = other.locator("#kabar-laporan")  # the page that was open all the time has sent it
    await expect(news).to_contain_text("Laporan Bapak/Ibu sudah terkirim, nomor TB-")
    number = re.findall(r"TB-\d{4}-\d{6}", await news.inner_text())[0]
    await it_is_stored_once(hall, number)
    await answered(hall, number)
    await news.get_by_role("link", name="Lihat laporan").click()
    await expect(other.locator(".jejak")).to_contain_text("PLN datang besok pagi.")
    await other.goto(f"{cable.base}/lapor")  # told once, and kept
    await expect(other.locator("#lapor-ponsel .pill")).to_have_text(f"Nomor laporan: {number}")
    await expect(other.locator("#kabar-laporan")).to_have_count(0)
    await other.goto(f"{cable.base}/s/{hall.code}")  # and meetings go their own way
    assert await other.evaluate(KEPT) == []
    hall.forgive(LOST)


async def test_a_report_goes_while_no_page_is_open_and_comes_back_when_refused(
    hall: Hall,
    inspector: Inspector,  # noqa: F811
) -> None:
    """The browser wakes the worker; what it could not hand over is told, and can be mended."""
    cable = await hall.cable()
    window = await hall.window(PHONE)
    page = await window.new_page()
    await page.goto(f"{cable.base}/lapor")
    await page.evaluate(READY)
    await is_an_app(page)
    await cable.cut()
    await keep_quickly(page, "Lampu mati", "Gelap sejak Lebaran.")
    await keep_quickly(page, "Parit tersumbat", "Hubungi 0812 3456 7890")
    assert await page.evaluate(TASKS) == ["lapor"]  # the browser will do it
    wake = await waker(page)
    await page.close()
    await cable.mend()
    await wake()
    await wake()  # however often
    await until_stored(hall, ["Lampu mati"])
    page = await window.new_page()
    await page.goto(f"{cable.base}/")
    await is_told(page, inspector)
    await is_mended(page, inspector)
    await until_stored(hall, ["Lampu mati", "Parit tersumbat"])
    await a_newer_worker_leaves_old_pages_whole(hall, page)
    await says_why_without_a_sentence(hall)
    hall.forgive(LOST)
    hall.forgive("status of 4(?:13|22)|blocked by Playwright")


async def is_an_app(page: Page) -> None:
    """Chromium would put it among the apps of a phone."""
    wire = await page.context.new_cdp_session(page)
    manifest = await wire.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert json.loads(manifest["data"])["id"] == "/lapor"
    found = (await wire.send("Page.getInstallabilityErrors"))["installabilityErrors"]
    # Windows of tests are private ones, in which nothing is ever installed.
    assert [error for error in found if error["errorId"] != "in-incognito"] == []


async def says_why_without_a_sentence(hall: Hall) -> None:
    """What stands between may refuse, too: the report stays, and the page knows a reason."""

    async def full(route: Route) -> None:
        if route.request.method == "POST":
            await route.fulfill(status=413, content_type="text/html", body="<h1>Too Large</h1>")
        else:
            await route.continue_()

    page = await (await hall.window(PHONE, service_workers="block")).new_page()
    await page.route("**/lapor", full)
    await page.goto(f"{hall.base}/lapor?jenis=keluhan")
    await keep_quickly(page, "Pohon tumbang", "Menutup jalan.", "Perlu diperbaiki")
    await expect(page.locator("#lapor-ponsel .err")).to_contain_text("Fotonya terlalu besar.")
    forget = page.locator("#lapor-ponsel [data-forget]")
    await forget.click()  # what is nowhere else goes only when pressed twice
    await forget.click()
    await expect(page.locator("#lapor-ponsel")).to_be_hidden()


async def keep_quickly(page: Page, title: str, text: str, then: str = WAITING) -> None:
    await page.get_by_label("Keluhan").check()
    await page.get_by_label("Bidang").select_option("infra")
    await page.get_by_label("Judul singkat").fill(title)
    await page.get_by_label("Ceritakan").fill(text)
    await page.get_by_role("button", name="Lanjut").click()
    await page.get_by_label("Kelurahan").select_option(label="Sirantau")
    await page.get_by_role("button", name="Lanjut").click()
    await page.get_by_role("button", name="Kirim laporan").click()
    await expect(page.locator("#lapor-ponsel li", has_text=title)).to_contain_text(then)


async def waker(page: Page) -> Callable[[], Awaitable[None]]:
    """What wakes the worker of this window, as the browser does when there is a line again."""
    base = page.url.removesuffix("/lapor")
    wire = await page.context.new_cdp_session(await page.context.new_page())
    found: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def heard(event: dict[str, Any]) -> None:
        for registration in event["registrations"]:
            if registration["scopeURL"].startswith(base) and not found.done():
                found.set_result(registration["registrationId"])

    wire.on("ServiceWorker.workerRegistrationUpdated", heard)
    await wire.send("ServiceWorker.enable")
    known = await asyncio.wait_for(found, SOON)

    async def wake() -> None:
        task = {"origin": base, "registrationId": known, "tag": "lapor", "lastChance": False}
        await wire.send("ServiceWorker.dispatchSyncEvent", task)

    return wake


async def until_stored(hall: Hall, titles: list[str]) -> None:
    """These reports, each once, and no others."""
    found: list[str] = []
    async with asyncio.timeout(SOON):
        while len(found) < len(titles):
            rows = await hall.site.pool.fetch("SELECT title FROM report ORDER BY id")
            found = [row["title"] for row in rows]
            await asyncio.sleep(0.02)
    assert found == titles


async def is_told(page: Page, inspector: Inspector) -> None:  # noqa: F811
    """On whatever page comes next: the number of what was sent, and what was refused."""
    news = page.locator("#kabar-laporan")
    sent = news.locator('[data-k="ok"]')
    await expect(sent).to_contain_text("nomor TB-")
    await expect(news.locator('[data-k="bad"]')).to_contain_text("Parit tersumbat")
    await inspector.judge(page)
    await sent.get_by_role("button", name="Tutup").click()
    await news.get_by_role("link", name="Perbaiki").click()


async def is_mended(page: Page, inspector: Inspector) -> None:  # noqa: F811
    """What is being written meanwhile is put aside, and nothing of either is lost."""
    refused = page.locator("#lapor-ponsel li", has_text="Parit tersumbat")
    await expect(refused.locator(".err")).to_contain_text("Nomor telepon")
    await page.get_by_label("Judul singkat").fill("Jembatan goyang")
    await refused.get_by_role("button", name="Perbaiki").click()
    await expect(page.locator("[data-wrong]")).to_contain_text("Nomor telepon")
    await expect(page.locator("#lapor-ponsel li", has_text="Jembatan goyang")).to_contain_text(
        "Belum selesai ditulis"
    )
    await inspector.judge(page)
    await page.reload()
    await expect(page.locator("[data-wrong]")).to_contain_text("Nomor telepon")
    await page.get_by_label("Ceritakan").fill("Air masuk ke rumah.")
    for _ in range(2):
        await page.get_by_role("button", name="Lanjut", exact=True).click()
    await page.get_by_role("button", name="Kirim laporan").click()
    await expect(page.locator("#lapor-ponsel li", has_text="Parit")).to_contain_text("TB-")
    aside = page.locator("#lapor-ponsel li", has_text="Jembatan goyang")
    await aside.get_by_role("button", name="Lanjutkan").click()
    await expect(page.get_by_label("Judul singkat")).to_have_value("Jembatan goyang")


async def a_newer_worker_leaves_old_pages_whole(hall: Hall, page: Page) -> None:
    """Files of the version before are still given; those of one before that are gone. A worker
    that would get the page of another version does not come."""
    await page.evaluate(OLD)
    pages = hall.site.pages
    right = pages.worker
    pages.worker = right.replace("includes(`/static/", "includes(`/static-of-another/")
    assert pages.worker != right
    assert await page.evaluate(UPDATED) == "redundant"
    pages.worker = f"{right}\n// newer"
    assert await page.evaluate(UPDATED) == "activated"
    kept = await page.evaluate(
        "async () => [await (await fetch('/static/older/part.js')).text(), ...await caches.keys()]"
    )
    assert kept == ["older", f"lapor-{pages.static_digest}", "lapor-older"]


async def write(page: Page) -> None:
    """All three steps, with a large photo and the position."""
    await page.get_by_label("Keluhan").check()
    await page.get_by_label("Bidang").select_option("infra")
    await page.get_by_label("Judul singkat").fill(TITLE)
    await page.get_by_label("Ceritakan").fill("Hampir roboh ke atap rumah.")
    await page.get_by_role("button", name="Lanjut").click()
    await page.get_by_label("Kelurahan").select_option(label="Sirantau")
    await page.reload()  # what was typed is still there, at the same step
    await expect(page.get_by_label("Kelurahan")).to_be_visible()
    await page.get_by_role("button", name="Sertakan posisi saya").click()
    await expect(page.locator("[data-position] [data-say]")).to_contain_text("Posisi tersimpan")
    await page.get_by_role("button", name="Lanjut").click()
    photo = encoded(corners(2400, 3600), exif=noted(6))
    upload: Any = {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": photo}
    field = page.get_by_label("Foto 1")
    for is_first in (True, False):
        await field.set_input_files(upload)
        await expect(page.locator('[data-preview="1"]')).to_be_visible()
        await expect(field).to_be_hidden()  # emptied, it would say that there is no photo
        if is_first:
            await page.get_by_role("button", name="Hapus foto").click()
            await expect(field).to_be_focused()


async def it_is_stored_once(hall: Hall, number: str) -> None:
    pool = hall.site.pool
    assert await pool.fetchval("SELECT count(*) FROM report") == 1
    row = await reports.by_number(pool, number)
    assert row
    assert (row.title, row.lat, row.lng) == (TITLE, 2.9659, 99.8004)
    (photo_id,) = await reports.photo_ids(pool, row.id)
    jpeg = await photos.jpeg(pool, photo_id)
    assert jpeg
    with Image.open(io.BytesIO(jpeg)) as opened:
        assert opened.size == (1600, 1067)  # upright, as it was seen
        assert not opened.getexif()


async def answered(hall: Hall, number: str) -> None:
    """The secretariat looks at it and answers."""
    page = await (await hall.window(LAPTOP)).new_page()
    await page.context.add_cookies(
        [{"name": access.LOGIN_COOKIE, "value": await login(hall), "url": hall.base}]
    )
    await page.goto(f"{hall.base}/kantor")
    await page.get_by_role("link", name="Aspirasi dan keluhan").click()
    await page.get_by_role("link", name=TITLE).click()
    await expect(page.locator("main")).to_contain_text(number)
    await page.get_by_role("button", name="Mulai diperiksa").click()
    await page.get_by_text("Jawab", exact=True).click()
    form = page.locator('form[action$="/answer"]')
    await form.get_by_label("Yang dibaca pelapor, dan umum bila tampil").fill(
        "PLN datang besok pagi."
    )
    await form.get_by_role("button", name="Kirim jawaban").click()
    await expect(page.locator(".jejak")).to_contain_text("PLN datang besok pagi.")


async def login(hall: Hall) -> str:
    """Somebody of the secretariat, logged in; the token of the login."""
    pool, token = hall.site.pool, secrets.token_urlsafe(24)
    office = Office(id=0, kind="setwan", name="Sekretariat DPRD")
    stored = await offices.add_office(pool, office, at=now())
    person = await people.add_person(
        pool, username="setwan", name="Setwan", password_hash="none", role="officer", at=now(),
        office_id=stored.id,
    )  # fmt: skip
    await people.add_login(
        pool, token_hash=access.token_hash(token), person_id=person.id, device="", at=now(),
        expires_at=now() + access.LOGIN_LIFE,
    )  # fmt: skip
    return token
