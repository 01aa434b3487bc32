"""Typing proposals in for people without a phone, or from paper: made for speed and the keyboard.

One page, whole without a script. The log keeps that it was assisted and who typed it.
"""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from musrenbang_live.core.commands import SubmitProposal
from musrenbang_live.core.entering import measured, place_of
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import ProposalContent
from musrenbang_live.core.meeting import Meeting, Proposal
from musrenbang_live.core.plan import likely_sector
from musrenbang_live.core.similar import Said
from musrenbang_live.live.frames import token_mark
from musrenbang_live.live.room import Room
from musrenbang_live.store import entries, similar
from musrenbang_live.web import forms
from musrenbang_live.web.desk.page import desk_page
from musrenbang_live.web.errors import status_of, wants_json
from musrenbang_live.web.forms import Form
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.proposal_form import content_of
from musrenbang_live.web.sayings import by_field
from musrenbang_live.web.site import site_of

LAST: Final = 5
"""Entries of this person that are shown."""
MOST_LIKE: Final = 3
MOST_TYPED: Final = 800
FIELD_OF: Final = {"quantity": "volume", "unit": "volume"}
"""Refusals about what the page asks for in another field."""


class Typed(Struct, frozen=True):
    """An entry that stands in the log, and where it stands now."""

    proposal: Proposal
    is_undone: bool


async def show_entry(request: Request) -> Response:
    """An empty form; the place of the last entry stays, because people queue by neighbours."""
    room, person = await access.facilitator(request)
    wanted = request.query_params.get("baru", "")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else 0
    new = room.meeting.proposals.get(number)
    typed = await _last(request, room, person)
    last = new or (typed[0].proposal if typed else None)
    values = {"neighborhood": last.content.neighborhood} if last else {}
    return _page(request, room, values, typed, new=new)


async def record(request: Request) -> Response:
    """Type a proposal in; it is shown at once. The same id again is the same proposal."""
    room, person = await access.facilitator(request)
    form = await forms.read(request)
    ref = form.ref
    try:
        command = SubmitProposal(
            ref, "", _content(form, room), form.text("proposer"), assisted=True
        )
        meeting = await site_of(request).service.act(room, person.actor, command, ref)
    except Rejected as refused:
        named = _named(refused)
        if wants_json(request):
            raise named from refused
        typed = await _last(request, room, person)
        return _page(request, room, form.values, typed, refused=named, ref=ref)
    number = meeting.refs[ref]
    if not wants_json(request):
        return redirect(f"/fasilitator/{room.code}/ketik?baru={number}")
    typed = await _last(request, room, person)
    _ = chosen(request, site_of(request).languages).gettext
    said = _("Usulan %(number)s tercatat.") % {"number": number}
    html = {"terakhir": _html(request, room, "_terakhir.html", typed=typed)}
    return JSONResponse({"ok": True, "number": number, "say": said, "html": html})


async def assist(request: Request) -> Response:
    """What helps while typing: the place and the bidang that are meant, proposals that are alike,
    and the last entries; nothing is stored."""
    room, person = await access.facilitator(request)
    asked = request.query_params
    plan = room.meeting.plan
    place = place_of(plan.neighborhoods, asked.get("lingkungan", ""))
    said = Said(
        asked.get("teks", "")[:MOST_TYPED],
        asked.get("masalah", "")[:MOST_TYPED],
        neighborhood=place if place in plan.neighborhoods else "",
    )
    near = await similar.near(site_of(request).pool, room.row.id, said)
    sector = plan.sector(likely_sector(plan, f"{said.title} {said.problem}"))
    typed = await _last(request, room, person)
    return JSONResponse(
        {
            "place": f"{plan.neighborhood_label} {place}" if place in plan.neighborhoods else "",
            "sector": sector.name if sector and (said.title or said.problem) else "",
            "html": {
                "serupa": _html(request, room, "_serupa.html", like=_like(room.meeting, near)),
                "terakhir": _html(request, room, "_terakhir.html", typed=typed),
            },
        },
        headers={"cache-control": "no-store"},
    )


async def moved(request: Request) -> Response:
    """The address this page had before."""
    room, _person = await access.facilitator(request)
    return redirect(f"/fasilitator/{room.code}/ketik")


def _content(form: Form, room: Room) -> ProposalContent:
    """What was typed, its short forms read. Raises `number_invalid`."""
    volume = form.text("volume")
    if volume.strip():
        number, unit = measured(volume)
        form = Form(FormData({**form.values, "quantity": number, "unit": unit}))
    content = content_of(form)
    place = place_of(room.meeting.plan.neighborhoods, content.neighborhood)
    return replace(content, neighborhood=place)


def _named(refused: Rejected) -> Rejected:
    """The refusal with those beside it, about the fields that stand on this page."""
    first, *others = (
        each.about(FIELD_OF[each.field]) if each.field in FIELD_OF else each
        for each in (refused, *refused.also)
    )
    return first.beside(others)


async def _last(request: Request, room: Room, person: access.Person) -> list[Typed]:
    numbers = await entries.typed_by(site_of(request).pool, room.row.id, person.actor, LAST)
    proposals = room.meeting.proposals
    known = [proposals[number] for number in numbers if number in proposals]
    return [Typed(proposal, proposal.status == "hidden") for proposal in known]


def _like(meeting: Meeting, near: list[similar.Near]) -> list[tuple[Proposal, bool]]:
    known = [each for each in near if each.number in meeting.proposals]
    return [
        (meeting.proposals[each.number], each.likeness.grade == "sama")
        for each in known[:MOST_LIKE]
    ]


def _html(request: Request, room: Room, template: str, **context: Any) -> str:
    known = {"head": room.view("facilitator").head, "frozen": room.meeting.stage == "published"}
    language = chosen(request, site_of(request).languages).code
    html = site_of(request).pages.html(f"facilitator/{template}", language, known | context)
    return html.replace(token_mark(), "")  # the page puts in its own


def _page(
    request: Request,
    room: Room,
    values: Mapping[str, str],
    typed: list[Typed],
    *,
    new: Proposal | None = None,
    refused: Rejected | None = None,
    ref: str = "",
) -> Response:
    language = chosen(request, site_of(request).languages)
    return desk_page(
        request,
        room,
        "facilitator/entry.html",
        status_of(refused) if refused else 200,
        plan=room.meeting.plan,
        frozen=room.meeting.stage == "published",
        values=values,
        errors=by_field(language, refused),
        new=new,
        typed=typed,
        like=[],
        ref=ref or str(uuid.uuid4()),
    )


def routes() -> list[Route]:
    """The page of entries and what it asks for."""
    return [
        Route("/fasilitator/{code}/ketik", show_entry),
        Route("/fasilitator/{code}/ketik", record, methods=["POST"]),
        Route("/fasilitator/{code}/ketik/bantu", assist),
        Route("/fasilitator/{code}/catat", moved),
    ]
