"""The page of rehearsals: one button plays a whole meeting, and each check is green or red."""

import secrets
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.plan import SessionPlan
from musrenbang_live.core.rehearsing import CHECKS, FEWEST, MOST, USUAL
from musrenbang_live.live.clock import now
from musrenbang_live.store import people, rehearsals, sessions
from musrenbang_live.web import forms
from musrenbang_live.web.desk.rehearsal_words import name_of, sentence_of
from musrenbang_live.web.errors import status_of
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import chosen
from musrenbang_live.web.network import hall_base
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.sayings import say
from musrenbang_live.web.site import Site, here_only, site_of

LINK_LIFE: Final = 15 * 60_000


async def show(request: Request) -> Response:
    """What ran last, what runs now, and the form to start one."""
    return await _page(request, await access.leader(request))


async def start(request: Request) -> Response:
    """Start a rehearsal of a session of one's own."""
    person = await access.leader(request)
    form = await forms.read(request)
    site = site_of(request)
    try:
        plan = await _plan(site, person, form.text("code"))
        token = await _login_link(site, person)
        phones = form.number("phones") or 0
        await site.rehearsals.start(person.id, plan, hall_base(request), phones, token)
    except Rejected as refused:
        return await _page(request, person, refused)
    _ = chosen(request, site.languages).gettext
    return redirect("/fasilitator/geladi", _("Geladi dimulai. Halaman ini berubah sendiri."))


async def _plan(site: Site, person: access.Person, code: str) -> SessionPlan:
    """The plan of a session that this person leads. Raises `session_unknown`."""
    room = await site.service.room(code)
    if not await sessions.may_facilitate(site.pool, room.row.id, person.id, person.role):
        raise Rejected("not_allowed")
    return room.row.plan


async def _login_link(site: Site, person: access.Person) -> str:
    """A login link of this person for the program that plays; its token."""
    token = secrets.token_urlsafe(24)
    await people.add_invitation(
        site.pool,
        token_hash=access.token_hash(token),
        purpose="login",
        role="admin" if person.role == "admin" else "facilitator",
        at=now(),
        expires_at=now() + LINK_LIFE,
        person_id=person.id,
        created_by=person.id,
    )
    return token


async def _page(
    request: Request, person: access.Person, refused: Rejected | None = None
) -> Response:
    site = site_of(request)
    language = chosen(request, site.languages)
    gettext = language.gettext
    base = hall_base(request)
    rows = await rehearsals.newest(site.pool, person.id, person.role)
    own = await sessions.sessions_of(site.pool, person.id, person.role)
    return site.pages.render(
        request,
        "facilitator/rehearsal.html",
        status_of(refused) if refused else 200,
        token=access.page_token(request),
        person=person,
        running=next((row for row in rows if not row.ended_at), None),
        rows=[row for row in rows if row.ended_at],
        sessions=[each for each in own if not each.example and each.stage == "planned"],
        base=base,
        alone=here_only(base),
        checks=CHECKS,
        name_of=lambda check: name_of(check, gettext),
        sentence_of=lambda finding: sentence_of(finding, gettext),
        phones=USUAL,
        fewest=FEWEST,
        most=MOST,
        refusal=say(language, refused) if refused else "",
    )


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/fasilitator/geladi", show),
        Route("/fasilitator/geladi", start, methods=["POST"]),
    ]
