"""The speaker list: at the desk, on phones, and on the wall only when it is switched on."""

import re

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.plan import Rules
from tests.builders import plan
from tests.web.browsing import Hall, Page, Visitor
from tests.web.desks import desk, said
from tests.web.officers import at_desk
from tests.web.residents import Gathering, gathered


async def put(gathering: Gathering, visitor: Visitor, **fields: str) -> Page:
    """The list after the desk put somebody on it."""
    return await visitor.send(await visitor.open(desk(gathering, "/pembicara")), "tambah", **fields)


def waiting(page: Page) -> list[str]:
    """Those who wait, as the desk reads them."""
    listed = re.search(r'<ol class="queue plain" id="giliran">(.*?)</ol>', page.html, re.DOTALL)
    assert listed
    return re.findall(r"<h3><bdi>(.*?)</bdi>", listed.group(1))


async def wall(gathering: Gathering) -> str:
    """The band of the wall."""
    return gathering.room.gallery("projector", "id").channel.sheet.html["pita"]


async def test_the_desk_lists_calls_and_ends(gathering: Gathering) -> None:
    await gathering.phase("musyawarah")
    async with at_desk(gathering) as facilitator:
        await put(gathering, facilitator, name="Bu Rohani", neighborhood="II", gender="P")
        await put(gathering, facilitator, neighborhood="III", gender="L", minutes="5")
        page = await put(gathering, facilitator, name="Ketua LPM")
        assert said(page) == "Masuk daftar pembicara."
        assert waiting(page) == [
            "Bu Rohani · Lingkungan II",
            "Bapak dari Lingkungan III",
            "Ketua LPM",
        ]
        page = await facilitator.send(page, "panggil")
        assert "Sedang bicara Bu Rohani · Lingkungan II" in page.text
        assert waiting(page) == ["Bapak dari Lingkungan III", "Ketua LPM"]
        page = await facilitator.send(page, "selesai")
        assert "Belum ada yang bicara" in page.text
        assert "Perempuan 1" in page.text
        turn = next(form for form in page.forms if form.action.endswith("/turun"))
        await facilitator.client.post(turn.action, data=turn.filled({}))
        page = await facilitator.open(desk(gathering, "/pembicara"))
        assert waiting(page) == ["Ketua LPM", "Bapak dari Lingkungan III"]
        page = await facilitator.send(page, "hapus")
        assert waiting(page) == ["Bapak dari Lingkungan III"]


async def test_the_wall_shows_them_only_when_it_is_switched_on(gathering: Gathering) -> None:
    await gathering.phase("musyawarah")
    async with at_desk(gathering) as facilitator:
        for place in ("I", "II", "III"):
            await put(gathering, facilitator, neighborhood=place, gender="P")
        page = await facilitator.open(desk(gathering, "/pembicara"))
        page = await facilitator.send(page, "panggil")
        assert "Ibu dari" not in await wall(gathering)
        page = await facilitator.send(page, "ke-layar")
        assert said(page) == "Pembicara tampil di layar."
        band = await wall(gathering)
        assert [f"Ibu dari Lingkungan {n}" in band for n in ("I<", "II<", "III<")] == [True] * 3
        await gathering.act(c.BlankScreen(True))
        assert "Ibu dari" not in await wall(gathering)


async def test_a_resident_asks_sees_the_place_and_takes_it_back(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.phase("usulan")
    page = await gathering.joined(visitor, neighborhood="II", gender="P")
    assert "Saya mau bicara" not in page.text
    page = await visitor.open(f"{gathering.home}/bicara")
    assert not page.has_form("/bicara")
    async with at_desk(gathering) as facilitator:
        await put(gathering, facilitator, name="Ketua LPM")
        desk_page = await facilitator.open(desk(gathering, "/pembicara"))
        await facilitator.send(desk_page, "ke-ponsel")

        assert "Saya mau bicara" in (await visitor.open(gathering.home)).text
        page = await visitor.open(f"{gathering.home}/bicara")
        assert page.form("/bicara").filled({})["neighborhood"] == ["II"]
        page = await visitor.send(page, "/bicara")
        assert "Giliran ke-2" in page.text
        desk_page = await facilitator.open(desk(gathering, "/pembicara"))
        assert waiting(desk_page) == ["Ketua LPM", "Ibu dari Lingkungan II"]
        await facilitator.send(desk_page, "panggil")
        page = await visitor.open(f"{gathering.home}/bicara")
        assert "Giliran berikutnya" in page.text
        page = await visitor.send(page, "/batal")
        assert page.has_form("/bicara")
        assert waiting(await facilitator.open(desk(gathering, "/pembicara"))) == []


async def test_a_phone_cannot_ask_while_the_list_is_shut(
    gathering: Gathering, visitor: Visitor
) -> None:
    await gathering.phase("usulan")
    await gathering.joined(visitor)
    async with at_desk(gathering) as facilitator:
        page = await facilitator.open(desk(gathering, "/pembicara"))
        page = await facilitator.send(page, "ke-ponsel")
        form = (await visitor.open(f"{gathering.home}/bicara")).form("/bicara")
        await facilitator.send(page, "ke-ponsel")
    for fields in ({"neighborhood": "II"}, {"neighborhood": "IX"}, {"ref": "x"}):
        answer = await visitor.client.post(form.action, data=form.filled(fields))
        assert answer.status_code in (400, 422), fields
    assert not await gathering.hall.site.pool.fetchval("SELECT count(*) FROM speaker")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "speaker_unnamed"),
        ({"name": "Pak Amir 081234567890"}, "text_has_phone"),
        ({"name": "a" * 61}, "text_too_long"),
        ({"neighborhood": "IX"}, "neighborhood_unknown"),
        ({"name": "Pak Amir", "minutes": "0"}, "number_invalid"),
        ({"name": "Pak Amir", "minutes": "61"}, "number_invalid"),
        ({"name": "Pak Amir", "ref": "bukan"}, "message_malformed"),
    ],
)
async def test_what_the_desk_cannot_put_on_the_list(
    gathering: Gathering, fields: dict[str, str], code: str
) -> None:
    await gathering.phase("musyawarah")
    async with at_desk(gathering) as facilitator:
        form = (await facilitator.open(desk(gathering, "/pembicara"))).form("tambah")
        answer = await facilitator.client.post(
            form.action, data=form.filled(fields), headers={"accept": "application/json"}
        )
    assert answer.json()["code"] == code
    assert not await gathering.hall.site.pool.fetchval("SELECT count(*) FROM speaker")


async def test_the_plan_says_how_long(hall: Hall) -> None:
    gathering = await gathered(hall, plan(rules=Rules(speaking_minutes=2)))
    await gathering.phase("musyawarah")
    async with at_desk(gathering) as facilitator:
        page = await put(gathering, facilitator, name="Ketua LPM", minutes="")
        assert "2 menit" in page.text


async def test_names_of_speakers_go_with_the_attendance_list(gathering: Gathering) -> None:
    await gathering.phase("musyawarah")
    async with at_desk(gathering) as facilitator:
        await put(gathering, facilitator, name="Bu Rohani", neighborhood="II")
    await gathering.act(c.CloseMeeting())
    await gathering.hall.site.attending.erase_names(gathering.room)
    rows = await gathering.hall.site.pool.fetch("SELECT name, neighborhood FROM speaker")
    assert [tuple(row) for row in rows] == [("", "II")]
