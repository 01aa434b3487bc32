"""Proof of a resident's own ballots on a phone that runs no script: the server looks for it.

What ties the phone to a ballot is kept by the phone alone, in a signed cookie for each round and
card, set by the answer to the form. Browsers send it to the one page that needs it and to no
other; whenever that page is opened the server sees it, and keeps it nowhere. A shared tablet is
given none.
"""

import uuid
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.ballots import Mark
from musrenbang_live.core.proof.public_log import Sealed
from musrenbang_live.core.sealed_lists import SealedLists
from musrenbang_live.core.views.proofs import Figures, all_figures, listed
from musrenbang_live.core.words import receipt_words
from musrenbang_live.live.room import Room
from musrenbang_live.web import forms
from musrenbang_live.web.formats import clock
from musrenbang_live.web.identity import access
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.resident.pages import Visit, show, visit
from musrenbang_live.web.site import Site, site_of

MOST_KEPT: Final = 40
"""Cookies of one meeting that are looked at: ten cards in four rounds."""


class Kept(Struct, frozen=True):
    """What a phone keeps of one ballot. `hashes`: of its opening with its way, and without."""

    round: int
    card: int
    at: int
    receipt: str
    hashes: tuple[str, str]


class Panel(Struct, frozen=True):
    """What is shown of one ballot. `state` is `open` until its round is closed, else `ok` or `bad`;
    `ballot` and `receipt`: whether they are in the lists; `figures` are those of the lists.
    """

    round: int
    title: str
    card: int
    at: int
    clock: str
    words: str
    state: str = "open"
    ballot: bool = False
    receipt: bool = False
    figures: Figures | None = None


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/s/{code}/bukti", show_proofs),
        Route("/s/{code}/bukti/lupakan", forget, methods=["POST"]),
    ]


async def show_proofs(request: Request) -> Response:
    """The ballots of this phone, in the list or not; and the figures of every closed round."""
    come = await visit(request)
    if request.path_params["code"] != come.room.code:
        return RedirectResponse(f"{come.home}/bukti", 303)
    meeting = come.room.meeting
    panels = [await _panel(request, come, kept) for kept in _kept(request, come.room)]
    return await show(
        request,
        come,
        "resident/proof.html",
        "",
        kept=sorted(panels, key=lambda panel: (-panel.round, panel.card)),
        closed=all_figures(meeting, come.room.counts),
    )


async def forget(request: Request) -> Response:
    """Cut what ties this phone to one ballot; the ballot stays counted."""
    come = await visit(request)
    form = await forms.read(request)
    said = come.language.gettext("Kaitan dengan suara itu sudah dihapus dari ponsel ini.")
    answer = redirect(f"{come.home}/bukti", said)
    _delete(answer, request, come.room, form.number("round") or 0, form.number("card") or 0)
    return answer


def keep_for(
    response: Response,
    request: Request,
    come: Visit,
    form: forms.Form,
    *,
    round_: int,
    at: int,
    code: str,
    receipt: str,
    mark: Mark,
) -> None:
    """Have the visitor's phone keep what ties it to the ballot that this form brought.

    One whose script sent a receipt along knows already, and a shared tablet must not know.
    """
    if form.text("receipt") or access.is_kiosk(request, come.room):
        return
    keep(
        response,
        request,
        come.room,
        round_=round_,
        card=come.card.number if come.card else 0,
        at=at,
        code=code,
        receipt=receipt,
        mark=mark,
    )


def keep(
    response: Response,
    request: Request,
    room: Room,
    *,
    round_: int,
    card: int,
    at: int,
    code: str,
    receipt: str,
    mark: Mark,
) -> None:
    """Have the phone keep what ties it to this ballot; nothing of a blank one."""
    if not mark:
        _delete(response, request, room, round_, card)
        return
    hashes = "_".join(Sealed(code, mark, via).hash for via in ("ponsel", ""))
    text = f"{at}_{uuid.UUID(receipt).hex}_{hashes}"
    site = site_of(request)
    response.set_cookie(
        _cookie(site, room.code, round_, card),
        site.signer.sign(_purpose(room.code, round_, card), text),
        max_age=access.PARTICIPANT_LIFE,
        path=_path(room.code),
        secure=site.secure,
        httponly=True,
        samesite="lax",
    )


def forget_all(response: Response, request: Request, room: Room, cards: Sequence[int]) -> None:
    """Cut all that ties this phone to ballots of the meeting: without a card, and of these."""
    for number in room.meeting.rounds:
        for card in (0, *cards):
            _delete(response, request, room, number, card)


def _kept(request: Request, room: Room) -> list[Kept]:
    site = site_of(request)
    prefix = _cookie(site, room.code, 0, 0).removesuffix("0_0")
    found = []
    for name in [name for name in request.cookies if name.startswith(prefix)][:MOST_KEPT]:
        round_, _, card = name.removeprefix(prefix).partition("_")
        if not all(word.isascii() and word.isdigit() and len(word) < 8 for word in (round_, card)):
            continue
        purpose = _purpose(room.code, int(round_), int(card))
        text = site.signer.text(purpose, request.cookies[name])
        if text is None or int(round_) not in room.meeting.rounds:
            continue
        at, receipt, *hashes = text.split("_")
        proof = str(uuid.UUID(hex=receipt))
        found.append(Kept(int(round_), int(card), int(at), proof, (hashes[0], hashes[1])))
    return found


async def _panel(request: Request, come: Visit, kept: Kept) -> Panel:
    round_ = come.room.meeting.rounds[kept.round]
    panel = Panel(
        round=kept.round,
        title=round_.plan.title,
        card=kept.card,
        at=kept.at,
        clock=clock(kept.at, come.zone),
        words=" ".join(receipt_words(kept.receipt)),
    )
    if round_.stage == "open":
        return panel
    lists = (await site_of(request).proof_lists.of(come.room, kept.round)).lists
    ballot, receipt = (
        _holds(lists.ballots, _hash(kept, lists)),
        _holds(lists.receipts, kept.receipt),
    )
    return replace(
        panel,
        state="ok" if ballot and receipt else "bad",
        ballot=ballot,
        receipt=receipt,
        figures=listed(come.room.meeting, round_, lists),
    )


def _hash(kept: Kept, lists: SealedLists) -> str:
    return kept.hashes[0] if lists.via else kept.hashes[1]


def _holds(entries: Sequence[str], entry: str) -> bool:
    place = bisect_left(entries, entry)
    return place < len(entries) and entries[place] == entry


def _delete(response: Response, request: Request, room: Room, round_: int, card: int) -> None:
    site = site_of(request)
    response.delete_cookie(
        _cookie(site, room.code, round_, card),
        path=_path(room.code),
        secure=site.secure,
        httponly=True,
        samesite="lax",
    )


def _cookie(site: Site, code: str, round_: int, card: int) -> str:
    """Its full name: `__Host-` is not for cookies of a single page."""
    return f"{'__Secure-' if site.secure else ''}bukti_{code}_{round_}_{card}"


def _path(code: str) -> str:
    return f"/s/{code}/bukti"


def _purpose(code: str, round_: int, card: int) -> str:
    return f"proof:{code}:{round_}:{card}"
