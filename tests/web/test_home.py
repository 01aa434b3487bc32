"""The front page and the guides: the way in, what goes on, what came of it, and how it works."""

import json
from collections import Counter
from pathlib import Path

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.web.guides import GUIDES
from tests.builders import plan
from tests.web.browsing import Hall, Page, Visitor, many
from tests.web.records import brief, eventful
from tests.web.residents import gathered

BLNS: list[str] = json.loads(
    (Path(__file__).parents[1] / "data" / "blns.json").read_text(encoding="utf-8")
)


# The way in


@pytest.mark.parametrize("write", ["{}", "{} ", " {}", "lower", "apart", "dash"])
async def test_a_code_leads_into_the_meeting_however_it_is_written(
    hall: Hall, visitor: Visitor, write: str
) -> None:
    code = (await gathered(hall)).room.code
    written = {
        "lower": code.lower(),
        "apart": f"{code[:3]} {code[3:]}",
        "dash": f"{code[:3]}-{code[3:]}",
    }.get(write, write.format(code))
    page = await visitor.open("/")
    answer = await visitor.client.get(
        page.forms[0].action, params=page.forms[0].filled({"kode": written}), follow_redirects=False
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/s/{code}"


async def test_an_unknown_code_is_said_plainly_and_stays_in_its_field(visitor: Visitor) -> None:
    answer = await visitor.client.get("/", params={"kode": "hmx 4t9"})
    page = Page(answer)
    assert page.status == 404
    assert "Kode HMX 4T9 tidak dikenal. Periksa sekali lagi kode di layar depan." in page.text
    assert dict(page.forms[0].fields)["kode"] == "hmx 4t9"
    assert "Hasil terbaru" in page.text


async def test_an_empty_code_is_just_the_front_page(visitor: Visitor) -> None:
    page = await visitor.open("/?kode=+")
    assert page.status == 200
    assert "tidak dikenal" not in page.text


async def test_no_text_in_the_code_field_does_harm(visitor: Visitor) -> None:
    """No sign that HTML is written with is on the page more often than without the text."""

    async def answered(text: str) -> tuple[int, Counter[str]]:
        answer = await visitor.client.get("/", params={"kode": text})
        return answer.status_code, Counter(sign for sign in answer.text if sign in "<>\"'")

    plain = dict([await answered(""), await answered("hmx 4t9")])
    assert plain.keys() == {200, 404}
    found = await many(answered, (*BLNS, "\x00", "x" * 4000))
    for text, (status, signs) in found.items():
        assert signs == plain[status], text


# What goes on, what came of it


async def test_meetings_that_go_on_are_listed_with_their_phase(
    hall: Hall, visitor: Visitor
) -> None:
    gathering = await gathered(hall)
    await gathering.phase("usulan")
    await gathering.neighbour()
    await gathering.room.recount()
    planned, practice = await gathered(hall), await gathered(hall, plan(practice=True))
    await practice.act(c.OpenMeeting())
    page = await visitor.open("/")
    assert f"/s/{gathering.room.code}" in page.links
    assert "Usulan 1 hadir" in page.text
    for other in (planned, practice):
        assert other.room.code not in page.html


async def test_the_latest_results_are_listed_and_counted_by_kelurahan(
    hall: Hall, visitor: Visitor
) -> None:
    gathering, _ = await eventful(hall)
    page = await visitor.open("/")
    assert f"/arsip/{gathering.room.code}" in page.links
    assert "6 hadir, 4 usulan, 4 suara" in page.text
    assert f"{gathering.meeting.plan.ward} 1" in page.text
    assert "Sedang berlangsung" not in page.text


async def test_an_empty_site_says_so(visitor: Visitor) -> None:
    assert "Belum ada hasil yang diterbitkan." in (await visitor.open("/")).text


async def test_every_kelurahan_has_its_page(hall: Hall, visitor: Visitor) -> None:
    await brief(hall, ward_code="12.74.01.1003", ward="Perwira")
    page = await visitor.open("/")
    wards = [link for link in page.links if link.startswith("/kelurahan/")]
    assert len(wards) == len(hall.site.wards) == 31
    assert "31 kelurahan" in page.text
    assert "Kecamatan Teluk Nibung" in page.text
    assert "Perwira" in (await visitor.open("/kelurahan/12.74.01.1003")).text
    assert "Belum ada hasil yang diterbitkan." in (await visitor.open(wards[0])).text


async def test_the_front_page_needs_no_script(visitor: Visitor) -> None:
    assert "script" not in (await visitor.open("/")).tags


# Guides


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("guide", GUIDES)
async def test_every_guide_is_written_in_every_language(
    visitor: Visitor, guide: str, language: str
) -> None:
    visitor.client.cookies.set("bahasa", language)
    page = await visitor.open(f"/panduan/{guide}")
    assert page.status == 200
    assert f'<html lang="{language}"' in page.html
    assert "script" not in page.tags


async def test_the_guides_say_the_same_in_both_languages(visitor: Visitor) -> None:
    """As many sections, steps and table rows: what is added in one language is missed here."""
    for guide in GUIDES:
        shapes = []
        for language in ("id", "en"):
            visitor.client.cookies.set("bahasa", language)
            tags = (await visitor.open(f"/panduan/{guide}")).tags
            shapes.append([tag for tag in tags if tag in ("h1", "h2", "section", "li", "tr", "td")])
        assert shapes[0] == shapes[1], guide


async def test_no_public_page_leads_nowhere(hall: Hall, visitor: Visitor) -> None:
    gathering, _ = await eventful(hall)

    async def followed(path: str) -> set[str]:
        answer = await visitor.client.get(path)
        assert answer.status_code == 200, path
        if not answer.headers["content-type"].startswith("text/html"):
            return set()
        page = Page(answer)
        anchors = {link[1:] for link in page.links if link.startswith("#")}
        assert all(f'id="{anchor}"' in page.html for anchor in anchors), path
        here = {link.partition("#")[0] for link in page.links if link.startswith("/")}
        return {link for link in here if not link.startswith(("/masuk", "/kelola", "/static"))}

    waiting, seen = {"/", "/arsip", "/panduan", f"/arsip/{gathering.room.code}"}, set[str]()
    while waiting:
        seen |= waiting
        found = await many(followed, waiting)
        waiting = set[str]().union(*found.values()) - seen
    assert {f"/panduan/{guide}" for guide in GUIDES} <= seen


@pytest.mark.parametrize("path", ["/", "/arsip", "/panduan/warga"])
async def test_every_public_page_is_read_on_in_english(visitor: Visitor, path: str) -> None:
    page = await visitor.send(await visitor.open(path), "/bahasa", bahasa="en")
    assert page.answer.url.path == path
    assert '<html lang="en"' in page.html


async def test_an_unknown_guide_is_not_found(visitor: Visitor) -> None:
    for name in ("x", "..%2f_base", "_guide", "id"):
        assert (await visitor.client.get(f"/panduan/{name}")).status_code == 404
