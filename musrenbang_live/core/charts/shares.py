"""What each lingkungan and each bidang proposed, had supported, and got, in one meeting.

These are figures of proposals, never of people: who voted or supported from where is not counted.
"""

from collections.abc import Callable, Iterable

from msgspec import Struct

from musrenbang_live.core.views.archive import ArchiveView, Outcome


class Share(Struct, frozen=True):
    """The figures of one group; `cost` are rupiah of its agreed proposals whose cost is known.

    A merged proposal is counted among the `proposed` of its own group; the supports and what was
    agreed belong to the proposal that it became part of.
    """

    name: str
    proposed: int = 0
    supports: int = 0
    agreed: int = 0
    cost: int = 0


def by_neighborhood(view: ArchiveView, neighborhoods: Iterable[str]) -> tuple[Share, ...]:
    """The figures of each lingkungan in the order of the plan, those with nothing too."""
    return _shares(view, lambda outcome: outcome.neighborhood, neighborhoods)


def by_sector(view: ArchiveView) -> tuple[Share, ...]:
    """The figures of each bidang that has proposals, the most proposals first."""
    found = _shares(view, lambda outcome: outcome.sector_name, ())
    return tuple(sorted(found, key=lambda share: (-share.proposed, share.name)))


def _shares(
    view: ArchiveView, group: Callable[[Outcome], str], names: Iterable[str]
) -> tuple[Share, ...]:
    agreed = frozenset(view.priorities)
    outcomes = [outcome for outcome in view.outcomes if outcome.card is not None]
    order = dict.fromkeys([*names, *(group(outcome) for outcome in outcomes)])
    groups: dict[str, list[Outcome]] = {name: [] for name in order if name}
    for outcome in outcomes:
        if group(outcome):
            groups[group(outcome)].append(outcome)
    return tuple(_share(name, members, agreed) for name, members in groups.items())


def _share(name: str, members: list[Outcome], agreed: frozenset[int]) -> Share:
    got = [outcome for outcome in members if outcome.number in agreed]
    return Share(
        name=name,
        proposed=len(members),
        supports=sum(outcome.supports for outcome in members if not outcome.merged_into),
        agreed=len(got),
        cost=sum(outcome.card.cost or 0 for outcome in got if outcome.card),
    )
