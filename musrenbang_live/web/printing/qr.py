"""QR codes as drawings inside the page, so that no image has to be loaded."""

import functools
from typing import Final

import segno
from markupsafe import Markup

QUIET: Final = 4
"""Modules of white around the code, as the standard asks."""


@functools.lru_cache(256)
def qr(text: str, label: str) -> Markup:
    """An `<svg>` of the code for `text`; `label` says in words where it leads.

    It is kept: the addresses of a meeting are shown again and again, and finding the best pattern
    for one takes longer than the rest of the page. For what is secret there is `drawn`.
    """
    return drawn(text, label)


def drawn(text: str, label: str) -> Markup:
    """The same, drawn anew and not kept."""
    matrix = segno.make(text, error="m", micro=False).matrix
    size = len(matrix) + 2 * QUIET
    runs = "".join(_runs(line, row + QUIET) for row, line in enumerate(matrix))
    return Markup(
        '<svg class="qr" role="img" aria-label="{label}" viewBox="0 0 {size} {size}"'
        ' shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/>'
        '<path fill="#0a2a2e" d="{runs}"/></svg>'
    ).format(label=label, size=size, runs=runs)


def _runs(line: bytearray, y: int) -> str:
    """The dark modules of one line as path commands, neighbours together."""
    path, x = "", 0
    while x < len(line):
        end = x
        while end < len(line) and line[end]:
            end += 1
        if end > x:
            path += f"M{x + QUIET} {y}h{end - x}v1h{x - end}z"
        x = end + 1
    return path
