"""Proposals at an office: what waits for it, the longest overdue first, and one to decide about.

Only the moves that are this office's now are offered; whoever moved it meanwhile is told of first.
"""

import uuid
from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.faults import Faults
from musrenbang_live.core.following import STATES
from musrenbang_live.core.following_rules import (
    WITH_REASON,
    Move,
    days_late,
    is_theirs,
    moves,
    turns,
)
from musrenbang_live.core.offices import Office
from musrenbang_live.core.photos import MOST_BYTES, Photo
from musrenbang_live.live import following as acts
from musrenbang_live.live.clock import now
from musrenbang_live.store import follow_lists, following, photos
from musrenbang_live.store.follow_lists import Scope, Wish
from musrenbang_live.store.following import FollowLine
from musrenbang_live.web import uploads
from musrenbang_live.web.asked import number, page_at
from musrenbang_live.web.errors import status_of
from musrenbang_live.web.following.history import history_of
from musrenbang_live.web.forms import Form
from musrenbang_live.web.identity import access
from musrenbang_live.web.identity.access import Officer
from musrenbang_live.web.language import chosen
from musrenbang_live.web.officer import doors as officer
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.photos import freed, new_id
from musrenbang_live.web.sayings import by_field
from musrenbang_live.web.site import site_of
from musrenbang_live.web.words import decisions

HOME: Final = "/kantor/usulan"
KINDS: Final = ("kecamatan", "opd", "bapperida", "setwan")
"""Offices that decide about proposals; commissions and members of the council look on."""
A_PAGE: Final = 50
LAST_PAGE: Final = 500
LONGEST: Final = 80


class Asked(Struct, frozen=True):
    """What the list is to show: `all` of the office's proposals, or what waits for it."""

    wish: Wish
    all: bool
    page: int

    def at(self, page: int) -> str:
        """The address of another page of the same list."""
        return self._address(self.all, page)

    def other(self, *, everything: bool) -> str:
        """The address of the same search among all proposals, or among those that wait."""
        return self._address(everything, 1)

    def _address(self, everything: bool, page: int) -> str:
        wish = self.wish
        return page_at(
            HOME,
            page,
            lihat="semua" if everything else "",
            cari=wish.words,
            kelurahan=wish.ward,
            tahun=wish.year,
            status=wish.state,
        )


def scope_of(office: Office) -> Scope:
    """What an office has charge of."""
    if office.kind == "kecamatan":
        return Scope(district=office.district, council=False)
    if office.kind == "opd":
        return Scope(agency=office.name)
    return Scope(council=True if office.kind == "setwan" else None)


async def show_list(request: Request) -> Response:
    """What waits for this office, or all it has charge of."""
    who, asked = await access.officer(request, *KINDS), _asked(request.query_params)
    site = site_of(request)
    found, total = await follow_lists.charged(
        site.pool,
        scope_of(who.office),
        None if asked.all else turns(who.office),
        asked.wish,
        limit=A_PAGE,
        offset=(asked.page - 1) * A_PAGE,
    )
    return officer.page(
        request,
        "officer/proposals.html",
        who,
        asked=asked,
        lines=[(line, days_late(line.state, line.tier, line.state_at, now())) for line in found],
        total=total,
        pages=-(-total // A_PAGE),
        wards=site.wards,
        states=STATES,
    )


async def show_proposal(request: Request) -> Response:
    """One proposal: what it says, its history, and what this office can do now."""
    who = await access.officer(request, *KINDS)
    return await _page(request, who, await _line(request, who))


async def decide(request: Request) -> Response:
    """Move a proposal. What was typed stays on the page where it is refused."""
    who = await access.officer(request, *KINDS)
    line = await _line(request, who)
    values: Mapping[str, str] = {}
    try:
        form = await uploads.sent(request, 2 * MOST_BYTES)
        values = form.values
        await _decide(request, who, line, form)
    except Rejected as refused:
        if refused.code == "page_expired":
            raise
        return await _page(request, who, await _line(request, who), values, refused)
    _ = chosen(request, site_of(request).languages).gettext
    return redirect(f"{HOME}/{line.address}", _("Tersimpan dan langsung terlihat oleh warga."))


async def _decide(request: Request, who: Officer, line: FollowLine, form: Form) -> None:
    site = site_of(request)
    to = next((state for state in STATES if state == form.text("to")), None)
    if to is None:
        raise Rejected("follow_up_state_unknown", field="to")
    faults = Faults()
    wanted = Move(
        to=to,
        reason_code=form.text("reason_code") if to in WITH_REASON else "",
        reason=form.text("reason"),
        cost=faults.of(form.number, "cost"),
        year=faults.of(form.number, "year") or 0,
        sure=form.flag("sure"),
    )
    faults.tell()
    seen = form.number("seen") or 0
    shown = await _pictures(request, form)
    sent = [each for each in (shown.before, shown.now) if each]
    try:
        stored = await acts.move(
            site.pool,
            acts.Actor(who.office, who.person.id),
            line.node,
            wanted,
            seen=seen,
            ref=form.ref,
            pictures=shown,
        )
    except Rejected:
        await photos.erase(site.pool, sent)
        raise
    if not stored:  # it was, with the photos that were sent then
        await photos.erase(site.pool, sent)


async def _pictures(request: Request, form: Form) -> acts.Pictures:
    """The photos that were sent, kept without anything but their pixels; both or none."""
    drawn = {field: await _photo(form, field) for field in ("before", "now")}
    made: dict[str, str] = {}
    for field, photo in drawn.items():
        if photo is not None:
            made[field] = new_id()
            await photos.add(site_of(request).pool, made[field], photo, at=now(), shown=True)
    return acts.Pictures(made.get("before"), made.get("now"))


async def _photo(form: Form, field: str) -> Photo | None:
    content = form.upload(field)
    try:
        return await freed(content) if content else None
    except Rejected as refused:
        raise refused.about(field) from refused


async def take_back(request: Request) -> Response:
    """Take back the newest decision of this office about a proposal."""
    who = await access.officer(request, *KINDS)
    line = await _line(request, who)
    await uploads.sent(request)
    site = site_of(request)
    try:
        actor = acts.Actor(who.office, who.person.id)
        decided = await acts.take_back(site.pool, actor, request.path_params["id"])
    except Rejected as refused:
        return await _page(request, who, line, refused=refused)
    pictures = [each for each in (decided.before_id, decided.photo_id) if each]
    await photos.show(site.pool, pictures, shown=False)
    _ = chosen(request, site.languages).gettext
    return redirect(f"{HOME}/{line.address}", _("Keputusan itu dibatalkan. Riwayatnya tetap ada."))


async def _line(request: Request, who: Officer) -> FollowLine:
    """The proposal in the address. Raises `proposal_unknown`, `follow_up_not_yours`."""
    code, number = request.path_params["code"].upper(), request.path_params["number"]
    line = await acts.line_at(site_of(request).pool, code, number)
    if not is_theirs(who.office, line.standing):
        raise Rejected("follow_up_not_yours")
    return line


async def _page(
    request: Request,
    who: Officer,
    line: FollowLine,
    values: Mapping[str, str] | None = None,
    refused: Rejected | None = None,
) -> Response:
    site = site_of(request)
    language = chosen(request, site.languages)
    decided = await following.history(site.pool, line.root_code, line.root_number)
    mine = next((each for each in reversed(decided) if each.id == line.last_id), None)
    return officer.page(
        request,
        "officer/proposal.html",
        who,
        status_of(refused) if refused else 200,
        line=line,
        late=days_late(line.state, line.tier, line.state_at, now()),
        ways=moves(who.office, line.standing),
        history=await history_of(site, line.root_code, line.root_number),
        mine=mine if mine and mine.office_id == who.office.id else None,
        reasons=decisions.choices(language),
        values=values or {"year": str(line.plan_year)},
        errors=by_field(language, refused),
        unlikely=refused is not None and refused.code == "cost_unlikely",
        ref=str(uuid.uuid4()),
    )


def _asked(query: Mapping[str, str]) -> Asked:
    state = query.get("status", "")
    return Asked(
        Wish(
            words=query.get("cari", "").replace("\x00", "").strip()[:LONGEST],
            ward=query.get("kelurahan", "").replace("\x00", "")[:LONGEST],
            year=number(query.get("tahun", ""), 0, 9999),
            state=state if state in STATES else "",
        ),
        query.get("lihat") == "semua",
        number(query.get("halaman", ""), 1, LAST_PAGE),
    )


def routes() -> list[BaseRoute]:
    """The addresses of this room; imports come before them (`web.officer.imports`)."""
    one = HOME + "/{code}-{number:int}"
    return [
        Route(HOME, show_list),
        Route(one, show_proposal),
        uploads.route(one, decide),
        Route(one + "/batal/{id:int}", take_back, methods=["POST"]),
    ]
