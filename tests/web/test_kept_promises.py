"""What the public reads after the meeting: promises and reality, the bank, feeds, what moved."""

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree as Xml

from musrenbang_live.core import commands as c
from tests.web.browsing import Hall
from tests.web.desks import desk
from tests.web.following import acting, agreed, at, decide
from tests.web.officers import at_desk
from tests.web.records import HOUSE
from tests.web.test_desk_tiers import kecamatan, kelurahan

WARD = "12.74.06.1003"
NAUGHTY = json.loads(Path("tests/data/blns.json").read_text(encoding="utf-8"))
ATOM = "{http://www.w3.org/2005/Atom}"


async def test_promises_and_reality_by_kelurahan(hall: Hall) -> None:
    async with hall.visitor() as resident:
        assert "Belum ada kesepakatan" in (await resident.open("/janji")).text
        assert "Belum ada kesepakatan" in (await resident.open(f"/janji/{WARD}")).text
        below = await agreed(hall)
        async with acting(hall, "bapperida") as planner:
            await decide(planner, at(below, 2), "diakomodir_rkpd")
            await decide(planner, at(below, 2), "masuk_apbd")
            await decide(planner, at(below, 1), "ditolak", reason_code="kewenangan")
        for place in ("/janji", f"/janji/{WARD}", "/janji?tahun=2027"):
            page = await resident.open(place)
            for words in (
                "Masuk RKPD 1 dari 2",
                "Masuk APBD 1 dari 2",
                "Selesai dibangun 0 dari 2",
                "Ditolak 1 dari 2",
                "Masih menunggu 0 dari 2",
                "Bukan kewenangan kota, melainkan provinsi atau pusat 1",
            ):
                assert words in page.text, (place, words)
            assert "Contoh" not in page.text
        assert f"/usulan/{below.room.code}-2" in (await resident.open(f"/janji/{WARD}")).links
        assert "Belum ada" in (await resident.open("/janji?tahun=2026")).text
        assert (await resident.open("/janji/9.9")).status == 404
        resident.client.cookies.set("bahasa", "en")
        for place in ("/janji", f"/janji/{WARD}", "/bank", "/diikuti", "/panduan/kantor"):
            assert (await resident.open(place)).status == 200
        sheet = (await resident.client.get("/janji.csv?tahun=2027")).content.decode("utf-8-sig")
        (row,) = csv.DictReader(io.StringIO(sheet))
        assert (row["kelurahan"], row["tahun"]) == ("Selat Lancang", "2027")
        told = [row[name] for name in ("disepakati", "masuk_rkpd", "masuk_apbd", "selesai")]
        assert told == ["2", "1", "1", "0"]
        assert row["alasan_penolakan"] == "kewenangan 1"


async def test_the_bank_keeps_what_was_not_accommodated_with_its_reason(hall: Hall) -> None:
    below = await agreed(hall)
    async with hall.visitor() as resident, acting(hall, "kecamatan") as camat:
        await decide(camat, at(below, 1), "ditolak", reason_code="lahan", reason="Milik pribadi")
        page = await resident.open("/bank")
        assert "2 usulan" in page.text
        assert "Alasan: Lahan milik pribadi atau masih sengketa: Milik pribadi" in page.text
        assert "Diputuskan Kecamatan Datuk Bandar Timur" in page.text
        assert "Gapura Selat Lancang" in page.text
        assert HOUSE not in page.html
        for query, count in (
            ("cari=gapura", 1),
            ("cari=zzz", 0),
            (f"kelurahan={WARD}&bidang=infra&tahun=2027", 2),
            ("tahun=2026", 0),
            ("halaman=99&tahun=x", 0),
        ):
            page = await resident.open(f"/bank?{query}")
            assert f"{count} usulan" in page.text, query
        for word in NAUGHTY[::25]:
            answer = await resident.client.get("/bank", params={"cari": word, "bidang": word})
            assert answer.status_code == 200, word


async def test_a_feed_tells_what_each_tier_decided(hall: Hall) -> None:
    below, above = await kelurahan(hall), await kecamatan(hall)
    async with at_desk(above) as facilitator:
        page = await facilitator.open(desk(above, "/pindahan"))
        await facilitator.send(page, "semua", apa="semua")
    await above.act(
        c.OpenMeeting(), c.DecideProposal(1, "belum", "lahan", "Sengketa."), c.PublishMeeting()
    )
    await hall.site.shelving.look()
    async with hall.visitor() as resident:
        answer = await resident.client.get(f"/usulan/{below.room.code}-2.atom")
    feed = Xml.fromstring(answer.content)
    entries = list(feed.iter(f"{ATOM}entry"))
    assert [each.findtext(f"{ATOM}title") for each in entries] == [
        "Belum diakomodir (Musrenbang Kecamatan, Selat Lancang)",
        "Disepakati (Musrenbang Kelurahan Selat Lancang)",
    ]
    assert "Sengketa." in (entries[0].findtext(f"{ATOM}summary") or "")
    assert len({each.findtext(f"{ATOM}id") for each in entries}) == 2
    assert feed.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")


async def test_a_feed_and_a_short_answer_tell_what_moved(hall: Hall) -> None:
    below = await agreed(hall)
    name = f"{below.room.code}-2"
    async with hall.visitor() as resident, acting(hall, "kecamatan") as camat:
        before = (await resident.client.get(f"/usulan/kabar?u={name},entah,XXXXXX-1")).json()
        assert [(each["u"], each["state"]) for each in before] == [(name, "disepakati")]
        await decide(camat, at(below, 2), "diteruskan_kecamatan", reason="Didahulukan <b>")
        after = (await resident.client.get(f"/usulan/kabar?u={name}")).json()
        assert after[0]["names"]["id"] == "Diteruskan ke kecamatan"
        assert after[0]["at"] > before[0]["at"]
        assert (await resident.client.get("/usulan/kabar")).json() == []
        many = ",".join([name] * 200)
        assert len((await resident.client.get(f"/usulan/kabar?u={many}")).json()) <= 50
        answer = await resident.client.get(f"/usulan/{name}.atom")
        feed = Xml.fromstring(answer.content)
        titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
        assert titles == [
            "Diteruskan ke kecamatan (Kecamatan Datuk Bandar Timur)",
            "Disepakati (Musrenbang Kelurahan Selat Lancang)",
        ]
        assert "Didahulukan &lt;b&gt;" in answer.text
        assert (await resident.client.get(f"/usulan/{below.room.code}-9.atom")).status_code == 404
        assert "data rekaan" not in answer.text
        await hall.site.pool.execute("UPDATE shelf SET example = true")
        answer = await resident.client.get(f"/usulan/{name}.atom")
        assert "<title>Contoh, data rekaan. " in answer.text
        page = await resident.open("/diikuti")
        assert "Daftarnya hanya tersimpan di ponsel ini" in page.text
