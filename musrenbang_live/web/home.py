"""The front page: the way into a meeting, and what meetings have come to."""

from typing import Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.clock import now
from musrenbang_live.store import archive as shelf
from musrenbang_live.store import articles
from musrenbang_live.store.sessions import SessionSummary
from musrenbang_live.web.city import kept_promises
from musrenbang_live.web.inquiries import doors as inquiries
from musrenbang_live.web.language import chosen
from musrenbang_live.web.portal import calendar
from musrenbang_live.web.reports import aspirations
from musrenbang_live.web.sayings import say
from musrenbang_live.web.site import Site, site_of

LATEST: Final = 5
NEWS: Final = 3
MOST_OPEN: Final = 6
"""Open meetings listed; all of a day stand on the page of the city."""
MOST_TYPED: Final = 40


class OpenMeeting(Struct, frozen=True):
    """A meeting that goes on now. `phase` is the title of its phase, `joined` the participants."""

    line: SessionSummary
    phase: str
    joined: int


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [Route("/", show_home)]


async def show_home(request: Request) -> Response:
    """The front page; with `?kode=` the way to that meeting, or why there is none."""
    site, typed = site_of(request), request.query_params.get("kode", "")[:MOST_TYPED]
    sentence = ""
    if typed.strip():
        try:
            meeting = await site.service.room(typed)
        except Rejected as unknown:
            sentence = say(chosen(request, site.languages), unknown)
        else:
            return RedirectResponse(f"/s/{meeting.code}", 303)
    open_now = await shelf.open_now(site.pool)
    return site.pages.render(
        request,
        "home.html",
        404 if sentence else 200,
        typed=typed,
        sentence=sentence,
        city=site.city,
        open_now=await _open_now(site, open_now[:MOST_OPEN]),
        more_open=len(open_now) if len(open_now) > MOST_OPEN else 0,
        kept=await kept_promises.home_kept(site),
        answers=await inquiries.home_tanya(site),
        solved=await aspirations.home_lapor(site),
        coming=await calendar.home_calendar(site),
        news=await articles.published(site.pool, at=now(), limit=NEWS),
        latest=await shelf.latest(site.pool, LATEST),
        districts=site.wards_by_district,
        counts=await shelf.ward_counts(site.pool),
    )


async def _open_now(site: Site, lines: list[SessionSummary]) -> list[OpenMeeting]:
    rooms = [await site.service.room(line.code) for line in lines]
    return [
        OpenMeeting(
            line=line,
            phase=room.meeting.agenda_phase.title if room.meeting.agenda_phase else "",
            joined=room.counts.attendance.joined,
        )
        for line, room in zip(lines, rooms, strict=True)
    ]
