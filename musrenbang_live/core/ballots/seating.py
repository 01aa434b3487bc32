"""Seats filled from a ranking, with a least number of women where the plan enforces one."""

from collections.abc import Sequence

from musrenbang_live.core.ballots.rule import Decision, Line, Paper


def seated(lines: Sequence[Line], paper: Paper, seats: int, women: int) -> Decision:
    """Who gets the `seats`, of whom at least `women` are women, as far as women have votes.

    The best of the ranking are seated; where too few of them are women, the last men give way to
    the best women who are left. Equals may stand in any order: whoever is seated in every order
    is `chosen`, whoever is seated in some is `undecided`, and lots decide among these for the
    remaining `places`. Without a vote nobody is seated.
    """
    standing = [line for line in lines if line.votes]
    seats = min(seats, len(standing))
    fewest, most = _women_seated(standing, paper, seats, women)
    chosen: list[int] = []
    undecided: list[int] = []
    for line in standing:
        is_woman = line.option in paper.women
        peers = [other for other in standing if (other.option in paper.women) == is_woman]
        surely, perhaps = (fewest, most) if is_woman else (seats - most, seats - fewest)
        if sum(other.rank <= line.rank for other in peers) <= surely:
            chosen.append(line.option)
        elif sum(other.rank < line.rank for other in peers) < perhaps:
            undecided.append(line.option)
    return Decision("kursi", tuple(chosen), tuple(undecided), places=seats - len(chosen))


def _women_seated(
    standing: Sequence[Line], paper: Paper, seats: int, least: int
) -> tuple[int, int]:
    """How many of the seated are women: the fewest and the most, over all orders of equals."""
    if not seats:
        return 0, 0
    last = standing[seats - 1].rank
    before = [line for line in standing if line.rank < last]
    level = [line for line in standing if line.rank == last]
    left = seats - len(before)
    sure = _women(before, paper)
    women = _women(level, paper)
    men = len(level) - women
    least = min(least, _women(standing, paper), seats)
    return max(least, sure + max(0, left - men)), max(least, sure + min(left, women))


def _women(lines: Sequence[Line], paper: Paper) -> int:
    return sum(line.option in paper.women for line in lines)
