"""The running application, and a visitor whose browser runs no script: it reads and sends forms."""

import asyncio
import contextlib
import functools
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from html import unescape
from pathlib import Path
from typing import Any, Final, TypeVar

import httpx2
from rjsmin import jsmin
from starlette.types import ASGIApp, Receive, Scope, Send

from musrenbang_live.app import create_app
from musrenbang_live.config import Settings, folder
from musrenbang_live.live.frames import CLOSE, OPEN
from musrenbang_live.web.site import Site
from tests.patience import until

ADDRESS = "http://musrenbang.test"
INLINE = frozenset({"a", "b", "bdi", "small", "span", "strong", "time"})
Answer = TypeVar("Answer")
RAW = frozenset({"script", "style"})
VOID = frozenset({"input", "br", "link", "meta", "hr", "img"})
_NAME = r"[^\s/>][^\s/>=]*+"
ATTRIBUTE = re.compile(
    rf"""({_NAME})(?:\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*+))?)?""",
)
"""A name and, perhaps, a value in quotes of either kind or in none."""
MARKUP = re.compile(
    rf"""
    <!--.*?(?:-->|\Z) | <![^>]*> | </([a-z][^\s/>]*)[^>]*> |
    <([a-z][^\s/>]*)
    ((?: [\s/]++ | {_NAME}(?:\s*+=\s*+(?:"[^"]*"|'[^']*'|[^\s>"'][^\s>]*+)?)? )*+)
    >
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
"""A comment, a declaration, the end of an element, or its beginning with all its attributes."""
_OWN: Final = folder("static") / "shared" / "again.js"
_OWN_SCRIPT: Final = f"<script>{jsmin(_OWN.read_text(encoding='utf-8'))}</script>"


class Form:
    """A form as it stands on a page: where it goes, and what it would send untouched."""

    def __init__(self, attributes: dict[str, str]) -> None:
        self.method = attributes.get("method", "get")
        self.action = attributes.get("action", "")
        self.id = attributes.get("id", "")
        self.fields: list[tuple[str, str]] = []
        self.choices: dict[str, list[str]] = {}

    def filled(self, changes: dict[str, Any]) -> dict[str, Any]:
        """What is sent after somebody changed some fields; None takes a field away."""
        sent: dict[str, Any] = {}
        for name, value in self.fields:
            sent[name] = [*sent[name], value] if name in sent else [value]
        return {name: value for name, value in (sent | changes).items() if value is not None}


class Page:
    """A page that was answered: its visible words, its forms, its links; read when it is asked."""

    def __init__(self, answer: httpx2.Response) -> None:
        self.answer = answer
        self.status = answer.status_code
        self.html = answer.text

    @functools.cached_property
    def _read(self) -> "_Reading":
        return _Reading(self.html)

    @property
    def forms(self) -> list[Form]:
        """In their order."""
        return self._read.forms

    @property
    def links(self) -> list[str]:
        """Every `href`."""
        return self._read.links

    @property
    def tags(self) -> list[str]:
        """The names of all elements."""
        return self._read.tags

    @property
    def attributes(self) -> set[str]:
        """The names of all attributes."""
        return self._read.attributes

    @property
    def text(self) -> str:
        """The visible words."""
        return self._read.text

    def form(self, part: str) -> Form:
        """The first form whose id is `part` or whose address ends with it."""
        fitting = (form for form in self.forms if form.id == part or form.action.endswith(part))
        found = next(fitting, None)
        assert found is not None, f"no form {part!r} on this page: {self.text}"
        return found

    def has_form(self, part: str) -> bool:
        """Whether there is a form whose id is `part` or whose address ends with it."""
        return any(form.id == part or form.action.endswith(part) for form in self.forms)


class _Reading:
    """What is in a page. Tags are told apart as a browser does it, with one regular expression for
    each: with the parser of Python a third of the time of these tests was spent in it.
    """

    def __init__(self, html: str) -> None:
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self._words: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._textarea: str | None = None
        self._select: str | None = None
        self._feed(html.replace(_OWN_SCRIPT, "", 1))  # the one that every page has
        self.text = " ".join("".join(self._words).split())

    def _feed(self, html: str) -> None:
        place = 0
        while found := MARKUP.search(html, place):
            self._data(unescape(html[place : found.start()]))
            place = found.end()
            ended, tag, inside = found.groups()
            if ended:
                self._end(ended.lower())
            elif tag:
                place = self._element(tag.lower(), inside, html, place)
        self._data(unescape(html[place:]))

    def _element(self, tag: str, inside: str, html: str, place: int) -> int:
        known = {
            name.lower(): unescape(double or single or bare)
            for name, double, single, bare in ATTRIBUTE.findall(inside)
        }
        self._start(tag, known)
        if inside.endswith("/"):
            self._end(tag)
        elif tag in RAW:
            end = re.compile(f"</{tag}", re.IGNORECASE).search(html, place)
            return end.start() if end else len(html)
        return place

    def _start(self, tag: str, known: dict[str, str]) -> None:
        if not known.get("src", "").endswith("/reports/glance.js"):  # on every page for the public
            self.tags.append(tag)
        self.attributes |= known.keys()
        if tag not in VOID:
            hidden = "hidden" in known or tag in ("script", "style", "template", "title")
            self._open.append((tag, hidden or (bool(self._open) and self._open[-1][1])))
        if "href" in known:
            self.links.append(known["href"])
        if tag == "form":
            self.forms.append(Form(known))
        elif self.forms:
            self._field(tag, known)

    def _field(self, tag: str, known: dict[str, str]) -> None:
        form, name = self.forms[-1], known.get("name", "")
        if tag == "input" and name:
            form.choices.setdefault(name, []).append(known.get("value", ""))
            if known.get("type") not in ("checkbox", "radio") or "checked" in known:
                form.fields.append((name, known.get("value", "")))
        elif tag == "textarea":
            self._textarea = name
            form.fields.append((name, ""))
        elif tag == "select":
            self._select = name
            form.fields.append((name, ""))
        elif tag == "option" and self._select:
            form.choices.setdefault(self._select, []).append(known.get("value", ""))
            if "selected" in known:
                form.fields[-1] = (self._select, known.get("value", ""))

    def _end(self, tag: str) -> None:
        if tag == "textarea":
            name, value = self.forms[-1].fields[-1]
            self.forms[-1].fields[-1] = (name, value.removeprefix("\n"))
            self._textarea = None
        elif tag == "select":
            self._select = None
        while self._open and self._open[-1][0] != tag:
            self._open.pop()
        if self._open:
            self._open.pop()
        if tag not in INLINE:
            self._words.append(" ")

    def _data(self, data: str) -> None:
        if self._textarea:
            name, value = self.forms[-1].fields[-1]
            self.forms[-1].fields[-1] = (name, value + data)
        elif not (self._open and self._open[-1][1]):
            self._words.append(data)


class Visitor:
    """One browser with its cookies. It follows redirects as browsers do."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self.client = client

    async def open(self, path: str) -> Page:
        """The page at `path`."""
        return self._page(await self.client.get(path))

    async def send(self, page: Page, part: str, **changes: Any) -> Page:
        """The page that answers a form of `page`, sent after `changes`."""
        form = page.form(part)
        data = form.filled(changes)
        if form.method == "get":
            return self._page(await self.client.get(form.action, params=data))
        return self._page(await self.client.post(form.action, data=data))

    def _page(self, answer: httpx2.Response) -> Page:
        assert OPEN not in answer.text, "a mark was left unfilled"
        assert CLOSE not in answer.text, "a mark was left unfilled"
        return Page(answer)


class Hall:
    """The running application with what a test may ask of it."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app = app
        self.site = site
        self.service = site.service

    @contextlib.asynccontextmanager
    async def visitor(self) -> AsyncIterator[Visitor]:
        """Somebody with a browser of their own."""
        transport = httpx2.ASGITransport(app=self.app)
        async with httpx2.AsyncClient(
            transport=transport, base_url=ADDRESS, follow_redirects=True
        ) as client:
            yield Visitor(client)

    async def signed(self) -> None:
        """Whatever was done so far is signed: that goes on behind the pages, after each act."""
        await until(lambda: not self.service._errands)


@contextlib.asynccontextmanager
async def opened(database_url: str, **changes: Any) -> AsyncIterator[Hall]:
    """The application over this database, from start to shutdown, in a task of its own.

    `changes` replace settings. Pages are not kept, so that every test reads what is there now.
    """
    wards = folder("sessions") / "site" / "tanjungbalai_kelurahan.csv"
    usual = {
        "data": Path(),
        "page_seconds": 0,
        "database_url": database_url,
        "secret": b"s" * 32,
        "wards": wards,
    }
    app = create_app(Settings(**(usual | changes)))
    started: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    leave = asyncio.Event()

    async def live() -> None:
        async with app.router.lifespan_context(app) as state:
            started.set_result(state)
            await leave.wait()

    async def with_state(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": dict(started.result())}, receive, send)

    living = asyncio.create_task(live())
    await asyncio.wait({living, started}, return_when=asyncio.FIRST_COMPLETED)
    if living.done():
        living.result()
    try:
        yield Hall(with_state, started.result()["site"])
    finally:
        leave.set()
        await living


async def many(
    ask: Callable[[str], Coroutine[Any, Any, Answer]], texts: Iterable[str]
) -> dict[str, Answer]:
    """What `ask` answers for each of the texts, twenty at a time: the database is waited for once
    instead of twenty times.
    """
    told, answers = list(dict.fromkeys(texts)), list[Answer]()
    for place in range(0, len(told), 20):
        answers += await asyncio.gather(*map(ask, told[place : place + 20]))
    return dict(zip(told, answers, strict=True))


def bytes_of(page: Page) -> int:
    """Bytes of the page as it came over the line."""
    return int(page.answer.headers["content-length"])


def statics(page: Page) -> list[str]:
    """The addresses of the static files the page names."""
    return sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.html)))
