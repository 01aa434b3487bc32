"""Printing ballots on paper from the desk: of the open vote, or of one that is still planned."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.codes import spoken
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.meeting import Meeting, Round
from musrenbang_live.core.views.parts import options
from musrenbang_live.core.views.sheets import round_on_paper
from musrenbang_live.live.clock import now
from musrenbang_live.live.room import Room
from musrenbang_live.web import formats, forms
from musrenbang_live.web.desk.asking import FATAL
from musrenbang_live.web.forms import Form
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.printing.ballot_sheets import SheetHead, ballot_sheet
from musrenbang_live.web.sayings import say
from musrenbang_live.web.site import site_of


async def print_sheet(request: Request) -> Response:
    """The PDF of a ballot: of the open round, or of the planned one that the form names."""
    room, _person = await access.facilitator(request)
    form = await forms.read(request)
    site = site_of(request)
    try:
        held = _held(room.meeting, form)
    except Rejected as refused:
        if refused.code in FATAL:
            raise
        return redirect(_back(room, form), say(chosen(request, site.languages), refused))
    pdf = await ballot_sheet(
        site.print_templates / "surat.typ",
        _head(request, room),
        held.plan,
        options(room.meeting, held),
        site.languages["id"],
    )
    headers = {
        "content-disposition": f'attachment; filename="surat-suara-{room.code}-{held.number}.pdf"',
        "cache-control": "no-store",
    }
    return Response(pdf, media_type="application/pdf", headers=headers)


def _held(meeting: Meeting, form: Form) -> Round:
    """The round that the form means: the open one, or a planned one by its key or its phase."""
    key, index = form.text("key"), form.number("index")
    if index is not None and index < len(meeting.plan.phases):
        key = meeting.plan.phases[index].round
    return round_on_paper(meeting, key, tuple(form.numbers("options")))


def _back(room: Room, form: Form) -> str:
    """The page of this ballot, or the desk of paper."""
    desk = f"/fasilitator/{room.code}"
    if form.number("index") is not None:
        return f"{desk}/surat-suara?tahap={form.number('index')}"
    key = form.text("key")
    known = room.meeting.plan.round_plan(key)
    return f"{desk}/surat-suara?putaran={key}" if known else f"{desk}/kertas"


def _head(request: Request, room: Room) -> SheetHead:
    plan = room.meeting.plan
    day = formats.planned(plan.starts, "id", plan.zone).partition(", pukul")[0]
    return SheetHead(
        forum=plan.forum,
        place=f"Kelurahan {plan.ward}" if plan.ward else plan.city,
        date=day or formats.date(now(), "id", plan.zone),
        spoken=spoken(room.code),
        fingerprint=site_of(request).fingerprint,
        neighborhood_label=plan.neighborhood_label,
        binding=room.view("facilitator").head.binding,
        card=plan.has_codes,
        practice=plan.practice,
    )


def routes() -> list[BaseRoute]:
    """The address of a printed ballot."""
    return [Route("/fasilitator/{code}/kertas/cetak", print_sheet, methods=["POST"])]
