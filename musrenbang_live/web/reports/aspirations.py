"""Reports that everybody may read: the list, one of them, who has the same trouble, and pokir."""

from collections.abc import Mapping
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.reporting import KINDS, SECTORS, STATES, is_overdue
from musrenbang_live.live import reports as work
from musrenbang_live.live.clock import now
from musrenbang_live.store import report_lists, reports
from musrenbang_live.store.pool import Db
from musrenbang_live.store.report_lists import Wanted
from musrenbang_live.store.reports import ReportRow
from musrenbang_live.web import forms
from musrenbang_live.web.asked import number, page_at
from musrenbang_live.web.identity import access, device_token
from musrenbang_live.web.keeping import kept
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.reports.doors import number_in, ward_name
from musrenbang_live.web.site import site_of

PAGE: Final = 20
LATEST: Final = 3
LAST_PAGE: Final = 500
MOST_TYPED: Final = 100


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/aspirasi", show_list),
        Route("/aspirasi/pokir", show_points),
        Route("/aspirasi/{number}", show_report),
        Route("/aspirasi/{number}/dukung", show_support),
        Route("/aspirasi/{number}/dukung", support, methods=["POST"]),
    ]


async def show_list(request: Request) -> Response:
    """The public reports that fit the filters, one page of them."""
    site, (wanted, page) = site_of(request), asked(request.query_params)
    found = await report_lists.approved(site.pool, wanted, limit=PAGE + 1, offset=(page - 1) * PAGE)
    answer = site.pages.render(
        request,
        "reports/list.html",
        wanted=wanted,
        page_now=page,
        found=found[:PAGE],
        more=len(found) > PAGE,
        at=lambda to: _address(wanted, to),
        file_at=lambda ending: _address(wanted, 1, f"/aspirasi.{ending}"),
        wards=site.wards,
        ward_name=lambda code: ward_name(site, code),
        kinds=KINDS,
        sectors=SECTORS,
        states=[state for state in STATES if state != "digabung"],
        late=lambda row: is_overdue(row.state, row.due_at, now()),
    )
    return kept(request, answer, by_visitor=True)


async def show_report(request: Request) -> Response:
    """A public report; one that was merged leads to the one it became part of."""
    site, row = site_of(request), await _public(request)
    target = await reports.by_number(site.pool, row.merged_into) if row.merged_into else None
    if target and target.approved_at:
        return RedirectResponse(f"/aspirasi/{target.number}", 307)  # a merger can be undone
    answer = site.pages.render(
        request,
        "reports/report.html",
        report=row,
        steps=await reports.steps(site.pool, row.id),
        photos=await reports.photo_ids(site.pool, row.id),
        carried=await report_lists.carried(site.pool, row.id),
        ward=ward_name(site, row.ward_code),
        late=is_overdue(row.state, row.due_at, now()),
    )
    return kept(request, answer, by_visitor=True)


async def show_support(request: Request) -> Response:
    """One press that says: I have the same trouble. Apart, because the report itself is kept."""
    site, row = site_of(request), await _public(request)
    device = device_token.known(request)
    on = bool(device) and await reports.supports(site.pool, row.id, _stored(device, row))
    return site.pages.render(
        request, "reports/support.html", token=access.page_token(request), report=row, on=on
    )


async def support(request: Request) -> Response:
    """Say it, or take it back."""
    device_token.step(request, "mengalami")
    site, row = site_of(request), await _public(request)
    form, device = await forms.read(request), device_token.known_or_new(request)
    on = form.flag("ya")
    await reports.support(site.pool, row.id, _stored(device, row), on=on)
    _ = chosen(request, site.languages).gettext
    said = _("Tercatat: Bapak/Ibu juga mengalami.") if on else _("Dukungan ditarik.")
    answer = redirect(f"/aspirasi/{row.number}", said)
    device_token.remember(answer, request, device)
    return answer


async def show_points(request: Request) -> Response:
    """What members of the council carried into their main points, by year and dapil."""
    site = site_of(request)
    answer = site.pages.render(
        request,
        "reports/points.html",
        points=await report_lists.points(site.pool),
        ward_name=lambda code: ward_name(site, code),
    )
    return kept(request, answer, by_visitor=True)


async def home_lapor(db: Db) -> list[ReportRow]:
    """For the front page: reports that were solved last (`solved` in `home/_lapor.html`)."""
    return await report_lists.solved(db, LATEST)


async def _public(request: Request) -> ReportRow:
    """The report of this number, if everybody may read it."""
    row = await reports.by_number(site_of(request).pool, number_in(request))
    if row is None or not row.approved_at:
        raise HTTPException(404)
    return row


def _stored(device: str, row: ReportRow) -> bytes:
    """A device as it is kept beside this report: another hash for each, so that nobody can join
    them."""
    return work.hashed(f"{device} {row.id}")


def asked(query: Mapping[str, str]) -> tuple[Wanted, int]:
    """What an address looks for, and which page of it; what nobody knows in it is passed over."""
    wanted = Wanted(
        words=query.get("cari", "").replace("\x00", "").strip()[:MOST_TYPED],
        kind=_of(query.get("jenis", ""), KINDS),
        sector=_of(query.get("bidang", ""), SECTORS),
        ward=query.get("kelurahan", "").replace("\x00", "")[:20],
        state=_of(query.get("keadaan", ""), STATES),
    )
    return wanted, number(query.get("halaman", ""), 1, LAST_PAGE)


def _of(typed: str, known: tuple[str, ...]) -> str:
    return typed if typed in known else ""


def _address(wanted: Wanted, page: int, path: str = "/aspirasi") -> str:
    return page_at(
        path,
        page,
        cari=wanted.words,
        jenis=wanted.kind,
        bidang=wanted.sector,
        kelurahan=wanted.ward,
        keadaan=wanted.state,
    )
