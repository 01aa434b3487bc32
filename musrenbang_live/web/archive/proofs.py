"""What anybody needs to check a meeting without asking this site: log, roots, key, program, bundle.

A page served by the accused is no proof, and neither is a program: these are for keeping, and for
comparing with what others kept.
"""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.proof import bundle
from musrenbang_live.live.room import Room
from musrenbang_live.store import proofs
from musrenbang_live.web.archive.bundles import Bundle
from musrenbang_live.web.archive.pages import published_room
from musrenbang_live.web.identity import access
from musrenbang_live.web.keeping import open_data
from musrenbang_live.web.site import site_of

TEXT = "text/plain; charset=utf-8"


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [
        Route("/arsip/{code}/bundle.zip", send_bundle),
        Route("/arsip/{code}/log.ndjson", send_log),
        Route("/arsip/{code}/checkpoint.txt", send_checkpoint),
        Route("/s/{code}/checkpoint.txt", send_running_checkpoint),
        Route("/kunci.txt", send_key),
        Route("/verify.py", send_program),
    ]


async def send_bundle(request: Request) -> Response:
    """All that is public of a published meeting, in one signed file."""
    meeting, found = await _bundle(request)
    answer = open_data(request, found.packed, "application/zip")
    name = f'attachment; filename="musrenbang-{meeting.code}.zip"'
    answer.headers["content-disposition"] = name
    return answer


async def send_log(request: Request) -> Response:
    """The public log of a published meeting."""
    _, found = await _bundle(request)
    return open_data(request, found.files[bundle.LOG], "application/x-ndjson; charset=utf-8")


async def send_checkpoint(request: Request) -> Response:
    """The newest signed root of a published meeting."""
    meeting, _ = await published_room(request)
    return await _newest(request, meeting.row.id)


async def send_running_checkpoint(request: Request) -> Response:
    """The newest signed root while the meeting goes on, for whoever wants to keep it."""
    try:
        meeting = await access.room(request)
    except Rejected:
        raise HTTPException(404) from None
    return await _newest(request, meeting.row.id)


async def send_key(request: Request) -> Response:
    """The public key by which this site signs, as tools for signed notes take it."""
    text = f"{site_of(request).notary.key.public.text}\n"
    return open_data(request, text.encode(), TEXT)


async def send_program(request: Request) -> Response:
    """The program of one file that checks a bundle."""
    program = site_of(request).bundles.program
    if not program:
        raise HTTPException(404)
    return open_data(request, program, TEXT)


async def _bundle(request: Request) -> tuple[Room, Bundle]:
    meeting, _ = await published_room(request)
    found = await site_of(request).bundles.of(meeting.row)
    if found is None:
        raise HTTPException(404)
    return meeting, found


async def _newest(request: Request, session_id: int) -> Response:
    kept = await proofs.checkpoints(site_of(request).pool, session_id)
    if not kept:
        raise HTTPException(404)
    return open_data(request, kept[-1].note.encode(), TEXT)
