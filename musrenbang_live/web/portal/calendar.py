"""The calendar of the public: coming meetings and what the news announce, as a page and iCalendar.

Practice sessions are in no calendar. A calendar that was subscribed to keeps what was up to a month
ago, so that nothing vanishes from it on the day after.
"""

from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.titles import meeting_title
from musrenbang_live.core.zones import ZONES
from musrenbang_live.live.clock import now
from musrenbang_live.store import agenda, articles
from musrenbang_live.store.agenda import Planned
from musrenbang_live.store.articles import Line
from musrenbang_live.store.pool import Db
from musrenbang_live.web.formats import moment
from musrenbang_live.web.keeping import kept, open_data
from musrenbang_live.web.portal import icalendar_files
from musrenbang_live.web.portal.icalendar_files import Entry
from musrenbang_live.web.site import address, site_of

KEPT_DAYS: Final = 31
"""Days for which what is over stays in the file."""
LEAST_MINUTES: Final = 30
COMING: Final = 4
TYPE: Final = "text/calendar; charset=utf-8"


class Day(Struct, frozen=True):
    """A day with what happens on it; `at` is its noon, to be written out."""

    at: int
    entries: list[Entry]


async def show_calendar(request: Request) -> Response:
    """What comes, day by day."""
    site = site_of(request)
    entries = await _entries(site_of(request).pool, since=f"{moment(now()):%Y-%m-%d}", coming=True)
    days = [
        Day(found[0].day, found)
        for found in (
            list(group) for _, group in groupby(entries, key=lambda entry: entry.starts.date())
        )
    ]
    page = site.pages.render(
        request,
        "portal/calendar.html",
        days=days,
        subscribe=address(request, "/jadwal.ics"),
    )
    return kept(request, page, by_visitor=True)


async def send_calendar(request: Request) -> Response:
    """The same as iCalendar, for the calendar of a phone."""
    since = moment(now()) - timedelta(days=KEPT_DAYS)
    entries = await _entries(site_of(request).pool, since=f"{since:%Y-%m-%d}", coming=False)
    return _file(request, entries, "jadwal")


async def send_session(request: Request) -> Response:
    """One meeting as iCalendar."""
    code = request.path_params["code"]
    found = await agenda.planned(site_of(request).pool, since="", coming=False, code=code)
    if not found:
        raise HTTPException(404)
    return _file(request, [_of_session(found[0])], f"jadwal-{code}")


def _file(request: Request, entries: list[Entry], name: str) -> Response:
    site = site_of(request)
    base = address(request, "")
    body = icalendar_files.calendar(f"{site.name}, {site.city}", entries, base)
    answer = open_data(request, body, TYPE)
    answer.headers["content-disposition"] = f'inline; filename="{name}.ics"'
    return answer


async def _entries(db: Db, *, since: str, coming: bool) -> list[Entry]:
    sessions = await agenda.planned(db, since=since, coming=coming)
    announced = await articles.announced(db, at=now(), since=since)
    entries = [_of_session(each) for each in sessions]
    entries += [_of_article(each) for each in announced]
    return sorted(entries, key=lambda entry: (entry.starts, entry.title))


def _of_session(planned: Planned) -> Entry:
    started = planned.stage in ("closed", "published")
    place = f"/arsip/{planned.code}" if planned.stage == "published" else f"/s/{planned.code}"
    return Entry(
        uid=f"sesi-{planned.code}",
        title=meeting_title(planned.forum, planned.ward),
        starts=_local(planned.starts, planned.zone),
        minutes=max(planned.minutes, LEAST_MINUTES),
        zone=planned.zone,
        venue=planned.place,
        place=place,
        changed_at=planned.changed_at,
        revision=0,
        example=planned.example,
        code="" if started else planned.code,
        going_on=planned.stage == "open",
    )


def _of_article(line: Line) -> Entry:
    return Entry(
        uid=f"kabar-{line.id}",
        title=line.title,
        starts=_local(line.happens, "WIB"),
        minutes=max(line.minutes, LEAST_MINUTES),
        zone="WIB",
        venue=line.venue,
        place=f"/kabar/{line.slug}",
        changed_at=line.changed_at,
        revision=line.rev - 1,
        example=line.example,
        summary=line.summary,
    )


def _local(wall_clock: str, zone: str) -> datetime:
    """The moment that this clock on a wall of the zone shows."""
    return datetime.strptime(wall_clock, "%Y-%m-%d %H:%M").replace(tzinfo=ZONES[zone])


async def home_calendar(db: Db) -> list[Entry]:
    """What stands on the front page: the next few meetings and events."""
    entries = await _entries(db, since=f"{moment(now()):%Y-%m-%d}", coming=True)
    return [entry for entry in entries if not entry.going_on][:COMING]


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/jadwal", show_calendar),
        Route("/jadwal.ics", send_calendar),
        Route("/jadwal/{code}.ics", send_session),
    ]
