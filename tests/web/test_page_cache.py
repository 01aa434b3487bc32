"""Public pages kept for a moment: the same bytes for everybody, and nothing of anybody."""

import asyncio
import json
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from musrenbang_live.core import commands as c
from musrenbang_live.web import page_cache
from musrenbang_live.web.page_addresses import canonical, known
from musrenbang_live.web.page_cache import BESIDE, MOST_BYTES, MOST_OF_ONE, Erasures, PageCache
from tests.web.browsing import opened
from tests.web.records import brief
from tests.web.residents import gathered

SECONDS = 3.0
BLNS: list[str] = json.loads(
    (Path(__file__).parents[1] / "data" / "blns.json").read_text(encoding="utf-8")
)


class Site:
    """A site whose every answer says how often it was asked, and what it understood."""

    def __init__(self) -> None:
        self.asked = 0
        self.now = 100.0
        self.headers: dict[str, str] = {"cache-control": "public, max-age=60", "etag": 'W/"one"'}
        self.status = 200
        self.body = ""
        self.came = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()
        self.edition = "1"
        self.query = ""
        self.scope: Scope = {}
        self.erasures = Erasures()
        self.cache = PageCache(
            self._answer,
            SECONDS,
            self._edition,
            erasures=self.erasures,
            clock=lambda: self.now,
        )

    async def _edition(self, scope: Scope) -> str:
        return self.edition

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        self.came.set()
        language = Request(scope).cookies.get("bahasa", "id")
        self.query = scope["query_string"].decode()
        self.scope = scope
        said = f"{self.asked} {language}{self.body}"
        await self.gate.wait()
        await Response(said, self.status, self.headers)(scope, receive, send)

    async def get(
        self, path: str = "/arsip", method: str = "GET", **headers: str
    ) -> httpx2.Response:
        """Ask for a page; header names with `_` for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        transport = httpx2.ASGITransport(app=self.cache)
        async with httpx2.AsyncClient(transport=transport, base_url="http://a.test") as client:
            return await client.request(method, path, headers=named)

    async def ask(self, path: str) -> None:
        """Ask as the last time, for another page, without a client: thousands of times."""
        await self.cache({**self.scope, "path": path, "raw_path": path.encode()}, _nobody, _nothing)


async def _nobody() -> Message:
    return {"type": "http.disconnect"}


async def _nothing(message: Message) -> None:
    pass


@pytest.fixture
def site() -> Site:
    """A fresh one."""
    return Site()


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> int:
    """So many seconds are pages kept that no test outlasts them, longer than a site ever does."""
    monkeypatch.setattr(page_cache, "LONGEST", 600.0)
    return 600


async def test_a_page_is_made_once_and_anew_when_its_time_is_over(site: Site) -> None:
    first, second = await site.get(), await site.get()
    assert (first.text, second.text, site.asked) == ("1 id", "1 id", 1)
    assert first.headers == second.headers
    site.now += SECONDS - 0.1
    assert (await site.get()).text == "1 id"
    site.now += 0.1
    assert (await site.get()).text == "2 id"


async def test_pages_are_told_apart_by_all_they_depend_on(site: Site) -> None:
    asked = (
        await site.get(),
        await site.get("/arsip?tahun=2027"),
        await site.get("/arsip/ACDEFG"),
        await site.get(cookie="bahasa=en"),
        await site.get(host="b.test"),
        await site.get(accept_encoding="identity"),
    )
    assert len({answer.text for answer in asked}) == len(asked) == site.asked
    assert asked[3].text == "4 en"
    assert (await site.get(cookie="x=1; bahasa=en; login=abc")).text == "4 en"


async def test_what_a_visitor_has_is_not_sent_again(site: Site) -> None:
    for _ in range(2):  # from the application, and from what is kept
        again = await site.get(if_none_match='"other", W/"one"')
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == 'W/"one"'
        assert again.headers["cache-control"] == "public, max-age=60"
    assert (await site.get(if_none_match='"two"')).status_code == 200
    assert site.asked == 1
    head = await site.get(method="HEAD")
    assert (head.content, head.headers["content-length"], site.asked) == (b"", "4", 1)


@pytest.mark.parametrize(
    "headers",
    [
        {"cache-control": "no-store"},
        {},
        {"cache-control": "private, max-age=60"},
        {"cache-control": "public, max-age=60", "set-cookie": "a=b"},
        {"cache-control": "public, max-age=60", "vary": "Authorization"},
    ],
)
async def test_what_is_for_one_visitor_is_never_kept(site: Site, headers: dict[str, str]) -> None:
    site.headers = headers
    assert [(await site.get()).text for _ in range(2)] == ["1 id", "2 id"]


async def test_other_addresses_methods_and_visitors_go_to_the_application(site: Site) -> None:
    for path, method, headers in (
        ("/fasilitator", "GET", {}),
        ("/s/ACDEFG", "GET", {}),
        ("/lapor/1", "GET", {}),
        ("/arsipx", "GET", {}),
        ("/arsip/ACDEFG.pdf", "GET", {}),
        ("/tanya/baru", "GET", {}),
        ("/arsip", "POST", {}),
        ("/arsip", "GET", {"cookie": "kabar=Tersimpan"}),
        ("/arsip", "GET", {"authorization": "Bearer x"}),
        ("/arsip", "GET", {"range": "bytes=0-1"}),
        ("/arsip", "GET", {"cookie": "kabar =Tersimpan"}),
        ("/usulan/" + "x" * 2000 + "-1", "GET", {}),
    ):
        before = site.asked
        for _ in range(2):
            await site.get(path, method, **headers)
        assert site.asked == before + 2, (path, method, headers)
    for status in (404, 500, 301):
        site.status = status
        before = site.asked
        assert [(await site.get("/arsip/x")).status_code for _ in range(2)] == [status] * 2
        assert site.asked == before + 2


async def test_nobody_has_others_given_a_page_that_was_made_for_something_else(site: Site) -> None:
    transport = httpx2.ASGITransport(app=site.cache)
    async with httpx2.AsyncClient(transport=transport, base_url="http://a.test") as client:
        for twice in (
            [("cookie", "bahasa=en"), ("cookie", "x=1")],
            [("host", "b.test"), ("host", "a.test")],
        ):
            await client.get("/arsip", headers=twice)
        assert (await client.get("/arsip")).text == "3 id"  # what they got was kept for nobody
        for said in ("bahasa =en", 'bahasa="en"', "bahasa=en; bahasa=id", "bahasa=en;bahasa"):
            with_cookie = await client.get("/arsip", headers={"cookie": said})
            assert with_cookie.text.split()[1] == Request(
                {"type": "http", "headers": [(b"cookie", said.encode())]}
            ).cookies.get("bahasa", "id")
        assert (await client.get("/arsip")).text == "3 id"


async def test_no_page_is_kept_for_longer_than_it_says(site: Site) -> None:
    site.headers = {"cache-control": "public, max-age=1"}
    assert [(await site.get()).text for _ in range(2)] == ["1 id", "1 id"]
    site.now += 1.1
    assert (await site.get()).text == "2 id"
    site.headers = {"cache-control": "public, max-age=0"}
    site.now += 1.1
    assert [(await site.get()).text for _ in range(2)] == ["3 id", "4 id"]


async def test_a_crowd_that_comes_at_once_is_answered_by_one_page(site: Site) -> None:
    site.gate.clear()
    crowd = [asyncio.create_task(site.get()) for _ in range(20)]
    await site.came.wait()
    site.gate.set()
    assert {answer.text for answer in await asyncio.gather(*crowd)} == {"1 id"}
    site.headers = {"cache-control": "no-store"}
    site.now += SECONDS
    answers = await asyncio.gather(*(site.get() for _ in range(5)))
    assert len({answer.text for answer in answers}) == 5  # each its own


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("x=1", ""),
        ("halaman=1&cari=&kelurahan=%20&jenis=semua&tahun=0&x", ""),
        ("tahun=02027&cari=parit&x=2", "cari=parit&tahun=2027"),
        ("cari=a&cari=parit&tahun=2027&halaman=01", "cari=parit&tahun=2027"),
        ("cari=" + "p" * 999 + "&halaman=501", "cari=" + "p" * 200),
        ("cari=a%00%20b%26c&halaman=2", "cari=a+b%26c&halaman=2"),
    ],
)
async def test_nobody_makes_a_page_again_by_adding_to_its_address(
    site: Site, said: str, read: str
) -> None:
    await site.get(f"/cari?{read}" if read else "/cari")
    assert (await site.get(f"/cari?{said}")).text == "1 id"
    assert site.query == read
    assert (await site.get("/%63ari?" + said)).text == "1 id"
    assert (await site.get("/cari?" + said, cookie="bahasa=xx")).text == "1 id"


async def test_naughty_addresses_are_read_like_any_other(site: Site) -> None:
    for words in BLNS:
        typed = quote(words.encode("utf-8", "surrogatepass"))
        first = await site.get(f"/cari?cari={typed}")
        assert (await site.get(f"/cari?x=1&cari={typed}&halaman=1")).text == first.text
        page = known("/cari")
        assert page
        read = canonical(page, f"x=1&cari={typed}".encode())
        assert canonical(page, read) == read
        assert len(QueryParams(read.decode()).get("cari", "")) <= 200


async def test_where_the_site_has_one_address_hosts_make_no_other_pages(site: Site) -> None:
    site.cache = PageCache(site._answer, SECONDS, site._edition, any_host=True)
    assert (await site.get()).text == (await site.get(host="b.test")).text == "1 id"


async def test_what_goes_on_is_on_the_front_page_at_once(site: Site) -> None:
    site.headers["cache-control"] = "public, no-cache"
    assert [(await site.get("/")).text for _ in range(2)] == ["1 id", "1 id"]
    assert (await site.get("/?x=1")).text == "1 id"
    site.edition = "2"
    assert [(await site.get("/")).text for _ in range(2)] == ["2 id", "2 id"]
    assert [(await site.get("/arsip")).text for _ in range(2)] == ["3 id", "3 id"]
    site.now += SECONDS
    assert (await site.get("/")).text == "4 id"


async def test_an_application_that_fails_leaves_nobody_waiting(site: Site) -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(0)
        raise RuntimeError("lost")

    cache = PageCache(broken, SECONDS, site._edition)
    transport = httpx2.ASGITransport(app=cache, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://a.test") as client:
        answers = await asyncio.gather(*(client.get("/arsip") for _ in range(3)))
    assert [answer.status_code for answer in answers] == [500] * 3


async def test_memory_is_bounded_and_large_answers_are_passed_on(site: Site) -> None:
    site.body = "x" * (MOST_OF_ONE + 1)
    assert len((await site.get()).content) > MOST_OF_ONE
    assert (await site.get()).text.startswith("2")
    site.body = "x" * (MOST_OF_ONE - 100)
    fitting = MOST_BYTES // MOST_OF_ONE
    for number in range(2, fitting + 5):
        await site.get(f"/arsip?halaman={number}")
    asked = site.asked
    await site.get(f"/arsip?halaman={fitting + 4}")
    assert site.asked == asked  # the newest is there
    await site.get("/arsip?halaman=2")
    assert site.asked == asked + 1  # the oldest went
    site.body = ""
    await site.get("/arsip/0")
    for number in range(1, MOST_BYTES // BESIDE + 200):
        await site.ask(f"/arsip/{number}")
        assert site.cache.size <= MOST_BYTES
    asked = site.asked
    await site.get(f"/arsip/{number}")
    assert site.asked == asked  # the newest is there
    await site.get("/arsip/1")
    assert site.asked == asked + 1  # many small ones take room, too


async def test_zero_seconds_keep_nothing() -> None:
    asked = 0

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal asked
        asked += 1
        headers = {"cache-control": "public, max-age=60"}
        await PlainTextResponse("a", headers=headers)(scope, receive, send)

    transport = httpx2.ASGITransport(app=PageCache(answer, 0, Site()._edition))
    async with httpx2.AsyncClient(transport=transport, base_url="http://a.test") as client:
        await client.get("/arsip")
        await client.get("/arsip")
    assert asked == 2


async def test_the_application_keeps_its_public_pages_with_all_their_headers(
    database_url: str, long: int
) -> None:
    async with opened(database_url, page_seconds=long) as hall, hall.visitor() as visitor:
        first = await visitor.client.get("/arsip")
        await brief(hall, "Titi beton")
        second = await visitor.client.get("/arsip")
        assert second.content == first.content
        assert dict(second.headers) == dict(first.headers)
        assert "content-security-policy" in second.headers
        visitor.client.cookies.set("bahasa", "en")
        english = await visitor.client.get("/arsip")
        assert '<html lang="en"' in english.text
        assert "Titi" not in first.text
        # Who has just done something is told so, and gets a page of their own.
        visitor.client.cookies.set("kabar", "Tersimpan")
        own = await visitor.client.get("/arsip")
        assert own.headers["cache-control"] == "no-store"
        assert "Tersimpan" not in (await visitor.client.get("/arsip")).text


async def test_the_front_page_is_kept_and_says_at_once_what_goes_on(
    database_url: str, long: int
) -> None:
    async with opened(database_url, page_seconds=long) as hall, hall.visitor() as visitor:
        home = visitor.client.get
        first = await home("/")
        assert first.headers["cache-control"] == "public, no-cache"
        again = await home("/?utm_source=x", headers={"if-none-match": first.headers["etag"]})
        assert again.status_code == 304
        meeting = await gathered(hall)
        await meeting.phase("usulan")
        opened_now = await home("/")
        assert "Sedang berlangsung" in opened_now.text
        assert f'href="/s/{meeting.room.code}"' in opened_now.text
        assert (await home("/")).content == opened_now.content
        await meeting.act(c.PublishMeeting())
        told = (await home("/")).text
        assert "Sedang berlangsung" not in told
        assert f'href="/arsip/{meeting.room.code}"' in told
        assert (await home("/?kode=ZZZZZZ")).status_code == 404
        away = await home(f"/?x=1&kode={meeting.room.code}")
        assert away.url.path == f"/s/{meeting.room.code}"


async def test_when_a_text_is_erased_no_page_made_before_is_given_out_again(site: Site) -> None:
    await site.get("/cari")
    site.gate.clear()
    site.came.clear()
    making = asyncio.create_task(site.get())
    await site.came.wait()
    site.erasures.hear()
    site.came.clear()
    asking = asyncio.create_task(site.get())
    await site.came.wait()
    site.gate.set()
    assert [(await making).text, (await asking).text] == ["2 id", "3 id"]
    assert [(await site.get()).text, (await site.get("/cari")).text] == ["3 id", "4 id"]
