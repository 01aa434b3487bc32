"""A pile of paper and raised hands in a real browser: by keyboard alone, on pages all can use."""

import pytest
from playwright.async_api import Page, expect

from tests.e2e.hall import PHONE, Hall
from tests.e2e.inspector import Inspector, axe, inspector  # noqa: F401  (fixtures)
from tests.e2e.test_cards import by_qr, cards, handed_out, mark

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


async def keys(page: Page, *texts: str) -> None:
    """Type each of these and press Enter, into whatever has the focus."""
    for text in texts:
        await expect(page.locator(":focus")).to_have_class("typed")
        await page.keyboard.type(text)
        async with page.expect_navigation():
            await page.keyboard.press("Enter")


async def test_a_pile_is_typed_without_the_mouse(hall: Hall, inspector: Inspector) -> None:  # noqa: F811
    codes = await cards(hall)
    console = await hall.console()
    await handed_out(console, hall)
    await hall.until_voting(2, range(3))
    await console.goto(hall.desk)
    phone = await (await hall.window(PHONE)).new_page()
    await by_qr(hall, phone, 3, codes[3])
    await mark(phone, "3")
    desk = await hall.console()
    await desk.goto(f"{hall.desk}/kertas")
    await inspector.judge(desk)
    await keys(desk, codes[1], "1 2", codes[2], "2", codes[3])
    await expect(desk.get_by_text("sudah memberi suara lewat ponsel")).to_be_visible()
    await inspector.judge(desk)
    await the_console_warns(console, inspector)
    await desk.goto(f"{hall.desk}/kertas?ke=2")
    await keys(desk, codes[1], "2 1", codes[2], "3")
    await expect(desk.get_by_text("Dua ketikan berbeda:")).to_be_visible()
    await inspector.judge(desk)
    await keys(desk, "2")
    await expect(desk.get_by_text("Kartu 2: kedua ketikan sama.")).to_be_visible()
    await expect(console.locator("#putaran")).to_contain_text("ponsel 1 · kertas 2")
    await expect(console.locator("#sekarang")).not_to_contain_text("belum selesai diketik")
    await expect(phone.locator("input[name=mark][value='3']")).to_be_checked()
    await hands_are_raised(hall, desk, inspector)
    await expect(console.locator("#putaran")).to_contain_text("angkat tangan 4")
    await the_result_tells_every_way(hall, console, inspector)
    hall.forgive("status of 422 .*/kertas")


async def the_console_warns(console: Page, looks: Inspector) -> None:
    """Two papers wait and one was not counted: told at once, and before anything is closed."""
    await expect(console.locator("#putaran")).to_contain_text("1 kertas tidak dihitung")
    await expect(console.locator("#sekarang")).to_contain_text("2 kertas belum selesai diketik")
    await looks.judge(console)
    await console.get_by_role("button", name="Tutup pemungutan suara").click()
    await expect(console.locator("#tanya")).to_contain_text("Kertas itu tidak akan dihitung.")
    await console.get_by_role("button", name="Batal").click()


async def hands_are_raised(hall: Hall, desk: Page, looks: Inspector) -> None:
    await desk.goto(f"{hall.desk}/tangan")
    await desk.get_by_label("Berapa orang").fill("4")
    await desk.get_by_label("Dihitung oleh").fill("Ketua LPM")
    await desk.locator("input[name=hands-1]").fill("4")
    await desk.get_by_role("button", name="Simpan hitungan").click()
    await expect(desk.get_by_text("Hitungan tangan tercatat.")).to_be_visible()
    await looks.judge(desk)


async def the_result_tells_every_way(hall: Hall, console: Page, looks: Inspector) -> None:
    wall = await hall.wall(console)
    await hall.play.facilitator.act("close-round", number=1)
    await hall.play.facilitator.act("reveal", number=1)
    ways = "ponsel 1 · kertas 2 · angkat tangan 4"
    await expect(wall.locator("#atas")).to_contain_text(ways)
    await looks.judge(wall)
    await expect(console.locator("#hasil")).to_contain_text(ways)
    await console.locator("#hasil .ways-table summary").click()
    await looks.judge(console)
