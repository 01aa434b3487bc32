"""A ballot that is cast once, on a real phone: kept while marked, asked for once, never changed."""

import asyncio
import re

import pytest
from playwright.async_api import Locator, Page, Route, expect

from musrenbang_live.core import commands as c
from musrenbang_live.live.room import Room
from tests.e2e.cable import Cable
from tests.e2e.hall import PHONE, Hall
from tests.e2e.inspector import Inspector, axe, inspector  # noqa: F401  (fixtures)
from tests.e2e.test_cards import TABLET, by_qr, is_forgotten, sits_down
from tests.e2e.test_papers import CODE, joined, look, opened, room  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

CAST = re.compile(r"Suara Bapak/Ibu sudah masuk kotak suara pukul \d\d\.\d\d\.")
SPENT = "Kartu ini sudah memberi suara."


def paper(page: Page) -> Locator:
    """What can be marked, if it can be seen."""
    return page.locator("[data-box] .opts")


def note(page: Page) -> Locator:
    """That there is a ballot in the box."""
    return page.locator("[data-box] [data-cast]")


async def tick(page: Page, *names: str) -> None:
    for name in names:
        await page.get_by_label(name).check()


async def put_in(page: Page) -> None:
    await page.get_by_role("button", name="Masukkan ke kotak suara", exact=True).click()


async def sure(page: Page) -> None:
    await page.get_by_role("button", name="Ya, masukkan").click()


async def ticked(page: Page) -> list[int]:
    numbers: list[int] = await page.eval_on_selector_all(
        "[name=mark]:checked", "boxes => boxes.map((box) => Number(box.value))"
    )
    return sorted(numbers)


async def box(hall: Hall) -> list[list[int]]:
    """What the ballots in all boxes say."""
    rows = await hall.asked("SELECT ballots FROM urn")
    return sorted(mark for row in rows for mark, _ in row["ballots"].values())


async def kept(page: Page) -> str:
    """Everything this phone keeps."""
    found: str = await page.evaluate("JSON.stringify(Object.entries(localStorage))")
    return found


async def drafts(page: Page) -> str:
    """What it keeps of papers; beside it is what it needs to find its own ballot later."""
    found: str = await page.evaluate(
        "JSON.stringify(Object.entries(localStorage).filter(([key]) => key.includes(':kotak:')))"
    )
    return found


@pytest.fixture
def home(hall: Hall) -> str:
    """The address of the meeting."""
    return f"{hall.base}/s/{CODE}"


async def test_a_choice_is_kept_on_the_phone_and_nowhere_else(
    hall: Hall,
    room: Room,  # noqa: F811
) -> None:
    page = await joined(hall)
    await opened(hall.site, room, "delegasi")
    await expect(paper(page)).to_be_visible()
    await look(page, "kotak-0")
    await put_in(page)
    await expect(page.locator(".why:visible")).to_contain_text("Surat suara kosong")
    await tick(page, "Siti Aminah", "Rahmah")
    await page.get_by_label("Budi Santoso").click()  # one too many
    await expect(page.locator(".why:visible")).to_contain_text("Lepas satu dahulu")
    await expect(page.locator(".pick")).to_have_text("2 dari 2 calon dipilih")
    await look(page, "kotak-1")
    await page.reload()
    await expect(page.locator(".pick")).to_have_text("2 dari 2 calon dipilih")
    assert await ticked(page) == [1, 3]
    await page.get_by_role("button", name="Kosongkan pilihan").click()
    await page.reload()
    await expect(page.locator(".pick")).to_have_text("Pilih paling banyak 2 calon")
    assert await ticked(page) == []
    assert await box(hall) == []


async def test_a_choice_is_looked_at_once_more_and_cast_for_good(
    hall: Hall,
    room: Room,  # noqa: F811
) -> None:
    page = await joined(hall)
    number = await opened(hall.site, room, "delegasi")
    await tick(page, "Siti Aminah", "Rahmah")
    await put_in(page)
    asked = page.locator("section[data-sure]")
    await expect(asked).to_be_focused()
    await expect(asked.locator("li:visible")).to_have_count(2)
    await expect(asked).to_contain_text("tidak dapat diubah lagi oleh siapa pun")
    await expect(paper(page)).to_be_hidden()
    await look(page, "kotak-2")
    await page.get_by_role("button", name="Kembali, ubah pilihan").click()
    await page.get_by_label("Rahmah").uncheck()
    await put_in(page)
    await expect(asked.locator("li:visible")).to_have_text(["Siti AminahLingkungan II"])
    assert await box(hall) == []
    await sure(page)
    await expect(note(page)).to_contain_text(CAST)
    await expect(note(page)).to_be_focused()
    await expect(page.locator("[data-box] form")).to_be_hidden()
    assert await box(hall) == [[1]]
    assert "mark" not in await drafts(page)
    await look(page, "kotak-3")
    await page.reload()
    await expect(note(page)).to_contain_text(CAST)
    await expect(paper(page)).to_be_hidden()
    await expect(page.get_by_text("Boleh diubah sampai ditutup")).to_have_count(0)
    await hall.site.service.act(room, "f:1", c.CloseRound(number))
    await expect(page.locator("[data-box]")).to_have_count(0)


async def test_what_goes_on_around_it_touches_no_paper(
    hall: Hall,
    room: Room,  # noqa: F811
) -> None:
    page = await joined(hall)
    number = await opened(hall.site, room, "delegasi")
    await tick(page, "Siti Aminah")
    form = await page.locator(f"#suara-{number}").element_handle()
    timer = page.locator("[data-deadline]").first
    for asking in (False, True):
        if asking:
            await put_in(page)
        before = await timer.get_attribute("data-deadline")
        assert before
        await hall.site.service.act(room, "f:1", c.ExtendTimer(2))
        await expect(timer).not_to_have_attribute("data-deadline", before)
        assert await form.evaluate("form => form.isConnected")
        assert await ticked(page) == [1]
        await expect(page.locator("section[data-sure]")).to_be_visible(visible=asking)
    await hall.site.service.act(room, "f:1", c.CloseRound(number))
    await expect(page.locator("[data-box]")).to_have_count(0)
    await page.wait_for_function(
        "() => !JSON.stringify(Object.values(localStorage)).includes('mark')"
    )


async def cut_phone(hall: Hall) -> tuple[Page, Cable]:
    """A phone on a line of its own, joined."""
    cable = await hall.cable()
    page = await (await hall.window(PHONE)).new_page()
    await page.goto(f"{cable.base}/s/{CODE}")
    await page.get_by_role("button", name="Ikut musyawarah").click()
    return page, cable


async def test_a_ballot_waits_on_the_phone_until_it_is_answered(
    hall: Hall,
    room: Room,  # noqa: F811
) -> None:
    page, cable = await cut_phone(hall)
    await opened(hall.site, room, "delegasi")
    await tick(page, "Budi Santoso")
    await put_in(page)
    await cable.cut()
    await sure(page)
    await expect(page.locator("[data-waiting]")).to_be_visible()
    await expect(page.locator("[data-waiting]")).to_be_focused()
    await expect(page.locator("[data-box] form")).to_be_hidden()
    await look(page, "kotak-4")
    assert await box(hall) == []
    await cable.mend()
    await expect(note(page)).to_contain_text(CAST)
    await expect(page.locator("[data-waiting]")).to_be_hidden()
    assert await box(hall) == [[2]]
    hall.forgive(r"ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|WebSocket")


async def test_a_press_before_the_script_counts_with_what_was_kept(
    hall: Hall,
    room: Room,  # noqa: F811
) -> None:
    page = await joined(hall)
    await opened(hall.site, room, "delegasi")
    await tick(page, "Siti Aminah")
    waits = asyncio.Event()

    async def later(route: Route) -> None:
        await waits.wait()
        await route.continue_()

    await page.route("**/resident/resident.js", later)
    await page.reload(wait_until="commit")
    await page.locator(".opt", has_text="Rahmah").click()
    waits.set()
    await expect(page.locator(".pick")).to_have_text("2 dari 2 calon dipilih")
    assert await ticked(page) == [1, 3]
    await put_in(page)
    await sure(page)
    await expect(note(page)).to_contain_text(CAST)
    assert await box(hall) == [[1, 3]]


async def voting_by_card(hall: Hall, room: Room) -> dict[int, str]:  # noqa: F811
    """Cards vote in this meeting; their codes."""
    await hall.asked(
        "UPDATE session SET plan = jsonb_set(plan, '{rules,access}', '\"kartu\"') RETURNING id"
    )
    await hall.stop()
    await hall.start()
    fresh = await hall.site.service.room(CODE)
    made = await hall.site.cards.print(fresh, "f:1", 8)
    await hall.site.service.act(fresh, "f:1", c.ActivateCards(1, 8))
    await opened(hall.site, fresh, "delegasi")
    return {card.number: card.code for card in made}


async def test_cards_on_one_phone_on_a_second_one_and_at_a_kiosk(
    hall: Hall,
    room: Room,  # noqa: F811
) -> None:
    codes = await voting_by_card(hall, room)
    hall.code = CODE
    phone, second = [await (await hall.window(PHONE)).new_page() for _ in range(2)]
    for number in (1, 2):
        await by_qr(hall, phone, number, codes[number])
    await by_qr(hall, second, 1, codes[1])
    await tick(second, "Rahmah")
    await put_in(second)
    await phone.get_by_role("link", name="Kartu 1").click()
    await expect(phone.get_by_text("Surat suara kartu 1")).to_be_visible()
    await tick(phone, "Siti Aminah")
    await put_in(phone)
    await sure(phone)
    await expect(note(phone)).to_contain_text(CAST)
    await expect(note(second)).to_contain_text(SPENT)  # by itself, in the middle of the question
    await expect(second.locator("[data-box] form")).to_be_hidden()
    await look(second, "kotak-5")
    await phone.get_by_role("link", name="Kartu 2").click()
    await expect(paper(phone)).to_be_visible()
    assert await ticked(phone) == []
    await tick(phone, "Budi Santoso")
    await phone.get_by_role("link", name="Kartu 1").click()
    await expect(note(phone)).to_contain_text(CAST)
    await phone.get_by_role("link", name="Kartu 2").click()
    await expect(phone.locator(".pick")).to_have_text("1 dari 2 calon dipilih")
    await put_in(phone)
    await sure(phone)
    await expect(note(phone)).to_contain_text(CAST)
    assert await box(hall) == [[1], [2]]


async def test_a_kiosk_forgets_what_was_marked_and_takes_the_next(
    hall: Hall,
    room: Room,  # noqa: F811
) -> None:
    codes = await voting_by_card(hall, room)
    hall.code = CODE
    console = await hall.console()
    await hall.asked(
        f"INSERT INTO session_facilitator SELECT s.id, p.id FROM session s, person p"
        f" WHERE s.code = '{CODE}' ON CONFLICT DO NOTHING RETURNING session_id"
    )
    await console.goto(f"{hall.desk}/kartu")
    link = await console.get_by_label("Tautan kios").input_value()
    page = await (await hall.window(TABLET)).new_page()
    await page.clock.install()
    await page.goto(link)
    await sits_down(page, codes[1])
    await tick(page, "Siti Aminah")
    await page.clock.fast_forward(21_000)
    await is_forgotten(page, hall)
    assert "kotak" not in await kept(page)
    await sits_down(page, codes[1])
    await expect(paper(page)).to_be_visible()
    assert await ticked(page) == []
    await tick(page, "Rahmah")
    await put_in(page)
    done = page.get_by_role("link", name="Selesai, hapus dari perangkat ini")
    await done.click()
    await expect(page.get_by_text("Surat suara belum masuk kotak suara.")).to_be_visible()
    await look(page, "kotak-6")
    await sure(page)
    await expect(note(page)).to_contain_text(CAST)
    await done.click()
    await is_forgotten(page, hall)
    await sits_down(page, codes[1])
    await expect(note(page)).to_contain_text(SPENT)
    assert await box(hall) == [[3]]


async def test_without_a_script_there_is_a_page_in_between(
    hall: Hall,
    room: Room,  # noqa: F811
    home: str,
) -> None:
    await opened(hall.site, room, "delegasi")
    page = await (await hall.window(PHONE, java_script_enabled=False)).new_page()
    await page.goto(home)
    await page.get_by_role("button", name="Ikut musyawarah").click()
    await page.get_by_label("Siti Aminah").check()
    await put_in(page)
    await expect(page.get_by_role("heading", name="Periksa sekali lagi")).to_be_visible()
    await look(page, "kotak-7")
    await page.get_by_role("button", name="Kembali, ubah pilihan").click()
    await page.get_by_label("Rahmah").check()
    await put_in(page)
    await sure(page)
    await expect(page.get_by_role("status").filter(has_text=CAST)).to_be_visible()
    await expect(note(page)).to_be_visible()
    await look(page, "kotak-8")
    assert await box(hall) == [[1, 3]]


async def test_every_step_is_for_everybody(
    hall: Hall,
    room: Room,  # noqa: F811
    inspector: Inspector,  # noqa: F811
) -> None:
    page = await joined(hall)
    await opened(hall.site, room, "delegasi")
    await tick(page, "Siti Aminah")
    await inspector.judge(page)
    await put_in(page)
    await inspector.judge(page)
    await sure(page)
    await expect(note(page)).to_contain_text(CAST)
    await inspector.judge(page)
