"""Logins: one for each device, a random token in its cookie, revoked in one place.

A login that ends here ends everywhere: its sockets are closed in all processes.
"""

import re
import secrets
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from musrenbang_live.live.clock import now
from musrenbang_live.store import people
from musrenbang_live.store.people import Login
from musrenbang_live.web.identity import access
from musrenbang_live.web.identity.devices import device_words
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.site import Site, site_of

LIFE: Final = 24 * 3600
"""Seconds after which everybody logs in again, busy or not."""
KNOWN_LIFE: Final = 365 * 24 * 3600
_KNOWN: Final = "kenal"
_INSIDE: Final = re.compile(r"/(fasilitator|kelola|kantor)[\w/-]*(\?[\w=&-]*)?", re.ASCII)


async def enter(
    request: Request, person_id: int, place: str = "", said: str = "", *, role: str = ""
) -> Response:
    """Log this device in, with a token of its own, and go on to `place`, where `said` is shown.

    Where `place` is no page for people with a login, to the first page of the `role`.
    """
    site = site_of(request)
    token = secrets.token_urlsafe(32)
    await end_own(request)
    await people.add_login(
        site.pool,
        token_hash=access.token_hash(token),
        person_id=person_id,
        device=device_words(request.headers.get("user-agent", "")),
        at=now(),
        expires_at=now() + LIFE * 1000,
    )
    response = redirect(inside(place, role), said)
    _set(response, site, access.LOGIN_COOKIE, token, LIFE)
    known = site.signer.sign("known", str(person_id))
    _set(response, site, _KNOWN, known, KNOWN_LIFE)
    return response


async def end_own(request: Request) -> None:
    """End the login of this device, if it has one."""
    known = await access.person(request)
    if known is not None:
        await end(site_of(request), known.id, known.login)


async def end(site: Site, person_id: int, login_id: int) -> bool:
    """End one login of a person, and close what it has open. False when there is none."""
    ended = await people.revoke_login(site.pool, login_id, person_id=person_id, at=now())
    if ended:
        site.hub.dismiss("", f"f:{login_id}")
    return ended


async def end_all(site: Site, person_id: int, *, but: int = 0) -> None:
    """End all logins of a person, except the login `but`."""
    open_now = await people.list_logins(site.pool, person_id, at=now())
    await people.revoke_all(site.pool, person_id, at=now(), but=but)
    for login in open_now:
        if login.id != but:
            site.hub.dismiss("", f"f:{login.id}")


async def open_logins(site: Site, person_id: int) -> list[Login]:
    """The logins of a person that still let in, the last used first."""
    found = await people.list_logins(site.pool, person_id, at=now())
    return [login for login in found if now() - login.last_seen <= access.LOGIN_IDLE]


def forget(response: Response, site: Site) -> None:
    """Take the login out of this device's cookies."""
    response.delete_cookie(
        site.cookie(access.LOGIN_COOKIE), "/", secure=site.secure, httponly=True, samesite="lax"
    )


def is_known_device(request: Request, person_id: int) -> bool:
    """Whether this person has logged in on this device before."""
    site = site_of(request)
    kept = request.cookies.get(site.cookie(_KNOWN), "")
    return site.signer.text("known", kept) == str(person_id)


def inside(place: str, role: str = "") -> str:
    """`place` if it is a page for people with a login; else the first page of the `role`."""
    if _INSIDE.fullmatch(place):
        return place
    return "/kantor" if role == "officer" else "/fasilitator"


def first_page(role: str) -> str:
    """Where somebody with this role begins who has just been given a login."""
    return {"admin": "/kelola", "officer": "/kantor"}.get(role, "/fasilitator")


def _set(response: Response, site: Site, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        site.cookie(name),
        value,
        max_age=seconds,
        path="/",
        secure=site.secure,
        httponly=True,
        samesite="lax",
    )
