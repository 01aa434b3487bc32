"""Raised hands at the facilitator's desk: figures counted in the hall for the vote that is open.

What was entered is shown here, to the desk that entered it, and nowhere else before the reveal.
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from musrenbang_live.core.ballots.hands import can_be_counted
from musrenbang_live.core.commands import CountHands
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.faults import Faults
from musrenbang_live.core.meeting import Round
from musrenbang_live.core.views.parts import options
from musrenbang_live.live import hands
from musrenbang_live.live.room import Room
from musrenbang_live.web import forms
from musrenbang_live.web.desk.asking import FATAL
from musrenbang_live.web.desk.page import desk_page
from musrenbang_live.web.errors import status_of
from musrenbang_live.web.forms import Form
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.sayings import by_field
from musrenbang_live.web.site import site_of


async def show_hands(request: Request) -> Response:
    """The form, with what was entered before; or why hands cannot be counted now."""
    room, _person = await access.facilitator(request)
    voting = room.meeting.open_round
    return await _page(request, room, _entered(voting) if voting else {})


async def count_hands(request: Request) -> Response:
    """Record a count; what was typed stays where it is refused."""
    room, person = await access.facilitator(request)
    form = await forms.read(request)
    try:
        command = _command(room, form)
        await hands.count_hands(site_of(request).service, room, person.actor, command)
    except Rejected as refused:
        if refused.code in FATAL:
            raise
        return await _page(request, room, form.values, refused)
    _ = chosen(request, site_of(request).languages).gettext
    said = _("Hitungan tangan tercatat.") if command.people else _("Hitungan tangan dicabut.")
    return redirect(f"/fasilitator/{room.code}/tangan", said)


def _command(room: Room, form: Form) -> CountHands:
    number = form.number("number") or 0
    held = room.meeting.rounds.get(number)
    if held is None:
        raise Rejected("round_unknown")
    if form.flag("none"):
        return CountHands(number, 0)
    faults = Faults()
    people = faults.of(_people, form)
    figures = tuple(
        (option, *(faults.of(form.number, field) or 0 for field in _fields(held, option)))
        for option in held.options
    )
    faults.tell()
    return CountHands(number, people, figures, form.text("by"))


def _people(form: Form) -> int:
    people = form.number("people")
    if not people:
        raise Rejected("number_invalid", field="people")
    return people


def _fields(held: Round, option: int) -> list[str]:
    """The names of the fields of an option, one for each column of the rule."""
    columns = held.plan.rule.columns
    if len(columns) == 1:
        return [f"hands-{option}"]
    return [f"hands-{option}-{column}" for column in columns]


def _entered(held: Round) -> dict[str, str]:
    if held.hands is None:
        return {}
    values = {"people": str(held.hands.people), "by": held.hands.by}
    for option, *figures in held.hands.figures:
        fields = zip(_fields(held, option), figures, strict=True)
        values |= {field: str(figure) for field, figure in fields}
    return values


async def _page(
    request: Request, room: Room, values: Mapping[str, str], refused: Rejected | None = None
) -> Response:
    language = chosen(request, site_of(request).languages)
    errors = by_field(language, refused)
    meeting = room.meeting
    voting = meeting.open_round
    return desk_page(
        request,
        room,
        "facilitator/hands.html",
        status_of(refused) if refused else 200,
        voting=voting,
        options=options(meeting, voting) if voting else (),
        possible=voting is not None and can_be_counted(voting.plan.rule),
        fields={option: _fields(voting, option) for option in voting.options} if voting else {},
        cards=len(meeting.cards.active),
        voted=await hands.voted(room, voting.number) if voting else 0,
        values=values,
        errors=errors,
    )


def routes() -> list[Route]:
    """The addresses of this page."""
    return [
        Route("/fasilitator/{code}/tangan", show_hands),
        Route("/fasilitator/{code}/tangan", count_hands, methods=["POST"]),
    ]
