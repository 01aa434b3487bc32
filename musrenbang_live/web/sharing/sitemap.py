"""What search engines are told: which addresses there are (sitemaps.org), and which to leave.

Each published meeting has a sitemap of its own, with the pages of its proposals; so none is ever
long, and each is made by one look at an index, however many meetings there are.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final
from xml.sax.saxutils import escape

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.inquiring import PUBLIC
from musrenbang_live.live.clock import now
from musrenbang_live.store import articles, feeds, open_city, sessions
from musrenbang_live.store.pool import storable
from musrenbang_live.web.asked import slug
from musrenbang_live.web.keeping import kept
from musrenbang_live.web.site import Site, address, site_of

MOST: Final = 49_000
"""Addresses in one file; the format allows 50,000."""
MOST_ASKED: Final = 2_000
"""Questions to the council, the newest."""
ALL: Final = 2**31 - 1
"""Behind all that is numbered."""
PAGES: Final = (
    *("/", "/cari", "/arsip", "/kota", "/kabar", "/dokumen", "/jadwal", "/dewan", "/tanya"),
    *("/lapor", "/aspirasi", "/bank", "/janji", "/kota/grafik", "/data", "/api", "/panduan"),
)
ROBOTS: Final = """User-agent: *
Disallow: /s/
Disallow: /layar/
Disallow: /fasilitator
Disallow: /kantor
Disallow: /kelola
Disallow: /masuk
Disallow: /undangan
Disallow: /kartu/
Disallow: /api/v1
Sitemap: {base}/sitemap.xml
"""
"""Pages of a meeting that goes on and of people who work here are nobody's search result."""
_DAY: Final = 24 * 3_600_000
_FIRST_DAY: Final = date(1970, 1, 1).toordinal()
_SPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/robots.txt", send_robots),
        Route("/sitemap.xml", send_index),
        Route("/sitemap/situs.xml", send_site),
        Route("/sitemap/{code}.xml", send_meeting),
    ]


async def send_robots(request: Request) -> Response:
    """What programs that look for pages are asked to leave."""
    body = ROBOTS.format(base=address(request, ""))
    return kept(request, Response(body, media_type="text/plain; charset=utf-8"), by_visitor=False)


async def send_index(request: Request) -> Response:
    """All sitemaps."""
    base = address(request, "")
    shown = await feeds.meetings(site_of(request).pool, MOST)
    places = [("/sitemap/situs.xml", 0)]
    places += [(f"/sitemap/{each.code}.xml", each.published_at) for each in shown]
    return _xml(request, "sitemapindex", "sitemap", base, places)


async def send_site(request: Request) -> Response:
    """The pages that are not about one meeting."""
    site = site_of(request)
    lines = await articles.published(site.pool, at=now(), limit=1_000)
    places = [(path, 0) for path in (*PAGES, *_areas(site))]
    places += [(f"/kabar/{line.slug}", max(line.published_at, line.changed_at)) for line in lines]
    asked = await open_city.inquiries(site.pool, PUBLIC, before=ALL, limit=MOST_ASKED)
    places += [(f"/tanya/{each.id}", max(each.asked_at, each.answered_at)) for each in asked]
    return _xml(request, "urlset", "url", address(request, ""), places)


async def send_meeting(request: Request) -> Response:
    """The record of one meeting, and the pages of its proposals."""
    site, code = site_of(request), request.path_params["code"]
    proposals = await feeds.pages(site.pool, code, MOST)
    if not proposals:  # a meeting without any has a record all the same
        row = await sessions.find_session(site.pool, storable(code))
        if row is None or row.stage != "published" or row.plan.practice:
            raise HTTPException(404)
    places = [(f"/arsip/{code}", 0)]
    places += [(f"/usulan/{code}-{number}", at) for number, at in proposals]
    return _xml(request, "urlset", "url", address(request, ""), places)


def _areas(site: Site) -> list[str]:
    districts = dict.fromkeys(slug(ward.district) for ward in site.wards)
    return [
        *(f"/kecamatan/{name}" for name in districts),
        *(f"/kelurahan/{ward.code}" for ward in site.wards),
    ]


@lru_cache(maxsize=10_000)
def _day(days: int) -> str:
    """The day so many after 1970-01-01, in UTC: near enough for those who come once in a while."""
    return date.fromordinal(_FIRST_DAY + days).isoformat()


def _xml(
    request: Request, whole: str, one: str, base: str, places: Iterable[tuple[str, int]]
) -> Response:
    lines = ['<?xml version="1.0" encoding="utf-8"?>', f'<{whole} xmlns="{_SPACE}">']
    begins = f"<{one}><loc>{escape(base)}"
    for path, at in places:
        changed = f"<lastmod>{_day(at // _DAY)}</lastmod>" if at else ""
        lines.append(f"{begins}{escape(path)}</loc>{changed}</{one}>")
    body = "\n".join([*lines, f"</{whole}>", ""])
    answer = Response(body, media_type="application/xml; charset=utf-8")
    return kept(request, answer, by_visitor=False)
