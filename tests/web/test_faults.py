"""What is wrong with a form is told in one way: listed on top, said at each field, nothing lost."""

import re

from musrenbang_live.core import commands as c
from tests.builders import plan
from tests.web.browsing import Hall, Page, Visitor
from tests.web.officers import PASSWORD, at_admin, at_desk, at_office, link
from tests.web.reporting import PU, SETWAN, reported
from tests.web.residents import gathered
from tests.web.test_desk_hands import voted
from tests.web.test_desk_promises import JANJI
from tests.web.voters import by_card, by_desk

NIK, PHONE = "1274061234567890", "0812-3456-7890"


def element(page: Page, name: str) -> str:
    """The tag that has this id; there is one."""
    found = re.findall(rf'<\w+[^>]*? id="{re.escape(name)}"[^>]*>', page.html)
    assert len(found) == 1, (name, found)
    return str(found[0])


def focus(page: Page) -> str:
    """Where a browser begins: the first element that asks for it."""
    found = re.search(r"<\w+[^>]* autofocus[ >][^>]*", page.html)
    assert found, page.text
    named = re.search(r' id="([^"]+)"', found.group(0))
    return named.group(1) if named else ""


def at_fields(page: Page, *ids: str) -> None:
    """Each of these fields says that it is wrong and with which sentence, and no other does."""
    assert page.html.count('aria-invalid="true"') == len(ids)
    for name in ids:
        tag = element(page, name)
        assert 'aria-invalid="true"' in tag, tag
        told = re.search(r'aria-describedby="([^"]*)"', tag)
        assert told, tag
        *hints, sentence = told.group(1).split()
        assert sentence.startswith("salah-")
        assert all(element(page, each) for each in (*hints, sentence))


def listed(page: Page, *ids: str, typing: bool = False) -> None:
    """The page lists these fields with links, and opens there, or in the first while `typing`."""
    assert page.status in (403, 422), page.text
    assert re.findall(r'<li><a href="#([\w-]+)">', page.html) == list(ids)
    assert f"{len(ids)} isian perlu diperbaiki" in page.text
    assert focus(page) == (ids[0] if typing else "salah")
    at_fields(page, *ids)


def alone(page: Page, name: str) -> None:
    """A form of one field: its sentence, and the page opens there."""
    assert page.status in (404, 422), page.text
    assert "isian perlu diperbaiki" not in page.text
    assert focus(page) == name
    at_fields(page, name)


async def test_at_the_desk_of_a_meeting(hall: Hall) -> None:
    gathering = await voted(hall)
    await gathering.act(c.BringPromise(2026, "Parit"), c.BringPromise(2026, "Titi"))
    home = f"/fasilitator/{gathering.room.code}"
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(f"{home}/tangan")
        fields = {"people": "5", "by": "", "hands-1": "6", "hands-3": "9"}
        page = await facilitator.send(page, "tangan", **fields)
        listed(page, "by", "hands-1", "hands-3", typing=True)
        assert dict(page.form("tangan").fields)["hands-3"] == "9"
        page = await facilitator.send(page, "tangan", **{"people": "lima", "hands-1": "x"})
        listed(page, "people", "hands-1", typing=True)
        page = await facilitator.open(f"{home}/calon")
        page = await facilitator.send(page, "/calon", name="", neighborhood="XX")
        listed(page, "name", "gender", "neighborhood", typing=True)
        page = await facilitator.open(home + JANJI)
        page = await facilitator.send(page, "tambah", title=NIK, year="1999", cost="2")
        listed(page, "title", "year", typing=True)
        assert dict(page.form("tambah").fields)["cost"] == "2"
        page = await facilitator.send(page, f"{JANJI}/2/jawab", by="", text=PHONE)
        listed(page, "by-2", "text-2")
        page = await facilitator.open(f"{home}/pembicara")
        page = await facilitator.send(page, "tambah", name=PHONE, neighborhood="XX", minutes="99")
        listed(page, "name", "neighborhood", "minutes", typing=True)
        assert dict(page.form("tambah").fields)["minutes"] == "99"
        page = await facilitator.open(f"{home}/ketik")
        page = await facilitator.send(page, "ketik", problem="", title=NIK, cost="5")
        listed(page, "problem", "title", "neighborhood", typing=True)


async def test_at_the_desks_of_cards_and_of_vote_rights(hall: Hall) -> None:
    for gathering, act in ((await by_card(hall), "cards"), (await by_desk(hall), "rights")):
        async with at_desk(gathering) as facilitator:
            page = await facilitator.open(f"/fasilitator/{gathering.room.code}/kartu")
            page = await facilitator.send(page, "ganti", old="satu", new="")
            listed(page, "lama", "baru", typing=True)
            assert dict(page.form("ganti").fields)["old"] == "satu"
            page = await facilitator.send(page, "batal", which="semua", reason_text=" ")
            listed(page, "nomor", "alasan", typing=True)
            page = await facilitator.send(page, "batal", which="1", reason_text="x" * 400)
            page = await facilitator.send(page, f"{act}-void")
            listed(page, "alasan", typing=True)
            assert dict(page.form("batal").fields)["which"] == "1"
            page = await facilitator.send(page, "aktif" if act == "cards" else "setujui", first="x")
            listed(page, "dari", typing=True) if act == "cards" else alone(page, "nomor-ponsel")
            page = await facilitator.send(page, "batal", which="99", reason_text="Hilang")
            page = await facilitator.send(page, f"{act}-void")
            assert (page.status, focus(page)) == (422, "salah")
            assert "isian perlu diperbaiki" not in page.text
            if act == "cards":
                alone(await facilitator.send(page, "cetak", count="banyak"), "banyak")


async def test_at_offices(hall: Hall, visitor: Visitor) -> None:
    page = await visitor.open("/tanya/baru")
    await visitor.send(page, "tulis-tanya", title="Kapan parit dikeruk?", text="", sure="1")
    await reported(visitor)
    async with at_office(hall, SETWAN) as desk:
        page = await desk.send(await desk.open("/kantor/tanya/1"), "/terbitkan")
        page = await desk.open("/kantor/tanya/1")
        listed(await desk.send(page, "jawab", answer="", by=PHONE), "answer", "by")
        alone(await desk.send(page, "tutup", reason="…"), "r1")
        alone(await desk.send(page, "tolak", reason=""), "r2")
        alone(await desk.send(page, "gabung", to="1"), "into")
        alone(await desk.send(page, "teruskan", to=""), "to")
        page = await desk.open("/kantor/lapor/1")
        page = await desk.send(page, "/check")
        page = await desk.send(page, "approve", title=NIK, text=f"Hubungi {PHONE}")
        listed(page, "t-title", "t-text")
        assert f"Hubungi {PHONE}" in page.html
        alone(await desk.send(page, "reject", words=" "), "w-reject")
        alone(await desk.send(page, "merge", into="TB-1"), "m-into")
    async with at_office(hall, PU) as agency:
        page = await agency.open("/kantor/usulan/impor")
        data = page.form("impor").filled({"berkas": None})
        answer = await agency.client.post(
            "/kantor/usulan/impor", data=data, files={"berkas": ("a", b"")}
        )
        alone(Page(answer), "berkas")


async def test_where_people_come_in(hall: Hall, visitor: Visitor) -> None:
    gathering = await gathered(hall, plan())
    page = await visitor.open(gathering.home)
    page = await visitor.send(page, "/ikut", name=NIK, organisation=PHONE, neighborhood="XX")
    listed(page, "nama", "lingkungan", "lembaga")
    assert dict(page.form("/ikut").fields)["organisation"] == PHONE
    invited = f"/undangan/{await link(hall, 'person')}"
    page = await visitor.open(invited)
    page = await visitor.send(page, invited, name=PHONE, username="..", password="pendek")
    listed(page, "name", "username", "password")
    async with at_admin(hall) as admin:
        page = await admin.open("/kelola/saya")
        listed(await admin.send(page, "/sandi", old="bukan", password="x"), "old", "password")
        page = await admin.open("/kelola/kantor")
        page = await admin.send(page, "/kelola/kantor", kind="kecamatan", name="", district="")
        listed(page, "name", "district")
        page = await admin.open("/fasilitator/kamus")
        data = page.form("impor").filled({"berkas": None, "tahun": "26"})
        answer = await admin.client.post(
            "/fasilitator/kamus", data=data, files={"berkas": ("a", b"")}
        )
        page = Page(answer)
        listed(page, "tahun", "berkas")
        assert dict(page.form("impor").fields)["tahun"] == "26"
    page = await visitor.send(await visitor.open("/masuk"), "/masuk", username="budi", password="x")
    assert (page.status, focus(page)) == (403, "password")
    at_fields(page, "password")
    assert PASSWORD not in page.html
