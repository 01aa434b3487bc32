"""The door for reports: three steps without an account, and the way to what was sent before.

The steps work as plain forms: what was typed goes along in hidden fields, photos come with the
last. Where scripts run, `static/reports/report.js` keeps everything on the phone until it is sent.
"""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core import report_numbers
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.reporting import KINDS, MOST_PHOTOS, SECTORS
from musrenbang_live.live import reports as work
from musrenbang_live.live.clock import now
from musrenbang_live.web import forms, uploads
from musrenbang_live.web.errors import status_of, wants_json
from musrenbang_live.web.formats import moment
from musrenbang_live.web.identity import access, device_token
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.reports import form as report_form
from musrenbang_live.web.reports.form import STEPS, Draft
from musrenbang_live.web.sayings import by_field, say
from musrenbang_live.web.site import Site, site_of


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/lapor", show_form),
        uploads.route("/lapor", send),
        Route("/lapor/langkah", start_anew),
        Route("/lapor/langkah", step, methods=["POST"]),
        Route("/lapor/token", give_token),
        Route("/lapor/cari", find),
    ]


async def show_form(request: Request) -> Response:
    """The first step of a new report."""
    return page(request, report_form.fresh(request.query_params.get("jenis", "")))


async def step(request: Request) -> Response:
    """The next step, or the one before, with all that was typed."""
    form = await forms.read(request)
    at = form.text("langkah")
    here = int(at) if at in ("1", "2", "3") else 1
    draft = report_form.draft_of(form, here)
    if form.flag("kembali"):
        return page(request, _at(draft, max(1, here - 1)))
    try:
        report_form.check(draft.values, wards_of(site_of(request)), here)
    except Rejected as refused:
        return _refused(request, draft, refused)
    return page(request, _at(draft, min(STEPS, here + 1)))


async def start_anew(_: Request) -> Response:
    """The first step, for whoever opens the address of a later one: a phone that was away, or the
    same page in the other language."""
    return redirect("/lapor")


async def send(request: Request) -> Response:
    """Take a whole report. A script gets its number and key as JSON, a form its secret page."""
    site = site_of(request)
    if uploads.is_large(request):
        device_token.step(request, "lapor")  # before a byte of the photos is read
    form = await uploads.sent(request, report_form.MOST_BYTES)
    draft, device = report_form.draft_of(form, STEPS), device_token.known_or_new(request)
    try:
        number = await _taken(request, form, draft, device)
    except Rejected as refused:
        if wants_json(request):
            raise
        return _refused(request, draft, refused)
    key = key_of(site, draft.ref)
    place = f"/lapor/{number}/{key}"
    answer: Response
    if wants_json(request):
        answer = JSONResponse({"number": number, "key": key, "url": place})
    else:
        _ = chosen(request, site.languages).gettext
        answer = redirect(
            place, _("Laporan tercatat dengan nomor %(number)s.") % {"number": number}
        )
    device_token.remember(answer, request, device)
    return answer


async def _taken(request: Request, form: forms.Form, draft: Draft, device: str) -> str:
    site = site_of(request)
    sent = report_form.sent_of(draft.values, wards_of(site))
    pictures = await report_form.pictures_of(form, draft.ref)
    day = moment(now()).date().isoformat()
    return await work.send(
        site.pool,
        draft.ref,
        sent,
        pictures,
        key_hash=work.hashed(key_of(site, draft.ref)),
        device=work.hashed(f"{device} {day}"),
    )


async def give_token(request: Request) -> Response:
    """The page token anew: a page that was kept on the phone for days has an old one."""
    answer = JSONResponse({"token": access.page_token(request)})
    answer.headers["cache-control"] = "no-store"
    return answer


async def find(request: Request) -> Response:
    """The page of the number that was typed."""
    typed = request.query_params.get("nomor", "")[:40]
    number = report_numbers.normal(typed)
    if not report_numbers.is_number(number):
        sentence = say(chosen(request, site_of(request).languages), Rejected("report_number_wrong"))
        return page(request, report_form.fresh(), typed=typed, lost=sentence, status=422)
    return redirect(f"/lapor/{number}")


def page(
    request: Request, draft: Draft, *, typed: str = "", lost: str = "", status: int = 200
) -> Response:
    """The form at a step; `lost` says why the number `typed` leads nowhere."""
    site = site_of(request)
    return site.pages.render(
        request,
        "reports/new.html",
        status,
        token=access.page_token(request),
        draft=draft,
        districts=site.wards_by_district,
        kinds=KINDS,
        sectors=SECTORS,
        most_photos=MOST_PHOTOS,
        typed=typed,
        lost=lost,
    )


def _refused(request: Request, draft: Draft, refused: Rejected) -> Response:
    """The first step at which something is to be put right, with a sentence for each field."""
    wrong = by_field(chosen(request, site_of(request).languages), refused)
    at = report_form.step_of(refused)
    shown = Draft(draft.ref, draft.values, at, report_form.on_step(at, wrong))
    return page(request, shown, status=status_of(refused))


def _at(draft: Draft, step_now: int) -> Draft:
    return Draft(draft.ref, draft.values, step_now)


def wards_of(site: Site) -> frozenset[str]:
    """The codes of the kelurahan there are."""
    return frozenset(ward.code for ward in site.wards)


def ward_name(site: Site, code: str) -> str:
    """What a kelurahan is called; the code where it is not known any more."""
    return next((ward.name for ward in site.wards if ward.code == code), code)


def key_of(site: Site, ref: str) -> str:
    """The key of the report sent under `ref`: the same, however often it comes."""
    return site.signer.sign("report", ref).rpartition(".")[2]


def number_in(request: Request) -> str:
    """The number in the address. What cannot be one leads nowhere."""
    number = str(request.path_params["number"])
    if not report_numbers.is_number(number):
        raise HTTPException(404)
    return number
