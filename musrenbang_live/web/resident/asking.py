"""Residents' questions to the officials: asked by a form or over the socket, never lost.

Whatever is refused comes back with a sentence and with every word that was typed.
"""

import uuid
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.views.questions import plans_questions
from musrenbang_live.web import forms
from musrenbang_live.web.intake import asked_sentence
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.resident.pages import (
    OVER,
    Visit,
    asking,
    for_residents,
    show,
    within_limit,
)
from musrenbang_live.web.resident.proposing import NOT_NOW
from musrenbang_live.web.site import site_of


@for_residents
async def show_questions(request: Request, come: Visit) -> Response:
    """All shown questions by support, one's own, and the form; where the agenda has questions."""
    if not plans_questions(come.room.meeting):
        raise HTTPException(404)
    return await _page(request, come, {})


@for_residents
async def ask(request: Request, come: Visit) -> Response:
    """Ask; pressing twice asks once."""
    try:
        with asking():
            form = await forms.read(request)
            within_limit(request, come)
            await site_of(request).service.ask(
                come.room, come.participant, form.ref, form.text("text"), named=form.flag("named")
            )
    except Rejected as rejected:
        typed = forms.Form(await request.form()).values  # even of a page that is too old
        return await _page(request, come, typed, rejected)
    return redirect(f"{come.home}/tanya", asked_sentence(come.language, come.room, come.zone))


async def _page(
    request: Request, come: Visit, values: Mapping[str, str], rejected: Rejected | None = None
) -> Response:
    field = rejected.field if rejected else ""
    sentence = _said(come, rejected) if rejected else ""
    return await show(
        request,
        come,
        "resident/questions.html",
        "questions",
        rejected=rejected,
        asking=come.room.meeting.stage not in OVER,
        values=values,
        errors={"text": sentence} if field == "text" else {},
        refusal="" if field == "text" else sentence,
        ref=values.get("ref") or str(uuid.uuid4()),
    )


def _said(come: Visit, rejected: Rejected) -> str:
    _ = come.language.gettext
    if rejected.code in NOT_NOW:  # why, and what to do, stands above the form already
        return _("Pertanyaan belum terkirim. Tulisan Bapak/Ibu masih ada di bawah ini.")
    return come.say(rejected)


def routes() -> list[Route]:
    """The addresses of the questions."""
    return [
        Route("/s/{code}/tanya", show_questions),
        Route("/s/{code}/tanya", ask, methods=["POST"]),
    ]
