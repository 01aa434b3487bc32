"""Questions and feedback at the desks of offices: the secretariat looks at them and passes them on,
and the office to which one was passed answers. Each sees what is its own; the secretariat all.
"""

from collections.abc import Mapping
from typing import Final, get_args

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core import inquiring as rules
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.inquiring import Doing, Inquiry, InquiryAct
from musrenbang_live.core.offices import Office
from musrenbang_live.live import inquiries as desk
from musrenbang_live.live.clock import now
from musrenbang_live.store import inquiries, inquiry_desk, offices
from musrenbang_live.store.inquiries import Line
from musrenbang_live.store.inquiry_desk import Shelf
from musrenbang_live.web import asked, forms
from musrenbang_live.web.errors import status_of
from musrenbang_live.web.forms import Form
from musrenbang_live.web.identity import access
from musrenbang_live.web.identity.access import Officer
from musrenbang_live.web.language import chosen
from musrenbang_live.web.officer.doors import page
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.sayings import by_field
from musrenbang_live.web.site import site_of

PAGE: Final = 30
LAST_PAGE: Final = 500
MOST_LATE: Final = 500
"""Waiting inquiries that are looked at for the table of what is late."""
SUGGESTED: Final = 5
ACTS: Final[tuple[InquiryAct, ...]] = get_args(InquiryAct)
SHELVES: Final[tuple[Shelf, ...]] = get_args(Shelf)
OF_OFFICES: Final[tuple[Shelf, ...]] = ("kantor", "dijawab")
"""What an office sees that only answers."""
_STEPS: Final[tuple[Shelf, ...]] = ("menunggu", "teruskan", "kantor")


class Late(Struct, frozen=True):
    """One step, or one office, with how many wait, how many of them too long, and the days of the
    one that waits longest. `office` is empty for the steps of the secretariat."""

    step: Shelf
    office: str
    waiting: int
    late: int
    longest: int


async def show_queue(request: Request) -> Response:
    """What waits, shelf by shelf, and what waits too long."""
    who = await access.officer(request, *rules.ANSWERING)
    site, own = site_of(request), _own_only(who.office)
    shelves = SHELVES if own == 0 else OF_OFFICES
    named = request.query_params.get("rak", "")
    which = next((each for each in shelves if each == named), shelves[0])
    number = asked.number(request.query_params.get("halaman", ""), 1, LAST_PAGE)
    found = await inquiry_desk.shelf(
        site.pool, which, own, limit=PAGE + 1, offset=(number - 1) * PAGE
    )
    return page(
        request,
        "officer/inquiries.html",
        who,
        shelves=shelves,
        which=which,
        counts=await inquiry_desk.counts(site.pool, own),
        found=found[:PAGE],
        more=len(found) > PAGE,
        number=number,
        late=await _late(request, own),
        due=rules.DUE_DAYS,
        days_late={each.id: rules.days_late(each, now()) for each in found},
        now=now(),
    )


async def show_one(request: Request) -> Response:
    """One inquiry with everything this office may do with it."""
    who = await access.officer(request, *rules.ANSWERING)
    return await _one(request, who, await _inquiry(request, who.office))


async def act(request: Request) -> Response:
    """Do what was pressed; what was typed stays where it is refused."""
    who = await access.officer(request, *rules.ANSWERING)
    form = await forms.read(request)
    inquiry = await _inquiry(request, who.office)
    try:
        after = await desk.act(
            site_of(request).pool, inquiry.id, _doing(request, form), who.office, who.person.id,
            form.number("rev") or desk.ANY_REV,
        )  # fmt: skip
    except Rejected as refused:
        return await _one(request, who, inquiry, form.values, refused)
    return redirect(_next_place(form, after), _said(request, after))


def _next_place(form: Form, after: Inquiry) -> str:
    """Back to the shelf from which a whole stack is worked through, else to the inquiry itself."""
    shelf = next((each for each in SHELVES if each == form.text("rak")), None)
    return f"/kantor/tanya?rak={shelf}" if shelf else f"/kantor/tanya/{after.id}"


def _said(request: Request, after: Inquiry) -> str:
    _ = chosen(request, site_of(request).languages).gettext
    if after.merged_into:
        said = _("Nomor %(number)s digabung ke nomor %(into)s.")
        return said % {"number": after.id, "into": after.merged_into}
    words = {
        "tayang": _("Nomor %(number)s tayang."),
        "diteruskan": _("Nomor %(number)s diteruskan ke %(office)s."),
        "dijawab": _("Jawaban nomor %(number)s terbit."),
        "ditolak": _("Nomor %(number)s tidak ditayangkan."),
        "ditutup": _("Nomor %(number)s ditutup."),
        "menunggu": _("Nomor %(number)s menunggu diperiksa."),
    }
    return words[after.state] % {"number": after.id, "office": after.office}


def _doing(request: Request, form: Form) -> Doing:
    act = next((each for each in ACTS if each == request.path_params["act"]), None)
    if act is None:
        raise Rejected("message_malformed")
    return Doing(
        act=act,
        to=form.number("to") or form.number("near") or 0,
        text=form.text("answer"),
        reason=form.text("reason"),
        by=form.text("by"),
    )


async def _inquiry(request: Request, office: Office) -> Inquiry:
    """The inquiry of the address, if it is this office's to see. Raises `inquiry_unknown`."""
    found = await inquiries.find(site_of(request).pool, request.path_params["number"])
    if found is None or _own_only(office) not in (0, found.office_id):
        raise Rejected("inquiry_unknown")
    return found


def _own_only(office: Office) -> int:
    """The office whose inquiries are seen; 0 for all."""
    return 0 if office.kind == "setwan" else office.id


async def _one(
    request: Request,
    who: Officer,
    inquiry: Inquiry,
    values: Mapping[str, str] | None = None,
    refused: Rejected | None = None,
) -> Response:
    site, language = site_of(request), chosen(request, site_of(request).languages)
    current = await inquiries.find(site.pool, inquiry.id) or inquiry
    return page(
        request,
        "officer/inquiry.html",
        who,
        status_of(refused) if refused else 200,
        inquiry=current,
        may_answer=current.is_open_to(who.office),
        is_desk=who.office.kind == "setwan",
        offices=[
            each for each in await offices.list_offices(site.pool) if each.kind in rules.ANSWERING
        ],
        similar=await _similar(request, current),
        parts=await inquiries.parts(site.pool, current.id),
        history=await inquiry_desk.history(site.pool, current.id),
        late=rules.days_late(current, now()),
        pressed=request.path_params.get("act", "") if refused else "",
        values=values or {},
        errors=by_field(language, refused),
        now=now(),
    )


async def _similar(request: Request, inquiry: Inquiry) -> list[Line]:
    found = await inquiries.similar(
        site_of(request).pool, inquiry.title, inquiry.text, SUGGESTED + 1
    )
    return [each for each in found if each.id != inquiry.id][:SUGGESTED]


async def _late(request: Request, own: int) -> list[Late]:
    """The steps of the secretariat, then office by office; only those for which something waits."""
    waiting: dict[tuple[Shelf, str], list[Inquiry]] = {}
    for step in _STEPS if own == 0 else _STEPS[-1:]:
        for each in await inquiry_desk.shelf(
            site_of(request).pool, step, own, limit=MOST_LATE, offset=0
        ):
            whose = each.office if step == "kantor" else ""
            waiting.setdefault((step, whose), []).append(each)
    return [
        Late(
            step=step,
            office=office,
            waiting=len(those),
            late=sum(rules.days_late(each, now()) > 0 for each in those),
            longest=max(rules.days_between(each.since, now()) for each in those),
        )
        for (step, office), those in waiting.items()
    ]


def routes() -> list[BaseRoute]:
    """The addresses of this part of an office."""
    one = "/kantor/tanya/{number:int}"
    return [
        Route("/kantor/tanya", show_queue),
        Route(one, show_one),
        Route(f"{one}/{{act}}", act, methods=["POST"]),
    ]
