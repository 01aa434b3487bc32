"""The desk at the door without a script: checked in, corrected, taken off, printed, erased."""

import asyncio
import uuid
from io import BytesIO

import pytest
from pypdf import PdfReader

from musrenbang_live.core import commands as c
from musrenbang_live.core.attending import Told
from musrenbang_live.live import attending
from musrenbang_live.store import attendance
from tests.builders import plan
from tests.web.browsing import Hall, Page, Visitor
from tests.web.desks import desk, said
from tests.web.officers import at_desk
from tests.web.residents import Gathering, gathered

DAY = attendance.DAY
SITI = {
    "name": "Siti Aminah",
    "age_band": "34",
    "gender": "P",
    "organisation": "pkk",
    "neighborhood": "II",
    "address": "Jl. Mawar 4",
    "phone": "0812 3456 7890",
}


async def door(gathering: Gathering, visitor: Visitor, query: str = "") -> Page:
    """The page of the desk."""
    return await visitor.open(desk(gathering, f"/hadir{query}"))


async def check_in(gathering: Gathering, visitor: Visitor, **told: str) -> Page:
    """Somebody is typed in; the page after it."""
    return await visitor.send(await door(gathering, visitor), "catat", **told)


async def names(gathering: Gathering) -> list[str]:
    """Who is on the list."""
    return [line.name for line in await gathering.hall.site.attending.listed(gathering.room)]


async def many(gathering: Gathering, *told: Told) -> None:
    """These are checked in, whoever typed them."""
    for each in told:
        await gathering.hall.site.attending.check_in(
            gathering.room, str(uuid.uuid4()), each, "meja"
        )


async def test_enter_saves_and_the_next_name_can_be_typed(gathering: Gathering) -> None:
    async with at_desk(gathering) as visitor:
        page = await check_in(gathering, visitor, **SITI)
        assert "Tercatat no. 1: Siti Aminah, PKK" in page.text
        assert page.form("catat").filled({})["name"] == [""], "an empty form again"
        [line] = await gathering.hall.site.attending.listed(gathering.room)
        assert line.told == Told(
            "Siti Aminah", "PKK", "26-45", "P", "II", "Jl. Mawar 4", "0812 3456 7890"
        )
        assert line.kind == "meja"


async def test_a_name_alone_is_enough_and_sent_twice_is_one(gathering: Gathering) -> None:
    async with at_desk(gathering) as visitor:
        page = await door(gathering, visitor)
        await visitor.send(page, "catat", name="Budi")
        await visitor.send(page, "catat", name="Budi")
    assert await names(gathering) == ["Budi"]


async def test_what_is_wrong_is_said_beside_the_field_and_all_is_kept(gathering: Gathering) -> None:
    async with at_desk(gathering) as visitor:
        page = await check_in(gathering, visitor, **SITI | {"phone": "rumah"})
        assert page.status == 422
        assert "Tulis nomor teleponnya saja" in page.text
        kept = page.form("catat").filled({})
        assert (kept["name"], kept["age_band"], kept["neighborhood"]) == (
            ["Siti Aminah"],
            ["34"],
            ["II"],
        )
        page = await visitor.send(page, "catat", phone="")
        assert "Tercatat no. 1" in page.text


async def test_a_similar_name_is_hinted_and_not_refused(gathering: Gathering) -> None:
    async with at_desk(gathering) as visitor:
        await check_in(gathering, visitor, name="Siti Aminah", organisation="PKK")
        page = await check_in(gathering, visitor, name="siti aminnah")
        assert "Nama mirip sudah ada" in page.text
        assert "1. Siti Aminah, PKK" in page.text
        assert len(await names(gathering)) == 2
        page = await visitor.send(page, "batalkan")
        assert said(page) == "Baris dihapus."
    assert await names(gathering) == ["Siti Aminah"]


async def test_a_line_is_corrected(gathering: Gathering) -> None:
    async with at_desk(gathering) as visitor:
        await check_in(gathering, visitor, name="Siti Amninah")
        page = await door(gathering, visitor)
        [link] = [link for link in page.links if "/hadir/" in link]
        page = await visitor.open(link)
        wrong = await visitor.send(page, link, name="")
        assert (wrong.status, "Bagian ini belum diisi" in wrong.text) == (422, True)
        page = await visitor.send(wrong, link, **SITI)
        assert said(page) == "Sudah diperbaiki."
    assert await names(gathering) == ["Siti Aminah"]


async def test_taking_somebody_off_is_asked_before(gathering: Gathering) -> None:
    await many(gathering, Told("Budi"), Told("Siti"))
    async with at_desk(gathering) as visitor:
        page = await door(gathering, visitor, "?cari=budi")
        [link] = [link for link in page.links if "/hadir/" in link]
        page = await visitor.send(await visitor.open(link), "hapus")
        assert "Hapus Budi dari daftar hadir?" in page.text
        assert len(await names(gathering)) == 2
        await visitor.send(page, "/hapus")
        assert await names(gathering) == ["Siti"]
        gone = await visitor.open(link)
        assert "sudah tidak ada di daftar hadir" in gone.text


async def test_the_list_is_searched_by_name_and_institution(gathering: Gathering) -> None:
    await many(gathering, *(Told(f"Warga {n}", "PKK" if n % 2 else "") for n in range(25)))
    async with at_desk(gathering) as visitor:
        page = await door(gathering, visitor)
        assert "Warga 24" in page.text
        assert "Warga 4 " not in page.text
        assert "Warga 4" in (await door(gathering, visitor, "?semua=1")).text
        found = await door(gathering, visitor, "?cari=PKK+warga+1")
        assert "Warga 11" in found.text
        assert "Warga 12" not in found.text
        assert "Tidak ada yang cocok" in (await door(gathering, visitor, "?cari=zzz")).text


async def test_two_desks_at_once_lose_nobody(gathering: Gathering) -> None:
    async with at_desk(gathering) as one, at_desk(gathering) as two:
        pages = [await door(gathering, visitor) for visitor in (one, two)]
        await asyncio.gather(
            *(
                v.send(p, "catat", name=f"Warga {n}")
                for n, (v, p) in enumerate(zip((one, two), pages, strict=True))
            )
        )
    assert sorted(await names(gathering)) == ["Warga 0", "Warga 1"]


async def test_counts_stand_against_the_targets_in_plain_words(hall: Hall) -> None:
    gathering = await gathered(hall, plan(targets=plan().targets.__class__(quorum=5, women=30)))
    await many(gathering, Told("A", gender="P"), Told("B", gender="L"), Told("C"))
    async with at_desk(gathering) as visitor:
        page = await door(gathering, visitor)
        assert "3 orang hadir, kuorum 5: kurang 2" in page.text
        assert "Perempuan 1 dari 3 (33%), sasaran 30%" in page.text


async def test_a_script_gets_the_new_parts_of_the_page(gathering: Gathering) -> None:
    async with at_desk(gathering) as visitor:
        page = await door(gathering, visitor)
        asks = {"accept": "application/json"}
        body = page.form("catat").filled({"name": "Budi"})
        answer = await visitor.client.post(desk(gathering, "/hadir"), data=body, headers=asks)
        assert "Tercatat no. 1" in answer.json()["html"]["terakhir"]
        assert "Budi" in answer.json()["html"]["daftar-hadir"]
        wrong = await visitor.client.post(
            desk(gathering, "/hadir"), data=body | {"name": " "}, headers=asks
        )
        assert (wrong.status_code, wrong.json()["field"]) == (422, "name")
        listed = await visitor.client.get(desk(gathering, "/hadir/daftar"))
        assert "Budi" in listed.json()["html"]["daftar-hadir"]


async def test_names_are_for_those_who_lead_only(gathering: Gathering, visitor: Visitor) -> None:
    await many(gathering, Told("Rahasia Namanya"))
    [line] = await gathering.hall.site.attending.listed(gathering.room)
    for place in ("", ".pdf", "/daftar", f"/{line.id}"):
        page = await visitor.open(desk(gathering, f"/hadir{place}"))
        assert "Rahasia" not in page.html
        assert "Nama pengguna" in page.text, "the login"
    other = await gathered(gathering.hall)
    async with at_desk(other) as stranger:
        for place in ("", f"/{line.id}"):
            page = await stranger.open(desk(gathering, f"/hadir{place}"))
            assert "Rahasia" not in page.html
            assert "Nama pengguna" in page.text
        elsewhere = await stranger.open(desk(other, f"/hadir/{line.id}"))
        assert "Rahasia" not in elsewhere.html


async def test_the_console_and_its_live_sheet_have_figures_and_no_name(
    gathering: Gathering,
) -> None:
    await many(gathering, Told("Rahasia Namanya", "Nelayan Rukun", gender="P"))
    async with at_desk(gathering) as visitor:
        page = await visitor.open(desk(gathering))
        assert "Rahasia" not in page.html
        assert "Nelayan Rukun 1" in page.text


# Over


async def test_a_list_can_be_corrected_until_all_is_published(gathering: Gathering) -> None:
    await gathering.act(c.OpenMeeting(), c.CloseMeeting())
    async with at_desk(gathering) as visitor:
        page = await door(gathering, visitor)
        await visitor.send(page, "catat", name="Terlambat")
        assert await names(gathering) == ["Terlambat"]
        await gathering.act(c.PublishMeeting())
        refused = await visitor.send(page, "catat", name="Siapa")
        assert refused.status == 422
        assert not (await door(gathering, visitor)).has_form("catat")
    assert await names(gathering) == ["Terlambat"]


async def test_names_are_erased_at_once_when_asked_and_meant(gathering: Gathering) -> None:
    await many(gathering, Told("Siti Aminah", gender="P", phone="081234567890"))
    await gathering.act(c.OpenMeeting(), c.CloseMeeting())
    async with at_desk(gathering) as visitor:
        page = await door(gathering, visitor)
        assert "Nama dihapus otomatis pada" in page.text
        page = await visitor.send(page, "hapus-nama")
        assert "Hapus semua nama sekarang?" in page.text
        assert await names(gathering) == ["Siti Aminah"]
        page = await visitor.send(page, "hapus-nama")
        assert said(page) == "Nama-nama sudah dihapus."
        assert "Siti" not in page.html
        assert "nama sudah dihapus" in page.text
        assert not page.has_form("catat")
    assert await names(gathering) == [""]
    assert gathering.room.counts.present.women == 1


async def test_names_that_are_due_go_by_themselves(
    gathering: Gathering, monkeypatch: pytest.MonkeyPatch
) -> None:
    await many(gathering, Told("Siti Aminah", gender="P"))
    await gathering.act(c.OpenMeeting(), c.CloseMeeting())
    retention = gathering.hall.site.attending.retention
    assert retention.days == 90
    assert await retention.look() == 0
    later = gathering.meeting.closed_at + 90 * DAY
    monkeypatch.setattr("musrenbang_live.live.retention.now", lambda: later)
    assert await asyncio.gather(retention.look(), retention.look()) in ([1, 0], [0, 1])
    assert await names(gathering) == [""]
    assert await retention.look() == 0
    with pytest.raises(attending.Rejected, match="erased"):
        await many(gathering, Told("Budi"))


# Paper


async def pages(gathering: Gathering, visitor: Visitor, query: str = "") -> list[str]:
    """The words on each page of the printed list."""
    answer = await visitor.client.get(desk(gathering, f"/hadir.pdf{query}"))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    return [page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages]


async def test_the_list_is_printed_in_the_official_columns(gathering: Gathering) -> None:
    await many(
        gathering,
        Told("Siti #Aminah* $x$", "PKK", "34", "P", "II", "Jl. Mawar 4", "081234567890"),
        Told("Budi", gender="L"),
    )
    async with at_desk(gathering) as visitor:
        text = "\n".join(await pages(gathering, visitor))
    for column in ("No", "Nama", "Usia", "Kelamin", "Lembaga/Instansi", "Telp", "Tanda Tangan"):
        assert column in text
    assert "MUSRENBANG KELURAHAN SELAT LANCANG" in text
    assert "KECAMATAN DATUK BANDAR TIMUR" in text
    assert "Siti #Aminah* $x$" in text, "nothing that is typed is read as a command"
    assert "26–45" in text
    assert "Jl. Mawar 4 081234567890" in " ".join(text.split())
    assert "\n50" in text


@pytest.mark.parametrize(("query", "last"), [("?baris=5", 5), ("?baris=0", 3), ("?baris=x", 50)])
async def test_rows_for_those_who_come_later(gathering: Gathering, query: str, last: int) -> None:
    await many(gathering, Told("A"), Told("B"), Told("C"))
    async with at_desk(gathering) as visitor:
        text = "\n".join(await pages(gathering, visitor, query))
    assert f"{last}." in text
    assert f"{last + 1}." not in text
