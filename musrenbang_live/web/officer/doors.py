"""What every page of an office says: for whom it is."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from musrenbang_live.web.identity import access, form_pages


def page(
    request: Request, template: str, who: access.Officer, status: int = 200, **context: Any
) -> Response:
    """A page for officers: every one says for whom it is (`person`, `office`)."""
    return form_pages.page(
        request,
        template,
        status,
        person=who.person,
        office=who.office,
        **context,
    )
