"""axe-core (WCAG 2.0 to 2.2, A and AA) on every page in every stage of a meeting, light and dark,
and no page that has to be pushed sideways on the narrowest phone.
"""

import uuid

import pytest
from playwright.async_api import Page, expect

from musrenbang_live.core import commands as c
from musrenbang_live.live.service import Joining
from tests.e2e.hall import LAPTOP, PHONE, Hall
from tests.e2e.inspector import Inspector, axe, inspector

__all__ = ["axe", "inspector"]

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

SHOWN = """() => ["terputus", "berhenti", "disimpan"]
  .map((id) => document.getElementById(id)).forEach((part) => { part.hidden = false; })"""
"""What the script shows only when something is the matter."""
STEPS: dict[str, dict[str, int]] = {
    "close-round": {"number": 1},
    "reveal": {"number": 1},
    "phase": {"index": 5},
    "publish": {},
}
"""From a vote that is over to the record."""


async def test_the_three_screens_in_every_stage_of_a_meeting(
    hall: Hall, inspector: Inspector
) -> None:
    act = hall.play.facilitator.act
    phone, console, wall = screens = await gathered(hall)
    await the_hall(inspector, *screens)
    await act("open")
    await the_hall(inspector, *screens)
    await act("phase", index=1)
    await the_hall(inspector, *screens)
    await proposals_come(hall, phone)
    await hall.play.check_in()
    await act("phase", index=2)
    await questions_come(hall)
    await last_year_comes(hall)
    await act("focus", number=2)
    await the_hall(inspector, *screens)
    await it_is_decided(hall)
    await it_comes_to_a_vote(hall, inspector, *screens)
    for step in ("reveal", "phase", "publish"):
        await act(step, **STEPS[step])
        await the_hall(inspector, *screens)
        if step == "phase":
            await inspector.look(console, [f"/fasilitator/{hall.code}/terbit"])
    await act("blank", blank=1)
    await inspector.look(wall, [f"/layar/{hall.code}"], narrow=False)


async def test_the_pages_of_proposals_and_of_the_desk(hall: Hall, inspector: Inspector) -> None:
    phone, console, _ = await gathered(hall)
    await hall.play.facilitator.act("open")
    await hall.play.facilitator.act("phase", index=1)
    await proposals_are_written(hall, inspector, phone)
    await the_desk(hall, inspector, console)
    hall.forgive("status of 422 .*/ketik")


async def test_the_pages_of_the_talk_and_what_is_read_afterwards(
    hall: Hall, inspector: Inspector
) -> None:
    act = hall.play.facilitator.act
    phone, console, _ = screens = await gathered(hall)
    await act("open")
    await act("phase", index=1)
    await proposals_come(hall, phone)
    await hall.play.check_in()
    await act("phase", index=2)
    await questions_are_answered(hall, inspector, *screens)
    await last_year_is_read(hall, inspector, *screens)
    await act("focus", number=2)
    await the_talk(hall, inspector, phone, console)
    await act("approve", number=1)
    await act("phase", index=3)
    await hall.play.residents[0].vote(1, [1])
    for step in ("close-round", "reveal", "phase", "publish"):
        await act(step, **STEPS[step])
    await the_archive(hall, inspector)


async def gathered(hall: Hall) -> tuple[Page, Page, Page]:
    """Six simulated people have come, and a phone, the console and the wall are open."""
    await hall.play.facilitator.log_in(hall.prepared.token)
    await hall.play.join(6)
    console = await hall.console()
    return await hall.phone(), console, await hall.wall(console)


async def the_archive(hall: Hall, inspector: Inspector) -> None:
    """What the public reads of the meeting, of its kelurahan and of all meetings."""
    await hall.site.shelving.look()
    archive = await (await hall.window(LAPTOP)).new_page()
    ward = hall.prepared.plan.ward_code
    await inspector.look(
        archive,
        [
            f"/arsip/{hall.code}",
            f"/arsip/{hall.code}/notulen",
            f"/arsip/{hall.code}/grafik",
            "/kota/grafik",
            f"/kelurahan/{ward}/grafik",
            "/arsip",
            "/cari?cari=drainse",
            "/cari?cari=zzz&kelurahan=1",
            f"/usulan/{hall.code}-1",
            f"/kelurahan/{ward}",
            "/kecamatan/teluk-nibung",
            "/bidang/infra",
            "/",
        ],
    )


async def the_hall(inspector: Inspector, phone: Page, console: Page, wall: Page) -> None:
    """The three screens of this moment; the wall also as it looks in a dark hall."""
    code = inspector.hall.code
    await inspector.look(phone, [f"/s/{code}"])
    await inspector.look(console, [f"/fasilitator/{code}"])
    await inspector.look(wall, [f"/layar/{code}", f"/layar/{code}?tema=gelap"], narrow=False)


async def questions_come(hall: Hall) -> None:
    """Asked and answered, asked by name and shown, and waiting to be looked at."""
    service = hall.site.service
    room = await service.room(hall.code)
    for command in (
        c.AskQuestion("q1", "", "Kapan lampu Gang Mawar diperbaiki?"),
        c.AnswerQuestion(1, "Lurah", "Bulan Maret."),
        c.AskQuestion("q2", "", "Berapa pagunya?", "Siti Aminah"),
        c.FocusQuestion(2),
    ):
        await service.act(room, "f:1", command)
    who = await service.join(room, str(uuid.uuid4()), Joining())
    await service.ask(room, who, str(uuid.uuid4()), "Belum diperiksa?", named=False)


async def questions_are_answered(
    hall: Hall, inspector: Inspector, phone: Page, console: Page, wall: Page
) -> None:
    """The pages of questions, the remote, and what it puts on the wall."""
    await questions_come(hall)
    desk = f"/fasilitator/{hall.code}"
    await inspector.look(phone, [f"/s/{hall.code}/tanya"])
    await inspector.look(console, [f"{desk}/tanya", f"{desk}/layar", f"{desk}/tautan"])
    await inspector.look(wall, [f"/layar/{hall.code}"], narrow=False)
    for show in ("agenda", "lingkungan", "pertanyaan"):
        await choose(hall, c.ChooseScreen(show))
        await inspector.look(wall, [f"/layar/{hall.code}"], narrow=False)


async def choose(hall: Hall, what: c.ChooseScreen) -> None:
    """What the wall shows."""
    service = hall.site.service
    await service.act(await service.room(hall.code), "f:1", what)


async def last_year_comes(hall: Hall) -> None:
    """What an earlier meeting agreed: answered, and not answered."""
    service = hall.site.service
    room = await service.room(hall.code)
    for command in (
        c.BringPromise(2026, "Perbaikan drainase Jalan Pematang Pasir", "VI", 85_000_000),
        c.BringPromise(2026, "Gapura batas kelurahan", state="batal"),
        c.AnswerPromise(1, "sebagian", "Lurah", "Baru 60 dari 180 meter."),
    ):
        await service.act(room, "f:1", command)


async def last_year_is_read(
    hall: Hall, inspector: Inspector, phone: Page, console: Page, wall: Page
) -> None:
    """It is read on a phone, at the desk and on the wall."""
    await last_year_comes(hall)
    await inspector.look(phone, [f"/s/{hall.code}/janji"])
    await inspector.look(console, [f"/fasilitator/{hall.code}/janji"])
    for number in (0, 1):
        await choose(hall, c.ChooseScreen("tahun-lalu", number))
        await inspector.look(wall, [f"/layar/{hall.code}"], narrow=False)


async def written(hall: Hall, phone: Page) -> None:
    """All three answers of the form, and it is sent."""
    await phone.get_by_label("1. Apa masalahnya?").fill("Parit tersumbat.")
    await phone.get_by_label("2. Di mana?").select_option("VI")
    await phone.get_by_label("3. Apa yang diminta?").fill("Keruk parit")
    await phone.get_by_role("button", name="Kirim usulan").click()
    await expect(phone.locator("[data-done]")).to_be_visible()


async def proposals_come(hall: Hall, phone: Page) -> None:
    """One from the phone, which waits; more of others, some merged, hidden, supported."""
    await phone.goto(f"{hall.base}/s/{hall.code}/tulis")
    await written(hall, phone)
    await neighbours_bring_theirs(hall)


async def neighbours_bring_theirs(hall: Hall) -> None:
    """See `proposals_come`."""
    play = hall.play
    for index in (0, 3, 6, 8, 11):
        await play.bring(index)
    await play.facilitator.act("merge", number=4, into=3)
    await play.facilitator.act("hide", number=6, reason="Bukan kewenangan kota.")
    await play.residents[1].support(2)
    await play.residents[0].propose(play.examples[1].spoken)


async def proposals_are_written(hall: Hall, inspector: Inspector, phone: Page) -> None:
    """The pages around proposals, with mistakes, with something waiting, merged and hidden."""
    there = f"/s/{hall.code}"
    await phone.goto(f"{hall.base}{there}/tulis")
    await phone.get_by_role("button", name="Kirim usulan").click()
    await expect(phone.locator(".err:visible")).to_have_count(1)
    await inspector.judge(phone)
    await written(hall, phone)
    await inspector.judge(phone)
    await neighbours_bring_theirs(hall)
    list_ = f"{there}/usulan"
    pages = (list_, f"{list_}/3", f"{list_}/1/ubah", f"{there}/tulis", f"{there}/panitia")
    await inspector.look(
        phone, [f"{there}/hadir", f"{there}/bicara", f"{list_}?bidang=tib", *pages]
    )
    await phone.evaluate(SHOWN)
    await inspector.judge(phone)


async def the_desk(hall: Hall, inspector: Inspector, console: Page) -> None:
    """The facilitator's pages beside the console, and what the console shows only at times."""
    desk = f"/fasilitator/{hall.code}"
    await hall.play.check_in()
    await inspector.look(console, [desk])
    await console.locator("#menahan-1 summary").click()
    await console.evaluate(SHOWN)
    await inspector.judge(console)
    await console.locator("#tampilkan-semua button").click()
    await expect(console.locator("#tanya")).to_be_visible()
    await inspector.judge(console)
    await an_entry_is_refused(hall, inspector, console)
    pages = (
        "ketik",
        "mirip",
        "usulan/1",
        "usulan/3",
        "usulan/6",
        "gabung?usulan=2&usulan=3",
        "tautan",
        "gabung?usulan=2",
        "surat-suara?tahap=3",
        "hadir",
        "notulen",
        "pembicara",
    )
    await inspector.look(console, [f"{desk}/{page}" for page in pages])
    own = ["/fasilitator", "/fasilitator/baru", "/kelola/saya", "/fasilitator/geladi"]
    await inspector.look(console, [*own, "/fasilitator/baru?rencana=musrenbang-kelurahan"])
    await hall.asked("UPDATE person SET role = 'admin'")
    await inspector.look(console, ["/kelola"])
    await console.get_by_role("button", name="Undang fasilitator").click()
    await expect(console.get_by_label("Tautan")).to_be_visible()
    await inspector.judge(console)
    invited = await (await hall.window(LAPTOP)).new_page()
    await invited.goto(await console.get_by_label("Tautan").input_value())
    await inspector.judge(invited)


async def an_entry_is_refused(hall: Hall, inspector: Inspector, console: Page) -> None:
    """Typed in at the desk with a cost that is no number."""
    await console.goto(f"{hall.base}/fasilitator/{hall.code}/ketik")
    await console.get_by_label("Yang diminta").fill("x")
    await console.get_by_label("Masalah").fill("x")
    await console.locator("#neighborhood").fill("6")
    await console.get_by_text("Biaya, penerima manfaat").click()
    await console.get_by_label("Perkiraan biaya, rupiah").fill("banyak")
    await console.get_by_role("button", name="Simpan").click()
    await expect(console.locator("[data-error]")).to_be_visible()
    await inspector.judge(console)


async def the_talk(hall: Hall, inspector: Inspector, phone: Page, console: Page) -> None:
    """Objecting on a phone, and what the desk decides without a vote."""
    await phone.goto(f"{hall.base}/s/{hall.code}")
    await phone.locator("#keberatan-2 summary").click()
    await phone.get_by_label("Terlalu mahal").check()
    await phone.get_by_role("button", name="Kirim keberatan").click()
    await expect(phone.get_by_text("Tercatat: Bapak/Ibu keberatan.")).to_be_visible()
    await inspector.judge(phone)
    desk = f"/fasilitator/{hall.code}"
    await it_is_decided(hall)
    await console.goto(f"{hall.base}{desk}/musyawarah")
    for opened in await console.locator("#bahas summary").all():
        await opened.click()
    await inspector.judge(console)
    await inspector.look(console, [f"{desk}/peringkat", f"{desk}/delegasi", desk])


async def it_is_decided(hall: Hall) -> None:
    """A proposal and a delegate, without a vote."""
    facilitator = hall.play.facilitator
    await facilitator.act("decide", number=2, verdict="mufakat")
    await facilitator.nominate("Siti Aminah", "VI", woman=True)
    await facilitator.act("acclaim", candidate=1)


async def it_comes_to_a_vote(
    hall: Hall, inspector: Inspector, phone: Page, console: Page, wall: Page
) -> None:
    act = hall.play.facilitator.act
    await act("approve", number=1)
    await act("phase", index=3)
    await the_hall(inspector, phone, console, wall)
    await phone.locator(".opt").first.click()
    await expect(phone.locator("[data-saved]")).to_be_visible()
    await phone.locator("#rahasia summary").click()
    await inspector.judge(phone)
    await act("close-round", number=1)
    await the_hall(inspector, phone, console, wall)


async def test_the_pages_for_everybody(hall: Hall, inspector: Inspector) -> None:
    guides = [f"/panduan{page}" for page in ("", "/warga", "/fasilitator", "/layar", "/admin")]
    public = [
        "/",
        "/arsip",
        "/lapor",
        "/aspirasi",
        "/aspirasi/pokir",
        "/?kode=AAAAAA",
        f"/s/{hall.code}",
        "/s/AAAAAA",
    ]
    page = await (await hall.window(PHONE)).new_page()
    await inspector.look(page, public)
    page = await (await hall.window(LAPTOP)).new_page()
    await inspector.look(page, [*public, "/masuk", *guides])
    await page.get_by_role("button", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await inspector.look(page, guides)
    await inspector.look(page, [f"/masuk/{hall.prepared.token}", f"/layar/{hall.code}"])
    hall.forgive("status of 40[34]")


async def test_the_pages_when_places_run_out(hall: Hall, inspector: Inspector) -> None:
    await hall.asked(
        "UPDATE session SET plan = jsonb_set(plan, '{rules,participant_limit}', '10') RETURNING id"
    )
    await hall.play.join(9)
    console = await hall.console()
    await inspector.look(console, [f"/fasilitator/{hall.code}"])
    await hall.phone()
    await expect(console.locator("#tempat")).to_contain_text("10 dari 10 tempat terisi.")
    await inspector.judge(console)
    phone = await (await hall.window(PHONE)).new_page()
    await phone.goto(f"{hall.base}/s/{hall.code}")
    await phone.get_by_role("button", name="Ikut musyawarah").click()
    await phone.get_by_text("Perkenalan (boleh dilewati)").click()
    await expect(phone.locator("#menunggu")).to_be_visible()
    await inspector.judge(phone)
    hall.forgive("status of 503 .*/ikut")
