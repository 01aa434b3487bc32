"""The list of council members, kept by administrators and the council's secretariat.

A sheet with any bad row changes nothing: its rows are told, and the list stays as it is.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.council import (
    HEADINGS,
    LIMITS,
    Field,
    RowMistake,
    member_of,
    read_members,
)
from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.clock import now
from musrenbang_live.store import council
from musrenbang_live.store import photos as stored_photos
from musrenbang_live.web import forms, photos, uploads
from musrenbang_live.web.errors import status_of
from musrenbang_live.web.formats import moment, number
from musrenbang_live.web.forms import Form
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.portal import editors
from musrenbang_live.web.portal.council import seats, unchecked
from musrenbang_live.web.portal.editors import Editor
from musrenbang_live.web.sayings import by_field, say
from musrenbang_live.web.sheets_reading import rows_of
from musrenbang_live.web.site import site_of

AT_DESK: Final = "/kelola/dewan"
AT_OFFICE: Final = "/kantor/dewan"
MOST_BYTES: Final = 1024 * 1024
PHOTO_EDGE: Final = 640
"""Pixels of the longer side of a portrait."""
_EMPTY: Final[dict[str, str]] = dict.fromkeys(LIMITS, "")


class Wrong(Struct, frozen=True):
    """A bad row as a person reads it."""

    row: int
    column: str
    said: str
    why: str


async def show_members(request: Request) -> Response:
    """All members of a period, the form for one more, and the import."""
    return await _list(request, await _editor(request))


async def add(request: Request) -> Response:
    """Store one member."""
    who = await _editor(request)
    form = await forms.read(request)
    try:
        made = member_of(_typed(form))
    except Rejected as refused:
        return await _list(request, who, refused=refused, values={**_EMPTY, **form.values})
    async with site_of(request).pool.acquire() as connection:
        await council.add_once(connection, made, at=now())
    return _said(request, who, made.name, made.period)


async def show_member(request: Request) -> Response:
    """The form of one member."""
    who, found = await _wanted(request)
    return _form(request, who, found, _values(found))


async def change(request: Request) -> Response:
    """Store what is known of a member now."""
    who, found = await _wanted(request)
    form = await forms.read(request)
    try:
        made = member_of(_typed(form))
    except Rejected as refused:
        return _form(request, who, found, {**_EMPTY, **form.values}, refused)
    if not await council.change(site_of(request).pool, found.id, made, at=now()):
        raise Rejected("member_unknown")
    return _said(request, who, made.name, made.period)


async def drop(request: Request) -> Response:
    """Forget a member."""
    who, found = await _wanted(request)
    await forms.read(request)
    await council.drop(site_of(request).pool, found.id)
    _ = chosen(request, site_of(request).languages).gettext
    said = _("%(name)s dihapus dari daftar.") % {"name": found.name}
    return redirect(f"{_home(who)}?periode={found.period}", said)


async def take_photo(request: Request) -> Response:
    """Show this photo beside the name."""
    who, found = await _wanted(request)
    site = site_of(request)
    try:
        _name, content = await uploads.uploaded(request, "foto")
        photo = await photos.freed(content, most_edge=PHOTO_EDGE)
    except Rejected as refused:
        if refused.code == "page_expired":
            raise
        wrong = refused.about("foto")
        return _form(request, who, found, _values(found), wrong)
    photo_id = photos.new_id()
    async with site.pool.acquire() as connection, connection.transaction():
        await stored_photos.add(connection, photo_id, photo, at=now(), shown=True)
        if not await council.set_photo(connection, found.id, photo_id):
            raise Rejected("member_unknown")
    return _said(request, who, found.name, found.period)


async def drop_photo(request: Request) -> Response:
    """Show no photo any more, and forget it."""
    who, found = await _wanted(request)
    await forms.read(request)
    async with site_of(request).pool.acquire() as connection:
        await council.set_photo(connection, found.id, "")
    return _said(request, who, found.name, found.period)


async def take_sheet(request: Request) -> Response:
    """Put the members of a sheet in the place of those of their periods; all of them or none."""
    who = await _editor(request)
    site = site_of(request)
    try:
        _name, content = await uploads.uploaded(request, "berkas", MOST_BYTES)
        period = (await forms.read(request)).text("periode").strip()
        read = read_members(await rows_of(content), period)
    except Rejected as refused:
        if refused.code == "page_expired":
            raise
        wrong = refused.about("berkas")
        return await _list(request, who, refused=wrong, values={**_EMPTY, **forms.typed(request)})
    if read.mistakes:
        return await _list(request, who, mistakes=read.mistakes)
    async with site.pool.acquire() as connection:
        await council.replace(connection, read.members, at=now())
    language = chosen(request, site.languages)
    count = number(len(read.members), language.code)
    said = language.gettext("Daftar diganti: %(n)s anggota.") % {"n": count}
    return redirect(f"{_home(who)}?periode={read.members[0].period}", said)


def _values(found: council.Kept) -> dict[str, str]:
    return {field: getattr(found, field) for field in LIMITS}


def _typed(form: Form) -> dict[Field, str]:
    return {field: form.text(field) for field in LIMITS}


def _said(request: Request, who: Editor, name: str, period: str) -> Response:
    _ = chosen(request, site_of(request).languages).gettext
    return redirect(f"{_home(who)}?periode={period}", _("%(name)s tersimpan.") % {"name": name})


def _home(who: Editor) -> str:
    return AT_OFFICE if who.office else AT_DESK


async def _editor(request: Request) -> Editor:
    """An administrator at the desk, the secretariat at its office. Raises `not_allowed`."""
    who = await editors.editor(request)
    if not who.everything or not request.url.path.startswith(_home(who)):
        raise Rejected("not_allowed")
    return who


async def _wanted(request: Request) -> tuple[Editor, council.Kept]:
    who = await _editor(request)
    found = await council.member(site_of(request).pool, request.path_params["id"])
    if found is None:
        raise Rejected("member_unknown")
    return who, found


async def _list(
    request: Request,
    who: Editor,
    *,
    refused: Rejected | None = None,
    mistakes: Sequence[RowMistake] = (),
    values: Mapping[str, str] = _EMPTY,
) -> Response:
    site = site_of(request)
    periods = await council.periods(site.pool)
    wanted = request.query_params.get("periode", "")
    period = wanted if wanted in periods else (periods[0] if periods else "")
    language = chosen(request, site.languages)
    return _page(
        request,
        who,
        "portal/members.html",
        status_of(refused) if refused else 422 if mistakes else 200,
        seats=seats(site, await council.members(site.pool, period)),
        periods=periods,
        period=period,
        coming=period or f"{moment(now()).year}\u2013{moment(now()).year + 5}",
        unchecked=unchecked(site),
        mistakes=[
            Wrong(each.row, HEADINGS[each.field][0], each.said, say(language, _refusal(each)))
            for each in mistakes
        ],
        values=values,
        errors=_errors(request, refused),
        limits=LIMITS,
    )


def _refusal(mistake: RowMistake) -> Rejected:
    return Rejected(mistake.code, limit=LIMITS[mistake.field])


def _form(
    request: Request,
    who: Editor,
    found: council.Kept,
    values: Mapping[str, str],
    refused: Rejected | None = None,
) -> Response:
    return _page(
        request,
        who,
        "portal/member.html",
        status_of(refused) if refused else 200,
        member=found,
        values=values,
        errors=_errors(request, refused),
        limits=LIMITS,
    )


def _errors(request: Request, refused: Rejected | None) -> dict[str, str]:
    return by_field(chosen(request, site_of(request).languages), refused)


def _page(
    request: Request, who: Editor, template: str, status: int = 200, **context: Any
) -> Response:
    desk = "portal/_admin.html"
    return editors.page(request, who, template, status, desk=desk, home=_home(who), **context)


def routes() -> list[BaseRoute]:
    """The addresses of this door, once for the desk and once for the office."""
    return [route for home in (AT_DESK, AT_OFFICE) for route in _routes(home)]


def _routes(home: str) -> list[BaseRoute]:
    one = home + "/{id:int}"
    return [
        Route(home, show_members),
        Route(home, add, methods=["POST"]),
        uploads.route(f"{home}/impor", take_sheet),
        Route(one, show_member),
        Route(one, change, methods=["POST"]),
        Route(f"{one}/hapus", drop, methods=["POST"]),
        uploads.route(f"{one}/foto", take_photo),
        Route(f"{one}/foto/hapus", drop_photo, methods=["POST"]),
    ]
