"""Reports at the desks of offices: the board by due time, and what may be done with each.

Which office may do what is decided in `core.reporting`; a page only offers what it allows.
"""

from typing import Final

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core import report_numbers
from musrenbang_live.core import reporting as rules
from musrenbang_live.core.commands import SubmitProposal
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import ProposalContent
from musrenbang_live.core.reporting import Act
from musrenbang_live.core.tiers import ref_of
from musrenbang_live.live import reports as work
from musrenbang_live.live.clock import now
from musrenbang_live.live.reports import Actor, Move
from musrenbang_live.live.room import Room
from musrenbang_live.store import offices, report_board, report_lists, report_steps, reports
from musrenbang_live.store.reports import ReportRow
from musrenbang_live.web import forms
from musrenbang_live.web.errors import status_of
from musrenbang_live.web.formats import moment
from musrenbang_live.web.identity import access
from musrenbang_live.web.identity.access import Officer
from musrenbang_live.web.language import chosen
from musrenbang_live.web.officer.doors import page
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.reports.doors import ward_name
from musrenbang_live.web.sayings import by_field
from musrenbang_live.web.site import site_of

DAY: Final = 24 * 3_600_000
YEAR: Final = 365 * DAY
_AT: Final = "/kantor/lapor/{id:int}"
ACTS: Final[tuple[Act, ...]] = (
    "approve", "hide", "check", "route", "work", "answer", "done", "reject", "return", "merge",
    "undo",
)  # fmt: skip


class Column(Struct, frozen=True):
    """A part of the board: `key` is `late`, `today`, `week` or `later`."""

    key: str
    reports: tuple[ReportRow, ...]


class Into(Struct, frozen=True):
    """A meeting into which a report may be carried, and its lingkungan that fits ('' for none)."""

    code: str
    forum: str
    year: int
    neighborhoods: tuple[str, ...]
    fits: str


def routes() -> list[BaseRoute]:
    """The addresses of this room."""
    return [
        Route("/kantor/lapor", show_board),
        Route(_AT, show_report),
        Route(f"{_AT}/pokir", carry_to_member, methods=["POST"]),
        Route(f"{_AT}/musrenbang", carry_into_meeting, methods=["POST"]),
        Route(f"{_AT}/{{act}}", act, methods=["POST"]),
    ]


async def show_board(request: Request) -> Response:
    """The reports of this office, by when an answer is due."""
    who, site = await access.officer(request), site_of(request)
    ended = "akhir" in request.query_params
    found = await report_board.board(site.pool, who.office, closed=ended)
    return page(
        request,
        "officer/reports.html",
        who,
        columns=() if ended else columns(found, now()),
        ended=found if ended else None,
        desks=await _desks(request, who),
        tally=await report_board.tally(site.pool, who.office, now=now()),
        ward_name=lambda code: ward_name(site, code),
    )


async def _desks(request: Request, who: Officer) -> list[report_board.Desk]:
    """How every office keeps up: for the secretariat, which hands reports on."""
    if who.office.kind not in rules.SETWAN:
        return []
    return await report_board.by_office(site_of(request).pool, now=now(), since=now() - YEAR)


def columns(found: list[ReportRow], at: int) -> list[Column]:
    """The board: late, due today, within a week, later; parts without a report are left out."""
    tonight = _midnight_after(at)
    bounds = (("late", at), ("today", tonight), ("week", tonight + 6 * DAY), ("later", 0))
    parts: dict[str, list[ReportRow]] = {key: [] for key, _ in bounds}
    for row in found:
        key = next((key for key, until in bounds[:3] if 0 < row.due_at <= until), "later")
        parts[key].append(row)
    return [Column(key, tuple(rows)) for key, rows in parts.items() if rows]


def _midnight_after(at: int) -> int:
    today = moment(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return round(today.timestamp() * 1000) + DAY


async def show_report(request: Request) -> Response:
    """One report, with what this office may do with it."""
    who = await access.officer(request)
    return await _report_page(request, who, await _seen(request, who))


async def act(request: Request) -> Response:
    """Do something with a report."""
    who = await access.officer(request)
    row, form = await _seen(request, who), await forms.read(request)
    name = next((each for each in ACTS if each == request.path_params["act"]), None)
    if name is None:
        raise HTTPException(404)
    move = Move(
        act=name,
        words=form.text("words"),
        office=_id(form.text("office")),
        into=report_numbers.normal(form.text("into")) if form.text("into") else "",
        title=form.text("title"),
        text=form.text("text"),
        step=_id(form.text("step")),
    )
    try:
        await work.act(site_of(request).pool, row.id, _actor(who), move)
    except Rejected as refused:
        return await _report_page(request, who, row, refused, form, name)
    return _done(request, row, gone=name in ("return",) and who.office.kind != "setwan")


async def carry_to_member(request: Request) -> Response:
    """Carry an aspiration into the main points of a member of the council."""
    who = await access.officer(request, *rules.CARRYING)
    row, form = await _seen(request, who), await forms.read(request)
    member = who.office.id if who.office.kind == "dewan" else _id(form.text("member"))
    try:
        year = form.number("year") or 0
        await work.carry_to_member(site_of(request).pool, row.id, _actor(who), member, year)
    except Rejected as refused:
        return await _report_page(request, who, row, refused, form, "pokir")
    return _done(request, row)


async def carry_into_meeting(request: Request) -> Response:
    """Carry an aspiration into a meeting of its kelurahan, where it is a proposal from now on."""
    who = await access.officer(request, *rules.CARRYING)
    row, form = await _seen(request, who), await forms.read(request)
    try:
        rules.must(who.office.kind, who.office.id, "carry", work.standing_of(row))
        room = await _meeting(request, row, form.text("code"))
        number = await _handed_in(request, who, row, room, form.text("neighborhood"))
        await work.carried_into_meeting(
            site_of(request).pool, row.id, _actor(who), room.code, number, room.meeting.plan.year
        )
    except Rejected as refused:
        return await _report_page(request, who, row, refused, form, "musrenbang")
    return _done(request, row)


async def _meeting(request: Request, row: ReportRow, code: str) -> Room:
    """The meeting of this code, if the report may go there. Raises `report_meeting_closed`."""
    site = site_of(request)
    offered = await report_lists.meetings(site.pool, row.ward_code, example=row.example)
    if code not in {meeting.code for meeting in offered}:
        raise Rejected("report_meeting_closed", field="code")
    return await site.service.room(code)


async def _handed_in(
    request: Request, who: Officer, row: ReportRow, room: Room, neighborhood: str
) -> int:
    """The number under which the meeting has the report: it is handed in once."""
    plan, origin = room.meeting.plan, report_numbers.origin_of(row.number)
    content = ProposalContent(
        title=row.title,
        problem=row.text,
        sector=row.sector if plan.sector(row.sector) else "",
        neighborhood=neighborhood,
        landmark="",
        screen_title="",
    )
    command = SubmitProposal(
        ref=ref_of("lapor", room.code, row.number),
        author="",
        content=content,
        assisted=True,
        origin=origin,
    )
    known = _having(room, origin)
    if not known:
        await site_of(request).service.act(room, who.person.actor, command, command.ref)
        known = _having(room, origin)
    return known


def _having(room: Room, origin: str) -> int:
    proposals = room.meeting.proposals.values()
    return next((each.number for each in proposals if each.origin == origin), 0)


async def _seen(request: Request, who: Officer) -> ReportRow:
    """The report in the address, if this office sees it."""
    row = await reports.by_id(site_of(request).pool, request.path_params["id"])
    if row is None or not rules.sees(who.office.kind, who.office.id, work.standing_of(row)):
        raise HTTPException(404)
    return row


async def _report_page(
    request: Request,
    who: Officer,
    row: ReportRow,
    refused: Rejected | None = None,
    form: forms.Form | None = None,
    pressed: str = "",
) -> Response:
    """The page of a report. `pressed` is the act whose form was refused."""
    site = site_of(request)
    every = await offices.list_offices(site.pool)
    allowed = rules.acts_of(who.office.kind, who.office.id, work.standing_of(row))
    steps = await reports.steps(site.pool, row.id)
    return page(
        request,
        "officer/report.html",
        who,
        status_of(refused) if refused else 200,
        report=row,
        allowed=allowed,
        steps=steps,
        parts=await report_steps.parts(site.pool, row.id),
        undoable=_newest(steps),
        photos=await reports.photo_ids(site.pool, row.id),
        contact=await reports.contact(site.pool, row.id) if who.office.kind != "dewan" else "",
        carried=await report_lists.carried(site.pool, row.id),
        alike=await report_board.alike(site.pool, row) if "merge" in allowed else [],
        receivers=[office for office in every if office.kind in rules.WORKING],
        members=[office for office in every if office.kind == "dewan"],
        meetings=await _meetings(request, row) if "carry" in allowed else [],
        year=moment(now()).year + 1,
        ward=ward_name(site, row.ward_code),
        late=rules.is_overdue(row.state, row.due_at, now()),
        typed=form.values if form else {},
        pressed=pressed,
        errors=by_field(chosen(request, site.languages), refused),
    )


def _newest(steps: list[reports.Step]) -> int:
    """The step that is taken back next; 0 where the newest is not an office's."""
    standing = [each for each in steps if not each.undone and each.act not in ("undo", "word")]
    return standing[-1].id if standing and standing[-1].office else 0


async def _meetings(request: Request, row: ReportRow) -> list[Into]:
    """The meetings to which a report may go, each with its lingkungan of the same name."""
    site = site_of(request)
    found = []
    for line in await report_lists.meetings(site.pool, row.ward_code, example=row.example):
        units = (await site.service.room(line.code)).meeting.plan.neighborhoods
        wanted = row.neighborhood.casefold().removeprefix("lingkungan").strip()
        fits = next((unit for unit in units if unit.casefold() == wanted), "")
        found.append(Into(line.code, line.forum, line.year, units, fits))
    return found


def _done(request: Request, row: ReportRow, *, gone: bool = False) -> Response:
    _ = chosen(request, site_of(request).languages).gettext
    place = "/kantor/lapor" if gone else f"/kantor/lapor/{row.id}"
    return redirect(place, _("%(number)s: tercatat.") % {"number": row.number})


def _actor(who: Officer) -> Actor:
    return Actor(who.person.id, who.office)


def _id(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
