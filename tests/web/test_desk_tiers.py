"""What kelurahan agreed, at the desk of their kecamatan: brought in once, and decided there."""

from typing import Any

from msgspec.structs import replace

from musrenbang_live.core import commands as c
from tests.builders import content, plan
from tests.web.browsing import Hall, Page
from tests.web.desks import desk, said
from tests.web.officers import at_desk
from tests.web.residents import Gathering, gathered

UNITS = ("Selat Lancang", "Pulau Simardan", "Bunga Tanjung")


async def kelurahan(
    hall: Hall, ward: str = "Selat Lancang", agency: str = "", **changes: Any
) -> Gathering:
    """A published meeting of a kelurahan that agreed on its proposals 2 and 1, of three."""
    gathering = await gathered(hall, plan(ward=ward, **changes))
    await gathering.phase("usulan")
    for title in ("Parit", "Titi beton", "Gapura"):
        said_ = content(f"{title} {ward}", cost=85_000_000, landmark="rumah nek Timah")
        await gathering.proposal(replace(said_, agency=agency))
    await gathering.act(c.AgreeRanks((2, 1)), c.PublishMeeting())
    return gathering


async def kecamatan(hall: Hall, **changes: Any) -> Gathering:
    """The meeting above them, not opened yet."""
    usual: dict[str, Any] = {
        "forum": "Musrenbang Kecamatan",
        "tier": "kecamatan",
        "neighborhood_label": "Kelurahan",
        "neighborhoods": UNITS,
    }
    return await gathered(hall, plan(**(usual | changes)))


def titles(gathering: Gathering) -> list[str]:
    return [each.content.title for each in gathering.meeting.proposals.values()]


async def brought(hall: Hall) -> tuple[Gathering, Gathering, Page]:
    """A kelurahan, its kecamatan with both proposals brought in, and the page that did it."""
    below, above = await kelurahan(hall), await kecamatan(hall)
    async with at_desk(above) as facilitator:
        page = await facilitator.open(desk(above, "/pindahan"))
        page = await facilitator.send(page, "semua", apa="semua")
    return below, above, page


async def test_all_of_every_kelurahan_come_in_with_where_they_come_from(hall: Hall) -> None:
    first = await kelurahan(hall)
    second = await kelurahan(hall, "Bunga Tanjung", ward_code="12.74.06.1001")
    await kelurahan(hall, "Sirantau", district="Tanjungbalai Selatan")
    above = await kecamatan(hall)
    async with at_desk(above) as facilitator:
        console = await facilitator.open(desk(above))
        assert desk(above, "/pindahan") in console.links
        page = await facilitator.open(desk(above, "/pindahan"))
        assert "Bawa semua, 4 usulan" in page.text
        assert "Sirantau" not in page.text
        page = await facilitator.send(page, "semua", apa="semua")
        assert said(page) == "4 usulan dibawa masuk."
        assert not page.has_form("semua")
        assert page.text.count("Belum diputuskan") == 4
        shown = await facilitator.open(desk(above, "/usulan/3"))
        assert "dari Kelurahan Selat Lancang, prioritas ke-1" in shown.text
        assert f"/arsip/{first.room.code}#usulan-2" in shown.links
    known = above.meeting.proposals.values()
    assert [(p.origin, p.proposer, p.content.neighborhood) for p in known] == [
        (f"{second.room.code}/2", "Kelurahan Bunga Tanjung, prioritas ke-1", "Bunga Tanjung"),
        (f"{second.room.code}/1", "Kelurahan Bunga Tanjung, prioritas ke-2", "Bunga Tanjung"),
        (f"{first.room.code}/2", "Kelurahan Selat Lancang, prioritas ke-1", "Selat Lancang"),
        (f"{first.room.code}/1", "Kelurahan Selat Lancang, prioritas ke-2", "Selat Lancang"),
    ]
    assert all(p.stands and p.assisted for p in known)
    assert {p.content.landmark for p in known} == {"Lingkungan II"}


async def test_ticked_ones_come_in_and_nothing_comes_twice(hall: Hall) -> None:
    below, above = await kelurahan(hall), await kecamatan(hall)
    one = f"dari-{below.room.code}"
    async with at_desk(above) as facilitator:
        page = old = await facilitator.open(desk(above, "/pindahan"))
        page = await facilitator.send(page, one)
        assert said(page) == "Tidak ada yang baru."
        page = await facilitator.send(page, one, pilih=["1", "3", "77"])
        assert said(page) == "1 usulan dibawa masuk.", "3 was not agreed, and 77 is none"
        page = await facilitator.send(old, one, pilih=["1"])
        assert said(page) == "Tidak ada yang baru."
        page = await facilitator.send(old, one, apa="semua")
        assert said(page) == "1 usulan dibawa masuk."
    assert titles(above) == ["Parit Selat Lancang", "Titi beton Selat Lancang"]


async def test_a_kelurahan_that_the_plan_does_not_name_is_asked_for(hall: Hall) -> None:
    below, above = await kelurahan(hall), await kecamatan(hall, neighborhoods=("Lain",))
    async with at_desk(above) as facilitator:
        page = await facilitator.open(desk(above, "/pindahan"))
        assert "Tidak ada dalam rencana sesi ini: Kelurahan Selat Lancang." in page.text
        page = await facilitator.send(page, f"dari-{below.room.code}", apa="semua")
        assert page.status == 422
        assert above.meeting.proposals == {}
        named = {f"satuan-{below.room.code}": "Lain"}
        page = await facilitator.send(page, f"dari-{below.room.code}", apa="semua", **named)
        assert said(page) == "2 usulan dibawa masuk."
    assert {p.content.neighborhood for p in above.meeting.proposals.values()} == {"Lain"}


async def test_what_was_decided_stands_beside_each(hall: Hall) -> None:
    _below, above, _page = await brought(hall)
    new = content("Titi beton Selat Lancang", neighborhood="Selat Lancang", cost=60_000_000)
    await above.act(
        c.OpenMeeting(),
        c.EditProposal(1, new),
        c.AgreeRanks((1,)),
        c.DecideProposal(2, "belum", "pagu", "Melebihi pagu kecamatan."),
    )
    async with at_desk(above) as facilitator:
        page = await facilitator.open(desk(above, "/pindahan"))
        assert "Diterima dengan perubahan, prioritas ke-1" in page.text
        assert "Perkiraan biaya: Rp85.000.000 → Rp60.000.000" in page.text
        assert "Ditolak" in page.text
        assert "Alasan: Melebihi pagu: Melebihi pagu kecamatan." in page.text


async def test_phones_and_the_wall_say_where_it_comes_from(hall: Hall) -> None:
    _below, above, _page = await brought(hall)
    await above.phase("musyawarah")
    await above.act(c.FocusProposal(1))
    async with hall.visitor() as resident:
        await above.joined(resident)
        listed = await resident.open(f"{above.home}/usulan")
        assert "dari Kelurahan Selat Lancang, prioritas ke-1" in listed.text
        shown = await resident.open(f"{above.home}/usulan/1")
        assert "Dibawa dari Kelurahan Selat Lancang, prioritas ke-1" in shown.text
    wall = above.room.gallery("projector", "id").channel.sheet.html["atas"]
    assert "Kel. Selat Lancang, prioritas 1" in wall


async def test_only_a_tier_with_one_below_has_the_page(hall: Hall) -> None:
    below = await gathered(hall)
    async with at_desk(below) as facilitator:
        assert (await facilitator.open(desk(below, "/pindahan"))).status == 404
        assert desk(below, "/pindahan") not in (await facilitator.open(desk(below))).links
    kota = await kecamatan(hall, tier="kota", neighborhoods=("Datuk Bandar Timur",))
    async with at_desk(kota) as facilitator:
        page = await facilitator.open(desk(kota, "/pindahan"))
        assert "Belum ada musyawarah tingkat bawah yang terbit." in page.text


async def test_when_it_is_over_nothing_more_comes_in(hall: Hall) -> None:
    below, above = await kelurahan(hall), await kecamatan(hall)
    async with at_desk(above) as facilitator:
        page = await facilitator.open(desk(above, "/pindahan"))
        await above.act(c.OpenMeeting(), c.CloseMeeting())
        refused = await facilitator.send(page, "semua", apa="semua")
        assert refused.status in (409, 422)
        assert not refused.has_form(f"dari-{below.room.code}") or "apa" not in refused.html
    assert above.meeting.proposals == {}
