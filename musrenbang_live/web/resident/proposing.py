"""Residents' own proposals: the three plain questions, handed in, and changed until looked at.

Whatever is refused comes back with a sentence and with every word that was typed.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import ProposalContent
from musrenbang_live.core.proposing import checked
from musrenbang_live.live.clock import now
from musrenbang_live.web import forms
from musrenbang_live.web.formats import clock
from musrenbang_live.web.intake import proposed_sentence
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.resident.pages import Visit, asking, for_residents, show, within_limit
from musrenbang_live.web.resident.similar import Offer, offered, wanted_support
from musrenbang_live.web.sayings import by_field
from musrenbang_live.web.site import site_of

ASKED: Final = ("problem", "neighborhood", "landmark", "title")
"""The fields of the form, in the order in which they are asked."""
NOT_NOW: Final = frozenset({"phase_closed", "session_not_open"})
"""Refusals because of the moment, not of the text."""


@for_residents
async def show_writing(request: Request, come: Visit) -> Response:
    """The three questions of a new proposal."""
    return await _writing(request, come, {})


async def _writing(
    request: Request,
    come: Visit,
    values: Mapping[str, str],
    rejected: Rejected | None = None,
    *,
    offers: Sequence[Offer] = (),
    supported: int = 0,
) -> Response:
    """`offers` are there to support instead, `supported` is what was, and the next press sends."""
    return await _questions(
        request,
        come,
        "resident/write.html",
        values,
        rejected,
        ref=values.get("ref") or str(uuid.uuid4()),
        label=come.room.meeting.plan.neighborhood_label,
        open=come.room.meeting.takes_supports,
        scripted=False,
        offers=offers,
        supported=supported,
        sure=bool(offers or supported or values.get("sure")),
    )


@for_residents
async def propose(request: Request, come: Visit) -> Response:
    """Hand in a proposal; pressing twice hands in one.

    Where the same is asked already, that is offered for support first, once.
    """
    try:
        with asking():
            form = await forms.read(request)
            content, named = _content(form.values), form.flag("named")
            within_limit(request, come)
            if number := wanted_support(request):
                await site_of(request).service.support(
                    come.room, come.participant, str(uuid.uuid4()), now(), number, on=True
                )
                return await _writing(request, come, form.values, supported=number)
            if offers := await _offers(request, come, form):
                return await _writing(request, come, form.values, offers=offers)
            await site_of(request).service.propose(
                come.room, come.participant, form.ref, content, named=named
            )
    except Rejected as rejected:
        return await _writing(request, come, await _typed(request), rejected)
    said = proposed_sentence(come.language, come.room, come.zone)
    return redirect(f"{come.home}/usulan", said)


async def _offers(request: Request, come: Visit, form: forms.Form) -> list[Offer]:
    """What to show before the proposal is taken: nothing when it was shown, or cannot be taken."""
    meeting = come.room.meeting
    if form.flag("sure") or form.ref in meeting.refs or not meeting.takes_proposals:
        return []
    checked(meeting.plan, _content(form.values), "")
    found = await offered(request, come, form.values)
    return found if any(offer.is_same for offer in found) else []


@for_residents
async def show_editing(request: Request, come: Visit) -> Response:
    """A waiting proposal of one's own, to be changed."""
    said = _own_content(request, come)
    return await _editing(request, come, {name: getattr(said, name) for name in ASKED})


async def _editing(
    request: Request, come: Visit, values: Mapping[str, str], rejected: Rejected | None = None
) -> Response:
    number = request.path_params["number"]
    return await _questions(request, come, "resident/edit.html", values, rejected, number=number)


@for_residents
async def edit(request: Request, come: Visit) -> Response:
    """Change a waiting proposal of one's own; what the committee filled in meanwhile stays."""
    was = _own_content(request, come)
    try:
        with asking():
            told = _content((await forms.read(request)).values)
            within_limit(request, come)
            content = replace(
                was,
                **{name: getattr(told, name) for name in ASKED},
                screen_title=was.screen_title if told.title == was.title else "",
            )
            await site_of(request).service.edit_own(
                come.room, come.participant, request.path_params["number"], content
            )
    except Rejected as rejected:
        return await _editing(request, come, await _typed(request), rejected)
    _ = come.language.gettext
    said = _("Perubahan tersimpan pukul %(clock)s.") % {"clock": clock(now(), come.zone)}
    return redirect(f"{come.home}/usulan", said)


def _own_content(request: Request, come: Visit) -> ProposalContent:
    """The proposal in the address, if it is the visitor's. Raises `Rejected`."""
    number = request.path_params["number"]
    proposal = come.room.meeting.proposals.get(number)
    if proposal is None:
        raise Rejected("proposal_unknown", number=number)
    if not come.participant or proposal.author != come.participant:
        raise Rejected("proposal_not_yours")
    return proposal.content


async def _questions(
    request: Request,
    come: Visit,
    template: str,
    values: Mapping[str, str],
    rejected: Rejected | None,
    **context: Any,
) -> Response:
    errors = _errors(come, rejected)
    return await show(
        request,
        come,
        template,
        "list",
        rejected=rejected,
        values=values,
        errors=errors,
        refusal=_refusal(come, rejected) if rejected and not errors else "",
        **context,
    )


def _refusal(come: Visit, rejected: Rejected) -> str:
    _ = come.language.gettext
    if rejected.code in NOT_NOW:  # why, and what to do, stands above the form already
        return _("Usulan belum terkirim. Tulisan Bapak/Ibu masih ada di bawah ini.")
    return come.say(rejected)


def _content(values: Mapping[str, str]) -> ProposalContent:
    return ProposalContent(
        title=values.get("title", ""),
        problem=values.get("problem", ""),
        neighborhood=values.get("neighborhood", ""),
        landmark=values.get("landmark", ""),
        sector="",
    )


def _errors(come: Visit, rejected: Rejected | None) -> dict[str, str]:
    """A sentence for every field that is wrong, in the order asked."""
    found = by_field(come.language, rejected)
    return {field: found[field] for field in ASKED if field in found}


async def _typed(request: Request) -> Mapping[str, str]:
    """What was typed, even on a page that is too old to be trusted: it is only shown again."""
    return forms.Form(await request.form()).values
