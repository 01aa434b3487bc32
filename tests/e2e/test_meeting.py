"""A whole meeting before three screens at once: a phone, the console, the projector.

Nobody reloads a page unless the line was lost, and what the archive says in the end is what every
person was told was stored.
"""

from typing import Any, NamedTuple

import pytest
from playwright.async_api import Page, expect

from musrenbang_live.cli.simulation.checking import differences
from musrenbang_live.cli.simulation.resident import SimulatedResident
from tests.e2e.cable import Cable
from tests.e2e.hall import LOST, PHONE, Hall
from tests.e2e.marking import HELD, STORED, expect_stored, stored, tick, ticked

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

NEIGHBOURS = 8
PROBLEM = "Parit <script>window.broken = 1</script> & lampu <b>mati</b>"
TITLE = '<img src="/x" onerror="broken=1">Lampu'
ALIVE = "[window.broken ?? 0, document.querySelectorAll('main img, main script:not(#me)').length]"


class Screens(NamedTuple):
    """The three screens of the hall."""

    phone: Page
    console: Page
    wall: Page


async def test_a_whole_meeting_before_three_screens(hall: Hall) -> None:
    cable = await hall.cable()
    console = await hall.console()
    screens = Screens(await hall.phone(cable.base), console, await hall.wall(console))
    for page in screens:
        await page.evaluate("window.here = true")
    resident = as_resident(hall)
    await it_opens(screens)
    resident.proposed[1] = await a_proposal_is_brought(hall, screens)
    await neighbours_bring_theirs(hall, screens)
    resident.supported.add(await a_proposal_is_supported(screens))
    await one_is_discussed(screens)
    await the_round_is_opened(screens)
    for page in screens:
        assert await page.evaluate("window.here"), f"{page.url} was loaded again"
    phone, resident.voted[1] = await the_line_is_lost_while_voting(hall, screens.phone, cable)
    screens = screens._replace(phone=phone)
    await neighbours_vote(hall, screens)
    await it_is_closed_and_revealed(screens)
    await it_is_published(screens)
    await everybody_reads_the_same(hall, resident)


def as_resident(hall: Hall) -> SimulatedResident:
    """The person at the phone, remembered with the simulated ones for the reckoning."""
    person = SimulatedResident(hall.base, hall.code, {})
    hall.play.residents.append(person)
    return person


async def press(console: Page, name: str) -> None:
    """The yellow button, which must be about `name`."""
    await console.locator("#sekarang .btn-now", has_text=name).click()


async def it_opens(screens: Screens) -> None:
    phone, console, wall = screens
    await expect(phone.locator("#sekarang h1")).to_have_text("Belum dimulai")
    await expect(wall.locator("#pita")).to_contain_text("1 ponsel sudah ikut")
    await press(console, "Buka musyawarah")
    await expect(phone.locator("#sekarang h1")).to_have_text("Silakan menyimak")
    await press(console, "Mulai menerima usulan")
    await expect(phone.locator("#isi")).to_contain_text("Tulis usulan")
    await expect(wall.locator("#isi")).to_contain_text("Usulan pertama")


async def a_proposal_is_brought(hall: Hall, screens: Screens) -> str:
    """It is written on the phone, looked at by the committee, and then seen by everybody."""
    phone, console, wall = screens
    # The phone goes to the form and comes back; this page stays where it is and watches the list.
    other = await phone.context.new_page()
    await phone.goto(phone.url + "/usulan")
    await phone.evaluate("window.here = true")
    await other.goto(phone.url.removesuffix("/usulan") + "/tulis")
    await other.get_by_label("1. Apa masalahnya?").fill(PROBLEM)
    await other.get_by_label("2. Di mana?").select_option("VI")
    await other.get_by_label("3. Apa yang diminta?").fill(TITLE)
    await other.get_by_role("button", name="Kirim usulan").click()
    await expect(other.locator("[data-done]:visible")).to_contain_text(
        "Usulan Bapak/Ibu tercatat pukul"
    )
    await expect(phone.locator("#usulan-saya:visible")).to_contain_text("Sedang diperiksa panitia")
    await expect(phone.locator("#daftar-usulan > li")).to_have_count(0)
    await expect(console.locator("#antre-1")).to_contain_text(PROBLEM)
    await console.get_by_role("button", name="Tampilkan usulan 1").click()
    await expect(phone.locator("#usulan-saya:visible")).to_contain_text("Tampil untuk semua")
    await expect(phone.locator("#usulan-1")).to_contain_text(TITLE)
    await expect(phone.locator("#usulan-1")).to_contain_text(PROBLEM)
    await expect(wall.locator("#layar-1")).to_contain_text("<img")
    await expect(console.locator("#baris-1")).to_contain_text(TITLE)
    for page in (*screens, other):
        assert await page.evaluate(ALIVE) == [0, 0], page.url
    await other.close()
    return TITLE


async def neighbours_bring_theirs(hall: Hall, screens: Screens) -> None:
    play = hall.play
    myself = play.residents.pop()
    await play.facilitator.log_in(hall.prepared.token)
    await play.join(NEIGHBOURS)
    for index in (0, 6, 8, 11):
        await play.bring(index)
    play.residents.append(myself)
    await expect(screens.phone.locator("#daftar-usulan > li")).to_have_count(5)
    await expect(screens.wall.locator("#isi")).to_contain_text("Drainase Lingkungan VI")


async def a_proposal_is_supported(screens: Screens) -> int:
    phone, console, wall = screens
    button = phone.locator("#usulan-2 [data-support]")
    await button.click()
    await expect(button).to_have_attribute("aria-pressed", "true")
    await expect(phone.locator("#sambungan [data-say]")).to_have_text(
        "Dukungan untuk usulan 2 tercatat."
    )
    await expect(button).to_contain_text("1")
    await expect(console.locator("#baris-2 .sup-n")).to_contain_text("1")
    await expect(wall.locator("#layar-2")).to_contain_text("1 dukungan")
    return 2


async def one_is_discussed(screens: Screens) -> None:
    phone, console, wall = screens
    await press(console, "Mulai musyawarah")
    await expect(phone.locator("#sekarang")).to_contain_text("Musyawarah")
    await console.get_by_role("button", name="Bahas usulan 1 di layar").click()
    await expect(wall.locator("#atas")).to_contain_text("Usulan 1")
    await expect(wall.locator("#isi")).to_contain_text("<script>window.broken = 1</script>")
    await expect(phone.locator("#sekarang h1")).to_have_text("Usulan 1 sedang dibahas")
    await expect(console.locator("#layar")).to_contain_text("<img")
    for page in screens:
        assert await page.evaluate(ALIVE) == [0, 0], page.url


async def the_round_is_opened(screens: Screens) -> None:
    phone, console, wall = screens
    async with phone.expect_navigation():
        await phone.get_by_role("link", name="Sekarang").click()
    await phone.evaluate("window.here = true")
    await press(console, "Bawa ke pemungutan suara")
    await expect(console.locator("[name=options]:checked")).to_have_count(5)
    await console.get_by_role("button", name="Buka pemungutan suara").click()
    await expect(console.locator("#sekarang")).to_contain_text("0 dari 9 peserta sudah memilih")
    await console.evaluate("window.here = true")
    await expect(phone.locator("#sekarang h1")).to_have_text("Pilih paling banyak 5 usulan")
    await expect(phone.locator("#suara-1 [name=mark]")).to_have_count(5)
    await expect(wall.locator("#isi")).to_contain_text("dari 9 peserta sudah memilih")


async def the_line_is_lost_while_voting(
    hall: Hall, phone: Page, cable: Cable
) -> tuple[Page, list[int]]:
    """Ticks are kept through a cut, and through the end of the page itself."""
    saved, pill = phone.locator("[data-saved]:visible"), phone.locator("[data-pill]:visible")
    await tick(phone, 1, 2)
    await expect(saved).to_contain_text(STORED)
    await expect_stored(hall, [1, 2])
    await phone.context.set_offline(True)
    await cable.cut()
    await tick(phone, 3)
    await tick(phone, 1, on=False)
    await expect(saved).to_have_text(HELD, use_inner_text=True)
    await expect(pill).to_have_text("Tersimpan di ponsel", use_inner_text=True)
    await expect(phone.locator(".pick")).to_have_text("2 dari 5 dipilih")
    assert await stored(hall) == [[1, 2]]
    await phone.close()
    await cable.mend()
    await phone.context.set_offline(False)
    again = await phone.context.new_page()
    await again.goto(f"{cable.base}/s/{hall.code}")
    await expect(again.locator("[data-saved]:visible")).to_contain_text(STORED)
    assert await ticked(again) == [2, 3]
    await expect_stored(hall, [2, 3])
    # A short loss: the same page comes back by itself.
    await cable.cut()
    await tick(again, 4)
    await expect(again.locator("[data-saved]:visible")).to_have_text(HELD, use_inner_text=True)
    await cable.mend()
    await expect(again.locator("[data-saved]:visible")).to_contain_text(STORED)
    await expect_stored(hall, [2, 3, 4])
    hall.forgive(LOST)
    return again, [2, 3, 4]


async def neighbours_vote(hall: Hall, screens: Screens) -> None:
    """While they do, the half-filled ballot on the phone stays exactly as it is."""
    phone, play = screens.phone, hall.play
    await phone.evaluate("window.paper = document.getElementById('suara-1')")
    await phone.focus("[name=mark][value='5']")
    where = """() => { const box = document.activeElement; return [box.value, scrollY,
        box.closest('form') === window.paper, box.getBoundingClientRect().top]; }"""
    before = await phone.evaluate(where)
    myself = play.residents.pop()
    await play.vote()
    for resident in play.residents:
        await resident.vote(1, [1, 2])
    play.residents.append(myself)
    total = f"{NEIGHBOURS + 1} dari {NEIGHBOURS + 1} peserta sudah memilih"
    await expect(screens.console.locator("#sekarang")).to_contain_text(total)
    await expect(screens.wall.locator("#isi .giant")).to_have_text(str(NEIGHBOURS + 1))
    assert await phone.evaluate(where) == before
    assert await ticked(phone) == [2, 3, 4]


async def it_is_closed_and_revealed(screens: Screens) -> None:
    phone, console, wall = screens
    await press(console, "Tutup pemungutan suara")
    await expect(console.locator("#tanya")).to_contain_text("Tutup pemungutan suara?")
    await console.locator("#tanya [data-do]").click()
    await expect(phone.locator("#sekarang h1")).to_contain_text("Pemungutan ditutup")
    await expect(phone.locator("#isi")).to_contain_text("yang tersimpan tetap dihitung")
    await expect(wall.locator("#isi")).to_contain_text("Pemungutan ditutup pukul")
    await press(console, "Umumkan hasil")
    await console.locator("#tanya [data-do]").click()
    await expect(wall.locator("#hasil-baris > li")).to_have_count(5)
    moving = "document.getAnimations().filter((each) => each.effect.target.matches('rect')).length"
    assert await wall.evaluate(moving) > 0
    await expect(phone.locator("#hasil li")).to_have_count(5)
    await expect(phone.locator("#hasil")).to_contain_text("9 dari 9 peserta memberi suara.")
    await phone.reload()
    await expect(phone.locator("#isi")).to_contain_text("Suara Bapak/Ibu ikut dihitung.")


async def it_is_published(screens: Screens) -> None:
    phone, console, wall = screens
    await press(console, "Lanjut ke penutup")
    await expect(wall.locator("#isi h1")).to_have_text("Musyawarah selesai")
    await press(console, "Tutup sesi dan terbitkan")
    await console.get_by_role("button", name="Tutup sesi dan terbitkan").click()
    await expect(console.locator("#sekarang h1")).to_have_text("Hasil sudah terbit di arsip publik")
    await expect(phone.locator("#sekarang h1")).to_have_text("Hasil sudah diterbitkan")


async def everybody_reads_the_same(hall: Hall, resident: SimulatedResident) -> None:
    """The page without any script, and the file: both say what the people were told."""
    reader = await (await hall.window(PHONE, java_script_enabled=False)).new_page()
    await reader.goto(f"{hall.base}/arsip/{hall.code}")
    answer = await reader.request.get(f"{hall.base}/arsip/{hall.code}.json")
    published: dict[str, Any] = await answer.json()
    assert differences(hall.play, published) == []
    rows = reader.locator("table.vt tbody tr")
    await expect(rows).to_have_count(5)
    ranking = published["rounds"][0]["ranking"]
    for place, line in enumerate(ranking):
        await expect(rows.nth(place).locator("td.r")).to_contain_text(str(line["votes"]))
    await expect(reader.locator("#usulan-1")).to_contain_text(TITLE)
    assert sum(line["votes"] for line in ranking) >= len(resident.voted[1])
