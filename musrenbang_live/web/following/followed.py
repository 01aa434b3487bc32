"""Following a proposal without an account: a feed of each, and a list that only the phone keeps.

The list stands in the browser (`static/archive/following.js`), which asks for many addresses at
once, without its cookies, and compares with what it saw last. Nothing here keeps who asked.
"""

from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree as Xml

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.following import State
from musrenbang_live.core.following_reading import proposal_named
from musrenbang_live.store import follow_public, following, shelf
from musrenbang_live.store.following import FollowUp
from musrenbang_live.store.shelf import ShelfRow
from musrenbang_live.web import keeping
from musrenbang_live.web.language import Language
from musrenbang_live.web.sharing.feeds import marked
from musrenbang_live.web.site import address, site_of
from musrenbang_live.web.words import following as following_words
from musrenbang_live.web.words import states

MOST: Final = 50
"""Proposals that a phone may ask about at once."""
_LONGEST: Final = MOST * 20
_ATOM: Final = "http://www.w3.org/2005/Atom"


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
    language = site.languages["id"]
    body = _feed(request, language, way[0] if way else row, [e for e in decided if not e.undone_at])
    return keeping.open_data(request, body, "application/atom+xml; charset=utf-8")


def _feed(request: Request, language: Language, row: ShelfRow, decided: list[FollowUp]) -> bytes:
    Xml.register_namespace("", _ATOM)
    page = address(request, row.address)
    feed = Xml.Element(f"{{{_ATOM}}}feed")
    _add(feed, "id", page)
    _add(feed, "title", marked(row.title, example=row.example))
    _add(feed, "updated", _when(max(row.state_at, row.published_at)))
    _link(feed, "alternate", page)
    _link(feed, "self", f"{page}.atom")
    author = Xml.SubElement(feed, f"{{{_ATOM}}}author")
    _add(author, "name", row.city or row.forum)
    for entry in reversed(decided):
        said = following_words.reason(language, entry)
        title = f"{states.NAMES[entry.state]} ({entry.office})"
        _entry(feed, f"{page}#{entry.id}", page, title, entry.at, said)
    if row.decided:
        met: State = row.decided  # type: ignore[assignment]  # as it stands in the shelf
        title = f"{states.NAMES[met]} ({row.forum})"
        _entry(feed, f"{page}#0", page, title, row.published_at, "")
    body: bytes = Xml.tostring(feed, encoding="utf-8", xml_declaration=True)
    return body


def _entry(feed: Xml.Element, name: str, page: str, title: str, at: int, said: str) -> None:
    entry = Xml.SubElement(feed, f"{{{_ATOM}}}entry")
    _add(entry, "id", name)
    _add(entry, "title", title)
    _add(entry, "updated", _when(at))
    _link(entry, "alternate", page)
    _add(entry, "summary", said or title)


def _add(parent: Xml.Element, name: str, text: str) -> None:
    # XML 1.0 has no place for these signs; what people typed was cleaned of most of them before.
    plain = "".join(sign for sign in text if sign >= " " and sign not in "\ufffe\uffff")
    Xml.SubElement(parent, f"{{{_ATOM}}}{name}").text = plain


def _link(parent: Xml.Element, rel: str, href: str) -> None:
    Xml.SubElement(parent, f"{{{_ATOM}}}link", {"rel": rel, "href": href})


def _when(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="seconds")


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/diikuti", show_followed),
        Route("/usulan/kabar", send_news),
        Route("/usulan/{code}-{number:int}.atom", send_feed),
    ]
