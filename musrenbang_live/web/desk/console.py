"""The facilitator's door: the list of sessions, the console, and the pages of one task each.

It shows and asks; what happens to the meeting goes through `web.desk.doors`.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.ballots import ceiling_of
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.meeting import Decision, Meeting
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.core.views.facilitator import FacilitatorView, lots
from musrenbang_live.live.room import Room
from musrenbang_live.store import sessions
from musrenbang_live.web import sheets
from musrenbang_live.web.catalog import doors as catalog
from musrenbang_live.web.desk import (
    attendance,
    bank,
    candidates,
    cards,
    costs,
    delegates,
    entry,
    hands,
    minutes,
    notes,
    paper,
    planning,
    promises,
    promises_import,
    proposals,
    questions,
    ranks,
    screen,
    similar,
    speakers,
    staff,
    talk,
    tiers,
)
from musrenbang_live.web.desk import catalog as desk_catalog
from musrenbang_live.web.desk import doors as desk
from musrenbang_live.web.desk import sheets as desk_sheets
from musrenbang_live.web.desk.page import desk_page
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import chosen
from musrenbang_live.web.printing import entry_forms
from musrenbang_live.web.printing.qr import qr
from musrenbang_live.web.site import address, site_of

SPELLED: Final = {
    "A": "a", "C": "ce", "D": "de", "E": "e", "F": "ef", "G": "ge", "H": "ha", "J": "je",
    "K": "ka", "M": "em", "N": "en", "P": "pe", "Q": "ki", "R": "er", "T": "te", "W": "we",
    "X": "eks", "Y": "ye", "3": "tiga", "4": "empat", "6": "enam", "7": "tujuh", "9": "sembilan",
}  # fmt: skip
"""How the signs of a join code are said aloud in Indonesian."""


async def show_sessions(request: Request) -> Response:
    """The sessions this person may lead, those that are on first."""
    person = await access.leader(request)
    found = await sessions.sessions_of(site_of(request).pool, person.id, person.role)
    groups = [
        (stage, [row for row in found if row.stage == stage])
        for stage in ("open", "planned", "closed", "published")
    ]
    return site_of(request).pages.render(
        request,
        "facilitator/sessions.html",
        token=access.page_token(request),
        person=person,
        groups=[(stage, rows) for stage, rows in groups if rows],
    )


async def show_console(request: Request) -> Response:
    """The console: live where scripts run, whole without them."""
    room, _person = await access.facilitator(request)
    resident_url, screen_url = _links(request, room)
    return sheets.show(
        request,
        room,
        "facilitator",
        "facilitator/console.html",
        resident_url=resident_url,
        screen_url=screen_url,
    )


async def show_links(request: Request) -> Response:
    """How residents and the projector get in: code, QR, links."""
    room, _person = await access.facilitator(request)
    _ = chosen(request, site_of(request).languages).gettext
    resident_url, screen_url = _links(request, room)
    return desk_page(
        request,
        room,
        "facilitator/links.html",
        resident_url=resident_url,
        screen_url=screen_url,
        qr=qr(resident_url, _("Kode QR untuk ikut musyawarah")),
        remote_qr=qr(
            address(request, f"/fasilitator/{room.code}/layar"), _("Kode QR untuk remot layar")
        ),
        aloud=" ".join(SPELLED[sign] for sign in room.code),
    )


async def show_ballot(request: Request) -> Response:
    """Choose what stands on the ballot, before a round is opened on it."""
    room, _person = await access.facilitator(request)
    planned, index = _asked_round(request, room.meeting)
    view: FacilitatorView = room.view("facilitator")
    elects = planned.rule.kind == "delegasi"
    return desk_page(
        request,
        room,
        "facilitator/ballot.html",
        round=planned,
        index=index,
        held=_is_held(room.meeting, planned),
        ceiling=ceiling_of(planned.rule),
        cards=[] if elects else [row.card for row in view.rows],
        candidates=view.candidates if elects else (),
        supports=view.supports,
        waiting=0 if elects else len(view.queue),
        active=view.voter_cards.active if view.voter_cards else 0,
        sent=[line.card.number for line in view.talk.lines if _is_sent(line.decision)],
    )


def _is_sent(decision: Decision | None) -> bool:
    return decision is not None and decision.verdict == "voting"


async def show_lots(request: Request) -> Response:
    """Record the order in which lots were drawn; before the reveal, of the whole ballot."""
    room, _person = await access.facilitator(request)
    wanted = request.query_params.get("putaran", "")
    asked = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else 0
    found = lots(room.meeting, room.counts, asked)
    if found is None:
        raise Rejected("round_unknown")
    return desk_page(request, room, "facilitator/lots.html", lots=found)


async def show_publish(request: Request) -> Response:
    """Say what will be public, before it is."""
    room, _person = await access.facilitator(request)
    view: FacilitatorView = room.view("facilitator")
    rounds = [row.stage for row in view.rounds]
    return desk_page(
        request,
        room,
        "facilitator/publish.html",
        stage=view.stage,
        voting="open" in rounds,
        unseen=rounds.count("closed"),
        rounds=len(rounds),
        shown=len(view.rows),
        named=sum(bool(row.card.by) for row in view.rows),
        waiting=len(view.queue),
        apart=len(view.apart),
        joined=view.attendance.joined,
    )


def _asked_round(request: Request, meeting: Meeting) -> tuple[RoundPlan, int | None]:
    """The planned round that the address names, itself or by the phase it belongs to."""
    wanted = request.query_params.get("tahap", "")
    key, index = request.query_params.get("putaran", ""), None
    if wanted.isascii() and wanted.isdigit() and int(wanted) < len(meeting.plan.phases):
        index = int(wanted)
        key = meeting.plan.phases[index].round
    planned = meeting.plan.round_plan(key)
    if planned is None:
        raise Rejected("round_unknown")
    return planned, index


def _is_held(meeting: Meeting, planned: RoundPlan) -> bool:
    return any(round_.plan.key == planned.key for round_ in meeting.rounds.values())


def _links(request: Request, room: Room) -> tuple[str, str]:
    """Where residents come in, and where the projector does."""
    key = access.screen_key(site_of(request), room)
    return (
        address(request, f"/s/{room.code}"),
        address(request, f"/layar/{room.code}?kunci={key}"),
    )


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/fasilitator", show_sessions),
        *planning.routes(),
        *catalog.routes(),
        Route("/fasilitator/{code}", show_console),
        Route("/fasilitator/{code}/tautan", show_links),
        Route("/fasilitator/{code}/surat-suara", show_ballot),
        Route("/fasilitator/{code}/undian", show_lots),
        Route("/fasilitator/{code}/terbit", show_publish),
        *candidates.routes(),
        *entry.routes(),
        *proposals.routes(),
        *cards.routes(),
        *desk_catalog.routes(),
        *costs.routes(),
        *hands.routes(),
        *notes.routes(),
        *paper.routes(),
        *promises.routes(),
        *promises_import.routes(),
        *desk_sheets.routes(),
        *attendance.routes(),
        *talk.routes(),
        *ranks.routes(),
        *delegates.routes(),
        *speakers.routes(),
        *similar.routes(),
        *entry_forms.routes(),
        *questions.routes(),
        *screen.routes(),
        *tiers.routes(),
        *bank.routes(),
        *staff.routes(),
        *minutes.routes(),
        *desk.routes(),
    ]
