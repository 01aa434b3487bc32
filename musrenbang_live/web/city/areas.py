"""Pages of places and of bidang: what was proposed there, year beside year, and what came of it."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.store import archive, areas, searching
from musrenbang_live.store.pool import storable
from musrenbang_live.store.searching import Filters, Sought
from musrenbang_live.store.shelf import ShelfRow
from musrenbang_live.web import asked
from musrenbang_live.web.asked import Search
from musrenbang_live.web.charts.years import figures_chart
from musrenbang_live.web.find import neighborhoods
from musrenbang_live.web.keeping import kept
from musrenbang_live.web.pages import language_of
from musrenbang_live.web.site import Site, site_of
from musrenbang_live.web.wards import Ward

NEWEST: Final = 8
"""Newest proposals, and meetings, that a page lists."""


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/kelurahan/{code}", show_ward),
        Route("/kecamatan/{slug}", show_district),
        Route("/bidang/{key}", show_sector),
    ]


async def show_ward(request: Request) -> Response:
    """A kelurahan: its years side by side, its newest proposals and its meetings."""
    site, code = site_of(request), request.path_params["code"]
    ward = next((ward for ward in site.wards if ward.code == code), None)
    if ward is None:
        raise HTTPException(404)
    search = Search(filters=Filters(ward=ward.code))
    years = await areas.by_year(site.pool, ward_code=ward.code)
    page = site.pages.render(
        request,
        "find/ward.html",
        ward=ward,
        district_slug=asked.slug(ward.district),
        years=years,
        chart=figures_chart(language_of(request, site.languages), years),
        newest=await _newest(site, search.filters),
        sessions=await archive.published(site.pool, ward_code=ward.code, limit=NEWEST),
        neighborhoods=await neighborhoods(site, ward.code),
        search=search,
        others=[other for other in site.wards if other.district == ward.district],
    )
    return kept(request, page, by_visitor=True)


async def show_district(request: Request) -> Response:
    """A kecamatan: its kelurahan side by side in one year, and its own meetings."""
    site, slug = site_of(request), request.path_params["slug"]
    wards = [ward for ward in site.wards if asked.slug(ward.district) == slug]
    if not wards:
        raise HTTPException(404)
    name, codes = wards[0].district, [ward.code for ward in wards]
    years = await areas.ward_years(site.pool, codes)
    year = _year(request, years)
    figures = await areas.of_wards(site.pool, codes, year=year)
    search = Search(filters=Filters(district=name))
    page = site.pages.render(
        request,
        "find/district.html",
        name=name,
        slug=slug,
        year=year,
        years=years,
        figures=figures,
        silent=_silent(wards, figures),
        newest=await _newest(site, search.filters),
        sessions=await archive.published(site.pool, district=name, tier="kecamatan", limit=NEWEST),
        search=search,
    )
    return kept(request, page, by_visitor=True)


async def show_sector(request: Request) -> Response:
    """A bidang: what the kelurahan proposed in it in one year, and the newest of it."""
    site, key = site_of(request), storable(request.path_params["key"])[: asked.MOST_CHOSEN]
    search = Search(filters=Filters(sector=key))
    newest = await _newest(site, search.filters) if key else []
    if not newest:
        raise HTTPException(404)
    years = await areas.sector_years(site.pool, key)
    year = _year(request, years)
    page = site.pages.render(
        request,
        "find/sector.html",
        key=key,
        name=newest[0].sector_name,
        year=year,
        years=years,
        figures=await areas.of_sector(site.pool, key, year=year),
        newest=newest,
        others=await searching.sectors(site.pool),
        search=search,
    )
    return kept(request, page, by_visitor=True)


async def _newest(site: Site, filters: Filters) -> list[ShelfRow]:
    hits = await searching.proposals(site.pool, Sought(), filters)
    return await searching.lines(site.pool, hits.nodes[:NEWEST])


def _year(request: Request, years: list[int]) -> int:
    """The year of `?tahun=`, if there is something of it; else the latest, or 0 without any."""
    wanted = asked.number(request.query_params.get("tahun", ""), 0, 9999)
    return wanted if wanted in years else max(years, default=0)


def _silent(wards: list[Ward], figures: list[areas.Figures]) -> list[Ward]:
    """The kelurahan of which there is nothing in these figures."""
    told = {figure.key for figure in figures}
    return [ward for ward in wards if ward.code not in told]
