"""The wall's door: opened by a device link from the console, read-only, and nothing else."""

from typing import Any, Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.live.room import Room
from musrenbang_live.web import sheets
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import chosen
from musrenbang_live.web.printing.qr import qr
from musrenbang_live.web.site import address, here_only, site_of

SCREEN_LIFE: Final = 30 * 24 * 3600
"""Seconds a device stays a projector of a meeting, unless the key is renewed before."""


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [Route("/layar/{code}", show_wall)]


async def show_wall(request: Request) -> Response:
    """The wall for a device that holds the key; for any other a page that says how to get one.

    It is light whatever the device prefers, because lit halls wash dark pictures out; `?tema=gelap`
    makes it dark.
    """
    meeting = await access.room(request)
    key = request.query_params.get("kunci", "")
    if not access.is_screen(request, meeting, key):
        return _refused(request, given=bool(key))
    if key:
        return _remembered(request, meeting, key)
    return sheets.show(
        request,
        meeting,
        "projector",
        "projector/page.html",
        theme="dark" if request.query_params.get("tema") == "gelap" else "light",
        **_ways(request, meeting),
    )


def _remembered(request: Request, meeting: Room, key: str) -> Response:
    """Keep the key in a cookie, and get it out of the address that everybody can read."""
    site = site_of(request)
    response = RedirectResponse(f"/layar/{meeting.code}", 303)
    response.headers["cache-control"] = "no-store"
    response.set_cookie(
        access.screen_cookie(site, meeting.code),
        key,
        max_age=SCREEN_LIFE,
        path="/",
        secure=site.secure,
        httponly=True,
        samesite="lax",
    )
    return response


def _refused(request: Request, *, given: bool) -> Response:
    return site_of(request).pages.render(request, "projector/closed.html", 403, given=given)


def _ways(request: Request, meeting: Room) -> dict[str, Any]:
    """How to get in, and to the result: addresses as this device itself was opened."""
    gettext = chosen(request, site_of(request).languages).gettext
    join = address(request, f"/s/{meeting.code}")
    record = address(request, f"/arsip/{meeting.code}")
    return {
        "join": qr(join, gettext("Kode QR untuk ikut musyawarah")),
        "record": qr(record, gettext("Kode QR menuju arsip hasil")),
        "join_text": _breakable(address(request, "")),
        "record_text": _breakable(record),
        "here_only": here_only(join),
    }


def _breakable(url: str) -> Markup:
    """The address as people type it; it may be broken after dots and slashes."""
    typed = url.removeprefix("https://").removeprefix("http://")
    return Markup("/<wbr>").join(
        Markup(".<wbr>").join(part.split(".")) for part in typed.split("/")
    )
