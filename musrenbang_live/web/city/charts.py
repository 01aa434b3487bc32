"""The charts of each kelurahan and of the city, and the table behind each as a file.

All of the page stands in its address: year, kecamatan, and what the tiles show.
"""

from collections.abc import Sequence
from typing import Final, cast, get_args
from urllib.parse import urlencode

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.store import shelf_figures
from musrenbang_live.web.charts.charting import AnyChart, Keyed, csv_file, named
from musrenbang_live.web.charts.places import (
    MEASURES,
    CityMap,
    Measure,
    city_charts,
    city_map,
    measure_name,
    ward_charts,
)
from musrenbang_live.web.keeping import kept, open_data
from musrenbang_live.web.language import Language
from musrenbang_live.web.pages import language_of
from musrenbang_live.web.site import Site, site_of
from musrenbang_live.web.wards import Ward

NEIGHBORHOODS: Final = "Lingkungan"
"""What the units of a kelurahan are called where several meetings stand together."""


class Asked(Struct, frozen=True):
    """What a page of charts shows; `district` is empty for all."""

    year: int
    district: str = ""
    measure: Measure = "usulan"

    def at(self, **changes: str | int) -> str:
        """The query of the same page after `changes`."""
        asked = {"tahun": self.year, "kecamatan": self.district, "ukuran": self.measure} | changes
        usual = {"kecamatan": "", "ukuran": MEASURES[0], "tahun": 0}
        told = {key: value for key, value in asked.items() if value != usual[key]}
        return f"?{urlencode(told)}" if told else ""


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/kota/grafik", show_city),
        Route("/kota/grafik/{chart}.csv", send_city_table),
        Route("/kelurahan/{ward_code}/grafik", show_ward),
        Route("/kelurahan/{ward_code}/grafik/{chart}.csv", send_ward_table),
    ]


async def show_city(request: Request) -> Response:
    """The city in one year: tiles, flow, years, kecamatan, bidang."""
    site = site_of(request)
    years = await shelf_figures.years(site.pool)
    asked = _asked(request, site, years)
    language = language_of(request, site.languages)
    tiles, charts, example = await _city(site, language, asked)
    page = site.pages.render(
        request,
        "charts/city.html",
        asked=asked,
        years=years,
        districts=_districts(site),
        measures=[(each, measure_name(language, each)) for each in MEASURES],
        tiles=tiles,
        charts=charts,
        example=example,
    )
    return kept(request, page, by_visitor=True)


async def send_city_table(request: Request) -> Response:
    """The numbers of one chart of the city, always in Indonesian."""
    site = site_of(request)
    asked = _asked(request, site, await shelf_figures.years(site.pool))
    tiles, charts, _ = await _city(site, site.languages["id"], asked)
    return _file(request, [tiles, *charts], f"kota-{asked.year}")


async def show_ward(request: Request) -> Response:
    """A kelurahan: all its years, and one in detail."""
    site, ward = site_of(request), _ward(request)
    language = language_of(request, site.languages)
    charts, asked, years, example = await _ward_charts(request, site, language, ward)
    page = site.pages.render(
        request,
        "charts/ward.html",
        ward=ward,
        asked=asked,
        years=years,
        charts=charts,
        example=example,
    )
    return kept(request, page, by_visitor=True)


async def send_ward_table(request: Request) -> Response:
    """The numbers of one chart of a kelurahan, always in Indonesian."""
    site, ward = site_of(request), _ward(request)
    charts, asked, _, _ = await _ward_charts(request, site, site.languages["id"], ward)
    return _file(request, charts, f"{ward.code}-{asked.year}")


async def _city(
    site: Site, language: Language, asked: Asked
) -> tuple[CityMap, list[AnyChart], bool]:
    lives = await shelf_figures.of_year(site.pool, asked.year)
    years = await shelf_figures.by_year(site.pool, district=asked.district)
    names = {ward.code: ward.name for ward in site.wards}
    charts = city_charts(language, lives, years, asked.district, names, asked.year)
    tiles = city_map(language, lives, site.tiles, asked.measure, asked.year)
    return tiles, charts, any(each.example for each in (*lives, *years))


async def _ward_charts(
    request: Request, site: Site, language: Language, ward: Ward
) -> tuple[list[AnyChart], Asked, list[int], bool]:
    lives = await shelf_figures.of_ward(site.pool, ward.code)
    years = sorted({each.year for each in lives}, reverse=True)
    asked = Asked(_year(request, years))
    places = await shelf_figures.by_neighborhood(site.pool, ward.code, asked.year)
    charts = ward_charts(language, lives, places, asked.year, language.gettext(NEIGHBORHOODS))
    return charts, asked, years, any(each.example for each in lives)


def _asked(request: Request, site: Site, years: Sequence[int]) -> Asked:
    """What the address asks for; what is unknown there is as if it were not."""
    district = request.query_params.get("kecamatan", "")
    measure = request.query_params.get("ukuran", "")
    return Asked(
        year=_year(request, years),
        district=district if district in _districts(site) else "",
        measure=cast(Measure, measure) if measure in get_args(Measure) else MEASURES[0],
    )


def _year(request: Request, years: Sequence[int]) -> int:
    typed = request.query_params.get("tahun", "")
    known = {str(year): year for year in years}
    return known.get(typed, years[0] if years else 0)


def _districts(site: Site) -> list[str]:
    return list(dict.fromkeys(ward.district for ward in site.wards))


def _ward(request: Request) -> Ward:
    code = request.path_params["ward_code"]
    found = next((ward for ward in site_of(request).wards if ward.code == code), None)
    if found is None:
        raise HTTPException(404)
    return found


def _file(request: Request, charts: Sequence[Keyed], name: str) -> Response:
    chart = named(charts, request.path_params["chart"])
    if chart is None:
        raise HTTPException(404)
    answer = open_data(request, csv_file(chart.table), "text/csv; charset=utf-8; header=present")
    attached = f'attachment; filename="grafik-{name}-{chart.key}.csv"'
    answer.headers["content-disposition"] = attached
    return answer
