"""A browser without a screen: cookies, forms with their page token, one WebSocket."""

import asyncio
import http.client
import re
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import Final
from urllib.parse import urlencode, urlsplit

from msgspec import Struct
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from musrenbang_live.cli.terminal import Stop

_TOKEN: Final = re.compile(r'<meta name="page" content="([^"]*)">')
_BODY: Final = re.compile(r"<body[^>]*>")
_TAG: Final = re.compile(r"<[^>]*>")
_WRONG: Final = re.compile(r'<div class="note" data-k="bad".*?</div>', re.DOTALL)
_ATTRIBUTE: Final = re.compile(r'data-(\w+)="([^"]*)"')
_THREADS: Final = ThreadPoolExecutor(max_workers=16, thread_name_prefix="visitor")
TIMEOUT: Final = 60.0


class UnexpectedAnswer(Stop):
    """The server answered what a visitor of a healthy site never sees."""


class Page(Struct, frozen=True):
    """A page as it was loaded: status, address, HTML, and the attributes of a live body."""

    status: int
    path: str
    html: str

    @property
    def token(self) -> str:
        """The page token, for forms and for the socket."""
        found = _TOKEN.search(self.html)
        return unescape(found.group(1)) if found else ""

    @property
    def said(self) -> str:
        """What a person would read that is told as wrong; else how the page begins."""
        told = [unescape(_TAG.sub(" ", part)) for part in _WRONG.findall(self.html)]
        return " ".join(" ".join(told).split()) or self.html[:300]

    @property
    def live(self) -> dict[str, str]:
        """What a live page says of itself: code, epoch, v."""
        body = _BODY.search(self.html)
        return (
            {key: unescape(value) for key, value in _ATTRIBUTE.findall(body.group(0))}
            if body
            else {}
        )


class Visitor:
    """One person's browser at the site with the address `base` (http://host:port)."""

    def __init__(self, base: str) -> None:
        self.cookies: dict[str, str] = {}
        self.move(base)

    def move(self, base: str) -> None:
        """From now on use the site at another address, as the same visitor."""
        self.base = base
        self.host = urlsplit(base).netloc
        self.secure = urlsplit(base).scheme == "https"

    async def get(self, path: str) -> Page:
        """Load a page, following redirects."""
        return await self._load("GET", path, None, {})

    async def file(self, path: str) -> bytes:
        """The file at `path`. Raises `UnexpectedAnswer` where there is none."""
        loop = asyncio.get_running_loop()
        status, _, body = await loop.run_in_executor(_THREADS, self._request, "GET", path, None, {})
        if status != 200:
            raise UnexpectedAnswer(f"{path} answered {status}")
        return body

    async def send(self, path: str, token: str, fields: Mapping[str, object]) -> Page:
        """Send a form and load the page that follows. A `ref` is made where none is given."""
        filled = {"ref": str(uuid.uuid4()), **fields, "_token": token}
        return await self._load("POST", path, urlencode(filled, doseq=True), {})

    async def act(self, path: str, token: str, fields: Mapping[str, object]) -> str:
        """Send a form as the console's script does; the JSON that answers.

        Raises `UnexpectedAnswer` on refusal.
        """
        body = urlencode({"ref": str(uuid.uuid4()), **fields, "_token": token}, doseq=True)
        page = await self._load("POST", path, body, {"Accept": "application/json"})
        if page.status != 200:
            raise UnexpectedAnswer(f"{path}: {page.status} {page.html[:300]}")
        return page.html

    async def socket(self, audience: str, page: Page) -> ClientConnection:
        """The live connection of a live page that was loaded, hello included."""
        scheme = "wss" if self.secure else "ws"
        address = f"{scheme}://{self.host}/ws/{audience}/{page.live['code']}"
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line = await connect(
            address,
            origin=Origin(self.base),
            additional_headers={"Cookie": cookies},
            compression=None,
            max_size=None,
            proxy=None,
            open_timeout=TIMEOUT,
        )
        return line

    async def _load(
        self, method: str, path: str, body: str | None, headers: Mapping[str, str]
    ) -> Page:
        for _ in range(5):
            loop = asyncio.get_running_loop()
            status, location, answer = await loop.run_in_executor(
                _THREADS, self._request, method, path, body, headers
            )
            if status not in (302, 303, 307):
                return Page(status, path, answer.decode())
            method, body, path = "GET", None, location
        raise UnexpectedAnswer(f"{path}: too many redirects")

    def _request(
        self, method: str, path: str, body: str | None, headers: Mapping[str, str]
    ) -> tuple[int, str, bytes]:
        sent = {"Origin": self.base, **headers}
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        kind = http.client.HTTPSConnection if self.secure else http.client.HTTPConnection
        line = kind(self.host, timeout=TIMEOUT)
        try:
            line.request(method, path, body, sent)
            answer = line.getresponse()
            read = answer.read()
            self._keep_cookies(answer.headers.get_all("Set-Cookie") or [])
            return answer.status, answer.headers.get("Location", ""), read
        finally:
            line.close()

    def _keep_cookies(self, set_cookies: list[str]) -> None:
        for line in set_cookies:
            name, _, value = line.partition(";")[0].partition("=")
            if value and value != '""':
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
