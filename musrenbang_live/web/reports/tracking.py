"""What became of a report: by its number for anybody, by its secret link for whoever sent it.

A number is read aloud and guessed easily, so its page says no more than where the report stands.
"""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.reporting import CLOSED, is_overdue
from musrenbang_live.live import reports as work
from musrenbang_live.live.clock import now
from musrenbang_live.store import photos as kept_photos
from musrenbang_live.store import report_lists, reports
from musrenbang_live.store.reports import ReportRow
from musrenbang_live.web import forms
from musrenbang_live.web.errors import status_of
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.photos import picture
from musrenbang_live.web.reports.doors import number_in, ward_name
from musrenbang_live.web.sayings import by_field
from musrenbang_live.web.site import address, site_of

SAID: Final = ("answer", "done", "reject")
"""What offices say of a report that others became part of is said to all of them."""
_OWN: Final = "/lapor/{number}/{key}"


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/lapor/{number}", show_state),
        Route(_OWN, show_own),
        Route(f"{_OWN}/kata", add_word, methods=["POST"]),
        Route(f"{_OWN}/tarik", withdraw, methods=["POST"]),
        Route(f"{_OWN}/foto/{{place:int}}.jpg", send_photo),
    ]


async def show_state(request: Request) -> Response:
    """Where the report of this number stands, and nothing of what it says."""
    site = site_of(request)
    row = await reports.by_number(site.pool, number_in(request))
    if row is None:
        raise HTTPException(404)
    answer = site.pages.render(
        request,
        "reports/state.html",
        report=row,
        target=await _target(request, row),
        late=is_overdue(row.state, row.due_at, now()),
        ward=ward_name(site, row.ward_code),
    )
    answer.headers["x-robots-tag"] = "noindex"
    return answer


async def show_own(request: Request) -> Response:
    """Everything of one's own report, with the answers."""
    return await _own_page(request, await _own(request))


async def add_word(request: Request) -> Response:
    """Add a word to one's own report."""
    row = await _own(request)
    form = await forms.read(request)
    try:
        await work.add_word(site_of(request).pool, row.id, form.text("words"))
    except Rejected as refused:
        return await _own_page(request, row, refused, form.text("words")[:1000])
    _ = chosen(request, site_of(request).languages).gettext
    return redirect(_place(request), _("Tambahan tercatat."))


async def withdraw(request: Request) -> Response:
    """Take one's own report back, after a second press that says so."""
    row = await _own(request)
    form = await forms.read(request)
    if not form.flag("yakin"):
        return await _own_page(request, row, asked=True)
    try:
        await work.withdraw(site_of(request).pool, row.id)
    except Rejected as refused:
        return await _own_page(request, row, refused)
    _ = chosen(request, site_of(request).languages).gettext
    return redirect(
        _place(request), _("Laporan ditarik dan tidak ditampilkan lagi. Kontak dihapus.")
    )


async def send_photo(request: Request) -> Response:
    """A photo of one's own report."""
    row = await _own(request)
    site, place = site_of(request), int(request.path_params["place"])
    ids = await reports.photo_ids(site.pool, row.id)
    content = await kept_photos.jpeg(site.pool, ids[place - 1]) if 0 < place <= len(ids) else None
    if content is None:
        raise HTTPException(404)
    return picture(content)


async def _own(request: Request) -> ReportRow:
    """The report of this number, where the key is right; else it is as if there were none."""
    number, key = number_in(request), str(request.path_params["key"])
    pool = site_of(request).pool
    if not await reports.has_key(pool, number, work.hashed(key)):
        raise HTTPException(404)
    row = await reports.by_number(pool, number)
    assert row
    return row


async def _own_page(
    request: Request,
    row: ReportRow,
    refused: Rejected | None = None,
    typed: str = "",
    *,
    asked: bool = False,
) -> Response:
    site, target = site_of(request), await _target(request, row)
    answer = site.pages.render(
        request,
        "reports/own.html",
        status_of(refused) if refused else 200,
        token=access.page_token(request),
        report=row,
        target=target,
        shared=[step for step in await reports.steps(site.pool, target.id) if step.act in SAID]
        if target
        else [],
        steps=await reports.steps(site.pool, row.id),
        photos=len(await reports.photo_ids(site.pool, row.id)),
        contact=await reports.contact(site.pool, row.id),
        carried=await report_lists.carried(site.pool, row.id),
        ward=ward_name(site, row.ward_code),
        late=is_overdue(row.state, row.due_at, now()),
        open=row.state not in CLOSED,
        place=_place(request),
        whole=address(request, _place(request)),
        typed=typed,
        asked=asked,
        errors=by_field(chosen(request, site.languages), refused),
    )
    answer.headers["x-robots-tag"] = "noindex"
    return answer


async def _target(request: Request, row: ReportRow) -> ReportRow | None:
    """The report that this one became part of."""
    if not row.merged_into:
        return None
    return await reports.by_number(site_of(request).pool, row.merged_into)


def _place(request: Request) -> str:
    return f"/lapor/{request.path_params['number']}/{request.path_params['key']}"
