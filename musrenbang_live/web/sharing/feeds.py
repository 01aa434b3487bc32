"""Feeds (Atom, RFC 4287): what is published, and what offices decide, for feed readers."""

from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.plan import TIERS
from musrenbang_live.live.clock import now
from musrenbang_live.store import articles, feeds, open_sessions
from musrenbang_live.store.open_sessions import LATEST, Chosen
from musrenbang_live.web.cells import utc
from musrenbang_live.web.keeping import open_data
from musrenbang_live.web.site import Site, Ward, address, site_of
from musrenbang_live.web.words import states

EACH: Final = 30
"""Entries of each kind that are looked at; the newest of all of them stand in a feed."""
MOST: Final = 50
BEGAN: Final = 1_577_836_800_000
"""When an empty feed was changed: 2020, because a feed has to say a time."""


class Entry(Struct, frozen=True):
    """One entry: the path of its page (`name` tells apart entries of one page), its title, what
    there is to say in a sentence, and when it was (ms)."""

    path: str
    title: str
    words: str
    at: int
    name: str = ""


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
            f"/arsip/{row.code}",
            f"Hasil {row.forum} {row.year}",
            marked(
                f"{row.participants} peserta, {row.proposals} usulan, {row.ballots} suara.",
                example=row.example,
            ),
            row.published_at,
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
            f"/kabar/{line.slug}",
            line.title,
            marked(line.summary, example=line.example),
            line.published_at,
        )
        for line in lines
    ]


async def _changes(site: Site, ward: Ward | None = None) -> list[Entry]:
    rows = await feeds.changes(site.pool, ward_code=ward.code if ward else "", limit=EACH)
    language = site.languages["id"]
    return [
        Entry(
            f"/usulan/{row.root_code}-{row.root_number}",
            f"{states.state(language, row.state)}: {row.title}",
            marked(f"Kelurahan {row.ward}. Oleh {row.office}.", example=row.example),
            row.at,
            name=f"#keputusan-{row.id}",
        )
        for row in rows
    ]


def marked(words: str, *, example: bool) -> str:
    """`words`, after a sentence that says so where they are invented."""
    return f"Contoh, data rekaan. {words}" if example else words


def _send(request: Request, path: str, title: str, page: str, entries: Iterable[Entry]) -> Response:
    newest = sorted(entries, key=lambda entry: (-entry.at, entry.path))[:MOST]
    body = atom(address(request, ""), path, title, page, newest, site_of(request).name)
    return open_data(request, body.encode(), "application/atom+xml; charset=utf-8")


def atom(base: str, path: str, title: str, page: str, entries: list[Entry], site: str) -> str:
    """The feed as XML; `path` is its own address, `page` that of what it is about."""
    changed = entries[0].at if entries else BEGAN
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="id">',
        f"<id>{escape(base + path)}</id>",
        f"<title>{escape(title)}</title>",
        f"<updated>{utc(changed)}</updated>",
        f"<author><name>{escape(site)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(base + path)}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(base + page)}/>',
    ]
    for entry in entries:
        lines += [
            "<entry>",
            f"<id>{escape(base + entry.path + entry.name)}</id>",
            f"<title>{escape(entry.title)}</title>",
            f"<updated>{utc(entry.at)}</updated>",
            f'<link rel="alternate" type="text/html" href={quoteattr(base + entry.path)}/>',
            f"<summary>{escape(entry.words)}</summary>",
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""])
