"""What holds for every answer: security headers, and no unsafe request from another site.

Pure ASGI, because `BaseHTTPMiddleware` cancels inner work when a phone hangs up.
"""

import base64
import hashlib
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})

_CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' {script}",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self' {sockets}",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types musrenbang again",
    )
)
_HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
}
_OF_DOCUMENTS: Final = {
    # Not "no-referrer": with it browsers send forms with `Origin: null`.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(self), interest-cohort=()",
    "x-frame-options": "DENY",
}
_PARTS: Final = ("text/css", "text/javascript")
"""What a browser never opens as a page of its own: there the headers about pages say nothing, and
on a page of fifteen such files they would weigh as much as two of its scripts."""


def content_security_policy(sockets: str, script: str) -> str:
    """What a page may do. `sockets` are the addresses of live lines, `script` is the source
    expression of the only script that needs no file.
    """
    return _CONTENT_SECURITY_POLICY.format(sockets=sockets, script=script)


def script_digest(script: str) -> str:
    """The source expression by which a policy allows exactly this script within a page (CSP 3)."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


class SecurityHeaders:
    """Adds the headers that every response must have. `secure`: visitors come over https.
    `script` is the one that stands in the pages themselves, as `script_digest` names it.
    """

    def __init__(self, app: ASGIApp, secure: bool, script: str) -> None:
        self._app = app
        self._secure = secure
        self._script = script

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # Old browsers do not count ws: as 'self'; the host is the one the visitor used.
        host = Headers(scope=scope).get("host", "")
        sockets = f"ws://{host} wss://{host}" if _plain(host) else ""
        policy = content_security_policy(sockets, self._script)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                part = headers.get("content-type", "").startswith(_PARTS)
                if not part:
                    headers.setdefault("content-security-policy", policy)
                for name, value in (_HEADERS if part else _HEADERS | _OF_DOCUMENTS).items():
                    headers.setdefault(name, value)
                if "frame-ancestors *" in headers.get("content-security-policy", ""):
                    del headers["x-frame-options"]  # a page that is made to stand on other sites
                if self._secure:
                    headers.setdefault("strict-transport-security", "max-age=31536000")
            await send(message)

        await self._app(scope, receive, with_headers)


class SameOrigin:
    """Refuses unsafe requests, and sockets, that do not come from a page of this very site."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app = app
        self._public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        kind = scope["type"]
        guarded = kind == "websocket" or (kind == "http" and scope["method"] not in SAFE_METHODS)
        if not guarded or self._is_ours(HTTPConnection(scope)):
            await self._app(scope, receive, send)
        elif kind == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 4500, "reason": ""})
        else:
            answer = PlainTextResponse("This form was not sent from a page of this site.", 403)
            await answer(scope, receive, send)

    def _is_ours(self, connection: HTTPConnection) -> bool:
        origin = connection.headers.get("origin")
        if origin is None:  # a browser that sends none on form posts still says same-origin
            fetched = connection.headers.get("sec-fetch-site", "")
            return connection.scope["type"] == "http" and fetched in ("", "same-origin")
        if self._public_url and origin == self._public_url:
            return True
        return urlsplit(origin).netloc == connection.headers.get("host") and not (
            self._public_url.startswith("https://") and origin.startswith("http://")
        )


def _plain(host: str) -> bool:
    return bool(host) and all(sign.isalnum() or sign in ".:-[]" for sign in host)
