"""Horizontal bars whose labels stand above them, so that they read on a narrow phone.

Lengths across are in percent of the picture's width, whatever it is; heights are in px. Text is
therefore as large on a phone as on a laptop, and nothing is scaled.
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from musrenbang_live.core.charts.scales import length

LONGEST: Final = 66.0
"""Percent of the width that the longest bar takes; its number stands behind it."""
SHORTEST: Final = 30.0
"""The same where the numbers behind the bars are long."""
PHONE: Final = 328
"""Width of a picture on a phone of 360 px."""
SIGN: Final = 9.5
"""Width of a bold sign of 14 px in the widest of the usual fonts."""
HEAD: Final = 24
"""Height of the line on which the mark is named."""
LABEL: Final = 22
NEXT: Final = 20
"""From the top of a bar to that of the next of the same label."""
BASE: Final = 13
"""From the top of a bar to the base line of the number behind it."""
GAP: Final = 12


class Span(Struct, frozen=True):
    """What a bar shows: `value` from `start`, both in the unit of the chart."""

    value: float
    start: float = 0


class Bar(Struct, frozen=True):
    """A bar: from `x` over `width`, both in percent; `end` is where its number stands.

    `top` and `base` (of the number) in px from the top of the picture.
    """

    x: float
    width: float
    end: float
    top: int
    base: int


class Group(Struct, frozen=True):
    """The bars of one label, and the base line of that label."""

    base: int
    bars: tuple[Bar, ...]


class Bars(Struct, frozen=True):
    """A drawn chart. `mark` is where the line stands by which the bars are measured, in percent."""

    groups: tuple[Group, ...]
    height: int
    mark: float | None


def longest(signs: int) -> float:
    """How long the longest bar may be where so many signs must fit behind it on a phone."""
    room = 100 - 100 * (SIGN * signs + 6) / PHONE
    return round(min(max(room, SHORTEST), LONGEST), 2)


def drawn(
    groups: Sequence[Sequence[Span]], *, mark: float = 0, whole: float = 0, signs: int = 0
) -> Bars:
    """The bars of all groups under each other, to one scale that ends at the largest of them.

    `mark` 0 is none. `whole`: the scale ends there if that is more, as 100 for percentages. `signs`
    is how many the longest number behind a bar has.
    """
    end = longest(signs)
    ends = [span.start + span.value for spans in groups for span in spans]
    most = max([*ends, mark, whole], default=0)
    top = HEAD if mark else 0
    found = []
    for spans in groups:
        bars = tuple(
            _bar(span, most, end, top + LABEL + place * NEXT) for place, span in enumerate(spans)
        )
        found.append(Group(top + LABEL - 6, bars))
        top += LABEL + len(spans) * NEXT + GAP
    return Bars(tuple(found), max(top - GAP, 0), length(mark, most, end) if mark else None)


def _bar(span: Span, most: float, scale: float, top: int) -> Bar:
    x = length(span.start, most, scale)
    end = length(span.start + span.value, most, scale)
    return Bar(x, round(max(end - x, 0), 2), end, top, top + BASE)
