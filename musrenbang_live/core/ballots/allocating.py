"""Money given to options from the ballots of a round: by most votes, and by equal shares.

Equals are taken in the order of the ranked lines, which the plan's tie rules have made.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from musrenbang_live.core.ballots.rule import Decision, Line, Paper, Pile, named

STEPS: Final = 1_000
"""Into so many parts a person's first share is divided: the step by which shares are raised."""


def by_most(lines: Sequence[Line], paper: Paper, ceiling: int) -> Decision:
    """Down the ranking until the money ends; what no longer fits is passed over.

    What nobody voted for gets nothing.
    """
    chosen: list[int] = []
    left = ceiling
    for line in lines:
        if line.votes and paper.cost(line.option) <= left:
            chosen.append(line.option)
            left -= paper.cost(line.option)
    return Decision("terbanyak", tuple(chosen), spent=ceiling - left)


def by_equal_shares(lines: Sequence[Line], pile: Pile, paper: Paper, ceiling: int) -> Decision:
    """The Method of Equal Shares (Peters, Pierczyński, Skowron 2021), completed by add1.

    Everybody has the same share of the ceiling and pays only for what they chose; an option is
    taken when those who chose it can pay for it together, the one first that costs each of them
    least for its worth (worth being its cost). As long as something is left, all shares are raised
    by the same small step, until the next would spend more than the ceiling or nothing more fits.
    """
    voters = [(frozenset(named(mark)), times) for mark, times in pile]
    people = sum(times for _, times in voters)
    if not people:
        return Decision("seimbang", ())
    order = [line.option for line in lines if line.votes and paper.cost(line.option)]
    step = max(1, ceiling // (STEPS * people))
    share = Fraction(ceiling, people)
    chosen = _shared(order, voters, paper, share)
    while _something_fits(order, chosen, paper, ceiling):
        share += step
        more = _shared(order, voters, paper, share)
        if sum(map(paper.cost, more)) > ceiling:
            break
        chosen = more
    return Decision("seimbang", tuple(chosen), spent=sum(map(paper.cost, chosen)))


def _something_fits(
    order: Sequence[int], chosen: Sequence[int], paper: Paper, ceiling: int
) -> bool:
    left = ceiling - sum(map(paper.cost, chosen))
    return any(paper.cost(option) <= left for option in order if option not in chosen)


def _shared(
    order: Sequence[int],
    voters: Sequence[tuple[frozenset[int], int]],
    paper: Paper,
    share: Fraction,
) -> list[int]:
    """The options that can be paid for with this share, in the order in which they are taken."""
    left = [share] * len(voters)
    chosen: list[int] = []
    while True:
        offers = [
            (price / paper.cost(option), place, option, price)
            for place, option in enumerate(order)
            if option not in chosen
            and (price := _price(option, voters, left, paper.cost(option))) is not None
        ]
        if not offers:
            return chosen
        _, _, option, price = min(offers)
        chosen.append(option)
        left = [
            money - min(money, price) if option in liked else money
            for money, (liked, _) in zip(left, voters, strict=True)
        ]


def _price(
    option: int,
    voters: Sequence[tuple[frozenset[int], int]],
    left: Sequence[Fraction],
    cost: int,
) -> Fraction | None:
    """What each supporter pays at most, when together they pay the cost; None if they cannot."""
    purses = sorted(
        (money, times)
        for money, (liked, times) in zip(left, voters, strict=True)
        if option in liked
    )
    payers, owed = sum(times for _, times in purses), Fraction(cost)
    for money, times in purses:
        if money * payers >= owed:
            return owed / payers
        owed -= money * times
        payers -= times
    return None
