"""Lengths and steps: how numbers become bars and shades without saying more than they do."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

_ROUND: Final = (10, 15, 20, 25, 30, 40, 50, 100)
"""What people count in: tenths of a power of ten."""
SHADES: Final = 5
"""Shades that are told apart on a cheap phone in the sun, beside that for nothing."""


class Step(Struct, frozen=True):
    """A shade of a map: the whole numbers from `low` to `high`, both in it."""

    number: int
    low: int
    high: int


def rounded_up(value: float) -> int:
    """The smallest round number (2, 15, 300, …) that is not less than `value`; at least 1."""
    power = 1
    while power * 10 < value:
        power *= 10
    sizes = (sign * power // 10 for sign in _ROUND if sign * power % 10 == 0)
    return next(size for size in sizes if size >= value)


def steps(most: int) -> tuple[Step, ...]:
    """At most `SHADES` steps of one round size that hold 1 to `most`; none where `most` is 0.

    Where fewer are needed, their shades lie as far apart as they can.
    """
    if most < 1:
        return ()
    size = rounded_up(most / SHADES)
    used = -(-most // size)
    apart = (SHADES - 1) / (used - 1) if used > 1 else 0
    return tuple(
        Step(1 + round(each * apart), each * size + 1, (each + 1) * size) for each in range(used)
    )


def step_of(value: int, sizes: Sequence[Step]) -> int:
    """The number of the step that holds `value`, 0 for nothing, the last for whatever is more."""
    if value < 1 or not sizes:
        return 0
    return next((step.number for step in sizes if value <= step.high), sizes[-1].number)


def length(value: float, most: float, whole: float = 100.0) -> float:
    """How long the bar of `value` is where that of `most` is `whole`; hundredths, never outside."""
    if most <= 0 or value <= 0:
        return 0.0
    return round(min(value / most, 1.0) * whole, 2)
