"""The residents' door: join, read, support; all of it without any script too.

Every form leads to a page that says what happened; what was typed is never thrown away.
"""

import uuid
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.views.parts import card
from musrenbang_live.core.views.resident import ResidentView
from musrenbang_live.live.clock import now
from musrenbang_live.live.service import Joining
from musrenbang_live.web import forms
from musrenbang_live.web.errors import wants_json
from musrenbang_live.web.formats import clock
from musrenbang_live.web.identity import access
from musrenbang_live.web.intake import supported_sentence
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.resident import asking as resident_asking
from musrenbang_live.web.resident import (
    attendance,
    kiosk,
    proof,
    reading,
    rights,
    similar,
    speaking,
)
from musrenbang_live.web.resident.cards import enter, let_go, show_cards
from musrenbang_live.web.resident.opinions import opine
from musrenbang_live.web.resident.pages import (
    OVER,
    TARGETS,
    Visit,
    asking,
    for_residents,
    show,
    visit,
    within_limit,
)
from musrenbang_live.web.resident.promises import show_promises
from musrenbang_live.web.resident.proposing import edit, propose, show_editing, show_writing
from musrenbang_live.web.resident.voting import vote
from musrenbang_live.web.sayings import by_field
from musrenbang_live.web.site import site_of

HELD: Final = frozenset({"session_full", "busy", "unavailable"})
"""Refusals of a join that time takes away: the page keeps what was typed and asks again."""


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    proposal = "/s/{code}/usulan/{number:int}"
    return [
        Route("/s/{code}", show_now),
        Route("/s/{code}/ikut", join, methods=["POST"]),
        Route("/s/{code}/usulan", show_list),
        Route(proposal, show_proposal),
        Route(f"{proposal}/ubah", show_editing),
        Route(f"{proposal}/ubah", edit, methods=["POST"]),
        Route("/s/{code}/tulis", show_writing),
        Route("/s/{code}/tulis", propose, methods=["POST"]),
        Route("/s/{code}/dukung", support, methods=["POST"]),
        Route("/s/{code}/pendapat", opine, methods=["POST"]),
        Route("/s/{code}/janji", show_promises),
        Route("/s/{code}/suara", vote, methods=["POST"]),
        Route("/s/{code}/kartu", show_cards),
        Route("/s/{code}/kartu", enter, methods=["POST"]),
        Route("/s/{code}/kartu/lepas", let_go, methods=["POST"]),
        Route("/s/{code}/kartu/minta", rights.ask, methods=["POST"]),
        Route("/s/{code}/kartu/hak", rights.news),
        Route("/s/{code}/kios", kiosk.start),
        Route("/s/{code}/panitia", show_help),
        Route("/s/{code}/lupakan", forget, methods=["POST"]),
        *attendance.routes(),
        *resident_asking.routes(),
        *proof.routes(),
        *reading.routes(),
        *speaking.routes(),
        *similar.routes(),
    ]


# Joining, and forgetting


async def show_now(request: Request) -> Response:
    """What is going on and what it asks; to a device that has not joined, the way to join."""
    come = await visit(request)
    if request.path_params["code"] != come.room.code:
        return RedirectResponse(come.home, 303)
    if not come.participant and come.room.meeting.stage not in OVER:
        return await _join_page(request, come, request.query_params.get("ke", ""))
    return await rights.taken(request, come) or await show(
        request, come, "resident/now.html", "now"
    )


async def _join_page(
    request: Request,
    come: Visit,
    target: str,
    *,
    values: Mapping[str, str] | None = None,
    rejected: Rejected | None = None,
) -> Response:
    errors = by_field(come.language, rejected)
    sentence = errors.pop("", "")
    held = rejected is not None and rejected.code in HELD
    return await show(
        request,
        come,
        "resident/join.html",
        "",
        rejected=rejected,
        ref=(values or {}).get("ref") or str(uuid.uuid4()),
        target=target if TARGETS.fullmatch(target) else "",
        values=values or {},
        errors=errors,
        refusal="" if held else sentence,
        held=sentence if held else "",
    )


async def join(request: Request) -> Response:
    """Join the meeting. Pressing twice joins once."""
    come = await visit(request)
    if come.participant:  # the second of two presses: its page token is of before the first
        return redirect(come.home)
    form = await forms.read(request)
    told = Joining(
        name=form.text("name"),
        neighborhood=form.text("neighborhood"),
        gender=form.text("gender"),
        organisation=form.text("organisation"),
    )
    target = form.text("ke")
    try:
        with asking():
            participant = await site_of(request).service.join(come.room, form.ref, told)
    except Rejected as rejected:
        if come.room.meeting.stage in OVER:
            return redirect(come.home, come.say(rejected))
        if wants_json(request):  # the page that waits for a place asks again by itself
            raise
        return await _join_page(request, come, target, values=form.values, rejected=rejected)
    _ = come.language.gettext
    said = _("Selamat datang, Bapak/Ibu. Tercatat ikut pukul %(clock)s.")
    path = f"{come.home}/{target}" if target and TARGETS.fullmatch(target) else come.home
    answer = redirect(path, said % {"clock": clock(now(), come.zone)})
    access.remember_participant(answer, request, come.room, participant)
    return answer


async def forget(request: Request) -> Response:
    """Make this device unknown to the meeting, and its ballots to it; what was sent stays."""
    come = await visit(request)
    await forms.read(request)
    _ = come.language.gettext
    said = _("Ponsel ini sudah keluar dari musyawarah. Terima kasih, Bapak/Ibu.")
    answer = redirect(come.home, said)
    access.forget_participant(answer, request, come.room)
    cards = [card.number for card in come.cards]
    proof.forget_all(answer, request, come.room, cards)
    return answer


# Reading


@for_residents
async def show_list(request: Request, come: Visit) -> Response:
    """All proposals, the own ones first, by lingkungan and bidang if asked."""
    return await _list(request, come)


async def _list(request: Request, come: Visit, rejected: Rejected | None = None) -> Response:
    view: ResidentView = come.room.view("resident")
    wanted = {name: request.query_params.get(name, "") for name in ("lingkungan", "bidang")}
    hidden = [
        said.number
        for said in view.cards
        if wanted["lingkungan"] not in ("", said.neighborhood)
        or wanted["bidang"] not in ("", said.sector)
    ]
    return await show(
        request,
        come,
        "resident/list.html",
        "list",
        rejected=rejected,
        hidden=hidden,
        wanted=wanted,
        shown=len(view.cards) - len(hidden),
    )


@for_residents
async def show_proposal(request: Request, come: Visit) -> Response:
    """One proposal with all that is known of it, and what was merged into it."""
    meeting, number = come.room.meeting, request.path_params["number"]
    proposal = meeting.proposals.get(number)
    if proposal is None:
        raise Rejected("proposal_unknown", number=number)
    if proposal.merged_into:
        return redirect(f"{come.home}/usulan/{meeting.root(number)}")
    if proposal.author and proposal.author == come.participant and not proposal.stands:
        return redirect(f"{come.home}/usulan")  # the list says what became of it
    if not proposal.stands:
        raise Rejected("proposal_hidden" if proposal.status == "hidden" else "proposal_unknown")
    members = [card(meeting, m) for m in meeting.members(number) if m.status != "hidden"]
    return await show(
        request,
        come,
        "resident/detail.html",
        "list",
        said=card(meeting, proposal),
        members=members,
    )


async def show_help(request: Request) -> Response:
    """How to be helped, how a vote is kept, what is stored, and how to leave; for everybody."""
    return await show(request, await visit(request), "resident/help.html", "help")


# Supporting


@for_residents
async def support(request: Request, come: Visit) -> Response:
    """Support a proposal, or no longer, and back to it."""
    try:
        with asking():
            form = await forms.read(request)
            number, on = form.number("proposal") or 0, form.flag("on")
            within_limit(request, come)
            on = await site_of(request).service.support(
                come.room, come.participant, form.ref, now(), number, on=on
            )
    except Rejected as rejected:
        return await _list(request, come, rejected)
    back = {"rincian": f"/usulan/{number}"}.get(form.text("di"))
    said = supported_sentence(come.language, number, on=on)
    return redirect(come.home + (f"/usulan#usulan-{number}" if back is None else back), said)
