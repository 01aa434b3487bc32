"""A report from a phone whose line is cut in the middle, and an officer who answers it."""

import io
import secrets
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import Page, expect

from musrenbang_live.core.offices import Office
from musrenbang_live.live.clock import now
from musrenbang_live.store import offices, people, photos, reports
from musrenbang_live.web.identity import access
from tests.e2e.hall import LAPTOP, LOST, PHONE, Hall
from tests.web.test_photos import corners, encoded, noted

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

TITLE = "Tiang listrik miring"
WAITING = "Tersimpan di ponsel, akan dikirim"
READY = """async () => {
  const ready = await navigator.serviceWorker.ready;
  while (ready.active?.state !== "activated") await new Promise((go) => setTimeout(go, 20));
  return caches.keys();
}"""
KEPT = """async () => {
  const cache = await caches.open((await caches.keys())[0]);
  const paths = (await cache.keys()).map(({ url }) => new URL(url).pathname);
  return paths.filter((path) => path !== "/lapor" && !path.startsWith("/static/"));
}"""


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
    await write(page)
    await cable.cut()
    await page.get_by_role("button", name="Kirim laporan").click()
    waiting = page.locator("#lapor-ponsel .pill")
    await expect(waiting).to_have_text(WAITING)
    await page.reload()  # without a line: the page of this phone
    await expect(waiting).to_have_text(WAITING)
    assert await hall.site.pool.fetchval("SELECT count(*) FROM report") == 0
    await cable.mend()
    await expect(waiting).to_contain_text("Nomor laporan: TB-")
    number = (await waiting.inner_text()).rpartition(" ")[2]
    await it_is_stored_once(hall, number)
    await answered(hall, number)
    await page.get_by_role("link", name="Lihat laporan").click()
    await expect(page.locator(".jejak")).to_contain_text("PLN datang besok pagi.")
    await page.goto(f"{cable.base}/s/{hall.code}")  # and meetings go their own way
    assert await page.evaluate(KEPT) == []
    hall.forgive(LOST)


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
    await page.get_by_label("Foto 1").set_input_files(upload)
    await expect(page.locator('[data-preview="1"]')).to_be_visible()


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
