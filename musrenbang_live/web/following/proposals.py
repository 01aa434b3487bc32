"""The page of one proposal: one address for all its life, through every tier it went."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.following import reached
from musrenbang_live.store import report_lists, shelf
from musrenbang_live.store.shelf import ShelfRow
from musrenbang_live.web.following.history import History, history_of
from musrenbang_live.web.keeping import kept
from musrenbang_live.web.site import site_of

MOST_OF_A_KIND: Final = 50
"""Merged proposals, and later lives, that the page lists."""


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [Route("/usulan/{code}-{number:int}", show_proposal)]


async def show_proposal(request: Request) -> Response:
    """A proposal with its way; of any but the first of its life the way to that one's page."""
    site, row = site_of(request), await found(request)
    if request.url.path != row.address:
        return RedirectResponse(row.address, 308)
    way = await shelf.way(site.pool, row.code, row.number)
    merged = [one for stop in way for one in await shelf.merged(site.pool, stop.code, stop.number)]
    own = {(stop.code, stop.number) for stop in way}
    history = await history_of(site, row.code, row.number)
    page = site.pages.render(
        request,
        "find/proposal.html",
        row=row,
        steps=_steps(row, way, history),
        listed=any(ward.code == row.ward_code for ward in site.wards),
        way=way,
        last=way[-1],
        costs=_costs(way),
        merged=[one for one in merged if (one.code, one.number) not in own][:MOST_OF_A_KIND],
        history=history,
        before=await _before(request, row),
        report=await report_lists.came_from(site.pool, row.code, row.number),
        brought_again=[
            one for stop in way for one in await shelf.again(site.pool, stop.code, stop.number)
        ][:MOST_OF_A_KIND],
    )
    return kept(request, page, by_visitor=True)


async def found(request: Request) -> ShelfRow:
    """The proposal that the address names, in capitals or not; 404 where there is none."""
    code, number = request.path_params["code"], request.path_params["number"]
    row = await shelf.row(site_of(request).pool, code.upper(), number) if code.isascii() else None
    if row is None:
        raise HTTPException(404)
    return row


async def _before(request: Request, row: ShelfRow) -> ShelfRow | None:
    """What this life brings again, where it was on the shelf."""
    if not row.origin_code:
        return None
    return await shelf.row(site_of(request).pool, row.origin_code, row.origin_number)


def _steps(row: ShelfRow, way: list[ShelfRow], history: History) -> int:
    """How many steps it had come to, though it may have been refused since."""
    decided = [stop.decided for stop in way]
    answered = [entry.state for entry in history.entries if not entry.undone_at]
    return reached([row.state, *decided, *answered])


def _costs(way: list[ShelfRow]) -> list[ShelfRow]:
    """The stops at which the expected cost was named or changed."""
    named: list[ShelfRow] = []
    for stop in way:
        if stop.cost is not None and (not named or named[-1].cost != stop.cost):
            named.append(stop)
    return named
