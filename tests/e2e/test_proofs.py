"""A phone finds its own ballots in the list of a closed round, or says loudly that it does not."""

import pytest
from playwright.async_api import Locator, Page, Request, expect

from musrenbang_live.core.words import WORDS
from tests.e2e.hall import Hall
from tests.e2e.marking import STORED, tick
from tests.e2e.test_accessibility import Inspector, inspector  # noqa: F401  (a fixture)

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
    await expect(panel).to_contain_text(SAME)
    await expect(panel).to_have_attribute("data-k", "ok")
    await expect(panel.locator("[data-slot=words]")).to_have_text(words)
    await expect(panel).to_contain_text("bukti 1 = suara 1 = peserta yang memberi suara 1")
    await expect(phone.get_by_text(MISSED)).to_be_hidden()
    (request,) = [each for each in asked if "/daftar/" in each.url]
    headers = await request.all_headers()
    assert not {"cookie", "referer"} & headers.keys()
    assert request.url == f"{hall.base}/s/{hall.code}/daftar/1"
    for act in ("reveal", "close", "publish"):
        await hall.play.facilitator.act(act, **({"number": 1} if act == "reveal" else {}))
        await phone.reload()
        await expect(panels(phone)).to_contain_text(SAME)
    await phone.context.clear_cookies()  # after a week nobody knows the phone any more
    await phone.reload()
    await expect(panels(phone)).to_contain_text(SAME)
    await phone.get_by_text("Apa artinya, dan cara melupakannya").click()
    listed = await phone.context.new_page()
    await listed.goto(f"{hall.base}/arsip/{hall.code}/1/bukti")
    await expect(listed.locator("ol.kata li")).to_have_text([words])
    await listed.close()
    await phone.get_by_text("Lupakan kaitan di ponsel ini").click()
    await phone.get_by_role("button", name="Ya, lupakan").click()
    await expect(panel).to_have_count(0)
    kept = await phone.evaluate("Object.keys(localStorage).filter((k) => k.endsWith(':bukti'))")
    assert kept == []
    await phone.reload()
    await expect(phone.locator("[data-pill]")).to_have_attribute("data-s", "ok")
    await expect(panels(phone)).to_have_count(0)
