"""Voter cards on a resident's phone: entered by hand or by QR, several of a family, and let go.

The code is typed or comes in the part of the address behind `#`, which no server is sent and which
the script takes out of the address bar; it is kept nowhere on the phone.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.cards import SLOW, Held
from musrenbang_live.live.clock import now
from musrenbang_live.web import forms
from musrenbang_live.web.identity import access
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.resident import rights
from musrenbang_live.web.resident.pages import MOST_HELD, OVER, Visit, asking, show, visit
from musrenbang_live.web.site import site_of

FREE_GUESSES: Final = 10
"""Wrong codes of one device after which it waits `SLOW` between two new cards."""


async def show_cards(request: Request) -> Response:
    """Where a card is entered, which needs no joining before; or where a vote right is asked for,
    which does."""
    come = await visit(request)
    if request.path_params["code"] != come.room.code:
        return RedirectResponse(f"{come.home}/kartu", 303)
    if not _taken(come):
        return redirect(come.home)
    if not come.by_desk:
        return await _page(request, come)
    if not come.participant:
        return redirect(f"{come.home}?ke=kartu")
    return await rights.taken(request, come) or await rights.page(request, come)


async def _page(
    request: Request, come: Visit, typed: str = "", rejected: Rejected | None = None
) -> Response:
    return await show(
        request,
        come,
        "resident/kiosk.html" if access.is_kiosk(request, come.room) else "resident/cards.html",
        "",
        rejected=rejected,
        typed_code=typed,
        refusal="",  # said beside the code
        error=come.say(rejected) if rejected else "",
        most=MOST_HELD,
    )


async def enter(request: Request) -> Response:
    """Vote with one more card on this device, and go to its ballot."""
    come = await visit(request)
    if come.by_desk:
        return redirect(come.home, come.say(Rejected("rights_by_desk")))
    if not _taken(come):
        return redirect(come.home, come.say(Rejected("cards_not_used")))
    form = await forms.read(request)
    typed = form.text("code")
    kiosk = access.is_kiosk(request, come.room)
    try:
        with asking():
            if not kiosk and _tries_too_fast(request, come):
                raise Rejected("cards_slowed", again=SLOW)
            cards = site_of(request).cards
            entered = await cards.enter(come.room, typed, come.participant, kiosk=kiosk)
            held = _others(come, entered.card, kiosk=kiosk)
            if len(held) >= MOST_HELD:
                raise Rejected("cards_too_many", limit=MOST_HELD)
    except Rejected as rejected:
        answer = await _page(request, come, typed, rejected)
        if rejected.code == "card_unknown":
            access.remember_wrong_code(answer, request, come.room, now())
        return answer
    number = entered.card.number
    said = come.language.gettext("Kartu %(number)s dipakai di ponsel ini.")
    flash = "" if kiosk else said % {"number": number}
    answer = redirect(f"{come.home}?kartu={number}", flash)
    access.remember_cards(answer, request, come.room, [entered.card, *held])
    if not come.participant:
        access.remember_participant(answer, request, come.room, entered.person)
    return answer


def _others(come: Visit, card: Held, *, kiosk: bool) -> list[Held]:
    """The cards that stay on the device beside this one; a kiosk is for one at a time."""
    return [] if kiosk else [other for other in come.cards if other.number != card.number]


def _tries_too_fast(request: Request, come: Visit) -> bool:
    count, at = access.wrong_codes(request, come.room)
    return count >= FREE_GUESSES and 0 <= now() - at < SLOW


async def let_go(request: Request) -> Response:
    """Vote with a card no more on this device; what was voted stays.

    A vote right has no code by which it could be entered again, so it is not let go.
    """
    come = await visit(request)
    if come.by_desk:
        return redirect(f"{come.home}/kartu", come.say(Rejected("rights_by_desk")))
    form = await forms.read(request)
    number = form.number("number")
    said = come.language.gettext(
        "Kartu %(number)s tidak lagi di ponsel ini. Suaranya tetap tersimpan."
    )
    answer = redirect(f"{come.home}/kartu", said % {"number": number or 0})
    held = [card for card in come.cards if card.number != number]
    access.remember_cards(answer, request, come.room, held)
    return answer


def _taken(come: Visit) -> bool:
    meeting = come.room.meeting
    return meeting.plan.by_card and meeting.stage not in OVER
