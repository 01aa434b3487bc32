"""News in a real browser: what is typed stays on the device, a phone in the hall gets what belongs
to its agenda point without asking, and every page reads well.
"""

import pytest
from playwright.async_api import Page, expect

from musrenbang_live.cli.city import news
from tests.e2e.hall import PHONE, Hall
from tests.e2e.inspector import Inspector, axe, inspector  # noqa: F401  (fixtures)
from tests.web.writers import PDF

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


async def test_news_are_written_kept_and_read_in_the_hall(
    hall: Hall,
    inspector: Inspector,  # noqa: F811
) -> None:
    phone, desk = await hall.phone(), await hall.console()
    await hall.play.facilitator.log_in(hall.prepared.token)
    await hall.play.facilitator.act("open")
    await expect(phone.locator("#bacaan a")).to_have_count(0)
    await is_typed_and_kept(hall, desk)
    await desk.get_by_label("Untuk sesi dan tahap").select_option(f"{hall.code}:0")
    await desk.get_by_label("Boleh dibuka di ponsel").check()
    await desk.get_by_role("button", name="Simpan", exact=True).click()
    await expect(phone.locator("#bacaan a")).to_contain_text("Bahan paparan")
    paper = {"name": "paparan.pdf", "mimeType": "application/pdf", "buffer": PDF}
    await desk.locator("#pilih-berkas").set_input_files(paper)  # type: ignore[arg-type]
    await desk.get_by_role("button", name="Lampirkan").click()
    await expect(phone.locator("#bacaan a")).to_contain_text("1 berkas")
    await inspector.judge(phone)
    await phone.locator("#bacaan a").click()
    await expect(phone.get_by_role("heading", name="Yang dibahas")).to_be_visible()
    await inspector.judge(phone)

    await news.publish(hall.site.pool, hall.prepared)
    edit = desk.url.removeprefix(hall.base).partition("#")[0]
    await inspector.look(desk, ["/kelola/kabar", edit, f"{edit}/riwayat"])
    public = await (await hall.window(PHONE)).new_page()
    slug = await hall.site.pool.fetchval("SELECT slug FROM article WHERE body LIKE '%| Hari%'")
    await inspector.look(public, ["/kabar", f"/kabar/{slug}", "/dokumen", "/jadwal", "/dewan"])


async def is_typed_and_kept(hall: Hall, desk: Page) -> None:
    """Typed, seen, left, found again, stored; and then no draft any more."""
    await desk.goto(f"{hall.base}/kelola/kabar/baru")
    await desk.get_by_label("Judul", exact=True).fill("Bahan paparan")
    await desk.locator("#body").fill("# Yang dibahas\n\n- pagu")
    await desk.get_by_label("Pada waktu ini:").check()
    await desk.get_by_label("Belum: simpan sebagai draf").check()
    await desk.get_by_role("button", name="Pratinjau").click()
    await expect(desk.get_by_role("heading", name="Yang dibahas")).to_be_visible()
    await desk.goto(f"{hall.base}/kelola/kabar/baru")
    await expect(desk.locator("#title")).to_have_value("Bahan paparan")
    await expect(desk.locator("[data-draft-note]")).to_be_visible()
    await expect(desk.get_by_label("Belum: simpan sebagai draf")).to_be_checked()
    await desk.get_by_role("button", name="Simpan", exact=True).click()
    await expect(desk.get_by_role("heading", name="Bahan paparan")).to_be_visible()
    stored = desk.url
    await desk.goto(f"{hall.base}/kelola/kabar/baru")
    await expect(desk.locator("#title")).to_have_value("")
    await desk.goto(stored)
