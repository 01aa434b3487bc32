"""The administrator's list of offices: who acts outside meetings, and invitations for them."""

import secrets
from collections.abc import Mapping

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.offices import OFFICE_KINDS, Office, checked_office
from musrenbang_live.live.clock import now
from musrenbang_live.store import offices as registry
from musrenbang_live.store import people
from musrenbang_live.store.people import Person
from musrenbang_live.web import forms
from musrenbang_live.web.admin import doors as admin
from musrenbang_live.web.errors import status_of
from musrenbang_live.web.identity import access, form_pages
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.sayings import by_field
from musrenbang_live.web.site import Site, address, site_of


class Line(Struct, frozen=True):
    """An office in the list, with those who act for it."""

    office: Office
    officers: list[Person]


async def show_offices(request: Request) -> Response:
    """All offices, and the form for one more."""
    return await _page(request, await access.admin(request))


async def add(request: Request) -> Response:
    """Add an office."""
    known = await access.admin(request)
    form = await forms.read(request)
    site = site_of(request)
    try:
        office = checked_office(
            form.text("kind"),
            form.text("name"),
            form.text("district"),
            form.text("dapil"),
            site.districts,
        )
        await registry.add_office(site.pool, office, at=now())
    except registry.OfficeTaken:
        taken = Rejected("office_taken", field="name")
        return await _page(request, known, values=form.values, refused=taken)
    except Rejected as refused:
        return await _page(request, known, values=form.values, refused=refused)
    _ = chosen(request, site.languages).gettext
    return redirect("/kelola/kantor", _("%(name)s sudah dicatat.") % {"name": office.name})


async def invite(request: Request) -> Response:
    """Make a link for one new officer of an office; it is shown this once."""
    known = await access.admin(request)
    await forms.read(request)
    site = site_of(request)
    office = await registry.office(site.pool, request.path_params["office"])
    if office is None:
        raise Rejected("office_unknown")
    token = secrets.token_urlsafe(24)
    await people.add_invitation(
        site.pool,
        token_hash=access.token_hash(token),
        purpose="person",
        role="officer",
        at=now(),
        expires_at=now() + admin.INVITATION_LIFE,
        created_by=known.id,
        office_id=office.id,
    )
    link = address(request, f"/undangan/{token}")
    return await _page(request, known, link=link, invited_to=office)


async def _page(
    request: Request,
    known: access.Person,
    *,
    values: Mapping[str, str] | None = None,
    refused: Rejected | None = None,
    link: str = "",
    invited_to: Office | None = None,
) -> Response:
    site = site_of(request)
    language = chosen(request, site.languages)
    return form_pages.page(
        request,
        "admin/offices.html",
        status_of(refused) if refused else 200,
        person=known,
        lines=await _lines(site),
        kinds=OFFICE_KINDS,
        districts=site.districts,
        values=values or {},
        errors=by_field(language, refused),
        link=link,
        invited_to=invited_to,
    )


async def _lines(site: Site) -> list[Line]:
    persons = await people.list_persons(site.pool)
    return [
        Line(office, [each for each in persons if each.office_id == office.id])
        for office in await registry.list_offices(site.pool)
    ]


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/kelola/kantor", show_offices),
        Route("/kelola/kantor", add, methods=["POST"]),
        Route("/kelola/kantor/{office:int}/undang", invite, methods=["POST"]),
    ]
