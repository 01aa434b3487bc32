"""Photos from strangers: made upright, small, and free of everything but their pixels.

What a phone writes beside the pixels (where it stood, when, which phone) never reaches the disk:
a photo is decoded and drawn anew, and only the new one is kept.
"""

import asyncio
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.photos import EDGE, Measured, Photo, accepted
from musrenbang_live.store import photos
from musrenbang_live.web.identity import access
from musrenbang_live.web.keeping import kept
from musrenbang_live.web.site import site_of

_threads: Final = ThreadPoolExecutor(2, "photo")
"""A large photo takes some 100 MB while it is decoded: no more than two at once."""


def routes() -> list[BaseRoute]:
    """The addresses of photos."""
    return [
        Route("/foto/{id:uuid}.jpg", send_photo),
        Route("/foto/{id:uuid}-kecil.jpg", send_thumb),
    ]


async def freed(data: bytes, *, most_edge: int = EDGE) -> Photo:
    """The photo as it may be kept, its longer side at most `most_edge` pixels; never enlarged.

    Of what moves the first picture is taken; what is transparent becomes white. Raises `Rejected`:
    `photo_unreadable` (no JPEG, PNG or WebP, broken or cut off), `photo_too_large`.
    """
    header = accepted(data)
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads, _freed, data, header, most_edge)


async def send_photo(request: Request) -> Response:
    """A photo in its size, to everybody when it is shown, to those who log in when it is not."""
    return await _sent(request, small=False)


async def send_thumb(request: Request) -> Response:
    """The same photo, small."""
    return await _sent(request, small=True)


async def _sent(request: Request, *, small: bool) -> Response:
    site, photo_id = site_of(request), str(request.path_params["id"])
    found = await photos.content(site.pool, photo_id, small=small)
    if found is None:
        raise HTTPException(404)
    if found.shown:
        return kept(request, picture(found.content), by_visitor=False)
    if await access.person(request) is None:
        raise HTTPException(404)
    return picture(found.content)


def picture(content: bytes) -> Response:
    """An answer with a JPEG that nobody keeps."""
    return Response(content, media_type="image/jpeg", headers={"cache-control": "no-store"})


def new_id() -> str:
    """An id for a photo that nobody can guess."""
    return str(uuid.uuid4())


def _freed(data: bytes, header: Measured, most_edge: int) -> Photo:
    from musrenbang_live.web.photo_drawing import drawn_anew

    return drawn_anew(data, header, most_edge)
