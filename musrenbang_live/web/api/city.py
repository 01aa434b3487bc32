"""What the API tells of the city: seasons, decisions, news, questions, reports, council."""

from typing import Final

from musrenbang_live.core.inquiring import PUBLIC
from musrenbang_live.live.clock import now
from musrenbang_live.store import council, open_city
from musrenbang_live.store.open_city import OpenDecision
from musrenbang_live.web.api import city_shapes as shapes
from musrenbang_live.web.api.meetings import WARD
from musrenbang_live.web.api.operations import LIMIT, Asked, Operation
from musrenbang_live.web.api.parameters import Number
from musrenbang_live.web.api.problems import Refused
from musrenbang_live.web.bilingual import Said
from musrenbang_live.web.cells import utc

BEFORE: Final = Number(
    name="sesudah",
    meaning=Said(
        "Lanjutan: isi next dari jawaban sebelumnya.",
        "Where to read on: next of the answer before.",
    ),
)
ALL: Final = 2**31 - 1
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
            shapes.WardSeason(
                code=ward.place.code,
                name=ward.place.name,
                district=ward.place.district,
                state=ward.state,
                participants=ward.joined,
                proposals=ward.proposals,
                agreed=ward.agreed,
                cost=ward.cost,
            )
            for ward in found.wards
        ],
    )


async def decisions(asked: Asked) -> shapes.DecisionList:
    """What offices decided."""
    limit = asked.number("limit")
    rows = await open_city.decisions(
        asked.site.pool, ward_code=asked.text("kelurahan"), before=_before(asked), limit=limit + 1
    )
    last = rows[limit - 1].id if len(rows) > limit else None
    return shapes.DecisionList([decision(asked, row) for row in rows[:limit]], last)


def decision(asked: Asked, row: OpenDecision) -> shapes.Decision:
    """A decision as the API tells it."""
    return shapes.Decision(
        id=row.id,
        code=row.code,
        number=row.number,
        ward_code=row.ward_code,
        title=row.title,
        state=row.state,
        office=row.office,
        reason_code=row.reason_code,
        reason=row.reason,
        cost=row.cost,
        year=row.year,
        example=row.example,
        at=utc(row.at),
        undone=utc(row.undone_at),
        url=asked.address(f"/usulan/{row.root_code}-{row.root_number}"),
    )


async def articles(asked: Asked) -> shapes.ArticleList:
    """News and documents."""
    limit = asked.number("limit")
    rows = await open_city.articles(
        asked.site.pool, at=now(), before=_before(asked), limit=limit + 1
    )
    last = rows[limit - 1].id if len(rows) > limit else None
    items = [
        shapes.Article(
            slug=row.slug,
            kind=row.kind,  # type: ignore[arg-type]
            title=row.title,
            summary=row.summary,
            tags=list(row.tags),
            happens=row.happens,
            code=row.code,
            example=row.example,
            published=utc(row.published_at),
            url=asked.address(f"/kabar/{row.slug}"),
        )
        for row in rows[:limit]
    ]
    return shapes.ArticleList(items, last)


async def inquiries(asked: Asked) -> shapes.InquiryList:
    """Questions to the council."""
    limit = asked.number("limit")
    rows = await open_city.inquiries(
        asked.site.pool, PUBLIC, before=_before(asked), limit=limit + 1
    )
    last = rows[limit - 1].id if len(rows) > limit else None
    items = [
        shapes.Inquiry(
            id=row.id,
            kind=row.kind,
            title=row.title,
            text=row.text,
            state=row.state,
            office=row.office,
            answer=row.answer,
            answered_by=row.answered_by,
            supports=row.supports,
            example=row.example,
            asked=utc(row.asked_at),
            answered=utc(row.answered_at),
            url=asked.address(f"/tanya/{row.id}"),
        )
        for row in rows[:limit]
    ]
    return shapes.InquiryList(items, last)


async def reports(asked: Asked) -> shapes.ReportList:
    """Reports of residents."""
    limit = asked.number("limit")
    rows = await open_city.reports(
        asked.site.pool, ward_code=asked.text("kelurahan"), before=_before(asked), limit=limit + 1
    )
    last = rows[limit - 1].id if len(rows) > limit else None
    items = [
        shapes.Report(
            number=row.number,
            kind=row.kind,
            title=row.title,
            text=row.text,
            sector=row.sector,
            ward_code=row.ward_code,
            neighborhood=row.neighborhood,
            state=row.state,
            office=row.office,
            supports=row.supports,
            example=row.example,
            received=utc(row.received_at),
            changed=utc(row.state_at),
            url=asked.address(f"/aspirasi/{row.number}"),
        )
        for row in rows[:limit]
    ]
    return shapes.ReportList(items, last)


async def members(asked: Asked) -> shapes.MemberList:
    """The members of the council."""
    pool = asked.site.pool
    period = next(iter(await council.periods(pool)), "")
    return shapes.MemberList(
        [
            shapes.Member(
                name=each.name,
                party=each.party,
                dapil=each.dapil,
                office=each.office,
                commission=each.commission,
                period=each.period,
                example=each.example,
            )
            for each in await council.members(pool, period)
        ]
    )


def _before(asked: Asked) -> int:
    return asked.number("sesudah") or ALL


OPERATIONS: Final = (
    Operation(
        id="listDecisions",
        path="/decisions",
        tag="city",
        summary=Said("Keputusan kantor tentang usulan", "Decisions of offices about proposals"),
        about=Said(
            "Juga yang dibatalkan kemudian; waktunya ada di undone.",
            "Also those that were taken back; undone says when.",
        ),
        parameters=(WARD, LIMIT, BEFORE),
        answer=shapes.DecisionList,
        handler=decisions,
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
    Operation(
        id="listArticles",
        path="/articles",
        tag="city",
        summary=Said("Kabar dan dokumen", "News and documents"),
        parameters=(LIMIT, BEFORE),
        answer=shapes.ArticleList,
        handler=articles,
    ),
    Operation(
        id="listInquiries",
        path="/inquiries",
        tag="city",
        summary=Said("Tanya DPRD", "Questions to the council"),
        parameters=(LIMIT, BEFORE),
        answer=shapes.InquiryList,
        handler=inquiries,
    ),
    Operation(
        id="listReports",
        path="/reports",
        tag="city",
        summary=Said("Aspirasi dan keluhan", "Aspirations and complaints"),
        parameters=(WARD, LIMIT, BEFORE),
        answer=shapes.ReportList,
        handler=reports,
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
