"""Ballots that are cast once, as plain forms: what was chosen is shown once more before it is."""

import uuid

from starlette.requests import Request
from starlette.responses import Response

from musrenbang_live.core.ballots import Mark, handed_in
from musrenbang_live.core.meeting import Round
from musrenbang_live.core.views.parts import options
from musrenbang_live.live.clock import now
from musrenbang_live.web import forms
from musrenbang_live.web.intake import cast_sentence, spoken
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.resident import proof
from musrenbang_live.web.resident.ballot_forms import typed_in
from musrenbang_live.web.resident.pages import Visit, show
from musrenbang_live.web.site import site_of


async def cast(
    request: Request, come: Visit, form: forms.Form, round_: Round, mark: Mark
) -> Response:
    """Ask whether these are meant; whoever is sure casts them, for good.

    Raises what the use case raises, and `mark_…` before anything is asked.
    """
    if form.flag("unsure"):
        typed = typed_in(form, round_.number)
        return await show(request, come, "resident/now.html", "now", typed=typed)
    chosen = handed_in(round_.plan.rule, mark, round_.paper)
    if round_.stage == "open" and not form.flag("sure"):
        return await _asked(request, come, round_, chosen)
    voter = come.card.participant if come.card else come.participant
    receipt, code = form.text("receipt") or str(uuid.uuid4()), form.ref
    service, number = site_of(request).service, round_.number
    stored = await service.vote(come.room, voter, code, now(), number, mark, receipt=receipt)
    said = cast_sentence(come.language, stored.at, come.zone)
    if stored.taken and not form.text("receipt"):
        told = come.language.gettext("Kata bukti: %(words)s.")
        said = f"{said} {told % {'words': spoken(stored.receipt)}}"
    answer = redirect(come.ballot, said)
    if stored.taken:
        proof.keep_for(
            answer,
            request,
            come,
            form,
            round_=number,
            at=stored.at,
            code=code,
            receipt=receipt,
            mark=chosen,
        )
    return answer


async def _asked(request: Request, come: Visit, round_: Round, mark: Mark) -> Response:
    """The choice by name; its form carries an id, so that pressing twice casts once."""
    return await show(
        request,
        come,
        "resident/sure.html",
        "now",
        round=round_.number,
        chosen=[each for each in options(come.room.meeting, round_) if each.number in mark],
        card=come.card.number if come.card else 0,
        ref=str(uuid.uuid4()),
    )
