"""The attendance list on a resident's phone: by the QR code at the door, without joining first.

Which lines a phone filled in only the phone knows, in a signed cookie: beside a line on the server
there is no participant, so that nobody can tell from it who proposed, supported or voted.
"""

import asyncio
import uuid
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from musrenbang_live.core.attending import AGE_BANDS, Attendee
from musrenbang_live.core.errors import Rejected
from musrenbang_live.store import people
from musrenbang_live.web import forms
from musrenbang_live.web.attendance_form import told_of
from musrenbang_live.web.identity import access
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.resident.pages import OVER, Visit, asking, show, visit
from musrenbang_live.web.sayings import by_field
from musrenbang_live.web.site import site_of

MOST: Final = 10
"""People whom one phone checks in: a family, not a bus."""


async def show_form(request: Request) -> Response:
    """Whom this phone has checked in; the form when that is nobody, or for one more."""
    come = await visit(request)
    if request.path_params["code"] != come.room.code:
        return RedirectResponse(f"{come.home}/hadir", 303)
    own = await _own(request, come)
    more = bool(request.query_params.get("lagi")) and len(own) < MOST
    values = {} if own else await _known(request, come)
    return await _page(request, come, own, values, more=more)


async def check_in(request: Request) -> Response:
    """Check somebody in. Pressing twice, or sending again, is one person."""
    come = await visit(request)
    form = await forms.read(request)
    own = await _own(request, come)
    if own and not form.flag("lagi"):
        said = come.language.gettext("Ponsel ini sudah mengisi daftar hadir.")
        return redirect(f"{come.home}/hadir", said)
    try:
        with asking():
            if len(own) >= MOST:
                raise Rejected("attendees_too_many", limit=MOST)
            site = site_of(request)
            # All phones of a meeting together: they are known by nothing else here.
            site.limit.step(f"hadir:{come.room.code}", asyncio.get_running_loop().time())
            line = await site.attending.check_in(come.room, form.ref, told_of(form), "ponsel")
    except Rejected as rejected:
        if come.room.meeting.stage in OVER:
            return redirect(f"{come.home}/hadir", come.say(rejected))
        more = form.flag("lagi")
        return await _page(request, come, own, form.values, more=more, rejected=rejected)
    answer = redirect(f"{come.home}/hadir", come.language.gettext("Tercatat hadir. Terima kasih."))
    lines = dict.fromkeys([*(each.id for each in own), line.id])
    access.remember_attended(answer, request, come.room, lines)
    return answer


async def _own(request: Request, come: Visit) -> list[Attendee]:
    """The lines of this phone that are still on the list, with their names."""
    lines = access.attended(request, come.room)
    found = await site_of(request).attending.some(come.room, lines) if lines else []
    return [line for line in found if not line.erased_at]


async def _known(request: Request, come: Visit) -> dict[str, str]:
    """What the participant of this phone told on joining, so that nobody types it twice."""
    if not come.participant:
        return {}
    known = await people.participant(site_of(request).pool, come.room.row.id, come.participant)
    if known is None:
        return {}
    return {
        "name": known.name,
        "gender": known.gender,
        "neighborhood": known.neighborhood,
        "organisation": known.organisation,
    }


async def _page(
    request: Request,
    come: Visit,
    own: list[Attendee],
    values: Mapping[str, str],
    *,
    more: bool,
    rejected: Rejected | None = None,
) -> Response:
    errors = by_field(come.language, rejected)
    return await show(
        request,
        come,
        "resident/attendance.html",
        "",
        rejected=rejected,
        ref=values.get("ref") or str(uuid.uuid4()),
        own_lines=own,
        more=more,
        most=MOST,
        over=come.room.meeting.stage in OVER,
        values=values,
        errors=errors,
        refusal=errors.pop("", ""),
        ages=AGE_BANDS,
        keeping=await site_of(request).attending.keeping(come.room),
    )


def routes() -> list[Route]:
    """The addresses of the attendance list on a phone."""
    return [
        Route("/s/{code}/hadir", show_form),
        Route("/s/{code}/hadir", check_in, methods=["POST"]),
    ]
