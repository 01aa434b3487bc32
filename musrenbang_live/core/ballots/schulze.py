"""Schulze's method with winning votes (M. Schulze, Social Choice and Welfare 36, 2011)."""

from collections import Counter
from collections.abc import Sequence

from musrenbang_live.core.ballots.rule import Pile, named

_Pairs = dict[tuple[int, int], int]


def beaten(pile: Pile, options: Sequence[int]) -> dict[int, int]:
    """How many others each option beats: its strongest path there is stronger than the one back.

    Ranking by this number keeps every such victory, since victories are transitive.
    """
    strongest = _strongest_paths(_preferred(pile, options), options)
    return {
        one: sum(strongest[one, other] > strongest[other, one] for other in options if other != one)
        for one in options
    }


def _preferred(pile: Pile, options: Sequence[int]) -> Counter[tuple[int, int]]:
    """For each pair, the ballots that put the one above the other."""
    above = Counter[tuple[int, int]]()
    for mark, times in pile:
        ranked = named(mark)
        below = set(options)
        for option in ranked:
            below.discard(option)
            for other in below:
                above[option, other] += times
    return above


def _strongest_paths(above: Counter[tuple[int, int]], options: Sequence[int]) -> _Pairs:
    """Floyd and Warshall's way, where a path is as strong as its weakest link."""
    paths: _Pairs = {
        (one, other): above[one, other] if above[one, other] > above[other, one] else 0
        for one in options
        for other in options
        if one != other
    }
    for middle in options:
        for one in options:
            if one == middle:
                continue
            for other in options:
                if other not in (one, middle):
                    through = min(paths[one, middle], paths[middle, other])
                    if through > paths[one, other]:
                        paths[one, other] = through
    return paths
