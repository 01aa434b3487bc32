"""Feeds: what is published, and what offices decide, for feed readers.

A feed has pages (RFC 5005): a sheet of an office moves hundreds of proposals at one moment, and a
reader that comes once a day is to miss none. A page begins behind the last entry of the one before.
"""

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.plan import TIERS
from musrenbang_live.core.titles import meeting_title
from musrenbang_live.live.clock import now
from musrenbang_live.store import articles, feeds, open_sessions
from musrenbang_live.store.open_sessions import After, Chosen, OpenSession
from musrenbang_live.web.sharing.atom import Entry, Feed, send
from musrenbang_live.web.site import Site, address, site_of
from musrenbang_live.web.wards import Ward
from musrenbang_live.web.words import states

A_PAGE: Final = 50
BEGAN: Final = 1_577_836_800_000
"""When an empty feed was changed: 2020, because a feed has to say a time."""
MEETING, ARTICLE, CHANGE = range(3)
"""Kinds of entries, in the order of those of one moment."""
_LAST: Final = "~"
_LAST_ID: Final = 2**62
_PLACE: Final = re.compile(r"(\d{1,13})-([012])-([0-9A-Z]{1,18})", re.ASCII)


class Place(Struct, frozen=True, order=True):
    """Where an entry stands: its moment (ms), its kind, and which of its kind it is."""

    at: int
    kind: int
    code: str = ""
    id: int = 0

    @property
    def in_address(self) -> str:
        """As `sesudah` names it."""
        return f"{self.at}-{self.kind}-{self.code or self.id}"

    def behind(self, kind: int) -> tuple[int, str, int]:
        """Behind which moment, code and id entries of this kind stand on the following page."""
        if kind == self.kind:
            return self.at, self.code, self.id
        shown = kind < self.kind  # those of this moment
        return (self.at, "", 0) if shown else (self.at, _LAST, _LAST_ID)


FIRST: Final = Place(9_999_999_999_999, MEETING, _LAST)
Placed = tuple[Place, Entry | None]
"""What stands at a place; None for what no feed tells."""


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [Route("/feed.atom", send_all), Route("/kelurahan/{ward}.atom", send_ward)]


async def send_all(request: Request) -> Response:
    """The published meetings and news of the city."""
    site = site_of(request)
    return await _send(request, "/feed.atom", f"{site.name}, {site.city}", "/")


async def send_ward(request: Request) -> Response:
    """What is new in one kelurahan; unknown where the city has no such."""
    site = site_of(request)
    ward = next((each for each in site.wards if each.code == request.path_params["ward"]), None)
    if ward is None:
        raise HTTPException(404)
    title = f"Kelurahan {ward.name}, {site.city}"
    page = f"/kelurahan/{ward.code}"
    return await _send(request, f"{page}.atom", title, page, ward)


async def _meetings(site: Site, after: Place, ward: Ward | None) -> list[Placed]:
    at, code, _ = after.behind(MEETING)
    chosen = Chosen(ward_code=ward.code if ward else "")
    rows = await open_sessions.published(site.pool, chosen, after=After(at, code), limit=A_PAGE + 1)
    return [(Place(row.published_at, MEETING, row.code), _of_meeting(row)) for row in rows]


def _of_meeting(row: OpenSession) -> Entry | None:
    if row.tier not in TIERS:
        return None
    words = f"{row.participants} peserta, {row.proposals} usulan, {row.ballots} suara."
    return Entry(
        path=f"/arsip/{row.code}",
        title=f"Hasil {meeting_title(row.forum, row.ward, row.year)}",
        words=marked(words, example=row.example),
        at=row.published_at,
    )


async def _articles(site: Site, after: Place, ward: Ward | None) -> list[Placed]:
    at, _, id_ = after.behind(ARTICLE)
    lines = await articles.published(
        site.pool,
        at=now(),
        ward_code=ward.code if ward else "",
        behind=(at, id_),
        limit=A_PAGE + 1,
    )
    return [
        (
            Place(line.published_at, ARTICLE, "", line.id),
            Entry(
                path=f"/kabar/{line.slug}",
                title=line.title,
                words=marked(line.summary, example=line.example),
                at=line.published_at,
            ),
        )
        for line in lines
    ]


async def _changes(site: Site, after: Place, ward: Ward | None) -> list[Placed]:
    at, _, id_ = after.behind(CHANGE)
    rows = await feeds.changes(
        site.pool, ward_code=ward.code if ward else "", behind=(at, id_), limit=A_PAGE + 1
    )
    language = site.languages["id"]
    return [
        (
            Place(row.at, CHANGE, "", row.id),
            Entry(
                path=f"/usulan/{row.root_code}-{row.root_number}",
                title=f"{states.state(language, row.state)}: {row.title}",
                words=marked(_by(row), example=row.example),
                at=row.at,
                name=f"#keputusan-{row.id}",
            ),
        )
        for row in rows
    ]


def _by(row: feeds.Change) -> str:
    return f"{row.ward}. Oleh {row.office}." if row.ward else f"Oleh {row.office}."


def marked(words: str, *, example: bool) -> str:
    """`words`, after a sentence that says so where they are invented."""
    return f"Contoh, data rekaan. {words}" if example else words


def place_in(typed: str) -> Place:
    """The entry that `sesudah` names; what cannot be one means the first page."""
    found = _PLACE.fullmatch(typed)
    if not found:
        return FIRST
    at, kind, which = int(found[1]), int(found[2]), found[3]
    if kind == MEETING:
        return Place(at, kind, which)
    return Place(at, kind, "", int(which)) if which.isdigit() else FIRST


async def _send(
    request: Request, path: str, title: str, page: str, ward: Ward | None = None
) -> Response:
    site, after = site_of(request), place_in(request.query_params.get("sesudah", ""))
    found: Sequence[Placed] = [
        *await _meetings(site, after, ward),
        *await _articles(site, after, ward),
        *await _changes(site, after, ward),
    ]
    # The newest first; of one moment meetings, then news, then decisions.
    newest = sorted(found, key=_order, reverse=True)
    shown = newest[:A_PAGE]
    own = path if after == FIRST else f"{path}?sesudah={after.in_address}"
    feed = Feed(
        id=path,
        path=own,
        page=page,
        title=title,
        author=site.name,
        changed=shown[0][0].at if shown else BEGAN,
        entries=[entry for _, entry in shown if entry],
        next=f"{path}?sesudah={shown[-1][0].in_address}" if len(newest) > A_PAGE else "",
    )
    return send(request, feed, address(request, ""))


def _order(placed: Placed) -> tuple[int, int, str, int]:
    place = placed[0]
    return place.at, -place.kind, place.code, place.id
