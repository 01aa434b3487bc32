"""Proposals counted by what became of them: of a kelurahan, a kecamatan, a year, or one meeting.

What is counted is a life: a proposal of the first tier with all that followed, once.
"""

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from msgspec import Struct

from musrenbang_live.core.following import BANKED, State, step_of

PLANNED: Final = 3
FUNDED: Final = 4
DONE: Final = 5
"""The steps of `core.following.STEPS` from which it is in the plan, in the budget, finished."""
Key = TypeVar("Key", str, int)


class Lives(Struct, frozen=True, kw_only=True):
    """So many (`count`) proposals that are alike in all that is said here.

    `agreed`: their own meeting agreed on them; `merged`: they became part of others there; `tier`
    is the highest whose meeting dealt with them. `supports` and `cost` are sums, in rupiah, and
    `uncosted` counts those without a cost. `example`: invented data.
    """

    year: int
    ward_code: str
    district: str
    sector: str
    state: State
    agreed: bool
    merged: bool
    tier: str
    example: bool
    count: int
    supports: int
    cost: int
    uncosted: int


class Totals(Struct, frozen=True):
    """Sums over lives. `planned`, `funded` and `done` got at least so far; `declined` is what is
    kept for later or was refused. `cost` is that of the agreed ones.
    """

    proposed: int = 0
    supports: int = 0
    agreed: int = 0
    planned: int = 0
    funded: int = 0
    done: int = 0
    declined: int = 0
    merged: int = 0
    cost: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            self.proposed + other.proposed,
            self.supports + other.supports,
            self.agreed + other.agreed,
            self.planned + other.planned,
            self.funded + other.funded,
            self.done + other.done,
            self.declined + other.declined,
            self.merged + other.merged,
            self.cost + other.cost,
        )


def totals(lives: Lives) -> Totals:
    """The sums of one group. What was merged is part of another proposal and counted apart."""
    n, step = lives.count, step_of(lives.state)
    if lives.merged:
        return Totals(merged=n)
    return Totals(
        proposed=n,
        supports=lives.supports,
        agreed=n if lives.agreed else 0,
        planned=n if step >= PLANNED else 0,
        funded=n if step >= FUNDED else 0,
        done=n if step >= DONE else 0,
        declined=n if lives.state in BANKED else 0,
        cost=lives.cost if lives.agreed else 0,
    )


def summed(lives: Iterable[Lives]) -> Totals:
    """The sums of all of them."""
    return sum((totals(each) for each in lives), Totals())


def by(lives: Iterable[Lives], key: Callable[[Lives], Key]) -> dict[Key, Totals]:
    """The sums of each group, in the order in which the groups first come."""
    found: dict[Key, Totals] = {}
    for each in lives:
        found[key(each)] = found.get(key(each), Totals()) + totals(each)
    return found
