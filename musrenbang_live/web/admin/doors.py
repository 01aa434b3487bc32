"""The administrator's door: who has a login and on which devices; and everybody's own login.

Passwords are nobody's to see or to set but their owner's; an administrator can only give out a
link by which the owner sets a new one.
"""

import secrets
from typing import Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.faults import Faults
from musrenbang_live.live.clock import now
from musrenbang_live.store import people as registry
from musrenbang_live.store.people import Login, Person, Purpose, Role
from musrenbang_live.web import forms
from musrenbang_live.web.errors import status_of
from musrenbang_live.web.identity import access, form_pages, logins, passwords
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.sayings import by_field
from musrenbang_live.web.site import Site, address, site_of

INVITATION_LIFE: Final = 7 * 24 * 3600 * 1000
LINK_LIFE: Final = 3600 * 1000
"""Milliseconds."""


class Line(Struct, frozen=True):
    """A person in the list, with the devices on which they are logged in."""

    person: Person
    logins: list[Login]


async def show_people(request: Request) -> Response:
    """Everybody with a login."""
    admin = await access.admin(request)
    return await _people(request, admin)


async def invite(request: Request) -> Response:
    """Make a link for one new person; it is shown this once."""
    admin = await access.admin(request)
    form = await forms.read(request)
    role: Role = "admin" if form.text("role") == "admin" else "facilitator"
    made = await _invitation(request, admin, "person", role)
    return await _people(request, admin, link=address(request, f"/undangan/{made}"), role=role)


async def give_link(request: Request) -> Response:
    """Make a link by which one person logs in once and can set a new password."""
    admin = await access.admin(request)
    await forms.read(request)
    person = await _person(request)
    made = await _invitation(request, admin, "login", person.role, person.id)
    return await _people(request, admin, link=address(request, f"/masuk/{made}"), whose=person)


async def disable(request: Request) -> Response:
    """Let a person in no more, and end what they have open."""
    await access.admin(request)
    await forms.read(request)
    site, person = site_of(request), await _person(request)
    _ = chosen(request, site.languages).gettext
    if not await registry.disable(site.pool, person.id, at=now()):
        return redirect(
            "/kelola", _("Akun pengelola terakhir tidak dapat ditutup. Undang pengganti dahulu.")
        )
    await logins.end_all(site, person.id)
    return redirect("/kelola", _("Akun %(name)s sudah ditutup.") % {"name": person.name})


async def revoke(request: Request) -> Response:
    """End one login of a person."""
    await access.admin(request)
    await forms.read(request)
    site, person = site_of(request), await _person(request)
    await logins.end(site, person.id, request.path_params["login"])
    _ = chosen(request, site.languages).gettext
    return redirect("/kelola", _("Perangkat itu sudah dikeluarkan."))


async def show_own(request: Request) -> Response:
    """One's own devices and password."""
    return await _own(request, await access.require_person(request))


async def change_password(request: Request) -> Response:
    """Set another password for oneself; all other devices are logged out."""
    known = await access.require_person(request)
    form = await forms.read(request)
    site = site_of(request)
    try:
        person = await registry.person(site.pool, known.id)
        kept = person.password_hash if person else None
        right = await passwords.matches(form.text("old"), kept)
        faults = Faults()
        faults.of(_must_be_right, right)
        new = faults.of(passwords.acceptable, form.text("password"))
        faults.tell()
    except Rejected as refused:
        return await _own(request, known, refused)
    await registry.set_password(site.pool, known.id, await passwords.hashed(new))
    await logins.end_all(site, known.id, but=known.login)
    _ = chosen(request, site.languages).gettext
    return redirect(
        "/kelola/saya", _("Kata sandi sudah diganti. Perangkat lain sudah dikeluarkan.")
    )


def _must_be_right(right: bool) -> None:
    if not right:
        raise Rejected("login_failed", field="old")


async def revoke_own(request: Request) -> Response:
    """End one of one's own logins."""
    known = await access.require_person(request)
    await forms.read(request)
    site = site_of(request)
    await logins.end(site, known.id, request.path_params["login"])
    _ = chosen(request, site.languages).gettext
    return redirect("/kelola/saya", _("Perangkat itu sudah dikeluarkan."))


async def _invitation(
    request: Request,
    admin: access.Person,
    purpose: Purpose,
    role: Role,
    person_id: int | None = None,
) -> str:
    """A new link's token; only its hash is kept."""
    token = secrets.token_urlsafe(24)
    life = LINK_LIFE if purpose == "login" else INVITATION_LIFE
    await registry.add_invitation(
        site_of(request).pool,
        token_hash=access.token_hash(token),
        purpose=purpose,
        role=role,
        at=now(),
        expires_at=now() + life,
        person_id=person_id,
        created_by=admin.id,
    )
    return token


async def _person(request: Request) -> Person:
    found = await registry.person(site_of(request).pool, request.path_params["person"])
    if found is None:
        raise Rejected("message_malformed")
    return found


async def _people(
    request: Request,
    admin: access.Person,
    link: str = "",
    whose: Person | None = None,
    role: str = "",
) -> Response:
    return form_pages.page(
        request,
        "admin/people.html",
        person=admin,
        lines=await _lines(site_of(request)),
        link=link,
        whose=whose,
        role=role,
    )


async def _lines(site: Site) -> list[Line]:
    persons = await registry.list_persons(site.pool)
    return [Line(person, await logins.open_logins(site, person.id)) for person in persons]


async def _own(request: Request, known: access.Person, refused: Rejected | None = None) -> Response:
    site = site_of(request)
    language = chosen(request, site.languages)
    return form_pages.page(
        request,
        "admin/own.html",
        status_of(refused) if refused else 200,
        person=known,
        logins=await logins.open_logins(site, known.id),
        errors=by_field(language, refused),
        shortest=passwords.SHORTEST,
    )


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/kelola", show_people),
        Route("/kelola/undang", invite, methods=["POST"]),
        Route("/kelola/petugas/{person:int}/tautan", give_link, methods=["POST"]),
        Route("/kelola/petugas/{person:int}/tutup", disable, methods=["POST"]),
        Route("/kelola/petugas/{person:int}/cabut/{login:int}", revoke, methods=["POST"]),
        Route("/kelola/saya", show_own),
        Route("/kelola/saya/sandi", change_password, methods=["POST"]),
        Route("/kelola/saya/cabut/{login:int}", revoke_own, methods=["POST"]),
    ]
