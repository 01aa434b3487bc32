"""Completing proposals with figures: the quick table, the catalogue beside it, the pagu."""

from collections.abc import AsyncIterator

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.cataloguing import read_catalog
from musrenbang_live.core.meeting import Proposal
from musrenbang_live.live.clock import now
from musrenbang_live.store import catalogs
from tests.builders import PHASES, content, plan
from tests.web.browsing import Hall, Visitor
from tests.web.officers import at_desk, officer
from tests.web.residents import Gathering, gathered

ROWS = [
    ["Kode", "Kegiatan", "Satuan", "Harga", "OPD"],
    ["A1", "Pembangunan saluran drainase", "meter", "850000", "Dinas PUPR"],
    ["A2", "Pemasangan lampu jalan", "titik", "5500000", "Dinas Perhubungan"],
    ["A3", "Bantuan alat tangkap", "", "", ""],
]


@pytest.fixture
async def money(hall: Hall) -> Gathering:
    """A meeting with a pagu of 200 million and three proposals that stand."""
    made = await gathered(hall, plan(ceiling=200_000_000))
    for command in (
        c.OpenMeeting(),
        c.EnterPhase(PHASES["usulan"]),
        c.SubmitProposal("r1", "", content("Drainase Gang Mawar", quantity=180.0), assisted=True),
        c.SubmitProposal("r2", "", content("Lampu jalan Lingkungan II"), assisted=True),
        c.SubmitProposal("r3", "", content("Titi kayu", cost=90_000_000), assisted=True),
    ):
        await hall.service.act(made.room, "f:1", command)
    return made


@pytest.fixture
async def desk(money: Gathering) -> AsyncIterator[Visitor]:
    """The facilitator of that meeting."""
    async with at_desk(money) as visitor:
        yield visitor


@pytest.fixture
async def catalog(hall: Hall) -> None:
    """A catalogue for the year of the plan."""
    by = (await officer(hall, "operator")).id
    async with hall.site.pool.acquire() as connection:
        made = await catalogs.add_draft(
            connection, year=2028, file="k.csv", by=by, at=now(), read=read_catalog(ROWS)
        )
        assert await catalogs.use(connection, made, by=by, at=now())


def said(money: Gathering, number: int) -> Proposal:
    """The proposal as it is now."""
    return money.room.meeting.proposals[number]


def home(money: Gathering) -> str:
    """The address of the console."""
    return f"/fasilitator/{money.room.code}"


async def test_the_table_tells_the_pagu_and_what_is_missing(
    money: Gathering, desk: Visitor
) -> None:
    page = await desk.open(f"{home(money)}/biaya")
    assert "Biaya usulan Rp90.000.000 Pagu kelurahan Rp200.000.000" in page.text
    assert "Sisa pagu Rp110.000.000." in page.text
    assert "2 usulan belum ada biayanya." in page.text
    assert "3 dari 3 usulan" in page.text
    assert "Belum ada kamus untuk 2028" in page.text
    assert "Di luar kamus" not in page.text
    console = await desk.open(home(money))
    assert "Sisa pagu Rp110.000.000." in console.text
    assert "3 usulan belum lengkap" in console.text
    assert "/biaya" in " ".join(console.links)


async def test_a_row_is_kept_with_its_cost_and_leads_to_the_next(
    money: Gathering, desk: Visitor
) -> None:
    page = await desk.open(f"{home(money)}/biaya")
    page = await desk.send(
        page,
        "/biaya/1",
        unit="meter",
        unit_cost="850.000",
        agency="Dinas PUPR",
        beneficiaries="65",
        beneficiary_unit="KK",
    )
    kept = said(money, 1).content
    assert (kept.quantity, kept.unit, kept.unit_cost, kept.cost) == (
        180.0,
        "meter",
        850_000,
        153_000_000,
    )
    assert (kept.agency, kept.title) == ("Dinas PUPR", "Drainase Gang Mawar")
    assert "Usulan 1 tersimpan." in page.text
    assert "2 dari 3 usulan" in page.text
    assert "Melebihi pagu Rp43.000.000." in page.text
    assert "Melebihi pagu: usulan 3." in page.text
    first = page.html.index("autofocus")
    assert page.html.index('id="quantity-2"') < first < page.html.index('id="unit-2"')


async def test_what_cannot_be_read_is_told_in_its_row_and_stays(
    money: Gathering, desk: Visitor
) -> None:
    page = await desk.send(
        await desk.open(f"{home(money)}/biaya"), "/biaya/2", quantity="dua", unit="titik"
    )
    assert page.status == 422
    assert "Isi dengan angka saja" in page.text
    assert dict(page.form("/biaya/2").fields)["quantity"] == "dua"
    assert dict(page.form("/biaya/2").fields)["unit"] == "titik"
    assert said(money, 2).content.unit == ""


async def test_a_script_is_told_what_to_write(money: Gathering, desk: Visitor) -> None:
    page = await desk.open(f"{home(money)}/biaya")
    data = page.form("/biaya/1").filled({"unit_cost": "2.000.000", "unit": "m"})
    answer = await desk.client.post(
        f"{home(money)}/biaya/1", data=data, headers={"accept": "application/json"}
    )
    told = answer.json()
    assert told["values"]["cost"] == "360.000.000"
    assert told["gaps"] == ["agency", "beneficiaries"]
    assert told["beyond"] == [1, 3]
    assert told["texts"]["pagu-terpakai"] == "Rp450.000.000"
    assert (told["within"], told["over"], told["texts"]["biaya-belum"]) == (44, 56, "3")
    refused = await desk.client.post(
        f"{home(money)}/biaya/1",
        data={**data, "cost": "-5"},
        headers={"accept": "application/json"},
    )
    assert (refused.status_code, refused.json()["field"]) == (422, "cost")


@pytest.mark.usefixtures("catalog")
async def test_an_item_of_the_catalogue_is_chosen_without_script(
    money: Gathering, desk: Visitor
) -> None:
    page = await desk.open(f"{home(money)}/kamus?usulan=1")
    assert "Pembangunan saluran drainase" in page.text
    assert "Pemasangan lampu" not in page.text
    page = await desk.send(page, "/kamus/1", catalog="A1")
    kept = said(money, 1).content
    assert (kept.catalog, kept.unit, kept.unit_cost, kept.agency, kept.cost) == (
        "A1",
        "meter",
        850_000,
        "Dinas PUPR",
        153_000_000,
    )
    table = await desk.open(f"{home(money)}/biaya")
    assert table.text.count("Di luar kamus") == 2
    page = await desk.send(await desk.open(f"{home(money)}/kamus?usulan=1"), "lepas", catalog="")
    assert said(money, 1).content.catalog == ""
    assert said(money, 1).content.unit_cost == 850_000


@pytest.mark.usefixtures("catalog")
async def test_what_is_dearer_than_the_catalogue_is_kept_and_marked(
    money: Gathering, desk: Visitor
) -> None:
    table = await desk.open(f"{home(money)}/biaya")
    table = await desk.send(table, "/biaya/1", catalog="A1", unit="meter", unit_cost="900.000")
    assert said(money, 1).content.cost == 162_000_000
    assert "Melebihi harga kamus" in table.text
    table = await desk.send(table, "/biaya/1", unit_cost="850.000")
    assert said(money, 1).content.cost == 153_000_000
    assert "Melebihi harga kamus" not in table.text


@pytest.mark.usefixtures("catalog")
async def test_another_unit_is_said_and_makes_no_cost(money: Gathering, desk: Visitor) -> None:
    table = await desk.open(f"{home(money)}/biaya")
    await desk.send(table, "/biaya/1", unit="paket")
    page = await desk.open(f"{home(money)}/kamus?usulan=1&kembali=usulan")
    page = await desk.send(page, "/kamus/1", catalog="A1")
    assert "Satuan berubah dari paket menjadi meter." in page.text
    assert str(page.answer.url.path).endswith("/usulan/1")
    assert said(money, 1).content.cost is None


@pytest.mark.usefixtures("catalog")
async def test_a_code_that_is_in_no_catalogue_is_refused_when_chosen(
    money: Gathering, desk: Visitor
) -> None:
    page = await desk.open(f"{home(money)}/kamus?usulan=1")
    page = await desk.send(page, "/kamus/1", catalog="zz")
    assert page.status == 422
    assert "Kode itu tidak ada di kamus tahun ini." in page.text


@pytest.mark.usefixtures("catalog")
async def test_the_type_ahead_is_answered_in_json(money: Gathering, desk: Visitor) -> None:
    answer = await desk.client.get(
        f"{home(money)}/kamus?cari=parit", headers={"accept": "application/json"}
    )
    assert answer.json() == [
        {
            "code": "A1",
            "name": "Pembangunan saluran drainase",
            "more": "meter · Rp850.000 · Dinas PUPR",
            "unit": "meter",
            "unit_cost": "850.000",
            "agency": "Dinas PUPR",
        }
    ]
    product = await desk.client.get(
        f"{home(money)}/hitung?quantity=12,5&unit_cost=900.000&catalog=A1&cost="
    )
    assert product.json() == {
        "cost": "11.250.000",
        "outside": False,
        "ceiling": 10_625_000,
        "dear": True,
        "differs": False,
    }


@pytest.mark.usefixtures("catalog")
async def test_the_page_of_a_proposal_computes_saves_and_searches(
    money: Gathering, desk: Visitor
) -> None:
    page = await desk.open(f"{home(money)}/usulan/1")
    assert "Di luar kamus" in page.text
    page = await desk.send(page, "/usulan/1", unit_cost="1.000.000", then="catalog")
    assert said(money, 1).content.cost == 180_000_000
    assert dict(page.form("cari-kamus").fields)["cari"] == "Drainase Gang Mawar"
    page = await desk.send(page, "/kamus/1", catalog="A1")
    page = await desk.send(page, "/usulan/1", title="Drainase Gang Melati")
    assert (said(money, 1).content.title, said(money, 1).content.catalog) == (
        "Drainase Gang Melati",
        "A1",
    )


async def test_only_the_desk_sees_and_does_this(hall: Hall, money: Gathering) -> None:
    async with hall.visitor() as nobody:
        for path in ("biaya", "kamus?cari=a", "hitung?quantity=1"):
            answer = await nobody.client.get(
                f"{home(money)}/{path}", headers={"accept": "application/json"}
            )
            assert answer.status_code == 403
        for path in ("biaya/1", "kamus/1"):
            assert (await nobody.client.post(f"{home(money)}/{path}")).status_code == 403


async def test_a_proposal_that_does_not_stand_has_no_row(money: Gathering, desk: Visitor) -> None:
    page = await desk.open(f"{home(money)}/biaya")
    await money.hall.service.act(money.room, "f:1", c.HideProposal(1, "Ganda."))
    assert (await desk.send(page, "/biaya/1", unit="m")).status == 404
    assert (await desk.open(f"{home(money)}/kamus?usulan=99")).status == 404
