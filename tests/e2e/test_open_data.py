"""Open data in a real browser: pages read well, blocks of data are no script to the policy, and the
result card stands on a page of another site.
"""

import asyncio

import pytest
from playwright.async_api import expect

from musrenbang_live.core import commands as c
from tests.e2e.hall import LAPTOP, PHONE, Hall
from tests.e2e.inspector import Inspector, axe, inspector  # noqa: F401  (fixtures)

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

ELSEWHERE = """<!doctype html><html lang="id"><title>Situs lain</title>
<iframe src="{card}" width="360" height="420" title="Hasil musyawarah"></iframe>
<iframe src="{record}" width="360" height="420" title="Catatan"></iframe></html>"""


async def test_open_pages_read_well_and_the_card_stands_on_other_sites(
    hall: Hall,
    inspector: Inspector,  # noqa: F811
) -> None:
    await hall.asked("UPDATE session SET practice = false")
    room = await hall.site.service.room(hall.code)
    for command in (c.OpenMeeting(), c.PublishMeeting()):
        await hall.site.service.act(room, "f:1", command)
    await hall.site.shelving.look()
    card, record = f"/kartu/{hall.code}", f"/arsip/{hall.code}"
    page = await (await hall.window(PHONE)).new_page()
    await inspector.look(page, ["/api", record, card, "/kartu/AAAAAA"])
    await page.goto(f"{hall.base}/data")
    for summary in await page.locator(".kamus > summary").all():
        await summary.click()
    await inspector.judge(page)
    assert await page.locator('script[type="application/ld+json"]').count() == 5
    await _embedded(hall, card, record)
    console = await hall.console()
    await hall.asked("UPDATE person SET role = 'admin'")
    await console.goto(f"{hall.base}/kelola/webhook")
    await console.get_by_label("Alamat penerima").fill("https://penerima.invalid/kabar")
    await console.get_by_role("button", name="Tambah webhook").click()
    async with console.expect_navigation():
        await console.get_by_role("button", name="Kirim uji").click()
    await inspector.judge(console)
    await inspector.look(console, ["/kelola/webhook"])
    hall.forgive(r"status of 404")


async def _embedded(hall: Hall, card: str, record: str) -> None:
    """The card is shown in a frame of another site, and the record is not."""
    body = ELSEWHERE.format(card=hall.base + card, record=hall.base + record).encode()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as elsewhere:
        port = elsewhere.sockets[0].getsockname()[1]
        page = await (await hall.window(LAPTOP)).new_page()
        await page.goto(f"http://localhost:{port}/")
        shown = page.frame_locator("iframe[title='Hasil musyawarah']")
        await shown.get_by_role("link", name="Lihat hasil lengkap").wait_for()
        refused = page.frame_locator("iframe[title='Catatan']")
        await expect(refused.get_by_text("Unduh dan periksa")).to_have_count(0)
        await page.close()
    hall.forgive(r"frame-ancestors|Framing|localhost|ERR_BLOCKED_BY_RESPONSE")
