"""The guides: written pages, one for each role, in each language its own text."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.web.language import chosen
from musrenbang_live.web.site import site_of

GUIDES: Final = ("warga", "fasilitator", "layar", "kantor", "admin")


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
    return site.pages.render(request, f"guides/{language}/{guide}.html")
