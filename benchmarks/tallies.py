"""`python -m benchmarks.tallies`: what counting costs, side by side for growing halls.

One process, no server: the pure core. All ballots are different, which is the worst for counting;
costs are in millions of rupiah. `times` is the time of equal shares over that of adding votes up.
"""

import time
from collections.abc import Callable
from random import Random
from typing import Final

from rich.console import Console
from rich.table import Table

from musrenbang_live.core.ballots import Budget, Mark, Paper, Pile, Rank
from musrenbang_live.core.ballots.allocating import by_equal_shares
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.core.tally import tally

CEILING: Final = 370_000_000
HALLS: Final = ((150, 20), (300, 40), (2_000, 60))
DEAREST: Final = 150
"""Millions that the dearest option costs."""


def hall(ballots: int, options: int) -> tuple[Paper, Pile]:
    """So many different ballots over so many options, of which some are wanted by many."""
    random = Random(1)
    numbers = tuple(range(1, options + 1))
    wanted = [random.random() ** 2 + 0.05 for _ in numbers]
    pile: dict[tuple[int, ...], Mark] = {}
    while len(pile) < ballots:
        liking = [random.random() ** (1 / chance) for chance in wanted]
        order = sorted(numbers, key=lambda option: -liking[option - 1])
        best = order[: random.randrange(1, options // 2)]
        pile[tuple(sorted(best))] = best
    costs = tuple(random.randrange(2, DEAREST) * 1_000_000 for _ in numbers)
    return Paper(numbers, costs), [(mark, 1) for mark in pile.values()]


def seconds(work: Callable[[], object]) -> float:
    """The shortest of three."""
    taken = []
    for _ in range(3):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken)


def main() -> None:
    """Print the table."""
    table = Table("ballots", "options", "votes, ms", "equal shares, ms", "times", "ranking, ms")
    for ballots, options in HALLS:
        paper, pile = hall(ballots, options)
        money = RoundPlan("a", "A", Budget(CEILING, fits=False))
        order = RoundPlan("u", "U", Rank(options))
        lines = tally(money, paper, pile, final=False).lines
        votes = seconds(lambda: tally(money, paper, pile, final=False))  # noqa: B023  (called at once)
        equal = seconds(lambda: by_equal_shares(lines, pile, paper, CEILING))  # noqa: B023
        ranking = seconds(lambda: tally(order, paper, pile))  # noqa: B023
        shown = (f"{1000 * taken:.1f}" for taken in (votes, equal))
        table.add_row(
            str(ballots), str(options), *shown, f"{equal / votes:.0f}", f"{1000 * ranking:.1f}"
        )
    Console().print(table)


if __name__ == "__main__":
    main()
