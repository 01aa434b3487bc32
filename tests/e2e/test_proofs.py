"""A phone finds its own ballots in the list of a closed round, or says loudly that it does not."""

import re

import pytest
from playwright.async_api import Locator, Page, Request, Route, expect

from musrenbang_live.core.words import WORDS
from tests.e2e.hall import PHONE, Hall
from tests.e2e.inspector import Inspector, axe, inspector  # noqa: F401  (fixtures)
from tests.e2e.marking import STORED, tick
from tests.e2e.test_cards import by_qr, cards, handed_out, mark

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

SAME = "Suara Bapak/Ibu ada dalam daftar, dengan pilihan yang sama."
MISSED = "Suara dari ponsel ini tidak ada dalam daftar."


async def voted(hall: Hall, phone: Page, *numbers: int) -> str:
    """The phone ticks these; the three words that it shows then."""
    await tick(phone, *numbers)
    await expect(phone.locator("[data-saved]:visible")).to_contain_text(STORED)
    line = phone.locator("[data-words]:visible")
    await expect(line).to_contain_text("Kata bukti")
    words = await line.locator("strong").inner_text()
    assert len(words.split()) == 3
    assert set(words.split()) <= set(WORDS)
    return words


def panels(phone: Page) -> Locator:
    """What the phone says of its ballots."""
    return phone.locator("[data-panels] > article")


async def close(hall: Hall) -> None:
    """The facilitator closes the round."""
    await hall.play.facilitator.act("close-round", number=1)


async def test_a_phone_finds_its_ballot_now_later_and_when_published(hall: Hall) -> None:
    await hall.until_voting(3, range(3))
    phone = await hall.phone()
    words = await voted(hall, phone, 1)
    assert await voted(hall, phone, 2) == words
    asked: list[Request] = []
    phone.on("request", lambda request: asked.append(request))
    await close(hall)
    panel = panels(phone)
    await expect(panel.get_by_text(SAME)).to_be_visible()
    await expect(panel).to_have_attribute("data-k", "ok")
    await expect(panel.locator("[data-slot=words]")).to_have_text(words)
    await expect(panel).to_contain_text("bukti 1 = suara 1 = peserta yang memberi suara 1")
    await expect(panel.get_by_text(MISSED)).to_be_hidden()
    (request,) = [each for each in asked if "/daftar/" in each.url]
    headers = await request.all_headers()
    assert not {"cookie", "referer"} & headers.keys()
    assert request.url == f"{hall.base}/s/{hall.code}/daftar/1"
    await is_found_later(hall, phone)
    await is_listed(hall, phone, words)
    await is_forgotten(phone)


async def is_found_later(hall: Hall, phone: Page) -> None:
    """After every reload, and when nobody knows the phone any more."""
    for act in ("reveal", "close", "publish"):
        await hall.play.facilitator.act(act, **({"number": 1} if act == "reveal" else {}))
        await phone.reload()
        await expect(panels(phone).get_by_text(SAME)).to_be_visible()
    await phone.context.clear_cookies()
    await phone.reload()
    await expect(panels(phone).get_by_text(SAME)).to_be_visible()


async def is_listed(hall: Hall, phone: Page, words: str) -> None:
    """The words stand in the public list."""
    listed = await phone.context.new_page()
    await listed.goto(f"{hall.base}/arsip/{hall.code}/1/bukti")
    await expect(listed.locator("ol.kata li")).to_have_text([words])
    await listed.close()


async def is_forgotten(phone: Page) -> None:
    """Whoever presses twice, knowing what for, leaves nothing here."""
    await phone.get_by_text("Apa artinya, dan cara melupakannya").click()
    await phone.get_by_text("Lupakan kaitan di ponsel ini").click()
    await phone.get_by_role("button", name="Ya, lupakan").click()
    await expect(panels(phone)).to_have_count(0)
    kept = await phone.evaluate("Object.keys(localStorage).filter((k) => k.endsWith(':bukti'))")
    assert kept == []
    await phone.reload()
    await expect(phone.locator("[data-pill]")).to_have_attribute("data-s", "ok")
    await expect(panels(phone)).to_have_count(0)


async def test_two_cards_on_a_phone_and_one_of_them_used_again_elsewhere(hall: Hall) -> None:
    codes = await cards(hall)
    await handed_out(await hall.console(), hall)
    phone = await (await hall.window(PHONE)).new_page()
    await by_qr(hall, phone, 1, codes[1])
    await hall.until_voting(2, range(3))
    await mark(phone, "1")
    await by_qr(hall, phone, 2, codes[2])
    await mark(phone, "2")
    words = await phone.locator("[data-words]:visible strong").inner_text()
    second = await (await hall.window(PHONE)).new_page()
    await by_qr(hall, second, 2, codes[2])
    await mark(second, "3")
    await close(hall)
    await expect(panels(phone)).to_have_count(2)
    found, missed = panels(phone).nth(0), panels(phone).nth(1)
    await expect(found.locator("h3")).to_contain_text("kartu 1")
    await expect(found.get_by_text(SAME)).to_be_visible()
    figures = re.compile(r"bukti (\d+) = suara \1 = kartu terpakai \1")
    await expect(found.get_by_text(figures)).to_be_visible()
    await expect(missed.locator("h3")).to_contain_text("kartu 2")
    await expect(missed.get_by_text(MISSED)).to_be_visible()
    await expect(missed).to_have_attribute("data-k", "bad")
    await expect(missed).to_contain_text(re.compile(r"suara tersimpan pukul \d\d\.\d\d"))
    await expect(missed.locator("[data-slot=words]")).to_have_text(words)
    await missed.get_by_text("Apa yang mungkin terjadi?").click()
    await expect(missed.get_by_text("Kartu yang sama dipakai memilih lagi")).to_be_visible()
    await expect(panels(second).get_by_text(SAME)).to_be_visible()


@pytest.mark.parametrize(
    "change",
    ["UPDATE mark SET mark = '[3]' RETURNING 1", "DELETE FROM receipt RETURNING 1"],
)
async def test_rows_that_were_changed_are_noticed_by_the_phone(hall: Hall, change: str) -> None:
    await hall.until_voting(2, range(3))
    phone = await hall.phone()
    words = await voted(hall, phone, 1)
    await phone.goto("about:blank")
    await close(hall)
    await hall.asked(change)
    await phone.goto(f"{hall.base}/s/{hall.code}")
    await expect(panels(phone).get_by_text(MISSED)).to_be_visible()
    await expect(panels(phone).locator("[data-slot=words]")).to_have_text(words)


async def test_what_never_reached_the_server_is_no_lost_proof(hall: Hall) -> None:
    await hall.until_voting(2, range(3))
    cable = await hall.cable()
    phone = await hall.phone(cable.base)
    await expect(phone.locator("[data-pill]")).to_have_attribute("data-s", "ok")
    await cable.cut()
    await tick(phone, 1)
    await close(hall)
    await cable.mend()
    await expect(phone.locator("#sekarang")).to_contain_text("Pemungutan ditutup")
    told = phone.locator(".toast, #sambungan [data-say]").filter(has_text="sudah ditutup")
    await expect(told.first).to_be_attached()  # in the dock first, where the paper was still there
    await phone.reload()
    await expect(phone.locator("[data-pill]")).to_have_attribute("data-s", "ok")
    await expect(panels(phone)).to_have_count(0)
    hall.forgive("ERR_|WebSocket")


async def test_a_list_that_cannot_be_had_is_asked_for_again(hall: Hall) -> None:
    await hall.until_voting(2, range(3))
    phone = await hall.phone()
    await voted(hall, phone, 1)
    tries: list[str] = []

    async def away(route: Route) -> None:
        tries.append(route.request.url)
        await (route.abort() if len(tries) < 3 else route.continue_())

    await phone.route("**/daftar/**", away)
    await close(hall)
    await expect(panels(phone).get_by_text("sedang memeriksa")).to_be_visible()
    await expect(panels(phone).get_by_text("Ponsel ini mencoba lagi sendiri.")).to_be_visible()
    await expect(panels(phone).get_by_text(SAME)).to_be_visible()
    assert len(tries) == 3
    hall.forgive("ERR_FAILED")


async def test_without_script_the_server_looks_and_the_phone_forgets(hall: Hall) -> None:
    await hall.until_voting(2, range(3))
    phone = await hall.phone(java_script_enabled=False)
    await phone.get_by_role("link", name="Sekarang").click()
    await phone.locator("[name=mark]").first.check()
    await phone.get_by_role("button", name="Simpan pilihan").click()
    words = await phone.locator("[data-words]:visible strong").inner_text()
    await close(hall)
    await phone.goto(f"{hall.base}/s/{hall.code}")
    await phone.get_by_role("link", name="Bukti suara").click()
    await expect(phone.get_by_text(SAME)).to_be_visible()
    await expect(phone.locator("[data-kept-round] [data-slot=words]")).to_have_text(words)
    await phone.get_by_text("Apa artinya, dan cara melupakannya").click()
    await phone.get_by_text("Lupakan kaitan di ponsel ini").click()
    await phone.get_by_role("button", name="Ya, lupakan").click()
    await expect(phone.get_by_text(SAME)).to_have_count(0)


async def test_pages_of_proofs_are_for_everybody(
    hall: Hall,
    inspector: Inspector,  # noqa: F811
) -> None:
    await hall.until_voting(2, range(3))
    phone = await hall.phone()
    await voted(hall, phone, 1)
    await close(hall)
    await expect(panels(phone).get_by_text(SAME)).to_be_visible()
    for words in await phone.get_by_text("Apa artinya, dan cara melupakannya").all():
        await words.click()
    await inspector.judge(phone)
    there = f"/s/{hall.code}"
    await inspector.look(phone, [f"{there}/bukti", f"{there}/kata/1", f"{there}/kata/1?kata=a"])
