"""The officer's door: what waits for the office of whoever is logged in."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.web.identity import access
from musrenbang_live.web.site import site_of


async def show_home(request: Request) -> Response:
    """The rooms of this office."""
    return page(request, "officer/home.html", await access.officer(request))


def page(
    request: Request, template: str, who: access.Officer, status: int = 200, **context: Any
) -> Response:
    """A page for officers: every one says for whom it is (`person`, `office`)."""
    return site_of(request).pages.render(
        request,
        template,
        status,
        token=access.page_token(request),
        person=who.person,
        office=who.office,
        **context,
    )


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [Route("/kantor", show_home)]
