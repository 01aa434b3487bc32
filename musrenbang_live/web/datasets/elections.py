"""The votes of the meetings that fit a search, with all their ballots, as Pabulib files in one zip.

Each file is the same as on the page of its meeting (`web.archive.elections`). The zip is sent while
it is made, so that no more than one meeting is held for it.
"""

import io
import zipfile
from collections.abc import AsyncIterator, Iterator
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.views.archive import archive
from musrenbang_live.live.room import Room
from musrenbang_live.store import open_sessions, rounds
from musrenbang_live.store.open_sessions import LATEST, Chosen
from musrenbang_live.web import asked
from musrenbang_live.web.archive.elections import has_file, pb_file
from musrenbang_live.web.keeping import KEPT, OPEN_DATA
from musrenbang_live.web.site import Site, site_of

MOST: Final = 60
"""Meetings in one file: a city's kelurahan in a year, and their kecamatan; others are narrowed."""
MOMENT: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every file, so that the same votes are the same bytes."""


def routes() -> list[BaseRoute]:
    """The address of this door."""
    return [Route("/arsip.pb.zip", send)]


async def send(request: Request) -> Response:
    """The votes of the latest meetings that fit, narrowed as `/arsip` is."""
    site = site_of(request)
    filters = asked.read(site, request.query_params).filters
    narrowed = Chosen(filters.ward, filters.district, filters.tier, filters.year)
    rows = await open_sessions.published(site.pool, narrowed, after=LATEST, limit=MOST)
    headers = {
        **OPEN_DATA,
        "cache-control": KEPT,
        "content-disposition": 'attachment; filename="musyawarah-pb.zip"',
    }
    pieces = _zipped(site, [row.code for row in rows])
    return StreamingResponse(pieces, media_type="application/zip", headers=headers)


async def _zipped(site: Site, codes: list[str]) -> AsyncIterator[bytes]:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as whole:
        for code in codes:
            try:
                room = await site.service.room(code)
            except Rejected:
                continue
            async for number, body in _votes(site, room):
                name = zipfile.ZipInfo(f"{code}-{number}.pb", MOMENT)
                whole.writestr(name, body, zipfile.ZIP_DEFLATED)
                for piece in pipe.taken():
                    yield piece
    for piece in pipe.taken():
        yield piece


async def _votes(site: Site, room: Room) -> AsyncIterator[tuple[int, bytes]]:
    """The votes of a published meeting that have such a file, with the number of the round."""
    if room.meeting.stage != "published":
        return
    for result in reversed(archive(room.meeting, room.counts).results):
        if has_file(result):
            marks = await rounds.marks(site.pool, room.row.id, result.round)
            yield result.round, pb_file(room.meeting, result, marks, invented=room.row.example)


class _Pipe(io.RawIOBase):
    """Where the zip is written and taken away from at once; nobody can go back in it."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def writable(self) -> bool:
        """See `io.RawIOBase`."""
        return True

    def write(self, piece: object) -> int:
        """See `io.RawIOBase`."""
        self._held.append(bytes(piece))  # type: ignore[call-overload]
        return len(self._held[-1])

    def taken(self) -> Iterator[bytes]:
        """What was written since the last time."""
        held, self._held = self._held, []
        yield from held
