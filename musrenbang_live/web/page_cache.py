"""Public pages kept in the process for a few seconds, in front of everything else.

After a meeting thousands open the same page. Only what any stranger may have is kept: answers to a
plain GET of public addresses that say themselves that anybody may keep them, no longer than they
say, and that set no cookie. They are told apart by all that such a page depends on: path, the
fields that it reads (`page_addresses`), host, language, and whether the browser reads gzip; and
what tells of meetings that go on, by which those are. When a text is erased, nothing that was asked
for before is given out again (`Erasures`); in a process that cannot hear of it, after the few
seconds. Refuses nothing: what it does not know goes on to the application.
"""

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final

from msgspec import Struct
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from musrenbang_live.web.language import CODES, DEFAULT
from musrenbang_live.web.language import COOKIE as LANGUAGE_COOKIE
from musrenbang_live.web.page_addresses import Page, canonical, known
from musrenbang_live.web.pages import FLASH_COOKIE

LONGEST: Final = 5.0
"""Seconds for which a page may be kept at most."""
MOST_BYTES: Final = 32 * 1024 * 1024
MOST_OF_ONE: Final = 512 * 1024
"""Bytes of the largest page that is kept."""
BESIDE: Final = 2_000
"""Bytes that a page takes beside its body and its address, its headers for the most part."""
Editions = Callable[[Scope], Awaitable[str]]
"""What goes on now, in a word that changes when that changes."""

_MAX_AGE: Final = re.compile(rb"\bmax-age=([0-9]{1,9})\b")
_ONCE: Final = (b"host", b"cookie", b"accept-encoding", b"if-none-match")
"""What is looked at of a request: where it stands twice, others may read the other one."""
_STILL_SAID: Final = frozenset((b"etag", b"cache-control", b"vary"))
_Headers = list[tuple[bytes, bytes]]
_Key = tuple[object, ...]


class Erasures:
    """How often this process heard that texts were erased which pages may say."""

    def __init__(self) -> None:
        self.heard = 0

    def hear(self) -> None:
        """What was made until now is not to be given out again."""
        self.heard += 1


class _Kept(Struct, frozen=True):
    """An answer as it went out, `until` when it is good (the cache's clock), and its tag."""

    start: Message
    unchanged: Message
    body: bytes
    tag: bytes
    until: float


class PageCache:
    """Keeps public pages for `seconds`; 0 keeps nothing. `edition` tells what goes on now, for the
    pages that must say it at once. `any_host`: pages do not depend on the address by which a
    visitor came. `erasures` ends all pages. `clock` tells seconds."""

    def __init__(
        self,
        app: ASGIApp,
        seconds: float,
        edition: Editions,
        *,
        any_host: bool = False,
        erasures: Erasures | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._seconds = min(seconds, LONGEST)
        self._edition = edition
        self._any_host = any_host
        self._erasures = erasures or Erasures()
        self._clock = clock
        self._pages: OrderedDict[_Key, _Kept] = OrderedDict()
        self._bytes = 0
        self._coming: dict[_Key, asyncio.Event] = {}

    @property
    def size(self) -> int:
        """Bytes that all that is kept takes, at most `MOST_BYTES`."""
        return self._bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        page = _page_of(scope)
        if page is None:
            await self._app(scope, receive, send)
            return
        scope = {**scope, "query_string": canonical(page, scope["query_string"])}
        headers: dict[bytes, bytes] = dict(scope["headers"])
        key = await self._key(page, scope, headers) if self._seconds > 0 else None
        kept = self._fresh(key)
        if kept is None and key in self._coming:  # made just now for somebody else
            await self._coming[key].wait()
            kept = self._fresh(key)
        if kept is not None:
            await _send(kept, scope, headers, send)
        elif key is None or key in self._coming or scope["method"] == "HEAD":
            await self._app(scope, receive, send)
        else:
            await self._made(key, scope, receive, send)

    async def _key(self, page: Page, scope: Scope, headers: dict[bytes, bytes]) -> _Key | None:
        """All that a public page depends on; None where it is said to this visitor alone."""
        language = _language_of(headers) if _is_plain(scope) else ""
        if not language:
            return None
        place = ("", b"") if self._any_host else (scope["scheme"], headers.get(b"host", b""))
        gzip = b"gzip" in headers.get(b"accept-encoding", b"")
        edition = await self._edition(scope) if page.at_once else ""
        kept_by = language, gzip, edition, self._erasures.heard
        return *place, scope["path"], scope["query_string"], *kept_by

    async def _made(self, key: _Key, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask the application, for all who want the same page meanwhile."""
        self._coming[key] = asyncio.Event()
        answer = _Answer(send)
        asked = [each for each in scope["headers"] if each[0] != b"if-none-match"]
        try:
            await self._app({**scope, "headers": asked}, receive, answer.take)
            page = answer.page(self._clock(), self._seconds)
            if page is not None:
                self._keep(key, page)
        finally:
            self._coming.pop(key).set()
        if page is None:
            await answer.let_through()
        else:
            await _send(page, scope, dict(scope["headers"]), send)

    def _fresh(self, key: _Key | None) -> _Kept | None:
        page = self._pages.get(key) if key is not None else None
        return page if page is not None and page.until > self._clock() else None

    def _keep(self, key: _Key, page: _Kept) -> None:
        self._forget(key)
        self._pages[key] = page
        self._bytes += _size(key, page)
        now = self._clock()
        while self._pages:
            oldest = next(iter(self._pages))
            if self._bytes <= MOST_BYTES and self._pages[oldest].until > now:
                return
            self._forget(oldest)

    def _forget(self, key: _Key) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self._bytes -= _size(key, page)


class _Answer:
    """An answer of the application, held until it is whole, or too large to be held."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._held: list[Message] = []
        self._size = 0
        self._whole = False

    async def take(self, message: Message) -> None:
        """What the application sends."""
        self._held.append(message)
        self._size += len(message.get("body", b""))
        self._whole = message["type"] == "http.response.body" and not message.get("more_body")
        if self._size > MOST_OF_ONE or message["type"] not in _PLAIN:
            await self.let_through()

    async def let_through(self) -> None:
        """Send on what is held; nothing of this answer is kept then."""
        held, self._held = self._held, []
        for message in held:
            await self._send(message)

    def page(self, now: float, seconds: float) -> _Kept | None:
        """The answer as a page to keep for at most so many seconds; None when it is not one."""
        if not self._whole or not self._held or not _is_for_all(self._held[0]):
            return None
        start, headers = self._held[0], self._held[0]["headers"]
        body = b"".join(message.get("body", b"") for message in self._held[1:])
        plain = [each for each in headers if each[0] != b"content-length"]
        start = {**start, "headers": [*plain, (b"content-length", b"%d" % len(body))]}
        unchanged = {**start, "status": 304, "headers": [h for h in plain if h[0] in _STILL_SAID]}
        tag = dict(headers).get(b"etag", b"").removeprefix(b"W/")
        said = _MAX_AGE.search(dict(headers)[b"cache-control"])
        until = now + min(seconds, float(said[1]) if said else seconds)
        return _Kept(start, unchanged, body, tag, until)


_PLAIN: Final = ("http.response.start", "http.response.body")


def _page_of(scope: Scope) -> Page | None:
    asked = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
    return known(scope["path"]) if asked else None


def _size(key: _Key, page: _Kept) -> int:
    """The bytes that a page takes, as near as need be."""
    return len(page.body) + BESIDE + sum(len(part) for part in key if isinstance(part, str | bytes))


def _is_plain(scope: Scope) -> bool:
    """Whether nothing that a page depends on is said twice, and maybe differently."""
    names = [name for name, _ in scope["headers"] if name in _ONCE]
    return len(names) == len(set(names))


def _language_of(headers: dict[bytes, bytes]) -> str:
    """The language of whoever asks; "" where they are told something, or ask for something, that
    is for them alone."""
    if b"authorization" in headers or b"range" in headers:
        return ""
    cookies = cookie_parser(headers.get(b"cookie", b"").decode("latin-1"))  # as pages read them
    language = cookies.get(LANGUAGE_COOKIE, DEFAULT)
    if FLASH_COOKIE in cookies:
        return ""
    return language if language in CODES else DEFAULT


def _is_for_all(start: Message) -> bool:
    """Whether an answer says that anybody may keep it, and says nothing to one visitor."""
    headers: _Headers = start.get("headers", [])
    kept = dict(headers).get(b"cache-control", b"")
    varies = {part.strip().lower() for part in dict(headers).get(b"vary", b"").split(b",")}
    return (
        start["status"] == 200
        and kept.startswith(b"public")
        and all(name != b"set-cookie" for name, _ in headers)
        and varies <= {b"", b"cookie", b"accept-encoding"}
    )


async def _send(page: _Kept, scope: Scope, headers: dict[bytes, bytes], send: Send) -> None:
    """The page, or that it is what the visitor has."""
    offered = headers.get(b"if-none-match", b"")
    tags = [part.strip().removeprefix(b"W/") for part in offered.split(b",")]
    if offered and page.tag and (page.tag in tags or offered == b"*"):
        await send(page.unchanged)
        await send({"type": "http.response.body", "body": b""})
        return
    await send(page.start)
    body = b"" if scope["method"] == "HEAD" else page.body
    await send({"type": "http.response.body", "body": body})
