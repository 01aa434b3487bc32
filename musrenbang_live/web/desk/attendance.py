"""The desk at the door: who comes is typed in, one after another, by the keyboard alone.

It needs no script: Enter saves, and the page is ready for the next name. With one the page stays,
and what other desks and phones add is shown by itself. Names stand on pages of this desk only.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import uuid4

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.attending import AGE_BANDS, Attendee
from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.room import Room
from musrenbang_live.web import forms, sheets
from musrenbang_live.web.attendance_form import found, told_of
from musrenbang_live.web.desk.asking import FATAL
from musrenbang_live.web.desk.page import desk_page
from musrenbang_live.web.errors import status_of, wants_json
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.printing import attendance_sheets
from musrenbang_live.web.printing.qr import qr
from musrenbang_live.web.sayings import by_field, say
from musrenbang_live.web.site import address, here_only, site_of

NEWEST: Final = 20
"""Lines shown until all are asked for."""


async def show_desk(request: Request) -> Response:
    """The form for the next one, the last one saved, and the list."""
    room, _person = await access.facilitator(request)
    return await _desk(request, room)


async def record(request: Request) -> Response:
    """Check somebody in. Sent twice, it is one person."""
    room, _person = await access.facilitator(request)
    form = await forms.read(request)
    try:
        line = await site_of(request).attending.check_in(room, form.ref, told_of(form), "meja")
    except Rejected as refused:
        if refused.code in FATAL or wants_json(request):
            raise
        return await _desk(request, room, form.values, refused=refused)
    if not wants_json(request):
        return redirect(f"/fasilitator/{room.code}/hadir?baru={line.id}")
    html = {**await _last(request, room, line), **await _list(request, room)}
    return JSONResponse({"ok": True, "html": html})


async def show_list(request: Request) -> Response:
    """The list alone, for the script of a desk: somebody was added somewhere else."""
    room, _person = await access.facilitator(request)
    return JSONResponse({"html": await _list(request, room)}, headers={"cache-control": "no-store"})


async def show_line(request: Request) -> Response:
    """One line, to be corrected."""
    room, _person = await access.facilitator(request)
    line = await site_of(request).attending.one(room, str(request.path_params["id"]))
    return _line(request, room, line, msgspec.structs.asdict(line.told))


async def correct(request: Request) -> Response:
    """Change a line, and back to the desk."""
    room, _person = await access.facilitator(request)
    form = await forms.read(request)
    attending, language = site_of(request).attending, chosen(request, site_of(request).languages)
    line = await attending.one(room, str(request.path_params["id"]))
    try:
        await attending.correct(room, line.id, told_of(form))
    except Rejected as refused:
        if refused.code in FATAL:
            raise
        return _line(request, room, line, form.values, refused)
    return redirect(f"/fasilitator/{room.code}/hadir", language.gettext("Sudah diperbaiki."))


async def take_off(request: Request) -> Response:
    """Take somebody off the list: at once just after saving, else after a question."""
    room, _person = await access.facilitator(request)
    form = await forms.read(request)
    attending, language = site_of(request).attending, chosen(request, site_of(request).languages)
    _ = language.gettext
    line = await attending.one(room, str(request.path_params["id"]))
    if not form.flag("yes"):
        return _ask(
            request,
            room,
            f"hadir/{line.id}/hapus",
            _("Hapus %(name)s dari daftar hadir?") % {"name": line.name},
            _("Barisnya hilang seluruhnya. Bila keliru, orang itu dicatat kembali."),
            _("Hapus dari daftar"),
        )
    return await _done(request, room, attending.take_off(room, line.id), _("Baris dihapus."))


async def erase_names(request: Request) -> Response:
    """Erase all names of this meeting now, after a question."""
    room, _person = await access.facilitator(request)
    form = await forms.read(request)
    _ = chosen(request, site_of(request).languages).gettext
    if not form.flag("yes"):
        return _ask(
            request,
            room,
            "hadir/hapus-nama",
            _("Hapus semua nama sekarang?"),
            _(
                "Nama, alamat, nomor telepon, dan lembaga yang diketik bebas dihapus dari daftar"
                " hadir dan dari perkenalan peserta, dan tidak dapat dikembalikan. Jumlahnya"
                " tetap. Cetak dahulu daftar hadir bila masih diperlukan."
            ),
            _("Hapus semua nama"),
        )
    erasing = site_of(request).attending.erase_names(room)
    return await _done(request, room, erasing, _("Nama-nama sudah dihapus."))


async def print_list(request: Request) -> Response:
    """The attendance list as PDF, with rows for those who come later and space to sign."""
    room, _person = await access.facilitator(request)
    site = site_of(request)
    wanted = request.query_params.get("baris", "")
    rows = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else None
    pdf = await attendance_sheets.attendance_list(
        site.print_templates / "hadir.typ",
        room.meeting,
        await site.attending.listed(room),
        site.languages["id"],
        attendance_sheets.USUAL_ROWS if rows is None else rows,
    )
    headers = {
        "content-disposition": f'attachment; filename="daftar-hadir-{room.code}.pdf"',
        "cache-control": "no-store",
    }
    return Response(pdf, media_type="application/pdf", headers=headers)


async def _done(request: Request, room: Room, doing: Any, said: str) -> Response:
    try:
        await doing
    except Rejected as refused:
        if refused.code in FATAL:
            raise
        said = say(chosen(request, site_of(request).languages), refused)
    return redirect(f"/fasilitator/{room.code}/hadir", said)


def _ask(request: Request, room: Room, act: str, question: str, effect: str, yes: str) -> Response:
    return desk_page(
        request,
        room,
        "facilitator/confirm.html",
        act=act,
        back="hadir",
        warned={},
        question=question,
        effect=effect,
        yes=yes,
        listed=[],
        fields=[],
    )


async def _desk(
    request: Request,
    room: Room,
    values: Mapping[str, str] | None = None,
    *,
    refused: Rejected | None = None,
) -> Response:
    site = site_of(request)
    language = chosen(request, site.languages)
    door = address(request, f"/s/{room.code}/hadir")
    saved = await site.attending.some(room, [request.query_params.get("baru", "")])
    return sheets.show(
        request,
        room,
        "facilitator",
        "facilitator/attendance.html",
        status=status_of(refused) if refused else 200,
        plan=room.meeting.plan,
        values=values or {},
        errors=by_field(language, refused),
        ref=(values or {}).get("ref") or str(uuid4()),
        ages=AGE_BANDS,
        keeping=await site.attending.keeping(room),
        usual=attendance_sheets.USUAL_ROWS,
        door=door,
        door_qr=qr(door, language.gettext("Kode QR untuk mengisi daftar hadir")),
        here_only=here_only(door),
        **(await _last_known(room, request, saved[0] if saved else None))
        | await _list_known(room, request),
    )


def _line(
    request: Request,
    room: Room,
    line: Attendee,
    values: Mapping[str, str],
    refused: Rejected | None = None,
) -> Response:
    site = site_of(request)
    return site.pages.render(
        request,
        "facilitator/attendee.html",
        status_of(refused) if refused else 200,
        token=access.page_token(request),
        head=room.view("facilitator").head,
        plan=room.meeting.plan,
        line=line,
        values=values,
        errors=by_field(chosen(request, site.languages), refused),
        ages=AGE_BANDS,
        stage=room.meeting.stage,
    )


async def _last_known(room: Room, request: Request, line: Attendee | None) -> dict[str, Any]:
    """The line that was saved last on this desk, and those it may be the same person as."""
    alike = await site_of(request).attending.alike(room, line.id) if line else []
    return {"last": line, "alike": alike, "code": room.code}


async def _list_known(room: Room, request: Request) -> dict[str, Any]:
    people = list(reversed(await site_of(request).attending.listed(room)))
    wanted = request.query_params.get("cari", "").strip()[:60]
    fits = found(people, wanted) if wanted else people
    shown = fits if wanted or request.query_params.get("semua") else fits[:NEWEST]
    return {
        "people": shown,
        "wanted": wanted,
        "all": len(fits),
        "code": room.code,
        "label": room.meeting.plan.neighborhood_label,
        "frozen": room.meeting.stage == "published",
        "zone": room.meeting.plan.zone,
    }


async def _last(request: Request, room: Room, line: Attendee) -> dict[str, str]:
    known = await _last_known(room, request, line)
    return {"terakhir": _html(request, "facilitator/_terakhir_hadir.html", known)}


async def _list(request: Request, room: Room) -> dict[str, str]:
    known = await _list_known(room, request)
    return {"daftar-hadir": _html(request, "facilitator/_daftar_hadir.html", known)}


def _html(request: Request, template: str, known: Mapping[str, Any]) -> str:
    site = site_of(request)
    return site.pages.html(template, chosen(request, site.languages).code, known)


def routes() -> list[BaseRoute]:
    """The addresses of the desk at the door."""
    desk = "/fasilitator/{code}/hadir"
    return [
        Route(desk, show_desk),
        Route(desk, record, methods=["POST"]),
        Route(f"{desk}.pdf", print_list),
        Route(f"{desk}/daftar", show_list),
        Route(f"{desk}/hapus-nama", erase_names, methods=["POST"]),
        Route(f"{desk}/{{id:uuid}}", show_line),
        Route(f"{desk}/{{id:uuid}}", correct, methods=["POST"]),
        Route(f"{desk}/{{id:uuid}}/hapus", take_off, methods=["POST"]),
    ]
