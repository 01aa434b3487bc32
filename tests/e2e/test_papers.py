"""Every kind of ballot on a real phone: marked, stored, there again after a reload.

Ballots that are cast once are in `tests.e2e.test_once`.
"""

import asyncio
import os
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, Route, expect

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import (
    Agree,
    AnyRule,
    Budget,
    Choose,
    Criterion,
    Dots,
    Elect,
    Mark,
    Rank,
    Score,
)
from musrenbang_live.core.plan import Phase, RoundPlan
from musrenbang_live.live.room import Room
from musrenbang_live.store import rounds, sessions
from musrenbang_live.web.site import Site
from tests.builders import NOW, content, plan
from tests.e2e.hall import PHONE, Hall
from tests.e2e.marking import lose_once
from tests.patience import SOON

pytestmark = pytest.mark.asyncio(loop_scope="session")

CODE = "HMX4T7"
RULES: dict[str, AnyRule] = {
    "pilih": Choose(2),
    "setuju": Agree(),
    "poin": Dots(points=5, most_each=3),
    "urutan": Rank(most=3),
    "skor": Score((Criterion("m", "Keterdesakan", 60), Criterion("b", "Manfaat", 40))),
    "anggaran": Budget(200_000_000),
    "delegasi": Elect(seats=2, most=2, women=1),
}
COSTS = (153_000_000, 65_000_000, 85_000_000, 45_000_000)
TITLES = (
    "Pembangunan drainase (parit) Lingkungan VI",
    "Pemasangan lampu jalan (PJU) 10 titik",
    "Penggantian titi kayu menjadi titi beton",
    "Normalisasi saluran air Gang Nelayan",
)
PICTURES = os.environ.get("MUSRENBANG_PICTURES", "")


@pytest_asyncio.fixture(loop_scope="session")
async def room(hall: Hall) -> Room:
    """An open meeting with proposals that have costs, and candidates; every kind is planned."""
    site = hall.site
    meant = plan(
        rounds=tuple(RoundPlan(kind, f"Coba {kind}", rule) for kind, rule in RULES.items()),
        phases=(Phase("musyawarah", 60, "Musyawarah"), Phase("pemungutan", 5, "Suara", "pilih")),
    )
    await sessions.create_session(site.pool, code=CODE, plan=meant, created_by=None, at=NOW)
    room = await site.service.room(CODE)
    await site.service.act(room, "f:1", c.OpenMeeting())
    for title, cost in zip(TITLES, COSTS, strict=True):
        said = content(title, cost=cost)
        await site.service.act(
            room, "f:1", c.SubmitProposal(str(uuid.uuid4()), "", said, assisted=True)
        )
    for name, woman in (("Siti Aminah", True), ("Budi Santoso", False), ("Rahmah", True)):
        ref = str(uuid.uuid4())
        await site.service.act(room, "f:1", c.Nominate(ref, name, woman, "II"), ref)
    return room


async def joined(hall: Hall) -> Page:
    """A phone that has joined."""
    page = await (await hall.window(PHONE)).new_page()
    await page.goto(f"{hall.base}/s/{CODE}")
    await page.get_by_role("button", name="Ikut musyawarah").click()
    return page


async def opened(site: Site, room: Room, kind: str) -> int:
    """The round of this kind is open; its number."""
    if room.meeting.open_round:
        await site.service.act(room, "f:1", c.CloseRound(room.meeting.open_round.number))
    await site.service.act(room, "f:1", c.OpenRound(kind))
    assert room.meeting.open_round
    return room.meeting.open_round.number


async def look(page: Page, name: str) -> None:
    """A picture for whoever wants one."""
    if PICTURES:
        await page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


async def choose(page: Page) -> None:
    for number in (1, 3):
        await page.locator(f"input[name=mark][value='{number}']").check()
    await page.locator("input[name=mark][value='2']").click()  # one too many
    await expect(page.locator(".why:visible")).to_contain_text("Lepas satu dahulu")
    await expect(page.locator(".pick")).to_contain_text("2 dari 2")


async def agree(page: Page) -> None:
    await page.locator("[data-option='1']").get_by_text("Setuju", exact=True).click()
    await page.locator("[data-option='2']").get_by_text("Tidak setuju").click()
    await expect(page.locator(".pick")).to_have_text("2 dari 4 usulan dijawab")


async def dot(page: Page) -> None:
    more = page.locator("[data-option='2'] [data-step='1']")
    for _ in range(4):
        await more.click()  # the fourth is one too many
    await expect(page.locator(".why:visible")).to_have_text(
        "Satu usulan paling banyak mendapat 3 poin."
    )
    await page.locator("[data-option='3'] [data-step='1']").click()
    await expect(page.locator(".pick")).to_have_text("Sisa 1 poin")


async def rank(page: Page) -> None:
    for number in (3, 1, 4):
        await page.locator(f"[data-option='{number}'] [data-tap]").click()
    await page.locator("[data-option='2'] [data-tap]").click()
    await expect(page.locator(".why:visible")).to_contain_text("Lepas satu dahulu")
    await page.locator("[data-option='4'] [data-move='-1']").click()
    await expect(page.locator(".pick")).to_have_text("3 dari 3 diurutkan")


async def score(page: Page) -> None:
    for number in (1, 2):
        await page.locator(f"[data-option='{number}'] summary").click()
    await page.locator("[name=mark-1-0][value='5']").check(force=True)
    await page.locator("[name=mark-1-1][value='3']").check(force=True)
    await page.locator("[name=mark-2-0][value='4']").check(force=True)  # a part is no score
    await expect(page.locator(".pick")).to_have_text("1 dari 4 usulan sudah lengkap")
    part = page.locator("[data-option='2']")
    await expect(part.locator("[data-scored]")).to_have_text("Sudah dinilai 1 dari 2")
    await expect(part.locator("[data-missing]")).to_have_text(
        "Belum lengkap, jadi belum dihitung. Masih kosong: Manfaat."
    )
    await expect(part).to_have_css("border-top-style", "dashed")
    whole = page.locator("[data-option='1']")
    await expect(whole.locator("[data-missing]")).to_be_hidden()
    await expect(whole).to_have_css("border-top-style", "solid")


async def spend(page: Page) -> None:
    await page.locator("input[name=mark][value='1']").check()
    await expect(page.locator("[data-option='2'] [data-short]")).to_have_text(
        "Perlu Rp18 juta lagi. Lepas satu pilihan lain dahulu."
    )
    await page.locator("input[name=mark][value='2']").click()
    await page.locator("input[name=mark][value='4']").check()
    await expect(page.locator(".pick")).to_have_text("Sisa Rp2 juta")


HANDS: dict[str, tuple[Callable[[Page], Awaitable[None]], Mark]] = {
    "pilih": (choose, [1, 3]),
    "setuju": (agree, [[1, 1], [2, 2]]),
    "poin": (dot, [[2, 3], [3, 1]]),
    "urutan": (rank, [3, 4, 1]),
    "skor": (score, [[1, 5, 3]]),
    "anggaran": (spend, [1, 4]),
}


async def test_every_kind_is_marked_stored_and_there_after_a_reload(hall: Hall, room: Room) -> None:
    site = hall.site
    page = await joined(hall)
    asked = await lose_once(page, "papers/poin.js")
    for kind, (hand, mark) in HANDS.items():
        number = await opened(site, room, kind)
        await expect(page.locator(f"#suara-{number}")).to_be_visible()
        await look(page, f"{kind}-0")
        await hand(page)
        saved = page.locator("[data-saved]")
        await expect(saved).to_contain_text("Tersimpan")
        await expect(saved).not_to_contain_text("Menunggu")
        await look(page, f"{kind}-1")
        await stored_in_the_end(site, room, number, mark)
        before = await marks_on(page)
        await page.reload()
        await expect(page.locator(".pick")).not_to_have_text("")
        assert await marks_on(page) == {
            key: value for key, value in before.items() if is_stored(key, mark)
        }
        await look(page, f"{kind}-2")
    # What was pressed meanwhile counts. Older browsers ask only for an address of another name.
    assert [path.split("/")[2].partition(".")[2] for path in asked[:2]] == ["", "1"]
    hall.forgive("ERR_CONNECTION_RESET")


def is_stored(field: str, mark: Mark) -> bool:
    """Whether a filled field is part of the mark: an option scored in part is not."""
    if not field.startswith("mark-") or field.count("-") < 2:
        return True
    return any(isinstance(row, list) and field.startswith(f"mark-{row[0]}-") for row in mark)


async def marks_on(page: Page) -> dict[str, str]:
    """What is filled in on the paper."""
    return await page.eval_on_selector_all(
        "input[name^=mark]",
        """all => Object.fromEntries(all
            .filter(i => /checkbox|radio/.test(i.type) ? i.checked : i.value)
            .map(i => [i.type === "checkbox" ? `mark=${i.value}` : i.name, i.value]))""",
    )


async def stored_in_the_end(site: Site, room: Room, number: int, mark: Mark) -> None:
    """The last of several marks is the one that is stored."""
    async with asyncio.timeout(SOON):
        while True:
            found = await rounds_open(site, room, number)
            if found == ([mark] if mark else []):
                return
            await asyncio.sleep(0.02)


async def rounds_open(site: Site, room: Room, number: int) -> list[Mark]:
    return await rounds.open_marks(site.pool, room.row.id, number)


async def test_a_neighbour_changes_nothing_on_a_half_filled_paper(hall: Hall, room: Room) -> None:
    page = await joined(hall)
    number = await opened(hall.site, room, "poin")
    await expect(page.locator(f"#suara-{number}")).to_be_visible()
    field = page.locator("[name='mark-2']")
    await field.fill("2")  # typed, and not yet left
    ballot = await page.locator(f"#suara-{number}").element_handle()
    timer = page.locator("[data-deadline]").first
    before = await timer.get_attribute("data-deadline")
    assert before
    await hall.site.service.act(room, "f:1", c.ExtendTimer(2))
    await expect(timer).not_to_have_attribute("data-deadline", before)
    assert await ballot.evaluate("paper => paper.isConnected")
    await expect(field).to_have_value("2")
    await expect(field).to_be_focused()


async def test_an_answer_taken_back_on_another_page_does_not_come_back(
    hall: Hall, room: Room
) -> None:
    page = await joined(hall)
    number = await opened(hall.site, room, "setuju")
    await agree(page)
    await stored_in_the_end(hall.site, room, number, [[1, 1], [2, 2]])
    other = await page.context.new_page()
    await other.goto(f"{hall.base}/s/{CODE}")
    await expect(other.locator(".pick")).to_have_text("2 dari 4 usulan dijawab")
    await other.get_by_role("button", name="Kosongkan pilihan").click()
    await stored_in_the_end(hall.site, room, number, [])
    await expect(page.locator("[name=mark-1]:checked")).to_have_count(0)
    await page.locator("[data-option='4']").get_by_text("Setuju", exact=True).click()
    await stored_in_the_end(hall.site, room, number, [[4, 1]])
    await from_a_device_whose_time_is_ahead(hall, page)
    await stored_in_the_end(hall.site, room, number, [])
    await expect(page.locator("[name=mark-4]:checked")).to_have_count(0)
    await page.locator("[data-option='3']").get_by_text("Abstain").click()
    await stored_in_the_end(hall.site, room, number, [[3, 3]])


async def from_a_device_whose_time_is_ahead(hall: Hall, page: Page) -> None:
    """The same person takes all answers back; by the clock of that device in a minute only."""
    context = await hall.window(PHONE)
    await context.add_cookies(await page.context.cookies())  # type: ignore[arg-type]
    ahead = await context.new_page()
    await ahead.clock.install()
    await ahead.goto(f"{hall.base}/s/{CODE}")
    await expect(ahead.locator(".pick")).to_have_text("1 dari 4 usulan dijawab")
    await expect(ahead.locator("[data-pill]")).to_have_attribute("data-s", "ok")
    await ahead.clock.fast_forward(60_000)
    await ahead.get_by_role("button", name="Kosongkan pilihan").click()


async def test_a_press_before_the_script_keeps_what_is_stored(hall: Hall, room: Room) -> None:
    page = await joined(hall)
    number = await opened(hall.site, room, "setuju")
    await agree(page)
    await stored_in_the_end(hall.site, room, number, [[1, 1], [2, 2]])
    waits = asyncio.Event()

    async def later(route: Route) -> None:
        await waits.wait()
        await route.continue_()

    await page.route("**/resident/resident.js", later)
    await page.reload(wait_until="commit")
    await page.locator("[data-option='3']").get_by_text("Abstain").click()
    await page.evaluate(  # as on a page that is older than what this phone holds
        """() => {
            const input = document.querySelector("[name=mark-1]:checked");
            input.removeAttribute("checked");
            input.checked = false;
        }"""
    )
    waits.set()
    await stored_in_the_end(hall.site, room, number, [[1, 1], [2, 2], [3, 3]])


async def test_whoever_moves_an_option_by_keyboard_keeps_the_place(hall: Hall, room: Room) -> None:
    page = await joined(hall)
    number = await opened(hall.site, room, "urutan")
    for option in (3, 1, 4):
        await page.locator(f"[data-option='{option}'] [data-tap]").click()
    up = page.locator("[data-option='4'] [data-move='-1']")
    down = page.locator("[data-option='4'] [data-move='1']")
    await up.focus()
    await page.keyboard.press("Enter")
    await expect(up).to_be_focused()
    await page.keyboard.press("Enter")  # now it is the first, and cannot go up any more
    await expect(up).to_be_hidden()
    await expect(down).to_be_focused()
    await stored_in_the_end(hall.site, room, number, [4, 3, 1])
    for option in (3, 1):
        await page.locator(f"[data-option='{option}'] [data-tap]").click()
    await expect(down).to_be_hidden()
    await stored_in_the_end(hall.site, room, number, [4])


@pytest.mark.parametrize(
    ("kind", "button", "mark"),
    [("poin", "[data-step='1']", [[2, 2], [3, 1]]), ("urutan", "[data-tap]", [3, 2])],
)
async def test_a_press_before_the_script_of_its_kind_is_done_once_it_is_there(
    hall: Hall, room: Room, kind: str, button: str, mark: Mark
) -> None:
    page = await joined(hall)
    waits = asyncio.Event()

    async def later(route: Route) -> None:
        await waits.wait()
        await route.continue_()

    await page.route(f"**/papers/{kind}.js", later)
    sent: list[str] = []
    page.on("websocket", lambda line: line.on("framesent", lambda it: sent.append(str(it))))
    await page.reload()
    number = await opened(hall.site, room, kind)
    await expect(page.locator(f"#suara-{number}")).to_be_visible()
    presses = (2, 3, 2) if kind == "poin" else (2, 3, 2, 2)
    for option in presses:
        await page.locator(f"[data-option='{option}'] {button}").click()
    assert not any('"vote"' in message for message in sent)
    assert await rounds_open(hall.site, room, number) == []
    waits.set()
    await stored_in_the_end(hall.site, room, number, mark)
