"""Schulze's method with winning votes (M. Schulze, Social Choice and Welfare 36, 2011)."""

from collections.abc import Sequence

from musrenbang_live.core.ballots.rule import Pile, named

Pairs = dict[int, dict[int, int]]
"""A number for each option and each other one."""


def beaten(pile: Pile, options: Sequence[int]) -> dict[int, int]:
    """How many others each option beats: its strongest path there is stronger than the one back.

    Ranking by this number keeps every such victory, since victories are transitive.
    """
    strongest = _strongest_paths(_preferred(pile, options))
    return {
        one: sum(strength > strongest[other][one] for other, strength in paths.items())
        for one, paths in strongest.items()
    }


def _preferred(pile: Pile, options: Sequence[int]) -> Pairs:
    """For each pair, the ballots that put the one above the other."""
    above = {one: {other: 0 for other in options if other != one} for one in options}
    for mark, times in pile:
        below = set(options)
        for option in named(mark):
            below.discard(option)
            under = above[option]
            for other in below:
                under[other] += times
    return above


def _strongest_paths(above: Pairs) -> Pairs:
    """Floyd and Warshall's way, where a path is as strong as its weakest link."""
    paths = {
        one: {other: votes if votes > above[other][one] else 0 for other, votes in under.items()}
        for one, under in above.items()
    }
    for middle, onward in paths.items():
        for one, reached in paths.items():
            to_middle = reached.get(middle, 0)
            for other, strength in onward.items():
                if other != one and (through := min(to_middle, strength)) > reached[other]:
                    reached[other] = through
    return paths
