"""Promise and reality (janji dan kenyataan): of what each kelurahan agreed, what came of it."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.following_rules import days_late
from musrenbang_live.core.kept import Kept, kept
from musrenbang_live.live.clock import now
from musrenbang_live.store import follow_public
from musrenbang_live.store.follow_public import Standing, Why
from musrenbang_live.store.pool import Db
from musrenbang_live.web import keeping
from musrenbang_live.web.asked import LAST_PAGE, number, page_at
from musrenbang_live.web.cells import disarmed
from musrenbang_live.web.site import Site, site_of
from musrenbang_live.web.wards import Ward
from musrenbang_live.web.words import decisions

HOME: Final = "/janji"
PAGE: Final = 50
"""Agreed proposals on one page of a kelurahan."""
COLUMNS: Final = (
    "kode_kelurahan",
    "kelurahan",
    "kecamatan",
    "tahun",
    "disepakati",
    "masuk_rkpd",
    "masuk_apbd",
    "selesai",
    "ditolak",
    "menunggu",
    "alasan_penolakan",
)
"""Columns of the CSV, only ever added to; `masuk_rkpd` and `masuk_apbd` count what went further."""


class WardLine(Struct, frozen=True):
    """A kelurahan with what came of what it agreed, and why some was refused."""

    ward: Ward
    kept: Kept
    why: tuple[Why, ...]


class Overview(Struct, frozen=True):
    """The whole city in one year (0: all). `example`: invented, because nothing real is there."""

    year: int
    years: list[int]
    example: bool
    whole: Kept
    lines: tuple[WardLine, ...]
    why: tuple[tuple[str, int], ...]

    def districts(self) -> Mapping[str, Sequence[WardLine]]:
        """The lines of each kecamatan, in the order of the list of kelurahan."""
        found: dict[str, list[WardLine]] = {}
        for line in self.lines:
            found.setdefault(line.ward.district, []).append(line)
        return found


async def overview(site: Site, year: int, ward: str = "") -> Overview:
    """What the page and its CSV tell, or the page of one `ward` (a code). Kelurahan of which
    nothing is known are not there."""
    example = not await follow_public.has_real(site.pool)
    rows = await follow_public.standing(site.pool, year=year, example=example, ward=ward)
    why = await follow_public.refusals(site.pool, year=year, example=example, ward=ward)
    by_ward: dict[str, list[Standing]] = {}
    for row in rows:
        by_ward.setdefault(row.ward_code, []).append(row)
    lines = tuple(
        WardLine(
            ward,
            kept((row.state, row.count) for row in by_ward[ward.code]),
            tuple(each for each in why if each.ward_code == ward.code),
        )
        for ward in _wards(site, rows)
    )
    reasons: dict[str, int] = {}
    for each in why:
        reasons[each.reason_code] = reasons.get(each.reason_code, 0) + each.count
    return Overview(
        year=year,
        years=await follow_public.years(site.pool),
        example=example,
        whole=sum((line.kept for line in lines), Kept()),
        lines=lines,
        why=tuple(sorted(reasons.items(), key=lambda each: (-each[1], each[0]))),
    )


def _wards(site: Site, rows: Sequence[Standing]) -> list[Ward]:
    """The kelurahan that have something, in the order of the site's list, others after them."""
    told = {row.ward_code: Ward(row.ward_code, row.ward, row.district) for row in rows}
    listed = [ward for ward in site.wards if ward.code in told]
    known = {ward.code for ward in listed}
    return [*listed, *(ward for code, ward in told.items() if code not in known)]


async def show_city(request: Request) -> Response:
    """The city, kelurahan by kelurahan."""
    site = site_of(request)
    page = site.pages.render(
        request,
        "following/kept.html",
        view=await overview(site, asked_year(request)),
        city=site.city,
        reasons=decisions.REASONS,
    )
    return keeping.kept(request, page, by_visitor=True)


async def show_ward(request: Request) -> Response:
    """One kelurahan: the figures, the reasons, and every agreed proposal with where it stands."""
    site, year = site_of(request), asked_year(request)
    code = request.path_params["ward"]
    page_now = number(request.query_params.get("halaman", ""), 1, LAST_PAGE)
    view = await overview(site, year, code)
    ward = next((ward for ward in site.wards if ward.code == code), None)
    line = next(iter(view.lines), None)
    pages = -(-view.whole.agreed // PAGE)
    if (ward is None and line is None) or page_now > max(pages, 1):
        raise HTTPException(404)
    agreed = await follow_public.agreed(
        site.pool,
        code,
        year=year,
        example=view.example,
        limit=PAGE,
        offset=(page_now - 1) * PAGE,
    )
    page = site.pages.render(
        request,
        "following/kept_ward.html",
        view=view,
        ward=ward or (line.ward if line else None),
        line=line,
        listed=ward is not None,
        agreed=[(row, days_late(row.state, row.tier, row.state_at, now())) for row in agreed],
        page_now=page_now,
        pages=pages,
        at=lambda page: page_at(f"{HOME}/{code}", page, tahun=year),
        reasons=decisions.REASONS,
    )
    return keeping.kept(request, page, by_visitor=True)


async def send_csv(request: Request) -> Response:
    """The city's figures for spreadsheets."""
    site = site_of(request)
    view = await overview(site, asked_year(request))
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in view.lines:
        writer.writerow(_cells(view, line))
    body = b"\xef\xbb\xbf" + sheet.getvalue().encode()
    answer = keeping.open_data(request, body, "text/csv; charset=utf-8; header=present")
    name = f"janji-{view.year}" if view.year else "janji"
    answer.headers["content-disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _cells(view: Overview, line: WardLine) -> list[str | int]:
    ward, said = line.ward, line.kept
    why = ", ".join(f"{each.reason_code or 'tanpa alasan'} {each.count}" for each in line.why)
    return [
        *map(disarmed, (ward.code, ward.name, ward.district)),
        view.year or "",
        said.agreed,
        said.planned,
        said.budgeted,
        said.built,
        said.refused,
        said.waiting,
        disarmed(why),
    ]


def asked_year(request: Request) -> int:
    """The year in the address, 0 for all."""
    return number(request.query_params.get("tahun", ""), 0, 9999)


async def home_kept(db: Db) -> tuple[Kept, bool]:
    """For the front page: the city's figures of all years, and whether they are invented."""
    example = not await follow_public.has_real(db)
    rows = await follow_public.standing(db, year=0, example=example)
    return kept((row.state, row.count) for row in rows), example


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route(HOME, show_city),
        Route(HOME + ".csv", send_csv),
        Route(HOME + "/{ward}", show_ward),
    ]
