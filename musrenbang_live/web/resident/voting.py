"""The residents' ballots as plain forms; with a script they come by `web.socket` instead."""

import uuid

from starlette.requests import Request
from starlette.responses import Response

from musrenbang_live.core.ballots import Mark
from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.clock import now
from musrenbang_live.live.verdicts import Stored
from musrenbang_live.web import forms
from musrenbang_live.web.intake import saved_sentence
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.resident import proof
from musrenbang_live.web.resident.ballot_forms import mark_of, same_place, typed_in
from musrenbang_live.web.resident.casting import cast
from musrenbang_live.web.resident.pages import Visit, asking, for_residents, show, within_limit
from musrenbang_live.web.site import site_of
from musrenbang_live.web.typed import Typed


@for_residents
async def vote(request: Request, come: Visit) -> Response:
    """Store the whole choice; until the round closes the last one counts.

    One that is cast once is shown again before it is, see `web.resident.casting`. A choice that is
    refused comes back on the ballot as it was filled in. A phone without script is given what ties
    it to its ballot (`web.resident.proof.keep_for`).
    """
    typed: Typed | None = None
    try:
        with asking():
            form = await forms.read(request)
            round_ = form.number("round") or 0
            come = _voting(come, form)
            held = await site_of(request).service.round_of(come.room, round_)
            typed = typed_in(form, round_)
            _must_be_readable(come, typed)
            mark = mark_of(held.plan.rule, form)
            within_limit(request, come)
            if same_place(held.plan.rule, form):
                raise Rejected("mark_same_place")
            if held.plan.rule.once:
                return await cast(request, come, form, held, mark)
            receipt = form.text("receipt") or await _receipt(request, come, round_)
            ref = form.ref
            stored = await _stored(request, come, ref, round_, mark, receipt)
    except Rejected as rejected:
        return await show(
            request,
            come,
            "resident/now.html",
            "now",
            rejected=rejected,
            typed=typed,
        )
    answer = redirect(come.ballot, saved_sentence(come.language, stored.at, come.zone))
    if stored.taken:
        valid = held.plan.rule.valid(mark, held.paper)
        proof.keep_for(
            answer,
            request,
            come,
            form,
            round_=round_,
            at=stored.at,
            code=ref,
            receipt=receipt,
            mark=valid,
        )
    return answer


def _must_be_readable(come: Visit, typed: Typed | None) -> None:
    """Raises `mark_unreadable` with the names of the options where something else was typed."""
    paper = come.room.view("resident").ballot
    if typed and typed.unreadable:
        titles = {option.number: option.title for option in paper.options} if paper else {}
        names = [f"“{titles.get(number) or number}”" for number in typed.unreadable]
        raise Rejected("mark_unreadable", names=", ".join(names))


def _voting(come: Visit, form: forms.Form) -> Visit:
    """The visit with the card that the paper was for, which may be none that is held any more.

    A paper that names none, as one that came by a live page before its script, is for the only
    card there is. Raises `card_needed`, or `right_needed`: nobody's ballot is ever guessed among
    several.
    """
    if not come.room.meeting.plan.by_card:
        return come
    named = form.number("card")
    chosen = come if named is None and len(come.cards) == 1 else come.with_card(named or 0)
    if chosen.card is None:
        raise Rejected("right_needed" if come.by_desk else "card_needed")
    return chosen


async def _receipt(request: Request, come: Visit, round_: int) -> str:
    """The receipt that is stored already, so that it stays through changes; or a new one."""
    stored = await site_of(request).service.receipt_of(come.room, _voter(come), round_)
    return stored or str(uuid.uuid4())


def _voter(come: Visit) -> str:
    return come.card.participant if come.card else come.participant


async def _stored(
    request: Request, come: Visit, ref: str, round_: int, mark: Mark, receipt: str
) -> Stored:
    """The choice stored after whatever this device sent before, even with its clock ahead."""
    service, voter = site_of(request).service, _voter(come)
    stored = await service.vote(come.room, voter, ref, now(), round_, mark, receipt=receipt)
    if stored.taken:
        return stored
    later = stored.rev + 1
    return await service.vote(come.room, voter, ref, later, round_, mark, receipt=receipt)
