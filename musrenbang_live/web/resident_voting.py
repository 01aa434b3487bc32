"""The residents' ballots as plain forms; with a script they come by `web.socket` instead."""

import uuid
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from musrenbang_live.core.ballots import Mark
from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.clock import now
from musrenbang_live.live.service import Stored
from musrenbang_live.web import access, forms
from musrenbang_live.web.ballot_forms import mark_of, same_place
from musrenbang_live.web.intake import saved_sentence
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.resident_casting import cast
from musrenbang_live.web.resident_pages import Visit, asking, for_residents, show, within_limit
from musrenbang_live.web.site import site_of

_NOTHING: Final[Mark] = []


@for_residents
async def vote(request: Request, come: Visit) -> Response:
    """Store the whole choice; until the round closes the last one counts.

    One that is cast once is shown again before it is, see `web.resident_casting`.
    A choice that is refused comes back on the ballot as it was marked, as far as it can be read.
    """
    round_, mark = 0, _NOTHING
    try:
        with asking():
            form = await forms.read(request)
            round_ = form.number("round") or 0
            come = _voting(come, form)
            held = await site_of(request).service.round_of(come.room, round_)
            mark = mark_of(held.plan.rule, form)
            within_limit(request, come)
            if same_place(held.plan.rule, form):
                raise Rejected("mark_same_place")
            if held.plan.rule.once:
                return await cast(request, come, form, held, mark)
            stored = await _stored(request, come, form.ref, round_, mark)
    except Rejected as rejected:
        return await show(
            request,
            come,
            "resident/now.html",
            "now",
            rejected=rejected,
            refusal=come.say(rejected),
            typed=(round_, mark) if mark else None,
        )
    kiosk = access.is_kiosk(request, come.room)
    return redirect(
        f"{come.home}/kios" if kiosk else come.ballot,
        saved_sentence(come.language, stored.at, come.zone),
    )


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


async def _stored(request: Request, come: Visit, ref: str, round_: int, mark: Mark) -> Stored:
    """The choice stored after whatever this device sent before, even with its clock ahead."""
    service = site_of(request).service
    rev = now()
    voter = come.card.participant if come.card else come.participant
    stored = await service.vote(come.room, voter, ref, rev, round_, mark)
    if stored.rev == rev:
        return stored
    rev = stored.rev + 1
    return await service.vote(come.room, voter, str(uuid.uuid4()), rev, round_, mark)
