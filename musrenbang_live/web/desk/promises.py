"""Last year first, at the facilitator's desk: what was promised, and what became of it.

Here is the list with what can be done about each of it. How promises get in from the archive or
from a sheet: `web.desk.promises_import`.
"""

import uuid
from collections.abc import Mapping
from typing import Any, Final, cast, get_args

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from musrenbang_live.core.commands import AnswerPromise, BringPromise, CarryPromise
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import PromiseState, ProposalContent
from musrenbang_live.core.faults import Faults
from musrenbang_live.core.meeting import Promise
from musrenbang_live.core.promise_reading import unit_named
from musrenbang_live.core.tiers import ref_of, source_of
from musrenbang_live.core.views.promises import promises
from musrenbang_live.live.room import Room
from musrenbang_live.store import tiers
from musrenbang_live.web import forms
from musrenbang_live.web.errors import status_of
from musrenbang_live.web.forms import Form
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import chosen
from musrenbang_live.web.other_meetings import published_meeting, said_again
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.sayings import by_field
from musrenbang_live.web.site import site_of
from musrenbang_live.web.words.promises import RECORD_STATES

STATES: Final[tuple[PromiseState, ...]] = get_args(PromiseState)


async def show_promises(request: Request) -> Response:
    """All promises, and the ways to get more."""
    room, _person = await access.facilitator(request)
    return await page(request, room)


async def bring_one(request: Request) -> Response:
    """Write down one promise by hand; what was typed stays where it is refused."""
    room, person = await access.facilitator(request)
    form = await forms.read(request)
    try:
        faults = Faults()
        command = BringPromise(
            year=faults.of(form.number, "year") or room.meeting.plan.year - 1,
            title=form.text("title"),
            neighborhood=form.text("neighborhood"),
            cost=faults.of(form.number, "cost"),
            state=cast(PromiseState, form.text("state", "belum")),
        )
        faults.tell()
        await site_of(request).service.act(room, person.actor, command)
    except Rejected as refused:
        return await page(request, room, values=form.values, refused=refused)
    _ = chosen(request, site_of(request).languages).gettext
    return redirect(f"/fasilitator/{room.code}/janji#tambah", _("Tercatat."))


async def answer(request: Request) -> Response:
    """Record what the official says became of it."""
    room, person = await access.facilitator(request)
    form = await forms.read(request)
    number: int = request.path_params["number"]
    try:
        state = cast(PromiseState, form.text("state"))
        command = AnswerPromise(number, state, form.text("by"), form.text("text"))
        await site_of(request).service.act(room, person.actor, command)
    except Rejected as refused:
        return await page(request, room, answering=number, values=form.values, refused=refused)
    _ = chosen(request, site_of(request).languages).gettext
    said = _("Jawaban untuk nomor %(number)s tersimpan.") % {"number": number}
    return redirect(f"/fasilitator/{room.code}/janji#janji-{number}", said)


async def carry(request: Request) -> Response:
    """Make a proposal of what was not kept; pressed twice it is one proposal."""
    room, person = await access.facilitator(request)
    form = await forms.read(request)
    number: int = request.path_params["number"]
    promise = room.meeting.promises.get(number)
    if promise is None:
        raise Rejected("promise_unknown", number=number)
    try:
        content = await _content(request, room, promise, form)
        command = CarryPromise(number, ref_of("lanjut", room.code, str(number)), content)
        after = await site_of(request).service.act(room, person.actor, command, command.ref)
    except Rejected as refused:
        return await page(request, room, answering=number, values=form.values, refused=refused)
    _ = chosen(request, site_of(request).languages).gettext
    said = _("Nomor %(number)s menjadi usulan %(proposal)s.") % {
        "number": number,
        "proposal": after.promises[number].proposal,
    }
    return redirect(f"/fasilitator/{room.code}/janji#janji-{number}", said)


async def _content(request: Request, room: Room, promise: Promise, form: Form) -> ProposalContent:
    """What the new proposal says: as its own record has it, else what the list tells."""
    place = form.text("neighborhood") or promise.neighborhood
    unit = unit_named(room.meeting.plan, place) or ""
    known = await _recorded(request, promise)
    if known:
        return said_again(room.meeting.plan, known, unit)
    became = f"Disepakati tahun {promise.year}, {RECORD_STATES[promise.state]}."
    return ProposalContent(
        title=promise.title,
        problem=f"{became} {promise.answer}".strip(),
        sector="",
        neighborhood=unit,
        cost=promise.cost,
    )


async def _recorded(request: Request, promise: Promise) -> ProposalContent | None:
    """What the proposal said in the published record it comes from, if that is here."""
    source = source_of(promise.origin)
    other = await published_meeting(site_of(request), source[0]) if source else None
    if other is None or source is None:
        return None
    proposal = other.meeting.proposals.get(source[1])
    return proposal.content if proposal and proposal.stands else None


async def page(
    request: Request,
    room: Room,
    *,
    answering: int = 0,
    values: Mapping[str, str] | None = None,
    refused: Rejected | None = None,
    **context: Any,
) -> Response:
    """The page of last year. `answering` is the promise a refused form was about, 0 for another."""
    site = site_of(request)
    language = chosen(request, site.languages)
    plan = room.meeting.plan
    earlier = await tiers.earlier(site.pool, plan, room.code, example=room.row.example)
    known = promises(room.meeting, room.counts)
    return site.pages.render(
        request,
        "facilitator/promises.html",
        status_of(refused) if refused else 200,
        token=access.page_token(request),
        head=room.view("facilitator").head,
        plan=plan,
        promises=known,
        misplaced={line.number for line in known if unit_named(plan, line.neighborhood) is None},
        last_by=next((line.by for line in reversed(known) if line.by), "Lurah"),
        earlier=earlier,
        states=STATES,
        locked=room.meeting.stage in ("closed", "published"),
        final=room.meeting.stage == "published",
        on_wall=room.meeting.show_number if room.meeting.show == "tahun-lalu" else -1,
        answering=answering,
        values=values or {},
        errors=by_field(language, refused),
        ref=str(uuid.uuid4()),
        **context,
    )


def routes() -> list[Route]:
    """The addresses of this page."""
    one = "/fasilitator/{code}/janji/{number:int}"
    return [
        Route("/fasilitator/{code}/janji", show_promises),
        Route("/fasilitator/{code}/janji", bring_one, methods=["POST"]),
        Route(f"{one}/jawab", answer, methods=["POST"]),
        Route(f"{one}/lanjut", carry, methods=["POST"]),
    ]
