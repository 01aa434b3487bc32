"""The door for finding: one search over everything that is public, without a script."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core import searching as query
from musrenbang_live.core.entering import roman
from musrenbang_live.core.following import STATES
from musrenbang_live.live.clock import now
from musrenbang_live.store import archive, article_search, inquiries, reports, searching
from musrenbang_live.store.archive import Published
from musrenbang_live.store.searching import QuestionHit, Sought
from musrenbang_live.store.shelf import ShelfRow
from musrenbang_live.web import asked
from musrenbang_live.web.asked import Search
from musrenbang_live.web.keeping import kept
from musrenbang_live.web.site import Site, site_of

PAGE: Final = 20
FEW: Final = 4
"""Results of each other kind beside the proposals."""
KINDS: Final = ("usulan", "musyawarah", "pertanyaan", "kabar", "aspirasi")
MOST_NEIGHBORHOODS: Final = 40


class Proposals(Struct, frozen=True):
    """One page of the proposals found: how many there are, `more` when there are others that are
    not counted, and the number of pages."""

    lines: list[ShelfRow]
    found: int
    more: bool
    pages: int


class Found(Struct, frozen=True, kw_only=True):
    """What a search found, by kind, and whether there is `further` of each on a next page."""

    proposals: Proposals
    sessions: list[Published]
    questions: list[QuestionHit]
    inquiries: list[inquiries.Line]
    articles: list[article_search.Hit]
    reports: list[reports.Line]
    further: Mapping[str, bool]

    @property
    def nothing(self) -> bool:
        """Whether nothing at all was found."""
        meetings = self.proposals.lines or self.sessions or self.questions
        return not (meetings or self.inquiries or self.articles or self.reports)


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [Route("/cari", show_search)]


async def show_search(request: Request) -> Response:
    """What fits the search, the proposals first; without a search the newest."""
    site = site_of(request)
    search = asked.read(site, request.query_params, KINDS)
    wanted = await searching.sought(site.pool, query.read(search.words))
    found = await _found(site, search, wanted)
    page = site.pages.render(
        request,
        "find/search.html",
        search=search,
        found=found,
        meant=query.meant(wanted.parts),
        wards=site.wards,
        districts={asked.slug(ward.district): ward.district for ward in site.wards},
        years=await archive.years(site.pool),
        sectors=await searching.sectors(site.pool),
        neighborhoods=await neighborhoods(site, search.filters.ward),
        tiers=asked.PUBLIC_TIERS,
        states=STATES,
    )
    return kept(request, page, by_visitor=True)


async def _found(site: Site, search: Search, wanted: Sought) -> Found:
    proposals = Proposals([], 0, False, 0)
    if search.kind in ("", "usulan"):
        proposals = await _proposals(site, search, wanted)
    sessions = await _sessions(site, search, wanted)
    questions = await _questions(site, search, wanted)
    asked_council, told, reported = await _elsewhere(site, search, wanted)
    most = PAGE if search.kind else FEW
    return Found(
        proposals=proposals,
        sessions=sessions[:most],
        questions=questions[:most],
        inquiries=asked_council[:most],
        articles=told[:most],
        reports=reported[:most],
        further={
            "musyawarah": len(sessions) > most,
            "pertanyaan": len(questions) > most or len(asked_council) > most,
            "kabar": len(told) > most,
            "aspirasi": len(reported) > most,
        },
    )


async def _elsewhere(
    site: Site, search: Search, wanted: Sought
) -> tuple[list[inquiries.Line], list[article_search.Hit], list[reports.Line]]:
    """What is public beside meetings, by words alone: none of it where the search is narrowed to a
    place, a year or the like."""
    words = query.meant(wanted.parts) or search.words
    if not words or search.filters.keys:
        return [], [], []
    asking, telling, reporting = (_part(search, kind) for kind in KINDS[2:])
    return (
        await inquiries.search_lines(site.pool, words, *asking),
        await article_search.search_lines(site.pool, words, *telling, at=now()),
        await reports.search_lines(site.pool, words, *reporting),
    )


async def _proposals(site: Site, search: Search, wanted: Sought) -> Proposals:
    hits = await searching.proposals(site.pool, wanted, search.filters)
    first = (search.page - 1) * PAGE
    lines = await searching.lines(site.pool, hits.nodes[first : first + PAGE])
    return Proposals(lines, len(hits.nodes), hits.more, -(-len(hits.nodes) // PAGE))


def _part(search: Search, kind: str) -> tuple[int, int]:
    """How many of a kind to fetch, one more than are shown, and from which on."""
    if search.kind == kind:
        return PAGE + 1, (search.page - 1) * PAGE
    return (0, 0) if search.kind or search.page > 1 else (FEW + 1, 0)


async def _sessions(site: Site, search: Search, wanted: Sought) -> list[Published]:
    """Sessions by their names; filters that are about proposals alone leave none."""
    limit, offset = _part(search, "musyawarah")
    filters = search.filters
    about_proposals = filters.neighborhood or filters.sector or filters.state
    if not limit or about_proposals:
        return []
    return await archive.published(
        site.pool,
        lexemes=wanted.lexemes,
        excludes_only=wanted.excludes_only,
        district=filters.district,
        ward_code=filters.ward,
        year=filters.year,
        tier=filters.tier,
        limit=limit,
        offset=offset,
    )


async def _questions(site: Site, search: Search, wanted: Sought) -> list[QuestionHit]:
    limit, offset = _part(search, "pertanyaan")
    if not limit:
        return []
    return await searching.questions(site.pool, wanted, search.filters, limit=limit, offset=offset)


async def neighborhoods(site: Site, ward_code: str) -> list[str]:
    """The lingkungan of a kelurahan to choose from, I to X and then by name; none without one."""
    if not ward_code:
        return []
    numbers = {roman(number): number for number in range(1, MOST_NEIGHBORHOODS)}
    names = await searching.neighborhoods(site.pool, ward_code)
    return sorted(names, key=lambda name: (numbers.get(name, MOST_NEIGHBORHOODS), name))
