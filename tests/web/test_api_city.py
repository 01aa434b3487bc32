"""What the API tells of the city: what is public of it, page by page, and of people nothing."""

import json

from musrenbang_live.core.articles import Text
from musrenbang_live.core.offices import Office
from musrenbang_live.live.clock import now
from musrenbang_live.store import articles, offices
from musrenbang_live.store.articles import Place
from tests.web.browsing import Hall, Visitor
from tests.web.following import acting, agreed, at, decide
from tests.web.officers import at_office
from tests.web.reporting import CONTACT, SECRET_WORDS, WHAT, desk_page, number_in, reported
from tests.web.test_api import told
from tests.web.test_inquiries import DRAIN, asks


async def _written(hall: Hall, title: str, published_at: int) -> None:
    text = Text(kind="kabar", title=title, summary="Ringkas.", body="Isi.", tags=("rkpd",))
    async with hall.site.pool.acquire() as conn:
        await articles.add(conn, text, Place(published_at), by=None, at=now())


async def test_news_questions_and_reports_are_told_once_they_are_public(
    hall: Hall, visitor: Visitor
) -> None:
    await _written(hall, "Rapat paripurna", now() - 1_000)
    await _written(hall, "Masih draf", 0)
    await _written(hall, "Baru besok", now() + 86_400_000)
    await asks(visitor, DRAIN, text="Sudah dua tahun.", name="Nur Canaria")
    place = await reported(visitor)
    news = (await told(visitor, "/api/v1/articles"))["items"]
    assert [each["title"] for each in news] == ["Rapat paripurna"]
    assert (await visitor.client.get(news[0]["url"])).status_code == 200
    for hidden in ("inquiries", "reports"):
        assert (await told(visitor, f"/api/v1/{hidden}"))["items"] == []
    setwan = Office(id=0, kind="setwan", name="Sekretariat DPRD")
    setwan = await offices.add_office(hall.site.pool, setwan, at=now())
    async with at_office(hall, setwan) as desk:
        await desk.send(await desk.open("/kantor/tanya"), "/terbitkan")
        page = await desk_page(hall, desk, number_in(place))
        await desk.send(page, "/approve", title=WHAT["title"], text="Gang gelap.")
    (question,) = (await told(visitor, "/api/v1/inquiries"))["items"]
    assert (question["title"], question["state"]) == (DRAIN, "tayang")
    (report,) = (await told(visitor, "/api/v1/reports?kelurahan=12.74.04.1005"))["items"]
    assert (report["number"], report["text"]) == (number_in(place), "Gang gelap.")
    assert (await visitor.client.get(report["url"])).status_code == 200
    assert (await told(visitor, "/api/v1/reports?kelurahan=12.74.06.1003"))["items"] == []
    said = json.dumps([question, report], ensure_ascii=False)
    for secret in (*SECRET_WORDS, CONTACT, "Nur Canaria", "wirid"):
        assert secret not in said


async def test_decisions_are_told_in_a_list_and_with_the_proposal(
    hall: Hall, visitor: Visitor
) -> None:
    below = await agreed(hall)
    async with acting(hall, "kecamatan") as camat:
        await decide(camat, at(below, 2), "diteruskan_kecamatan")
        await decide(camat, at(below, 1), "diteruskan_kecamatan")
        await camat.send(await camat.open(at(below, 1)), "/batal/2")
    first = await told(visitor, "/api/v1/decisions?limit=1")
    second = await told(visitor, f"/api/v1/decisions?limit=1&sesudah={first['next']}")
    assert [page["items"][0]["number"] for page in (first, second)] == [1, 2]
    assert first["items"][0]["undone"] is not None
    assert second["items"][0] | {"at": ""} == {
        "id": 1,
        "code": below.room.code,
        "number": 2,
        "ward_code": below.meeting.plan.ward_code,
        "title": below.meeting.proposals[2].content.title,
        "state": "diteruskan_kecamatan",
        "office": "Kecamatan Datuk Bandar Timur",
        "reason_code": "",
        "reason": "",
        "cost": None,
        "year": 2028,
        "example": False,
        "at": "",
        "undone": None,
        "url": f"http://musrenbang.test/usulan/{below.room.code}-2",
    }
    life = await told(visitor, f"/api/v1/proposals/{below.room.code}/2")
    assert life["decisions"] == second["items"]
    year = below.meeting.plan.year
    season = await told(visitor, f"/api/v1/city/{year}")
    assert len(season["wards"]) == 31
    assert sum(ward["proposals"] for ward in season["wards"]) == 3
    await told(visitor, "/api/v1/city/1999", 404)
