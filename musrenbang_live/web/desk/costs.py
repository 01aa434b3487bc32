"""Completing proposals with figures: the quick table and the pagu above it.

What a cost is and what is marked is ruled in `core.costing` and `core.budget`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from musrenbang_live.core.budget import Budget, Line, budget_of
from musrenbang_live.core.cataloguing import CatalogItem
from musrenbang_live.core.commands import EditProposal
from musrenbang_live.core.costing import Gap, Marks, costed, gaps, marks
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import ProposalContent
from musrenbang_live.core.faults import Faults
from musrenbang_live.core.meeting import Proposal
from musrenbang_live.core.views.parts import Card, card
from musrenbang_live.live.room import Room
from musrenbang_live.web import formats, forms
from musrenbang_live.web.desk.catalog import is_known, items_for
from musrenbang_live.web.desk.page import desk_page
from musrenbang_live.web.errors import status_of, wants_json
from musrenbang_live.web.forms import Form
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.proposal_form import values_of
from musrenbang_live.web.sayings import by_field
from musrenbang_live.web.site import site_of
from musrenbang_live.web.words import budget

TEXTS: Final = ("unit", "agency", "beneficiary_unit", "catalog")


class CostRow(Struct, frozen=True):
    """A line of the quick table: the proposal, its fields as typed, and what is to be seen of it.

    `line` is its place in the budget, None for what was put off; `said` sentences by field.
    """

    card: Card
    values: Mapping[str, str]
    gaps: tuple[Gap, ...]
    marks: Marks
    item: CatalogItem | None
    line: Line | None
    said: Mapping[str, str]


async def show_costs(request: Request) -> Response:
    """All standing proposals with their figures, in the order of the budget."""
    room, _person = await access.facilitator(request)
    return await _costs(request, room)


async def save_costs(request: Request) -> Response:
    """Keep the figures of one row, and lead to the next that lacks something."""
    room, person = await access.facilitator(request)
    form = await forms.read(request)
    proposal = _standing(room, request.path_params["number"])
    try:
        after = costed(proposal.content, _figured(proposal.content, form))
        command = EditProposal(proposal.number, after)
        await site_of(request).service.act(room, person.actor, command)
    except Rejected as refused:
        if wants_json(request):
            raise
        return await _costs(request, room, proposal.number, form, refused)
    language = chosen(request, site_of(request).languages)
    said = language.gettext("Usulan %(number)s tersimpan.") % {"number": proposal.number}
    if wants_json(request):
        return JSONResponse({"ok": True, "say": said, **await _told(request, room, proposal)})
    return redirect(f"/fasilitator/{room.code}/biaya?setelah={proposal.number}", said)


def _figured(content: ProposalContent, form: Form) -> ProposalContent:
    """The proposal with the figures of the form; everything else stays."""
    faults = Faults()
    figured = replace(
        content,
        quantity=faults.of(form.measure, "quantity"),
        unit_cost=faults.of(form.number, "unit_cost"),
        cost=faults.of(form.number, "cost"),
        beneficiaries=faults.of(form.number, "beneficiaries"),
        **{name: form.text(name, getattr(content, name)) for name in TEXTS},
    )
    faults.tell()
    return figured


async def _costs(
    request: Request,
    room: Room,
    number: int = 0,
    form: Form | None = None,
    refused: Rejected | None = None,
) -> Response:
    language = chosen(request, site_of(request).languages)
    rows = await _rows(request, room)
    if form and refused:
        said = by_field(language, refused)
        rows = [
            replace(row, values={**row.values, **form.values}, said=said)
            if row.card.number == number
            else row
            for row in rows
        ]
    found = _budget(room)
    return desk_page(
        request,
        room,
        "facilitator/costs.html",
        status_of(refused) if refused else 200,
        rows=rows,
        budget=found,
        summary=budget.summary(language, found),
        incomplete=sum(bool(row.gaps) for row in rows),
        at=number or _next_number(rows, request.query_params.get("setelah", "")),
        year=room.meeting.plan.plan_year,
        known=await is_known(request, room),
        frozen=room.meeting.stage == "published",
    )


def _next_number(rows: Sequence[CostRow], after: str) -> int:
    """The first proposal below `after` that lacks something, else the first of all; 0 for none."""
    lacking = [row.card.number for row in rows if row.gaps]
    order = [str(row.card.number) for row in rows]
    if after in order:
        below = set(order[order.index(after) + 1 :])
        lacking = [number for number in lacking if str(number) in below] or lacking
    return lacking[0] if lacking else 0


async def _rows(request: Request, room: Room) -> list[CostRow]:
    lines = {line.number: line for line in _budget(room).lines}
    standing = {proposal.number: proposal for proposal in room.meeting.standing()}
    order = [*lines, *(number for number in standing if number not in lines)]
    items = await items_for(request, room, [standing[number].content.catalog for number in order])
    return [_row(room, standing[number], items, lines.get(number)) for number in order]


def _row(
    room: Room, proposal: Proposal, items: Mapping[str, CatalogItem], line: Line | None
) -> CostRow:
    shown = card(room.meeting, proposal)
    item = items.get(proposal.content.catalog)
    return CostRow(
        card=shown,
        values=values_of(shown),
        gaps=gaps(proposal.content),
        marks=marks(proposal.content, item),
        item=item,
        line=line,
        said={},
    )


def _budget(room: Room) -> Budget:
    return budget_of(room.meeting, room.counts.supports)


async def _told(request: Request, room: Room, proposal: Proposal) -> dict[str, Any]:
    """What the script writes on the page after a row was kept."""
    language = chosen(request, site_of(request).languages)
    rows = await _rows(request, room)
    row = next((row for row in rows if row.card.number == proposal.number), None)
    found = _budget(room)
    return {
        "values": dict(row.values) if row else {},
        "marks": msgspec.structs.asdict(row.marks) if row else {},
        "gaps": list(row.gaps) if row else [],
        "beyond": list(found.beyond),
        "within": found.within,
        "over": found.share - found.within,
        "texts": {
            "biaya-belum": formats.number(sum(bool(r.gaps) for r in rows), language.code),
            **budget.summary(language, found),
        },
    }


def _standing(room: Room, number: int) -> Proposal:
    """The proposal, when it stands. Raises `proposal_unknown`."""
    proposal = room.meeting.proposals.get(number)
    if proposal is None or not proposal.stands:
        raise Rejected("proposal_unknown", number=number)
    return proposal


def routes() -> list[Route]:
    """The quick table of one session."""
    return [
        Route("/fasilitator/{code}/biaya", show_costs),
        Route("/fasilitator/{code}/biaya/{number:int}", save_costs, methods=["POST"]),
    ]
