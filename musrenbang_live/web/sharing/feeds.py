"""Feeds: what is published, and what offices decide, for feed readers."""

from collections.abc import Iterable
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.plan import TIERS
from musrenbang_live.live.clock import now
from musrenbang_live.store import articles, feeds, open_sessions
from musrenbang_live.store.open_sessions import LATEST, Chosen
from musrenbang_live.web.sharing.atom import Entry, Feed, send
from musrenbang_live.web.site import Site, address, site_of
from musrenbang_live.web.wards import Ward
from musrenbang_live.web.words import states

EACH: Final = 30
"""Entries of each kind that are looked at; the newest of all of them stand in a feed."""
MOST: Final = 50
BEGAN: Final = 1_577_836_800_000
"""When an empty feed was changed: 2020, because a feed has to say a time."""


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [Route("/feed.atom", send_all), Route("/kelurahan/{ward}.atom", send_ward)]


async def send_all(request: Request) -> Response:
    """The published meetings and news of the city."""
    site = site_of(request)
    entries = [*await _meetings(site), *await _articles(site), *await _changes(site)]
    return _send(request, "/feed.atom", f"{site.name}, {site.city}", "/", entries)


async def send_ward(request: Request) -> Response:
    """What is new in one kelurahan; unknown where the city has no such."""
    site = site_of(request)
    ward = next((each for each in site.wards if each.code == request.path_params["ward"]), None)
    if ward is None:
        raise HTTPException(404)
    entries = [
        *await _meetings(site, ward),
        *await _articles(site, ward),
        *await _changes(site, ward),
    ]
    title = f"Kelurahan {ward.name}, {site.city}"
    return _send(request, f"/kelurahan/{ward.code}.atom", title, f"/kelurahan/{ward.code}", entries)


async def _meetings(site: Site, ward: Ward | None = None) -> list[Entry]:
    chosen = Chosen(ward_code=ward.code if ward else "")
    rows = await open_sessions.published(site.pool, chosen, after=LATEST, limit=EACH)
    return [
        Entry(
            path=f"/arsip/{row.code}",
            title=f"Hasil {row.forum} {row.year}",
            words=marked(
                f"{row.participants} peserta, {row.proposals} usulan, {row.ballots} suara.",
                example=row.example,
            ),
            at=row.published_at,
        )
        for row in rows
        if row.tier in TIERS
    ]


async def _articles(site: Site, ward: Ward | None = None) -> list[Entry]:
    lines = await articles.published(
        site.pool, at=now(), ward_code=ward.code if ward else "", limit=EACH
    )
    return [
        Entry(
            path=f"/kabar/{line.slug}",
            title=line.title,
            words=marked(line.summary, example=line.example),
            at=line.published_at,
        )
        for line in lines
    ]


async def _changes(site: Site, ward: Ward | None = None) -> list[Entry]:
    rows = await feeds.changes(site.pool, ward_code=ward.code if ward else "", limit=EACH)
    language = site.languages["id"]
    return [
        Entry(
            path=f"/usulan/{row.root_code}-{row.root_number}",
            title=f"{states.state(language, row.state)}: {row.title}",
            words=marked(f"Kelurahan {row.ward}. Oleh {row.office}.", example=row.example),
            at=row.at,
            name=f"#keputusan-{row.id}",
        )
        for row in rows
    ]


def marked(words: str, *, example: bool) -> str:
    """`words`, after a sentence that says so where they are invented."""
    return f"Contoh, data rekaan. {words}" if example else words


def _send(request: Request, path: str, title: str, page: str, entries: Iterable[Entry]) -> Response:
    newest = sorted(entries, key=lambda entry: (-entry.at, entry.path))[:MOST]
    feed = Feed(
        id=path,
        path=path,
        page=page,
        title=title,
        author=site_of(request).name,
        changed=newest[0].at if newest else BEGAN,
        entries=newest,
    )
    return send(request, feed, address(request, ""))
