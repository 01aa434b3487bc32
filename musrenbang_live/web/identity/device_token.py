"""A device that does something in public without a login: known by a random signed cookie.

The cookie says nothing of who holds it, and is made only when there is something to remember. What
is stored is its hash. Whoever clears cookies is somebody new: limits that must hold are the site's.
"""

import asyncio
import hashlib
import secrets
from typing import Final

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from musrenbang_live.web.site import site_of

COOKIE: Final = "perangkat"
LIFE: Final = 365 * 24 * 3600
"""Seconds a device stays known."""


def known(connection: HTTPConnection) -> str:
    """The name of this device; empty when it has none yet. No database is asked."""
    site = site_of(connection)
    return site.signer.text("device", connection.cookies.get(site.cookie(COOKIE), "")) or ""


def known_or_new(connection: HTTPConnection) -> str:
    """The name of this device, or a new one, for `remember`."""
    return known(connection) or secrets.token_hex(16)


def remember(response: Response, connection: HTTPConnection, name: str) -> None:
    """Let this device be known by this name from now on."""
    site = site_of(connection)
    response.set_cookie(
        site.cookie(COOKIE),
        site.signer.sign("device", name),
        max_age=LIFE,
        path="/",
        secure=site.secure,
        httponly=True,
        samesite="lax",
    )


def stored(name: str) -> bytes:
    """How a device is kept: 128 random bits need no slow hash."""
    return hashlib.sha256(f"device:{name}".encode()).digest()


def step(request: Request, what: str) -> None:
    """Count one more thing that this device does; devices without a name count together, so that
    dropping the cookie makes nobody faster. Raises `too_fast`."""
    who = known(request) or "new"
    site_of(request).limit.step(f"{what}:{who}", asyncio.get_running_loop().time())
