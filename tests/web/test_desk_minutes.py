"""The papers of a whole meeting at the desk and in the archive, compared with the meeting."""

import asyncio
import io
import time
import zipfile
from typing import Any

import docx
import openpyxl
import pytest
from pypdf import PdfReader

from musrenbang_live.core import commands as c
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.live.retention import Retention
from musrenbang_live.web.formats import number, rupiah
from musrenbang_live.web.minutes import pack
from tests.builders import PHASES
from tests.web.browsing import Hall, Page, Visitor
from tests.web.desks import desk, said
from tests.web.musyawarah import AGREED, CONSENSUS, DECLINED, MERGED, WHY, held
from tests.web.officers import at_desk
from tests.web.residents import Gathering, gathered
from tests.web.test_word_check import form

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 40 + b"IEND\xaeB`\x82"
JPG = b"\xff\xd8\xff\xe0" + b"x" * 40 + b"\xff\xd9"
PDF = b"%PDF-1.7\n" + b"x" * 40 + b"\n%%EOF\n"
PRIVATE = ("Tamu Rekaan", "Gg. Rahasia", "0812345", "Wakil Rekaan", "198001012005011001",
           "19800101 200501 1 001", "Gg. Nelayan")  # fmt: skip


async def papers(visitor: Visitor, gathering: Gathering) -> Page:
    return await visitor.open(desk(gathering, "/dokumen"))


async def fetched(visitor: Visitor, path: str) -> bytes:
    answer = await visitor.client.get(path)
    assert answer.status_code == 200, answer.text[:500]
    return answer.content


async def filled(visitor: Visitor, gathering: Gathering) -> Page:
    """The fields typed as a desk would; the page after it."""
    return await visitor.send(
        await papers(visitor, gathering),
        "isian",
        number="050/12/2027",
        chair="Ahmad Sofyan",
        chair_function="Ketua LPM",
        lurah="Siti Rahma",
        nip="19800101 200501 1 001",
        speeches="Lurah\nCamat",
        name_1="Wakil Rekaan",
        age_1="41",
        gender_1="P",
    )


async def listed(visitor: Visitor, code: str) -> list[str]:
    """The files in the folder that the public gets."""
    with zipfile.ZipFile(io.BytesIO(await fetched(visitor, f"/arsip/{code}.zip"))) as opened:
        return opened.namelist()


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(p.extract_text().split()) for p in PdfReader(io.BytesIO(pdf)).pages)


def rows_of(book: bytes, sheet: str) -> list[tuple[object, ...]]:
    opened = openpyxl.load_workbook(io.BytesIO(book))
    return list(opened[sheet].iter_rows(min_row=2, values_only=True))


async def send_file(
    visitor: Visitor, page: Page, part: str, field: str, content: bytes, name: str, **more: str
) -> Page:
    form_ = page.form(part)
    data = {key: value for key, value in form_.fields if key != field} | more
    files = {field: (name, content)}
    answer = await visitor.client.post(form_.action, data=data, files=files)
    return Page(answer)


def expected_declined(meeting: Meeting) -> set[int]:
    gone = {one for one, _ in MERGED} | {*AGREED, 30}
    return {proposal.number for proposal in meeting.standing()} - gone


async def test_every_figure_of_a_whole_meeting_is_on_its_papers(hall: Hall) -> None:
    gathering = await held(hall)
    async with at_desk(gathering) as visitor:
        await filled(visitor, gathering)
        await gathering.act(c.CloseMeeting())
        await hall.signed()
        await gathering.room.refresh()  # or its four words change while the papers are fetched
        place = desk(gathering, "/dokumen/")
        pdf = text_of(await fetched(visitor, place + "berita-acara.pdf"))
        book = await fetched(visitor, place + "usulan.xlsx")
        word = docx.Document(io.BytesIO(await fetched(visitor, place + "berita-acara.docx")))
        page = await papers(visitor, gathering)
    excel_is_right(book, gathering)
    pdf_is_right(pdf, gathering)
    word_is_right(word, gathering)
    assert "Usulan itu tercetak di Lampiran III" in page.text
    assert "Lengkap" not in page.text


def cost(meeting: Meeting, number_: int) -> int:
    return meeting.proposals[number_].content.cost or 0


def excel_is_right(book: bytes, gathering: Gathering) -> None:
    meeting, tally = gathering.meeting, gathering.room.counts.tallies[1]
    priorities = rows_of(book, "Prioritas")
    assert [row[12] for row in priorities] == list(AGREED)
    assert [row[7] or 0 for row in priorities] == [cost(meeting, n) for n in AGREED]
    for row, proposal in zip(priorities, AGREED, strict=True):
        line = tally.line(proposal)
        assert row[10] == (line.rank if line else None)
        way = f"Pemungutan suara; {line.votes} suara" if line else "Mufakat"
        assert str(row[9]).startswith(way)
    merged = {into: str(one) for one, into in MERGED}
    assert [row[13] for row in priorities] == [merged.get(n) for n in AGREED]
    assert [row[12] for row in rows_of(book, "Cadangan")] == [30]
    declined = {row[11]: row for row in rows_of(book, "Belum Diakomodir")}
    assert set(declined) == expected_declined(meeting)
    assert declined[DECLINED[0]][9] == "Lahan milik pribadi atau dalam sengketa. Tanah wakaf."
    assert declined[DECLINED[1]][10] == "pagu"
    assert declined[3][9] == "Tidak masuk urutan prioritas yang disepakati"
    assert len(rows_of(book, "Daftar Hadir")) == 12
    assert [row[1] for row in rows_of(book, "Delegasi")] == ["Ucok Tanjung", "Butet Manurung"]


def pdf_is_right(pdf: str, gathering: Gathering) -> None:
    meeting = gathering.meeting
    declined = len(expected_declined(meeting))
    total = sum(cost(meeting, n) for n in AGREED)
    for sentence in (
        "Menyepakati 4 (empat) kegiatan prioritas",
        f"Menyepakati {declined} (",
        f"perkiraan anggaran seluruhnya {rupiah(total)}",
        f"Pagu indikatif: {rupiah(578_000_000)}",
        "12 (dua belas) orang, 6 perempuan dan 6 laki-laki",
        "musyawarah mufakat untuk 2 kegiatan dan pemungutan suara untuk 2 kegiatan",
        f"Usulan yang masuk 40: 4 menjadi prioritas, 1 cadangan, {declined} belum",
        "3 digabung dengan usulan lain",
        WHY,
        "Tamu Rekaan 12",
        "2 delegasi ditetapkan secara aklamasi",
        "5 dari 5 (100%)",
        " ".join(gathering.room.counts.words),
        gathering.hall.site.fingerprint,
    ):
        assert sentence in pdf, sentence
    assert "RANCANGAN" not in pdf


def word_is_right(word: Any, gathering: Gathering) -> None:
    tables = [[[cell.text for cell in row.cells] for row in t.rows] for t in word.tables]
    found = next(t for t in tables if "Cara diputuskan" in t[0])[1:]
    assert len(found) == len(AGREED)
    for place, (row, proposal) in enumerate(zip(found, AGREED, strict=True), 1):
        said_ = gathering.meeting.proposals[proposal].content
        assert row[0] == str(place)
        assert row[2] == said_.problem
        assert row[3].startswith(f"{said_.title} (usulan nomor {proposal}")
        assert row[6] == (number(said_.cost) if said_.cost is not None else "–")
        assert row[8].startswith("Mufakat" if proposal in CONSENSUS else "Pemungutan suara;")


async def test_the_archive_gives_the_same_without_persons(hall: Hall) -> None:
    gathering = await held(hall)
    code = gathering.room.code
    async with at_desk(gathering) as visitor:
        await filled(visitor, gathering)
        await gathering.act(c.PublishMeeting())
        whole = await fetched(visitor, desk(gathering, "/dokumen/dokumen.zip"))
    with zipfile.ZipFile(io.BytesIO(whole)) as opened:
        assert "Tamu Rekaan 12" in text_of(opened.read("daftar-hadir.pdf"))
        assert {*pack.NAMES, "bundle.zip", "hasil.json", "usulan.csv"} <= set(opened.namelist())
    async with hall.visitor() as visitor:
        shown = await fetched(visitor, f"/arsip/{code}.zip")
        again = await fetched(visitor, f"/arsip/{code}.zip")
        single = [await fetched(visitor, f"/arsip/{code}.{end}") for end in ("pdf", "docx", "xlsx")]
        page = await visitor.open(f"/arsip/{code}")
        assert (await visitor.client.get(f"/arsip/{code}/pindaian")).status_code == 404
    assert shown == again
    for ending in (".pdf", ".docx", ".xlsx", ".zip"):
        assert f"/arsip/{code}{ending}" in page.links
    with zipfile.ZipFile(io.BytesIO(shown)) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    assert set(files) == {
        *pack.NAMES,
        *("hasil.json", "usulan.csv", "bundle.zip"),
    }
    assert [files[name] for name in (pack.PDF, pack.DOCX, pack.XLSX)] == single
    texts = [text_of(files[name]) for name in (pack.PDF, pack.MANDATE, pack.NOTES)]
    for name in (pack.DOCX, pack.XLSX):
        with zipfile.ZipFile(io.BytesIO(files[name])) as opened:
            texts += [opened.read(part).decode("utf-8", "ignore") for part in opened.namelist()]
    for text in texts:
        for private in PRIVATE:
            assert private not in text, private
    assert "Ahmad Sofyan" in texts[0]
    assert "Pak Ucok minta parit dulu." in texts[2]
    assert "12 (dua belas) orang, 6 perempuan dan 6 laki-laki" in texts[0]
    assert "SALINAN UNTUK UMUM" in texts[0]


async def test_papers_are_printed_while_the_meeting_signs_and_not_during_a_vote(
    hall: Hall, gathering: Gathering
) -> None:
    place = desk(gathering, "/dokumen/berita-acara.pdf")
    async with at_desk(gathering) as visitor:
        assert "setelah musyawarah dibuka" in (await papers(visitor, gathering)).text
        assert (await visitor.client.get(place)).status_code == 422
        await gathering.phase("usulan")
        await gathering.proposals(2)
        assert "RANCANGAN" in text_of(await fetched(visitor, place))
        await gathering.phase("pemungutan")
        assert (await visitor.client.get(place)).status_code == 422
        assert "sedang dibuka" in (await papers(visitor, gathering)).text
        await gathering.act(c.CloseRound(1), c.EnterPhase(PHASES["penutup"]))
        assert "RANCANGAN" not in text_of(await fetched(visitor, place))
        assert (await visitor.client.get(desk(gathering, "/dokumen/x.pdf"))).status_code == 404


async def test_two_desks_do_not_overwrite_each_other(gathering: Gathering) -> None:
    async with at_desk(gathering) as first, at_desk(gathering) as second:
        page, other = await papers(first, gathering), await papers(second, gathering)
        assert said(await first.send(page, "isian", chair="Ahmad")) == "Isian dokumen tersimpan."
        refused = await second.send(other, "isian", chair="Togar", number="7")
        assert refused.status == 422
        assert "disimpan dari tempat lain" in refused.text
        assert "Pimpinan sidang: Ahmad" in refused.text
        form_ = dict(refused.form("isian").fields)
        assert (form_["chair"], form_["number"], form_["rev"]) == ("Togar", "7", "1")
        assert (await second.send(refused, "isian")).status == 200
        kept = dict((await papers(first, gathering)).form("isian").fields)
        assert (kept["chair"], kept["number"], kept["rev"]) == ("Togar", "7", "2")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"nip": "12"}, "NIP terdiri dari 18 angka"),
        ({"date": "2027-02-31"}, "Tanggal itu tidak ada"),
        ({"speeches": "a\n" * 6}, "Paling banyak 5 baris"),
        ({"name_3": "", "organisation_3": "PKK"}, ""),
        ({"age_2": "tua", "name_2": "Budi"}, ""),
        ({"chair": "x" * 200}, ""),
    ],
)
async def test_what_cannot_be_is_said_and_kept(
    gathering: Gathering, typed: dict[str, str], sentence: str
) -> None:
    async with at_desk(gathering) as visitor:
        page = await papers(visitor, gathering)
        refused = await visitor.send(page, "isian", lurah="Siti", **typed)
        assert refused.status == 422
        assert sentence in refused.text
        assert 'aria-invalid="true"' in refused.html
        fields = dict(refused.form("isian").fields)
        assert fields["lurah"] == "Siti"
        kept = dict((await papers(visitor, gathering)).form("isian").fields)
        assert (kept["lurah"], kept["rev"]) == ("", "0")


async def test_an_own_word_form_is_checked_used_and_given_up(gathering: Gathering) -> None:
    await gathering.phase("usulan")
    await gathering.proposals(1)
    place = desk(gathering, "/dokumen/")
    async with at_desk(gathering) as visitor:
        page = await papers(visitor, gathering)
        refused = await send_file(
            visitor, page, "formulir", "form", form("{{ nomer }}"), "kami.docx"
        )
        assert refused.status == 422
        assert "Isian “nomer” tidak dikenal. Mungkin maksudnya “nomor”." in refused.text
        assert (await send_file(visitor, page, "formulir", "form", b"x", "a.docx")).status == 422
        own = form("Usulan: {{ jumlah_usulan }} di {{ kelurahan }}")
        page = await send_file(visitor, page, "formulir", "form", own, "../kami.docx")
        assert page.status in (200, 303)
        page = await papers(visitor, gathering)
        assert "Dipakai: kami.docx" in page.text
        assert await fetched(visitor, place + "formulir-berita-acara.docx") == own
        made = docx.Document(io.BytesIO(await fetched(visitor, place + "berita-acara.docx")))
        assert made.paragraphs[0].text == "Usulan: 1 di Selat Lancang"
        page = await visitor.send(page, "formulir-bawaan")
        assert "formulir bawaan program" in page.text
        names = await visitor.open(place + "isian")
        assert "prioritas" in names.text


@pytest.mark.parametrize(("content", "kind"), [(PNG, "png"), (JPG, "jpg"), (PDF, "pdf")])
async def test_the_signed_paper_is_published_only_where_somebody_says_so(
    gathering: Gathering, content: bytes, kind: str
) -> None:
    await gathering.act(c.OpenMeeting(), c.PublishMeeting())
    code = gathering.room.code
    async with at_desk(gathering) as visitor, gathering.hall.visitor() as public:
        page = await papers(visitor, gathering)
        await send_file(visitor, page, "pindaian", "scan", content, "ba.bin")
        assert (await public.client.get(f"/arsip/{code}/pindaian")).status_code == 404
        assert await fetched(visitor, desk(gathering, "/dokumen/pindaian")) == content
        page = await visitor.send(await papers(visitor, gathering), "pindaian-ubah", shown="1")
        answer = await public.client.get(f"/arsip/{code}/pindaian")
        assert answer.content == content
        assert f"pindaian.{kind}" in answer.headers["content-disposition"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert f"/arsip/{code}/pindaian" in (await public.open(f"/arsip/{code}")).links
        assert f"pindaian.{kind}" in await listed(public, code)
        await visitor.send(page, "pindaian-ubah", shown="0")
        assert f"pindaian.{kind}" not in await listed(public, code)
        assert (await public.client.get(f"/arsip/{code}/pindaian")).status_code == 404
        await visitor.send(await papers(visitor, gathering), "pindaian-ubah", drop="1")
        answer = await visitor.client.get(desk(gathering, "/dokumen/pindaian"))
        assert answer.status_code == 404


@pytest.mark.parametrize("content", [b"<html>", b"%PDF-1.7 half", b"\x89PNG\r\n\x1a\nhalf", b"MZ"])
async def test_a_scan_that_is_none_is_refused(gathering: Gathering, content: bytes) -> None:
    async with at_desk(gathering) as visitor:
        page = await papers(visitor, gathering)
        refused = await send_file(visitor, page, "pindaian", "scan", content, "ba.pdf")
        assert refused.status == 422
        assert "bukan PDF, JPG, atau PNG" in refused.text


async def test_a_stranger_gets_no_paper(hall: Hall, gathering: Gathering) -> None:
    await gathering.act(c.OpenMeeting())
    async with hall.visitor() as visitor:
        for name in (*pack.NAMES, "dokumen.zip", "pindaian", "isian"):
            page = await visitor.open(desk(gathering, f"/dokumen/{name}"))
            assert "/masuk" in str(page.answer.url)
        for ending in ("pdf", "docx", "xlsx", "zip"):
            answer = await visitor.client.get(f"/arsip/{gathering.room.code}.{ending}")
            assert answer.status_code == 404
        for part in ("", "/formulir", "/formulir-bawaan", "/pindaian", "/pindaian-ubah"):
            answer = await visitor.client.post(desk(gathering, f"/dokumen{part}"), data={})
            assert answer.status_code == 403


async def test_others_are_served_while_papers_are_set(hall: Hall) -> None:
    gathering = await held(hall, people=60)
    async with at_desk(gathering) as visitor, hall.visitor() as other:
        place = desk(gathering, "/dokumen/berita-acara.pdf")
        setting = asyncio.ensure_future(visitor.client.get(place))
        longest = 0.0
        while not setting.done():
            began = time.perf_counter()
            assert (await other.client.get("/healthz")).status_code == 200
            longest = max(longest, time.perf_counter() - began)
            await asyncio.sleep(0)
        assert setting.result().status_code == 200
        assert longest < 1


async def test_with_the_names_of_the_door_those_who_sign_are_erased(hall: Hall) -> None:
    gathering = await held(hall)
    await gathering.act(c.CloseMeeting())
    async with at_desk(gathering) as visitor:
        await filled(visitor, gathering)
        place = desk(gathering, "/dokumen/berita-acara.pdf")
        assert "Wakil Rekaan" in text_of(await fetched(visitor, place))
        await Retention(hall.site.pool, 30).erase(gathering.room.row.id, gathering.room.code)
        text = text_of(await fetched(visitor, place))
        for gone in ("Wakil Rekaan", "Tamu Rekaan", "19800101 200501 1 001", "0812345"):
            assert gone not in text
        for stays in ("(nama sudah dihapus)", "Ahmad Sofyan", "12 (dua belas) orang"):
            assert stays in text


async def test_a_new_meeting_has_empty_papers(hall: Hall) -> None:
    gathering = await gathered(hall)
    await gathering.act(c.OpenMeeting(), c.CloseMeeting())
    async with at_desk(gathering) as visitor:
        pdf = text_of(await fetched(visitor, desk(gathering, "/dokumen/berita-acara.pdf")))
        assert pdf.count("NIHIL") >= 5
        assert (await papers(visitor, gathering)).status == 200
