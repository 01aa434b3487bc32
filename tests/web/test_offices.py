"""Offices: made by an administrator, acted for by officers, who reach nothing else."""

import pytest

from musrenbang_live.core.offices import Office
from musrenbang_live.live.clock import now
from musrenbang_live.store import offices, people
from tests.web.browsing import Hall, Visitor
from tests.web.officers import let_in, log_in, officer
from tests.web.residents import Gathering

PASSWORD = "sampan hijau pagi"


async def test_an_office_is_made_its_officer_invited_and_led_to_its_own_door(hall: Hall) -> None:
    await officer(hall, role="admin")
    async with hall.visitor() as admin, hall.visitor() as siti:
        await log_in(admin)
        page = await admin.send(
            await admin.open("/kelola/kantor"), "/kelola/kantor", kind="opd", name="Dinas PU"
        )
        assert "Dinas PU sudah dicatat." in page.text
        assert "Belum ada petugas." in page.text
        page = await admin.send(page, "/undang")
        link = page.form("/undang") and page.html.split('id="tautan" readonly value="')[1]
        path = link.split('"')[0].partition("http://musrenbang.test")[2]
        told = {"name": "Siti", "username": "siti.pu", "password": PASSWORD}
        door = await siti.open(path)
        assert "Undangan petugas kantor" in door.text
        inside = await siti.send(door, "", **told)
        assert inside.answer.url.path == "/kantor"
        assert "Dinas PU" in inside.text
        assert (await siti.open("/kelola/saya")).status == 200
        for barred in ("/fasilitator", "/fasilitator/kamus", "/fasilitator/geladi", "/kelola"):
            assert (await siti.open(barred)).answer.url.path == "/masuk", barred
        assert (await admin.open("/kantor")).answer.url.path == "/masuk"
        again = await admin.open("/kelola/kantor")
        assert "Siti" in again.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "dinas pu"}, "Sudah ada kantor dengan nama ini."),
        ({"name": "  "}, "Bagian ini belum diisi."),
        ({"kind": "raja"}, "Pilih jenis kantornya."),
        ({"kind": "kecamatan", "district": "Atlantis"}, "Pilih kecamatannya."),
        ({"name": "x" * 81}, "Tulisan terlalu panjang."),
    ],
)
async def test_an_office_that_cannot_be_is_refused_and_nothing_typed_is_lost(
    hall: Hall, visitor: Visitor, changes: dict[str, str], sentence: str
) -> None:
    await let_in(hall, visitor, await officer(hall, role="admin"))
    made = Office(id=0, kind="opd", name="Dinas PU")
    await offices.add_office(hall.site.pool, made, at=now())
    told = {"kind": "opd", "name": "Lain", **changes}
    page = await visitor.send(await visitor.open("/kelola/kantor"), "/kelola/kantor", **told)
    assert page.status in (409, 422)
    assert sentence in page.text
    assert ("name", told["name"]) in page.form("/kelola/kantor").fields
    assert len(await offices.list_offices(hall.site.pool)) == 1


async def test_an_officer_comes_by_name_to_the_office_and_leads_no_meeting(
    gathering: Gathering, visitor: Visitor
) -> None:
    hall = gathering.hall
    camat = Office(id=0, kind="kecamatan", name="Camat Teluk Nibung", district="Teluk Nibung")
    office = await offices.add_office(hall.site.pool, camat, at=now())
    await officer(hall, "camat", role="officer", office_id=office.id)
    assert (await log_in(visitor, "camat")).answer.url.path == "/kantor"
    desk = await visitor.open(f"/fasilitator/{gathering.room.code}")
    assert desk.answer.url.path == "/masuk"
    found = await people.find_person(hall.site.pool, "CAMAT")
    assert found is not None
    assert await offices.office_of(hall.site.pool, found.id) == office
