"""The whole day of a Musrenbang Kelurahan by its ready plan, in the browser, down to the papers.

Twelve people are checked in, forty proposals come, some are merged, two are agreed by consensus,
one vote is held, the order is agreed against it, delegates are acclaimed. Every figure of the
Berita Acara is compared with what the database says.
"""

import io
import re
import time
from typing import Any

import docx
import pytest
from playwright.async_api import Page, expect
from pypdf import PdfReader

from musrenbang_live.cli.demo import EXAMPLES
from musrenbang_live.cli.simulation.examples import read_examples
from musrenbang_live.config import folder
from musrenbang_live.core.minutes.terbilang import terbilang
from musrenbang_live.live.room import Room
from musrenbang_live.web.formats import number, rupiah
from tests.e2e.hall import Hall

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

WARDS = ("12.74.04.1005", "12.74.06.1001", "12.74.02.1003")
PEOPLE = [f"Warga {sign}" for sign in "ABCDEFGHIJKL"]
WOMEN = 7
MERGES = 3
CONSENSUS = 2
WHY = "Jalan ke sekolah didahulukan."


async def test_a_meeting_by_the_ready_plan_ends_in_its_berita_acara(hall: Hall) -> None:
    desk = await hall.console()
    await opened(hall, desk)
    await checked_in(hall, desk)
    await proposed(hall)
    await merged(hall, desk)
    await discussed(hall, desk)
    await voted(hall)
    await ordered(hall, desk)
    await acclaimed(hall, desk)
    await signed(hall, desk)
    room = await hall.site.service.room(hall.code)
    await room.refresh()
    started = time.perf_counter()
    await desk.goto(hall.desk)
    await hall.play.facilitator.act("close")
    pdf, word = await document(desk, hall, "pdf"), await document(desk, hall, "docx")
    print(f"from the closing to both papers: {time.perf_counter() - started:.2f} s")
    await room.refresh()
    await pdf_is_right(pdf, hall, room)
    word_is_right(docx.Document(io.BytesIO(word)), room)


async def opened(hall: Hall, desk: Page) -> None:
    """The facilitator opens, and twelve phones join."""
    file = folder("sessions").joinpath(*EXAMPLES)
    hall.play.examples = [each for ward in WARDS for each in read_examples(file, ward)]
    assert len(hall.play.examples) == 40
    await hall.play.facilitator.log_in(hall.prepared.token)
    await hall.play.join(len(PEOPLE))
    await desk.get_by_role("button", name="Buka musyawarah").click()
    await expect(desk.get_by_role("button", name="Mulai menerima usulan")).to_be_visible()


async def checked_in(hall: Hall, desk: Page) -> None:
    """At the door, by the keyboard alone."""
    await desk.goto(f"{hall.desk}/hadir")
    await desk.wait_for_selector("html.live")
    await expect(desk.get_by_label("Nama", exact=True)).to_be_focused()
    for place, name in enumerate(PEOPLE):
        for typed in (name, "34", "P" if place < WOMEN else "L"):
            await desk.keyboard.type(typed)
            await desk.keyboard.press("Enter" if typed in ("P", "L") else "Tab")
    await expect(desk.locator("#daftar-hadir tbody tr")).to_have_count(len(PEOPLE))


async def proposed(hall: Hall) -> None:
    await hall.play.facilitator.act("phase", index=1)
    for index in range(40):
        await hall.play.bring(index)


async def merged(hall: Hall, desk: Page) -> None:
    """The first three that the program suggests."""
    await desk.goto(f"{hall.desk}/mirip")
    apart = desk.get_by_role("button", name="Pisahkan kembali")
    for _ in range(MERGES):
        before = await apart.count()
        await desk.locator(".kelompok").first.get_by_role("button", name="Gabungkan").click()
        await expect(apart).not_to_have_count(before)
    gone = await hall.asked("SELECT number FROM proposal WHERE merged_into IS NOT NULL")
    assert len(gone) >= MERGES


async def discussed(hall: Hall, desk: Page) -> None:
    """Two proposals are agreed by consensus; a phone that is there says what it thinks."""
    await hall.play.facilitator.act("phase", index=2)
    phone = await hall.phone()
    await desk.goto(f"{hall.desk}/musyawarah")
    await desk.locator("[data-key=n]").first.click()
    await expect(desk.locator("#judul-bahas")).to_have_text(re.compile(r"^Usulan \d+$"))
    for _ in range(CONSENSUS):
        heading = await desk.locator("#judul-bahas").inner_text()
        on = heading.removeprefix("Usulan ")
        await phone.locator(f"[data-opine='usulan/{on}'][value='1']").click()
        await expect(desk.locator("#bahas .said .big").first).to_have_text("1")
        await desk.get_by_role("button", name="Mufakat", exact=False).first.click()
        await expect(desk.locator("#bahas .pill").first).to_be_visible()
        await desk.get_by_role("button", name="Berikutnya").click()
        await expect(desk.locator("#judul-bahas")).not_to_have_text(heading)


async def voted(hall: Hall) -> None:
    play = hall.play
    number_ = await play.open_round(3)
    await play.vote(number_)
    await play.facilitator.act("close-round", number=number_)
    await play.facilitator.act("reveal", number=number_)


async def ordered(hall: Hall, desk: Page) -> None:
    """The order is agreed: the second of the vote before the first, and why."""
    await desk.goto(f"{hall.desk}/peringkat")
    await desk.locator("button[value^=naik-]").nth(1).click()
    await desk.get_by_label("Alasan urutannya berbeda").fill(WHY)
    await desk.get_by_role("button", name="Simpan sebagai kesepakatan").click()
    await expect(desk.get_by_text("usulan sudah disepakati urutannya")).to_be_visible()


async def acclaimed(hall: Hall, desk: Page) -> None:
    for name, woman in (("Butet Manurung", True), ("Ucok Tanjung", False), ("Siti", True)):
        await hall.play.facilitator.nominate(name, "VI", woman=woman)
    await desk.goto(f"{hall.desk}/delegasi")
    for box in await desk.locator("input[name=candidate]").all():
        await box.check()
    await desk.get_by_role("button", name="Tetapkan secara aklamasi").click()
    await expect(desk.get_by_role("heading", name="Ditetapkan secara aklamasi")).to_be_visible()


async def signed(hall: Hall, desk: Page) -> None:
    await hall.play.facilitator.act("phase", index=5)
    await desk.goto(f"{hall.desk}/dokumen")
    await desk.get_by_label("Pimpinan sidang", exact=True).fill("Ahmad Sofyan")
    await desk.get_by_label("Lurah").first.fill("Siti Rahma")
    await desk.get_by_role("button", name="Simpan isian").click()
    await expect(desk.get_by_text("Isian dokumen tersimpan.")).to_be_visible()


async def document(desk: Page, hall: Hall, kind: str) -> bytes:
    answer = await desk.request.get(f"{hall.desk}/dokumen/berita-acara.{kind}")
    assert answer.status == 200
    return await answer.body()


def squeezed(text: str) -> str:
    """Without what a break of line may add or take."""
    return re.sub(r"[\s\u00ad-]", "", text)


async def pdf_is_right(pdf: bytes, hall: Hall, room: Room) -> None:
    meeting, counts = room.meeting, room.counts
    pages = PdfReader(io.BytesIO(pdf)).pages
    text = squeezed("".join(page.extract_text() for page in pages))
    (people,) = await hall.asked(
        "SELECT count(*) AS all, count(*) FILTER (WHERE gender = 'P') AS women FROM attendee"
    )
    (rows,) = await hall.asked("SELECT count(*) AS all, count(merged_into) AS merged FROM proposal")
    standing = len(meeting.standing())
    ranks = len(meeting.ranks)
    cost = sum(meeting.proposals[n].content.cost or 0 for n in meeting.ranks)
    men = people["all"] - people["women"]
    agreed = sum(meeting.verdict(n) == "mufakat" for n in meeting.ranks)
    for said in (
        f"{people['all']} ({terbilang(people['all'])}) orang, {people['women']} perempuan dan"
        f" {men} laki-laki",
        f"Menyepakati {ranks} ({terbilang(ranks)}) kegiatan prioritas",
        f"perkiraan anggaran seluruhnya {rupiah(cost)}",
        f"Usulan yang masuk {rows['all']}: {ranks} menjadi prioritas",
        f"{rows['merged']} digabung dengan usulan lain",
        f"musyawarah mufakat untuk {agreed} kegiatan",
        "3 delegasi ditetapkan secara aklamasi",
        f"{counts.turnout[1]} dari",
        WHY,
        *PEOPLE,
        *(candidate.name for candidate in meeting.candidates.values()),
        " ".join(counts.words),
        hall.site.fingerprint,
    ):
        assert squeezed(said) in text, said
    assert ranks + len([p for p in meeting.standing() if p.number not in meeting.ranks]) == standing
    for proposal in meeting.standing():
        said_ = proposal.content
        assert squeezed(said_.title) in text
        if said_.cost is not None:
            assert number(said_.cost) in text


def word_is_right(word: Any, room: Room) -> None:
    """Each line of Lampiran II: its place, its words, its cost, how it was decided."""
    meeting, tally = room.meeting, room.counts.tallies[1]
    tables = [[[cell.text for cell in row.cells] for row in t.rows] for t in word.tables]
    found = next(t for t in tables if "Cara diputuskan" in t[0])[1:]
    assert len(found) == len(meeting.ranks)
    for place, (row, proposal) in enumerate(zip(found, meeting.ranks, strict=True), 1):
        said = meeting.proposals[proposal].content
        line = tally.line(proposal)
        assert row[0] == str(place)
        assert row[2] == said.problem
        assert row[3].startswith(f"{said.title} (usulan nomor {proposal}")
        assert row[6] == (number(said.cost) if said.cost is not None else "–")
        by_consensus = meeting.verdict(proposal) == "mufakat"
        assert row[8].startswith("Mufakat" if by_consensus else "Pemungutan suara;")
        assert line is None or f"{line.votes} suara" in row[8]
