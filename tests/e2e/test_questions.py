"""Questions from a phone to the wall, and the wall led from a phone: live, and nothing lost."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.hall import PHONE, Hall
from tests.e2e.stage import performed

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

LAMP = "Kapan lampu Gang Mawar diperbaiki?"
PAGE = """<section data-held hidden><h2 data-count="{n} menunggu"></h2><ul class="list" data-list>
</ul></section><template id="t-held-ask"><li class="card"><h3 data-slot="text"></h3>
<p class="err" data-say hidden></p><button type="button" data-edit data-draft="tanya">Ubah</button>
</li></template><form id="tulis-tanya" method="post" action="/s/HMX4T7/tanya" data-send="ask"
 data-draft="tanya"><textarea id="q" name="text"></textarea><p data-error="text" hidden></p>
<input type="checkbox" id="n" name="named" value="1"><p data-error="" hidden></p>
<button>Kirim</button></form><div data-done="tulis-tanya" tabindex="-1" hidden><p data-say></p>
</div>"""


async def test_a_question_outlives_reloads_and_silence(browser: Browser) -> None:
    async with performed(browser) as (stage, page, address):
        stage.body = PAGE
        await page.clock.install()
        await page.goto(address)
        await stage.hears("hello")
        await page.fill("#q", LAMP)
        await page.check("#n")
        await page.reload()
        await stage.hears("hello")
        await expect(page.locator("#q")).to_have_value(LAMP)
        await expect(page.locator("#n")).to_be_checked()
        await page.click("button:text('Kirim')")
        sent = await stage.hears("ask")
        assert (sent["text"], sent["named"]) == (LAMP, True)
        await page.clock.run_for(4_000)
        await expect(page.locator("[data-held] h3")).to_have_text(LAMP)
        await page.clock.run_for(10_000)
        assert await stage.hears("ask") == sent
        await stage.send(no=sent["ref"], code="text_has_phone", say="Hapus.", field="text")
        await expect(page.locator("#q")).to_have_value(LAMP)
        await expect(page.locator("[data-error=text]")).to_have_text("Hapus.")
        await page.click("button:text('Kirim')")
        again = await stage.hears("ask")
        await stage.send(ok=again["ref"], say="Tercatat pukul 09.42.")
        await expect(page.locator("[data-done]")).to_have_text("Tercatat pukul 09.42.")
        await expect(page.locator("#q")).to_have_value("")


async def test_a_question_goes_from_a_phone_to_the_wall(hall: Hall) -> None:
    console = await hall.console()
    phone, neighbour, wall = await hall.phone(), await hall.phone(), await hall.wall(console)
    await _to_questions(hall)
    for page in (phone, neighbour):
        await page.goto(f"{hall.base}/s/{hall.code}/tanya")
    await console.goto(f"{hall.desk}/tanya")
    await phone.get_by_label("Apa yang ingin ditanyakan?").fill(LAMP)
    await phone.get_by_role("button", name="Kirim pertanyaan").click()
    await expect(phone.locator("#tanya-saya")).to_contain_text("Sedang diperiksa panitia")
    await console.get_by_role("button", name="Tampilkan pertanyaan 1").click()
    await expect(phone.locator("#tanya-saya")).to_contain_text("Tampil untuk semua")
    button = neighbour.locator("#daftar-tanya [data-opine]")
    await button.click()
    await expect(button).to_have_attribute("aria-pressed", "true")
    await expect(phone.locator("#daftar-tanya [data-opine] b")).to_have_text("1")
    await expect(console.locator("#soal-1 b").first).to_have_text("1")
    await console.get_by_role("button", name="Bahas di layar pertanyaan 1").click()
    await expect(wall.locator("#isi h1")).to_have_text(LAMP)
    await expect(wall.locator("#isi")).to_contain_text("1 orang")
    await console.get_by_text("Catat jawaban").click()
    await console.get_by_label("Dijawab oleh").select_option("Lurah")
    await console.get_by_role("button", name="Simpan jawaban").click()
    await expect(neighbour.locator("#daftar-tanya")).to_contain_text("Dijawab oleh Lurah")


async def test_the_wall_is_led_from_a_phone(hall: Hall) -> None:
    console = await hall.console()
    wall = await hall.wall(console)
    await _to_questions(hall)
    await console.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    await console.goto(f"{hall.desk}/layar")
    for key, scene in (("Agenda", ".pj-agenda"), ("Kode ikut", ".pj-join")):
        await _press(console, key)
        await expect(wall.locator(scene)).to_be_visible()
        await expect(console.locator(".mirror .do")).to_have_text(key)
    await console.get_by_role("button", name="Kosongkan layar").click()
    await expect(wall.locator(".pj-blank")).to_be_visible()
    await _press(console, "Agenda")
    await expect(wall.locator(".pj-agenda")).to_be_visible()
    width = await console.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE[0]


async def _press(remote: Page, key: str) -> None:
    button = remote.locator("#pilih-layar").get_by_role("button", name=key)
    await button.click()
    await expect(button).to_have_attribute("aria-pressed", "true")


async def _to_questions(hall: Hall) -> None:
    """The meeting goes to its first phase in which residents ask."""
    plan = hall.prepared.plan
    await hall.play.facilitator.log_in(hall.prepared.token)
    await hall.play.facilitator.act("open")
    index = next(n for n, each in enumerate(plan.phases) if each.kind in plan.rules.ask_in)
    await hall.play.facilitator.act("phase", index=index)
