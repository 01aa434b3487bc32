"""What the API tells of the city: seasons, decisions, news, questions, reports, council."""

from typing import Final

from musrenbang_live.core.inquiring import PUBLIC
from musrenbang_live.live.clock import now
from musrenbang_live.store import council, open_city
from musrenbang_live.store.open_city import (
    OpenArticle,
    OpenDecision,
    OpenInquiry,
    OpenReport,
    ReportFilter,
)
from musrenbang_live.web.api import city_shapes as shapes
from musrenbang_live.web.api.listing import before, listing, shaped
from musrenbang_live.web.api.meetings import WARD
from musrenbang_live.web.api.operations import Asked, Operation
from musrenbang_live.web.api.parameters import Number
from musrenbang_live.web.api.problems import Refused
from musrenbang_live.web.bilingual import Said
from musrenbang_live.web.cells import utc

SEASON: Final = Number(
    name="tahun",
    place="path",
    least=1_000,
    most=9_999,
    meaning=Said("Tahun musyawarah.", "Year of the meetings."),
    example="2027",
)


async def season(asked: Asked) -> shapes.Season:
    """A year of the city. Raises `Refused` where there is nothing of it."""
    board, year = asked.site.city_board, asked.number("tahun")
    if year not in await board.years():
        raise Refused("not_found", "tahun")
    found = await board.season(year)
    return shapes.Season(
        year=year,
        example=found.invented,
        wards=[
            shaped(
                shapes.WardSeason,
                ward,
                code=ward.place.code,
                name=ward.place.name,
                district=ward.place.district,
                participants=ward.joined,
            )
            for ward in found.wards
        ],
    )


async def decisions(asked: Asked, limit: int) -> list[OpenDecision]:
    """What offices decided."""
    ward = asked.text("kelurahan")
    return await open_city.decisions(
        asked.site.pool, ward_code=ward, before=before(asked), limit=limit
    )


def decision(asked: Asked, row: OpenDecision) -> shapes.Decision:
    """A decision as the API tells it."""
    url = asked.address(f"/usulan/{row.root_code}-{row.root_number}")
    return shaped(shapes.Decision, row, at=utc(row.at), undone=utc(row.undone_at), url=url)


async def articles(asked: Asked, limit: int) -> list[OpenArticle]:
    """News and documents."""
    return await open_city.articles(asked.site.pool, at=now(), before=before(asked), limit=limit)


def article(asked: Asked, row: OpenArticle) -> shapes.Article:
    """An article as the API tells it."""
    url = asked.address(f"/kabar/{row.slug}")
    return shaped(shapes.Article, row, published=utc(row.published_at), url=url)


async def inquiries(asked: Asked, limit: int) -> list[OpenInquiry]:
    """Questions to the council."""
    return await open_city.inquiries(asked.site.pool, PUBLIC, before=before(asked), limit=limit)


def inquiry(asked: Asked, row: OpenInquiry) -> shapes.Inquiry:
    """A question to the council as the API tells it."""
    return shaped(
        shapes.Inquiry,
        row,
        asked=utc(row.asked_at),
        answered=utc(row.answered_at),
        url=asked.address(f"/tanya/{row.id}"),
    )


async def reports(asked: Asked, limit: int) -> list[OpenReport]:
    """Reports of residents."""
    wanted = ReportFilter(ward_code=asked.text("kelurahan"))
    return await open_city.reports(asked.site.pool, wanted, before=before(asked), limit=limit)


def report(asked: Asked, row: OpenReport) -> shapes.Report:
    """A report as the API tells it."""
    return shaped(
        shapes.Report,
        row,
        received=utc(row.received_at),
        changed=utc(row.state_at),
        url=asked.address(f"/aspirasi/{row.number}"),
    )


async def members(asked: Asked) -> shapes.MemberList:
    """The members of the council."""
    pool = asked.site.pool
    period = next(iter(await council.periods(pool)), "")
    found = await council.members(pool, period)
    return shapes.MemberList([shaped(shapes.Member, each) for each in found])


OPERATIONS: Final = (
    listing(
        id="listDecisions",
        path="/decisions",
        tag="city",
        summary=Said("Keputusan kantor tentang usulan", "Decisions of offices about proposals"),
        about=Said(
            "Juga yang dibatalkan kemudian; waktunya ada di undone.",
            "Also those that were taken back; undone says when.",
        ),
        narrowed_by=(WARD,),
        read=decisions,
        tell=decision,
        place=lambda row: row.id,
        answer=shapes.DecisionList,
    ),
    Operation(
        id="getSeason",
        path="/city/{tahun}",
        tag="city",
        summary=Said("Kota dalam satu tahun", "The city in one year"),
        parameters=(SEASON,),
        answer=shapes.Season,
        handler=season,
    ),
    listing(
        id="listArticles",
        path="/articles",
        tag="city",
        summary=Said("Kabar dan dokumen", "News and documents"),
        read=articles,
        tell=article,
        place=lambda row: row.id,
        answer=shapes.ArticleList,
    ),
    listing(
        id="listInquiries",
        path="/inquiries",
        tag="city",
        summary=Said("Tanya DPRD", "Questions to the council"),
        read=inquiries,
        tell=inquiry,
        place=lambda row: row.id,
        answer=shapes.InquiryList,
    ),
    listing(
        id="listReports",
        path="/reports",
        tag="city",
        summary=Said("Aspirasi dan keluhan", "Aspirations and complaints"),
        narrowed_by=(WARD,),
        read=reports,
        tell=report,
        place=lambda row: row.id,
        answer=shapes.ReportList,
    ),
    Operation(
        id="listMembers",
        path="/members",
        tag="city",
        summary=Said("Anggota DPRD", "Members of the council"),
        answer=shapes.MemberList,
        handler=members,
    ),
)
