"""The page of the voter cards: counts, printing, handing out, voiding. It works without a script.

The sheets that are printed are the only copy of the codes: they are made, sent and forgotten.
Where vote rights are numbers on phones nothing is printed, and the page is live: numbers come in.
"""

from typing import Any, Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.cards import MOST_AT_ONCE
from musrenbang_live.core.codes import spoken
from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.clock import now
from musrenbang_live.live.room import Room
from musrenbang_live.web import formats, forms, sheets
from musrenbang_live.web.desk.asking import FATAL, Typed
from musrenbang_live.web.errors import status_of, wants_json
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import chosen
from musrenbang_live.web.printing.card_sheets import A_PAGE, Heading, card_sheets
from musrenbang_live.web.printing.qr import qr
from musrenbang_live.web.sayings import by_field
from musrenbang_live.web.site import address, here_only, site_of
from musrenbang_live.web.words.cards import spans

USUAL: Final = 80
"""Cards that the form offers to print."""


async def show_cards(request: Request) -> Response:
    """The desk at the door."""
    room, _person = await access.facilitator(request)
    return page(request, room)


def page(request: Request, room: Room, typed: Typed | None = None) -> Response:
    """The desk at the door; `typed` is a form on it that was refused."""
    language = chosen(request, site_of(request).languages)
    told: dict[str, Any] = {
        "pressed": typed.act if typed else "",
        "values": typed.values if typed else {},
        "errors": by_field(language, typed.refused if typed else None),
    }
    status = status_of(typed.refused) if typed else 200
    if room.meeting.plan.by_desk:
        template = "facilitator/rights.html"
        return sheets.show(request, room, "facilitator", template, status=status, **told)
    view = room.view("facilitator")
    cards = room.meeting.cards
    waiting = sorted(cards.waiting)
    following = waiting[0] if waiting else 0
    _ = language.gettext
    key = access.kiosk_key(site_of(request), room)
    kiosk_url = address(request, f"/s/{room.code}/kios?kunci={key}")
    page_end = min(-(-following // A_PAGE) * A_PAGE, cards.printed)
    return site_of(request).pages.render(
        request,
        "facilitator/cards.html",
        status,
        token=access.page_token(request),
        head=view.head,
        counts=view.voter_cards,
        frozen=view.stage in ("closed", "published"),
        published=view.stage == "published",
        active=spans(cards.active),
        waiting=spans(cards.waiting),
        void=spans(cards.leftover | cards.revoked),
        following=following,
        page_end=page_end,
        usual=USUAL,
        most=MOST_AT_ONCE,
        a_page=A_PAGE,
        fingerprint=site_of(request).fingerprint,
        kiosk_url=kiosk_url,
        here_only=here_only(kiosk_url),
        kiosk_qr=qr(kiosk_url, _("Kode QR untuk membuka kios")),
        **told,
    )


async def print_cards(request: Request) -> Response:
    """New cards as a PDF, or as JSON. Asking again makes other ones: these are not kept."""
    room, person = await access.facilitator(request)
    form = await forms.read(request)
    site = site_of(request)
    try:
        count = form.number("count") or 0
        made = await site.cards.print(room, person.actor, count)
    except Rejected as refused:
        if refused.code in FATAL or wants_json(request):
            raise
        return page(request, room, Typed("cetak", form.values, refused))
    if wants_json(request):  # for whoever sets the cards with a program of their own
        told = [{"number": card.number, "code": card.code} for card in made]
        return JSONResponse({"cards": told}, headers={"cache-control": "no-store"})
    template = site.print_templates / "kartu.typ"
    pdf = await card_sheets(template, _heading(request, room), made)
    name = f"kartu-suara-{room.code}-{made[0].number}-{made[-1].number}.pdf"
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
    }
    return Response(pdf, media_type="application/pdf", headers=headers)


def _heading(request: Request, room: Room) -> Heading:
    """Cards are for residents, so they are in Indonesian whoever prints them."""
    plan = room.meeting.plan
    zone = plan.zone
    day = formats.planned(plan.starts, "id", zone).partition(", pukul")[0]
    enter_at = address(request, f"/s/{room.code}/kartu")
    return Heading(
        forum=plan.forum,
        place=f"Kelurahan {plan.ward}" if plan.ward else plan.city,
        date=day or formats.date(now(), "id", zone),
        host=urlsplit(enter_at).netloc,
        spoken=spoken(room.code),
        fingerprint=site_of(request).fingerprint,
        address=enter_at,
        practice=plan.practice,
    )


def routes() -> list[BaseRoute]:
    """The addresses of the cards; what is done to them goes through `web.desk.doors`."""
    return [
        Route("/fasilitator/{code}/kartu", show_cards),
        Route("/fasilitator/{code}/kartu/cetak", print_cards, methods=["POST"]),
    ]
