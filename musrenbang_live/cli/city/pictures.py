"""Drawn pictures of what was built, before and after. Nobody can take them for photos: they are
drawings, and each says so.
"""

import io
from collections.abc import Callable
from typing import Final, Literal

from PIL import Image, ImageDraw, ImageFont

Subject = Literal["parit", "gang", "titi"]
SIZE: Final = (1200, 900)
SAYS: Final = "CONTOH · GAMBAR REKAAN"
SKY: Final = "#bcd6dc"
GROUND: Final = "#9c8f6c"
WALLS: Final = ("#d9c9a3", "#c7d3c1", "#d8b9a4")
ROOF: Final = "#7d4a3a"
WATER: Final = "#6f8a86"
MUD: Final = "#7a6547"
CONCRETE: Final = "#c9c7bf"
DARK: Final = "#3b3a36"

Pen = ImageDraw.ImageDraw


def picture(subject: Subject, *, after: bool) -> bytes:
    """A JPEG of how it was, or of how it is now."""
    image = Image.new("RGB", SIZE, SKY)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 430, *SIZE), fill=GROUND)
    for place, color in enumerate(WALLS):
        _house(pen, 60 + place * 390, color)
    _SCENES[subject](pen, after)
    _label(pen, "Sesudah" if after else "Sebelum")
    whole = io.BytesIO()
    image.save(whole, "JPEG", quality=80)
    return whole.getvalue()


def _house(pen: Pen, x: int, color: str) -> None:
    pen.rectangle((x, 250, x + 270, 440), fill=color)
    pen.polygon([(x - 30, 260), (x + 135, 150), (x + 300, 260)], fill=ROOF)
    pen.rectangle((x + 105, 330, x + 165, 440), fill=DARK)
    for window in (x + 30, x + 195):
        pen.rectangle((window, 310, window + 45, 360), fill=SKY, outline=DARK, width=4)


def _ditch(pen: Pen, after: bool) -> None:
    """A ditch along the lane: water over the ground before, between concrete walls after."""
    if not after:
        pen.polygon([(0, 500), (1200, 470), (1200, 830), (0, 780)], fill=WATER)
        for x in range(40, 1200, 160):
            pen.arc((x, 590, x + 90, 620), 200, 340, fill=SKY, width=5)
        return
    pen.polygon([(0, 520), (1200, 500), (1200, 560), (0, 590)], fill=CONCRETE)
    pen.polygon([(0, 590), (1200, 560), (1200, 680), (0, 720)], fill=DARK)
    pen.polygon([(0, 650), (1200, 615), (1200, 680), (0, 720)], fill=WATER)
    pen.polygon([(0, 720), (1200, 680), (1200, 740), (0, 790)], fill=CONCRETE)


def _lane(pen: Pen, after: bool) -> None:
    """A lane: mud with puddles before, concrete with joints after."""
    pen.polygon([(480, 440), (720, 440), (1120, 900), (80, 900)], fill=CONCRETE if after else MUD)
    if after:
        for y in (500, 570, 660, 770):
            half = 120 + (y - 440) * 400 // 460
            pen.line((600 - half, y, 600 + half, y), fill=DARK, width=4)
        return
    for x, y, wide in ((420, 650, 190), (640, 540, 120), (620, 770, 260)):
        pen.ellipse((x, y, x + wide, y + wide // 3), fill=WATER)


def _bridge(pen: Pen, after: bool) -> None:
    """A small bridge: crooked planks before, concrete with a railing after."""
    pen.rectangle((0, 560, 1200, 780), fill=WATER)
    if not after:
        for place in range(9):
            x, lower = 330 + place * 60, (place * 37) % 50
            pen.polygon(
                [(x, 520 + lower), (x + 44, 520), (x + 44, 820), (x, 820 - lower)], fill=MUD
            )
        return
    pen.rectangle((300, 520, 900, 820), fill=CONCRETE)
    for x in (300, 880):
        pen.rectangle((x, 450, x + 20, 820), fill=DARK)
    pen.line((310, 470, 890, 470), fill=DARK, width=10)


def _label(pen: Pen, when: str) -> None:
    pen.rectangle((0, 0, 1200, 92), fill="#07383d")
    pen.text((28, 22), f"{when} · {SAYS}", fill="#ffffff", font=ImageFont.load_default(42))


_SCENES: Final[dict[Subject, Callable[[Pen, bool], None]]] = {
    "parit": _ditch,
    "gang": _lane,
    "titi": _bridge,
}
