"""The guides: written pages, one for each role, in each language its own text."""

import re
from html import unescape
from typing import Final

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.web.language import chosen
from musrenbang_live.web.site import site_of

GUIDES: Final = ("warga", "fasilitator", "layar", "kantor", "admin")

_SECTION: Final = re.compile(r'<h2 id="([^"]+)">([^<]+)</h2>')


class Section(Struct, frozen=True):
    """A part of a guide: where it begins on the page, and what it is called."""

    anchor: str
    name: str


def sections_of(text: str) -> list[Section]:
    """The sections of a guide in their order, from its finished page; the list of what is on it is
    never written by hand, so that it cannot differ."""
    return [Section(anchor, unescape(name)) for anchor, name in _SECTION.findall(text)]


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [Route("/panduan", show_guides), Route("/panduan/{guide}", show_guide)]


async def show_guides(request: Request) -> Response:
    """Which guides there are."""
    return site_of(request).pages.render(request, "guides/index.html")


async def show_guide(request: Request) -> Response:
    """One guide in the visitor's language."""
    guide = request.path_params["guide"]
    if guide not in GUIDES:
        raise HTTPException(404)
    site = site_of(request)
    language = chosen(request, site.languages).code
    return site.pages.render(request, f"guides/{language}/{guide}.html", sections_of=sections_of)
