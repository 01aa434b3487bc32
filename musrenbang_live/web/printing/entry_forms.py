"""Forms on paper for proposals, as PDF set by Typst: filled in by residents, typed in by the desk.

They ask what the entry page asks, in its order, so that typing is reading from above to below. On
paper everything is in Indonesian, whoever prints it.
"""

from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from musrenbang_live.core.plan import SessionPlan
from musrenbang_live.web import formats
from musrenbang_live.web.identity import access
from musrenbang_live.web.printing.typesetting import typeset
from musrenbang_live.web.site import site_of

SHEETS: Final = 10
MOST_SHEETS: Final = 100
MOST_NUMBER: Final = 9_999
MOST_TICKED: Final = 30
"""Lingkungan that stand as boxes; of more the name is written."""


async def print_forms(request: Request) -> Response:
    """`lembar` sheets with two forms each (10), numbered from `mulai` (1); what cannot be read or
    is too much is put right."""
    room, _person = await access.facilitator(request)
    first = _number(request, "mulai", 1, MOST_NUMBER)
    sheets = _number(request, "lembar", SHEETS, MOST_SHEETS)
    site = site_of(request)
    template = site.print_templates / "formulir.typ"
    pdf = await entry_forms(template, room.meeting.plan, first, sheets)
    name = f"formulir-usulan-{room.code}-{first}.pdf"
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
    }
    return Response(pdf, media_type="application/pdf", headers=headers)


async def entry_forms(template: Path, plan: SessionPlan, first: int, sheets: int) -> bytes:
    """The PDF; setting takes a moment, so it is done beside all else."""
    return await typeset(template, _data(plan, first, sheets))


def _data(plan: SessionPlan, first: int, sheets: int) -> dict[str, Any]:
    day = formats.planned(plan.starts, "id", plan.zone).partition(", pukul")[0]
    few = len(plan.neighborhoods) <= MOST_TICKED
    return {
        "title": f"Formulir usulan – {plan.ward or plan.city}",
        "forum": plan.forum,
        "place": f"Kelurahan {plan.ward}" if plan.ward else plan.city,
        "date": day,
        "label": plan.neighborhood_label,
        "places": list(plan.neighborhoods) if few else [],
        "sectors": [sector.name for sector in plan.sectors],
        "first": first,
        "sheets": sheets,
    }


def _number(request: Request, name: str, usual: int, most: int) -> int:
    text = request.query_params.get(name, "")
    if not text.isascii() or not text.isdigit():
        return usual
    return min(max(1, int(text[:6])), most)


def routes() -> list[Route]:
    """The address of the forms."""
    return [Route("/fasilitator/{code}/formulir.pdf", print_forms)]
