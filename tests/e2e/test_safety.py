"""What the browser must refuse, what must stop at once, and that no mouse is needed for it.

That no page complains of anything and asks nothing of another site is watched by the hall, in
every test that has one.
"""

import pytest
from playwright.async_api import Page, expect

from tests.e2e.hall import LAPTOP, PHONE, Hall
from tests.e2e.marking import STORED, expect_stored
from tests.patience import until

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

REFUSED = """() => {
  const tried = {
    html: () => { document.body.innerHTML += "<b>x</b>"; },
    policy: () => trustedTypes.createPolicy("another", { createHTML: (text) => text }),
    script: () => { document.createElement("script").text = "window.injected = 1"; },
  };
  const refused = (name) => {
    try { tried[name](); return false; } catch { return true; }
  };
  const script = document.createElement("script");
  script.append("window.injected = 1");
  document.head.append(script);
  const image = document.createElement("img");
  image.src = "https://elsewhere.invalid/pixel.png";
  document.body.append(image);
  return [Object.keys(tried).every(refused), window.injected ?? 0];
}"""
REFUSALS = "Content Security Policy|TrustedHTML|TrustedScript|trusted-types|elsewhere.invalid"
WATCH = """(selector) => {
  window.seen = 0;
  const look = () => {
    if (document.querySelector(selector) && !window.seen) window.seen = Date.now();
  };
  new MutationObserver(look).observe(document, {
    subtree: true, childList: true, attributes: true,
  });
  look();
}"""
PRESSED = """(kind) => addEventListener(kind, () => {
  sessionStorage.setItem("pressed", String(Date.now()));
}, { capture: true, once: true })"""
"""The moment of a press is when the page has it: a driver may take its time until then."""
WHEN = "Number(sessionStorage.getItem('pressed'))"
SETTLED = "Promise.all(document.getAnimations().map((each) => each.finished)).then(() => 0)"
HIDDEN_FOCUS = """() => {
  const focused = document.activeElement;
  const { left, top, width, height } = focused.getBoundingClientRect();
  const found = document.elementFromPoint(left + width / 2, top + height / 2);
  const holder = focused.closest("label") ?? focused;
  return !(found && holder.contains(found)) || getComputedStyle(focused).outlineStyle === "none";
}"""

TIGHT = """() => {
  const boxes = [...document.querySelectorAll(".opt")].map((row) => row.getBoundingClientRect());
  const near = (box, place) => place > 0 && box.top - boxes[place - 1].bottom < 7.9;
  return boxes.filter((box, place) => box.height < 48 || near(box, place));
}"""
"""Choices a thumb could miss: lower than 48 px, or less than 8 px from the one above."""

LISTEN = """() => { window.closed = new Promise((done) => document.getElementById("tanya")
  .addEventListener("close", () => done(true), { once: true })); }"""
"""Chromium may hand on the next key before it tells of the end of the dialog."""


async def test_the_browser_refuses_what_no_page_of_ours_does(hall: Hall) -> None:
    phone, console = await hall.phone(), await hall.console()
    archive = await (await hall.window(LAPTOP)).new_page()
    await archive.goto(f"{hall.base}/arsip")
    for page in (phone, console, await hall.wall(console), archive):
        assert hall.complaints == []
        assert await page.evaluate(REFUSED) == [True, 0], page.url
        # The watch of this hall hears what a page complains of, maybe a moment later.
        await until(lambda: any("Content Security Policy" in said for said in hall.complaints))
        await page.evaluate("0")  # what was said before this was asked has come when it is answered
        hall.forgive(REFUSALS)


async def test_who_is_lost_is_told_where_to_go(hall: Hall) -> None:
    page = await (await hall.window(PHONE)).new_page()
    await page.goto(f"{hall.base}/s/AAAAAA")
    await expect(page.locator("main")).to_contain_text("Kode AAA AAA tidak dikenal.")
    hall.forgive("status of 404")
    await page.goto(hall.base)
    await page.get_by_label("Kode sesi").fill("AAAAAA")
    await page.locator("form.enter button").click()
    await expect(page.get_by_role("alert")).to_contain_text("Kode AAA AAA tidak dikenal.")
    hall.forgive("status of 404")
    await page.get_by_label("Kode sesi").fill(f" {hall.code[:3].lower()} {hall.code[3:]}")
    await page.locator("form.enter button").click()
    await page.wait_for_url(f"{hall.base}/s/{hall.code}")
    await page.goto(f"{hall.desk}/ketik")
    await page.wait_for_url(f"{hall.base}/masuk?lanjut=/fasilitator/{hall.code}/ketik")
    await page.goto(f"{hall.base}/layar/{hall.code}")
    await expect(page.locator("main h1")).to_have_text("Layar ini belum terhubung")
    hall.forgive("status of 403")


async def test_a_revoked_login_leaves_the_open_console_within_two_seconds(hall: Hall) -> None:
    console, other = await hall.console(), await hall.console()
    await expect(console.locator("[data-pill]")).to_have_attribute("data-s", "ok")
    await console.evaluate(WATCH, "#berhenti:not([hidden])")
    await other.goto(f"{hall.base}/kelola/saya")
    strangers = other.locator("li:not(:has-text('perangkat ini'))")
    await expect(strangers).to_have_count(1)
    await other.evaluate(PRESSED, "click")
    await strangers.get_by_role("button", name="Keluarkan").click()
    await expect(console.locator("#berhenti:visible")).to_contain_text(
        "Perangkat ini sudah keluar."
    )
    assert 0 < await console.evaluate("window.seen") - await other.evaluate(WHEN) < 2_000
    await console.get_by_role("button", name="Muat ulang").click()
    await console.wait_for_url(f"{hall.base}/masuk?lanjut=/fasilitator/{hall.code}")


async def blanked_after(console: Page, wall: Page) -> float:
    """Press the key; the seconds until the wall was blank."""
    await wall.evaluate(WATCH, "#isi.pj-blank")
    await console.evaluate(PRESSED, "keydown")
    await console.keyboard.press("k")
    await expect(wall.locator("#isi")).to_have_class("pj-blank")
    seen: float = await wall.evaluate("window.seen")
    return (seen - await console.evaluate(WHEN)) / 1000


async def test_one_key_blanks_the_wall_within_a_second(hall: Hall) -> None:
    console = await hall.console()
    wall = await hall.wall(console)
    await expect(console.locator("#layar .pill")).to_contain_text("1 layar")
    await console.keyboard.press("k")
    await console.get_by_label("Pintasan papan ketik").check()
    await expect(wall.locator("#isi")).not_to_have_class("pj-blank")
    await console.locator("body").click(position={"x": 2, "y": 300})
    assert 0 < await blanked_after(console, wall) < 1
    assert (await wall.inner_text("body")).strip() == "", "something is still to be read"
    await expect(console.get_by_role("button", name="Tampilkan kembali")).to_be_visible()
    await console.keyboard.press("k")
    await expect(wall.locator("#isi")).not_to_have_class("pj-blank")


async def test_a_ballot_without_a_mouse(hall: Hall) -> None:
    await hall.until_voting(3, range(12))
    phone = await hall.phone()
    # Each phone has an order of its own; the script puts it.
    await phone.wait_for_selector("html.live")
    await phone.set_viewport_size({"width": 320, "height": 640})
    boxes = phone.locator("#suara-1 [name=mark]")
    count = await boxes.count()
    assert await phone.evaluate(TIGHT) == []
    await tab_to(phone, "#suara-1 [name=mark]")
    marked = []
    for place in range(count):
        value = await phone.evaluate("document.activeElement.value")
        assert not await phone.evaluate(HIDDEN_FOCUS), f"the focus at {value} cannot be seen"
        if place % 3 == 0:
            await phone.keyboard.press("Space")
            marked.append(int(value))
        await phone.keyboard.press("Tab")
    await expect(phone.locator(".pick")).to_have_text(f"{len(marked)} dari 5 dipilih")
    await expect(phone.locator("[data-saved]:visible")).to_contain_text(STORED)
    await expect_stored(hall, sorted(marked))
    # Escape and Enter in the middle of a ballot do nothing of their own.
    await phone.keyboard.press("Shift+Tab")
    await phone.keyboard.press("Escape")
    await phone.keyboard.press("Enter")
    assert phone.url == f"{hall.base}/s/{hall.code}"
    await tab_to(phone, "[data-clear]")
    await phone.keyboard.press("Enter")
    await expect(phone.locator(".pick")).to_have_text("Pilih paling banyak 5")


async def test_the_next_step_without_a_mouse(hall: Hall) -> None:
    await hall.until_voting(2, (0, 6))
    console = await hall.console()
    await tab_to(console, "#sekarang .btn-now")
    # A new button can be pressed only after a moment, so that no second press falls on it.
    await console.evaluate(SETTLED)
    assert not await console.evaluate(HIDDEN_FOCUS)
    await console.keyboard.press("Enter")
    await expect(console.locator("#tanya")).to_be_visible()
    await console.evaluate(LISTEN)
    await console.keyboard.press("Escape")
    await console.evaluate("window.closed")
    await expect(console.locator("#tanya")).to_be_hidden()
    await expect(console.locator("#sekarang .btn-now")).to_be_focused()
    await expect(console.locator("#sekarang")).to_contain_text("sudah memilih")
    await console.keyboard.press("Enter")
    await tab_to(console, "#tanya [data-do]")
    await console.keyboard.press("Enter")
    await expect(console.locator("#sekarang h1")).to_contain_text("Pemungutan ditutup.")
    await expect(console.locator(".toast")).to_contain_text("Pemungutan ditutup pukul")
    await tab_to(console, "#sekarang .btn-now")
    await console.keyboard.press("Enter")
    await tab_to(console, "#tanya [data-do]")
    await console.keyboard.press("Enter")
    await expect(console.locator("#sekarang h1")).to_contain_text("Hasil sudah diumumkan")


async def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(80):
        if await page.evaluate("what => document.activeElement.matches(what)", selector):
            return
        await page.keyboard.press("Tab")
    pytest.fail(f"Tab does not lead to {selector}")
