"""The catalogue and the quick table of costs in a real browser, by keyboard alone."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.hall import LAPTOP, Hall
from tests.e2e.inspector import Inspector, axe, inspector  # noqa: F401  (fixtures)

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

KAMUS = """Kode;Nama Kegiatan;Satuan;Harga Satuan;OPD
1.03.01;Pembangunan saluran drainase;meter;850.000;Dinas PUPR
1.03.02;Pemasangan lampu jalan;titik;5.500.000;Dinas Perhubungan
1.03.03;;unit;1,250;Dinas PUPR
"""


async def proposed(hall: Hall, count: int) -> None:
    """So many proposals stand."""
    await hall.play.facilitator.log_in(hall.prepared.token)
    await hall.play.join(count)
    await hall.play.facilitator.act("open")
    await hall.play.facilitator.act("phase", index=1)
    for index in range(count):
        await hall.play.bring(index)


async def imported(hall: Hall, desk: Page, inspector: Inspector) -> None:  # noqa: F811
    """The catalogue, brought in by the form."""
    await desk.goto(f"{hall.base}/fasilitator/kamus")
    await inspector.judge(desk)
    file = {"name": "kamus.csv", "mimeType": "text/csv", "buffer": KAMUS.encode()}
    await desk.set_input_files("#berkas", files=[file])  # type: ignore[list-item]
    await desk.get_by_role("button", name="Periksa berkas").click()
    await expect(desk.get_by_text("Dapat dibaca dengan dua cara.")).to_be_visible()
    await inspector.judge(desk)
    await desk.get_by_role("button", name="tanpa yang keliru").click()
    await expect(desk.get_by_text("dipakai: 2 kegiatan.")).to_be_visible()
    await inspector.judge(desk)


async def test_proposals_are_completed_one_after_the_other(
    hall: Hall,
    inspector: Inspector,  # noqa: F811
) -> None:
    await proposed(hall, 3)
    desk = await hall.console()
    await imported(hall, desk, inspector)
    await desk.goto(f"{hall.desk}/biaya")
    await inspector.judge(desk)
    first = desk.locator("[data-cost-row]").first
    await first.get_by_role("combobox").fill("drainase")
    await expect(first.get_by_role("option")).to_have_count(1)
    await inspector.judge(desk)
    await desk.keyboard.press("ArrowDown")
    await desk.keyboard.press("Enter")
    await expect(first.locator("[name=unit_cost]")).to_have_value("850.000")
    await expect(first.locator("[name=agency]")).to_have_value("Dinas PUPR")
    await expect(first.locator("[data-mark=outside]")).to_be_hidden()
    await figures_are_computed(desk, first)
    await desk.keyboard.press("Enter")
    second = desk.locator("[data-cost-row]").nth(1)
    await expect(second.locator(":focus")).to_have_count(1)
    await expect(desk.locator("#kabar")).to_contain_text("tersimpan")
    number = await first.get_attribute("data-cost-row")
    (row,) = await hall.asked(f"SELECT * FROM proposal WHERE number = {number}")
    assert (row["cost"], row["unit_cost"], row["catalog"]) == (9_000_000, 900_000, "1.03.01")
    hall.forgive("status of 422 .*/biaya|status of 422 .*/hitung")


async def figures_are_computed(desk: Page, first: Locator) -> None:
    """While they are typed, as the server computes them; what cannot be read is told."""
    await first.locator("[name=quantity]").fill("12,5")
    await expect(first.locator("[name=cost]")).to_have_value("10.625.000")
    await first.locator("[name=unit_cost]").fill("900.000")
    await expect(first.locator("[data-mark=dear]")).to_be_visible()
    await first.locator("[name=quantity]").fill("dua")
    await desk.keyboard.press("Enter")
    await expect(first.locator("[data-wrong]")).to_contain_text("Isi dengan angka saja")
    await expect(first.locator("[name=quantity]")).to_be_focused()
    await first.locator("[name=quantity]").fill("10")
    await expect(first.locator("[name=cost]")).to_have_value("9.000.000")


async def test_a_row_that_is_left_is_kept_and_a_lost_line_is_told(hall: Hall) -> None:
    await proposed(hall, 2)
    window = await hall.window(LAPTOP)
    desk = await window.new_page()
    await desk.goto(f"{hall.base}/masuk/{hall.prepared.token}")
    await desk.get_by_role("button", name="Masuk").click()
    await desk.wait_for_url(f"{hall.base}/fasilitator")
    await desk.goto(f"{hall.desk}/biaya")
    rows = desk.locator("[data-cost-row]")
    await rows.first.locator("[name=agency]").fill("Dinas PUPR")
    await rows.nth(1).locator("[name=agency]").focus()
    await expect(desk.locator("#kabar")).to_contain_text("tersimpan")
    await expect(rows.nth(1).locator("[name=agency]")).to_be_focused()
    await window.set_offline(True)
    await rows.nth(1).locator("[name=agency]").fill("Dinas Sosial")
    await desk.keyboard.press("Enter")
    await expect(rows.nth(1).locator("[data-wrong]")).to_contain_text("sambungan terputus")
    await expect(rows.nth(1).locator("[name=agency]")).to_have_value("Dinas Sosial")
    await window.set_offline(False)
    await desk.keyboard.press("Enter")
    await expect(rows.nth(1).locator("[data-wrong]")).to_be_hidden()
    kept = await hall.asked("SELECT agency FROM proposal WHERE status = 'shown' ORDER BY agency")
    assert [row["agency"] for row in kept] == ["Dinas PUPR", "Dinas Sosial"]
    hall.forgive("ERR_INTERNET_DISCONNECTED")
