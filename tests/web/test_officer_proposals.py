"""Offices move the proposals that are theirs, one by one, and nothing else."""

import asyncio
import io

import asyncpg
import pytest
from PIL import Image

from musrenbang_live.core import commands as c
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.following_rules import Move
from musrenbang_live.live import following as acts
from musrenbang_live.store import following, offices, shelf
from musrenbang_live.web.sheets_reading import rows_of
from tests.web.browsing import Hall
from tests.web.desks import desk, said
from tests.web.following import acting, agreed, at, decide
from tests.web.officers import at_desk
from tests.web.records import HOUSE
from tests.web.test_desk_tiers import kecamatan, kelurahan


async def state(hall: Hall, code: str, number: int) -> str:
    """Where a proposal stands on the shelf."""
    row = await shelf.row(hall.site.pool, code, number)
    assert row
    return row.state


async def test_from_the_camat_to_the_finished_work(hall: Hall) -> None:
    below = await agreed(hall)
    code, place = below.room.code, at(below, 2)
    async with acting(hall, "kecamatan") as camat, acting(hall, "bapperida") as planner:
        rooms = await camat.open("/kantor")
        assert "/kantor/usulan" in rooms.links
        assert "Usulan warga 2 menunggu" in rooms.text
        page = await camat.open("/kantor/usulan")
        assert "2 usulan." in page.text
        assert "Titi beton Selat Lancang" in page.text
        assert "Gapura" not in page.text
        assert "Tidak ada yang menunggu" in (await planner.open("/kantor/usulan")).text
        page = await camat.open(place)
        assert page.form("putusan").choices["to"] == [
            "diteruskan_kecamatan",
            "ditolak",
            "dikembalikan",
        ]
        assert HOUSE not in page.html
        page = await decide(camat, place, "diteruskan_kecamatan", reason="Prioritas kecamatan")
        assert said(page) == "Tersimpan dan langsung terlihat oleh warga."
        assert await state(hall, code, 2) == "diteruskan_kecamatan"
        assert "Titi beton" in (await planner.open("/kantor/usulan")).text
        await decide(planner, place, "diakomodir_rkpd", cost="90.000.000", year="2028")
        await decide(planner, place, "masuk_apbd", cost="88.000.000", year="2028")
        await decide(planner, place, "dilaksanakan")
        page = await decide(planner, place, "selesai", cost="87.500.000")
        assert await state(hall, code, 2) == "selesai"
        for words in ("dianggarkan Rp88 juta", "biaya sebenarnya Rp87,5 juta", "Prioritas kec"):
            assert words in page.text, words
        assert not page.has_form("putusan")


async def test_an_agency_has_charge_of_its_own_however_it_was_written(hall: Hall) -> None:
    below = await agreed(hall, agency="DINAS PEKERJAAN UMUM DAN PENATAAN RUANG (PUPR)")
    others = await agreed(hall, ward="Bunga Tanjung", ward_code="12.74.06.1001", agency="Dinsos")
    async with acting(hall, "bapperida") as planner:
        for gathering in (below, others):
            await decide(planner, at(gathering, 2), "diakomodir_rkpd")
            page = await decide(planner, at(gathering, 2), "masuk_apbd")
            assert "dilaksanakan" in page.form("putusan").choices["to"]
        assert "2 usulan." in (await planner.open("/kantor/usulan")).text
        async with acting(hall, "opd") as agency:
            assert "1 usulan." in (await agency.open("/kantor/usulan")).text
            assert "3 usulan." in (await agency.open("/kantor/usulan?lihat=semua")).text
            assert (await agency.open(at(others, 2))).status == 403
            assert (await decide(agency, at(below, 2), "dilaksanakan")).status == 200
        page = await planner.open("/kantor/usulan")
        assert "1 usulan." in page.text
        assert "Bunga Tanjung" in page.text
        page = await planner.open(at(below, 2))
        assert not page.has_form("putusan")


async def test_offices_find_by_the_kelurahan_what_a_higher_tier_speaks_of(hall: Hall) -> None:
    below, above = await kelurahan(hall), await kecamatan(hall)
    async with at_desk(above) as facilitator:
        page = await facilitator.open(desk(above, "/pindahan"))
        await facilitator.send(page, "semua", apa="semua")
    await above.act(c.OpenMeeting(), c.AgreeRanks((1, 2)), c.PublishMeeting())
    await hall.site.shelving.look()
    async with acting(hall, "bapperida") as planner:
        every = "/kantor/usulan?lihat=semua&kelurahan="
        page = await planner.open(every + below.meeting.plan.ward_code)
        assert "3 usulan." in page.text
        assert "Titi beton Selat Lancang" in page.text
        assert "<td><bdi>Selat Lancang</bdi></td>" in page.html
        assert "0 usulan." in (await planner.open(every + "12.74.06.1001")).text
        assert "Diusulkan di Selat Lancang" in (await planner.open(at(below, 2))).text
        sheet = await planner.client.get("/kantor/usulan/impor/isian.xlsx")
        rows = await rows_of(sheet.content)
        assert {row[2] for row in rows[1:]} == {"Selat Lancang"}


async def test_a_refusal_says_why_and_nothing_typed_is_lost(hall: Hall) -> None:
    below = await agreed(hall)
    async with acting(hall, "kecamatan") as camat:
        page = await decide(camat, at(below, 1), "ditolak")
        assert page.status == 422
        assert "Tuliskan alasannya." in page.text
        page = await camat.send(page, "putusan", reason="Hubungi 0812-3456-7890", reason_code="")
        assert page.status == 422
        assert ("reason", "Hubungi 0812-3456-7890") in page.form("putusan").fields
        page = await camat.send(page, "putusan", reason="Milik pribadi", reason_code="lahan")
        assert "Alasan: Lahan milik pribadi atau masih sengketa: Milik pribadi" in page.text
        assert await state(hall, below.room.code, 1) == "ditolak"
        assert "Kecamatan Datuk Bandar Timur" in page.text
        page = await camat.send(page, "/batal/1")
        assert said(page) == "Keputusan itu dibatalkan. Riwayatnya tetap ada."
        assert await state(hall, below.room.code, 1) == "disepakati"
        assert "Dibatalkan" in page.text


async def test_two_officers_at_once_and_a_button_pressed_twice(hall: Hall) -> None:
    below = await agreed(hall)
    place = at(below, 2)
    async with acting(hall, "kecamatan") as camat, acting(hall, "bapperida") as planner:
        first, second = await camat.open(place), await planner.open(place)
        form = first.form("putusan").filled({"to": "diteruskan_kecamatan"})
        assert (await camat.client.post(place, data=form)).status_code == 200
        page = await planner.send(second, "putusan", to="diverifikasi_mitra")
        assert page.status == 409
        assert "sudah dipindahkan orang lain" in page.text
        assert (await camat.client.post(place, data=form)).status_code == 200
        assert len(await following.history(hall.site.pool, below.room.code, 2)) == 1
        page = await planner.send(page, "putusan", to="diverifikasi_mitra")
        assert await state(hall, below.room.code, 2) == "diverifikasi_mitra"
        late = await camat.client.post(f"{place}/batal/1", data=form)
        assert late.status_code == 409


async def test_nobody_reaches_what_is_not_theirs(hall: Hall) -> None:
    below = await agreed(hall)
    place = at(below, 2)
    async with acting(hall, "setwan") as council, acting(hall, "komisi") as looker:
        assert (await council.open(place)).status == 403
        assert "Tidak ada yang menunggu" in (await council.open("/kantor/usulan")).text
        assert (await looker.open("/kantor/usulan")).answer.url.path == "/masuk"
        token = (await council.open("/kantor/usulan/impor")).form("impor").filled({})
        answer = await council.client.post(place, data={**token, "to": "ditolak"})
        assert answer.status_code == 403
    async with acting(hall, "bapperida") as planner, hall.visitor() as nobody:
        assert (await planner.open(at(below, 9))).status == 404
        assert (await planner.open("/kantor/usulan/XXXXXX-1")).status == 404
        page = await planner.open(place)
        form = page.form("putusan").filled({"to": "selesai"})
        assert (await planner.client.post(place, data=form)).status_code == 422
        assert (await nobody.client.post(place, data=form)).status_code == 403
    assert await state(hall, below.room.code, 2) == "disepakati"


async def test_an_unlikely_cost_is_asked_about_and_photos_show_before_and_after(hall: Hall) -> None:
    below = await agreed(hall)
    place = at(below, 2)
    async with acting(hall, "bapperida") as planner, hall.visitor() as resident:
        page = await decide(planner, place, "diakomodir_rkpd", cost="850000")
        assert page.status == 422
        assert "Periksa banyaknya nol" in page.text
        page = await planner.send(page, "putusan", sure="1")
        assert page.status == 200
        broken = {"before": ("a.jpg", b"\xff\xd8 no photo", "image/jpeg")}
        form = (await planner.open(place)).form("putusan").filled({"to": "masuk_apbd"})
        form |= {"before": None, "now": None}
        data = {key: value for key, value in form.items() if value is not None}
        whole = {"before": ("a.png", picture(), "image/png"), "now": broken["before"]}
        for sent in (broken, whole):
            answer = await planner.client.post(place, data=data, files=sent)
            assert answer.status_code == 422
        assert not await hall.site.pool.fetchval("SELECT count(*) FROM photo")  # none left behind
        files = {"before": ("a.png", picture(), "image/png"), "now": ("b.png", picture())}
        answer = await planner.client.post(place, data=data, files=files)
        assert answer.status_code == 200
        again = await planner.client.post(place, data=data, files=files)
        assert again.status_code == 200
        assert await hall.site.pool.fetchval("SELECT count(*) FROM photo") == 2
        shown = (await following.history(hall.site.pool, below.room.code, 2))[-1]
        assert shown.before_id
        assert shown.photo_id
        address = f"/foto/{shown.photo_id}-kecil.jpg"
        assert address in answer.text
        assert (await resident.client.get(address)).status_code == 200
        await planner.send(await planner.open(place), "batal")
        assert (await resident.client.get(address)).status_code == 404


async def test_of_many_at_the_same_moment_one_decides_and_nothing_is_rewritten(hall: Hall) -> None:
    below = await agreed(hall)
    pool, node = hall.site.pool, (below.room.code, 2)
    async with acting(hall, "bapperida"):
        (office,) = await offices.list_offices(pool)
        person = await pool.fetchval("SELECT id FROM person WHERE office_id = $1", office.id)
        actor = acts.Actor(office, person)

        async def once(ref: str) -> str:
            try:
                await acts.move(pool, actor, node, Move(to="diakomodir_rkpd"), seen=0, ref=ref)
            except Rejected as refused:
                return refused.code
            return "done"

        same = await asyncio.gather(*(once("sama") for _ in range(4)))
        assert same == ["done"] * 4
        others = await asyncio.gather(*(once(str(n)) for n in range(4)))
        assert others == ["follow_up_moved"] * 4
        assert len(await following.history(pool, *node)) == 1
        for statement in (
            "UPDATE follow_up SET state = 'selesai'",
            "UPDATE follow_up SET office_id = office_id + 1",
            "DELETE FROM follow_up",
        ):
            with pytest.raises(asyncpg.RaiseError):
                await pool.execute(statement)


async def test_what_came_from_reses_is_the_secretariats(hall: Hall) -> None:
    council = await agreed(hall, tier="kota", forum="Reses DPRD: aspirasi warga", year=2027)
    other = await agreed(hall, ward="Sirantau", ward_code="12.74.01.1001")
    async with acting(hall, "setwan") as secretariat, acting(hall, "kecamatan") as camat:
        page = await secretariat.open("/kantor/usulan?lihat=semua")
        assert "3 usulan." in page.text
        assert "Parit Sirantau" not in page.text
        assert "3 usulan." in (await camat.open("/kantor/usulan?lihat=semua")).text
        page = await decide(secretariat, at(council, 2), "dikembalikan", reason_code="data")
        assert await state(hall, council.room.code, 2) == "dikembalikan"
        assert (await camat.open(at(council, 1))).status == 403
        assert (await camat.open(at(other, 1))).status == 200


def picture() -> bytes:
    """A small photo."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "PNG")
    return out.getvalue()


async def test_the_list_finds_by_title_address_place_and_state(hall: Hall) -> None:
    below = await agreed(hall)
    async with acting(hall, "bapperida") as planner:
        everything = await planner.open("/kantor/usulan?lihat=semua")
        assert "3 usulan." in everything.text
        for query, count in (
            ("cari=titi", 1),
            (f"cari={below.room.code}-3", 1),
            ("kelurahan=12.74.06.1003", 3),
            ("kelurahan=9", 0),
            ("status=belum_diakomodir", 1),
            ("status=entah&tahun=x&halaman=-1", 3),
            ("tahun=2026", 0),
        ):
            page = await planner.open(f"/kantor/usulan?lihat=semua&{query}")
            assert f"{count} usulan." in page.text, query
        assert (await planner.open("/kantor/usulan?lihat=semua&cari=%25&halaman=3")).status == 200
