"""The charts of a published record, and the table behind each as a file."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.views.archive import ArchiveView
from musrenbang_live.live.room import Room
from musrenbang_live.store import shelf_figures
from musrenbang_live.web.archive.pages import published_room
from musrenbang_live.web.charts.charting import AnyChart, csv_file, named
from musrenbang_live.web.charts.record import record_charts
from musrenbang_live.web.keeping import kept, open_data
from musrenbang_live.web.language import Language
from musrenbang_live.web.pages import language_of
from musrenbang_live.web.site import site_of


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/arsip/{code}/grafik", show_charts),
        Route("/arsip/{code}/grafik/{chart}.csv", send_table),
    ]


async def show_charts(request: Request) -> Response:
    """All charts of one meeting."""
    meeting, view = await published_room(request)
    site = site_of(request)
    language = language_of(request, site.languages)
    page = site.pages.render(
        request,
        "archive/charts.html",
        view=view,
        head=view.head,
        ward_code=meeting.meeting.plan.ward_code,
        example=meeting.row.example,
        charts=await _charts(request, language, meeting, view),
    )
    return kept(request, page, by_visitor=True)


async def send_table(request: Request) -> Response:
    """The numbers of one chart, always in Indonesian: programs read them too."""
    meeting, view = await published_room(request)
    language = site_of(request).languages["id"]
    charts = await _charts(request, language, meeting, view)
    chart = named(charts, request.path_params["chart"])
    if chart is None:
        raise HTTPException(404)
    body = csv_file(chart.table)
    answer = open_data(request, body, "text/csv; charset=utf-8; header=present")
    name = f'attachment; filename="grafik-{view.head.code}-{chart.key}.csv"'
    answer.headers["content-disposition"] = name
    return answer


async def _charts(
    request: Request, language: Language, meeting: Room, view: ArchiveView
) -> list[AnyChart]:
    lives = await shelf_figures.of_session(site_of(request).pool, meeting.row.code)
    return record_charts(language, view, meeting.meeting.plan.neighborhoods, lives)
