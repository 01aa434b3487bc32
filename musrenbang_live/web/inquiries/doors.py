"""Tanya DPRD, for anybody to read: questions and feedback to the council, and what was answered.

Pages that anybody may keep for a while: nothing here depends on the device but the language.
"""

from collections.abc import Mapping
from typing import Final, get_args

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.inquiring import Inquiry
from musrenbang_live.live.clock import now
from musrenbang_live.store import inquiries, inquiry_desk
from musrenbang_live.store.inquiries import Order
from musrenbang_live.store.pool import Db
from musrenbang_live.web.asked import number, page_at
from musrenbang_live.web.keeping import kept
from musrenbang_live.web.site import Site, site_of

PAGE: Final = 20
"""Inquiries on one page of the list."""
LAST_PAGE: Final = 500
LATEST: Final = 3
ORDERS: Final[tuple[Order, ...]] = get_args(Order)


class Looked(Struct, frozen=True):
    """What somebody looks for; empty words and office 0 mean everything."""

    order: Order = "baru"
    words: str = ""
    office: int = 0
    page: int = 1

    def at(self, *, order: str = "", page: int = 1, path: str = "/tanya") -> str:
        """The address of another order, or of another page, of the same search; `path` of a file
        with all of it."""
        wanted = order or self.order
        named = "" if wanted == "baru" else wanted
        return page_at(path, page, urut=named, cari=self.words, kantor=self.office)


async def show_list(request: Request) -> Response:
    """The public inquiries that fit, one page of them, and how long answers take."""
    site, seek = site_of(request), looked(request.query_params)
    found = await inquiries.public(
        site.pool,
        order=seek.order,
        words=seek.words,
        office_id=seek.office,
        limit=PAGE + 1,
        offset=(seek.page - 1) * PAGE,
    )
    page = site.pages.render(
        request,
        "inquiries/list.html",
        looked=seek,
        orders=ORDERS,
        found=found[:PAGE],
        more=len(found) > PAGE,
        times=await inquiries.times(site.pool),
        now=now(),
    )
    return kept(request, page, by_visitor=True)


async def show_one(request: Request) -> Response:
    """One inquiry with its answer; what is part of another leads there."""
    site = site_of(request)
    inquiry = await public_one(site, request.path_params["number"])
    if inquiry.root:
        return RedirectResponse(f"/tanya/{inquiry.root}", 307)
    page = site.pages.render(
        request,
        "inquiries/one.html",
        inquiry=inquiry,
        parts=[
            part for part in await inquiries.parts(site.pool, inquiry.id) if part.state != "ditolak"
        ],
        history=await inquiry_desk.history(site.pool, inquiry.id),
        now=now(),
    )
    return kept(request, page, by_visitor=True)


async def public_one(site: Site, number: int) -> Inquiry:
    """The inquiry with this number, as long as everybody may see it; else nothing is here."""
    inquiry = await inquiries.find(site.pool, number)
    if inquiry is None or not inquiry.is_public:
        raise HTTPException(404)
    return inquiry


async def home_tanya(db: Db) -> list[Inquiry]:
    """The last answers, for the front page."""
    return await inquiries.public(
        db, order="dijawab", words="", office_id=0, limit=LATEST, offset=0
    )


def looked(query: Mapping[str, str]) -> Looked:
    """What an address looks for; what nobody knows in it is passed over."""
    order: Order = next((each for each in ORDERS if each == query.get("urut")), "baru")
    return Looked(
        order=order,
        words=query.get("cari", "").replace("\x00", "").strip()[: inquiries.QUERY_LIMIT],
        office=number(query.get("kantor", ""), 0, 999_999_999),
        page=number(query.get("halaman", ""), 1, LAST_PAGE),
    )


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [Route("/tanya", show_list), Route("/tanya/{number:int}", show_one)]
