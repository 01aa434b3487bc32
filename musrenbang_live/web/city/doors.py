"""The city's dashboard: every meeting of today on one screen, and how far the season is.

For the council and the planning agency on their wall, for anybody on a phone; public, and nothing
in it is more than what each hall's own projector shows.
"""

import asyncio
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.city import Season
from musrenbang_live.web.asked import number
from musrenbang_live.web.charts.tiles import tile_map
from musrenbang_live.web.city.files import season_csv, season_xlsx
from musrenbang_live.web.file_kinds import XLSX
from musrenbang_live.web.keeping import kept, open_data
from musrenbang_live.web.language import chosen
from musrenbang_live.web.site import site_of

LIVE: Final = "public, max-age=1"


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/kota", show_city),
        Route("/kota/kini", send_now),
        Route("/kota.csv", send_csv),
        Route("/kota.xlsx", send_xlsx),
    ]


async def show_city(request: Request) -> Response:
    """The dashboard; with `?layar=1` as it hangs on a wall."""
    site = site_of(request)
    drawn = await site.city_board.drawn(chosen(request, site.languages).code)
    if request.query_params.get("layar") == "1":
        page = site.pages.render(request, "city/wall.html", city=site.city, now=drawn.html)
        return _live(request, page)
    _ = chosen(request, site.languages).gettext
    years = await site.city_board.years()
    year = _year(request, years)
    season = await site.city_board.season(year) if year else None
    proposals = (
        {ward.place.code: ward.proposals for ward in season.wards if ward.line} if season else {}
    )
    page = site.pages.render(
        request,
        "city/page.html",
        city=site.city,
        now=drawn.html,
        years=years,
        season=season,
        map=tile_map(site.tiles, proposals, key="musim", unit=_("usulan")),
    )
    return _live(request, page)


async def send_now(request: Request) -> Response:
    """What changes, alone: for the script of the page."""
    site = site_of(request)
    drawn = await site.city_board.drawn(chosen(request, site.languages).code)
    return _live(request, HTMLResponse(drawn.html), drawn.tag)


async def send_csv(request: Request) -> Response:
    """The season by kelurahan, for spreadsheets."""
    year, season = await _season(request)
    answer = open_data(request, season_csv(season), "text/csv; charset=utf-8; header=present")
    answer.headers["content-disposition"] = f'attachment; filename="musrenbang-kota-{year}.csv"'
    return answer


async def send_xlsx(request: Request) -> Response:
    """The season by kelurahan, bidang and day, as a workbook."""
    year, season = await _season(request)
    answer = open_data(request, await asyncio.to_thread(season_xlsx, season), XLSX)
    answer.headers["content-disposition"] = f'attachment; filename="musrenbang-kota-{year}.xlsx"'
    return answer


async def _season(request: Request) -> tuple[int, Season]:
    board = site_of(request).city_board
    year = _year(request, await board.years())
    if not year:
        raise HTTPException(404)
    return year, await board.season(year)


def _year(request: Request, years: list[int]) -> int:
    """The year asked for where there is something of it, else the latest; 0 without any."""
    asked = number(request.query_params.get("tahun", ""), 0, 9999)
    return asked if asked in years else next(iter(years), 0)


def _live(request: Request, answer: Response, tag: str = "") -> Response:
    """`answer`, which is of this second only."""
    answer = kept(request, answer, by_visitor=True, tag=tag)
    if "etag" in answer.headers:
        answer.headers["cache-control"] = LIVE
    return answer
