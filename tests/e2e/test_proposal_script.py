"""Writing a proposal on a phone: no text is lost by a reload, a lost line or a refusal."""

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.stage import performed

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

PAGE = """<section data-held hidden><h2 data-count="{n} menunggu"></h2><ul class="list" data-list>
</ul></section><template id="t-held-propose"><li class="card"><h3 data-slot="title"></h3>
<p class="err" data-say hidden></p><button type="button" data-edit>Ubah</button></li></template>
<form id="tulis" method="post" action="/s/HMX4T7/tulis" data-send="propose" data-draft="tulis">
<textarea id="q1" name="problem"></textarea><p data-error="problem" hidden></p>
<input id="q3" name="title"><p data-error="" hidden></p><button>Kirim</button></form>
<div data-done="tulis" tabindex="-1" hidden><p data-say></p></div>"""


async def test_a_draft_outlives_the_page_until_it_is_stored(browser: Browser) -> None:
    async with performed(browser) as (stage, page, address):
        stage.body = PAGE
        await page.goto(address)
        await stage.hears("hello")
        await page.fill("#q1", "Parit tersumbat")
        await page.fill("#q3", "Bersihkan parit")
        await page.reload()
        await stage.hears("hello")
        await expect(page.locator("#q1")).to_have_value("Parit tersumbat")
        await page.click("button:text('Kirim')")
        sent = await stage.hears("propose")
        assert (sent["problem"], sent["title"]) == ("Parit tersumbat", "Bersihkan parit")
        await stage.send(ok=sent["ref"], say="Tercatat pukul 09.42.")
        await expect(page.locator("[data-done]")).to_have_text("Tercatat pukul 09.42.")
        await expect(page.locator("#q1")).to_have_value("")
        await page.reload()
        await stage.hears("hello")
        await expect(page.locator("[data-pill]")).to_have_attribute("data-s", "ok")
        await expect(page.locator("#q1")).to_have_value("")
        assert stage.is_quiet


async def test_a_refusal_leaves_the_text_and_points_at_the_field(browser: Browser) -> None:
    async with performed(browser) as (stage, page, address):
        stage.body = PAGE
        await page.goto(address)
        await stage.hears("hello")
        await page.fill("#q1", "Hubungi 0812 0000 0000")
        await page.click("button:text('Kirim')")
        sent = await stage.hears("propose")
        await stage.send(no=sent["ref"], code="text_has_phone", say="Hapus.", field="problem")
        await expect(page.locator("[data-error=problem]")).to_have_text("Hapus.")
        await expect(page.locator("#q1")).to_be_focused()
        await expect(page.locator("#q1")).to_have_attribute("aria-invalid", "true")
        await expect(page.locator("#q1")).to_have_value("Hubungi 0812 0000 0000")
        await page.fill("#q1", "Parit tersumbat")
        await expect(page.locator("[data-error=problem]")).to_be_hidden()
        await page.click("button:text('Kirim')")
        assert (await stage.hears("propose"))["ref"] != sent["ref"]


async def test_without_an_answer_it_is_shown_as_held_and_can_be_changed(
    browser: Browser,
) -> None:
    async with performed(browser) as (stage, page, address):
        stage.body = PAGE
        await page.clock.install()
        await page.goto(address)
        await stage.hears("hello")
        await page.fill("#q3", "Lampu jalan")
        await page.click("button:text('Kirim')")
        first = await stage.hears("propose")
        await page.clock.run_for(4_000)
        await expect(page.locator("[data-held] h2")).to_have_text("1 menunggu")
        await expect(page.locator("[data-held] h3")).to_have_text("Lampu jalan")
        await expect(page.locator("#q3")).to_have_value("")
        await page.clock.run_for(10_000)
        assert await stage.hears("propose") == first
        await page.click("button:text('Ubah')")
        await expect(page.locator("[data-held]")).to_be_hidden()
        await expect(page.locator("#q3")).to_have_value("Lampu jalan")
