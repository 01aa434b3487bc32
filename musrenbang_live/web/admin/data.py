"""What is kept of people: what was erased by itself and what is due, and erasing a text on request.

A facilitator erases texts of the meetings they lead, an administrator all.
"""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.erasing import Thing, thing_at
from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.erasing import Found
from musrenbang_live.store import erasing, notes, retention, sessions
from musrenbang_live.web import forms
from musrenbang_live.web.errors import status_of
from musrenbang_live.web.identity import access, form_pages
from musrenbang_live.web.identity.access import Person
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.sayings import say
from musrenbang_live.web.site import site_of

MOST: Final = 50
"""Lines told of each list."""


async def show_data(request: Request) -> Response:
    """What was erased when, and what is due when."""
    known = await access.admin(request)
    site = site_of(request)
    days = site.attending.retention.days
    return form_pages.page(
        request,
        "admin/data.html",
        person=known,
        days=days,
        kept=days * retention.DAY,
        runs=await retention.runs(site.pool, MOST),
        due=await retention.holding_names(site.pool),
        erasures=await erasing.listed(site.pool, MOST),
    )


async def show_erasing(request: Request) -> Response:
    """The form for an address; with one, what stands there and where else."""
    known = await access.leader(request)
    typed = request.query_params.get("alamat", "")
    if not typed:
        return await _page(request, known, {})
    try:
        thing = thing_at(typed)
        await _may_erase(request, known, thing)
        if thing.kind == "catatan" and not thing.note:
            return await _page(request, known, {"alamat": typed}, listed=thing)
        found = await site_of(request).erasing.found(thing)
    except Rejected as refused:
        return await _page(request, known, {"alamat": typed}, refused=refused)
    return await _page(request, known, {"alamat": typed}, found=found)


async def erase(request: Request) -> Response:
    """Erase what stands at the address, for good."""
    known = await access.leader(request)
    form = await forms.read(request)
    site = site_of(request)
    try:
        thing = thing_at(form.text("alamat"))
        await _may_erase(request, known, thing)
        await site.erasing.erase(thing, known.id)
    except Rejected as refused:
        return await _page(request, known, form.values, refused=refused)
    site.bundles.forget()
    _ = chosen(request, site.languages).gettext
    said = _("Teks di %(address)s sudah dihapus.") % {"address": thing.address}
    return redirect("/kelola/hapus", said)


async def _may_erase(request: Request, known: Person, thing: Thing) -> None:
    """Raises `not_allowed` for texts of a meeting somebody else leads."""
    if known.role == "admin":
        return
    if thing.kind in ("tanya", "aspirasi"):
        raise Rejected("not_allowed")
    site = site_of(request)
    room = await site.service.room(thing.code)
    if not await sessions.may_facilitate(site.pool, room.row.id, known.id, known.role):
        raise Rejected("not_allowed")


async def _page(
    request: Request,
    known: Person,
    values: Mapping[str, str],
    *,
    refused: Rejected | None = None,
    found: Found | None = None,
    listed: Thing | None = None,
) -> Response:
    site = site_of(request)
    entries = []
    if listed:
        room = await site.service.room(listed.code)
        entries = await notes.listed(site.pool, room.row.id)
    return form_pages.page(
        request,
        "admin/erasing.html",
        status_of(refused) if refused else 200,
        person=known,
        values=values,
        error=say(chosen(request, site.languages), refused) if refused else "",
        found=found,
        listed=listed,
        entries=entries,
    )


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/kelola/data", show_data),
        Route("/kelola/hapus", show_erasing),
        Route("/kelola/hapus", erase, methods=["POST"]),
    ]
