"""Following a proposal without an account: a feed of each, and a list that only the phone keeps.

The list stands in the browser (`static/archive/following.js`), which asks for many addresses at
once, without its cookies, and compares with what it saw last. Nothing here keeps who asked.
"""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.following import State
from musrenbang_live.core.following_reading import proposal_named
from musrenbang_live.core.titles import meeting_title
from musrenbang_live.store import follow_public, following, shelf
from musrenbang_live.store.following import FollowUp
from musrenbang_live.store.shelf import ShelfRow
from musrenbang_live.web import keeping
from musrenbang_live.web.language import Language
from musrenbang_live.web.sharing.atom import Entry, Feed, send
from musrenbang_live.web.sharing.feeds import marked
from musrenbang_live.web.site import address, site_of
from musrenbang_live.web.words import following as following_words
from musrenbang_live.web.words import states

MOST: Final = 50
"""Proposals that a phone may ask about at once."""
_LONGEST: Final = MOST * 20


async def show_followed(request: Request) -> Response:
    """The list of this phone; without a script an explanation."""
    page = site_of(request).pages.render(request, "following/followed.html")
    return keeping.kept(request, page, by_visitor=True)


async def send_news(request: Request) -> Response:
    """Where the proposals named by `u` (addresses apart by commas) stand now, and since when.

    Those that are not known are left out.
    """
    site = site_of(request)
    asked = request.query_params.get("u", "")[:_LONGEST].split(",")[:MOST]
    named = [found for found in (proposal_named(each) for each in asked) if found]
    rows = await follow_public.now_at(site.pool, named)
    body = [
        {
            "u": f"{row.code}-{row.number}",
            "title": row.title,
            "state": row.state,
            "names": {
                code: states.state(language, row.state) for code, language in site.languages.items()
            },
            "at": row.state_at,
        }
        for row in rows
    ]
    return JSONResponse(body, headers={"cache-control": "no-store"})


async def send_feed(request: Request) -> Response:
    """What became of one proposal, as an Atom feed (RFC 4287), in Indonesian."""
    site = site_of(request)
    code, number = request.path_params["code"], request.path_params["number"]
    row = await shelf.row(site.pool, code, number)
    if row is None:
        raise HTTPException(404)
    way = await shelf.way(site.pool, row.root_code, row.root_number)
    decided = await following.history(site.pool, row.root_code, row.root_number)
    standing = [each for each in reversed(decided) if not each.undone_at]
    feed = _feed(site.languages["id"], way or [row], standing)
    return send(request, feed, address(request, ""))


def _feed(language: Language, way: list[ShelfRow], decided: list[FollowUp]) -> Feed:
    row = way[0]
    entries = [
        _entry(
            row,
            str(each.id),
            f"{states.NAMES[each.state]} ({each.office})",
            each.at,
            following_words.reason(language, each),
        )
        for each in decided
    ]
    for met in way:
        if met.decided:
            state: State = met.decided  # type: ignore[assignment]  # as it stands in the shelf
            where = meeting_title(met.forum, met.ward)
            name = "0" if met is row else met.code
            title, why = f"{states.NAMES[state]} ({where})", following_words.reason(language, met)
            entries.append(_entry(row, name, title, met.published_at, why))
    entries.sort(key=lambda entry: entry.at, reverse=True)
    return Feed(
        id=row.address,
        path=f"{row.address}.atom",
        page=row.address,
        title=marked(row.title, example=row.example),
        author=row.city or row.forum,
        changed=max([way[-1].state_at, *(entry.at for entry in entries)]),
        entries=entries,
    )


def _entry(row: ShelfRow, name: str, title: str, at: int, said: str = "") -> Entry:
    return Entry(path=row.address, name=f"#{name}", title=title, words=said or title, at=at)


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/diikuti", show_followed),
        Route("/usulan/kabar", send_news),
        Route("/usulan/{code}-{number:int}.atom", send_feed),
    ]
