"""Photos from strangers: upright, small, without where and when they were made; no bombs."""

import io
import struct
import time
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, PngImagePlugin

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.photos import MOST_BYTES, Photo, accepted, measured
from musrenbang_live.store import photos as kept_photos
from musrenbang_live.web import photo_drawing, photos
from tests.builders import NOW
from tests.web.browsing import Hall, Visitor

CORNERS = ("red", "lime", "blue", "yellow")
"""Top left, top right, bottom left, bottom right."""
SECRETS = (b"Exif", b"RahasiaGPS", b"Samsung", b"http://ns.adobe.com", b"ICC_PROFILE", b"COMMENT")


def corners(width: int = 240, height: int = 160, mode: str = "RGB") -> Image.Image:
    """A picture of four plain corners."""
    whole = Image.new("RGB", (width, height))
    for place, colour in enumerate(CORNERS):
        x, y = place % 2 * width // 2, place // 2 * height // 2
        whole.paste(colour, (x, y, x + width // 2, y + height // 2))
    return whole.convert(mode)


def encoded(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def noted(orientation: int = 1) -> Image.Exif:
    """What a phone writes into a photo."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "Samsung"
    exif[ExifTags.Base.ImageDescription] = "RahasiaGPS"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLatitude: (2.0, 57.0, 59.5)}
    )
    return exif


def seen(photo: Photo) -> list[str]:
    """The colours of the corners of a photo."""
    with Image.open(io.BytesIO(photo.jpeg)) as opened:
        assert opened.size == (photo.width, photo.height)
        width, height = opened.size
        places = [(width // 4 * x, height // 4 * y) for y in (1, 3) for x in (1, 3)]
        return [_name(opened.getpixel(place)) for place in places]


def _name(pixel: Any) -> str:
    known = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255),
             "yellow": (255, 255, 0), "white": (255, 255, 255), "black": (0, 0, 0)}  # fmt: skip
    return min(
        known, key=lambda name: sum(abs(a - b) for a, b in zip(known[name], pixel, strict=True))
    )


async def refusal(data: bytes) -> str:
    with pytest.raises(Rejected) as refused:
        await photos.freed(data)
    return refused.value.code


def png_of(width: int, height: int, body: bytes = b"") -> bytes:
    """A PNG whose header claims a size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_every_way_of_holding_a_phone_ends_upright(orientation: int) -> None:
    turned = corners()
    undo = photo_drawing.TURNS.get(orientation)
    if undo is not None:  # what the camera stored: the inverse of the turn that rights it
        inverse = {Image.Transpose.ROTATE_90: Image.Transpose.ROTATE_270,
                   Image.Transpose.ROTATE_270: Image.Transpose.ROTATE_90}  # fmt: skip
        turned = turned.transpose(inverse.get(undo, undo))
    photo = await photos.freed(encoded(turned, quality=95, exif=noted(orientation)))
    assert seen(photo) == list(CORNERS)
    assert (photo.width, photo.height) == (240, 160)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_nothing_but_pixels_is_left(kind: str) -> None:
    options: dict[str, Any] = {"exif": noted(), "icc_profile": b"ICC_PROFILE" * 30}
    if kind == "JPEG":
        options["comment"] = b"COMMENT"
    if kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Comment", "RahasiaGPS", zip=False)
    sent = encoded(corners(), kind, **options)
    assert any(secret in sent for secret in SECRETS)
    photo = await photos.freed(sent)
    for content in (photo.jpeg, photo.thumb):
        with Image.open(io.BytesIO(content)) as opened:
            assert not opened.getexif()
            assert not {"exif", "icc_profile", "comment", "xmp"} & opened.info.keys()
        assert not [secret for secret in SECRETS if secret in content]
    assert seen(photo) == list(CORNERS)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("CMYK", "JPEG"), ("L", "JPEG"), ("P", "PNG"), ("1", "PNG"), ("RGBA", "WEBP"), ("LA", "PNG")],
)
async def test_every_kind_of_colour_becomes_a_photo(mode: str, kind: str) -> None:
    photo = await photos.freed(encoded(corners(mode=mode), kind))
    with Image.open(io.BytesIO(photo.jpeg)) as opened:
        assert (opened.mode, opened.format) == ("RGB", "JPEG")
    if mode in ("CMYK", "P", "RGBA"):
        assert seen(photo) == list(CORNERS)


async def test_what_is_transparent_is_white_and_deep_grey_is_scaled() -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    assert seen(await photos.freed(encoded(clear, "PNG"))) == ["white"] * 4
    deep = Image.new("I;16", (40, 40), 500)  # nearly black of 65,535
    assert seen(await photos.freed(encoded(deep, "PNG"))) == ["black"] * 4


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
async def test_of_what_moves_the_first_picture_stays(kind: str) -> None:
    later = Image.new("RGB", (240, 160), "black")
    moving = encoded(corners(), kind, save_all=True, append_images=[later] * 3, duration=100)
    assert seen(await photos.freed(moving)) == list(CORNERS)


async def test_a_large_photo_is_shrunk_and_a_small_one_is_not_enlarged() -> None:
    photo = await photos.freed(encoded(corners(4000, 3000)))
    assert (photo.width, photo.height) == (1600, 1200)
    with Image.open(io.BytesIO(photo.thumb)) as small:
        assert small.size == (320, 240)
    assert len(photo.jpeg) < 400_000
    tiny = await photos.freed(encoded(corners(8, 4)))
    assert (tiny.width, tiny.height) == (8, 4)
    strip = await photos.freed(encoded(Image.new("RGB", (9000, 1)), "PNG"))
    assert (strip.width, strip.height) == (1600, 1)


async def test_bombs_are_refused_before_anything_unpacks_them() -> None:
    blank = zlib.compress(bytes(30_000_000), 9)
    began = time.process_time()  # the work of all threads; waiting for a busy machine is none
    assert await refusal(png_of(20_000, 20_000, blank)) == "photo_too_large"
    assert await refusal(png_of(2**31 - 1, 1)) == "photo_too_large"
    webp = bytearray(encoded(corners(), "WEBP", exif=noted()))  # with a canvas of its own
    assert webp[12:16] == b"VP8X"
    webp[24:30] = b"\xfe\x3f\x00\xfe\x3f\x00"
    assert await refusal(bytes(webp)) == "photo_too_large"
    jpeg = encoded(corners())
    frame = jpeg.index(b"\xff\xc0")
    huge = jpeg[: frame + 5] + b"\xff\xff\xff\xff" + jpeg[frame + 9 :]
    assert await refusal(huge) == "photo_too_large"
    assert await refusal(jpeg + bytes(MOST_BYTES)) == "photo_too_large"
    assert time.process_time() - began < 2


async def test_what_is_no_photo_is_said_to_be_unreadable() -> None:
    whole = encoded(corners(), quality=95)
    lying = png_of(240, 160, zlib.compress(bytes(100)))
    texts = PngImagePlugin.PngInfo()
    texts.add_text("a", "x" * 2_000_000, zip=True)
    others = [
        b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"MZ" + bytes(999),
        encoded(corners(), "GIF"), encoded(corners(), "BMP"), encoded(corners(), "TIFF"),
        whole[:3], whole[: len(whole) // 2], whole[:200], png_of(0, 5), lying,
        encoded(corners(), "PNG")[:-30], encoded(corners(), "WEBP")[:-30],
        b"RIFF\0\0\0\0WEBPVP8 " + bytes(40), encoded(corners(), "PNG", pnginfo=texts),
    ]  # fmt: skip
    assert {await refusal(data) for data in others} == {"photo_unreadable"}


@settings(max_examples=60)
@given(st.data())
async def test_a_damaged_photo_is_a_photo_or_refused(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["JPEG", "PNG", "WEBP"]))
    content = bytearray(encoded(corners(64, 48), kind, exif=noted(6)))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    try:
        photo = await photos.freed(bytes(content))
    except Rejected:
        return
    assert photo.jpeg.startswith(b"\xff\xd8")
    assert b"Samsung" not in photo.jpeg


@given(st.binary(max_size=64))
def test_any_bytes_can_be_measured(data: bytes) -> None:
    for before in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"RIFF\0\0\0\0WEBP", b""):
        measured(before + data)
        measured(before + b"VP8L" + data)


@pytest.mark.parametrize(
    ("kind", "options"), [("WEBP", {"lossless": True}), ("WEBP", {}), ("JPEG", {"progressive": 1}),
                          ("PNG", {})],
)  # fmt: skip
def test_headers_of_every_kind_say_the_size(kind: str, options: dict[str, Any]) -> None:
    header = accepted(encoded(corners(), kind, **options))
    assert (header.kind, header.width, header.height) == (kind.lower(), 240, 160)


async def test_a_photo_is_seen_once_it_is_shown(hall: Hall, visitor: Visitor) -> None:
    photo, photo_id = await photos.freed(encoded(corners())), photos.new_id()
    for _ in range(2):
        await kept_photos.add(hall.site.pool, photo_id, photo, at=NOW)
    addresses = [f"/foto/{photo_id}.jpg", f"/foto/{photo_id}-kecil.jpg"]
    for address in addresses:
        assert (await visitor.client.get(address)).status_code == 404
    await kept_photos.show(hall.site.pool, [photo_id], shown=True)
    for address, content in zip(addresses, (photo.jpeg, photo.thumb), strict=True):
        answer = await visitor.client.get(address)
        assert (answer.content, answer.headers["content-type"]) == (content, "image/jpeg")
        again = await visitor.client.get(address, headers={"if-none-match": answer.headers["etag"]})
        assert again.status_code == 304
    await kept_photos.erase(hall.site.pool, [photo_id])
    assert (await visitor.client.get(addresses[0])).status_code == 404
