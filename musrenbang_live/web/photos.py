"""Photos from strangers: made upright, small, and free of everything but their pixels.

What a phone writes beside the pixels (where it stood, when, which phone) never reaches the disk:
a photo is decoded and drawn anew, and only the new one is kept.
"""

import asyncio
import contextlib
import io
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from PIL import ExifTags, Image
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.photos import EDGE, THUMB_EDGE, Measured, Photo, accepted
from musrenbang_live.store import photos
from musrenbang_live.web.identity import access
from musrenbang_live.web.keeping import kept
from musrenbang_live.web.site import site_of

QUALITY: Final = 82
SMALL_QUALITY: Final = 74
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How a picture is turned upright, by the EXIF orientation (CIPA DC-008, tag 0x0112)."""
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
    try:
        upright = _upright(data, header, most_edge)
    except Rejected:
        raise
    except Exception as broken:  # decoders fail in any way there is
        raise Rejected("photo_unreadable") from broken
    small = upright.copy()
    small.thumbnail((THUMB_EDGE, THUMB_EDGE), Image.Resampling.LANCZOS)
    return Photo(
        jpeg=_encoded(upright, QUALITY),
        thumb=_encoded(small, SMALL_QUALITY),
        width=upright.width,
        height=upright.height,
    )


def _upright(data: bytes, header: Measured, most_edge: int) -> Image.Image:
    """The pixels alone, upright, in red, green and blue."""
    with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
        if opened.size != (header.width, header.height):
            raise Rejected("photo_unreadable")  # the header said something else to us
        turn = _orientation(opened)
        opened.draft("RGB", (most_edge, most_edge))  # JPEG only: decode no more than is needed
        opened.load()
        shrunk = _in_colour(opened)
    shrunk.thumbnail((most_edge, most_edge), Image.Resampling.LANCZOS)
    return shrunk.transpose(_TURNS[turn]) if turn in _TURNS else shrunk


def _orientation(opened: Image.Image) -> int:
    """How the camera was held; 1 where nothing readable says it."""
    with contextlib.suppress(Exception):  # a photo with broken notes is still a photo
        return int(opened.getexif().get(ExifTags.Base.Orientation, 1))
    return 1


def _in_colour(opened: Image.Image) -> Image.Image:
    if opened.mode.startswith("I"):  # 16 bits of grey: Pillow would cut them off, not scale them
        opened = opened.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    if opened.has_transparency_data:
        behind = Image.new("RGBA", opened.size, "white")
        behind.alpha_composite(opened.convert("RGBA"))
        return behind.convert("RGB")
    return opened.convert("RGB")


def _encoded(pixels: Image.Image, quality: int) -> bytes:
    """JPEG of a picture drawn anew: what came beside the pixels stays behind."""
    bare = Image.new("RGB", pixels.size)
    bare.paste(pixels)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()
