"""The addresses of datasets: each as CSV, JSON and XLSX, narrowed as the pages are; and `/data`."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from musrenbang_live.core import searching as words
from musrenbang_live.store import inquiries, open_city, open_proposals, open_sessions, searching
from musrenbang_live.store.open_city import ReportFilter
from musrenbang_live.store.open_proposals import FIRST, Wanted, place_of
from musrenbang_live.store.open_sessions import LATEST, Chosen
from musrenbang_live.web import asked
from musrenbang_live.web.datasets import elections
from musrenbang_live.web.datasets.city import INQUIRIES, REPORTS, PlacedReport
from musrenbang_live.web.datasets.columns import KINDS, Dataset
from musrenbang_live.web.datasets.files import (
    MOST_IN_SHEET,
    csv_pieces,
    json_pieces,
    xlsx_file,
)
from musrenbang_live.web.datasets.meetings import QUESTIONS, SESSIONS
from musrenbang_live.web.datasets.proposals import PROPOSALS
from musrenbang_live.web.datasets.records import RECORD
from musrenbang_live.web.file_kinds import XLSX
from musrenbang_live.web.inquiries import doors as inquiries_page
from musrenbang_live.web.keeping import KEPT, OPEN_DATA, kept
from musrenbang_live.web.language import chosen
from musrenbang_live.web.licenses import LICENSES
from musrenbang_live.web.pages import data
from musrenbang_live.web.reports import aspirations
from musrenbang_live.web.reports.doors import ward_name
from musrenbang_live.web.site import Site, address, site_of

LAST: Final = 2**31 - 1
"""Behind all that is numbered."""
PAGE: Final = 200
"""Rows that are read and written in one piece: some milliseconds."""
FORMATS: Final = {
    "csv": "text/csv; charset=utf-8; header=present",
    "json": "application/json",
    "xlsx": XLSX,
}

Read = Callable[[Site, Mapping[str, str]], AsyncIterator[Sequence[Any]]]


async def _proposals(site: Site, query: Mapping[str, str]) -> AsyncIterator[Sequence[Any]]:
    wanted, after = await _wanted(site, query), FIRST
    while rows := await open_proposals.proposals(site.pool, wanted, after=after, limit=PAGE):
        yield rows
        after = place_of(rows[-1])
        await asyncio.sleep(0)


async def _questions(site: Site, query: Mapping[str, str]) -> AsyncIterator[Sequence[Any]]:
    wanted, after = await _wanted(site, query), FIRST
    while rows := await open_proposals.questions(site.pool, wanted, after=after, limit=PAGE):
        yield rows
        after = rows[-1].place
        await asyncio.sleep(0)


async def _sessions(site: Site, query: Mapping[str, str]) -> AsyncIterator[Sequence[Any]]:
    filters, after = asked.read(site, query).filters, LATEST
    narrowed = Chosen(filters.ward, filters.district, filters.tier, filters.year)
    while rows := await open_sessions.published(site.pool, narrowed, after=after, limit=PAGE):
        yield rows
        after = rows[-1].after
        await asyncio.sleep(0)


async def _inquiries(site: Site, query: Mapping[str, str]) -> AsyncIterator[Sequence[Any]]:
    looked, before = inquiries_page.looked(query), LAST
    while rows := await open_city.inquiries(
        site.pool,
        inquiries.states_of(looked.order),
        before=before,
        limit=PAGE,
        words=looked.words,
        office_id=looked.office,
    ):
        yield rows
        before = rows[-1].id
        await asyncio.sleep(0)


async def _reports(site: Site, query: Mapping[str, str]) -> AsyncIterator[Sequence[Any]]:
    wanted, before = aspirations.asked(query)[0], LAST
    narrowed = ReportFilter(
        words=wanted.words,
        kind=wanted.kind,
        sector=wanted.sector,
        ward_code=wanted.ward,
        state=wanted.state,
    )
    while rows := await open_city.reports(site.pool, narrowed, before=before, limit=PAGE):
        yield [PlacedReport(row, ward_name(site, row.ward_code)) for row in rows]
        before = rows[-1].id
        await asyncio.sleep(0)


DATASETS: Final[dict[str, tuple[Dataset, Read]]] = {
    PROPOSALS.key: (PROPOSALS, _proposals),
    SESSIONS.key: (SESSIONS, _sessions),
    QUESTIONS.key: (QUESTIONS, _questions),
    INQUIRIES.key: (INQUIRIES, _inquiries),
    REPORTS.key: (REPORTS, _reports),
}


async def send(request: Request, *, key: str, ending: str) -> Response:
    """A dataset as a file, narrowed by the address; what nobody knows in it is passed over."""
    dataset, read = DATASETS[key]
    site, base = site_of(request), address(request, "")
    license = LICENSES[site.license]
    pages = read(site, request.query_params)
    if ending == "xlsx":
        pieces = _file(dataset, pages, base, site)
    elif ending == "json":
        pieces = json_pieces(dataset, pages, base, license)
    else:
        pieces = csv_pieces(dataset, pages, base)
    headers = {
        **OPEN_DATA,
        "cache-control": KEPT,
        "content-disposition": f'attachment; filename="{dataset.key}.{ending}"',
        "link": f'<{license.url}>; rel="license"',
    }
    return StreamingResponse(pieces, media_type=FORMATS[ending], headers=headers)


async def _file(
    dataset: Dataset, pages: AsyncIterator[Sequence[Any]], base: str, site: Site
) -> AsyncIterator[bytes]:
    with await xlsx_file(dataset, pages, base, LICENSES[site.license]) as file:
        while piece := file.read(2**16):
            yield piece


async def show_data(request: Request) -> Response:
    """What can be downloaded, under which licence, and what every column means."""
    site, base = site_of(request), address(request, "")
    language, license = chosen(request, site.languages), LICENSES[site.license]
    page = site.pages.render(
        request,
        "data/page.html",
        datasets=[dataset for dataset, _ in DATASETS.values()],
        kinds=KINDS,
        formats=tuple(FORMATS),
        license=license,
        base=base,
        record=RECORD,
        most_elections=elections.MOST,
        most_in_sheet=MOST_IN_SHEET,
        said=lambda words: words.by(language.code),
        described=[data(_described(site, base, dataset)) for dataset, _ in DATASETS.values()],
    )
    return kept(request, page, by_visitor=True)


def _described(site: Site, base: str, dataset: Dataset) -> dict[str, Any]:
    """The dataset for search engines (schema.org)."""
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": f"{base}/data#{dataset.key}",
        "name": f"{dataset.title.id}, {site.city}",
        "description": dataset.about.id,
        "url": f"{base}/data#{dataset.key}",
        "license": LICENSES[site.license].url,
        "isAccessibleForFree": True,
        "inLanguage": "id",
        "spatialCoverage": site.city,
        "publisher": {"@type": "GovernmentOrganization", "name": site.city, "url": base},
        "variableMeasured": [column.name for column in dataset.columns],
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": media.partition(";")[0],
                "contentUrl": f"{base}{dataset.path}.{ending}",
            }
            for ending, media in FORMATS.items()
        ],
    }


async def _wanted(site: Site, query: Mapping[str, str]) -> Wanted:
    """What the same address means on the search page."""
    search = asked.read(site, query)
    found = await searching.sought(site.pool, words.read(search.words))
    return Wanted(found.lexemes, search.filters)


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    files = [
        Route(f"{dataset.path}.{ending}", partial(send, key=dataset.key, ending=ending))
        for dataset, _ in DATASETS.values()
        for ending in FORMATS
    ]
    return [Route("/data", show_data), *files, *elections.routes()]
