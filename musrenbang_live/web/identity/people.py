"""How people come in and go out: passwords, invitations, the first administrator.

Opening a link changes nothing, because chat programs open links to preview them; only pressing
the button on its page uses it up.
"""

import asyncio
import re
from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.faults import Faults
from musrenbang_live.core.proposing import checked_name
from musrenbang_live.live.clock import now
from musrenbang_live.store import people as registry
from musrenbang_live.store.people import Invitation, NameTaken, Person, Purpose
from musrenbang_live.web import forms
from musrenbang_live.web.errors import status_of
from musrenbang_live.web.forms import Form
from musrenbang_live.web.identity import access, logins, passwords
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.sayings import by_field
from musrenbang_live.web.site import site_of

_NOT_IN_NAMES: Final = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME: Final = 32
_PATIENCE: Final = passwords.Patience()
TOO_MANY_REQUESTS: Final = 429


async def show_login(request: Request) -> Response:
    """The login; for somebody who is logged in also who that is."""
    return await _login(request, {"lanjut": request.query_params.get("lanjut", "")})


async def log_in(request: Request) -> Response:
    """Log in with user name and password."""
    form = await forms.read(request)
    username = user_name(form.text("username"))
    person = await registry.find_person(site_of(request).pool, username)
    name = _tries_of(request, username, person)
    wait = _PATIENCE.wait(name, _clock())
    if wait:
        return await _login(request, form.values, TOO_MANY_REQUESTS, wait=round(wait) or 1)
    _PATIENCE.tried(name, _clock())
    kept = person.password_hash if person and not person.disabled_at else None
    if not await passwords.matches(form.text("password"), kept) or person is None:
        refused = Rejected("login_failed", field="password")
        return await _login(request, form.values, status_of(refused), refused)
    _PATIENCE.right(name)
    return await logins.enter(request, person.id, form.text("lanjut"), role=person.role)


def _tries_of(request: Request, username: str, person: Person | None) -> str:
    """Under which name tries are counted: the owner's own device is not held up by strangers."""
    known = person is not None and logins.is_known_device(request, person.id)
    return f"{username} (known)" if known else username


def _clock() -> float:
    return asyncio.get_running_loop().time()


async def _login(
    request: Request,
    values: Mapping[str, str],
    status: int = 200,
    refused: Rejected | None = None,
    wait: int = 0,
) -> Response:
    person = await access.person(request)
    page = _page(
        request,
        "admin/login.html",
        status,
        values={key: value for key, value in values.items() if key != "password"},
        errors=by_field(chosen(request, site_of(request).languages), refused),
        wait=wait,
        person=person,
        denied=bool(person and values.get("lanjut")),
    )
    if wait:
        page.headers["retry-after"] = str(wait)
    return page


async def log_out(request: Request) -> Response:
    """End the login of this device."""
    await forms.read(request)
    await logins.end_own(request)
    response = redirect("/masuk")
    logins.forget(response, site_of(request))
    return response


async def show_invitation(request: Request) -> Response:
    """What an invitation is for, and the form to take it up."""
    found = await _invitation(request, "person")
    return _invited(request, found, {})


async def accept_invitation(request: Request) -> Response:
    """Become a person with a login, by invitation."""
    return await _accepted(request, "person")


async def show_first(request: Request) -> Response:
    """The form for the first administrator."""
    found = await _invitation(request, "first_admin")
    return _invited(request, found, {})


async def accept_first(request: Request) -> Response:
    """Become the first administrator; refused once there is one."""
    return await _accepted(request, "first_admin")


async def _accepted(request: Request, purpose: Purpose) -> Response:
    found = await _invitation(request, purpose)
    form = await forms.read(request)
    try:
        person = await _made(request, form)
    except Rejected as refused:
        if refused.code == "link_used":
            raise
        return _invited(request, found, form.values, refused)
    _ = chosen(request, site_of(request).languages).gettext
    said = _("Nama pengguna Bapak/Ibu: %(name)s. Ingatlah bersama kata sandinya.")
    place = logins.first_page(found.role)
    return await logins.enter(request, person.id, place, said % {"name": person.username})


async def _made(request: Request, form: Form) -> Person:
    """The new person. The invitation is used up in the same transaction, or not at all."""
    faults = Faults()
    username = faults.of(_wanted_name, form.text("username"))
    name = faults.of(checked_name, form.text("name"))
    password = faults.of(passwords.acceptable, form.text("password"))
    faults.tell()
    kept = await passwords.hashed(password)
    async with site_of(request).pool.acquire() as connection, connection.transaction():
        token = access.token_hash(request.path_params["token"])
        used = await registry.consume_invitation(connection, token, at=now())
        if used is None or (
            used.purpose == "first_admin" and not await registry.is_first(connection)
        ):
            raise Rejected("link_used")
        try:
            return await registry.add_person(
                connection,
                username=username,
                name=name or username,
                password_hash=kept,
                role=used.role,
                at=now(),
                office_id=used.office_id,
            )
        except NameTaken:
            raise Rejected("name_taken", field="username") from None


def user_name(typed: str) -> str:
    """The user name that was typed, in its one form: `Siti  Aminah` is `siti.aminah`."""
    return _NOT_IN_NAMES.sub(".", typed.lower())[:_LONGEST_NAME].strip(".")


def _wanted_name(typed: str) -> str:
    username = user_name(typed)
    if not username:
        raise Rejected("text_missing", field="username")
    return username


def _invited(
    request: Request,
    found: Invitation,
    values: Mapping[str, str],
    refused: Rejected | None = None,
) -> Response:
    language = chosen(request, site_of(request).languages)
    return _page(
        request,
        "admin/invited.html",
        status_of(refused) if refused else 200,
        invitation=found,
        values={key: value for key, value in values.items() if key != "password"},
        errors=by_field(language, refused),
        shortest=passwords.SHORTEST,
    )


async def show_link(request: Request) -> Response:
    """One button that logs in; a link for one use can also set a new password."""
    return await _link(request, await _invitation(request, "login"))


async def follow_link(request: Request) -> Response:
    """Log in by a link, and go on to where its `lanjut` leads."""
    found = await _invitation(request, "login")
    form = await forms.read(request)
    new = form.text("password") if found.uses_left == 1 else ""
    try:
        kept = await passwords.hashed(passwords.acceptable(new)) if new else ""
    except Rejected as refused:
        return await _link(request, found, refused)
    person = await _consumed(request)
    if kept:
        await registry.set_password(site_of(request).pool, person.id, kept)
        await logins.end_all(site_of(request), person.id)
    place = request.query_params.get("lanjut", "")
    return await logins.enter(request, person.id, place, role=person.role)


async def _consumed(request: Request) -> Person:
    pool = site_of(request).pool
    token = access.token_hash(request.path_params["token"])
    used = await registry.consume_invitation(pool, token, at=now())
    person = await registry.person(pool, used.person_id) if used and used.person_id else None
    if person is None or person.disabled_at:
        raise Rejected("link_used")
    return person


async def _link(request: Request, found: Invitation, refused: Rejected | None = None) -> Response:
    language = chosen(request, site_of(request).languages)
    return _page(
        request,
        "admin/link.html",
        status_of(refused) if refused else 200,
        person=await registry.person(site_of(request).pool, found.person_id or 0),
        once=found.uses_left == 1,
        place=request.query_params.get("lanjut", ""),
        errors=by_field(language, refused),
        shortest=passwords.SHORTEST,
    )


async def _invitation(request: Request, purpose: Purpose) -> Invitation:
    """The invitation in the address, not used up by looking. Raises `link_used`."""
    token = access.token_hash(request.path_params["token"])
    found = await registry.look_invitation(site_of(request).pool, token, at=now())
    if found is None or found.purpose != purpose:
        raise Rejected("link_used")
    return found


def _page(request: Request, template: str, status: int, **context: Any) -> Response:
    return site_of(request).pages.render(
        request, template, status, token=access.page_token(request), **context
    )


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/masuk", show_login),
        Route("/masuk", log_in, methods=["POST"]),
        Route("/keluar", log_out, methods=["POST"]),
        Route("/masuk/{token}", show_link),
        Route("/masuk/{token}", follow_link, methods=["POST"]),
        Route("/undangan/{token}", show_invitation),
        Route("/undangan/{token}", accept_invitation, methods=["POST"]),
        Route("/kelola/awal/{token}", show_first),
        Route("/kelola/awal/{token}", accept_first, methods=["POST"]),
    ]
