"""For those who run the program; and the headers, languages and refusals of every door."""

import base64
import hashlib
import re

import httpx2
import pytest

from musrenbang_live.config import folder
from tests.web.browsing import ADDRESS, Hall, Page, Visitor


def client(hall: Hall, host: str = "127.0.0.1") -> httpx2.AsyncClient:
    """A program at `host` that asks."""
    transport = httpx2.ASGITransport(hall.app, client=(host, 1234))
    return httpx2.AsyncClient(transport=transport, base_url=ADDRESS)


async def test_alive_and_ready(hall: Hall) -> None:
    async with client(hall) as asking:
        assert (await asking.get("/healthz")).text == "ok\n"
        assert (await asking.get("/readyz")).json() == {"database": True, "bus": True}


async def test_figures_are_for_this_machine_only(hall: Hall) -> None:
    async with client(hall) as near, client(hall, "192.0.2.7") as far:
        assert "musrenbang_screens" in (await near.get("/metrics")).text
        assert (await far.get("/metrics")).status_code == 404


@pytest.mark.parametrize("path", ["/", "/nowhere", "/s/AAAAAA", "/healthz", "/masuk", "/arsip"])
async def test_every_answer_is_guarded(hall: Hall, path: str) -> None:
    async with client(hall) as asking:
        headers = (await asking.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert "server" not in headers


async def test_no_script_stands_in_a_page_but_the_one_that_is_allowed(hall: Hall) -> None:
    async with client(hall) as asking:
        page = await asking.get("/")
    (script,) = re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    allowed = page.headers["content-security-policy"].split("script-src ")[1].split(";")[0]
    assert allowed.split() == ["'self'", f"'sha256-{digest}'"]


async def test_what_was_lost_can_be_asked_for_under_another_address(hall: Hall) -> None:
    address = hall.site.pages.static("resident/ballot.js")
    async with client(hall) as asking:
        usual = await asking.get(address)
        again = await asking.get(address.replace("/resident", ".2/resident"))
        assert again.text == usual.text
        assert again.headers["cache-control"] == usual.headers["cache-control"]
        other = await asking.get(address.replace("/resident", ".x/resident"))
        assert other.status_code == 404


async def test_parts_of_pages_carry_what_concerns_them_and_no_more(hall: Hall) -> None:
    static = hall.site.pages.static
    async with client(hall) as asking:
        for path in (static("shared/base.css"), static("resident/resident.js")):
            headers = (await asking.get(path)).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["cross-origin-resource-policy"] == "same-origin"
            assert "content-security-policy" not in headers
        # A picture can be opened as a page, and then it could hold a script.
        assert "content-security-policy" in (await asking.get(static("shared/icon.svg"))).headers


async def test_scripts_of_live_pages_travel_without_their_comments(hall: Hall) -> None:
    static, files = hall.site.pages.static, folder("static")
    async with client(hall) as asking:
        for path in ("resident/ballot.js", "archive/verify/hashes.js", "vendor/idiomorph.min.js"):
            written = (files / path).read_text(encoding="utf-8")
            sent = await asking.get(static(path))
            assert sent.headers["cache-control"].endswith("immutable")
            if path.startswith("resident/"):
                assert "/**" in written
                assert "/**" not in sent.text
                assert len(sent.text) < 0.8 * len(written)
            else:
                assert sent.text == written


async def test_what_is_kept_compressed_is_for_those_who_can_read_it(hall: Hall) -> None:
    static = hall.site.pages.static
    async with client(hall) as asking:
        for path in ("shared/base.css", "resident/ballot.js"):
            small = await asking.get(static(path))
            plain = await asking.get(static(path), headers={"accept-encoding": "identity"})
            assert small.headers["content-encoding"] == "gzip"
            assert "content-encoding" not in plain.headers
            assert int(small.headers["content-length"]) < len(plain.content) / 2
            assert small.content == plain.content
            assert {each.headers["vary"].lower() for each in (small, plain)} == {"accept-encoding"}
            assert {each.headers["content-type"] for each in (small, plain)} == {
                f"text/{'css' if path.endswith('css') else 'javascript'}; charset=utf-8"
            }


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://sub.musrenbang.test"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_forms_of_other_sites_are_refused(hall: Hall, headers: dict[str, str]) -> None:
    async with client(hall) as asking:
        assert (await asking.post("/bahasa", headers=headers)).status_code == 403


async def test_the_language_is_chosen_and_kept(visitor: Visitor) -> None:
    page = await visitor.open("/arsip")
    assert "Arsip" in page.html
    page = await visitor.send(page, "/bahasa", bahasa="en")
    assert '<html lang="en"' in page.html
    assert '<html lang="en"' in (await visitor.open("/")).html


async def test_the_other_language_leads_to_what_was_looked_for(visitor: Visitor) -> None:
    page = await visitor.open("/cari?cari=titi+%22beton%22&tahun=2026&lain=x")
    page = await visitor.send(page, "/bahasa", bahasa="en")
    assert str(page.answer.url).endswith("/cari?cari=titi+%22beton%22&tahun=2026")
    assert '<html lang="en"' in page.html
    page = await visitor.send(page, "/bahasa", bahasa="id")
    first = {"kind": "keluhan", "sector": "infra", "title": "Lampu mati", "text": "Gelap"}
    form = (await visitor.open("/lapor")).form("lapor").filled(first)
    came_from = {"referer": str(visitor.client.base_url.join("/lapor"))}
    answer = await visitor.client.post("/lapor/langkah", data=form, headers=came_from)
    assert "Pilih kelurahan" in answer.text
    page = await visitor.send(Page(answer), "/bahasa", bahasa="en")
    assert (page.status, page.answer.url.path) == (200, "/lapor")
    page = await visitor.open("/lapor/langkah")
    assert (page.status, page.answer.url.path) == (200, "/lapor")


@pytest.mark.parametrize(
    "place", ["/a?\r\nx", "/a b", "/a?x#y", "//evil.example", "https://evil.example", "/\\evil", ""]
)
async def test_the_way_back_stays_here(hall: Hall, place: str) -> None:
    async with client(hall) as asking:
        answer = await asking.post("/bahasa", data={"bahasa": "en", "lanjut": place})
    assert answer.headers["location"] == "/"


async def test_numbers_too_long_for_an_address_lead_nowhere(hall: Hall) -> None:
    async with client(hall) as asking:
        assert (await asking.get("/s/AAAAAA/usulan/" + "9" * 5000)).status_code == 404


async def test_a_body_that_is_too_large_is_refused(hall: Hall) -> None:
    async with client(hall) as asking:
        answer = await asking.post("/bahasa", data={"bahasa": "x" * 400_000})
    assert answer.status_code == 413
