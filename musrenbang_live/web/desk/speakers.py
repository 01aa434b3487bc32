"""The speaker list at the facilitator's desk: who waits, who speaks, for how long, and how fairly.

Every button is a form of its own; the console's script posts them without leaving the page.
"""

import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.faults import Faults
from musrenbang_live.core.plan import MOST_MINUTES
from musrenbang_live.core.speaking import NAME, wished
from musrenbang_live.live.room import Room
from musrenbang_live.live.speakers import Speakers
from musrenbang_live.web import forms, sheets
from musrenbang_live.web.desk.asking import FATAL, Say, number
from musrenbang_live.web.errors import status_of, wants_json
from musrenbang_live.web.forms import Form
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.sayings import by_field, say
from musrenbang_live.web.site import site_of

Do = Callable[[Speakers, Room, Form, Say], Awaitable[str]]
"""One button: does it, and gives the sentence after it."""


async def show_speakers(request: Request) -> Response:
    """The list, live."""
    room, _person = await access.facilitator(request)
    return _page(request, room, {"minutes": str(room.meeting.plan.rules.speaking_minutes)})


def _page(
    request: Request, room: Room, values: Mapping[str, str], refused: Rejected | None = None
) -> Response:
    return sheets.show(
        request,
        room,
        "facilitator",
        "facilitator/speakers.html",
        status=status_of(refused) if refused else 200,
        plan=room.meeting.plan,
        values=values,
        errors=by_field(chosen(request, site_of(request).languages), refused),
        most_minutes=MOST_MINUTES,
        most_name=NAME,
        open=room.meeting.stage == "open",
        ref=values.get("ref") or str(uuid.uuid4()),
    )


async def do_speakers(request: Request) -> Response:
    """Do what the button says."""
    room, _person = await access.facilitator(request)
    form = await forms.read(request)
    language = chosen(request, site_of(request).languages)
    do = _BUTTONS.get(request.path_params.get("do", "tambah"))
    if do is None:
        raise Rejected("message_malformed")
    try:
        said = await do(site_of(request).speakers, room, form, language.gettext)
    except Rejected as refused:
        if refused.code in FATAL or wants_json(request):
            raise
        if do is _add and room.meeting.stage == "open":  # else the page has no such form
            return _page(request, room, form.values, refused)
        said = say(language, refused)
    if wants_json(request):
        return JSONResponse({"ok": True, "say": said})
    return redirect(f"/fasilitator/{room.code}/pembicara", said)


async def _add(speakers: Speakers, room: Room, form: Form, _: Say) -> str:
    faults = Faults()
    minutes = faults.of(form.number, "minutes")
    told = form.text("name"), form.text("neighborhood"), form.text("gender")
    wish = faults.of(wished, room.meeting, *told, minutes)
    faults.tell()
    await speakers.add(room, form.ref, wish)
    return _("Masuk daftar pembicara.")


async def _call(speakers: Speakers, room: Room, form: Form, _: Say) -> str:
    await speakers.call(room, form.number("number") or 0)
    return _("Waktu bicara dimulai.")


async def _done(speakers: Speakers, room: Room, form: Form, _: Say) -> str:
    await speakers.done(room)
    return _("Selesai bicara.")


async def _remove(speakers: Speakers, room: Room, form: Form, _: Say) -> str:
    await speakers.remove(room, number(form))
    return _("Dihapus dari daftar pembicara.")


async def _earlier(speakers: Speakers, room: Room, form: Form, _: Say) -> str:
    await speakers.move(room, number(form), -1)
    return _("Urutan pembicara diubah.")


async def _later(speakers: Speakers, room: Room, form: Form, _: Say) -> str:
    await speakers.move(room, number(form), 1)
    return _("Urutan pembicara diubah.")


async def _screen(speakers: Speakers, room: Room, form: Form, _: Say) -> str:
    shown = form.flag("on")
    await speakers.switch(room, shown=shown)
    return _("Pembicara tampil di layar.") if shown else _("Pembicara tidak tampil di layar.")


async def _phones(speakers: Speakers, room: Room, form: Form, _: Say) -> str:
    asking = form.flag("on")
    await speakers.switch(room, asking=asking)
    if asking:
        return _("Warga dapat minta bicara dari ponsel.")
    return _("Permintaan bicara dari ponsel ditutup.")


_BUTTONS: Final[dict[str, Do]] = {
    "tambah": _add,
    "panggil": _call,
    "selesai": _done,
    "hapus": _remove,
    "naik": _earlier,
    "turun": _later,
    "layar": _screen,
    "ponsel": _phones,
}


def routes() -> list[BaseRoute]:
    """The addresses of the speaker list at the desk."""
    return [
        Route("/fasilitator/{code}/pembicara", show_speakers),
        Route("/fasilitator/{code}/pembicara", do_speakers, methods=["POST"]),
        Route("/fasilitator/{code}/pembicara/{do}", do_speakers, methods=["POST"]),
    ]
