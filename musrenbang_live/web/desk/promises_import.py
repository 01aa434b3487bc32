"""Last year's results taken in: from a published meeting of the same place, or from a sheet.

Nothing is taken in before it has been looked at. What is there already is taken in no second time.
"""

import csv
import io
from collections.abc import Sequence
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from musrenbang_live.core.codes import normal
from musrenbang_live.core.commands import BringPromise
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.promise_reading import Reading, Told, read_promises
from musrenbang_live.live.room import Room
from musrenbang_live.store import tiers
from musrenbang_live.web import forms, uploads
from musrenbang_live.web.desk import promises as desk_promises
from musrenbang_live.web.desk.page import desk_page
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import Language, chosen
from musrenbang_live.web.other_meetings import AgreedLine, agreed_list, published_meeting
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.sheets_reading import rows_of
from musrenbang_live.web.site import site_of
from musrenbang_live.web.words.promises import mistake

MOST_BYTES: Final = 2 * 1024 * 1024
"""Bytes of a sheet: a few hundred rows are a few dozen kB."""
HEADING: Final = ("judul", "lingkungan", "biaya", "tahun", "status")
"""Columns of the rows that a preview hands on to the taking in."""


async def show_meeting(request: Request) -> Response:
    """What a published meeting agreed, to be ticked and taken in."""
    room, _person = await access.facilitator(request)
    other, lines = await _other(request, room, request.query_params.get("dari", ""))
    known = {promise.origin: promise.number for promise in room.meeting.promises.values()}
    return _preview(request, room, other=other, lines=lines, known=known)


async def bring_from_meeting(request: Request) -> Response:
    """Take in what was ticked."""
    room, person = await access.facilitator(request)
    form = await forms.read(request)
    other, lines = await _other(request, room, form.text("dari"))
    picked = set(form.numbers("pilih"))
    commands = [
        BringPromise(
            year=other.meeting.plan.year,
            title=line.proposal.content.title,
            neighborhood=line.proposal.content.neighborhood,
            cost=line.proposal.content.cost,
            origin=line.origin,
        )
        for line in lines
        if line.proposal.number in picked
    ]
    return await _bring(request, room, person.actor, commands)


async def show_sheet(request: Request) -> Response:
    """Read a sheet that was sent, and show what would be taken in and what is wrong."""
    room, _person = await access.facilitator(request)
    try:
        name, content = await uploads.uploaded(request, "berkas", MOST_BYTES)
        rows = await rows_of(content)
    except Rejected as refused:
        if refused.code == "page_expired":
            raise
        return await desk_promises.page(request, room, refused=refused.about("berkas"))
    return _read(request, room, name, read_promises(rows, room.meeting.plan))


async def bring_from_sheet(request: Request) -> Response:
    """Take in the rows that the preview showed; they are read as any sheet once more."""
    room, person = await access.facilitator(request)
    form = await forms.read(request)
    rows = list(csv.reader(io.StringIO(form.text("rows"), newline="")))
    reading = read_promises(rows, room.meeting.plan)
    if reading.mistakes:
        return _read(request, room, form.text("name"), reading)
    commands = [
        BringPromise(told.year, told.title, told.neighborhood, told.cost, "", told.state)
        for told in reading.promises
    ]
    return await _bring(request, room, person.actor, commands)


async def _bring(
    request: Request, room: Room, actor: str, commands: Sequence[BringPromise]
) -> Response:
    before = len(room.meeting.promises)
    try:
        for command in commands:
            await site_of(request).service.act(room, actor, command)
    except Rejected as refused:
        return await desk_promises.page(request, room, refused=refused)
    language = chosen(request, site_of(request).languages)
    place = f"/fasilitator/{room.code}/janji"
    return redirect(place, _said(language, len(room.meeting.promises) - before, len(commands)))


def _said(language: Language, new: int, asked: int) -> str:
    _ = language.gettext
    if not asked:
        return _("Tidak ada yang dicentang.")
    if new < asked:
        said = _("%(new)s diambil. %(old)s sudah ada sebelumnya.")
        return said % {"new": new, "old": asked - new}
    return _("%(new)s diambil.") % {"new": new}


async def _other(request: Request, room: Room, typed: str) -> tuple[Room, tuple[AgreedLine, ...]]:
    """The meeting that was asked for, if it is an earlier one of this place, and its agreed list.

    Raises `session_unknown`.
    """
    site, code = site_of(request), normal(typed)
    plan, example = room.meeting.plan, room.row.example
    earlier = await tiers.earlier(site.pool, plan, room.code, example=example)
    listed = any(line.code == code for line in earlier)
    other = await published_meeting(site, code) if listed else None
    if other is None:
        raise Rejected("session_unknown", code=code)
    return other, agreed_list(other)


def _read(request: Request, room: Room, name: str, reading: Reading) -> Response:
    language = chosen(request, site_of(request).languages)
    return _preview(
        request,
        room,
        name=name,
        promises=reading.promises,
        mistakes=[(found.row, mistake(language, found)) for found in reading.mistakes],
        rows=_written(reading.promises),
    )


def _written(promises: Sequence[Told]) -> str:
    """Promises as the rows of a sheet, for the second look."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(HEADING)
    for told in promises:
        cost = "" if told.cost is None else told.cost
        writer.writerow([told.title, told.neighborhood, cost, told.year, told.state])
    return sheet.getvalue()


def _preview(request: Request, room: Room, **context: Any) -> Response:
    return desk_page(
        request,
        room,
        "facilitator/promises_import.html",
        422 if context.get("mistakes") and not context.get("promises") else 200,
        **{"other": None, **context},
    )


def routes() -> list[Route]:
    """The addresses of taking in."""
    here = "/fasilitator/{code}/janji"
    return [
        Route(f"{here}/arsip", show_meeting),
        Route(f"{here}/arsip", bring_from_meeting, methods=["POST"]),
        uploads.route(f"{here}/berkas", show_sheet),
        Route(f"{here}/masuk", bring_from_sheet, methods=["POST"]),
    ]
