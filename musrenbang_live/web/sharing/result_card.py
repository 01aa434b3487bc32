"""The result of a meeting as a small card that other sites may show in a frame: no script, no
cookie, nothing to press but the way to the whole record.
"""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.web.archive.pages import published_room
from musrenbang_live.web.keeping import kept
from musrenbang_live.web.site import address, site_of

LINES: Final = 5
"""Priorities on a card."""
POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none';"
    " form-action 'none'; frame-ancestors *"
)


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [Route("/kartu/{code}", show)]


async def show(request: Request) -> Response:
    """The card of a published meeting; where there is none, a card that says so."""
    site = site_of(request)
    try:
        room, view = await published_room(request)
        if view.head.practice:
            raise HTTPException(404)
    except HTTPException:
        page = site.pages.render(request, "card/page.html", 404, view=None, base="")
        page.headers.update(_framed())
        return page
    titles = {each.number: each.card.title for each in view.outcomes if each.card}
    page = site.pages.render(
        request,
        "card/page.html",
        view=view,
        head=view.head,
        example=room.row.example,
        titles=[titles[number] for number in view.priorities if number in titles][:LINES],
        standing=sum(each.fate in ("ranked", "not_voted") for each in view.outcomes),
        base=address(request, ""),
    )
    page.headers.update(_framed())
    return kept(request, page, by_visitor=True)


def _framed() -> dict[str, str]:
    return {
        "content-security-policy": POLICY,
        "cross-origin-resource-policy": "cross-origin",
    }
