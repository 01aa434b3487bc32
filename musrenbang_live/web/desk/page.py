"""A page of one task beside the console: what every such page is rendered with."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from musrenbang_live.live.room import Room
from musrenbang_live.web.identity import access
from musrenbang_live.web.site import site_of


def desk_page(
    request: Request, room: Room, template: str, status: int = 200, **context: Any
) -> Response:
    """`template` with the head of the meeting, the token of the page, and what is its own."""
    return site_of(request).pages.render(
        request,
        template,
        status,
        token=access.page_token(request),
        head=room.view("facilitator").head,
        **context,
    )
