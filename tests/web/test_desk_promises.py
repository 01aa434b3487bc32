"""Last year at the facilitator's desk: taken in, answered, put on the wall, carried on."""

import io
from typing import Any

import openpyxl
import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.events import PromiseState
from tests.builders import content, plan
from tests.web.browsing import Hall, Page, Visitor
from tests.web.desks import desk, said
from tests.web.officers import at_desk
from tests.web.residents import Gathering, gathered

JANJI = "/janji"


def sheet(*rows: list[Any]) -> bytes:
    """An xlsx file with these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


async def sent(facilitator: Visitor, page: Page, content: bytes, name: str = "2026.xlsx") -> Page:
    """The page that answers a file sent by the form of `page`."""
    form = page.form("/janji/berkas")
    fields = {key: value for key, value in form.fields if key != "berkas"}
    answer = await facilitator.client.post(
        form.action, data=fields, files={"berkas": (name, content)}
    )
    return Page(answer)


async def last_year(hall: Hall, **changes: Any) -> Gathering:
    """A published meeting of 2026 that agreed on its proposals 3 and 1."""
    gathering = await gathered(hall, plan(**{"year": 2026, "plan_year": 2027, **changes}))
    await gathering.phase("usulan")
    titles = ("Parit Gang Mawar", "Gapura", "Titi beton ke SD")
    for title in titles:
        await gathering.proposal(content(title, cost=85_000_000, landmark="rumah nek Timah"))
    await gathering.act(c.AgreeRanks((3, 1)), c.PublishMeeting())
    return gathering


async def promised(gathering: Gathering, *states: PromiseState) -> None:
    for number, state in enumerate(states, 1):
        await gathering.act(c.BringPromise(2026, f"Parit {number}", "II", 85_000_000, "", state))


# Taking in


async def test_what_last_years_meeting_agreed_is_taken_in_from_the_archive(hall: Hall) -> None:
    before = await last_year(hall)
    gathering = await gathered(hall)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, JANJI))
        link = next(link for link in page.links if link.endswith(f"dari={before.room.code}"))
        page = await facilitator.open(link)
        ticked = [value for name, value in page.form("/janji/arsip").fields if name == "pilih"]
        assert ticked == ["3", "1"]
        page = await facilitator.send(page, "/janji/arsip", pilih=["3"])
        assert said(page) == "1 diambil."
        page = await facilitator.open(link)
        assert "sudah diambil, nomor 1" in page.text
        page = await facilitator.send(page, "/janji/arsip", pilih=["3", "1"])
        assert said(page) == "1 diambil. 1 sudah ada sebelumnya."
    kept = gathering.meeting.promises
    assert [(p.year, p.title, p.neighborhood, p.cost, p.origin) for p in kept.values()] == [
        (2026, "Titi beton ke SD", "II", 85_000_000, f"{before.room.code}/3"),
        (2026, "Parit Gang Mawar", "II", 85_000_000, f"{before.room.code}/1"),
    ]


async def test_only_published_meetings_of_this_place_can_be_taken_in(hall: Hall) -> None:
    elsewhere = await last_year(hall, ward_code="12.74.01.1001")
    running = await gathered(hall, plan(year=2026))
    gathering = await gathered(hall)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, JANJI))
        assert "Belum ada musyawarah terdahulu dari tempat ini di arsip." in page.text
        for code in (elsewhere.room.code, running.room.code, gathering.room.code, "", "x%00'"):
            page = await facilitator.open(desk(gathering, f"{JANJI}/arsip?dari={code}"))
            assert page.status == 404


async def test_a_sheet_is_looked_at_before_it_is_taken_in(hall: Hall) -> None:
    gathering = await gathered(hall)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, JANJI))
        content = sheet(
            ["Usulan", "Lingkungan", "Biaya", "Tahun", "Status"],
            ['Parit "Gang, Mawar"', "II", 85_000_000, 2026, "Selesai"],
            ["<b>Titi</b>", "Lk. 3", None, None, None],
            ["Gapura", "XX", 1, 2026, "belum"],
            ["Lampu", "I", 1, 2026, "entah"],
        )
        page = await sent(facilitator, page, content)
        assert page.status == 200
        assert "Baris 4: Tempat tidak dikenal: XX." in page.text
        assert "Baris 5: Status tidak dikenal: entah." in page.text
        assert "2 yang akan diambil" in page.text
        assert gathering.meeting.promises == {}
        page = await facilitator.send(page, "/janji/masuk")
        assert said(page) == "2 diambil."
        page = await sent(facilitator, page, content)
        page = await facilitator.send(page, "/janji/masuk")
        assert said(page) == "0 diambil. 2 sudah ada sebelumnya."
    kept = gathering.meeting.promises.values()
    assert [(p.year, p.title, p.neighborhood, p.cost, p.state) for p in kept] == [
        (2026, 'Parit "Gang, Mawar"', "II", 85_000_000, "selesai"),
        (2026, "<b>Titi</b>", "III", None, "belum"),
    ]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "Pilih dahulu berkasnya."),
        (b"%PDF-1.7 x", "Berkas ini tidak terbaca."),
        (b"PK\x03\x04 not a zip", "Berkas ini tidak terbaca."),
        (b"No;Catatan\n1;x\n", "Tidak ada kolom judul."),
        (b"judul;status\n;selesai\n", "Tidak ada yang dapat diambil dari berkas ini."),
    ],
)
async def test_a_file_of_no_use_is_told_in_words(hall: Hall, content: bytes, word: str) -> None:
    gathering = await gathered(hall)
    async with at_desk(gathering) as facilitator:
        page = await sent(facilitator, await facilitator.open(desk(gathering, JANJI)), content)
        assert page.status == 422
        assert word in page.text
    assert gathering.meeting.promises == {}


async def test_rows_that_were_tampered_with_are_read_anew(hall: Hall) -> None:
    gathering = await gathered(hall)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, JANJI))
        page = await sent(facilitator, page, b"judul\nParit\n", "2026.csv")
        page = await facilitator.send(page, "/janji/masuk", rows="judul,tahun\nParit,9999\n")
        assert "Baris 2" in page.text
        page = await facilitator.send(page, "/janji/masuk", rows="")
        assert page.status == 422
    assert gathering.meeting.promises == {}


async def test_one_is_written_by_hand_and_stays_where_it_is_refused(hall: Hall) -> None:
    gathering = await gathered(hall)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, JANJI))
        page = await facilitator.send(page, "tambah", title="Telp 081234567890", cost="1.000")
        assert page.status == 422
        fields = dict(page.form("tambah").fields)
        assert (fields["title"], fields["cost"]) == ("Telp 081234567890", "1.000")
        page = await facilitator.send(page, "tambah", title="Parit", state="hampir")
        assert page.status == 422
        page = await facilitator.send(page, "tambah", title="Parit", state="sebagian", year="2025")
        assert "Selesai sebagian" in page.text
    (promise,) = gathering.meeting.promises.values()
    assert (promise.year, promise.title, promise.cost, promise.state) == (
        2025, "Parit", 1000, "sebagian",
    )  # fmt: skip


# Answering, the wall, carrying on


async def test_the_official_answers(hall: Hall) -> None:
    gathering = await gathered(hall)
    await promised(gathering, "belum", "belum")
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, JANJI))
        page = await facilitator.send(
            page, "/janji/2/jawab", state="berjalan", by="Lurah", text="Dikerjakan bulan depan."
        )
        assert said(page) == "Jawaban untuk nomor 2 tersimpan."
        assert "Lurah: Dikerjakan bulan depan." in page.text
        page = await facilitator.send(page, "/janji/1/jawab", by="", text="Ketik 081234567890")
        assert page.status == 422
        assert dict(page.form("/janji/1/jawab").fields)["text"] == "Ketik 081234567890"
        assert dict(page.form("/janji/2/jawab").fields)["text"] == "Dikerjakan bulan depan."
        page = await facilitator.send(page, "/janji/1/jawab", state="selesai", by="Lurah", text="")
        assert "Lurah: dijawab lisan." in page.text
    assert gathering.meeting.promises[2].answer == "Dikerjakan bulan depan."


async def test_it_goes_on_the_wall_and_off_again(hall: Hall) -> None:
    gathering = await gathered(hall)
    await promised(gathering, "belum", "selesai")
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, JANJI))
        page = await facilitator.send(page, "/promise-show")
        assert (gathering.meeting.show, gathering.meeting.show_number) == ("tahun-lalu", 0)
        form = [one for one in page.forms if one.action.endswith("/promise-show")][-1]
        assert ("number", "2") in form.fields
        page = await facilitator.send(page, "/promise-show", number="2")
        assert said(page) == "Nomor 2 tampil di layar."
        assert gathering.meeting.show_number == 2
        page = await facilitator.send(page, "/promise-show", number="9")
        assert gathering.meeting.show_number == 2
        page = await facilitator.send(page, "/promise-hide")
        assert said(page) == "Layar mengikuti musyawarah."
    assert gathering.meeting.show == ""


async def test_an_unfinished_one_is_carried_on_as_it_was_recorded(hall: Hall) -> None:
    before = await last_year(hall)
    gathering = await gathered(hall)
    await gathering.act(c.BringPromise(2026, "Titi beton ke SD", "II", 1, f"{before.room.code}/3"))
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, JANJI))
        again = page
        page = await facilitator.send(page, "/janji/1/lanjut")
        assert said(page) == "Nomor 1 menjadi usulan 1."
        assert "Dilanjutkan sebagai usulan 1" in page.text
        assert not page.has_form("/janji/1/lanjut")
        await facilitator.send(again, "/janji/1/lanjut")
        shown = await facilitator.open(desk(gathering, "/usulan/1"))
        assert "Lanjutan 2026" in shown.text
    (proposal,) = gathering.meeting.proposals.values()
    assert proposal.stands
    assert proposal.origin == f"{before.room.code}/3"
    assert proposal.continues == 2026
    assert proposal.content.problem == content().problem
    assert (proposal.content.cost, proposal.content.landmark) == (85_000_000, "")


async def test_one_from_a_sheet_is_carried_on_with_what_is_known(hall: Hall) -> None:
    gathering = await gathered(hall)
    await gathering.act(
        c.BringPromise(2026, "Drainase Gang Mawar", "", 40_000_000),
        c.AnswerPromise(1, "sebagian", "Lurah", "Baru 60 meter."),
        c.BringPromise(2026, "Gapura", state="selesai"),
        c.BringPromise(2026, "Menara", state="batal"),
    )
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, JANJI))
        assert not page.has_form("/janji/2/lanjut")
        assert not page.has_form("/janji/3/lanjut")
        page = await facilitator.send(page, "/janji/1/lanjut")
        assert page.status == 422
        assert "Pilih lingkungan dari daftar." in page.text
        page = await facilitator.send(page, "/janji/1/lanjut", neighborhood="III")
    (proposal,) = gathering.meeting.proposals.values()
    said_ = proposal.content
    assert (said_.neighborhood, said_.sector, said_.cost) == ("III", "infra", 40_000_000)
    assert said_.problem == "Disepakati tahun 2026, selesai sebagian. Baru 60 meter."


async def test_when_the_meeting_is_over_nothing_more_is_taken_in(hall: Hall) -> None:
    gathering = await gathered(hall)
    await promised(gathering, "belum")
    await gathering.act(c.OpenMeeting(), c.CloseMeeting())
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, JANJI))
        assert not page.has_form("tambah")
        assert page.has_form("/janji/1/jawab")
        await gathering.act(c.PublishMeeting())
        page = await facilitator.open(desk(gathering, JANJI))
        assert not page.has_form("/janji/1/jawab")


async def test_nobody_else_may(hall: Hall, visitor: Visitor) -> None:
    gathering = await gathered(hall)
    await promised(gathering, "belum")
    for path in ("/janji", "/janji/arsip", "/janji/1/jawab", "/janji/1/lanjut", "/janji/masuk"):
        answer = await visitor.client.post(desk(gathering, path), data={"title": "x"})
        assert Page(answer).has_form("/masuk") or answer.status_code in (401, 403), path
    assert len(gathering.meeting.promises) == 1
