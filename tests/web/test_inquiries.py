"""Questions to the council over the web: asked without a script, moderated, passed on, answered in
public, supported instead of asked again.
"""

import asyncio
import json
import uuid
from pathlib import Path

import pytest

from musrenbang_live.core.offices import Office
from musrenbang_live.live.clock import now
from musrenbang_live.store import inquiries, offices
from musrenbang_live.web.inquiries import asking
from tests.web.browsing import Hall, Page, Visitor
from tests.web.officers import at_admin, at_office

BLNS: list[str] = json.loads(
    (Path(__file__).parents[1] / "data" / "blns.json").read_text(encoding="utf-8")
)
DRAIN = "Kapan drainase Jalan Pematang Pasir diperbaiki?"


async def asks(visitor: Visitor, title: str, **fields: str) -> Page:
    """Somebody asks by the form, without a script; the page that comes."""
    page = await visitor.open("/tanya/baru")
    return await visitor.send(page, "tulis-tanya", title=title, **fields)


async def made(hall: Hall, kind: str, name: str) -> Office:
    """A stored office."""
    office = Office(id=0, kind=kind, name=name)  # type: ignore[arg-type]
    return await offices.add_office(hall.site.pool, office, at=now())


async def test_a_question_goes_its_whole_way_and_everybody_reads_the_answer(
    hall: Hall, visitor: Visitor
) -> None:
    setwan = await made(hall, "setwan", "Sekretariat DPRD")
    komisi = await made(hall, "komisi", "Komisi II")
    await made(hall, "dewan", "Anggota Siti")
    assert "Belum ada pertanyaan yang tayang." in (await visitor.open("/tanya")).text
    own = await asks(visitor, DRAIN, text="Sudah dua tahun.", name="Nur Canaria")
    assert "Simpan alamat ini" in own.text
    assert "Menunggu diperiksa" in own.text
    assert own.answer.headers["cache-control"] == "no-store"
    assert (await visitor.open("/tanya/1")).status == 404
    assert DRAIN not in (await visitor.open("/tanya")).text
    async with at_office(hall, setwan) as desk, at_office(hall, komisi) as answering:
        await is_passed_on(desk, answering, komisi)
        await is_answered(answering)
    await is_read_by_all(visitor, komisi)
    link = own.answer.url.path
    assert "Ada jawaban" in (await visitor.open(link)).text
    told = (await visitor.client.get(f"{link}/keadaan")).json()
    assert told == {"title": DRAIN, "state": "Ada jawaban", "answered": True}
    async with hall.visitor() as stranger:
        assert (await stranger.open("/tanya/saya/" + "A" * 24)).status == 404


async def is_passed_on(desk: Visitor, answering: Visitor, komisi: Office) -> None:
    """The secretariat shows the first question to all and passes it to a commission."""
    rooms = await desk.open("/kantor")
    assert "/kantor/tanya" in rooms.links
    assert "Tanya DPRD 1 menunggu" in rooms.text
    queue = await desk.open("/kantor/tanya")
    assert DRAIN in queue.text
    assert "Perlu diperiksa 1" in queue.text
    assert (await answering.open("/kantor/tanya/1")).status == 404, "not theirs yet"
    assert "Tayangkan" not in (await answering.open("/kantor/tanya?rak=menunggu")).text
    page = await desk.send(queue, "/terbitkan")
    assert "Nomor 1 tayang." in page.text
    page = await desk.open("/kantor/tanya/1")
    assert "Anggota Siti" not in page.text
    refused = await desk.send(page, "teruskan", to=str(komisi.id + 1))
    assert "Pilih kantor yang menjawab." in refused.text
    page = await desk.send(page, "teruskan", to=str(komisi.id))
    assert "diteruskan ke Komisi II" in page.text
    assert not page.has_form("jawab"), "the secretariat does not answer for a commission"


async def is_answered(answering: Visitor) -> None:
    """The commission answers the first question, and puts its answer right."""
    theirs = await answering.open("/kantor/tanya/1")
    empty = await answering.send(theirs, "jawab", answer=" ", by="Ketua Komisi II")
    assert empty.status == 422
    assert dict(empty.form("jawab").fields)["by"] == "Ketua Komisi II"
    for _ in range(2):  # the second press is none
        said = await answering.send(theirs, "jawab", answer="Bulan Maret.", by="Ketua Komisi II")
    assert "Jawaban nomor 1 terbit." in said.text
    late = await answering.send(theirs, "jawab", answer="Lain.", by="")
    assert late.status == 409, "somebody else answered since that page was made"
    assert dict(late.form("jawab").fields)["answer"] == "Lain."
    await answering.send(said, "jawab", answer="Bulan April.")


async def is_read_by_all(visitor: Visitor, komisi: Office) -> None:
    """The answer stands on the public pages, with what was said before and without a name."""
    page = await visitor.open("/tanya/1")
    for told in ("Bulan April.", "Ketua Komisi II", "Dijawab pada hari yang sama.", "Diperbaiki"):
        assert told in page.text, told
    assert "Bulan Maret." in page.html, "what was said first stays to be read"
    assert "Nur Canaria" not in page.html, "no name without its box ticked"
    assert page.answer.headers["cache-control"] == "public, max-age=60"
    listed = await visitor.open(f"/tanya?urut=dijawab&cari=drainase&kantor={komisi.id}")
    assert DRAIN in listed.text
    assert "Komisi II 1 0 0" in listed.text


async def test_the_same_is_offered_before_it_is_asked_again_and_supported_once(
    hall: Hall, visitor: Visitor
) -> None:
    async with at_office(hall, await made(hall, "setwan", "Setwan")) as desk:
        await asks(visitor, DRAIN, named="1", name="Ibu Ani")
        await desk.send(await desk.open("/kantor/tanya"), "/terbitkan")
    async with hall.visitor() as other:
        page = await asks(other, "Kapan parit di Jalan Pematang Pasir dikeruk?")
        assert "Mungkin sudah ditanyakan" in page.text
        assert DRAIN in page.text
        form = page.form("tulis-tanya")
        thanked = Page(await other.client.post("/tanya/1/dukung", data=form.filled({})))
        assert "Dukungan bukan suara." in thanked.text
        for _ in range(3):
            await other.client.post("/tanya/1/dukung", data={})
        one = await other.open("/tanya/1")
        assert "Ibu Ani" in one.text
        assert "Saya juga ingin tahu" in one.text
        answer = {"Accept": "application/json"}
        told = (await other.client.post("/tanya/1/dukung", data={}, headers=answer)).json()
        assert told == {"supports": 2, "counted": True}
        back = await other.client.post("/tanya/1/dukung", data={"tarik": "1"}, headers=answer)
        assert back.json() == {"supports": 1, "counted": False}
        sent = await other.send(page, "tulis-tanya")
        assert "Simpan alamat ini" in sent.text, "whoever wants to sends it all the same"
        again = await other.send(page, "tulis-tanya")
        assert again.answer.url.path == sent.answer.url.path, "sent twice is asked once"
        offered = await other.client.get(
            "/tanya/serupa", params={"judul": "drainase pematang pasir"}
        )
        assert [each["title"] for each in offered.json()["offers"]] == [DRAIN]
    kept = await visitor.client.post("/tanya/1/dukung", data={"tarik": "1"}, headers=answer)
    assert kept.json() == {"supports": 1, "counted": True}, "whoever asked stays counted"
    assert (await visitor.client.post("/tanya/2/dukung", data={})).status_code == 404


async def test_duplicates_are_merged_with_their_supports_and_taken_apart_again(
    hall: Hall, visitor: Visitor
) -> None:
    async with at_office(hall, await made(hall, "setwan", "Setwan")) as desk:
        await three_are_shown(hall, desk)
        await visitor.client.post("/tanya/3/dukung", data={})
        page = await desk.open("/kantor/tanya/3")
        for typed, sentence in (("3", "dirinya"), ("99", "tidak ditemukan"), ("x", "")):
            refused = await desk.send(page, "gabung", to=typed)
            assert refused.status in (404, 422)
            assert sentence in refused.text
        page = await desk.send(page, "gabung", to="1")
        assert "digabung ke nomor 1" in page.text
        led = await visitor.client.get("/tanya/3", follow_redirects=False)
        assert (led.status_code, led.headers["location"]) == (307, "/tanya/1")
        assert "Kapan parit itu dikeruk lagi?" in (await visitor.open("/tanya/1")).text
        assert await standing(hall) == [(3, 0), (1, 0), (2, 1)]
        await desk.send(await desk.open("/kantor/tanya/1"), "gabung", to="2")
        assert await standing(hall) == [(1, 2), (4, 0), (2, 2)]
        assert "/tanya/2" in (await visitor.open("/tanya/3")).answer.url.path
        await desk.send(await desk.open("/kantor/tanya/1"), "pisah")
        assert await standing(hall) == [(3, 0), (1, 0), (2, 1)]
        # Each into the other at the same moment: one comes first, and they do not run in a ring.
        pages = [await desk.open(f"/kantor/tanya/{number}") for number in (1, 2)]
        await asyncio.gather(*(desk.send(pages[at], "gabung", to=str(2 - at)) for at in (0, 1)))
        assert [root for _, root in await standing(hall)].count(0) == 1
        for number in ("0", "00", "-1", "x", "501"):
            assert (await desk.open(f"/kantor/tanya?halaman={number}")).status == 200


async def three_are_shown(hall: Hall, desk: Visitor) -> None:
    """Three people ask, two of them the same, and all of it is shown."""
    for title in (DRAIN, "Berapa anggaran sekolah?", "Kapan parit itu dikeruk lagi?"):
        async with hall.visitor() as somebody:
            page = await asks(somebody, title)
            if page.has_form("tulis-tanya"):
                await somebody.send(page, "tulis-tanya")
    for number in (1, 2, 3):
        await desk.send(await desk.open(f"/kantor/tanya/{number}"), "terbitkan")


async def standing(hall: Hall) -> list[tuple[int, int]]:
    """The supports of the first three questions, and what each is part of in the end."""
    found = [await inquiries.find(hall.site.pool, number) for number in (1, 2, 3)]
    return [(each.supports, each.root) for each in found if each]


async def test_what_is_hidden_is_nowhere_until_it_is_shown_again(
    hall: Hall, visitor: Visitor
) -> None:
    await asks(visitor, "Berapa anggaran sekolah?")
    async with at_office(hall, await made(hall, "setwan", "Setwan")) as desk:
        await desk.send(await desk.open("/kantor/tanya"), "/terbitkan")
        page = await desk.open("/kantor/tanya/1")
        assert (await desk.send(page, "tolak", reason=" ")).status == 422
        hidden = await desk.send(page, "tolak", reason="Tidak pantas.")
        assert "Nomor 1 tidak ditayangkan." in hidden.text
        assert (await visitor.open("/tanya/1")).status == 404
        assert "anggaran sekolah" not in (await visitor.open("/tanya")).text
        assert not await inquiries.search_lines(hall.site.pool, "anggaran", 5)
        await desk.send(hidden, "terbitkan")
        assert (await visitor.open("/tanya/1")).status == 200
        found = await inquiries.search_lines(hall.site.pool, "anggaran", 5)
        assert [line.id for line in found] == [1]
        assert not await inquiries.search_lines(hall.site.pool, "anggaran", 5, 1)


@pytest.mark.usefixtures("at_one_moment")
async def test_programs_are_slowed_and_nothing_typed_is_lost_or_does_harm(
    hall: Hall, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await visitor.open("/tanya/baru")
    for title in ("", "Telepon 0812 3456 7890", "x" * 400):
        refused = await visitor.send(page, "tulis-tanya", title=title, text="Isi saya")
        assert refused.status == 422
        assert dict(refused.form("tulis-tanya").fields)["text"] == "Isi saya"
    old = await visitor.send(page, "tulis-tanya", _token="x", title="Kapan?")
    assert old.status == 403
    assert dict(old.form("tulis-tanya").fields)["title"] == "Kapan?"
    assert (await visitor.send(page, "tulis-tanya", ref="x", title="Kapan?")).status == 400
    for number in range(6):
        sent = await visitor.send(
            page, "tulis-tanya", ref=str(uuid.uuid4()), title=f"Soal {number}"
        )
    assert sent.status == 422
    assert "menunggu diperiksa" in sent.text
    with monkeypatch.context() as patch:
        patch.setattr(asking.device_token, "step", lambda request, what: None)
        async with hall.visitor() as tester:
            page = await tester.open("/tanya/baru")
            for text in BLNS[::6]:
                fields = {"title": text, "text": text, "name": text, "named": "1", "sure": "1"}
                answer = await tester.send(page, "tulis-tanya", ref=str(uuid.uuid4()), **fields)
                assert answer.status in (200, 422), text
                assert answer.tags.count("script") <= 1, text
                await tester.client.get("/tanya/serupa", params={"judul": text})
                listed = await tester.client.get("/tanya", params={"cari": text, "urut": text})
                assert listed.status_code == 200, text
    async with hall.visitor() as program:
        answers = [await program.client.get("/tanya/serupa?judul=a") for _ in range(41)]
        assert answers[-1].status_code == 429


async def test_whoever_is_no_officer_moderates_nothing(hall: Hall, visitor: Visitor) -> None:
    camat = Office(id=0, kind="kecamatan", name="Camat", district="Teluk Nibung")
    await asks(visitor, DRAIN)
    async with at_admin(hall) as admin, at_office(hall, camat) as office:
        for who in (visitor, admin, office):
            assert "Tayangkan" not in (await who.open("/kantor/tanya")).text
            token = (await who.open("/tanya/baru")).form("tulis-tanya").filled({})["_token"]
            answer = await who.client.post("/kantor/tanya/1/terbitkan", data={"_token": token})
            assert answer.status_code == 403
    async with at_office(hall, Office(id=0, kind="setwan", name="Setwan")) as desk:
        assert (await desk.client.post("/kantor/tanya/1/terbitkan", data={})).status_code == 403
        page = await desk.open("/kantor/tanya/1")
        form = page.form("terbitkan").filled({})
        assert (await desk.client.post("/kantor/tanya/1/apa", data=form)).status_code == 400
    assert (await visitor.open("/tanya/1")).status == 404
