"""The pagu and what the proposals cost, as the published JSON tells it: part of `record`."""

import msgspec
from msgspec import Struct

from musrenbang_live.core.budget import Budget


class BudgetRecord(Struct, frozen=True):
    """Rupiah that the proposals ask for, against the `ceiling` of the kelurahan; null without one.

    `order`: the agreed ranks where `ranked`, else by supports. `total` is at least so much while
    `uncosted` proposals have no cost; `beyond` are those with which it passes the ceiling.
    """

    ceiling: int | None
    total: int
    ranked: bool
    order: list[int]
    uncosted: int
    beyond: list[int]


def budget_record(found: Budget) -> BudgetRecord | msgspec.UnsetType:
    """The budget as a record; left out where nothing was said of money."""
    if not (found.ceiling or found.total):
        return msgspec.UNSET
    return BudgetRecord(
        ceiling=found.ceiling or None,
        total=found.total,
        ranked=found.ranked,
        order=[line.number for line in found.lines],
        uncosted=found.uncosted,
        beyond=list(found.beyond),
    )
