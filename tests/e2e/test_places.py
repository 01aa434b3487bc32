"""Places for joining by link run out: a phone waits and goes in by itself, one tap lets it."""

import pytest
from playwright.async_api import Page, expect

from tests.e2e.hall import PHONE, Hall

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

LONGEST = 21_000
"""Milliseconds after which a phone that waits has asked again: twice what the server says."""
WATCH = """() => {
  window.asked = 0;
  const { fetch } = window;
  window.fetch = (...all) => { window.asked += 1; return fetch(...all); };
}"""
HELD = "Panitia sedang membuka tempat."


async def one_place(hall: Hall) -> None:
    """Nobody has come yet; the first who comes takes the only place."""
    await hall.asked(
        "UPDATE session SET plan = jsonb_set(plan, '{rules,participant_limit}', '1') RETURNING id"
    )


async def comes(hall: Hall, name: str = "", *, scripts: bool = True) -> Page:
    """Somebody presses the button and finds no place."""
    page = await (await hall.window(PHONE, java_script_enabled=scripts)).new_page()
    if scripts:
        await page.clock.install()
    await page.goto(f"{hall.base}/s/{hall.code}")
    if name:
        await page.get_by_text("Perkenalan (boleh dilewati)").click()
        await page.get_by_label("Nama").fill(name)
    await page.get_by_role("button", name="Ikut musyawarah").click()
    await expect(page.get_by_role("alert")).to_contain_text(HELD)
    hall.forgive(r"status of 503 .*/ikut")
    return page


async def is_in(page: Page) -> None:
    await expect(page.get_by_role("status").filter(has_text="Selamat datang")).to_be_visible()


async def test_phones_wait_until_the_facilitator_opens_places(hall: Hall) -> None:
    await one_place(hall)
    console = await hall.console()
    await expect(console.locator("#tempat")).to_be_hidden()
    inside = await hall.phone()
    note = console.locator("#tempat")
    await expect(note).to_contain_text("Tempat ikut lewat tautan sudah penuh")
    await expect(note).to_contain_text("1 dari 1 tempat terisi.")
    waits, plain = await comes(hall), await comes(hall, "Ibu Rohani", scripts=False)
    await expect(waits.locator("#menunggu")).to_contain_text("Halaman ini mencoba lagi sendiri")
    async with waits.expect_response("**/ikut") as asked:  # it asks again, and there is no place
        await waits.clock.fast_forward(LONGEST)
    assert (await asked.value).status == 503
    await expect(waits.locator("#menunggu")).to_contain_text(HELD)
    await note.get_by_role("button", name="Izinkan 50 peserta lagi").click()
    await expect(note).to_be_hidden()
    await waits.clock.fast_forward(LONGEST)
    await is_in(waits)
    await expect(plain.get_by_label("Nama")).to_have_value("Ibu Rohani")
    await expect(plain.get_by_text("Tunggu sebentar, lalu tekan Coba sekarang.")).to_be_visible()
    await plain.get_by_role("button", name="Coba sekarang").click()
    await is_in(plain)
    await expect(inside.locator("[data-pill]")).to_contain_text("Tersambung")
    assert [*await hall.asked("SELECT name FROM participant ORDER BY joined_at")] == [
        ("",),
        ("",),
        ("Ibu Rohani",),
    ]
    hall.forgive(r"status of 503 .*/ikut")


async def test_nobody_is_taken_away_from_what_is_being_typed(hall: Hall) -> None:
    await one_place(hall)
    await hall.play.facilitator.log_in(hall.prepared.token)
    await hall.phone()
    page = await comes(hall, "Pak Ud")
    await hall.play.facilitator.act("more-places", limit=51)
    await page.evaluate(WATCH)
    for typed in ("Kel", "Kelompok", "Kelompok n", "Kelompok nel", "Kelompok nelayan"):
        await page.get_by_label("Lembaga").fill(typed)
        await page.clock.fast_forward(5_000)
    assert await page.evaluate("asked") == 0  # 25 seconds: it would have asked long ago
    await page.get_by_label("Nama").fill("Pak Udin")
    await page.clock.fast_forward(LONGEST)
    await is_in(page)
    told = await hall.asked("SELECT name, organisation FROM participant WHERE name <> ''")
    assert [*told] == [("Pak Udin", "Kelompok nelayan")]


async def test_a_refusal_for_another_reason_is_shown(hall: Hall) -> None:
    await one_place(hall)
    await hall.play.facilitator.log_in(hall.prepared.token)
    await hall.phone()
    page = await comes(hall, "Siti")
    await page.get_by_label("Nama").fill("Siti 081234567890")
    await hall.play.facilitator.act("more-places", limit=51)
    await page.clock.fast_forward(LONGEST)
    await page.clock.fast_forward(LONGEST)
    await expect(page.get_by_label("Nama")).to_have_attribute("aria-invalid", "true")
    await expect(page.locator(".err")).to_contain_text("Nomor telepon tidak perlu ditulis.")
    hall.forgive(r"status of (503|422) .*/ikut")
