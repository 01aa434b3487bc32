"""The record (notulen) at the facilitator's desk: short entries, by several people at once.

Every form works without a script. Where two people changed the same entry both texts are shown,
and whoever came second decides with both before the eyes.
"""

import uuid
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.noting import MOST_SAID, Draft, Note
from musrenbang_live.live.room import Room
from musrenbang_live.web import forms, pages, sheets
from musrenbang_live.web.desk.asking import FATAL, number
from musrenbang_live.web.errors import status_of, wants_json
from musrenbang_live.web.forms import Form
from musrenbang_live.web.fragments.notes import list_of
from musrenbang_live.web.identity import access
from musrenbang_live.web.identity.access import Person
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.sayings import say
from musrenbang_live.web.site import site_of


class Typed(Struct, frozen=True):
    """What stands in the field of an entry that was not stored, with why, and the other's text."""

    note: str
    phase: int
    text: str
    rev: int
    wrong: str
    theirs: Note | None = None


async def show_notes(request: Request) -> Response:
    """The record so far, and the field for the next entry."""
    room, person = await access.facilitator(request)
    return _page(request, room, person)


async def write_note(request: Request) -> Response:
    """Store an entry; where somebody else was faster, show both texts."""
    room, person = await access.facilitator(request)
    form = await forms.read(request)
    wanted = _wanted(form)
    try:
        await site_of(request).notes.write(room, person.id, person.login, wanted)
    except Rejected as refused:
        if refused.code in FATAL:
            raise
        return await _refused(request, room, person, wanted, refused)
    if wants_json(request):
        return JSONResponse({"ok": True, "say": ""})
    _ = chosen(request, site_of(request).languages).gettext
    return redirect(_home(room), _("Catatan tersimpan."))


async def keep_draft(request: Request) -> Response:
    """Keep what is being typed. Only scripts ask for this."""
    room, person = await access.facilitator(request)
    typed = _wanted(await forms.read(request))
    draft = Draft(typed.id, person.login, typed.phase, typed.text, typed.rev, "", 0)
    await site_of(request).notes.keep_draft(room, draft)
    return Response(status_code=204)


async def delete_note(request: Request) -> Response:
    """Delete an entry; it can be brought back until the record is public."""
    return await _set_gone(request, gone=True)


async def restore_note(request: Request) -> Response:
    """Bring an entry back."""
    return await _set_gone(request, gone=False)


async def _set_gone(request: Request, *, gone: bool) -> Response:
    room, person = await access.facilitator(request)
    form = await forms.read(request)
    language = chosen(request, site_of(request).languages)
    _ = language.gettext
    said = _("Catatan dihapus.") if gone else _("Catatan dikembalikan.")
    try:
        notes = site_of(request).notes
        await notes.set_gone(room, person.id, form.text("note"), number(form, "rev"), gone=gone)
    except Rejected as refused:
        if refused.code in FATAL or wants_json(request):
            raise
        said = say(language, refused)
    if wants_json(request):
        return JSONResponse({"ok": True, "say": said})
    return redirect(_home(room), said)


def _wanted(form: Form) -> Note:
    note = form.text("note") or form.ref
    phase, rev = form.number("phase") or 0, form.number("rev") or 0
    return Note(note, phase, form.text("text"), rev, "", 0)


def _home(room: Room) -> str:
    return f"/fasilitator/{room.code}/notulen"


async def _refused(
    request: Request, room: Room, person: Person, wanted: Note, refused: Rejected
) -> Response:
    """Why the entry was not stored, with what was typed; where others were faster, both texts."""
    site = site_of(request)
    said = say(chosen(request, site.languages), refused)
    theirs = None
    if refused.code == "note_changed":
        theirs = await site.notes.found(room, wanted.id)
    if wants_json(request):
        known: dict[str, Any] = {"code": refused.code, "say": said}
        if theirs:
            known["theirs"] = {
                "text": theirs.text,
                "rev": theirs.rev,
                "by": theirs.changed_by or theirs.by,
                "gone": theirs.gone,
            }
        return JSONResponse(known, status_of(refused))
    note, rev = wanted.id, theirs.rev if theirs else wanted.rev
    if theirs and theirs.gone:
        note, rev = str(uuid.uuid4()), 0  # what stands no more is written anew
    typed = Typed(note, wanted.phase, wanted.text, rev, said, theirs)
    return _page(request, room, person, typed, status_of(refused))


def _page(
    request: Request, room: Room, person: Person, typed: Typed | None = None, status: int = 200
) -> Response:
    view = room.view("facilitator")
    own = [draft for draft in view.drafts if draft.login == person.login]
    return sheets.show(
        request,
        room,
        "facilitator",
        "facilitator/notes.html",
        status=status,
        login=person.login,
        phases=[(phase, list_of(phase.index)) for phase in view.phases],
        current=max(0, room.meeting.phase),
        ref=str(uuid.uuid4()),
        most=MOST_SAID,
        frozen=room.meeting.stage == "published",
        typed=typed,
        drafts=pages.data(
            [{"note": d.note, "phase": d.phase, "text": d.text, "rev": d.rev} for d in own]
        ),
    )


def routes() -> list[BaseRoute]:
    """The addresses of the record at the desk."""
    return [
        Route("/fasilitator/{code}/notulen", show_notes),
        Route("/fasilitator/{code}/notulen", write_note, methods=["POST"]),
        Route("/fasilitator/{code}/notulen/draf", keep_draft, methods=["POST"]),
        Route("/fasilitator/{code}/notulen/hapus", delete_note, methods=["POST"]),
        Route("/fasilitator/{code}/notulen/kembalikan", restore_note, methods=["POST"]),
    ]
