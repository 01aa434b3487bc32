"""Money given to options from the ballots of a round: by most votes, and by equal shares.

Equals are taken in the order of the ranked lines, which the plan's tie rules have made.
"""

from collections.abc import Sequence

from musrenbang_live.core.ballots.equal_shares import Wish, taken
from musrenbang_live.core.ballots.rule import Decision, Line, Paper, Pile, named


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
    """The Method of Equal Shares (see `equal_shares`).

    What costs nothing is taken first, whoever wants it: nobody has to pay for it.
    """
    order = [line.option for line in lines if line.votes]
    free = [option for option in order if not paper.cost(option)]
    wishes = wishes_of([option for option in order if paper.cost(option)], pile, paper)
    bought = taken(wishes, sum(times for _, times in pile), ceiling)
    return Decision("seimbang", (*free, *bought), spent=sum(map(paper.cost, bought)))


def wishes_of(order: Sequence[int], pile: Pile, paper: Paper) -> list[Wish]:
    """Who wishes each of these options, which all cost something; in the order given."""
    backers: dict[int, dict[int, int]] = {option: {} for option in order}
    for voter, (mark, times) in enumerate(pile):
        for option in named(mark):
            if option in backers:
                backers[option][voter] = times
    return [
        Wish(option, paper.cost(option), tuple(found), tuple(found.values()), sum(found.values()))
        for option, found in backers.items()
    ]
