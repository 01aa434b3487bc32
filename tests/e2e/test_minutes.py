"""The papers at the desk in a browser: what is typed is kept, and every document comes down."""

import pytest
from playwright.async_api import Page, expect

from tests.e2e.hall import Hall

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

BACK = "Isian yang belum disimpan dikembalikan"
FILES = {"Berita Acara (PDF)": b"%PDF", "Berita Acara (Word)": b"PK", "(ZIP)": b"PK"}


async def papers(hall: Hall, console: Page) -> Page:
    page = await console.context.new_page()
    await page.goto(f"{hall.base}/fasilitator/{hall.code}/dokumen")
    return page


async def test_what_was_typed_comes_back_and_is_told_until_it_is_saved(hall: Hall) -> None:
    console = await hall.console()
    page = await papers(hall, console)
    chair, lurah = (
        page.get_by_label("Pimpinan sidang", exact=True),
        page.get_by_label("Lurah").first,
    )
    await chair.fill("Ahmad  Sofyan")
    await page.get_by_label("Nama wakil 2").fill("Butet")
    await page.reload()
    await expect(page.get_by_text(BACK)).to_be_visible()
    await expect(chair).to_have_value("Ahmad  Sofyan")
    await expect(page.get_by_label("Nama wakil 2")).to_have_value("Butet")

    other = await papers(hall, await hall.console())
    await other.get_by_label("Lurah").first.fill("Siti")
    await other.get_by_role("button", name="Simpan isian").click()
    await expect(other.get_by_text("Isian dokumen tersimpan.")).to_be_visible()

    await page.get_by_role("button", name="Simpan isian").click()
    await expect(page.get_by_text("Lurah: Siti")).to_be_visible()
    hall.forgive(r"status of 422 .*/dokumen")
    await lurah.fill("Siti")
    await page.get_by_role("button", name="Simpan isian").click()
    await expect(page.get_by_text("Isian dokumen tersimpan.")).to_be_visible()
    await page.reload()
    await expect(page.get_by_text(BACK)).to_be_hidden()
    await expect(chair).to_have_value("Ahmad Sofyan")

    await chair.fill("Togar")
    await page.reload()
    await page.get_by_role("button", name="Buang, pakai yang tersimpan").click()
    await expect(chair).to_have_value("Ahmad Sofyan")
    await page.reload()
    await expect(page.get_by_text(BACK)).to_be_hidden()


async def test_every_document_comes_down(hall: Hall) -> None:
    console = await hall.console()
    await console.get_by_role("button", name="Buka musyawarah").click()
    await expect(console.get_by_role("button", name="Mulai menerima usulan")).to_be_visible()
    page = await papers(hall, console)
    for name, begins in FILES.items():
        async with page.expect_download() as coming:
            await page.get_by_role("link", name=name).click()
        path = await (await coming.value).path()
        with path.open("rb") as file:
            assert file.read(4).startswith(begins)
