"""Putting proposals in order by hand: places that are typed, and one step up or down."""

from collections.abc import Mapping, Sequence


def arranged(order: Sequence[int], typed: Mapping[int, int | None]) -> tuple[int, ...]:
    """`order` after places were typed: each proposal that was given another place goes there.

    `typed` has the place (from 1) of every proposal on the page, None for one that is left off;
    those that were not in `order` come in. A place beyond the end is the end; of two that go to
    one place the one that stood first comes first.
    """
    stay = [number for at, number in enumerate(order, 1) if typed.get(number) == at]
    moved = [
        (place, number)
        for number, place in sorted(typed.items(), key=lambda item: _at(order, item[0]))
        if place is not None and number not in stay
    ]
    for place, number in sorted(moved, key=lambda each: each[0]):
        stay.insert(max(place, 1) - 1, number)
    return tuple(stay)


def _at(order: Sequence[int], number: int) -> int:
    return order.index(number) if number in order else len(order)


def stepped(order: Sequence[int], number: int, step: int) -> tuple[int, ...]:
    """`order` with one proposal a place earlier (-1) or later (1); unchanged at either end."""
    if number not in order:
        return tuple(order)
    at = order.index(number)
    to = min(max(at + step, 0), len(order) - 1)
    left = [each for each in order if each != number]
    return (*left[:to], number, *left[to:])
