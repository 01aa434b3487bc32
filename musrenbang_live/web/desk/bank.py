"""The bank of proposals at the desk: what earlier meetings of this place did not accommodate.

One tap puts one of them on this meeting's list, with where it came from; another takes it off. It
is never there twice: what was taken off is shown again, not handed in again.
"""

from collections.abc import Mapping

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from musrenbang_live.core.commands import (
    AnyCommand,
    ApproveProposal,
    HideProposal,
    SubmitProposal,
)
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import ProposalContent
from musrenbang_live.core.meeting import Proposal
from musrenbang_live.core.promise_reading import unit_named
from musrenbang_live.core.tiers import BELOW, origin_of, ref_of
from musrenbang_live.live.room import Room
from musrenbang_live.store import follow_public
from musrenbang_live.store.follow_public import BankRow
from musrenbang_live.web import forms
from musrenbang_live.web.city.bank import Kept, with_reasons
from musrenbang_live.web.desk.page import desk_page
from musrenbang_live.web.errors import status_of
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import chosen
from musrenbang_live.web.other_meetings import published_meeting, said_again
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.sayings import say
from musrenbang_live.web.site import site_of


class DeskLine(Struct, frozen=True):
    """A proposal of the bank at the desk: what it is here, None while it was not brought in;
    `misplaced` where its lingkungan is none of this plan."""

    kept: Kept
    here: Proposal | None
    misplaced: bool

    @property
    def shown(self) -> bool:
        """Whether it is on this meeting's list."""
        return self.here is not None and self.here.status == "shown"


async def show_bank(request: Request) -> Response:
    """What can be brought back."""
    room, _person = await access.facilitator(request)
    return await _page(request, room)


async def bring(request: Request) -> Response:
    """Put one on the list of this meeting; pressed twice it is one proposal."""
    room, person = await access.facilitator(request)
    form = await forms.read(request)
    try:
        row = await _row(request, room)
        line = _line(room, Kept(row, None, None))
        command = await _command(request, room, line, form.text("neighborhood"))
        if command is not None:
            ref = command.ref if isinstance(command, SubmitProposal) else ""
            await site_of(request).service.act(room, person.actor, command, ref)
    except Rejected as refused:
        return await _page(request, room, refused)
    return _back(request, room, row, said_in=True)


async def take_off(request: Request) -> Response:
    """Take one off the list again."""
    room, person = await access.facilitator(request)
    await forms.read(request)
    row = await _row(request, room)
    line = _line(room, Kept(row, None, None))
    try:
        if line.here is not None and line.shown:
            hide = HideProposal(line.here.number, "Tidak jadi dibawa dari bank usulan.")
            await site_of(request).service.act(room, person.actor, hide)
    except Rejected as refused:
        return await _page(request, room, refused)
    return _back(request, room, row, said_in=False)


def _back(request: Request, room: Room, row: BankRow, *, said_in: bool) -> Response:
    _ = chosen(request, site_of(request).languages).gettext
    here = _line(room, Kept(row, None, None)).here
    number = here.number if here else 0
    said = (
        _("Masuk daftar sebagai usulan %(number)s.") if said_in else _("Dikeluarkan dari daftar.")
    )
    place = f"/fasilitator/{room.code}/bank#bank-{row.code}-{row.number}"
    return redirect(place, said % {"number": number} if said_in else said)


async def _command(
    request: Request, room: Room, line: DeskLine, chosen_unit: str
) -> AnyCommand | None:
    """What brings it in; None where it is there. Raises `proposal_unknown`."""
    if line.shown:
        return None
    if line.here is not None:
        return ApproveProposal(line.here.number)
    row = line.kept.row
    content = await _content(request, row)
    plan = room.meeting.plan
    unit = chosen_unit or unit_named(plan, content.neighborhood) or ""
    origin = origin_of(row.code, row.number)
    return SubmitProposal(
        ref=ref_of("bank", room.code, origin),
        author="",
        content=said_again(plan, content, unit),
        assisted=True,
        origin=origin,
    )


async def _content(request: Request, row: BankRow) -> ProposalContent:
    """What it says in the published record it comes from. Raises `proposal_unknown`."""
    other = await published_meeting(site_of(request), row.code)
    known = other.meeting.proposals.get(row.number) if other else None
    if known is None or not known.stands:
        raise Rejected("proposal_unknown")
    return known.content


async def _rows(request: Request, room: Room) -> list[BankRow]:
    """What this meeting may bring back. Higher tiers have no such page: their list is from below.

    A practice meeting looks at those of its kelurahan.
    """
    plan = room.meeting.plan
    if plan.tier in BELOW:
        raise HTTPException(404)
    return await follow_public.left_over(
        site_of(request).pool,
        tier="kelurahan" if plan.practice else plan.tier,
        ward=plan.ward_code,
        year=plan.year,
        code=room.code,
        example=room.row.example,
    )


async def _row(request: Request, room: Room) -> BankRow:
    """The proposal in the address. Raises `proposal_unknown`."""
    asked = request.path_params["from"].upper(), request.path_params["number"]
    for row in await _rows(request, room):
        if (row.code, row.number) == asked:
            return row
    raise Rejected("proposal_unknown")


def _line(room: Room, kept: Kept, by_origin: Mapping[str, Proposal] | None = None) -> DeskLine:
    origin = origin_of(kept.row.code, kept.row.number)
    known = _by_origin(room) if by_origin is None else by_origin
    misplaced = unit_named(room.meeting.plan, kept.row.neighborhood) is None
    return DeskLine(kept, known.get(origin), misplaced)


def _by_origin(room: Room) -> dict[str, Proposal]:
    return {each.origin: each for each in room.meeting.proposals.values() if each.origin}


async def _page(request: Request, room: Room, refused: Rejected | None = None) -> Response:
    site = site_of(request)
    rows = await with_reasons(site, await _rows(request, room))
    known = _by_origin(room)
    lines = [_line(room, kept, known) for kept in rows]
    return desk_page(
        request,
        room,
        "facilitator/bank.html",
        status_of(refused) if refused else 200,
        plan=room.meeting.plan,
        lines=lines,
        left=sum(not line.shown for line in lines),
        locked=room.meeting.stage in ("closed", "published"),
        wrong=say(chosen(request, site.languages), refused) if refused else "",
    )


def routes() -> list[Route]:
    """The addresses of this page."""
    here = "/fasilitator/{code}/bank"
    one = here + "/{from}-{number:int}"
    return [
        Route(here, show_bank),
        Route(one, bring, methods=["POST"]),
        Route(one + "/batal", take_off, methods=["POST"]),
    ]
