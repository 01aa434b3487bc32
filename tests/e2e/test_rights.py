"""Vote rights in real browsers: a phone asks, the desk approves, it votes, and the vote binds."""

import pytest
from playwright.async_api import Page, expect

from tests.e2e.hall import Hall
from tests.e2e.inspector import Inspector, axe, inspector  # noqa: F401  (fixtures)

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

KEPT = "Tersimpan pukul"


async def by_desk(hall: Hall) -> None:
    """The desk of this meeting approves phones."""
    await hall.asked(
        "UPDATE session SET plan = jsonb_set(plan, '{rules,access}', '\"meja\"') RETURNING id"
    )


async def asks(phone: Page, number: int) -> None:
    """Press the button; the number stands there large."""
    await phone.get_by_role("button", name="Minta hak suara").click()
    await expect(phone.locator(".ticket .nomor")).to_have_text(str(number))
    await expect(phone.get_by_text("Tunjukkan ke meja pendaftaran.")).to_be_visible()


async def desk(hall: Hall, console: Page) -> Page:
    """The page of the desk, its line open."""
    await console.goto(f"{hall.desk}/kartu")
    await expect(console.locator("[data-pill]")).to_contain_text("Tersambung")
    return console


async def types(console: Page, number: int) -> None:
    """A number and Enter, nothing else."""
    await expect(console.get_by_label("Nomor", exact=True)).to_be_focused()
    await console.keyboard.type(str(number))
    await console.keyboard.press("Enter")
    await expect(console.get_by_text(f"Nomor {number} disetujui.")).to_be_visible()
    await expect(console.get_by_label("Nomor", exact=True)).to_have_value("")


async def mark(page: Page, value: str) -> None:
    """Tick one box and wait until it is on disk."""
    await page.locator(f"form[data-round] .opt:has(input[value='{value}'])").click()
    await expect(page.locator("[data-saved]")).to_contain_text(KEPT)


async def test_a_phone_asks_the_desk_approves_live_and_the_vote_binds(hall: Hall) -> None:
    await by_desk(hall)
    console = await hall.console()
    wall = await hall.wall(console)
    await desk(hall, console)
    phone, neighbour = await hall.phone(), await hall.phone()
    await asks(phone, 1)
    await asks(neighbour, 2)
    waiting = console.locator("#meminta > li")
    await expect(waiting).to_have_count(2)
    await hall.until_voting(2, range(3))

    await types(console, 1)
    await expect(phone.get_by_text("Nomor 1 disetujui. Bapak/Ibu dapat memilih")).to_be_visible()
    await expect(phone.get_by_text("Surat suara nomor 1")).to_be_visible()
    await expect(neighbour.locator(".ticket .nomor")).to_have_text("2")
    await expect(waiting).to_have_count(1)
    await mark(phone, "1")
    await console.get_by_role("button", name="Setujui nomor 2").click()
    await expect(neighbour.get_by_text("Surat suara nomor 2")).to_be_visible()
    await mark(neighbour, "1")
    await expect(wall.get_by_text("hak suara yang disetujui sudah dipakai")).to_contain_text("2")

    await hall.play.facilitator.act("close-round", number=1)
    await hall.play.facilitator.act("reveal", number=1)
    await expect(phone.get_by_text("2 dari 2 hak suara yang disetujui dipakai.")).to_be_visible()
    for page in (phone, wall, console):
        await expect(page.get_by_text("tidak mengikat")).to_have_count(0)
    rows = await hall.asked("SELECT mark FROM mark")
    assert [row["mark"] for row in rows] == [[1], [1]]


async def test_nothing_half_filled_is_taken_away_when_the_desk_decides(hall: Hall) -> None:
    await by_desk(hall)
    console = await hall.console()
    await hall.until_voting(2, range(2))
    phone = await hall.phone()
    await asks(phone, 1)
    async with phone.expect_navigation():
        await phone.get_by_role("link", name="Kembali").click()
    await phone.evaluate(
        """() => {
          const form = document.createElement("form");
          const field = document.createElement("input");
          form.append(field);
          document.querySelector("main").append(form);
          field.value = "belum selesai";
        }"""
    )
    await desk(hall, console)
    await types(console, 1)
    await expect(phone.locator("#sudah-diputuskan")).to_be_visible()
    await expect(phone.locator(".ticket .nomor")).to_have_text("1")
    await phone.get_by_role("link", name="Lihat keputusannya").click()
    await expect(phone.get_by_text("Surat suara nomor 1")).to_be_visible()


async def test_a_refusal_comes_to_the_phone_with_its_reason(hall: Hall) -> None:
    await by_desk(hall)
    console = await desk(hall, await hall.console())
    phone, other = await hall.phone(), await hall.phone()
    await asks(phone, 1)
    await asks(other, 2)
    asked: list[str] = []
    other.on("request", lambda request: asked.append(request.url))
    await console.get_by_role("button", name="Tidak jadi: nomor 1").click()
    await expect(phone.get_by_text("Nomor 1 tidak disetujui.")).to_be_visible()
    await expect(phone.get_by_text("Tidak jadi disetujui di meja pendaftaran.")).to_be_visible()
    await expect(other.locator(".ticket .nomor")).to_have_text("2")
    await hall.play.facilitator.log_in(hall.prepared.token)
    await hall.play.facilitator.act("open")  # frames of other things make nobody ask
    await expect(other.get_by_text("Belum ada yang perlu diisi.")).to_be_visible()
    names = [url.rpartition("/")[2] for url in asked]  # a browser may ask for the icon late
    assert [name for name in names if name != "icon.svg"] == ["hak"]
    await asks(phone, 3)


async def test_without_a_script_the_page_of_the_number_comes_by_itself(hall: Hall) -> None:
    await by_desk(hall)
    await hall.until_voting(2, range(2))
    phone = await hall.phone(java_script_enabled=False)
    await asks(phone, 1)
    again = await phone.locator("noscript meta[http-equiv=refresh]").get_attribute("content")
    assert again == f"20;url=/s/{hall.code}/kartu"
    await hall.play.facilitator.act("rights-approve", first=1)
    await phone.get_by_role("link", name="Muat ulang sekarang").click()
    await expect(phone.get_by_text("Surat suara nomor 1")).to_be_visible()
    await phone.locator("form[data-round] .opt:has(input[value='2'])").click()
    await phone.get_by_role("button", name="Simpan pilihan").click()
    await expect(phone.get_by_role("status").filter(has_text=KEPT)).to_be_visible()


async def test_pages_of_rights_are_for_everybody(
    hall: Hall,
    inspector: Inspector,  # noqa: F811
) -> None:
    await by_desk(hall)
    console = await hall.console()
    phone = await hall.phone()
    await inspector.look(phone, [f"/s/{hall.code}", f"/s/{hall.code}/kartu"])
    await asks(phone, 1)
    await inspector.look(phone, [f"/s/{hall.code}", f"/s/{hall.code}/kartu"])
    await desk(hall, console)
    await inspector.judge(console)
    await hall.until_voting(2, range(2))
    await inspector.look(phone, [f"/s/{hall.code}", f"/s/{hall.code}/kartu"])
    await hall.play.facilitator.act("rights-approve", first=1)
    await phone.wait_for_url(f"{hall.base}/s/{hall.code}?kartu=1")  # it goes there by itself
    await inspector.look(phone, [f"/s/{hall.code}?kartu=1", f"/s/{hall.code}/kartu"])
    second = await hall.phone()
    await asks(second, 2)
    await hall.play.facilitator.act("rights-refuse", number=2, reason="Bukan warga")
    await expect(second.get_by_text("Nomor 2 tidak disetujui.")).to_be_visible()
    await inspector.look(second, [f"/s/{hall.code}", f"/s/{hall.code}/kartu"])
    await inspector.look(console, [f"/fasilitator/{hall.code}", f"/fasilitator/{hall.code}/kartu"])
