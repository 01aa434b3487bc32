"""While a resident writes: proposals already there that ask the same, to be supported instead.

They are only offered. Nothing that was typed is touched, and whoever wants to send it all the same
does so with one press.
"""

import asyncio
from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.similar import Said, marked
from musrenbang_live.live.frames import token_mark
from musrenbang_live.store import similar
from musrenbang_live.store.pool import unreachable
from musrenbang_live.web.resident.pages import Visit, for_residents
from musrenbang_live.web.site import site_of

MOST: Final = 3
MOST_TYPED: Final = 800
"""Letters that are compared; the fields of a proposal hold fewer."""


class Offer(Struct, frozen=True):
    """A proposal to support instead. `title` in pieces, each with whether the writer said it too;
    `is_same`: it seems to be the same request, not only of the same need."""

    number: int
    title: list[tuple[str, bool]]
    problem: str
    neighborhood: str
    landmark: str
    supports: int
    is_same: bool


@for_residents
async def show_offers(request: Request, come: Visit) -> Response:
    """The offers for what is typed, as fragments of the page: `teks` what is asked for, `masalah`
    why, `lingkungan` where. Raises `too_fast`; asking has a limit of its own, beside sending."""
    limit, clock = site_of(request).limit, asyncio.get_running_loop().time()
    limit.step(f"mirip:{come.participant}", clock)
    asked = request.query_params
    typed = {
        "title": asked.get("teks", ""),
        "problem": asked.get("masalah", ""),
        "neighborhood": asked.get("lingkungan", ""),
    }
    offers = await offered(request, come, typed)
    html = {
        "mirip": _html(request, come, "resident/_mirip.html", offers),
        "mirip-dukung": _html(request, come, "resident/_mirip_dukung.html", offers),
    }
    return JSONResponse({"html": html}, headers={"cache-control": "no-store"})


async def offered(request: Request, come: Visit, typed: Mapping[str, str]) -> list[Offer]:
    """What to support instead of what is typed; nothing while the database is away."""
    said = Said(
        typed.get("title", "")[:MOST_TYPED],
        typed.get("problem", "")[:MOST_TYPED],
        neighborhood=typed.get("neighborhood", ""),
    )
    try:
        found = await similar.near(site_of(request).pool, come.room.row.id, said)
    except Exception as error:
        if not unreachable(error):
            raise
        return []
    known = [near for near in found if near.number in come.room.meeting.proposals]
    return [_offer(come, near) for near in known[:MOST]]


def _offer(come: Visit, near: similar.Near) -> Offer:
    content = come.room.meeting.proposals[near.number].content
    return Offer(
        number=near.number,
        title=marked(content.title, near.likeness.words),
        problem=content.problem,
        neighborhood=content.neighborhood,
        landmark=content.landmark,
        supports=come.room.counts.supports.get(near.number, 0),
        is_same=near.likeness.grade == "sama",
    )


def _html(request: Request, come: Visit, template: str, offers: list[Offer]) -> str:
    context = {
        "code": come.room.code,
        "label": come.room.meeting.plan.neighborhood_label,
        "offers": offers,
        "scripted": True,
        "open": come.room.meeting.takes_supports,
    }
    html = site_of(request).pages.html(template, come.language.code, context)
    return html.replace(token_mark(), "")  # the page puts in its own


def wanted_support(request: Request) -> int:
    """The proposal to be supported instead, by the button that was pressed; 0 for none. Raises
    `proposal_unknown`."""
    number = request.query_params.get("dukung", "")
    if not number:
        return 0
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise Rejected("proposal_unknown", number=number)
    return int(number)


def routes() -> list[Route]:
    """Where a page asks while somebody types."""
    return [Route("/s/{code}/mirip", show_offers)]
