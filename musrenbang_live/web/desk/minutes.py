"""The papers of a meeting at the desk: their fields, every document, the Word form, the scan."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.clock import now
from musrenbang_live.live.minutes import Gathered, gathered
from musrenbang_live.live.room import Room
from musrenbang_live.store import minutes as rows
from musrenbang_live.web import forms, uploads
from musrenbang_live.web.desk.page import desk_page
from musrenbang_live.web.errors import status_of
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import chosen
from musrenbang_live.web.minutes import forms as typed_forms
from musrenbang_live.web.minutes import pack, sayings, scans, word_check, words
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.printing import attendance_sheets
from musrenbang_live.web.sayings import by_field
from musrenbang_live.web.site import Site, site_of

FORM_NAME = "formulir-berita-acara.docx"
PACK = "dokumen.zip"
PRESENT = "daftar-hadir.pdf"


async def show_papers(request: Request) -> Response:
    """What is missing, the buttons of all documents, and the form of the fields."""
    room, _person = await access.facilitator(request)
    kept = await rows.typed(site_of(request).pool, room.row.id)
    return await _page(request, room, kept.rev, typed_forms.values_of(kept.fields))


async def save_fields(request: Request) -> Response:
    """Store the fields; what was typed stays where it is refused, or somebody was faster."""
    room, _person = await access.facilitator(request)
    form = await forms.read(request)
    pool, rev = site_of(request).pool, form.number("rev") or 0
    try:
        fields = typed_forms.read(form)
        if not await rows.put_fields(pool, room.row.id, rev, fields):
            raise Rejected("minutes_changed")
    except Rejected as refused:
        stored = await rows.typed(pool, room.row.id)
        others: list[tuple[str, str]] = []
        if refused.code == "minutes_changed":
            others = typed_forms.changed(form.values, typed_forms.values_of(stored.fields))
        rev = stored.rev if others else rev
        return await _page(request, room, rev, form.values, refused=refused, others=others)
    _ = chosen(request, site_of(request).languages).gettext
    return redirect(_home(room), _("Isian dokumen tersimpan."))


async def send_document(request: Request) -> Response:
    """One document with everything in it, for whoever runs the meeting."""
    room, _person = await access.facilitator(request)
    name = request.path_params["name"]
    if name not in pack.NAMES:
        raise HTTPException(404)
    found = await _gathered(request, room)
    press = site_of(request).press
    content = await asyncio.to_thread(pack.document, press, found.minutes, found.form, name)
    return _file(content, f"{room.code}-{name}")


async def send_pack(request: Request) -> Response:
    """All documents in one folder."""
    room, _person = await access.facilitator(request)
    found = await _gathered(request, room)
    site = site_of(request)
    files = await asyncio.to_thread(pack.documents, site.press, found.minutes, found.form)
    files[PRESENT] = await _present(site, room)
    if room.meeting.stage == "published":
        files |= await site.documents.proofs(room)
    scan = await rows.scan(site.pool, room.row.id)
    if scan:
        files[f"pindaian.{scan.kind}"] = await rows.scanned(site.pool, room.row.id)
    content = await asyncio.to_thread(pack.folder, files, found.minutes)
    return _file(content, f"{room.code}-{PACK}")


async def _present(site: Site, room: Room) -> bytes:
    """The attendance list: who signed in, or the usual blank where nobody did."""
    people = await site.attending.listed(room)
    rows_ = 0 if people else attendance_sheets.USUAL_ROWS
    template, language = site.print_templates / "hadir.typ", site.languages["id"]
    return await attendance_sheets.attendance_list(template, room.meeting, people, language, rows_)


async def send_form(request: Request) -> Response:
    """The Word form that is used now, to be changed in Word."""
    room, _person = await access.facilitator(request)
    own = await rows.form(site_of(request).pool, room.row.id)
    return _file(own.content if own else site_of(request).press.form(), FORM_NAME)


async def show_fields(request: Request) -> Response:
    """What a Word form may name."""
    room, _person = await access.facilitator(request)
    return desk_page(
        request,
        room,
        "facilitator/isian.html",
        texts=[(name, meaning) for name, (meaning, _) in words.TEXTS.items()],
        tables=[
            (name, meaning, columns.split()) for name, (meaning, columns, _) in words.TABLES.items()
        ],
    )


async def put_form(request: Request) -> Response:
    """Use the kelurahan's own Word form, if nothing is wrong with it."""
    room, _person = await access.facilitator(request)
    site = site_of(request)
    try:
        name, content = await uploads.uploaded(request, "form", word_check.MOST_BYTES)
    except Rejected as refused:
        return await _again(request, room, refused)
    found = await gathered(site.pool, site.notary, room, public=False)
    told = words.told(found.minutes, site.languages["id"])
    problems = await asyncio.to_thread(
        lambda: word_check.problems(content) or word_check.trial(content, found.minutes, told)
    )
    if problems:
        return await _again(request, room, None, problems)
    await rows.put_form(site.pool, room.row.id, name, content, at=now())
    _ = chosen(request, site.languages).gettext
    return redirect(_home(room), _("Formulir Word dipakai mulai sekarang."))


async def drop_form(request: Request) -> Response:
    """Use the program's own Word form again."""
    room, _person = await access.facilitator(request)
    await forms.read(request)
    await rows.drop_form(site_of(request).pool, room.row.id)
    _ = chosen(request, site_of(request).languages).gettext
    return redirect(_home(room), _("Formulir bawaan dipakai kembali."))


async def put_scan(request: Request) -> Response:
    """Keep the signed paper; it is published only where the form says so."""
    room, _person = await access.facilitator(request)
    site = site_of(request)
    try:
        name, content = await uploads.uploaded(request, "scan")
        kind = scans.kind_of(content)
    except Rejected as refused:
        return await _again(request, room, refused)
    shown = (await forms.read(request)).flag("shown")
    await rows.put_scan(site.pool, room.row.id, name, kind, content, shown=shown, at=now())
    _ = chosen(request, site.languages).gettext
    return redirect(_home(room), _("Pindaian tersimpan."))


async def change_scan(request: Request) -> Response:
    """Publish the signed paper, no longer publish it, or forget it."""
    room, _person = await access.facilitator(request)
    form = await forms.read(request)
    pool = site_of(request).pool
    _ = chosen(request, site_of(request).languages).gettext
    if form.flag("drop"):
        await rows.drop_scan(pool, room.row.id)
        return redirect(_home(room), _("Pindaian dihapus."))
    await rows.show_scan(pool, room.row.id, shown=form.flag("shown"))
    said = _("Pindaian ikut terbit.") if form.flag("shown") else _("Pindaian tidak diterbitkan.")
    return redirect(_home(room), said)


async def send_scan(request: Request) -> Response:
    """The signed paper, for whoever runs the meeting."""
    room, _person = await access.facilitator(request)
    pool = site_of(request).pool
    scan = await rows.scan(pool, room.row.id)
    if scan is None:
        raise HTTPException(404)
    return _file(await rows.scanned(pool, room.row.id), f"{room.code}-pindaian.{scan.kind}")


async def _gathered(request: Request, room: Room) -> Gathered:
    if room.meeting.stage == "planned" or room.meeting.open_round:
        raise Rejected("minutes_not_ready")
    site = site_of(request)
    return await gathered(site.pool, site.notary, room, public=False)


async def _again(
    request: Request,
    room: Room,
    refused: Rejected | None,
    problems: Sequence[word_check.Problem] = (),
) -> Response:
    """The page with what is wrong with a file; the fields as they are stored."""
    if refused and refused.code == "page_expired":
        raise refused
    kept = await rows.typed(site_of(request).pool, room.row.id)
    values = typed_forms.values_of(kept.fields)
    return await _page(request, room, kept.rev, values, refused=refused, problems=problems)


async def _page(
    request: Request,
    room: Room,
    rev: int,
    values: Mapping[str, str],
    *,
    refused: Rejected | None = None,
    others: Sequence[tuple[str, str]] = (),
    problems: Sequence[word_check.Problem] = (),
) -> Response:
    site = site_of(request)
    language = chosen(request, site.languages)
    ready = room.meeting.stage != "planned" and room.meeting.open_round is None
    found = await gathered(site.pool, site.notary, room, public=False)
    context: dict[str, Any] = {
        "ready": ready,
        "missing": sayings.missing(language, found.minutes, room.meeting) if ready else [],
        "papers": found.minutes,
        "own_form": await rows.form(site.pool, room.row.id),
        "scan": await rows.scan(site.pool, room.row.id),
        "problems": [sayings.problem(language, each) for each in problems],
        "others": [(language.gettext(_called(name)), now_there) for name, now_there in others],
    }
    errors = by_field(language, refused)
    return site.pages.render(
        request,
        "facilitator/dokumen.html",
        status_of(refused) if refused else 422 if problems else 200,
        token=access.page_token(request),
        head=room.view("facilitator").head,
        stage=room.meeting.stage,
        values=values,
        errors=errors,
        labels={name: language.gettext(_called(name)) for name in errors if name not in _ELSEWHERE},
        rev=rev,
        **context,
    )


_ELSEWHERE: Final = ("", "form", "scan")
"""What is refused of a file stands at its own form; what is about no field has no label."""


def _called(name: str) -> str:
    return sayings.FIELDS.get(name, sayings.FIELDS["representatives"])


def _home(room: Room) -> str:
    return f"/fasilitator/{room.code}/dokumen"


def _file(content: bytes, name: str) -> Response:
    ending = f".{name.rpartition('.')[2]}"
    media_type = pack.TYPES.get(ending) or scans.TYPES[ending[1:]]
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
    }
    return Response(content, media_type=media_type, headers=headers)


def routes() -> list[Route]:
    """The addresses of these papers."""
    home = "/fasilitator/{code}/dokumen"
    return [
        Route(home, show_papers),
        Route(home, save_fields, methods=["POST"]),
        Route(f"{home}/isian", show_fields),
        Route(f"{home}/{FORM_NAME}", send_form),
        uploads.route(f"{home}/formulir", put_form),
        Route(f"{home}/formulir-bawaan", drop_form, methods=["POST"]),
        uploads.route(f"{home}/pindaian", put_scan),
        Route(f"{home}/pindaian", send_scan),
        Route(f"{home}/pindaian-ubah", change_scan, methods=["POST"]),
        Route(f"{home}/{PACK}", send_pack),
        Route(f"{home}/{{name}}", send_document),
    ]
