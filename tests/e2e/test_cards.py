"""Voter cards in a real browser: by QR, a family on one phone, one card on two phones."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from musrenbang_live.core.cards import printed
from tests.e2e.hall import PHONE, Hall
from tests.e2e.inspector import Inspector, axe, inspector  # noqa: F401  (fixtures)

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

KEPT = "Tersimpan pukul"
TABLET = (800, 1280)


async def cards(hall: Hall, count: int = 8) -> dict[int, str]:
    """The meeting is by card; so many are printed and handed out. Their codes by number."""
    await hall.asked(
        "UPDATE session SET plan = jsonb_set(plan, '{rules,access}', '\"kartu\"') RETURNING id"
    )
    site = hall.site
    room = await site.service.room(hall.code)
    made = await site.cards.print(room, "f:1", count)
    return {card.number: card.code for card in made}


async def handed_out(console: Page, hall: Hall) -> None:
    """The desk activates one sheet."""
    await console.goto(f"{hall.desk}/kartu")
    await console.get_by_role("button", name="Aktifkan satu lembar: 1–8").click()
    await expect(console.get_by_text("Sekarang 8 kartu dapat memilih.")).to_be_visible()


async def by_qr(hall: Hall, page: Page, number: int, code: str) -> None:
    """The camera opens the address on the card."""
    await page.goto(f"{hall.base}/s/{hall.code}/kartu#{code}")
    await page.wait_for_url(f"{hall.base}/s/{hall.code}?kartu={number}")


def boxes(page: Page) -> Locator:
    """What can be marked."""
    return page.locator("form[data-round] input[name=mark]")


async def mark(page: Page, value: str) -> None:
    """Tick one box and wait until it is on disk."""
    await page.locator(f"form[data-round] .opt:has(input[value='{value}'])").click()
    await expect(page.locator("[data-saved]")).to_contain_text(KEPT)


async def test_a_family_votes_on_one_phone_and_a_card_on_two_counts_once(hall: Hall) -> None:
    codes = await cards(hall)
    console = await hall.console()
    await handed_out(console, hall)
    phone = await (await hall.window(PHONE)).new_page()
    await by_qr(hall, phone, 1, codes[1])
    assert codes[1] not in phone.url
    await hall.until_voting(2, range(3))
    # The ballot comes by a live frame, made for everybody: it must say whose it is all the same.
    await expect(phone.get_by_text("Surat suara kartu 1")).to_be_visible()
    await expect(phone.get_by_text("Memilih memakai kartu suara.")).to_be_hidden()
    await expect(phone.get_by_text("tidak mengikat")).to_have_count(0)
    await mark(phone, "1")

    await phone.get_by_role("link", name="Kartu lain").click()
    await phone.get_by_label("Kode kartu").fill(printed(codes[2]).lower())
    await phone.get_by_role("button", name="Pakai kartu ini").click()
    await expect(phone.get_by_text("Surat suara kartu 2")).to_be_visible()
    await expect(boxes(phone).and_(phone.locator(":checked"))).to_have_count(0)
    await mark(phone, "2")
    await phone.get_by_role("link", name="Kartu 1").click()
    await expect(phone.get_by_text("Surat suara kartu 1")).to_be_visible()
    await expect(phone.locator("input[name=mark][value='1']")).to_be_checked()

    second = await (await hall.window(PHONE)).new_page()
    await by_qr(hall, second, 1, codes[1])
    await expect(second.locator("input[name=mark][value='1']")).to_be_checked()
    await mark(second, "3")
    await expect(phone.locator("input[name=mark][value='3']")).to_be_checked()
    rows = await hall.asked("SELECT mark FROM ballot JOIN participant ON id = participant")
    assert sorted(row["mark"] for row in rows) == [[1, 3], [2]]
    shown = await hall.asked("SELECT count(*) AS n FROM participant WHERE card IS NOT NULL")
    assert shown[0]["n"] == 2


async def test_without_a_card_the_phone_is_led_to_one(hall: Hall) -> None:
    codes = await cards(hall)
    await handed_out(await hall.console(), hall)
    await hall.until_voting(2, range(2))
    phone = await hall.phone()
    await phone.locator("form[data-round] .opt").first.click()
    await expect(phone.locator("[data-saved]")).to_contain_text("masukkan dahulu kode kartu")
    await phone.locator("#isi").get_by_role("link", name="Masukkan kartu suara").click()
    field = phone.get_by_label("Kode kartu")
    await field.fill("K7Q-M2X-WR0")
    await phone.get_by_role("button", name="Pakai kartu ini").click()
    await expect(field).to_have_accessible_description(re.compile("tidak memakai tanda 0"))
    await expect(field).to_be_focused()
    hall.forgive("status of 422")
    await field.fill(codes[4])
    await phone.get_by_role("button", name="Pakai kartu ini").click()
    await expect(phone.get_by_text("Surat suara kartu 4")).to_be_visible()
    await mark(phone, "1")


async def test_a_card_that_is_voided_says_so_on_the_ballot(hall: Hall) -> None:
    codes = await cards(hall)
    console = await hall.console()
    await handed_out(console, hall)
    await hall.until_voting(2, range(2))
    phone = await (await hall.window(PHONE)).new_page()
    await by_qr(hall, phone, 5, codes[5])
    await mark(phone, "1")
    await console.get_by_label("Nomor", exact=True).fill("5")
    await console.get_by_label("Alasan, ikut diterbitkan").fill("Terfoto")
    await console.get_by_role("button", name="Batalkan kartu").first.click()
    await console.get_by_role("button", name="Batalkan kartu").click()
    await expect(console.get_by_text("Kartu nomor 5 tidak berlaku lagi.")).to_be_visible()
    await phone.locator("form[data-round] .opt:has(input[value='2'])").click()
    await expect(phone.locator("[data-saved]")).to_contain_text("sudah tidak berlaku")
    rows = await hall.asked("SELECT count(*) AS n FROM ballot WHERE NOT blank")
    assert rows[0]["n"] == 0


async def tablet(hall: Hall, console: Page) -> Page:
    """A shared tablet, opened by the link on the page of the cards."""
    await console.goto(f"{hall.desk}/kartu")
    link = await console.get_by_label("Tautan kios").input_value()
    page = await (await hall.window(TABLET)).new_page()
    await page.clock.install()
    await page.goto(link)
    await expect(page.get_by_text("Perangkat ini tidak mengingat apa pun.")).to_be_visible()
    return page


async def sits_down(page: Page, code: str) -> None:
    """Somebody types a code at the kiosk."""
    await page.get_by_label("Kode kartu").fill(code)
    await page.get_by_role("button", name="Pakai kartu ini").click()


async def is_forgotten(page: Page, hall: Hall) -> None:
    """The kiosk stands at its start and knows nobody, whichever way one looks."""
    await page.wait_for_url(f"{hall.base}/s/{hall.code}/kios")
    await expect(page.get_by_label("Kode kartu")).to_have_value("")
    names = {cookie.get("name") for cookie in await page.context.cookies()}
    assert not {f"peserta_{hall.code}", f"kartu_{hall.code}"} & names
    kept = await page.evaluate("Object.keys(localStorage).filter((k) => k.includes(':out'))")
    assert kept == []
    await page.go_back()
    await expect(page.get_by_text("Surat suara kartu")).to_have_count(0)
    await page.goto(f"{hall.base}/s/{hall.code}/kios")


async def test_a_kiosk_forgets_who_pressed_done_and_who_walked_away(hall: Hall) -> None:
    codes = await cards(hall)
    console = await hall.console()
    await handed_out(console, hall)
    page = await tablet(hall, console)
    await hall.until_voting(2, range(2))
    await sits_down(page, codes[1])
    await expect(page.get_by_text("Surat suara kartu 1")).to_be_visible()
    await mark(page, "1")
    await page.get_by_role("link", name="Selesai, hapus dari perangkat ini").click()
    await is_forgotten(page, hall)
    await sits_down(page, codes[2])
    await mark(page, "2")
    for _ in range(2):
        await page.mouse.click(5, 5)  # a touch, and the time begins anew
        await page.clock.fast_forward(15_000)
    await expect(page.get_by_text("Surat suara kartu 2")).to_be_visible()
    await page.clock.fast_forward(21_000)
    await is_forgotten(page, hall)
    await page.get_by_label("Kode kartu").fill("K7Q")  # typed halfway, and left
    await page.clock.fast_forward(21_000)
    await expect(page.get_by_label("Kode kartu")).to_have_value("")
    rows = await hall.asked("SELECT mark FROM ballot JOIN participant ON id = participant")
    assert sorted(row["mark"] for row in rows if row["mark"]) == [[1], [2]]
    # A leap of time may find the line just being opened anew, and leave it.
    hall.forgive("WebSocket is closed before the connection is established")


async def test_pages_of_cards_are_for_everybody(
    hall: Hall,
    inspector: Inspector,  # noqa: F811
) -> None:
    codes = await cards(hall)
    console = await hall.console()
    await handed_out(console, hall)
    await inspector.judge(console)
    shared = await tablet(hall, console)
    await inspector.judge(shared)
    await hall.until_voting(2, range(2))
    phone = await hall.phone()
    await inspector.look(phone, [f"/s/{hall.code}", f"/s/{hall.code}/kartu"])
    for number in (1, 2):
        await by_qr(hall, phone, number, codes[number])
    await inspector.look(phone, [f"/s/{hall.code}?kartu=1", f"/s/{hall.code}/kartu"])
    await sits_down(shared, codes[3])
    await expect(shared.get_by_text("Surat suara kartu 3")).to_be_visible()
    await inspector.judge(shared)
    await inspector.look(console, [f"/fasilitator/{hall.code}", f"/fasilitator/{hall.code}/kartu"])
