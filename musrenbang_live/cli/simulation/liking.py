"""What a simulated person marks: a valid ballot of any kind, by what it likes.

Earlier options are liked more, so that results differ; none of it means anything.
"""

import random
from collections.abc import Mapping, Sequence

from musrenbang_live.core.ballots import (
    Agree,
    AnyRule,
    Budget,
    Choose,
    Dots,
    Elect,
    Mark,
    Rank,
    Score,
)
from musrenbang_live.core.ballots.agreeing import ANSWERS
from musrenbang_live.core.ballots.scoring import HIGHEST, LOWEST


def liked(chance: random.Random, options: Sequence[int], count: int) -> list[int]:
    """Some of `options`, the best liked first."""
    left, found = sorted(options), list[int]()
    while left and len(found) < count:
        weights = [1 / (2 + place) for place in range(len(left))]
        found.append(left.pop(chance.choices(range(len(left)), weights)[0]))
    return found


def marked(
    chance: random.Random, rule: AnyRule, options: Sequence[int], costs: Mapping[int, int]
) -> Mark:
    """A mark of at least one of `options`; `costs` in rupiah where the paper tells them."""
    match rule:
        case Choose(most=most) | Elect(most=most):
            return sorted(liked(chance, options, chance.randint(1, most)))
        case Budget():
            return sorted(_within(rule, liked(chance, options, len(options)), costs))
        case Rank(most=most):
            return liked(chance, options, chance.randint(1, most))
        case Agree():
            return [[option, chance.choice(ANSWERS)] for option in sorted(options)]
        case Dots():
            return _points(chance, rule, options)
        case Score():
            wanted = sorted(liked(chance, options, chance.randint(1, len(options))))
            return [[option, *_scores(chance, rule)] for option in wanted]


def _within(rule: Budget, wanted: Sequence[int], costs: Mapping[int, int]) -> list[int]:
    """As many of `wanted` as the money is enough for."""
    chosen: list[int] = []
    left = rule.ceiling
    for option in wanted:
        if not rule.fits or costs.get(option, 0) <= left:
            chosen.append(option)
            left -= costs.get(option, 0)
    return chosen


def _points(chance: random.Random, rule: Dots, options: Sequence[int]) -> list[list[int]]:
    left, given = rule.points, list[list[int]]()
    for option in liked(chance, options, len(options)):
        points = min(left, chance.randint(1, rule.most_each or rule.points))
        if not points:
            break
        given.append([option, points])
        left -= points
    return sorted(given)


def _scores(chance: random.Random, rule: Score) -> list[int]:
    return [chance.randint(LOWEST, HIGHEST) for _ in rule.scored]
