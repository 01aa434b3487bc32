"""The bank of proposals (bank usulan): everything not accommodated, searchable, with its reason."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.store import follow_public, following
from musrenbang_live.store.follow_public import BankRow, BankWish
from musrenbang_live.store.following import FollowLine
from musrenbang_live.web import keeping
from musrenbang_live.web.asked import number, page_at
from musrenbang_live.web.site import Site, site_of

HOME: Final = "/bank"
PAGE: Final = 30
LAST_PAGE: Final = 500
LONGEST: Final = 200


class Kept(Struct, frozen=True):
    """A proposal of the bank. `end` tells why it was not accommodated and who said so, None where
    that is not known; `again` the address and the year of a later meeting it was brought to."""

    row: BankRow
    end: FollowLine | None
    again: tuple[str, int] | None


class Asked(Struct, frozen=True):
    """What somebody looks for, and the page of it."""

    wish: BankWish
    page: int

    @property
    def anything(self) -> bool:
        """Whether it is less than everything."""
        return self.wish != BankWish() or self.page > 1

    @property
    def narrowed(self) -> bool:
        """Whether more than words is asked for."""
        return bool(self.wish.ward or self.wish.sector or self.wish.year)

    def at(self, page: int) -> str:
        """The address of another page of the same search."""
        wish = self.wish
        return page_at(
            HOME,
            page,
            cari=wish.words,
            kelurahan=wish.ward,
            bidang=wish.sector,
            tahun=wish.year,
        )


async def with_reasons(site: Site, rows: Sequence[BankRow]) -> list[Kept]:
    """The rows with why they are in the bank, and where they were brought again."""
    nodes = [(row.code, row.number) for row in rows]
    ends = await following.ends(site.pool, nodes)
    lines = await following.lines(site.pool, set(ends.values()))
    again = await follow_public.brought_again(site.pool, nodes)
    return [
        Kept(
            row,
            lines.get(ends.get(node, node)),
            (f"{again[node][0]}-{again[node][1]}", again[node][2]) if node in again else None,
        )
        for row, node in zip(rows, nodes, strict=True)
    ]


async def show_bank(request: Request) -> Response:
    """What fits the search, one page of it."""
    site, asked = site_of(request), _asked(request.query_params)
    found = await follow_public.bank(
        site.pool, asked.wish, limit=PAGE, offset=(asked.page - 1) * PAGE
    )
    years, sectors = await follow_public.bank_choices(site.pool)
    page = site.pages.render(
        request,
        "following/bank.html",
        asked=asked,
        found=await with_reasons(site, found.rows),
        total=found.total,
        more=found.more,
        pages=min(-(-found.total // PAGE), LAST_PAGE),
        wards=site.wards,
        years=years,
        sectors=sectors,
    )
    return keeping.kept(request, page, by_visitor=True)


def _asked(query: Mapping[str, str]) -> Asked:
    wish = BankWish(
        words=_plain(query.get("cari", "")),
        ward=_plain(query.get("kelurahan", "")),
        sector=_plain(query.get("bidang", "")),
        year=number(query.get("tahun", ""), 0, 9999),
    )
    return Asked(wish, number(query.get("halaman", ""), 1, LAST_PAGE))


def _plain(typed: str) -> str:
    return typed.replace("\x00", "").strip()[:LONGEST]


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [Route(HOME, show_bank)]
