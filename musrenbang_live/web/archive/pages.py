"""The archive's door: published meetings, for anybody, without a login and without a script.

A meeting that is not published is as unknown here as one that never was.
"""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.views.archive import ArchiveView, archive
from musrenbang_live.live.room import Room
from musrenbang_live.store import archive as lists
from musrenbang_live.store import minutes, notes, rounds, shelf
from musrenbang_live.web import asked
from musrenbang_live.web.archive import elections, record
from musrenbang_live.web.archive.proposals_csv import csv_file
from musrenbang_live.web.archive.questions import questions_csv
from musrenbang_live.web.charts.charting import Chart
from musrenbang_live.web.charts.record import place_charts
from musrenbang_live.web.identity import access
from musrenbang_live.web.keeping import kept, open_data
from musrenbang_live.web.other_meetings import continuations
from musrenbang_live.web.pages import language_of
from musrenbang_live.web.site import Site, site_of

PAGE: Final = 20
"""Sessions on one page of the list."""


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/arsip", show_list),
        Route("/arsip/{code}.json", send_json),
        Route("/arsip/{code}.csv", send_csv),
        Route("/arsip/{code}/tanya.csv", send_questions),
        Route("/arsip/{code}/{round:int}.pb", send_election),
        Route("/arsip/{code}", show_record),
    ]


async def show_list(request: Request) -> Response:
    """The published meetings that fit the filters, one page of them."""
    site, search = site_of(request), asked.read(site_of(request), request.query_params)
    if search.words:  # where proposals were searched before there was a page for it
        return RedirectResponse(search.at(), 301)
    filters = search.filters
    found = await lists.published(
        site.pool,
        district=filters.district,
        ward_code=filters.ward,
        year=filters.year,
        tier=filters.tier,
        limit=PAGE + 1,
        offset=(search.page - 1) * PAGE,
    )
    page = site.pages.render(
        request,
        "archive/list.html",
        search=search,
        found=found[:PAGE],
        more=len(found) > PAGE,
        wards=site.wards,
        districts={asked.slug(ward.district): ward.district for ward in site.wards},
        years=await lists.years(site.pool),
        tiers=asked.PUBLIC_TIERS,
    )
    return kept(request, page, by_visitor=True)


async def show_record(request: Request) -> Response:
    """The record of one meeting."""
    site, (meeting, view) = site_of(request), await published_room(request)
    code = meeting.meeting.plan.ward_code
    page = site.pages.render(
        request,
        "archive/record.html",
        view=view,
        head=view.head,
        ward=next((each for each in site.wards if each.code == code), None),
        district_slug=_district(site, view.head.district),
        signed=meeting.counts.signed,
        fingerprint=site.fingerprint,
        example=meeting.row.example,
        noted=bool(await notes.listed(site.pool, meeting.row.id)),
        standing=sum(outcome.fate in ("ranked", "not_voted") for outcome in view.outcomes),
        scanned=await _has_scan(request, meeting),
        elections=[result for result in view.results if elections.has_file(result)],
        beyond=await continuations(site, meeting),
        lives={row.number: row for row in await shelf.of_meeting(site.pool, meeting.row.id)},
        telling=_telling(request, meeting, view),
    )
    return kept(request, page, by_visitor=True)


def _district(site: Site, name: str) -> str:
    """The address of a kecamatan's page, empty for one that is none of this city's."""
    return asked.slug(name) if any(ward.district == name for ward in site.wards) else ""


def _telling(request: Request, meeting: Room, view: ArchiveView) -> Chart | None:
    """The chart that stands on the record itself: who proposed, and who got."""
    language = language_of(request, site_of(request).languages)
    return next(iter(place_charts(language, view, meeting.meeting.plan.neighborhoods)), None)


async def _has_scan(request: Request, meeting: Room) -> bool:
    """Whether the signed paper is published."""
    scan = await minutes.scan(site_of(request).pool, meeting.row.id)
    return scan is not None and scan.shown


async def send_json(request: Request) -> Response:
    """The same record for machines; the shape is described in `web.archive.record`."""
    meeting, view = await published_room(request)
    beyond = await continuations(site_of(request), meeting)
    body = record.json_file(view, beyond)
    return open_data(request, body, "application/json; charset=utf-8")


async def send_csv(request: Request) -> Response:
    """All proposals of the record for spreadsheets."""
    _, view = await published_room(request)
    sheet = csv_file(view)
    answer = open_data(request, sheet, "text/csv; charset=utf-8; header=present")
    name = f'attachment; filename="musrenbang-{view.head.code}.csv"'
    answer.headers["content-disposition"] = name
    return answer


async def send_questions(request: Request) -> Response:
    """All questions with their answers, for spreadsheets."""
    _, view = await published_room(request)
    answer = open_data(request, questions_csv(view), "text/csv; charset=utf-8; header=present")
    name = f'attachment; filename="tanya-{view.head.code}.csv"'
    answer.headers["content-disposition"] = name
    return answer


async def send_election(request: Request) -> Response:
    """One vote with its ballots, as Pabulib keeps elections; unknown where it has no such file."""
    meeting, view = await published_room(request)
    number = request.path_params["round"]
    result = next((each for each in view.results if each.round == number), None)
    if result is None or not elections.has_file(result):
        raise HTTPException(404)
    marks = await rounds.marks(site_of(request).pool, meeting.row.id, number)
    body = elections.pb_file(meeting.meeting, result, marks, invented=meeting.row.example)
    answer = open_data(request, body, "text/plain; charset=utf-8")
    name = f'attachment; filename="musrenbang-{view.head.code}-{number}.pb"'
    answer.headers["content-disposition"] = name
    return answer


async def published_room(request: Request) -> tuple[Room, ArchiveView]:
    """The record. Unknown and not published are one and the same answer, to the last byte.

    Published is published everywhere: this process may not have heard of it yet.
    """
    try:
        meeting = await access.room(request)
    except Rejected:
        raise HTTPException(404) from None
    if not _is_published(meeting):
        await meeting.catch_up()
        if not _is_published(meeting):
            raise HTTPException(404)
        await meeting.recount()
    return meeting, archive(meeting.meeting, meeting.counts)


def _is_published(room: Room) -> bool:
    return room.meeting.stage == "published"
