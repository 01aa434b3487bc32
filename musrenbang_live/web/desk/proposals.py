"""Proposals at the facilitator's desk: put into words, kept together."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from musrenbang_live.core.commands import AnyCommand, ApproveProposal, EditProposal
from musrenbang_live.core.costing import costed, marks
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.meeting import Proposal
from musrenbang_live.core.similar import likeness
from musrenbang_live.core.titles import screen_title
from musrenbang_live.core.views.facilitator import FacilitatorView, Row
from musrenbang_live.core.views.parts import Card
from musrenbang_live.live.room import Room
from musrenbang_live.store import entries
from musrenbang_live.web import forms
from musrenbang_live.web.desk.catalog import is_known, items_for
from musrenbang_live.web.desk.page import desk_page
from musrenbang_live.web.desk.similar import said_on
from musrenbang_live.web.errors import status_of
from musrenbang_live.web.forms import Form
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.proposal_form import content_of, values_of
from musrenbang_live.web.sayings import by_field
from musrenbang_live.web.site import site_of


async def show_proposal(request: Request) -> Response:
    """One proposal with all its fields and where it stands."""
    room, _person = await access.facilitator(request)
    row = _row(room, request.path_params["number"])
    return await _proposal(request, room, row, values_of(row.card))


async def save_proposal(request: Request) -> Response:
    """Change the wording or the figures; `then=approve` also shows it."""
    room, person = await access.facilitator(request)
    form = await forms.read(request)
    row = _row(room, request.path_params["number"])
    try:
        for command in _changes(form, room.meeting.proposals[row.card.number]):
            await site_of(request).service.act(room, person.actor, command)
    except Rejected as refused:
        return await _proposal(request, room, row, form.values, refused)
    if form.text("then") == "catalog":
        return redirect(f"/fasilitator/{room.code}/kamus?usulan={row.card.number}&kembali=usulan")
    _ = chosen(request, site_of(request).languages).gettext
    said = _("Usulan %(number)s tersimpan.") % {"number": row.card.number}
    return redirect(f"/fasilitator/{room.code}", said)


async def retyped(
    request: Request, room: Room, number: int, form: Form, refused: Rejected
) -> Response:
    """The page of a proposal with what was typed in a shorter form, where that was refused.

    Raises `proposal_unknown`.
    """
    row = _row(room, number)
    return await _proposal(request, room, row, {**values_of(row.card), **form.values}, refused)


def _changes(form: Form, proposal: Proposal) -> list[AnyCommand]:
    before = proposal.content
    edit = EditProposal(proposal.number, costed(before, content_of(form, before)))
    return [edit, ApproveProposal(edit.number)] if form.text("then") == "approve" else [edit]


async def _proposal(
    request: Request,
    room: Room,
    row: Row,
    values: Mapping[str, str],
    refused: Rejected | None = None,
) -> Response:
    voting = room.meeting.open_round
    pool, number = site_of(request).pool, row.card.number
    typist = await entries.typist(pool, room.row.id, number) if row.card.assisted else ""
    said = room.meeting.proposals[row.card.number].content
    items = await items_for(request, room, [said.catalog])
    return _page(
        request,
        room,
        "facilitator/proposal.html",
        status_of(refused) if refused else 200,
        row=row,
        typist=typist,
        values=values,
        errors=_wrong(request, refused),
        suggestion=screen_title(values.get("title", "") or row.card.title),
        locked=voting is not None and row.card.number in voting.proposals,
        members=[_row(room, number) for number in row.card.merged],
        item=items.get(said.catalog),
        marks=marks(said, items.get(said.catalog)),
        known=await is_known(request, room),
    )


async def show_merge(request: Request) -> Response:
    """Choose what becomes part of what. One chosen: into which? Several: which one leads?"""
    room, _person = await access.facilitator(request)
    view: FacilitatorView = room.view("facilitator")
    wanted = {text for text in request.query_params.getlist("usulan") if text.isdecimal()}
    cards = [row.card for row in (*view.rows, *view.queue)]
    picked = [card for card in cards if str(card.number) in wanted]
    if not picked:
        _ = chosen(request, site_of(request).languages).gettext
        return redirect(f"/fasilitator/{room.code}", _("Pilih dahulu usulan yang akan digabung."))
    others = [card for card in cards if card is not picked[0]]
    targets = picked if len(picked) > 1 else _alike_first(picked[0], others)
    return _page(
        request,
        room,
        "facilitator/merge.html",
        picked=picked,
        targets=targets,
        supports=view.supports,
    )


def _alike_first(card: Card, others: list[Card]) -> list[Card]:
    """The others, those that are most like it first. Only an order to look in."""

    def alike(other: Card) -> tuple[bool, float, int]:
        near = card.neighborhood == other.neighborhood
        found = likeness(said_on(card), said_on(other))
        return not near, -(found.score if found else 0.0), other.number

    return sorted(others, key=alike)


def _row(room: Room, number: int) -> Row:
    """The proposal as the console sees it. Raises `proposal_unknown`."""
    view: FacilitatorView = room.view("facilitator")
    for row in (*view.rows, *view.queue, *view.apart):
        if row.card.number == number:
            return row
    raise Rejected("proposal_unknown", number=number)


def _wrong(request: Request, refused: Rejected | None) -> dict[str, str]:
    """The sentence of a refusal under the field it is about; under "" when about none."""
    return by_field(chosen(request, site_of(request).languages), refused)


def _page(
    request: Request, room: Room, template: str, status: int = 200, **context: Any
) -> Response:
    return desk_page(
        request,
        room,
        template,
        status,
        plan=room.meeting.plan,
        **context,
    )


def routes() -> list[Route]:
    """The pages of a session's proposals."""
    return [
        Route("/fasilitator/{code}/usulan/{number:int}", show_proposal),
        Route("/fasilitator/{code}/usulan/{number:int}", save_proposal, methods=["POST"]),
        Route("/fasilitator/{code}/gabung", show_merge),
    ]
