"""The facilitator's acts: every button of the console is a form that comes through here.

A person gets the console back with one sentence; the console's own script gets the sentence as
JSON. Nothing that cannot be taken back happens from one press.
"""

import re
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.room import Room
from musrenbang_live.web import forms
from musrenbang_live.web.desk import cards
from musrenbang_live.web.desk.acts import ACTS, seen
from musrenbang_live.web.desk.asking import FATAL, Act, Question, Typed
from musrenbang_live.web.errors import wants_json
from musrenbang_live.web.forms import Form
from musrenbang_live.web.fragments.facilitator import before_closing
from musrenbang_live.web.identity import access
from musrenbang_live.web.language import Language, chosen
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.sayings import say
from musrenbang_live.web.site import site_of

PAGES: Final = {"kartu": cards.page}
"""Pages with forms of acts in which something is typed: there what was typed stays, and is told of.
All others are buttons, and say in one sentence why not."""
_BACK: Final = re.compile(
    r"[a-z-]+(/\d{1,6})?(\?[a-z]+=[\w-]{1,40}(&[a-z]+=[\w-]{1,40})*)?", re.ASCII
)


async def do_act(request: Request) -> Response:
    """Do what the button says, or ask first."""
    room, person = await access.facilitator(request)
    form = await forms.read(request)
    act = ACTS.get(request.path_params["act"])
    if act is None:
        raise Rejected("message_malformed")
    language = chosen(request, site_of(request).languages)
    try:
        if act.ask and not form.flag("yes") and not wants_json(request):
            return _ask(request, room, form, act.ask(language.gettext, form, room.meeting))
        await _perform(request, room, person, act, form)
    except Rejected as refused:
        if wants_json(request) or refused.code in FATAL:
            raise
        if typed_on := PAGES.get(form.text("back")):
            return typed_on(request, room, Typed(request.path_params["act"], form.values, refused))
        return redirect(_back(room, form), say(language, refused, room.meeting.plan.zone))
    return _done(request, room, form, act.said(language.gettext, form, room.meeting))


async def _perform(
    request: Request, room: Room, person: access.Person, act: Act, form: Form
) -> None:
    service = site_of(request).service
    for command in act.commands(form):
        await service.act(room, person.actor, command)


async def change_screen_key(request: Request) -> Response:
    """Give the projector a new link; screens with the old one stop."""
    room, _person = await access.facilitator(request)
    form = await forms.read(request)
    language: Language = chosen(request, site_of(request).languages)
    _ = language.gettext
    if not form.flag("yes"):
        question = Question(
            _("Ganti tautan layar?"),
            _("Layar yang memakai tautan lama berhenti. Buka kembali dengan tautan yang baru."),
            _("Ganti tautan"),
        )
        return _ask(request, room, form, question)
    await site_of(request).service.new_screen_key(room)
    return redirect(f"/fasilitator/{room.code}/tautan", _("Tautan layar sudah diganti."))


def _ask(request: Request, room: Room, form: Form, question: Question) -> Response:
    view = room.view("facilitator")
    wanted = set(seen(form))
    act = request.url.path.rpartition("/")[2]
    return site_of(request).pages.render(
        request,
        "facilitator/confirm.html",
        token=access.page_token(request),
        head=view.head,
        act=act,
        warned=before_closing(view) if act == "close-round" else {},
        question=question.question,
        effect=question.effect,
        yes=question.yes,
        listed=[row.card for row in view.queue if row.card.number in wanted],
        fields=[(name, value) for name, value in form.values.items() if name != "yes"],
    )


def _done(request: Request, room: Room, form: Form, said: str) -> Response:
    if wants_json(request):
        return JSONResponse({"ok": True, "say": said})
    stays = form.flag("stay")
    return redirect(_back(room, form) if stays else f"/fasilitator/{room.code}", said)


def _back(room: Room, form: Form) -> str:
    """The page the form was on, if it is one of this session's own."""
    place = form.text("back")
    console = f"/fasilitator/{room.code}"
    return f"{console}/{place}" if _BACK.fullmatch(place) else console


def routes() -> list[Route]:
    """The acts of one session; to be listed after its pages."""
    return [
        Route("/fasilitator/{code}/screen-key", change_screen_key, methods=["POST"]),
        Route("/fasilitator/{code}/{act}", do_act, methods=["POST"]),
    ]
