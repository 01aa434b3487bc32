"""Pages with forms: each carries the token by which what is sent is known to come from it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from musrenbang_live.web.identity import access
from musrenbang_live.web.site import site_of


def page(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """The page that `template` makes of `context`, and of the token for this visitor (`token`)."""
    token = access.page_token(request)
    return site_of(request).pages.render(request, template, status, token=token, **context)
