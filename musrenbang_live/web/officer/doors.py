"""What every page of an office says: for whom it is."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from musrenbang_live.web.identity import access
from musrenbang_live.web.site import site_of


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
