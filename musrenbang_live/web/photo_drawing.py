"""The pixels of a photo decoded and drawn anew; the one module that knows Pillow."""

import contextlib
import io
from typing import Final

from PIL import ExifTags, Image

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.photos import THUMB_EDGE, Measured, Photo

QUALITY: Final = 82
SMALL_QUALITY: Final = 74
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How a picture is turned upright, by the EXIF orientation (CIPA DC-008, tag 0x0112)."""


def drawn_anew(data: bytes, header: Measured, most_edge: int) -> Photo:
    """The photo `data` upright, small and bare. `header` is what it says of itself.

    Takes a moment: to be run in a thread. Raises `Rejected`: `photo_unreadable`.
    """
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
    return shrunk.transpose(TURNS[turn]) if turn in TURNS else shrunk


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
