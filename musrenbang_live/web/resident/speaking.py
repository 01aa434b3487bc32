"""Asking to speak from a phone: one press, no name; the page shows the place in the queue."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.speaking import wished
from musrenbang_live.store import people, speakers
from musrenbang_live.web import forms
from musrenbang_live.web.fragments.speakers import turn_key
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.resident.pages import Visit, asking, for_residents, show, within_limit
from musrenbang_live.web.site import site_of


@for_residents
async def show_wish(request: Request, come: Visit) -> Response:
    """The button, or the place in the queue."""
    return await _page(request, come)


@for_residents
async def wish_to_speak(request: Request, come: Visit) -> Response:
    """Put this device on the list; pressed again it keeps its place."""
    form = await forms.read(request)
    within_limit(request, come)
    try:
        wish = wished(come.room.meeting, "", form.text("neighborhood"), form.text("gender"))
        with asking():
            await site_of(request).speakers.add(come.room, form.ref, wish, come.participant)
    except Rejected as refused:
        return await _page(request, come, refused)
    return redirect(f"{come.home}/bicara")


@for_residents
async def take_back(request: Request, come: Visit) -> Response:
    """Take this device from the list."""
    await forms.read(request)
    within_limit(request, come)
    with asking():
        await site_of(request).speakers.withdraw(come.room, come.participant)
    _ = come.language.gettext
    return redirect(f"{come.home}/bicara", _("Permintaan bicara ditarik."))


async def _page(request: Request, come: Visit, refused: Rejected | None = None) -> Response:
    site, room = site_of(request), come.room
    number, known = 0, None
    if come.participant:
        with asking():
            number = await speakers.of_participant(site.pool, room.row.id, come.participant)
            known = await people.participant(site.pool, room.row.id, come.participant)
    return await show(
        request,
        come,
        "resident/speak.html",
        "now",
        rejected=refused,
        number=number,
        key=turn_key(number),
        known=known,
    )


def routes() -> list[BaseRoute]:
    """The addresses of asking to speak."""
    return [
        Route("/s/{code}/bicara", show_wish),
        Route("/s/{code}/bicara", wish_to_speak, methods=["POST"]),
        Route("/s/{code}/bicara/batal", take_back, methods=["POST"]),
    ]
