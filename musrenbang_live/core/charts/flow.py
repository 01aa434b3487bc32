"""A flow diagram that runs down the page: a trunk that grows thinner, and arms that leave it.

Widths across are in percent of the picture, heights in px, as in `core.charts.bars`: labels are
never scaled. Each stage is a bar as wide as what came there; what goes no farther bends off to the
right, the rightmost slice first, so that no two arms cross.
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from musrenbang_live.core.charts.scales import length

TRUNK: Final = 40.0
"""Percent of the width that everything together takes: the rest is for the names of arms."""
THINNEST: Final = 0.6
"""Percent of the width below which a slice is not seen."""
ARM: Final = 44.0
"""Height of an arm of everything together, in px, and `LOWEST` that of the thinnest."""
LOWEST: Final = 3.0
NAME: Final = 22
"""Height of a line of text, above each bar and each arm."""
BAR: Final = 10
GAP: Final = 8


class Arm(Struct, frozen=True):
    """What leaves: a slice from `left` to `right` (percent) of the bar above, which ends at the
    right edge of the picture from `top` over `height` (px). `base` is the base line of its name.
    """

    left: float
    right: float
    top: float
    height: float
    base: float


class Stage(Struct, frozen=True):
    """A bar from the left edge, `width` percent wide at `top`, `base` the base line of its name.

    `onward` is the width of what goes on from it, down to `until`, where the next bar begins.
    """

    width: float
    base: float
    top: float
    onward: float
    until: float
    arms: tuple[Arm, ...]


class Flow(Struct, frozen=True):
    """The drawn diagram and its height in px."""

    stages: tuple[Stage, ...]
    height: float


def drawn(stages: Sequence[tuple[int, Sequence[int]]]) -> Flow:
    """The diagram of stages as (how many came, how many left by each arm), the first first."""
    whole = max((count for count, _ in stages), default=0)
    found: list[Stage] = []
    y = 0.0
    for place, (count, leaving) in enumerate(stages):
        after = stages[place + 1][0] if place + 1 < len(stages) else 0
        top = y + NAME
        arms = _arms(leaving, whole, _width(after, whole), top + BAR)
        y = (arms[-1].top + arms[-1].height if arms else top + BAR) + GAP
        found.append(
            Stage(
                width=_width(count, whole),
                base=top - 6,
                top=top,
                onward=_width(after, whole),
                until=y + NAME if after else top + BAR,
                arms=arms,
            )
        )
    return Flow(tuple(found), max(y - GAP, 0))


def _arms(leaving: Sequence[int], whole: int, start: float, y: float) -> tuple[Arm, ...]:
    """The arms of one stage, the topmost first; their slices begin at `start`."""
    edges = [start]
    for count in reversed(leaving):
        edges.append(round(edges[-1] + _width(count, whole), 2))
    found = []
    for place, count in enumerate(leaving):
        right, left = edges[-1 - place], edges[-2 - place]
        height = round(max(length(count, whole, ARM), LOWEST), 2)
        found.append(Arm(left, right, y + NAME, height, y + NAME - 6))
        y += NAME + height + GAP / 2
    return tuple(found)


def _width(count: int, whole: int) -> float:
    return max(length(count, whole, TRUNK), THINNEST) if count else 0.0
