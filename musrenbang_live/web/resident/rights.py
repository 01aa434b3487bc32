"""Vote rights where the desk approves them: a phone asks, shows its number, and then votes.

Asking and waiting need no script: the page of the number loads itself again. With one the phone
hears from the line that the desk has decided something near its number, and asks whether it was it.
"""

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from musrenbang_live.core.errors import Rejected
from musrenbang_live.web import forms
from musrenbang_live.web.identity import access
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.resident.pages import (
    MOST_HELD,
    OVER,
    Visit,
    asked_lines,
    asking,
    for_residents,
    show,
    visit,
    within_limit,
)
from musrenbang_live.web.site import site_of


async def page(request: Request, come: Visit, rejected: Rejected | None = None) -> Response:
    """Where a right is asked for, its number stands, and what became of it."""
    return await show(
        request,
        come,
        "resident/rights.html",
        "",
        rejected=rejected,
        most=MOST_HELD,
    )


@for_residents
async def ask(request: Request, come: Visit) -> Response:
    """Ask for one more vote right. Pressing twice, or again when the answer was lost, asks once."""
    try:
        with asking():
            form = await forms.read(request)
            within_limit(request, come)
            kept = _still_of_use(come)
            if len(kept.asked) + len(kept.cards) >= MOST_HELD:
                raise Rejected("rights_too_many", limit=MOST_HELD)
            number = await site_of(request).cards.issue(come.room, come.participant, form.ref)
    except Rejected as rejected:
        if not come.by_desk or come.room.meeting.stage in OVER:
            return redirect(come.home, come.say(rejected))
        return await page(request, come, rejected)
    answer = redirect(f"{come.home}/kartu")
    access.remember_asked(answer, request, come.room, dict.fromkeys([*kept.asked, number]))
    return answer


def _still_of_use(come: Visit) -> Visit:
    """The visit without numbers that can never vote: they leave their place to others."""
    cards = come.room.meeting.cards
    waiting, active = cards.waiting, cards.active
    return replace(
        come,
        asked=tuple(number for number in come.asked if number in waiting | active),
        cards=tuple(card for card in come.cards if card.number in active),
    )


async def taken(request: Request, come: Visit) -> Response | None:
    """The way to the ballot when the desk has approved a number of this device; None when not.

    From then on the device votes like one on which a printed card was entered.
    """
    meeting = come.room.meeting
    if not come.by_desk or meeting.stage in OVER or "kartu" in request.query_params:
        return None  # whoever comes from here stands at the ballot already
    kept = _still_of_use(come)
    approved = [number for number in kept.asked if number in meeting.cards.active]
    if not approved or not come.participant:
        return None
    held = {card.number for card in kept.cards}
    fresh = [number for number in approved if number not in held]
    try:
        with asking():
            more = await site_of(request).cards.take(come.room, fresh)
    except Rejected:  # the page says that the number is approved, and is loaded again
        return None
    _ = come.language.gettext
    said = _("Nomor %(number)s disetujui. Bapak/Ibu dapat memilih dari ponsel ini.")
    answer = redirect(f"{come.home}?kartu={approved[0]}", said % {"number": approved[0]})
    access.remember_cards(answer, request, come.room, [*more, *kept.cards])
    waiting = [number for number in come.asked if number not in approved]
    access.remember_asked(answer, request, come.room, waiting)
    return answer


async def news(request: Request) -> Response:
    """How the numbers of this device stand, for its script."""
    come = await visit(request)
    states = {str(line.number): line.state for line in asked_lines(come)}
    return JSONResponse({"asked": states}, headers={"cache-control": "no-store"})
