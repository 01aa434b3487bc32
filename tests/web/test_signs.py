"""What other sites, chats, feed readers and search engines get: pictures, cards, feeds, maps."""

import asyncio
import io
import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

from musrenbang_live.config import folder
from musrenbang_live.core import commands as c
from musrenbang_live.core.errors import Rejected
from musrenbang_live.web.sharing import feeds, picture_drawing
from musrenbang_live.web.sharing.sitemap import PAGES
from tests.builders import content, plan
from tests.web.browsing import Hall, Page, Visitor
from tests.web.desks import desk
from tests.web.following import acting, agreed, at, decide
from tests.web.officers import at_desk
from tests.web.records import HOUSE, PEOPLE, UNSEEN, brief, eventful
from tests.web.residents import gathered
from tests.web.test_desk_tiers import kecamatan, kelurahan

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def of(tag: str, name: str, html: str) -> dict[str, str]:
    """What the `tag`s of a page say, by their attribute `name`."""
    found = re.findall(rf'<{tag} {name}="([^"]+)" (?:content|href)="([^"]*)"', html)
    return dict(found)


async def described(visitor: Visitor, path: str) -> dict[str, Any]:
    page = await visitor.open(path)
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.html)
    told: dict[str, Any] = json.loads(block)
    return told


async def test_a_record_tells_search_engines_and_chats_what_it_is(
    hall: Hall, visitor: Visitor
) -> None:
    gathering, _ = await eventful(hall)
    code = gathering.room.code
    page = await visitor.open(f"/arsip/{code}")
    event = await described(visitor, f"/arsip/{code}")
    assert (event["@type"], event["name"]) == ("Event", "Musrenbang Kelurahan Selat Lancang 2027")
    assert event["startDate"] <= event["endDate"]
    seen = of("meta", "property", page.html)
    assert seen["og:url"] == f"http://musrenbang.test/arsip/{code}"
    assert seen["og:description"] == (
        "6 peserta, 4 usulan, 4 suara. Prioritas pertama: Drainase Gang Mawar."
    )
    assert seen["og:image"] == event["image"]
    picture = await visitor.client.get(seen["og:image"])
    drawn = Image.open(io.BytesIO(picture.content))
    assert (drawn.size, drawn.format) == ((1200, 630), "PNG")
    again = await visitor.client.get(
        seen["og:image"], headers={"if-none-match": picture.headers["etag"]}
    )
    assert again.status_code == 304
    for nothing in ("/gambar/HMX4T7.png", "/gambar/usulan/HMX4T7-1.png", f"/gambar/{code}-1.png"):
        assert (await visitor.open(nothing)).status == 404


async def test_a_proposal_tells_where_it_stands(hall: Hall, visitor: Visitor) -> None:
    gathering, _ = await eventful(hall)
    await hall.site.shelving.look()
    code = gathering.room.code
    told = await described(visitor, f"/usulan/{code}-1")
    assert (told["@type"], told["name"]) == ("CreativeWork", "Drainase Gang Mawar")
    assert told["creativeWorkStatus"] in told["description"]
    picture = await visitor.client.get(told["image"])
    assert picture.headers["content-type"] == "image/png"
    page = await visitor.open("/cari?cari=gapura&tahun=2027")
    assert "/usulan.csv?cari=gapura&tahun=2027" in page.links
    assert "/arsip.xlsx?tahun=2027" in (await visitor.open("/arsip?tahun=2027")).links


async def test_whoever_asks_for_very_many_pictures_comes_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(picture_drawing, "MOST_WAITING", 1)
    pictures = picture_drawing.Pictures(folder("templates") / "print" / "gambar.typ")
    said = {"site": "a", "kind": "b", "example": False, "place": "", "lines": [], "facts": []}
    wanted = [{**said, "steps": [], "done": 0, "title": str(number)} for number in range(3)]
    answers = await asyncio.gather(*map(pictures.png, wanted), return_exceptions=True)
    assert [isinstance(each, Rejected) for each in answers] == [False, True, True]
    assert (await pictures.png(wanted[2]))[1].startswith(b"\x89PNG")


async def test_texts_of_people_stay_texts_in_data_and_pictures(
    hall: Hall, visitor: Visitor
) -> None:
    gathering = await gathered(hall)
    await gathering.phase("usulan")
    nasty = '</script><b>#eval("x")*_$ & "lurus" \\'
    number = await gathering.proposal(content(nasty, problem=nasty))
    await gathering.act(c.PublishMeeting())
    await hall.site.shelving.look()
    code = gathering.room.code
    page = await visitor.open(f"/arsip/{code}")
    assert page.html.count("<script") == page.html.count("</script>")
    assert "<b>#eval" not in page.html
    await described(visitor, f"/arsip/{code}")
    assert (await visitor.open(f"/gambar/usulan/{code}-{number}.png")).status == 200


async def test_a_card_may_stand_on_other_sites_and_no_other_page_may(
    hall: Hall, visitor: Visitor
) -> None:
    gathering, _ = await eventful(hall)
    card = await visitor.open(f"/kartu/{gathering.room.code}")
    assert "Drainase Gang Mawar" in card.text
    assert not {"script", "form", "img"} & set(card.tags)
    assert "frame-ancestors *" in card.answer.headers["content-security-policy"]
    assert "script-src" not in card.answer.headers["content-security-policy"]
    assert "x-frame-options" not in card.answer.headers
    assert "set-cookie" not in card.answer.headers
    practice = await brief(hall, "Latihan saja", practice=True)
    for path in (f"/kartu/{practice.room.code}", f"/gambar/{practice.room.code}.png"):
        assert (await visitor.open(path)).status == 404
    none = await visitor.open("/kartu/HMX4T7")
    assert none.status == 404
    assert "belum diterbitkan" in none.text
    assert "x-frame-options" not in none.answer.headers
    for other in ("/", f"/arsip/{gathering.room.code}", "/data", "/api/v1"):
        headers = (await visitor.open(other)).answer.headers
        assert headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


async def test_feeds_tell_what_is_published_and_decided(hall: Hall, visitor: Visitor) -> None:
    empty = await visitor.client.get("/feed.atom")
    assert ElementTree.fromstring(empty.content).findall(f"{ATOM}entry") == []
    below = await agreed(hall)
    await brief(hall, "Latihan saja", practice=True)
    other = await brief(hall, "Taman baca", ward="Pahang", ward_code="12.74.02.1001")
    await hall.site.shelving.look()
    async with acting(hall, "kecamatan") as camat:
        await decide(camat, at(below, 2), "diteruskan_kecamatan")
    answer = await visitor.client.get("/feed.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    titles = [entry.findtext(f"{ATOM}title") or "" for entry in feed.findall(f"{ATOM}entry")]
    assert len(titles) == 3
    assert titles[0].startswith("Diteruskan ke kecamatan: ")
    links = [link.get("href") for link in feed.iter(f"{ATOM}link")]
    assert f"http://musrenbang.test/arsip/{other.room.code}" in links
    ids = [each.text for each in feed.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids))
    ward = await visitor.client.get(f"/kelurahan/{below.meeting.plan.ward_code}.atom")
    assert len(ElementTree.fromstring(ward.content).findall(f"{ATOM}entry")) == 2
    assert (await visitor.open("/kelurahan/1.atom")).status == 404


async def _titles_of_every_page(visitor: Visitor) -> list[str]:
    """The titles in the feed of the city, read page by page."""
    told: list[str] = []
    place = "/feed.atom"
    while place:
        answer = await visitor.client.get(place)
        feed = ElementTree.fromstring(answer.content)
        assert feed.findtext(f"{ATOM}id") == "http://musrenbang.test/feed.atom"
        entries = feed.findall(f"{ATOM}entry")
        assert len(entries) <= 2
        told += [entry.findtext(f"{ATOM}title") or "" for entry in entries]
        links = {link.get("rel"): link.get("href") or "" for link in feed.findall(f"{ATOM}link")}
        assert links["self"].endswith(place)
        place = links.get("next", "").removeprefix("http://musrenbang.test")
    return told


async def test_a_feed_has_pages_on_which_nothing_is_missing_or_twice(
    hall: Hall, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "A_PAGE", 2)
    below, above = await kelurahan(hall), await kecamatan(hall)
    async with at_desk(above) as facilitator:
        page = await facilitator.open(desk(above, "/pindahan"))
        await facilitator.send(page, "semua", apa="semua")
    await above.act(c.OpenMeeting(), c.AgreeRanks((1, 2)), c.PublishMeeting())
    await brief(hall, "Taman baca", ward="Pahang", forum="Musrenbang Kelurahan")
    await hall.site.shelving.look()
    async with acting(hall, "bapperida") as planner:
        sheet = "Alamat,Status baru\n" + "".join(
            f"{below.room.code}-{number},Masuk RKPD\n" for number in (1, 2)
        )
        form = (await planner.open("/kantor/usulan/impor")).form("impor").filled({"berkas": None})
        files = {"berkas": ("a.csv", sheet.encode())}
        answer = await planner.client.post("/kantor/usulan/impor", data=form, files=files)
        await planner.send(Page(answer), "/terapkan")
    assert sorted(await _titles_of_every_page(visitor)) == [
        "Hasil Musrenbang Kecamatan 2027, Selat Lancang",
        "Hasil Musrenbang Kelurahan 2027, Pahang",
        "Hasil Musrenbang Kelurahan Selat Lancang 2027",
        "Masuk RKPD: Parit Selat Lancang",
        "Masuk RKPD: Titi beton Selat Lancang",
    ]
    ward = await visitor.client.get(f"/kelurahan/{below.meeting.plan.ward_code}.atom")
    assert "Selat Lancang. Oleh Bapperida." in ward.text, "also what a higher tier speaks of"
    for wrong in ("x", "1-2-" + "9" * 30, "9" * 13 + "-1-A", "1-0-", "0-2-999999999999999999"):
        assert (await visitor.client.get("/feed.atom?sesudah=" + wrong)).status_code == 200
    told_of = (await visitor.client.get("/api/v1/decisions")).json()["items"]
    assert {each["ward_code"] for each in told_of} == {below.meeting.plan.ward_code}


async def test_sitemaps_name_what_is_public_and_nothing_else(hall: Hall, visitor: Visitor) -> None:
    gathering, _ = await eventful(hall)
    practice = await brief(hall, "Latihan saja", practice=True)
    open_ = await gathered(hall, plan())
    await hall.site.shelving.look()
    robots = await visitor.open("/robots.txt")
    assert "Sitemap: http://musrenbang.test/sitemap.xml" in robots.html
    index = ElementTree.fromstring((await visitor.client.get("/sitemap.xml")).content)
    maps = [each.text or "" for each in index.iter(f"{MAP}loc")]
    code = gathering.room.code
    assert maps == [f"http://musrenbang.test/sitemap/{name}.xml" for name in ("situs", code)]
    places = list[str]()
    for each in maps:
        found = ElementTree.fromstring((await visitor.client.get(each)).content)
        places += [place.text or "" for place in found.iter(f"{MAP}loc")]
    assert len(places) == len(set(places))
    proposals = [place for place in places if "/usulan/" in place]
    assert proposals == [f"http://musrenbang.test/usulan/{code}-{n}" for n in (1, 2, 3, 4, 6)]
    assert "http://musrenbang.test/kelurahan/12.74.06.1003" in places
    for path in PAGES:
        assert (await visitor.open(path)).status == 200, path
    for hidden in (practice.room.code, open_.room.code, "nothing"):
        assert (await visitor.open(f"/sitemap/{hidden}.xml")).status == 404


async def test_nothing_of_people_is_in_any_of_them(hall: Hall, visitor: Visitor) -> None:
    gathering, _ = await eventful(hall)
    await hall.site.shelving.look()
    code = gathering.room.code
    for path in (f"/kartu/{code}", "/feed.atom", f"/sitemap/{code}.xml", "/api/openapi.json"):
        said = (await visitor.client.get(path)).text
        assert not [word for word in (HOUSE, UNSEEN) if word in said], path
        assert not [name for name, _ in PEOPLE if name in said], path
