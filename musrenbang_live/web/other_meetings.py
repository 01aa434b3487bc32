"""Other meetings beside the one at hand: last year's, those of the tier below, and of the next.

Only what is published of them is used; a meeting that is not is as if it were not there.
"""

from msgspec import Struct
from msgspec.structs import replace

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import ProposalContent
from musrenbang_live.core.meeting import Meeting, Proposal
from musrenbang_live.core.plan import SessionPlan
from musrenbang_live.core.tiers import (
    Continuation,
    continuation,
    origin_of,
    source_of,
)
from musrenbang_live.core.views.priorities import priorities
from musrenbang_live.core.views.results import results
from musrenbang_live.live.room import Room
from musrenbang_live.store import tiers
from musrenbang_live.web.site import Site


class AgreedLine(Struct, frozen=True):
    """One line of an agreed list: `place` from 1, and the origin by which it is named elsewhere."""

    place: int
    origin: str
    proposal: Proposal


async def published_meeting(site: Site, code: str) -> Room | None:
    """The published meeting with this join code, or None; practice counts as unpublished."""
    try:
        room = await site.service.room(code)
    except Rejected:
        return None
    return room if room.meeting.stage == "published" and not room.meeting.plan.practice else None


def agreed_list(room: Room) -> tuple[AgreedLine, ...]:
    """What the meeting agreed, the first priority first."""
    meeting: Meeting = room.meeting
    order = priorities(meeting, results(meeting, room.counts))
    return tuple(
        AgreedLine(place, origin_of(meeting.code, number), meeting.proposals[number])
        for place, number in enumerate(order, 1)
    )


def said_again(plan: SessionPlan, known: ProposalContent, unit: str) -> ProposalContent:
    """What a proposal of an earlier year says when it is handed in under `plan`, for its `unit`.

    The landmark is left behind: it is not published, and a year later it may not be true.
    """
    sector = known.sector if plan.sector(known.sector) else ""
    return replace(known, sector=sector, neighborhood=unit, landmark="")


async def continuations(site: Site, room: Room) -> dict[int, list[Continuation]]:
    """What became of the proposals of this meeting elsewhere, by their numbers here."""
    found: dict[int, list[Continuation]] = {}
    orders: dict[str, tuple[int, ...]] = {}
    for line in await tiers.continued(site.pool, room.code):
        source, other = source_of(line.origin), await published_meeting(site, line.code)
        if source is None or other is None:
            continue
        if line.code not in orders:
            orders[line.code] = priorities(other.meeting, results(other.meeting, other.counts))
        told = continuation(other.meeting, line.number, orders[line.code])
        found.setdefault(source[1], []).append(told)
    return found
