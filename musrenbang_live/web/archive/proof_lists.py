"""The sealed lists of closed rounds, for anybody: as JSON for phones, and as words for people.

A phone asks without saying who it is: no cookie, no name of a card, and in a large round for one
part of a list. These addresses are not below that of `web.resident.proof`, to whose pages browsers
send what they keep of a ballot.
"""

from typing import Final

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.views.parts import head
from musrenbang_live.core.views.proofs import listed
from musrenbang_live.live.proof_lists import File, Which
from musrenbang_live.live.room import Room
from musrenbang_live.web.identity import access
from musrenbang_live.web.keeping import kept
from musrenbang_live.web.site import site_of

PAGE: Final = 600
"""Receipts on one page of words."""
MOST_TYPED: Final = 60
LISTS: Final[dict[str, Which]] = {"suara": "ballots", "bukti": "receipts"}


class WordPage(Struct, frozen=True):
    """A page of words: from its `first` to its `last` entry."""

    number: int
    first: str
    last: str


def routes() -> list[BaseRoute]:
    """The addresses of the lists."""
    return [
        Route("/s/{code}/daftar/{round:int}", send_lists),
        Route("/s/{code}/daftar/{round:int}/{list}/{part:int}", send_part),
        Route("/s/{code}/kata/{round:int}", show_words),
        Route("/arsip/{code}/{round:int}/bukti", show_published_words),
    ]


async def send_lists(request: Request) -> Response:
    """The figures of a closed round, and its lists unless they come in parts."""
    site = site_of(request)
    room = await site.service.room(request.path_params["code"])
    sealed = await site.proof_lists.of(room, request.path_params["round"])
    return _sent(request, sealed.whole())


async def send_part(request: Request) -> Response:
    """One part of a list of a closed round."""
    site, asked = site_of(request), request.path_params
    room = await site.service.room(asked["code"])
    sealed = await site.proof_lists.of(room, asked["round"])
    which = LISTS.get(asked["list"])
    file = sealed.part(which, asked["part"]) if which else None
    if file is None:
        raise HTTPException(404)
    return _sent(request, file)


def _sent(request: Request, file: File) -> Response:
    packed = "gzip" in request.headers.get("accept-encoding", "")
    body = file.small if packed else file.body
    headers = {"content-encoding": "gzip"} if packed else {}
    answer = Response(body, media_type="application/json", headers=headers)
    answer.headers["vary"] = "accept-encoding"
    return kept(request, answer, by_visitor=False, tag=file.tag)


async def show_words(request: Request) -> Response:
    """The words of all receipts of a closed round, in the order of the alphabet."""
    room = await access.room(request)
    if request.path_params["code"] != room.code:
        return RedirectResponse(f"/s/{room.code}/kata/{request.path_params['round']}", 303)
    return await _words_page(request, room, f"/s/{room.code}/bukti")


async def show_published_words(request: Request) -> Response:
    """The same of a published meeting; unknown before."""
    room = await access.room(request)
    if room.meeting.stage != "published":
        raise HTTPException(404)
    return await _words_page(request, room, f"/arsip/{room.code}")


async def _words_page(request: Request, room: Room, home: str) -> Response:
    """The page of words of the round in the address; `home` is where one came from.

    With `kata` the page on which these words stand, or would stand.
    """
    site, number = site_of(request), request.path_params["round"]
    sealed = await site.proof_lists.of(room, number)
    words, meeting = sealed.words, room.meeting
    pages = [
        WordPage(1 + first // PAGE, words[first], words[min(first + PAGE, len(words)) - 1])
        for first in range(0, len(words), PAGE)
    ]
    sought = " ".join(request.query_params.get("kata", "")[:MOST_TYPED].lower().split())
    page = _page_of(sought, pages) if sought else _number(request, len(pages))
    shown = site.pages.render(
        request,
        "archive/words.html",
        head=head(meeting),
        round=number,
        home=home,
        figures=listed(meeting, meeting.rounds[number], sealed.lists),
        words=words[(page - 1) * PAGE : page * PAGE],
        pages=pages,
        turned_to=page,
        sought=sought,
        found=words.count(sought),
    )
    return kept(request, shown, by_visitor=True)


def _page_of(sought: str, pages: list[WordPage]) -> int:
    return next((page.number for page in pages if sought <= page.last), len(pages) or 1)


def _number(request: Request, most: int) -> int:
    """The page asked for; one that is not there is the first."""
    typed = request.query_params.get("halaman", "")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1
    return number if 1 <= number <= most else 1
