"""The catalogue beside a proposal: looked up, chosen, and what comes of it.

A proposal outside the catalogue, or dearer than it, is kept like any other; it is marked.
"""

from collections.abc import Iterable
from typing import Final

import msgspec
from msgspec.structs import replace
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from musrenbang_live.core.catalog_search import sought
from musrenbang_live.core.cataloguing import CatalogItem
from musrenbang_live.core.commands import EditProposal
from musrenbang_live.core.costing import cost_of, from_catalog, marks, other_unit
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import ProposalContent
from musrenbang_live.core.meeting import Proposal
from musrenbang_live.live.room import Room
from musrenbang_live.store import catalogs
from musrenbang_live.web import formats, forms
from musrenbang_live.web.desk.page import desk_page
from musrenbang_live.web.errors import wants_json
from musrenbang_live.web.forms import Form
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import Language, chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.site import site_of

MOST_FOUND: Final = 20
"""Items of the catalogue that are offered at once."""


async def items_for(request: Request, room: Room, codes: Iterable[str]) -> dict[str, CatalogItem]:
    """The items of the year's catalogue with these codes; codes it does not have are left out."""
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    return await catalogs.items_of(site_of(request).pool, room.meeting.plan.plan_year, wanted)


async def is_known(request: Request, room: Room) -> bool:
    """Whether there is a catalogue for the year that this meeting plans."""
    return room.meeting.plan.plan_year in await catalogs.years(site_of(request).pool)


async def show_search(request: Request) -> Response:
    """Look something up in the catalogue for a proposal: a page to choose from, or JSON."""
    room, _person = await access.facilitator(request)
    wanted = request.query_params.get("usulan", "")
    proposal = _proposal(room, int(wanted)) if _is_number(wanted) else None
    query = request.query_params.get("cari", "").strip()[:200]
    query = query or (proposal.content.title if proposal else "")
    pool, year = site_of(request).pool, room.meeting.plan.plan_year
    found = await catalogs.search(pool, year, sought(query), limit=MOST_FOUND)
    language = chosen(request, site_of(request).languages)
    if wants_json(request):
        return JSONResponse([_offered(language, item) for item in found.items])
    return desk_page(
        request,
        room,
        "facilitator/catalog_search.html",
        proposal=proposal,
        query=query,
        found=found,
        year=year,
        known=await is_known(request, room),
        back=_place(request.query_params.get("kembali", "")),
    )


def _offered(language: Language, item: CatalogItem) -> dict[str, str]:
    """An item as the type-ahead shows it, and as it fills in the fields."""
    price = "" if item.price is None else formats.rupiah(item.price, language.code)
    return {
        "code": item.code,
        "name": item.name,
        "more": " · ".join(filter(None, (item.unit, price, item.agency))),
        "unit": item.unit,
        "unit_cost": "" if item.price is None else formats.number(item.price),
        "agency": item.agency,
    }


async def choose_item(request: Request) -> Response:
    """Make a proposal the item of the catalogue that was chosen, or take it out again."""
    room, person = await access.facilitator(request)
    form = await forms.read(request)
    proposal = _proposal(room, request.path_params["number"])
    code = form.text("catalog")
    items = await items_for(request, room, [code])
    if code and code not in items:
        raise Rejected("catalog_item_unknown")
    before = proposal.content
    after = from_catalog(before, items[code]) if code else replace(before, catalog="")
    await site_of(request).service.act(room, person.actor, EditProposal(proposal.number, after))
    language = chosen(request, site_of(request).languages)
    _ = language.gettext
    said = _("Usulan %(number)s tersimpan.") % {"number": proposal.number}
    if code and other_unit(before, items[code]):
        said = _(
            "Satuan berubah dari %(old)s menjadi %(new)s. Periksa volume usulan %(number)s."
        ) % {
            "old": before.unit,
            "new": after.unit,
            "number": proposal.number,
        }
    place = _place(form.text("back"))
    end = f"usulan/{proposal.number}" if place == "usulan" else f"biaya#usulan-{proposal.number}"
    return redirect(f"/fasilitator/{room.code}/{end}", said)


async def show_product(request: Request) -> Response:
    """Quantity times price, for the script that shows it while figures are typed."""
    room, _person = await access.facilitator(request)
    form = Form(FormData(dict(request.query_params)))
    quantity, unit_cost = form.measure("quantity"), form.number("unit_cost")
    cost = cost_of(quantity, unit_cost)
    typed = form.number("cost")
    said = ProposalContent(
        title="",
        problem="",
        sector="",
        neighborhood="",
        quantity=quantity,
        unit_cost=unit_cost,
        cost=cost if typed is None else typed,
    )
    items = await items_for(request, room, [form.text("catalog")])
    found = marks(said, items.get(form.text("catalog")))
    return JSONResponse(
        {"cost": "" if cost is None else formats.number(cost), **msgspec.structs.asdict(found)}
    )


def _place(name: str) -> str:
    """The page to go back to: the proposal's own, else the table."""
    return "usulan" if name == "usulan" else "biaya"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _proposal(room: Room, number: int) -> Proposal:
    """The proposal, shown or not. Raises `proposal_unknown`."""
    proposal = room.meeting.proposals.get(number)
    if proposal is None:
        raise Rejected("proposal_unknown", number=number)
    return proposal


def routes() -> list[Route]:
    """The catalogue beside the proposals of one session."""
    return [
        Route("/fasilitator/{code}/kamus", show_search),
        Route("/fasilitator/{code}/kamus/{number:int}", choose_item, methods=["POST"]),
        Route("/fasilitator/{code}/hitung", show_product),
    ]
