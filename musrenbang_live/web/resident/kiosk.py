"""A shared tablet: it takes a card, shows the ballot, and forgets everything.

The facilitator opens it by a link with a key, so nobody is logged in on it; its codes draw on a
budget of guesses of their own. Its start is an address that forgets whoever was there, so that
whatever ends a visit, a button, the script or a refresh, only has to lead there.
"""

from starlette.requests import Request
from starlette.responses import Response

from musrenbang_live.core.errors import Rejected
from musrenbang_live.web.identity import access
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.resident.pages import OVER, show, visit
from musrenbang_live.web.site import site_of


async def start(request: Request) -> Response:
    """The start of the kiosk, with nobody there."""
    come = await visit(request)
    site = site_of(request)
    home = f"{come.home}/kios"
    if come.by_desk:
        return redirect(come.home, come.say(Rejected("rights_by_desk")))
    key = request.query_params.get("kunci", "")
    if key and access.is_kiosk(request, come.room, key):
        answer = redirect(home)
        answer.set_cookie(
            site.cookie(f"kios_{come.room.code}"),
            key,
            max_age=access.PARTICIPANT_LIFE,
            path="/",
            secure=site.secure,
            httponly=True,
            samesite="lax",
        )
        return answer
    if not access.is_kiosk(request, come.room) or come.room.meeting.stage in OVER:
        _ = come.language.gettext
        return redirect(come.home, _("Kios dibuka dengan tautan dari meja kartu."))
    if come.participant or come.cards:  # forgotten first: the next page is nobody's
        answer = redirect(home)
        access.forget_participant(answer, request, come.room)
        return answer
    return await show(request, come, "resident/kiosk.html", "", typed_code="", error="", most=1)
