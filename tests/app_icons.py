"""The icons of the app: the mark of `static/shared/icon.svg`, drawn for phones that want PNG.

    python -m tests.app_icons        into static/reports

A phone cuts them to a shape of its own (maskable): so the ground fills the square, and the mark
stays within the circle of 80 per cent that no phone cuts.
"""

from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

from musrenbang_live.web.reports.installing import ICONS

OUT: Final = Path(__file__).parent.parent / "static" / "reports"
GROUND, LINE, KUNYIT = "#07383d", "#fff", "#f5b51c"
FINER: Final = 4
"""Drawn so many times larger, then shrunk, for smooth edges."""
UNITS: Final = 38
"""Units of the drawing along a side; the mark itself takes 24."""

Point = tuple[float, float]


def curve(start: Point, one: Point, two: Point, end: Point, steps: int = 200) -> list[Point]:
    """A cubic Bezier curve as a line of many points."""
    return [_on_curve(start, one, two, end, step / steps) for step in range(steps + 1)]


def _on_curve(start: Point, one: Point, two: Point, end: Point, t: float) -> Point:
    weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3)
    points = (start, one, two, end)
    x, y = (sum(w * p[axis] for w, p in zip(weights, points, strict=True)) for axis in (0, 1))
    return x, y


STROKES: Final = (
    ([(2, 5), *curve((4, 5), (9, 5), (9, 12), (14, 12))], LINE),
    ([(2, 19), *curve((4, 19), (9, 19), (9, 12), (14, 12))], LINE),
    ([(14, 12), (22, 12)], KUNYIT),
)


def drawn(size: int) -> Image.Image:
    """The icon, `size` pixels along a side."""
    large = size * FINER
    unit, middle = large / UNITS, large / 2
    picture = Image.new("RGB", (large, large), GROUND)
    pen = ImageDraw.Draw(picture)
    half = 1.5 * unit
    for points, colour in STROKES:
        placed = [(middle + (x - 12) * unit, middle + (y - 12) * unit) for x, y in points]
        pen.line(placed, fill=colour, width=round(2 * half))
        for (
            x,
            y,
        ) in placed:  # round joints, too: between short pieces the ground would shine through
            pen.ellipse((x - half, y - half, x + half, y + half), fill=colour)
    return picture.resize((size, size), Image.Resampling.LANCZOS).quantize(64)


def main() -> None:
    """Draw all sizes."""
    for size in ICONS:
        drawn(size).save(OUT / f"icon-{size}.png", optimize=True)


if __name__ == "__main__":
    main()
