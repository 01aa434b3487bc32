"""The addresses of the API, made from its operations; its document; the page to try it on."""

import functools
import logging
from typing import Any, Final
from urllib.parse import quote, urlencode

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from musrenbang_live.store.pool import unreachable
from musrenbang_live.web.api import city, meetings, proposals, root
from musrenbang_live.web.api.document import document
from musrenbang_live.web.api.operations import Operation
from musrenbang_live.web.api.problems import PROBLEMS, Refused, problem
from musrenbang_live.web.keeping import OPEN_DATA, kept, open_data
from musrenbang_live.web.language import chosen
from musrenbang_live.web.licenses import LICENSES
from musrenbang_live.web.site import address, site_of

log = logging.getLogger(__name__)

OPERATIONS: Final[tuple[Operation, ...]] = (
    *root.OPERATIONS,
    *meetings.OPERATIONS,
    *proposals.OPERATIONS,
    *city.OPERATIONS,
)
_BY_ID: Final = {operation.id: operation for operation in OPERATIONS}
_READING: Final = ("GET", "HEAD", "OPTIONS")
_PREFLIGHT: Final = {
    **OPEN_DATA,
    "access-control-allow-methods": ", ".join(_READING),
    "access-control-allow-headers": "If-None-Match, Accept",
    "access-control-max-age": "86400",
    "allow": ", ".join(_READING),
}


class Door:
    """One address of the API, for every method: those that do not read are refused in its way.

    Without an operation nothing is there.
    """

    def __init__(self, operation: Operation | None = None) -> None:
        self._operation = operation

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        request = Request(scope, receive)
        answer = await self._answer(request)
        answer.headers["access-control-expose-headers"] = "ETag"
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        try:
            if request.method not in _READING:
                raise Refused("method_not_allowed")
            if self._operation is None:
                raise Refused("not_found")
            told = await self._operation.handler(self._operation.read(request))
        except Refused as refused:
            return _refusal(request, refused)
        except Exception as error:
            if not unreachable(error):
                log.exception("the API failed at %s", request.url.path)
                return _refusal(request, Refused("failure"))
            return _refusal(request, Refused("unavailable"))
        return open_data(request, msgspec.json.encode(told), "application/json")


def _refusal(request: Request, refused: Refused) -> Response:
    body = problem(refused, address(request, "/api"))
    headers = {**OPEN_DATA, "cache-control": "no-store"}
    if body.status == 405:
        headers["allow"] = ", ".join(_READING)
    if body.status == 503:
        headers["retry-after"] = "5"
    return Response(
        msgspec.json.encode(body), body.status, headers, media_type="application/problem+json"
    )


async def send_document(request: Request) -> Response:
    """The OpenAPI document."""
    site = site_of(request)
    body = _document(site.name, address(request, ""), site.license)
    return open_data(request, body, "application/json")


@functools.lru_cache(maxsize=8)
def _document(site: str, base: str, license: str) -> bytes:
    """The same document for everybody who comes by the same address."""
    told = document(OPERATIONS, site=site, base=base, page=f"{base}/api", license=LICENSES[license])
    return msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"


async def show_page(request: Request) -> Response:
    """The page on which everything can be tried."""
    site = site_of(request)
    language = chosen(request, site.languages).code
    page = site.pages.render(
        request,
        "api/page.html",
        operations=OPERATIONS,
        problems=PROBLEMS,
        license=LICENSES[site.license],
        base=address(request, ""),
        command=lambda operation: _command(address(request, ""), operation),
        said=lambda words: words.by(language),
    )
    return kept(request, page, by_visitor=True)


async def try_out(request: Request) -> Response:
    """Lead a form of the page to the address that it describes; empty fields are left out."""
    operation = _BY_ID.get(request.path_params["operation"])
    if operation is None:
        raise HTTPException(404)
    sent = {
        each.name: value
        for each in operation.parameters
        if (value := request.query_params.get(each.name, "").strip())
    }
    return RedirectResponse(_filled(operation, sent), 303)


def _command(base: str, operation: Operation) -> str:
    """How the same is asked on a command line."""
    examples = {each.name: each.example for each in operation.parameters if each.example}
    return f"curl '{base}{_filled(operation, examples)}'"


def _filled(operation: Operation, values: dict[str, Any]) -> str:
    path, rest = operation.address, dict(values)
    for each in operation.parameters:
        if each.place == "path":
            value = quote(str(rest.pop(each.name, each.example)), safe="")
            path = path.replace(f"{{{each.name}}}", value)
    return f"{path}?{urlencode(rest)}" if rest else path


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/api", show_page),
        Route("/api/openapi.json", send_document),
        Route("/api/coba/{operation}", try_out),
        *(Route(operation.address, Door(operation)) for operation in OPERATIONS),
        Route("/api/{rest:path}", Door()),
    ]
