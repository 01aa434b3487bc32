"""Who represents which dapil, for everybody."""

from collections.abc import Sequence

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.store import council
from musrenbang_live.store.council import Kept
from musrenbang_live.web.keeping import kept
from musrenbang_live.web.site import Site, site_of
from musrenbang_live.web.wards import Ward


class Seats(Struct, frozen=True):
    """A dapil as it is shown: its kelurahan by kecamatan, and who represents it."""

    name: str
    wards: dict[str, list[Ward]]
    members: list[Kept]


async def show_council(request: Request) -> Response:
    """The members by dapil, of the latest period or the one that is asked for."""
    site = site_of(request)
    periods = await council.periods(site.pool)
    wanted = request.query_params.get("periode", "")
    period = wanted if wanted in periods else (periods[0] if periods else "")
    members = await council.members(site.pool, period)
    page = site.pages.render(
        request,
        "portal/council.html",
        seats=seats(site, members),
        periods=periods,
        period=period,
        members=members,
        unchecked=unchecked(site),
        example=any(member.example for member in members),
    )
    return kept(request, page, by_visitor=True)


def unchecked(site: Site) -> list[str]:
    """The dapil whose kecamatan nobody has looked up yet."""
    return [dapil.name for dapil in site.dapil if not dapil.checked]


def seats(site: Site, members: Sequence[Kept]) -> list[Seats]:
    """Every dapil of the site, then those that only members name."""
    known = {dapil.name: dapil.districts for dapil in site.dapil}
    names = [*known, *sorted({member.dapil for member in members} - known.keys())]
    return [
        Seats(
            name,
            {
                district: [ward for ward in site.wards if ward.district == district]
                for district in known.get(name, ())
            },
            [member for member in members if member.dapil == name],
        )
        for name in names
    ]


def routes() -> list[BaseRoute]:
    """The address of this page."""
    return [Route("/dewan", show_council)]
