"""The first page of an office: its rooms, and how much waits in each."""

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core import inquiring
from musrenbang_live.core.following_rules import turns
from musrenbang_live.core.offices import Office
from musrenbang_live.live.clock import now
from musrenbang_live.store import follow_lists, inquiry_desk, report_board
from musrenbang_live.store.follow_lists import Wish
from musrenbang_live.store.pool import Pool
from musrenbang_live.web.identity import access
from musrenbang_live.web.officer.doors import page
from musrenbang_live.web.officer.proposals import KINDS, scope_of
from musrenbang_live.web.site import site_of


class Waiting(Struct, frozen=True):
    """How many proposals, inquiries and reports wait for an office, and how many reports are late.

    For the secretariat: inquiries and reports that nobody has looked at or handed on yet, and all
    late reports, whoever has them. 0 where an office has no such room.
    """

    proposals: int
    inquiries: int
    reports: int
    late: int


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [Route("/kantor", show_home)]


async def show_home(request: Request) -> Response:
    """The rooms of this office."""
    who, pool = await access.officer(request), site_of(request).pool
    return page(request, "officer/home.html", who, waiting=await _waiting(pool, who.office))


async def _waiting(pool: Pool, office: Office) -> Waiting:
    late, reports = await _reports(pool, office)
    return Waiting(await _proposals(pool, office), await _inquiries(pool, office), reports, late)


async def _proposals(pool: Pool, office: Office) -> int:
    if office.kind not in KINDS:
        return 0
    _, total = await follow_lists.charged(pool, scope_of(office), turns(office), Wish(), limit=1)
    return total


async def _inquiries(pool: Pool, office: Office) -> int:
    if office.kind not in inquiring.ANSWERING:
        return 0
    if office.kind == "setwan":
        counts = await inquiry_desk.counts(pool, 0)
        return counts["menunggu"] + counts["teruskan"]
    return (await inquiry_desk.counts(pool, office.id))["kantor"]


async def _reports(pool: Pool, office: Office) -> tuple[int, int]:
    """How many are late, and how many wait. A member of the council only looks at them."""
    if office.kind == "dewan":
        return 0, 0
    found = await report_board.tally(pool, office, now=now())
    return found.late, found.new if office.kind == "setwan" else found.open
