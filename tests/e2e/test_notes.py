"""Notes by two people at once, in two browsers; and a speaker's time on the wall."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.e2e.hall import LOST, Hall

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

FIELD = "#isi-baru"


async def writing(hall: Hall) -> Page:
    """Somebody at the page of the notes."""
    page = await hall.console()
    await page.goto(f"{hall.desk}/notulen")
    await expect(page.locator(FIELD)).to_be_focused()
    return page


async def begun(hall: Hall) -> None:
    """The meeting is on."""
    await hall.play.facilitator.log_in(hall.prepared.token)
    await hall.play.facilitator.act("open")


async def test_two_people_write_and_nothing_of_either_is_lost(hall: Hall) -> None:
    await begun(hall)
    siti, budi = await writing(hall), await writing(hall)
    await budi.locator(FIELD).fill("Tanggapan Lingkungan II: setengah")
    await siti.keyboard.type("Sambutan dari Lurah")
    await siti.keyboard.press("Enter")
    await siti.keyboard.type("Paparan dari Camat")
    await siti.keyboard.press("Enter")

    entries = budi.locator("#catatan-tahap-0 > li")
    await expect(entries).to_have_count(2)
    await expect(budi.locator(FIELD)).to_have_value("Tanggapan Lingkungan II: setengah")
    await expect(siti.locator("#ketikan")).to_contain_text("setengah")
    await expect(budi.locator("#ketikan li:visible")).to_have_count(0)

    for page, text in ((siti, "Paparan dari Sekcam"), (budi, "Paparan Camat Teluk Nibung")):
        entry = page.locator("#catatan-tahap-0 > li").nth(1)
        await entry.get_by_text("Ubah").click()
        await entry.locator("textarea").fill(text)
    await expect(entries.nth(1)).to_contain_text("sedang mengubah")
    await siti.locator("#catatan-tahap-0 > li").nth(1).locator("textarea").press("Enter")
    await expect(entries.nth(1).locator("> p").nth(1)).to_have_text("Paparan dari Sekcam")
    mine = entries.nth(1).locator("textarea")
    await expect(mine).to_have_value("Paparan Camat Teluk Nibung")

    await mine.press("Enter")
    clash = entries.nth(1).locator("[data-clash]")
    await expect(clash).to_contain_text("Paparan dari Sekcam")
    await clash.get_by_text("Sambungkan ke tulisan saya").click()
    await expect(mine).to_have_value("Paparan dari Sekcam\nPaparan Camat Teluk Nibung")
    await mine.press("Enter")
    await expect(siti.locator("#catatan-tahap-0 > li").nth(1)).to_contain_text("Teluk Nibung")
    hall.forgive("status of 409")


async def test_what_is_typed_without_a_line_is_kept_and_sent_later(hall: Hall) -> None:
    await begun(hall)
    page = await writing(hall)
    await page.context.set_offline(True)
    await page.keyboard.type("Saat listrik padam")
    await page.keyboard.press("Enter")
    await page.keyboard.type("setengah jadi")
    await expect(page.locator("#tertunda")).to_contain_text("Saat listrik padam")
    await expect(page.locator("#simpanan")).to_contain_text("disimpan di perangkat ini")

    await page.context.set_offline(False)
    await expect(page.locator("#catatan-tahap-0")).to_contain_text("Saat listrik padam")
    await expect(page.locator("#tertunda li")).to_have_count(0)
    await page.reload()
    await expect(page.locator(FIELD)).to_have_value("setengah jadi")
    rows = await hall.asked("SELECT text FROM note")
    assert [row["text"] for row in rows] == ["Saat listrik padam"]
    hall.forgive(LOST)


async def test_a_speaker_on_the_wall_and_the_place_on_the_phone(hall: Hall) -> None:
    await begun(hall)
    desk = await hall.console()
    wall, phone = await hall.wall(desk), await hall.phone()
    await desk.goto(f"{hall.desk}/pembicara")
    await desk.locator("#ke-ponsel button").click()
    await desk.locator("#ke-layar button").click()
    await desk.locator("#name").fill("Ketua LPM")
    await desk.locator("#name").press("Enter")
    await expect(wall.locator("#pita")).to_contain_text("Berikutnya: Ketua LPM")

    await phone.get_by_role("link", name="Saya mau bicara").click()
    await phone.get_by_label("Lingkungan").select_option("II")
    await phone.get_by_role("button", name="Saya mau bicara").click()
    await expect(phone.locator(".ticket")).to_contain_text("Giliran ke-2")
    await desk.locator("#panggil button").click()
    await expect(phone.locator(".ticket")).to_contain_text("Giliran berikutnya")
    await expect(wall.locator("#pita [data-clock]")).to_have_text(re.compile(r"^2:\d\d$"))
    await desk.locator("#panggil button").click()
    await expect(phone.locator(".ticket")).to_contain_text("Giliran Bapak/Ibu sekarang")
    await expect(wall.locator("#pita")).to_contain_text("Warga Lingkungan II")
