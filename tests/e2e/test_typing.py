"""Writing beside what is there: by keyboard alone at the desk, with offers on a phone."""

import pytest
from playwright.async_api import Page, expect

from tests.e2e.hall import LOST, Hall

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

ENTRY = (
    "Titi kayu sudah lapuk, anak sekolah takut lewat",
    "Ganti titi kayu menjadi titi beton",
    "6",
    "dekat rumah kepling",
    "12 m",
    "",
)
"""What is said, in the order of speaking; the last field, the name, is left empty."""


class Keyboard:
    """Hands on the keys, and nothing else: counts what they press."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0

    async def says(self, text: str) -> None:
        """Type a text and go on with Enter."""
        await self.page.keyboard.type(text)
        await self.presses("Enter")
        self.keys += len(text)

    async def presses(self, key: str) -> None:
        await self.page.keyboard.press(key)
        self.keys += 1


async def focused(page: Page) -> str:
    name: str = await page.evaluate("document.activeElement?.getAttribute('name') ?? ''")
    return name


async def at_entry(hall: Hall, base: str = "") -> Page:
    console = await hall.console()
    await hall.play.facilitator.log_in(hall.prepared.token)
    await hall.play.facilitator.act("open")
    await hall.play.facilitator.act("phase", index=1)
    await console.goto(f"{hall.desk}/ketik")
    await expect(console.locator("#problem")).to_be_focused()
    return console


async def test_entries_follow_each_other_by_keyboard_alone(hall: Hall) -> None:
    """An entry takes its letters and one Enter a field: 6 beyond what is said."""
    page = await at_entry(hall)
    hands = Keyboard(page)
    for text in ENTRY:
        await hands.says(text)
    await expect(page.locator("#ketik-kabar")).to_have_text("Usulan 1 tersimpan")
    assert hands.keys == sum(map(len, ENTRY)) + len(ENTRY)
    await expect(page.locator("#problem")).to_be_focused()
    await expect(page.locator("#problem")).to_have_value("")
    await expect(page.locator("#neighborhood")).to_have_value("6")
    await expect(page.locator("#terakhir li h3")).to_have_text([f"1. {ENTRY[1]}"])
    # The next neighbour asks for the same: it is seen while it is typed, and taken back by keys.
    await hands.says("titi lapok kali")
    await hands.says("tolong botulkan titi")
    await expect(page.locator("#serupa")).to_contain_text("mungkin sama")
    await expect(page.locator("[data-place]")).to_have_text("Lingkungan VI")
    for text in ("", "", "", ""):
        await hands.says(text)
    await expect(page.locator("#ketik-kabar")).to_have_text("Usulan 2 tersimpan")
    await hands.presses("F2")
    await hands.presses("Enter")
    await expect(page.locator("#terakhir li").first).to_contain_text("dibatalkan")
    await expect(page.locator("#problem")).to_be_focused()
    # A mistake is shown where it is, and the keys are there already.
    for text in ("Gelap", "Lampu jalan", "99", "", "", ""):
        await hands.says(text)
    await expect(page.locator("[data-error]")).to_be_visible()
    assert await focused(page) == "neighborhood"
    await page.keyboard.type("3")
    await hands.presses("Control+Enter")
    await expect(page.locator("#ketik-kabar")).to_have_text("Usulan 3 tersimpan")
    rows = await hall.asked("SELECT number, neighborhood, assisted, status FROM proposal")
    assert sorted(tuple(row) for row in rows) == [
        (1, "VI", True, "shown"),
        (2, "VI", True, "hidden"),
        (3, "III", True, "shown"),
    ]
    hall.forgive("status of 422")


async def test_nothing_typed_is_lost_by_a_reload_or_a_lost_line(hall: Hall) -> None:
    page = await at_entry(hall)
    hands = Keyboard(page)
    await hands.says("Gelap kali kalau malam")
    await page.keyboard.type("Lampu jalan simpang")
    await page.reload()
    await expect(page.locator("#problem")).to_have_value("Gelap kali kalau malam")
    await expect(page.locator("#title")).to_have_value("Lampu jalan simpang")
    await page.context.set_offline(True)
    for text in ("", "", "5", "", "", ""):
        await hands.says(text)
    await expect(page.locator("#tertahan")).to_contain_text("1 usulan belum tersimpan")
    await expect(page.locator("#problem")).to_be_focused()
    await page.keyboard.type("Parit tumpat")
    await page.context.set_offline(False)
    await expect(page.locator("#ketik-kabar")).to_have_text("Usulan 1 tersimpan")
    await expect(page.locator("#tertahan")).to_be_hidden()
    await expect(page.locator("#problem")).to_have_value("Parit tumpat")
    rows = await hall.asked("SELECT title, neighborhood FROM proposal")
    assert [tuple(row) for row in rows] == [("Lampu jalan simpang", "V")]
    hall.forgive(LOST)


async def test_a_resident_is_offered_to_support_what_is_there(hall: Hall) -> None:
    page = await at_entry(hall)
    hands = Keyboard(page)
    for text in ENTRY:
        await hands.says(text)
    await expect(page.locator("#ketik-kabar")).to_have_text("Usulan 1 tersimpan")
    phone = await hall.phone()
    await phone.goto(f"{hall.base}/s/{hall.code}/tulis")
    await phone.get_by_label("1. Apa masalahnya?").fill("titi kami lapok")
    await phone.get_by_label("2. Di mana?").select_option("VI")
    await phone.get_by_label("3. Apa yang diminta?").fill("tolong botulkan titi")
    offer = phone.locator("#mirip li")
    await expect(offer).to_contain_text("Ganti titi kayu menjadi titi beton")
    await offer.get_by_role("button", name="Dukung").click()
    await expect(offer.get_by_role("button")).to_have_attribute("aria-pressed", "true")
    await expect(offer.locator("[data-text=dukung-1]")).to_have_text("1")
    await expect(phone.get_by_label("3. Apa yang diminta?")).to_have_value("tolong botulkan titi")
    await phone.get_by_role("button", name="Kirim usulan").click()
    await expect(phone.locator("[data-done]")).to_be_visible()
    rows = await hall.asked("SELECT count(*) FROM proposal")
    assert [tuple(row) for row in rows] == [(2,)]
