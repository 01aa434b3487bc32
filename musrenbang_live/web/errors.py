"""What goes wrong, as a page with a plain sentence or as JSON; the only such mapping."""

import logging
import secrets
from typing import Final
from urllib.parse import quote

from jinja2 import TemplateNotFound
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from musrenbang_live.core.errors import Rejected
from musrenbang_live.store.pool import unreachable
from musrenbang_live.web.language import chosen
from musrenbang_live.web.sayings import say
from musrenbang_live.web.site import site_of

log = logging.getLogger(__name__)

STATUS: Final = {
    "session_unknown": 404,
    "proposal_unknown": 404,
    "round_unknown": 404,
    "catalog_unknown": 404,
    "article_unknown": 404,
    "member_unknown": 404,
    "article_changed": 409,
    "lists_not_ready": 404,
    "webhook_unknown": 404,
    "note_unknown": 404,
    "note_changed": 409,
    "batch_unknown": 404,
    "follow_up_not_yours": 403,
    "follow_up_moved": 409,
    "follow_up_passed": 409,
    "inquiry_unknown": 404,
    "inquiry_changed": 409,
    "inquiries_full": 503,
    "not_allowed": 403,
    "page_expired": 403,
    "participant_unknown": 403,
    "login_failed": 403,
    "link_used": 410,
    "message_too_large": 413,
    "file_too_large": 413,
    "photo_too_large": 413,
    "report_unknown": 404,
    "report_moved_on": 409,
    "report_limit": 429,
    "message_malformed": 400,
    "busy": 503,
    "session_full": 503,
    "cards_slowed": 503,
    "rights_queue_full": 503,
    "too_fast": 429,
    "unavailable": 503,
    "unsafe_storage": 503,
}
"""HTTP status of a refusal; 422 for all that are not named."""


def status_of(rejected: Rejected) -> int:
    """The HTTP status that fits the refusal."""
    return STATUS.get(rejected.code, 422)


def retry_after(rejected: Rejected) -> dict[str, str]:
    """The header that says when to send the same again, where that may help."""
    again = int(rejected.details.get("again", 0))
    if not again and status_of(rejected) != 503:
        return {}
    return {"retry-after": str(-(-again // 1000) or 3)}


def wants_json(request: Request) -> bool:
    """Whether a script asks, not a person."""
    return "application/json" in request.headers.get("accept", "")


async def rejected(request: Request, error: Exception) -> Response:
    """A refusal. Whoever is not logged in and opens a page is led to the login first."""
    assert isinstance(error, Rejected)
    if error.code == "not_allowed" and request.method == "GET" and not wants_json(request):
        return RedirectResponse(f"/masuk?lanjut={quote(_place(request))}", 303)
    if error.code == "participant_unknown" and not wants_json(request):
        return RedirectResponse(f"/s/{quote(request.path_params.get('code', ''))}", 303)
    return _answer(request, error, status_of(error))


def _place(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


async def http_error(request: Request, error: Exception) -> Response:
    """Addresses that lead nowhere, methods and bodies that do not fit."""
    assert isinstance(error, HTTPException)
    code = {413: "message_too_large", 400: "message_malformed"}.get(error.status_code)
    if code:
        return _answer(request, Rejected(code), error.status_code)
    site = site_of(request)
    if error.status_code in (404, 405):
        return site.pages.render(request, "not_found.html", error.status_code, token="")
    return Response(status_code=error.status_code, headers=error.headers)


async def failure(request: Request, error: Exception) -> Response:
    """Anything else. The page carries a reference that stands in the log beside the cause."""
    if unreachable(error) and not isinstance(error, TemplateNotFound):  # which is an OSError too
        log.warning("%s: the database is away (%s)", request.url.path, type(error).__name__)
        return _answer(request, Rejected("unavailable"), 503)
    reference = secrets.token_hex(4)
    log.error("unexpected failure %s at %s", reference, request.url.path, exc_info=error)
    return site_of(request).pages.render(request, "failure.html", 500, reference=reference)


def _answer(request: Request, error: Rejected, status: int) -> Response:
    site = site_of(request)
    sentence = say(chosen(request, site.languages), error)
    headers = retry_after(error)
    if wants_json(request):
        body = {"code": error.code, "say": sentence}
        if "field" in error.details:
            body["field"] = str(error.details["field"])
        return JSONResponse(body, status, headers=headers)
    page = site.pages.render(
        request,
        "refused.html",
        status,
        sentence=sentence,
        code=error.code,
        reloads=request.method == "GET",
    )
    page.headers.update(headers)
    return page
