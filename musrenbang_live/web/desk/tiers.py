"""What the tier below agreed, at the desk of the tier above: brought in, and what became of it.

Each published meeting below is one block: its agreed list, ticked and brought in. A proposal is
brought in once, however often it is asked for.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from musrenbang_live.core.commands import SubmitProposal
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.tiers import (
    BELOW,
    TierDecision,
    carried,
    decision,
    place_name,
    provenance,
    ref_of,
    unit_of,
)
from musrenbang_live.core.views.priorities import priorities
from musrenbang_live.core.views.results import results
from musrenbang_live.live.room import Room
from musrenbang_live.store import tiers
from musrenbang_live.web import forms
from musrenbang_live.web.errors import status_of
from musrenbang_live.web.forms import Form
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import chosen
from musrenbang_live.web.other_meetings import AgreedLine, agreed_list, published_meeting
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.sayings import say
from musrenbang_live.web.site import site_of

ALL: Final = "semua"
"""What the button says that brings in everything that is not here yet."""


class BroughtLine(Struct, frozen=True):
    """A line of an agreed list below: `number` is its proposal here, 0 while it is not brought in,
    and `decision` what was decided of it here."""

    line: AgreedLine
    number: int
    decision: TierDecision | None


class Source(Struct, frozen=True):
    """A meeting below: what its place is called, its unit in the plan here ('' for none)."""

    room: Room
    place: str
    unit: str
    lines: tuple[BroughtLine, ...]

    @property
    def left(self) -> int:
        """How many are not brought in yet."""
        return sum(not line.number for line in self.lines)


async def show_sources(request: Request) -> Response:
    """The published meetings below with their agreed lists."""
    room, _person = await access.facilitator(request)
    return _page(request, room, await _sources(request, room))


async def bring(request: Request) -> Response:
    """Bring in what was ticked of one meeting, or all that is left of one or of every meeting."""
    room, person = await access.facilitator(request)
    form = await forms.read(request)
    sources = await _sources(request, room)
    commands = [
        command for source in _asked(form, sources) for command in _commands(form, room, source)
    ]
    known = len(room.meeting.proposals)
    try:
        for command in commands:
            await site_of(request).service.act(room, person.actor, command, command.ref)
    except Rejected as refused:
        return _page(request, room, await _sources(request, room), refused)
    _ = chosen(request, site_of(request).languages).gettext
    new = len(room.meeting.proposals) - known
    said = _("%(new)s usulan dibawa masuk.") % {"new": new} if new else _("Tidak ada yang baru.")
    return redirect(f"/fasilitator/{room.code}/pindahan", said)


def _asked(form: Form, sources: Sequence[Source]) -> Iterable[Source]:
    code = form.text("dari")
    return [source for source in sources if source.room.code == code or not code]


def _commands(form: Form, room: Room, source: Source) -> list[SubmitProposal]:
    """What is asked of one meeting. Raises `neighborhood_unknown` where it is in no unit here."""
    everything = form.text("apa") == ALL
    picked = set() if everything else set(form.numbers("pilih"))
    unit = form.text(f"satuan-{source.room.code}") or source.unit
    return [
        SubmitProposal(
            ref=ref_of("usulan", room.code, each.line.origin),
            author="",
            content=carried(
                room.meeting.plan,
                source.room.meeting.plan,
                each.line.proposal.content,
                unit,
            ),
            proposer=provenance(source.room.meeting.plan, each.line.place),
            assisted=True,
            origin=each.line.origin,
        )
        for each in source.lines
        if not each.number and (everything or each.line.proposal.number in picked)
    ]


async def _sources(request: Request, room: Room) -> list[Source]:
    """The meetings below this one. A tier with none below has no such page."""
    site, plan = site_of(request), room.meeting.plan
    if plan.tier not in BELOW:
        raise HTTPException(404)
    found = await tiers.below(site.pool, plan, BELOW[plan.tier], example=room.row.example)
    rooms = [await published_meeting(site, line.code) for line in found]
    here = {
        proposal.origin: proposal
        for proposal in room.meeting.proposals.values()
        if proposal.origin and not proposal.continues
    }
    order = priorities(room.meeting, results(room.meeting, room.counts))
    decided = {
        origin: (proposal.number, decision(room.meeting, proposal, order))
        for origin, proposal in here.items()
    }
    return [
        Source(
            other,
            place_name(other.meeting.plan),
            unit_of(plan, other.meeting.plan),
            tuple(
                BroughtLine(line, *decided.get(line.origin, (0, None)))
                for line in agreed_list(other)
            ),
        )
        for other in rooms
        if other
    ]


def _page(
    request: Request, room: Room, sources: Sequence[Source], refused: Rejected | None = None
) -> Response:
    site = site_of(request)
    plan = room.meeting.plan
    return site.pages.render(
        request,
        "facilitator/tiers.html",
        status_of(refused) if refused else 200,
        token=access.page_token(request),
        head=room.view("facilitator").head,
        plan=plan,
        sources=sources,
        left=sum(source.left for source in sources),
        lost=[source.place for source in sources if source.left and not source.unit],
        below=BELOW[plan.tier],
        locked=room.meeting.stage in ("closed", "published"),
        wrong=say(chosen(request, site.languages), refused) if refused else "",
    )


def routes() -> list[Route]:
    """The addresses of this page."""
    return [
        Route("/fasilitator/{code}/pindahan", show_sources),
        Route("/fasilitator/{code}/pindahan", bring, methods=["POST"]),
    ]
