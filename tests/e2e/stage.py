"""A stage for the scripts alone: the real static files, a page and a line that a test commands.

It speaks the wire of the real server and sends its security headers; it holds no meeting.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from musrenbang_live.web.middleware import content_security_policy

STATIC = Path(__file__).parents[2] / "static"
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
SOON = 90.0
"""Seconds within which whatever is awaited has happened, on however busy a machine."""

FRAME = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Panggung</title>
<link rel="icon" href="data:,"><meta name="viewport" content="width=device-width">
<meta name="page" content="token-1">
<link rel="stylesheet" href="/static/shared/tokens.css">
<link rel="stylesheet" href="/static/shared/base.css"></head>
<body data-live="{audience}" data-code="HMX4T7" data-epoch="e1" data-v="1" data-me="p1"
 data-t="{now}"><header class="top"><div><span id="sambungan" role="status"><span class="pill"
 data-pill hidden data-ok="Tersambung" data-wait="Menyambung" data-local="Di ponsel"><svg
 class="i"><use href="#i-online"/></svg><span data-word></span></span><span class="vh"
 data-say></span></span></div></header>
<main class="page">{body}</main>
<section id="disimpan" hidden data-note="Tulisan masih ada."><p data-say></p><div data-slot></div>
<button type="button" data-dismiss>Tutup</button></section>
<div id="kabar" class="toasts" role="alert"></div>
<template id="t-kabar"><p class="toast"><span data-say></span></p></template>
<script src="/static/vendor/idiomorph.min.js" defer></script>
<script type="module" src="/static/{script}"></script></body></html>"""


class Stage:
    """The server side of one test: `body` is the page, `send` and `heard` are the line."""

    def __init__(self) -> None:
        self.body = ""
        self.audience, self.script = "resident", "resident/resident.js"
        self.version = 1
        self.policy = ""
        self._heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._line: ServerConnection | None = None

    async def send(self, **frame: Any) -> None:
        """One personal message or sign of life."""
        assert self._line
        await self._line.send(json.dumps(frame))

    async def step(self, **changes: Any) -> None:
        """The next shared frame."""
        before, self.version = self.version, self.version + 1
        await self.send(e="e1", p=before, v=self.version, t=now(), **changes)

    async def hears(self, do: str) -> dict[str, Any]:
        """The next message from the page, which must be a `do`."""
        message = await asyncio.wait_for(self._heard.get(), SOON)
        assert message["do"] == do, message
        return message

    @property
    def is_quiet(self) -> bool:
        """Whether the page has sent nothing that was not read."""
        return self._heard.empty()

    async def hang_up(self, code: int = 1012, reason: str = "") -> None:
        """Close the line from this end."""
        assert self._line
        await self._line.close(code, reason)

    async def talk(self, line: ServerConnection) -> None:
        """See `websockets`."""
        self._line = line
        try:
            async for text in line:
                self._heard.put_nowait(json.loads(text))
        except ConnectionClosed:
            return

    def answer(self, line: ServerConnection, request: Request) -> Response | None:
        """Pages and static files; None leaves a socket to `talk`."""
        if request.path.startswith("/ws/"):
            return None
        headers = Headers({"Content-Security-Policy": self.policy, "Cache-Control": "no-store"})
        if request.path.startswith("/static/"):
            file = STATIC / request.path.removeprefix("/static/")
            headers["Content-Type"] = KINDS[file.suffix]
            body = file.read_bytes()
        else:
            headers["Content-Type"] = "text/html; charset=utf-8"
            body = FRAME.format(
                body=self.body, audience=self.audience, script=self.script, now=now()
            ).encode()
        headers["Content-Length"] = str(len(body))
        return Response(200, "OK", headers, body)


def now() -> int:
    """The time of this machine, as frames carry it."""
    return time.time_ns() // 1_000_000


@asynccontextmanager
async def performed(browser: Browser) -> AsyncIterator[tuple[Stage, Page, str]]:
    """A stage, a phone before it, and the address. Fails when the page complains of anything."""
    stage = Stage()
    complaints: list[str] = []
    async with serve(stage.talk, "127.0.0.1", 0, process_request=stage.answer) as server:
        host = f"127.0.0.1:{_port(server)}"
        stage.policy = content_security_policy(f"ws://{host}", "")
        async with await browser.new_context(viewport={"width": 360, "height": 640}) as phone:
            phone.set_default_timeout(SOON * 1000)
            page = await phone.new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda said: complaints.append(said.text))
            yield stage, page, f"http://{host}/s/HMX4T7"
    assert complaints == []


def _port(server: Server) -> int:
    return int(next(iter(server.sockets)).getsockname()[1])
