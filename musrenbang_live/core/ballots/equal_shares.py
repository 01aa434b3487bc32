"""The Method of Equal Shares, completed by add1, in exact whole numbers.

D. Peters, G. Pierczyński and P. Skowron, "Proportional Participatory Budgeting with Additive
Utilities", NeurIPS 2021. The worth of an option to those who chose it is its cost. Raising all
shares until the money is used is what equalshares.net and Pabulib call add1.
"""

from collections.abc import Sequence
from fractions import Fraction
from heapq import heapify, heappop, heapreplace
from math import lcm
from operator import mul
from typing import Final, NamedTuple

from msgspec import Struct

PARTS: Final = 1_000
"""Into so many parts the first share is divided; by one of them shares are raised in a step."""
MOST_STEPS: Final = 10_000
"""After so many steps it ends, whatever is left. A share is then eleven times what it was at first
(or more, where that was less than `PARTS` rupiah): what would cost each of the few who want it even
more is not bought by this method."""
_ONE: Final = 1 << 20
"""What speeds are counted in: 1 is the speed at which the shares rise."""


class Wish(Struct, frozen=True):
    """An option that somebody chose, and that costs something.

    `voters` are places in the list of distinct ballots, `times` how many of each there are.
    """

    option: int
    cost: int
    voters: tuple[int, ...]
    times: tuple[int, ...]
    votes: int


class _Offer(NamedTuple):
    """A wish at the price at which its supporters can pay for it; the least offer is taken.

    `rate` is the price for its worth. Who has enough pays `price`, the others all they have.
    `falls` is how fast the price falls, at most, when the shares rise.
    """

    rate: Fraction
    place: int
    price: Fraction
    falls: int


def taken(wishes: Sequence[Wish], people: int, ceiling: int) -> list[int]:
    """The options that get money, in the order in which they get it.

    Everybody has the same share of the ceiling. When what they buy together leaves enough for
    another wish, all shares are raised by one step, and everything is done anew; until the next
    step would spend more than the ceiling, or nothing more fits, or after `MOST_STEPS`. Equals are
    taken in the order of `wishes`.
    """
    if not wishes:
        return []
    costs = {wish.option: wish.cost for wish in wishes}
    step = max(1, ceiling // (PARTS * people))
    found: list[int] = []
    steps = 0
    while steps <= MOST_STEPS:
        purses = Purses(wishes, Fraction(ceiling, people) + steps * step, step)
        more = purses.spend()
        left = ceiling - sum(costs[option] for option in more)
        if left < 0:
            break
        found = more
        if not any(cost <= left for option, cost in costs.items() if option not in found):
            break
        steps += 1 + purses.unchanged
    return found


class Purses:
    """What everybody has left of a share, and what is bought with it.

    Money is counted in parts of a rupiah, `_unit` of them being one, so that all of it is whole
    numbers. `unchanged` is how many steps the share could be raised, at least, with the same things
    bought in the same order: these need not be tried. It is found by following how fast purses fill
    and prices fall when the share rises, rounded so that it never says too much.
    """

    def __init__(self, wishes: Sequence[Wish], share: Fraction, step: int) -> None:
        self.unchanged = MOST_STEPS
        self._wishes = wishes
        self._share = share
        self._step = step
        self._unit = share.denominator
        ballots = 1 + max((wish.voters[-1] for wish in wishes), default=0)
        self._left = [share.numerator] * ballots
        self._rises = [_ONE] * ballots

    def spend(self) -> list[int]:
        """Buy one option after the other, until nobody can pay for more.

        Purses only get emptier and offers worse: so only the best of the old offers is looked at
        again, and taken if it is the best even then.
        """
        offers = self._first_offers()
        bought: list[int] = []
        while offers:
            offer = self._offer(offers[0].place)
            if offer is None:
                heappop(offers)
                continue
            heapreplace(offers, offer)
            if offers[0] is offer:
                heappop(offers)
                self._stays_best(offer, offers)
                self._pay(self._wishes[offer.place], offer)
                bought.append(self._wishes[offer.place].option)
        return bought

    def _first_offers(self) -> list[_Offer]:
        """All wishes that full purses can pay for, as if everybody had enough."""
        offers: list[_Offer] = []
        for place, wish in enumerate(self._wishes):
            lacking = wish.cost * self._unit - wish.votes * self._share.numerator
            if lacking > 0:
                self._keeps(lacking, wish.votes * _ONE)
            else:
                price = Fraction(wish.cost, wish.votes)
                offers.append(_Offer(Fraction(1, wish.votes), place, price, 0))
        heapify(offers)
        return offers

    def _offer(self, place: int) -> _Offer | None:
        """What this wish costs its supporters now; None if they cannot pay for it."""
        wish = self._wishes[place]
        purses = [self._left[voter] for voter in wish.voters]
        owed, payers, rising = wish.cost * self._unit, wish.votes, 0
        if min(purses) * payers < owed:
            rises = [self._rises[voter] for voter in wish.voters]
            lacking = owed - sum(map(mul, purses, wish.times))
            if lacking > 0:
                self._keeps(lacking, sum(map(mul, rises, wish.times)))
                return None
            for poorest in sorted(range(len(purses)), key=purses.__getitem__):
                if purses[poorest] * payers >= owed:
                    break
                owed -= purses[poorest] * wish.times[poorest]
                rising += rises[poorest] * wish.times[poorest]
                payers -= wish.times[poorest]
        price = Fraction(owed, payers * self._unit)
        return _Offer(price / wish.cost, place, price, -(-rising // payers))

    def _pay(self, wish: Wish, offer: _Offer) -> None:
        """Everybody who wishes it pays the price, or all there is."""
        unit = lcm(self._unit, offer.price.denominator)
        if unit != self._unit:
            finer = unit // self._unit
            self._left = [purse * finer for purse in self._left]
            self._unit = unit
        price = offer.price.numerator * (unit // offer.price.denominator)
        for voter in wish.voters:
            lacking = price - self._left[voter]
            if lacking <= 0:
                self._left[voter] = -lacking
                self._rises[voter] += offer.falls
            elif self._rises[voter]:
                self._keeps(lacking, self._rises[voter] + offer.falls)
                self._left[voter] = self._rises[voter] = 0

    def _stays_best(self, best: _Offer, others: Sequence[_Offer]) -> None:
        """No other offer falls below this one within the steps that are `unchanged`."""
        for other in others:
            if self.unchanged and other.falls:
                ahead = (other.rate - best.rate) * self._wishes[other.place].cost
                self._keeps(int(ahead * self._unit), other.falls)

    def _keeps(self, distance: int, speed: int) -> None:
        """So much money is not covered at this speed within the steps that are `unchanged`."""
        if self.unchanged and speed:
            still = (distance * _ONE - 1) // (speed * self._unit * self._step)
            self.unchanged = max(0, min(still, self.unchanged))
