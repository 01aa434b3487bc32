"""Pictures for previews in chats and on other sites, drawn by the server with its own fonts.

What is on them is on the pages that they stand for. Whoever reads them out loud reads Indonesian:
a chat shows the same picture to everybody.
"""

from collections.abc import Mapping
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.following import reached
from musrenbang_live.core.views.archive import ArchiveView
from musrenbang_live.store import shelf
from musrenbang_live.store.shelf import ShelfRow
from musrenbang_live.web import formats
from musrenbang_live.web.archive.pages import published_room
from musrenbang_live.web.keeping import OPEN_DATA, kept
from musrenbang_live.web.site import Site, site_of
from musrenbang_live.web.words import states

LINES: Final = 3
"""Priorities that are named on the picture of a meeting."""


async def send_meeting(request: Request) -> Response:
    """The picture of a published meeting."""
    room, view = await published_room(request)
    # One picture has one address, and practice has none.
    if request.path_params["code"] != room.code or view.head.practice:
        raise HTTPException(404)
    return await _send(request, of_meeting(site_of(request), view, example=room.row.example))


async def send_proposal(request: Request) -> Response:
    """The picture of a proposal on the shelf."""
    site, path = site_of(request), request.path_params
    row = await shelf.row(site.pool, path["code"], path["number"])
    if row is None:
        raise HTTPException(404)
    return await _send(request, of_proposal(site, row))


async def _send(request: Request, said: Mapping[str, Any]) -> Response:
    name, drawn = await site_of(request).pictures.png(said)
    answer = Response(drawn, media_type="image/png", headers=OPEN_DATA)
    return kept(request, answer, by_visitor=False, tag=name)


def of_meeting(site: Site, view: ArchiveView, *, example: bool) -> dict[str, Any]:
    """What the picture of a meeting says."""
    head = view.head
    titles = {each.number: each.card.title for each in view.outcomes if each.card}
    order = [number for number in view.priorities if number in titles][:LINES]
    standing = sum(each.fate in ("ranked", "not_voted") for each in view.outcomes)
    facts = [(view.attendance.joined, "peserta"), (standing, "usulan")]
    if view.results:
        facts.append((view.results[0].voices, "suara"))
    place = f"Kelurahan {head.ward}" if head.ward else head.city
    if head.tier in ("kecamatan", "kota"):
        place = f"Kecamatan {head.district}, {head.city}" if head.district else head.city
    return {
        **_empty(site, "Hasil musyawarah", example=example),
        "title": head.forum,
        "place": f"{place} · {formats.date(view.opened_at, 'id', head.zone)}",
        "lines": [titles[number] for number in order],
        "facts": [[formats.number(value), word] for value, word in facts],
    }


def of_proposal(site: Site, row: ShelfRow) -> dict[str, Any]:
    """What the picture of a proposal says."""
    where = f"Lingkungan {row.neighborhood}, " if row.neighborhood else ""
    place = f"Kelurahan {row.ward}" if row.ward else f"Kecamatan {row.district}"
    state = states.state(site.languages["id"], row.state)
    cost = f" · {formats.rupiah_short(row.cost)}" if row.cost else ""
    return {
        **_empty(site, f"Usulan warga {row.year}", example=row.example),
        "title": row.title,
        "place": f"{where}{place}{cost} · {state}",
        "steps": list(states.steps(site.languages["id"])),
        "done": reached((row.state, row.decided)),
    }


def _empty(site: Site, kind: str, *, example: bool) -> dict[str, Any]:
    rest: dict[str, Any] = {"lines": [], "facts": [], "steps": [], "done": 0}
    return {"site": site.name, "kind": kind, "example": example, **rest}


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/gambar/usulan/{code}-{number:int}.png", send_proposal),
        Route("/gambar/{code}.png", send_meeting),
    ]
