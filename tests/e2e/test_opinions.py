"""Agreeing and objecting on a phone: live, through a lost line, and nothing half-typed is lost."""

import pytest
from playwright.async_api import Page, expect

from tests.e2e.hall import LOST, Hall

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

REASON = "Mohon titi cukup lebar untuk bec"
"""Somebody is still typing."""


async def discussing(hall: Hall, base: str = "") -> Page:
    """Two proposals, of which the first is discussed; a phone."""
    facilitator = hall.play.facilitator
    await facilitator.log_in(hall.prepared.token)
    await facilitator.act("open")
    await facilitator.act("phase", index=1)
    for title in ("Titi beton", "Lampu jalan"):
        await facilitator.enter({"title": title, "problem": "Rusak", "neighborhood": "VI"})
    await facilitator.act("phase", index=2)
    await facilitator.act("focus", number=1)
    phone = await hall.phone(base)
    await expect(phone.locator("[data-pill]")).to_have_attribute("data-s", "ok")
    return phone


async def test_a_half_typed_reason_is_kept_when_the_focus_moves(hall: Hall) -> None:
    phone = await discussing(hall)
    agree = phone.locator("button[data-opine='usulan/1'][value='1']")
    await agree.click()
    await expect(agree).to_have_attribute("aria-pressed", "true")
    await expect(agree).to_contain_text("1")
    await phone.locator("#keberatan-1 summary").click()
    await phone.get_by_label("Alasan lain").press_sequentially(REASON)
    await hall.play.facilitator.act("focus", number=2)
    await expect(phone.locator("#sekarang h1")).to_have_text("Usulan 2 sedang dibahas")
    kept = phone.locator("#disimpan textarea")
    await expect(kept).to_have_value(REASON)
    await kept.press_sequentially("ak")
    await expect(kept).to_have_value(REASON + "ak")
    second = phone.locator("#pendapat-2")
    await second.locator("button[value='1']").click()
    await expect(second.get_by_text("Tercatat: Bapak/Ibu setuju.")).to_be_visible()
    rows = await hall.asked("SELECT number, value, words FROM opinion ORDER BY number")
    assert [tuple(row) for row in rows] == [(1, 1, ""), (2, 1, "")]


async def test_an_objection_waits_for_the_line_and_is_sent_once(hall: Hall) -> None:
    cable = await hall.cable()
    phone = await discussing(hall, cable.base)
    await phone.locator("#keberatan-1 summary").click()
    await phone.get_by_label("Terlalu mahal").check()
    await phone.get_by_label("Alasan lain").fill("Sudah ada di Gang Mawar")
    await cable.cut()
    await expect(phone.locator("[data-pill]")).not_to_have_attribute("data-s", "ok")
    send = phone.locator("button[data-opine='usulan/1'][value='2']")
    await send.click()
    await expect(send).to_have_attribute("aria-pressed", "true")
    recorded = phone.get_by_text("Tercatat: Bapak/Ibu keberatan.")
    await expect(recorded).to_be_hidden()
    assert not await hall.asked("SELECT 1 FROM opinion")
    await cable.mend()
    await expect(recorded).to_be_visible()

    async def stored() -> list[tuple[object, ...]]:
        rows = await hall.asked("SELECT value, words FROM opinion")
        return [tuple(row) for row in rows]

    await expect(phone.locator("#keberatan-1 summary b")).to_have_text("1")
    assert await stored() == [(2, "Terlalu mahal; Sudah ada di Gang Mawar")]
    await phone.get_by_role("button", name="Tarik kembali").click()
    await expect(phone.locator("#keberatan-1 summary b")).to_have_text("0")
    assert await stored() == [(0, "")]
    hall.forgive(LOST)
