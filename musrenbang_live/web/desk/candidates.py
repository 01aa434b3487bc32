"""Candidates at the facilitator's desk: who stands for election as a delegate."""

import uuid
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from musrenbang_live.core.commands import Nominate
from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.room import Room
from musrenbang_live.web import forms
from musrenbang_live.web.desk.page import desk_page
from musrenbang_live.web.errors import status_of
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.sayings import by_field
from musrenbang_live.web.site import site_of


async def show_candidates(request: Request) -> Response:
    """Who stands, and the form for one more."""
    room, _person = await access.facilitator(request)
    return _page(request, room, {})


async def nominate(request: Request) -> Response:
    """Let one more person stand; what was typed stays where it is refused."""
    room, person = await access.facilitator(request)
    form = await forms.read(request)
    woman = {"P": True, "L": False}.get(form.text("gender"))
    try:
        command = Nominate(form.ref, form.text("name"), woman, form.text("neighborhood"))
        await site_of(request).service.act(room, person.actor, command, command.ref)
    except Rejected as refused:
        return _page(request, room, form.values, refused)
    _ = chosen(request, site_of(request).languages).gettext
    said = _("%(name)s tercatat sebagai calon.") % {"name": form.text("name")}
    return redirect(f"/fasilitator/{room.code}/calon", said)


def _page(
    request: Request, room: Room, values: Mapping[str, str], refused: Rejected | None = None
) -> Response:
    language = chosen(request, site_of(request).languages)
    errors = by_field(language, refused)
    voting = room.meeting.open_round
    return desk_page(
        request,
        room,
        "facilitator/candidates.html",
        status_of(refused) if refused else 200,
        plan=room.meeting.plan,
        candidates=list(room.meeting.candidates.values()),
        locked=room.meeting.stage in ("closed", "published") or bool(voting and voting.elects),
        values=values,
        errors=errors,
        ref=values.get("ref") or str(uuid.uuid4()),
    )


def routes() -> list[Route]:
    """The addresses of this page."""
    return [
        Route("/fasilitator/{code}/calon", show_candidates),
        Route("/fasilitator/{code}/calon", nominate, methods=["POST"]),
    ]
