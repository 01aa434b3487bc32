"""The front page: the way into a meeting, and what meetings have come to."""

from typing import Any, Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Scope

from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.clock import now
from musrenbang_live.store import archive as shelf
from musrenbang_live.store import articles
from musrenbang_live.store.sessions import SessionSummary
from musrenbang_live.store.together import together
from musrenbang_live.web.city import kept_promises
from musrenbang_live.web.inquiries import doors as inquiries
from musrenbang_live.web.keeping import kept
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
    page = site.pages.render(
        request,
        "home.html",
        404 if sentence else 200,
        typed=typed,
        sentence=sentence,
        city=site.city,
        districts=site.wards_by_district,
        **await _shown(site),
    )
    return page if sentence else kept(request, page, by_visitor=True, at_once=True)


async def _shown(site: Site) -> dict[str, Any]:
    """A little of everything that is public, asked for together."""
    at = now()
    open_now, promised, answers, solved, coming, news, latest, counts = await together(
        site.pool,
        shelf.open_now,
        kept_promises.home_kept,
        inquiries.home_tanya,
        aspirations.home_lapor,
        calendar.home_calendar,
        lambda db: articles.published(db, at=at, limit=NEWS),
        lambda db: shelf.latest(db, LATEST),
        shelf.ward_counts,
    )
    return {
        "open_now": await _open_now(site, open_now[:MOST_OPEN]),
        "more_open": len(open_now) if len(open_now) > MOST_OPEN else 0,
        "kept": promised,
        "answers": answers,
        "solved": solved,
        "coming": coming,
        "news": news,
        "latest": latest,
        "counts": counts,
    }


async def edition(scope: Scope) -> str:
    """What goes on now, by which the front page is kept; see `web.page_cache`."""
    site: Site = scope["state"]["site"]
    return await site.going_on.now()


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
