"""The public's door to news and documents: lists by tag and year, one page for each article.

What is scheduled appears when its time has come, because every page asks what is public now.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.articles import Kind
from musrenbang_live.live.clock import now
from musrenbang_live.store import articles, attachments
from musrenbang_live.store.articles import Line
from musrenbang_live.store.attachments import File
from musrenbang_live.web.asked import number, page_at
from musrenbang_live.web.keeping import kept
from musrenbang_live.web.portal import markdown
from musrenbang_live.web.site import address, site_of

A_PAGE: Final = 20
LAST_PAGE: Final = 500
SUMMARY: Final = 200
"""Characters of a text that stand for its summary where none was written."""


class Asked(Struct, frozen=True):
    """What somebody looks for at `place`; empty fields and year 0 mean everything."""

    place: str
    tag: str = ""
    year: int = 0
    ward: str = ""
    page: int = 1

    def at(self, page: int) -> str:
        """The address of another page of the same list."""
        return page_at(self.place, page, tag=self.tag, kelurahan=self.ward, tahun=self.year)


class Shown(Struct, frozen=True):
    """An article in a list, with its files."""

    line: Line
    files: Sequence[File]


async def show_news(request: Request) -> Response:
    """The news, the latest first, all of it or of one tag."""
    asked = _asked("/kabar", request.query_params)
    return await _list(request, "portal/news.html", "kabar", asked)


async def show_documents(request: Request) -> Response:
    """All documents and news with files, by tag, year and kelurahan."""
    asked = _asked("/dokumen", request.query_params)
    site = site_of(request)
    years = await articles.years(site.pool, at=now())
    return await _list(
        request, "portal/documents.html", "dokumen", asked, years=years, wards=site.wards
    )


async def show_article(request: Request) -> Response:
    """One article. What is not public is as unknown as what never was."""
    site = site_of(request)
    found = await articles.public(site.pool, request.path_params["slug"], at=now())
    if found is None:
        raise HTTPException(404)
    files = (await attachments.files_of(site.pool, [found.id]))[found.id]
    page = site.pages.render(
        request,
        "portal/article.html",
        article=found,
        text=markdown.html(found.body, files),
        summary=found.summary or markdown.plain(found.body)[:SUMMARY],
        files=files,
        url=address(request, f"/kabar/{found.slug}"),
    )
    return kept(request, page, by_visitor=True)


async def _list(
    request: Request, template: str, kind: Kind, asked: Asked, **context: Any
) -> Response:
    site = site_of(request)
    found = await articles.published(
        site.pool,
        at=now(),
        kind=kind,
        tag=asked.tag,
        year=asked.year,
        ward_code=asked.ward,
        limit=A_PAGE + 1,
        offset=(asked.page - 1) * A_PAGE,
    )
    lines = found[:A_PAGE]
    files = await attachments.files_of(site.pool, [line.id for line in lines])
    page = site.pages.render(
        request,
        template,
        asked=asked,
        found=[Shown(line, files[line.id]) for line in lines],
        more=len(found) > A_PAGE,
        tags=await articles.tags(site.pool, at=now()),
        **context,
    )
    return kept(request, page, by_visitor=True)


def _asked(place: str, query: Mapping[str, str]) -> Asked:
    return Asked(
        place,
        tag=query.get("tag", "").replace("\x00", "").strip().lower()[:60],
        year=number(query.get("tahun", ""), 0, 9999),
        ward=query.get("kelurahan", "").replace("\x00", "")[:20],
        page=number(query.get("halaman", ""), 1, LAST_PAGE),
    )


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/kabar", show_news),
        Route("/dokumen", show_documents),
        Route("/kabar/{slug}", show_article),
    ]
