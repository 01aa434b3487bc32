"""Proposals at the facilitator's desk: typed in for somebody, put into words, kept together."""

import uuid
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from musrenbang_live.core.commands import AnyCommand, ApproveProposal, EditProposal, SubmitProposal
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.similar import likeness
from musrenbang_live.core.titles import screen_title
from musrenbang_live.core.views.facilitator import FacilitatorView, Row
from musrenbang_live.core.views.parts import Card
from musrenbang_live.live.room import Room
from musrenbang_live.web import access, forms
from musrenbang_live.web.desk_similar import said_on
from musrenbang_live.web.errors import status_of
from musrenbang_live.web.forms import Form
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.proposal_form import content_of, values_of
from musrenbang_live.web.sayings import say
from musrenbang_live.web.site import site_of


async def show_entry(request: Request) -> Response:
    """An empty form; the place of the last entry stays, because people queue by neighbours."""
    room, _person = await access.facilitator(request)
    wanted = request.query_params.get("baru", "")
    last = room.meeting.proposals.get(int(wanted)) if wanted.isdecimal() else None
    values = {"neighborhood": last.content.neighborhood} if last else {}
    return _entry(request, room, values, last=last)


async def record(request: Request) -> Response:
    """Type in a proposal for somebody without a phone; it is shown at once."""
    room, person = await access.facilitator(request)
    form = await forms.read(request)
    ref = form.ref
    try:
        command = SubmitProposal(ref, "", content_of(form), form.text("proposer"), assisted=True)
        meeting = await site_of(request).service.act(room, person.actor, command, ref)
    except Rejected as refused:
        return _entry(request, room, form.values, refused=refused, ref=ref)
    return redirect(f"/fasilitator/{room.code}/catat?baru={meeting.refs[ref]}")


def _entry(
    request: Request,
    room: Room,
    values: Mapping[str, str],
    *,
    last: Any = None,
    refused: Rejected | None = None,
    ref: str = "",
) -> Response:
    return _page(
        request,
        room,
        "facilitator/entry.html",
        status_of(refused) if refused else 200,
        values=values,
        errors=_wrong(request, refused),
        last=last,
        ref=ref or str(uuid.uuid4()),
    )


async def show_proposal(request: Request) -> Response:
    """One proposal with all its fields and where it stands."""
    room, _person = await access.facilitator(request)
    row = _row(room, request.path_params["number"])
    return _proposal(request, room, row, values_of(row.card))


async def save_proposal(request: Request) -> Response:
    """Change the wording or the figures; `then=approve` also shows it."""
    room, person = await access.facilitator(request)
    form = await forms.read(request)
    row = _row(room, request.path_params["number"])
    try:
        for command in _changes(form, row.card.number):
            await site_of(request).service.act(room, person.actor, command)
    except Rejected as refused:
        return _proposal(request, room, row, form.values, refused)
    _ = chosen(request, site_of(request).languages).gettext
    said = _("Usulan %(number)s tersimpan.") % {"number": row.card.number}
    return redirect(f"/fasilitator/{room.code}", said)


def _changes(form: Form, number: int) -> list[AnyCommand]:
    edit = EditProposal(number, content_of(form))
    return [edit, ApproveProposal(number)] if form.text("then") == "approve" else [edit]


def _proposal(
    request: Request,
    room: Room,
    row: Row,
    values: Mapping[str, str],
    refused: Rejected | None = None,
) -> Response:
    voting = room.meeting.open_round
    return _page(
        request,
        room,
        "facilitator/proposal.html",
        status_of(refused) if refused else 200,
        row=row,
        values=values,
        errors=_wrong(request, refused),
        suggestion=screen_title(values.get("title", "") or row.card.title),
        locked=voting is not None and row.card.number in voting.proposals,
        members=[_row(room, number) for number in row.card.merged],
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
    if refused is None:
        return {}
    language = chosen(request, site_of(request).languages)
    return {str(refused.details.get("field", "")): say(language, refused)}


def _page(
    request: Request, room: Room, template: str, status: int = 200, **context: Any
) -> Response:
    return site_of(request).pages.render(
        request,
        template,
        status,
        token=access.page_token(request),
        head=room.view("facilitator").head,
        plan=room.meeting.plan,
        **context,
    )


def routes() -> list[Route]:
    """The pages of a session's proposals."""
    return [
        Route("/fasilitator/{code}/catat", show_entry),
        Route("/fasilitator/{code}/catat", record, methods=["POST"]),
        Route("/fasilitator/{code}/usulan/{number:int}", show_proposal),
        Route("/fasilitator/{code}/usulan/{number:int}", save_proposal, methods=["POST"]),
        Route("/fasilitator/{code}/gabung", show_merge),
    ]
