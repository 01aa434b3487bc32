"""The agreed order at the facilitator's desk: moved line by line, compared with the vote, saved.

Everything works without a script: each press sends the whole page and gets it back rearranged.
"""

from collections.abc import Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from musrenbang_live.core.commands import AgreeRanks
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.ranking import arranged, stepped
from musrenbang_live.core.views.ranking import first_order, ranking
from musrenbang_live.live.room import Room
from musrenbang_live.web import forms
from musrenbang_live.web.desk.page import desk_page
from musrenbang_live.web.errors import status_of
from musrenbang_live.web.forms import Form
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.sayings import say
from musrenbang_live.web.site import site_of

PAGE: Final = "peringkat"
STEPS: Final = {"naik": -1, "turun": 1}


async def show_ranks(request: Request) -> Response:
    """The order that was agreed, or the one to begin with."""
    room, _person = await access.facilitator(request)
    order = first_order(room.meeting, room.counts)
    return _page(request, room, order, room.meeting.rank_reason)


async def arrange(request: Request) -> Response:
    """Move, take back, or agree (`do`). What is not agreed yet is on the page and nowhere else."""
    room, person = await access.facilitator(request)
    form = await forms.read(request)
    do, _, number = form.text("do").partition("-")
    try:
        order = _order(form)
        if do in STEPS and number.isascii() and number.isdigit():
            return _page(request, room, stepped(order, int(number), STEPS[do]), form.text("reason"))
        if do not in ("simpan", "batal"):
            return _page(request, room, order, form.text("reason"))
        shown = ranking(room.meeting, room.counts, order)
        command = AgreeRanks(shown.order, shown.voted, form.text("reason"))
        command = command if do == "simpan" else AgreeRanks(())
        after = await site_of(request).service.act(room, person.actor, command)
    except Rejected as refused:
        kept = _order(form, strict=False)
        return _page(request, room, kept, form.text("reason"), refused)
    _ = chosen(request, site_of(request).languages).gettext
    agreed = _("Urutan prioritas disepakati.") if after.ranks else _("Kesepakatan dibatalkan.")
    return redirect(f"/fasilitator/{room.code}/{PAGE}", agreed)


def _order(form: Form, *, strict: bool = True) -> tuple[int, ...]:
    """The order on the page with the places that were typed. Raises `number_invalid`, or takes
    places that cannot be read as they stood before (not `strict`)."""
    before, others = (next(iter(form.rows(name)), []) for name in ("order", "other"))
    typed: dict[int, int | None] = {}
    for number in (*before, *others):
        try:
            typed[number] = form.number(f"place-{number}")
        except Rejected:
            if strict:
                raise
            typed[number] = before.index(number) + 1 if number in before else None
    return arranged(before, typed)


def _page(
    request: Request,
    room: Room,
    order: Sequence[int],
    reason: str,
    refused: Rejected | None = None,
) -> Response:
    language = chosen(request, site_of(request).languages)
    meeting = room.meeting
    shown = ranking(meeting, room.counts, order)
    return desk_page(
        request,
        room,
        "facilitator/ranks.html",
        status_of(refused) if refused else 200,
        ranking=shown,
        agreed=meeting.ranks,
        is_agreed=shown.order == meeting.ranks,
        reason=reason,
        put_off=sum(meeting.verdict(each.number) == "belum" for each in meeting.standing()),
        frozen=meeting.stage in ("planned", "published"),
        error=say(language, refused) if refused else "",
        about_reason=bool(refused and refused.field == "reason"),
    )


def routes() -> list[Route]:
    """The addresses of this page."""
    return [
        Route(f"/fasilitator/{{code}}/{PAGE}", show_ranks),
        Route(f"/fasilitator/{{code}}/{PAGE}", arrange, methods=["POST"]),
    ]
