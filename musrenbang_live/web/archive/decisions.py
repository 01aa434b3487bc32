"""What a vote decides, as the published JSON tells it: part of `record`."""

from msgspec import Struct

from musrenbang_live.core.views.results import Result


class DecisionRecord(Struct, frozen=True):
    """What one method makes of the figures; of several the first is the one that counts.

    `chosen` in the order in which it took them; `undecided` are equals of whom `places` more are
    taken. `by_neighborhood`: rupiah that each place gets.
    """

    by: str
    counts: bool
    chosen: list[int]
    undecided: list[int]
    places: int
    spent: int | None
    left: int | None
    by_neighborhood: dict[str, int] | None


def decision_record(result: Result, place: int) -> DecisionRecord:
    """The decision by the method at `place` of the rule."""
    found, money = result.decisions[place], result.money
    return DecisionRecord(
        by=found.by,
        counts=place == 0,
        chosen=list(found.chosen),
        undecided=list(found.undecided),
        places=found.places,
        spent=found.spent if money else None,
        left=money.allocations[place].left if money else None,
        by_neighborhood={
            each.neighborhood: each.amounts[place] for each in money.places if each.amounts[place]
        }
        if money
        else None,
    )
