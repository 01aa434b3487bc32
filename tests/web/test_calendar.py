"""The calendar of the public, and the council: as pages and as files that other programs read."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar

from musrenbang_live.live.clock import now
from musrenbang_live.store import council
from musrenbang_live.web.formats import moment
from tests.builders import plan
from tests.web.browsing import Hall, Page, Visitor
from tests.web.desks import said
from tests.web.officers import log_in, officer
from tests.web.residents import gathered
from tests.web.writers import picture, secretary, wrote

SOON = f"{moment(now()) + timedelta(days=9):%Y-%m-%d}"
HOME = "/kelola/dewan"
SHEET = "Nama;Partai;Dapil;Komisi\nContoh Satu;Partai A;3;Komisi A\nContoh Dua;Partai B;1;\n"


async def test_meetings_and_events_are_in_the_calendar(hall: Hall, visitor: Visitor) -> None:
    assert "Belum ada musyawarah" in (await visitor.open("/jadwal")).text
    here = {"place": "Aula; Kantor, Lurah", "starts": f"{SOON} 09:00"}
    meeting = await gathered(hall, plan(**here))
    await gathered(hall, plan(forum="Geladi rahasia", practice=True, starts=f"{SOON} 10:00"))
    await gathered(hall, plan(forum="Sudah lewat", starts="2020-01-14 09:00"))
    await gathered(hall, plan(forum="Di Papua", zone="WIT", starts=f"{SOON} 08:00"))
    async with secretary(hall) as siti:
        event = {"happens-day": SOON, "happens-clock": "14:00", "minutes": "90", "venue": "Balai"}
        page = await wrote(siti, title="Sidang, terbuka", state="terbit", **event)
        await siti.send(page, "isian", summary="Untuk umum")
        await wrote(siti, title="Belum terbit", **event)

    page = await visitor.open("/jadwal")
    assert "09.00 WIB Musrenbang Kelurahan Selat Lancang " in page.text
    assert "Selat Lancang, Selat Lancang" not in page.text
    assert "Di Papua, Selat Lancang" in page.text
    assert "14.00 WIB Sidang, terbuka" in page.text
    for hidden in ("rahasia", "lewat", "Belum terbit"):
        assert hidden not in page.text
    assert page.answer.headers["cache-control"] == "public, max-age=60"

    await _as_a_file(visitor, meeting.room.code)


async def _as_a_file(visitor: Visitor, code: str) -> None:
    """What a calendar program reads."""
    answer = await visitor.client.get("/jadwal.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    events = {str(event["uid"]): event for event in Calendar.from_ical(answer.content).events}
    first = events[f"sesi-{code}@musrenbang-live"]
    starts = datetime.fromisoformat(f"{SOON} 09:00").replace(tzinfo=ZoneInfo("Asia/Jakarta"))
    assert first.start == starts
    assert first.end - first.start == timedelta(minutes=115)
    assert first["dtstart"].params["TZID"] == "Asia/Jakarta"
    assert first["location"] == "Aula; Kantor, Lurah"
    assert first["sequence"] == 0
    sitting = next(each for uid, each in events.items() if uid.startswith("kabar-"))
    assert (sitting["sequence"], sitting["summary"]) == (1, "Sidang, terbuka")
    assert {each["dtstart"].params["TZID"] for each in events.values()} == {
        "Asia/Jakarta",
        "Asia/Jayapura",
    }
    assert len(events) == 3

    again = await visitor.client.get("/jadwal.ics")
    assert again.content == answer.content, "a calendar that is read again sees nothing new"
    alone = Calendar.from_ical((await visitor.client.get(f"/jadwal/{code}.ics")).content)
    assert [str(event["uid"]) for event in alone.events] == [f"sesi-{code}@musrenbang-live"]
    assert (await visitor.client.get("/jadwal/XXXXXX.ics")).status_code == 404


async def sent(who: Visitor, text: str) -> Page:
    """The page after a sheet of members was sent."""
    form = (await who.open(HOME)).form("impor")
    data = form.filled({"berkas": None, "periode": "2024-2029"})
    files = {"berkas": ("dewan.csv", text.encode())}
    return Page(await who.client.post(form.action, data=data, files=files))


async def test_the_council_by_dapil(hall: Hall, visitor: Visitor) -> None:
    empty = await visitor.open("/dewan")
    assert "Daftar anggota dewan belum diisi." in empty.text
    assert "Kecamatan Teluk Nibung" in empty.text
    assert "dapil I dan II belum dicocokkan dengan keputusan KPU" in empty.text
    await officer(hall, "admin", "admin")
    await officer(hall, "budi")
    async with hall.visitor() as admin, hall.visitor() as budi:
        await log_in(admin, "admin")
        await log_in(budi)
        bad = await sent(admin, SHEET + ";Partai A;2;\nContoh Satu;Partai A;2;\n")
        assert bad.status == 422
        assert "2 baris keliru. Daftar tidak berubah." in bad.text
        assert "4 nama – Bagian ini belum diisi." in bad.text
        assert await council.periods(hall.site.pool) == []
        assert (await sent(admin, "halo")).status == 422

        assert said(await sent(admin, SHEET)) == "Daftar diganti: 2 anggota."
        page = await admin.send(
            await admin.open(HOME), "tambah", name="Contoh Tiga", dapil="dapil 2", office="Ketua"
        )
        assert said(page) == "Contoh Tiga tersimpan."
        wrong = await admin.send(page, "tambah", name=" ", dapil="1")
        assert (wrong.status, dict(wrong.form("tambah").fields)["dapil"]) == (422, "1")
        public = await visitor.open("/dewan")
        order = ["Dapil I ", "Contoh Dua", "Dapil II ", "Contoh Tiga", "Dapil III", "Contoh Satu"]
        places = [public.text.find(each) for each in order]
        assert places == sorted(places)
        assert min(places) > 0

        await _of_one_member(admin, page)
        assert (await budi.client.get(HOME)).url.path == "/masuk"
    async with secretary(hall) as siti:
        assert "Contoh Satu" in (await siti.open("/kantor/dewan")).text
        assert (await siti.client.get(HOME)).url.path == "/masuk"


async def _of_one_member(admin: Visitor, page: Page) -> None:
    """Changed, and forgotten."""
    one = next(link for link in page.links if link.startswith(f"{HOME}/"))
    changed = await admin.send(await admin.open(one), "isian", party="Partai C")
    assert "Partai C" in changed.text
    form = (await admin.open(one)).form("unggah-foto")
    for content, status in ((b"bukan foto", 422), (picture("JPEG"), 200)):
        data = form.filled({"foto": None})
        files = {"foto": ("a.jpg", content)}
        sent_photo = Page(await admin.client.post(form.action, data=data, files=files))
        assert sent_photo.status == status
    shown = (await admin.open("/dewan")).html.partition('<img src="')[2].partition('"')[0]
    assert b"RAHASIA" not in (await admin.client.get(shown)).content
    assert (await sent(admin, SHEET)).status == 200
    kept = await admin.open("/dewan")
    assert shown in kept.html, "a new list keeps the photos of those who stay"
    one = next(link for link in (await admin.open(HOME)).links if link.startswith(f"{HOME}/"))
    gone = await admin.send(await admin.open(one), f"{one}/hapus")
    assert (await admin.client.get(shown)).status_code == 404
    assert "dihapus dari daftar." in said(gone)
    assert (await admin.client.get(one)).status_code == 404
