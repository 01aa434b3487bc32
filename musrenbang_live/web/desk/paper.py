"""Paper ballots at the facilitator's desk: typed one after another, by card code, each twice.

Made for the keyboard, and it needs no script: code, Enter, choices, Enter, next. A card code stands
in a page only between these two; what was typed is shown only where two entries differ.
"""

from typing import Any, Final, cast

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.ballots.typed import written
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.meeting import Round
from musrenbang_live.core.papers import Pass
from musrenbang_live.core.views.parts import options
from musrenbang_live.live.papers import Became
from musrenbang_live.live.room import Room
from musrenbang_live.web import forms
from musrenbang_live.web.desk import typed_words
from musrenbang_live.web.desk.asking import FATAL
from musrenbang_live.web.errors import status_of
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import Language, chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.site import site_of
from musrenbang_live.web.words.cards import spans

_ABOUT_CODE: Final = ("card_", "cards_")


class _Step(Struct, frozen=True):
    """Where somebody is: the pass, and what is in the fields. `looked` once the code is known."""

    place: Pass
    code: str = ""
    mark: str = ""
    looked: Became | None = None
    refused: Rejected | None = None


async def show_paper(request: Request) -> Response:
    """The page of one pass, ready for the next code."""
    room, _person = await access.facilitator(request)
    return await _page(request, room, _Step(_pass(request.query_params.get("ke", ""))))


async def type_paper(request: Request) -> Response:
    """A code alone, or with the choices of its paper."""
    room, person = await access.facilitator(request)
    form = await forms.read(request)
    papers, place = site_of(request).papers, _pass(form.text("place"))
    number, code = form.number("number") or 0, form.text("code")
    try:
        if not form.flag("typing"):
            looked = await papers.look(room, number, code, place)
            return await _page(request, room, _Step(place, code, looked=looked))
        entry = await papers.type(room, person.login, number, code, place, form.text("mark"))
    except Rejected as refused:
        if refused.code in FATAL:
            raise
        return await _again(request, room, _Step(place, code, form.text("mark"), refused=refused))
    if entry.sheet.state == "differs":
        return await _page(request, room, _Step(3, code, looked=entry))
    said = typed_words.became(chosen(request, site_of(request).languages), entry)
    undo = f"&kartu={entry.card}" if entry.sheet.state == "first" else ""
    return redirect(f"/fasilitator/{room.code}/kertas?ke={place}{undo}", said)


async def take_back(request: Request) -> Response:
    """Forget what was typed for a card."""
    room, _person = await access.facilitator(request)
    form = await forms.read(request)
    language = chosen(request, site_of(request).languages)
    _ = language.gettext
    try:
        card = form.number("card") or 0
        await site_of(request).papers.take_back(room, form.number("number") or 0, card)
        said = _("Ketikan kartu %(card)s dicabut. Ketik kembali dari awal.") % {"card": card}
    except Rejected as refused:
        if refused.code in FATAL:
            raise
        said = typed_words.refused(language, refused)
    return redirect(f"/fasilitator/{room.code}/kertas?ke={_pass(form.text('place'))}", said)


def _pass(typed: str) -> Pass:
    return cast(Pass, int(typed)) if typed in ("1", "2", "3") else 1


async def _again(request: Request, room: Room, step: _Step) -> Response:
    """The same step once more, with what was typed: the choices, or only the code."""
    refused = step.refused
    if refused and refused.field == "mark":
        number = room.meeting.open_round.number if room.meeting.open_round else 0
        looked = await site_of(request).papers.look(room, number, step.code, step.place)
        return await _page(request, room, _Step(step.place, step.code, step.mark, looked, refused))
    mistyped = refused and refused.code.startswith(_ABOUT_CODE)
    code = step.code if mistyped else ""
    return await _page(request, room, _Step(step.place, code, refused=refused))


async def _page(request: Request, room: Room, step: _Step) -> Response:
    site, meeting = site_of(request), room.meeting
    language = chosen(request, site.languages)
    voting = meeting.open_round
    known: dict[str, Any] = {}
    if voting and meeting.plan.has_codes:
        known = await _known(request, room, voting, step, language)
    response = site.pages.render(
        request,
        "facilitator/paper.html",
        status_of(step.refused) if step.refused else 200,
        token=access.page_token(request),
        head=room.view("facilitator").head,
        has_codes=meeting.plan.has_codes,
        by_desk=meeting.plan.by_desk,
        voting=voting,
        step=step,
        wrong=typed_words.refused(language, step.refused) if step.refused else "",
        spoiled=bool(step.refused and step.refused.code.startswith("mark_")),
        **known,
    )
    response.headers["cache-control"] = "no-store"
    return response


async def _known(
    request: Request, room: Room, voting: Round, step: _Step, language: Language
) -> dict[str, Any]:
    """How the papers of the open round are typed, and how far they are."""
    found, waiting = await site_of(request).papers.progress(room, voting.number)
    how, example = typed_words.how(language, voting.plan.rule, voting.paper)
    return {
        "papers": found,
        "waiting": {state: spans(frozenset(cards)) for state, cards in waiting.items()},
        "options": options(room.meeting, voting),
        "how": how,
        "example": example,
        "both": _both(voting, step),
        "undo": _undo(request) if request.method == "GET" else 0,
    }


def _both(voting: Round, step: _Step) -> list[str]:
    """The two entries that differ, for whoever types the third."""
    if step.place != 3 or step.looked is None:
        return []
    sheet = step.looked.sheet
    entries = [entry for entry in (sheet.first, sheet.second) if entry]
    return [written(voting.plan.rule, entry.mark) for entry in entries]


def _undo(request: Request) -> int:
    """The card that was typed a moment ago, as the address says."""
    card = request.query_params.get("kartu", "")
    return int(card) if card.isascii() and card.isdigit() and len(card) < 7 else 0


def routes() -> list[BaseRoute]:
    """The addresses of paper at the desk."""
    return [
        Route("/fasilitator/{code}/kertas", show_paper),
        Route("/fasilitator/{code}/kertas", type_paper, methods=["POST"]),
        Route("/fasilitator/{code}/kertas/cabut", take_back, methods=["POST"]),
    ]
