"""The desk at the door with its script: as fast as hands are, and over a line that breaks."""

import uuid

import pytest
from playwright.async_api import Page, expect

from musrenbang_live.core.attending import Told
from tests.e2e.hall import PHONE, Hall
from tests.e2e.test_wall_layout import MISPLACED, SIZES, SMALL

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


async def at_door(console: Page, base: str, code: str) -> Page:
    """The desk at the door, ready for a name."""
    await console.goto(f"{base}/fasilitator/{code}/hadir")
    await console.wait_for_selector("html.live")
    await expect(console.get_by_label("Nama", exact=True)).to_be_focused()
    return console


async def listed(hall: Hall) -> list[str]:
    """Who is stored, in the order of arrival."""
    rows = await hall.asked("SELECT name FROM attendee ORDER BY number")
    return [row["name"] for row in rows]


async def test_names_are_typed_without_waiting_and_phones_come_by_themselves(hall: Hall) -> None:
    desk = await at_door(await hall.console(), hall.base, hall.code)
    for n in range(6):  # nobody waits for an answer, and nobody takes a hand off the keyboard
        for typed in (f"Warga {n}", f"{20 + n}", "P"):
            await desk.keyboard.type(typed)
            await desk.keyboard.press("Enter" if typed == "P" else "Tab")
    await desk.keyboard.type("Setengah")
    await expect(desk.locator("#daftar-hadir tbody tr")).to_have_count(6)
    assert await listed(hall) == [f"Warga {n}" for n in range(6)]
    assert await desk.get_by_label("Nama", exact=True).input_value() == "Setengah"
    await expect(desk.locator("#kehadiran")).to_contain_text("Perempuan 6 dari 6 (100%)")
    phone = await (await hall.window(PHONE)).new_page()
    await phone.goto(f"{hall.base}/s/{hall.code}/hadir")
    await phone.get_by_label("Nama", exact=True).fill("Ibu Rohani")
    await phone.get_by_role("button", name="Saya hadir").click()
    await expect(phone.get_by_role("heading", name="Tercatat hadir")).to_be_visible()
    await expect(desk.locator("#daftar-hadir tbody tr").first).to_contain_text("Ibu Rohani")
    assert await desk.get_by_label("Nama", exact=True).input_value() == "Setengah"


async def test_a_name_survives_a_broken_line_and_a_wrong_one_comes_back(hall: Hall) -> None:
    console = await hall.console()
    desk = await at_door(console, hall.base, hall.code)
    await desk.context.set_offline(True)
    await desk.keyboard.type("Warga A\n")
    await desk.keyboard.type("Warga B\n")
    await expect(desk.locator("[data-sending]")).to_contain_text("2 orang belum tersimpan")
    await desk.context.set_offline(False)
    await expect(desk.locator("#daftar-hadir tbody tr")).to_have_count(2)
    await expect(desk.locator("[data-sending]")).to_be_hidden()
    assert await listed(hall) == ["Warga A", "Warga B"]
    await desk.keyboard.type("Warga C")
    await desk.get_by_label("Nomor telepon").fill("0812")
    await desk.keyboard.press("Enter")
    await expect(desk.locator("[data-refused]")).to_contain_text("Tulis nomor teleponnya saja")
    await expect(desk.get_by_label("Nomor telepon")).to_be_focused()
    await desk.get_by_label("Nomor telepon").fill("0812 3456 7890")
    await desk.keyboard.press("Enter")
    await expect(desk.locator("#terakhir")).to_contain_text("Tercatat no. 3: Warga C")
    await desk.get_by_role("button", name="Batalkan").click()
    await expect(desk.locator("#daftar-hadir tbody tr")).to_have_count(2)
    hall.forgive(r"status of 422|INTERNET_DISCONNECTED|WebSocket")


async def test_the_wall_has_room_for_who_came(hall: Hall) -> None:
    await hall.asked(
        """
        UPDATE session SET plan = plan || '{"targets": {"quorum": 1500, "women": 30}}' RETURNING id
        """
    )
    room = await hall.site.service.room(hall.code)
    for n in range(12):
        told = Told(f"Warga {n}", gender="PL"[n % 2])
        await hall.site.attending.check_in(room, str(uuid.uuid4()), told, "meja")
    console = await hall.console()
    wall = await hall.wall(console)
    await expect(wall.locator("#isi")).to_contain_text("12 orang hadir, kuorum 1.500: kurang 1.488")
    await expect(wall.locator("#isi")).to_contain_text("Perempuan 6 dari 12 (50%), sasaran 30%")
    for size in SIZES:
        await wall.set_viewport_size({"width": size[0], "height": size[1]})
        assert await wall.evaluate(MISPLACED) == [], size
        assert await wall.evaluate(SMALL) == [], size
