"""Musyawarah at the facilitator's desk: a proposal in focus, put right in the room, decided."""

from typing import Final

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from musrenbang_live.core.commands import EditProposal
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import ProposalContent
from musrenbang_live.core.faults import Faults
from musrenbang_live.web import forms, sheets
from musrenbang_live.web.desk.asking import FATAL
from musrenbang_live.web.desk.proposals import retyped
from musrenbang_live.web.errors import wants_json
from musrenbang_live.web.forms import Form
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.site import site_of

PAGE: Final = "musyawarah"


async def show_talk(request: Request) -> Response:
    """The proposal in focus with what people say of it, and the list of all; live."""
    room, _person = await access.facilitator(request)
    return sheets.show(
        request, room, "facilitator", "facilitator/talk.html", plan=room.meeting.plan
    )


async def amend(request: Request) -> Response:
    """Put a proposal right in the room: what was agreed aloud, and nothing else of it."""
    room, person = await access.facilitator(request)
    form = await forms.read(request)
    number = form.number("number") or 0
    language = chosen(request, site_of(request).languages)
    proposal = room.meeting.proposals.get(number)
    if proposal is None:
        raise Rejected("proposal_unknown", number=number)
    try:
        command = EditProposal(number, amended(proposal.content, form))
        await site_of(request).service.act(room, person.actor, command)
    except Rejected as refused:
        if wants_json(request) or refused.code in FATAL:
            raise
        return await retyped(request, room, number, form, refused)
    _ = language.gettext
    said = _("Usulan %(number)s tersimpan.") % {"number": number}
    if wants_json(request):
        return JSONResponse({"ok": True, "say": said})
    return redirect(f"/fasilitator/{room.code}/{PAGE}", said)


def amended(content: ProposalContent, form: Form) -> ProposalContent:
    """The content with what the short form says; the title on the wall follows a new title.

    Raises `number_invalid`, for all figures at once.
    """
    title = form.text("title")
    same = title.strip() == content.title
    faults = Faults()
    after = replace(
        content,
        title=title,
        screen_title=content.screen_title if same else "",
        neighborhood=form.text("neighborhood"),
        landmark=form.text("landmark"),
        quantity=faults.of(form.measure, "quantity"),
        unit=form.text("unit"),
        cost=faults.of(form.number, "cost"),
    )
    faults.tell()
    return after


def routes() -> list[Route]:
    """The addresses of this page."""
    return [
        Route(f"/fasilitator/{{code}}/{PAGE}", show_talk),
        Route(f"/fasilitator/{{code}}/{PAGE}/ubah", amend, methods=["POST"]),
    ]
