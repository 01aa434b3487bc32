"""Promise and reality: how much of what was agreed reached the plan, the budget, the street."""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from musrenbang_live.core.following import State, step_of

REFUSED: Final[frozenset[State]] = frozenset({"ditolak", "belum_diakomodir"})
"""Agreed by a kelurahan and refused later, by an office or by the meeting of a higher tier."""
_PLANNED, _BUDGETED, _BUILT = 3, 4, 5
"""Steps of `core.following.STEPS`: in the RKPD, in the APBD, finished."""


class Kept(Struct, frozen=True):
    """Of `agreed` proposals so many reached the RKPD, the APBD, and were built; each counts those
    further on. `refused` were refused since; of the rest (`waiting`) nothing final is known."""

    agreed: int = 0
    planned: int = 0
    budgeted: int = 0
    built: int = 0
    refused: int = 0

    @property
    def waiting(self) -> int:
        """Neither in the RKPD nor refused."""
        return self.agreed - self.planned - self.refused

    def __add__(self, other: "Kept") -> "Kept":
        """Both together."""
        return Kept(
            self.agreed + other.agreed,
            self.planned + other.planned,
            self.budgeted + other.budgeted,
            self.built + other.built,
            self.refused + other.refused,
        )


def kept(states: Iterable[tuple[State, int]]) -> Kept:
    """Agreed proposals by where they stand now and how many stand there."""
    total = Kept()
    for state, count in states:
        step = step_of(state)
        total += Kept(
            agreed=count,
            planned=count * (step >= _PLANNED),
            budgeted=count * (step >= _BUDGETED),
            built=count * (step >= _BUILT),
            refused=count * (state in REFUSED),
        )
    return total
