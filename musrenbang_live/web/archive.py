"""The archive's door: published meetings, for anybody, without a login and without a script.

A meeting that is not published is as unknown here as one that never was.
"""

import hashlib
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.views.archive import ArchiveView, archive
from musrenbang_live.live.room import Room
from musrenbang_live.store import archive as shelf
from musrenbang_live.store import minutes, notes, rounds
from musrenbang_live.web import access, archive_elections, archive_files, asked
from musrenbang_live.web.archive_csv import csv_file
from musrenbang_live.web.archive_questions import questions_csv
from musrenbang_live.web.charts.charting import Chart
from musrenbang_live.web.charts.record import place_charts
from musrenbang_live.web.other_meetings import continuations
from musrenbang_live.web.pages import language_of
from musrenbang_live.web.site import site_of

PAGE: Final = 20
"""Sessions on one page of the list."""
KEPT: Final = "public, max-age=60"
"""How long anybody may keep what they got: an erased text is gone everywhere a minute later."""
OPEN_DATA: Final = {
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
}


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
    found = await shelf.published(
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
        years=await shelf.years(site.pool),
        tiers=asked.PUBLIC_TIERS,
    )
    return kept(request, page, by_visitor=True)


async def show_record(request: Request) -> Response:
    """The record of one meeting."""
    meeting, view = await published_room(request)
    page = site_of(request).pages.render(
        request,
        "archive/record.html",
        view=view,
        head=view.head,
        signed=meeting.counts.signed,
        fingerprint=site_of(request).fingerprint,
        example=meeting.row.example,
        noted=bool(await notes.listed(site_of(request).pool, meeting.row.id)),
        standing=sum(outcome.fate in ("ranked", "not_voted") for outcome in view.outcomes),
        scanned=await _has_scan(request, meeting),
        elections=[result for result in view.results if archive_elections.has_file(result)],
        beyond=await continuations(site_of(request), meeting),
        telling=_telling(request, meeting, view),
    )
    return kept(request, page, by_visitor=True)


def _telling(request: Request, meeting: Room, view: ArchiveView) -> Chart | None:
    """The chart that stands on the record itself: who proposed, and who got."""
    language = language_of(request, site_of(request).languages)
    return next(iter(place_charts(language, view, meeting.meeting.plan.neighborhoods)), None)


async def _has_scan(request: Request, meeting: Room) -> bool:
    """Whether the signed paper is published."""
    scan = await minutes.scan(site_of(request).pool, meeting.row.id)
    return scan is not None and scan.shown


async def send_json(request: Request) -> Response:
    """The same record for machines; the shape is described in `archive_files`."""
    meeting, view = await published_room(request)
    beyond = await continuations(site_of(request), meeting)
    body = archive_files.json_file(view, beyond)
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
    if result is None or not archive_elections.has_file(result):
        raise HTTPException(404)
    marks = await rounds.marks(site_of(request).pool, meeting.row.id, number)
    body = archive_elections.pb_file(meeting.meeting, result, marks, invented=meeting.row.example)
    answer = open_data(request, body, "text/plain; charset=utf-8")
    name = f'attachment; filename="musrenbang-{view.head.code}-{number}.pb"'
    answer.headers["content-disposition"] = name
    return answer


async def published_room(request: Request) -> tuple[Room, ArchiveView]:
    """The record. Unknown and not published are one and the same answer, to the last byte."""
    try:
        meeting = await access.room(request)
    except Rejected:
        raise HTTPException(404) from None
    if meeting.meeting.stage != "published":
        raise HTTPException(404)
    return meeting, archive(meeting.meeting, meeting.counts)


def open_data(request: Request, body: bytes, media_type: str) -> Response:
    """An answer that every program and page may read."""
    answer = Response(body, media_type=media_type, headers=OPEN_DATA)
    return kept(request, answer, by_visitor=False)


def kept(request: Request, answer: Response, *, by_visitor: bool, tag: str = "") -> Response:
    """`answer` so that it may be kept for a while, or 304 when the visitor has it already.

    `by_visitor`: it depends on the language this visitor chose. A page that says something to
    this visitor alone (it then takes back the cookie that asked for it) is kept by nobody. `tag`
    names the content where it is known, without quotes.
    """
    if "set-cookie" in answer.headers:
        return answer
    tag = f'"{tag or hashlib.sha256(answer.body).hexdigest()[:32]}"'
    answer.headers["etag"] = f"W/{tag}"  # weak: the body may be compressed on the way
    answer.headers["cache-control"] = KEPT
    if by_visitor:
        answer.headers["vary"] = "Cookie"
    if not _has(request, tag):
        return answer
    still_said = ("etag", "cache-control", "vary", *OPEN_DATA)
    headers = {key: value for key, value in answer.headers.items() if key in still_said}
    return Response(status_code=304, headers=headers)


def _has(request: Request, tag: str) -> bool:
    offered = request.headers.get("if-none-match", "")
    return tag in (part.strip().removeprefix("W/") for part in offered.split(",")) or offered == "*"
