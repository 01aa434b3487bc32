"""The city's dashboard: what it shows of each hall, what it never shows, and its files."""

import csv
import io
import time

from openpyxl import load_workbook

from musrenbang_live.core import commands as c
from musrenbang_live.core.city import local_day
from tests.builders import content, plan
from tests.web.browsing import Hall, Visitor
from tests.web.residents import Gathering, gathered

TITLE = "Titi kayu rahasia"
OTHER = {"ward_code": "12.74.04.1005", "ward": "Beting Kuala Kapias", "district": "Teluk Nibung"}


async def fresh(hall: Hall, visitor: Visitor) -> str:
    """The day as it is now, not as it was kept for a second."""
    hall.site.city_board._seen = 0.0
    return (await visitor.client.get("/kota/kini")).text


async def voting(hall: Hall) -> Gathering:
    """A meeting with an open vote in which two of three have voted."""
    gathering = await gathered(hall)
    await gathering.phase("usulan")
    people = [await gathering.neighbour(name=f"Poltak {n}") for n in range(3)]
    for number in range(2):
        await gathering.proposal(content(f"{TITLE} {number}"), by=people[0])
    await gathering.phase("musyawarah")
    await gathering.phase("pemungutan")
    for person in people[:2]:
        await gathering.cast([1], by=person)
    return gathering


async def test_the_day_from_nothing_to_published(hall: Hall, visitor: Visitor) -> None:
    page = await visitor.open("/kota")
    assert page.status == 200
    assert "Belum ada musyawarah yang dijadwalkan" in page.text
    assert page.html.count('class="kel"') == 31
    assert (await visitor.client.get("/kota.csv")).status_code == 404

    practice = await gathered(hall, plan(practice=True, **OTHER))
    await practice.phase("usulan")
    gathering = await voting(hall)
    html = await fresh(hall, visitor)
    assert html.count('data-k="open"') == 2  # one tile, and the sum
    assert "Pemungutan suara" in html
    assert "2 dari 3 suara" in html
    for secret in ("Poltak", TITLE, gathering.room.code, practice.room.code):
        assert secret not in html
    hall.site.city_board._seen += 3600.0  # the same look, or another minute may have begun
    first = await visitor.client.get("/kota/kini")
    again = await visitor.client.get("/kota/kini", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    await gathering.cast([2])
    assert "3 dari 4 suara" in await fresh(hall, visitor)
    await gathering.act(c.CloseRound(1), c.RevealRound(1), c.AgreeRanks((1,)), c.PublishMeeting())
    html = await fresh(hall, visitor)
    assert f'href="/arsip/{gathering.room.code}"' in html
    assert "Hasil terbit" in html


async def test_the_season_and_its_files(hall: Hall, visitor: Visitor) -> None:
    gathering = await voting(hall)
    await gathering.act(c.CloseRound(1), c.RevealRound(1), c.AgreeRanks((1,)), c.PublishMeeting())
    await hall.site.shelving.look()
    today = local_day(time.time_ns() // 1_000_000, 7)[0]
    await gathered(hall, plan(starts=f"{today} 23:59", **OTHER))
    await gathered(hall, plan(year=2026, **OTHER))
    for asked in ("", "?tahun=2027", "?tahun=abcd", "?tahun=١٢٣٤", "?tahun=-1"):
        page = await visitor.open(f"/kota{asked}")
        assert "Musim 2027" in page.text, asked
    assert "1 dari 31 kelurahan" in page.text
    assert "Pukul 23.59" in page.text
    assert "Musim 2026" in (await visitor.open("/kota?tahun=2026")).text
    sheet = (await visitor.client.get("/kota.csv")).text.removeprefix("\ufeff")
    rows = {row["kelurahan"]: row for row in csv.DictReader(io.StringIO(sheet))}
    assert len(rows) == 31
    assert rows["Selat Lancang"]["keadaan"] == "diterbitkan"
    assert rows["Selat Lancang"]["kode_sesi"] == gathering.room.code, "as in all other files"
    assert rows["Selat Lancang"]["usulan"] == "2"
    assert rows["Selat Lancang"]["disepakati"] == "1"
    assert rows["Selat Lancang"]["usulan Infrastruktur"] == "2"
    assert rows["Beting Kuala Kapias"]["keadaan"] == "dijadwalkan"
    assert rows["Perwira"]["keadaan"] == "belum dijadwalkan"
    book = load_workbook(io.BytesIO((await visitor.client.get("/kota.xlsx")).content))
    assert book.sheetnames == ["Kelurahan", "Bidang", "Hari"]
    assert book["Kelurahan"].max_row == 32
    assert book["Bidang"]["B2"].value == 2
    assert book["Hari"].max_row == 3
    assert "Poltak" not in sheet


async def test_invented_meetings_only_where_there_is_no_other(hall: Hall, visitor: Visitor) -> None:
    code = await hall.service.create_session(plan(), None, example=True)
    invented = Gathering(hall, await hall.service.room(code))
    await invented.phase("usulan")
    assert "Contoh, data rekaan" in await fresh(hall, visitor)
    real = await gathered(hall, plan(**OTHER))
    await real.phase("usulan")
    html = await fresh(hall, visitor)
    assert "rekaan" not in html
    assert html.count('data-k="open"') == 2
    wall = await visitor.open("/kota?layar=1")
    assert "Beting Kuala Kapias" in wall.text
    assert "Arsip" not in wall.text
