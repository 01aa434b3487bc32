"""Public pages kept in the process for a few seconds, in front of everything else.

After a meeting thousands open the same page. Only what any stranger may have is kept: answers to a
plain GET of public addresses that say themselves that anybody may keep them, no longer than they
say, and that set no cookie. They are told apart by all that such a page depends on: address, host,
language, and whether the browser reads gzip. What is erased is gone from here after the few
seconds. Refuses nothing: what it does not know goes on to the application.
"""

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from msgspec import Struct
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from musrenbang_live.web.language import COOKIE as LANGUAGE_COOKIE
from musrenbang_live.web.pages import FLASH_COOKIE

LONGEST: Final = 5.0
"""Seconds for which a page may be kept at most."""
MOST_BYTES: Final = 32 * 1024 * 1024
MOST_OF_ONE: Final = 512 * 1024
"""Bytes of the largest page that is kept."""
LONGEST_ADDRESS: Final = 1_000
PUBLIC: Final = frozenset(
    b"cari arsip usulan kelurahan kecamatan bidang kota kabar dokumen jadwal dewan tanya aspirasi "
    b"janji bank data kartu panduan".split()
)
"""First parts of the addresses that are looked at."""

_FILE: Final = re.compile(rb"\.[a-z]{2,8}$")
"""Files are not kept: some are large, and programs fetch them, not crowds."""
_MAX_AGE: Final = re.compile(rb"\bmax-age=([0-9]{1,9})\b")
_ONCE: Final = (b"host", b"cookie", b"accept-encoding", b"if-none-match")
"""What is looked at of a request: where it stands twice, others may read the other one."""
_STILL_SAID: Final = frozenset((b"etag", b"cache-control", b"vary"))
_Headers = list[tuple[bytes, bytes]]
_Key = tuple[object, ...]


class _Page(Struct, frozen=True):
    """An answer as it went out, `until` when it is good (the cache's clock), and its tag."""

    start: Message
    unchanged: Message
    body: bytes
    tag: bytes
    until: float


class PageCache:
    """Keeps public pages for `seconds`; 0 keeps nothing. `clock` tells seconds."""

    def __init__(
        self, app: ASGIApp, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._seconds = min(seconds, LONGEST)
        self._clock = clock
        self._pages: OrderedDict[_Key, _Page] = OrderedDict()
        self._bytes = 0
        self._coming: dict[_Key, asyncio.Event] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if self._seconds <= 0 or not _may_be_kept(scope):
            await self._app(scope, receive, send)
            return
        headers: dict[bytes, bytes] = dict(scope["headers"])
        key = _key_of(scope, headers) if _is_plain(scope) else None
        page = self._fresh(key) if key is not None else None
        if page is None and key in self._coming:  # made just now for somebody else
            await self._coming[key].wait()
            page = self._fresh(key)
        if page is not None:
            await _send(page, scope, headers, send)
        elif key is None or key in self._coming or scope["method"] == "HEAD":
            await self._app(scope, receive, send)
        else:
            await self._made(key, scope, receive, send)

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

    def _fresh(self, key: _Key | None) -> _Page | None:
        page = self._pages.get(key) if key is not None else None
        return page if page is not None and page.until > self._clock() else None

    def _keep(self, key: _Key, page: _Page) -> None:
        self._forget(key)
        self._pages[key] = page
        self._bytes += len(page.body)
        now = self._clock()
        while self._pages:
            oldest = next(iter(self._pages))
            if self._bytes <= MOST_BYTES and self._pages[oldest].until > now:
                return
            self._forget(oldest)

    def _forget(self, key: _Key) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self._bytes -= len(page.body)


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

    def page(self, now: float, seconds: float) -> _Page | None:
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
        return _Page(start, unchanged, body, tag, until)


_PLAIN: Final = ("http.response.start", "http.response.body")


def _may_be_kept(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return False
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    first = path[1:].partition(b"/")[0]
    if first not in PUBLIC or len(path) + len(scope["query_string"]) > LONGEST_ADDRESS:
        return False
    return _FILE.search(path) is None


def _is_plain(scope: Scope) -> bool:
    """Whether nothing that a page depends on is said twice, and maybe differently."""
    names = [name for name, _ in scope["headers"] if name in _ONCE]
    return len(names) == len(set(names))


def _key_of(scope: Scope, headers: dict[bytes, bytes]) -> _Key | None:
    """All that a public page depends on; None where something is said to this visitor alone."""
    if b"authorization" in headers or b"range" in headers:
        return None
    cookies = [each.strip().partition(b"=") for each in headers.get(b"cookie", b"").split(b";")]
    language = b""
    for name, _, value in cookies:
        if name.strip() == _FLASH:
            return None
        if name.strip() == _LANGUAGE:
            language = value.strip()
    gzip = b"gzip" in headers.get(b"accept-encoding", b"")
    host = headers.get(b"host", b"")
    path = scope.get("raw_path") or scope["path"]
    return scope["scheme"], host, path, scope["query_string"], language[:8], gzip


_FLASH: Final = FLASH_COOKIE.encode()
_LANGUAGE: Final = LANGUAGE_COOKIE.encode()


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


async def _send(page: _Page, scope: Scope, headers: dict[bytes, bytes], send: Send) -> None:
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
