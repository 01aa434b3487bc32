"""What goes wrong in a hall: the server is started anew, a phase ends in the middle of a sentence.

Nobody presses anything, and nothing that was typed, ticked or shown is lost.
"""

import re

import pytest
from playwright.async_api import Page, WebSocket, expect

from tests.e2e.hall import LOST, Hall
from tests.e2e.marking import HELD, STORED, expect_stored, stored, tick, ticked

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

FRAMES = 200
WRITTEN = {
    "1. Apa masalahnya?": "Air naik ke teras setiap pasang besar.\nAnak-anak tidak bisa",
    "Patokan": "Dekat tangkahan",
    "3. Apa yang diminta?": "Tinggikan jalan",
}


async def test_a_restart_of_the_server_in_the_middle_of_the_round(hall: Hall) -> None:
    await hall.until_voting(4, (0, 6, 8))
    phone, console = await hall.phone(), await hall.console()
    wall = await hall.wall(console)
    await tick(phone, 1)
    await expect(phone.locator("[data-saved]")).to_contain_text(STORED)
    await expect(console.locator("#sekarang")).to_contain_text("1 dari 5 peserta sudah memilih")
    for page in (phone, console, wall):
        await page.evaluate("window.here = true")
    await hall.stop()
    await everybody_is_told(phone, console, wall)
    await tick(phone, 2)
    await expect(phone.locator("[data-saved]:visible")).to_have_text(HELD, use_inner_text=True)
    assert await stored(hall) == [[1]]
    await hall.start()
    await expect(phone.locator("[data-saved]")).to_contain_text(STORED)
    await expect_stored(hall, [1, 2])
    await the_meeting_is_where_it_was(phone, console, wall)
    # What the pages were given before the restart is still worth something after it.
    await console.locator("#sekarang .btn-now").click()
    await console.locator("#tanya [data-do]").click()
    await expect(phone.locator("#sekarang h1")).to_contain_text("Pemungutan ditutup")
    await expect(wall.locator("#isi")).to_contain_text("Pemungutan ditutup pukul")
    for page in (phone, console, wall):
        assert await page.evaluate("window.here"), f"{page.url} was loaded again"
    hall.forgive(LOST)


async def everybody_is_told(phone: Page, console: Page, wall: Page) -> None:
    for page in (phone, console):
        await expect(page.locator("[data-pill]")).to_have_attribute("data-s", "wait")
        await expect(page.locator("[data-pill]:visible")).to_have_text(
            "Menyambung ulang", use_inner_text=True
        )
    await expect(wall.locator("#pita [data-stale]:visible")).to_have_text(
        re.compile(r"Tampilan pukul \d\d\.\d\d"), use_inner_text=True
    )
    await expect(wall.locator("#isi")).to_contain_text("dari 5 peserta sudah memilih")


async def the_meeting_is_where_it_was(phone: Page, console: Page, wall: Page) -> None:
    for page in (phone, console):
        await expect(page.locator("[data-pill]")).to_have_attribute("data-s", "ok")
    await expect(wall.locator("#pita [data-stale]")).to_be_hidden()
    await expect(phone.locator("#sekarang h1")).to_have_text("Pilih paling banyak 5 usulan")
    assert await ticked(phone) == [1, 2]
    await expect(console.locator("#sekarang")).to_contain_text("1 dari 5 peserta sudah memilih")
    await expect(wall.locator("#isi .giant")).to_have_text("1")
    await expect(console.locator("#layar .pill")).to_contain_text("1 layar")


async def test_what_is_being_written_outlives_all_that_happens_around_it(
    hall: Hall,
) -> None:
    await hall.hurry()
    act = hall.play.facilitator.act
    await hall.play.facilitator.log_in(hall.prepared.token)
    await act("open")
    await act("phase", index=1)
    phone = await hall.phone()
    frames = counted_frames(phone)
    await phone.goto(f"{hall.base}/s/{hall.code}/tulis")
    await write(phone)
    await expect(phone.locator("[data-pill]")).to_have_attribute("data-s", "ok")
    before = await where_the_hand_is(phone)
    while len(frames) < FRAMES:
        await act("extend", minutes=1)
    await expect(phone.locator("#sekarang")).to_contain_text("Tahap 2 dari 6")
    assert await where_the_hand_is(phone) == before
    await act("phase", index=2)
    await expect(phone.locator("#kabar-tulis")).to_contain_text("Tahap usulan sudah ditutup.")
    assert await where_the_hand_is(phone) == before
    await phone.reload()
    await expect_written(phone)
    await it_comes_too_late_and_then_in_time(hall, phone)


async def it_comes_too_late_and_then_in_time(hall: Hall, phone: Page) -> None:
    """What is refused is not lost."""
    send = phone.get_by_role("button", name="Kirim usulan")
    await send.click()
    await expect(phone.locator('[data-error=""]:visible')).to_contain_text(
        "Tahap ini sudah ditutup."
    )
    await expect_written(phone)
    await phone.reload()
    await expect_written(phone)
    assert await hall.asked("SELECT 1 FROM proposal") == []
    await hall.play.facilitator.act("phase", index=1)
    await expect(phone.locator("#kabar-tulis")).to_be_empty()
    await send.click()
    await expect(phone.locator("[data-done]:visible")).to_contain_text("tercatat pukul")
    found = await hall.asked("SELECT problem, landmark, title, neighborhood FROM proposal")
    assert [*found[0].values()] == [*WRITTEN.values(), "III"]


def counted_frames(phone: Page) -> list[int]:
    """Grows by one with each shared frame that comes to the page."""
    frames: list[int] = []

    def hear(text: str | bytes) -> None:
        if '"p":' in str(text):
            frames.append(len(text))

    def listen(line: WebSocket) -> None:
        line.on("framereceived", hear)

    phone.on("websocket", listen)
    return frames


async def write(phone: Page) -> None:
    """Half of it, and the hand rests in the middle of the first answer."""
    await phone.get_by_label("2. Di mana?").select_option("III")
    for label, text in WRITTEN.items():
        await phone.get_by_label(label).fill(text)
    await phone.locator("#q1").evaluate(
        "box => { box.focus(); box.setSelectionRange(4, 9, 'backward'); window.box = box; }"
    )


async def where_the_hand_is(phone: Page) -> dict[str, object]:
    held: dict[str, object] = await phone.evaluate(
        """() => { const box = document.activeElement; return {
            texts: [...document.querySelectorAll('#tulis-usulan :is(textarea, input, select)')]
                .map((field) => field.value),
            caret: [box.selectionStart, box.selectionEnd, box.selectionDirection],
            same: box === window.box, top: Math.round(box.getBoundingClientRect().top) }; }"""
    )
    return held


async def expect_written(phone: Page) -> None:
    for label, text in WRITTEN.items():
        await expect(phone.get_by_label(label)).to_have_value(text)
    await expect(phone.get_by_label("2. Di mana?")).to_have_value("III")
