"""Casting a ballot on a phone whose line fails it: the same ballot again, until it is answered."""

from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.stage import performed

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

PAGE = """<section id="isi"><div data-box="1"><div class="note" data-cast tabindex="-1" hidden>
<p data-said>Sudah ada di kotak.</p></div><div class="note" data-waiting tabindex="-1" hidden>
<p>Menunggu terkirim.</p></div><form id="suara-1" method="post" action="/s/HMX4T7/suara"
data-kind="delegasi" data-limit="1" data-none="Belum ada."><div data-paper>
<label class="opt"><input type="checkbox" name="mark" value="1">Siti</label>
<label class="opt"><input type="checkbox" name="mark" value="2">Budi</label></div>
<section data-sure tabindex="-1" hidden><p data-chosen="1" hidden>Siti</p></section>
<div data-paper><p class="pick" data-count="{{n}} dipilih">Pilih</p>
<p class="why" data-full="Lepas satu." hidden></p><button>Masukkan</button></div>
<div data-sure hidden><button name="sure">Ya</button><button type="button" data-unsure>Kembali
</button></div></form></div></section>""".replace("{{n}}", "{n}")


async def cast(page: Page) -> None:
    await page.check("[value='1']")
    await page.click("text=Masukkan")
    await page.click("text=Ya")


async def voted(stage: Any, page: Page, address: str) -> dict[str, Any]:
    """A page on which a ballot was cast; what the server heard of it."""
    stage.body = PAGE
    await page.goto(address)
    await stage.hears("hello")
    await cast(page)
    sent: dict[str, Any] = await stage.hears("vote")
    assert (sent["round"], sent["mark"]) == (1, [1])
    return sent


async def test_the_same_ballot_is_sent_again_after_a_lost_line_and_a_reload(
    browser: Browser,
) -> None:
    async with performed(browser) as (stage, page, address):
        sent = await voted(stage, page, address)
        await stage.hang_up()
        await expect(page.locator("[data-waiting]")).to_be_visible()
        await expect(page.locator("form")).to_be_hidden()
        await stage.hears("hello")
        assert await stage.hears("vote") == sent
        await page.reload()
        await stage.hears("hello")
        assert await stage.hears("vote") == sent
        await stage.send(ok=sent["ref"], say="Masuk pukul 10.32.")
        await expect(page.locator("[data-said]")).to_have_text("Masuk pukul 10.32.")
        await page.reload()
        await stage.hears("hello")
        await expect(page.locator("[data-said]")).to_have_text("Masuk pukul 10.32.")
        assert stage.is_quiet


async def test_a_server_that_knows_already_does_not_take_the_answer_away(browser: Browser) -> None:
    """It says that this voter has cast, before it has answered this phone."""
    async with performed(browser) as (stage, page, address):
        sent = await voted(stage, page, address)
        await stage.send(me={"supports": [], "votes": {}, "counted": [], "cast": [1]})
        await expect(page.locator("[data-said]")).to_have_text("Sudah ada di kotak.")
        await stage.send(ok=sent["ref"], say="Masuk pukul 10.32.")
        await expect(page.locator("[data-said]")).to_have_text("Masuk pukul 10.32.")
        await stage.send(me={"supports": [], "votes": {}, "counted": [], "cast": []})  # an old one
        await stage.send(ok="another", say="")
        await expect(page.locator("form")).to_be_hidden()


async def test_nothing_can_be_pressed_while_a_ballot_is_on_its_way(browser: Browser) -> None:
    async with performed(browser) as (stage, page, address):
        await voted(stage, page, address)
        for button in ("Ya", "Kembali"):
            if await page.locator(f"text={button}").is_visible():
                await page.locator(f"text={button}").dispatch_event("click")
        await expect(page.locator("[data-waiting]")).to_be_visible()
        assert stage.is_quiet


async def test_a_card_that_has_voted_elsewhere_is_told_so(browser: Browser) -> None:
    async with performed(browser) as (stage, page, address):
        sent = await voted(stage, page, address)
        await stage.send(no=sent["ref"], code="card_spent", say="Kartu ini sudah memberi suara.")
        await expect(page.locator("[data-cast]")).to_be_visible()
        await expect(page.locator("form")).to_be_hidden()
        assert "mark" not in await page.evaluate("JSON.stringify(Object.values(localStorage))")


async def test_a_refusal_that_can_be_mended_gives_the_paper_back(browser: Browser) -> None:
    async with performed(browser) as (stage, page, address):
        sent = await voted(stage, page, address)
        await stage.send(no=sent["ref"], code="mark_too_many", say="Lepas satu dahulu.")
        await expect(page.locator(".why")).to_have_text("Lepas satu dahulu.")
        await expect(page.locator("[value='1']")).to_be_checked()
        await page.click("text=Masukkan")
        await page.click("text=Ya")
        again = await stage.hears("vote")
        assert again["ref"] != sent["ref"]


async def test_a_busy_server_is_asked_again_with_the_same_ballot(browser: Browser) -> None:
    async with performed(browser) as (stage, page, address):
        sent = await voted(stage, page, address)
        await stage.send(no=sent["ref"], code="busy", say="Banyak.", again=50)
        assert await stage.hears("vote") == sent
