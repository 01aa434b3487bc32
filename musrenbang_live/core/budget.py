"""The money a kelurahan has (*pagu*), and what the agreed proposals ask of it, in their order."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from musrenbang_live.core.meeting import Meeting


class Line(Struct, frozen=True):
    """A proposal in the order. `cost` is None until somebody knows it; `total` is what it and all
    before it cost; `beyond`: with it the total is more than there is.
    """

    number: int
    cost: int | None
    total: int
    beyond: bool


class Budget(Struct, frozen=True):
    """Costs against the ceiling, in rupiah. `ceiling` 0: the plan names none; nothing is beyond.

    `uncosted` are the proposals without a cost: the total is at least so much. `left` is never
    less than 0, and `over` is what is missing then. `ranked`: the order was agreed in the meeting,
    and is not only that of the supports.
    """

    ceiling: int
    lines: tuple[Line, ...]
    total: int
    ranked: bool = False

    @property
    def uncosted(self) -> int:
        """How many proposals have no cost yet."""
        return sum(line.cost is None for line in self.lines)

    @property
    def beyond(self) -> tuple[int, ...]:
        """The proposals that no longer fit, in order."""
        return tuple(line.number for line in self.lines if line.beyond)

    @property
    def left(self) -> int:
        """What is left of the ceiling."""
        return max(0, self.ceiling - self.total)

    @property
    def over(self) -> int:
        """By how much the ceiling is passed."""
        return max(0, self.total - self.ceiling) if self.ceiling else 0

    @property
    def share(self) -> int:
        """The total in percent of the ceiling, for a bar: at most 100."""
        return min(100, round(100 * self.total / self.ceiling)) if self.ceiling else 0

    @property
    def within(self) -> int:
        """How much of that bar, in percent of its whole, is money that is there."""
        return min(self.share, round(100 * self.ceiling / self.total)) if self.total else 0


def budget(
    ceiling: int, costs: Iterable[tuple[int, int | None]], *, ranked: bool = False
) -> Budget:
    """The budget of proposals as (number, cost), the first in order first.

    The order is kept strictly: once the ceiling is passed, a smaller one further down does not
    come in before it, for that would be another decision than the one that was agreed.
    """
    lines: list[Line] = []
    total = 0
    for number, cost in costs:
        total += cost or 0
        beyond = bool(ceiling and cost and total > ceiling)
        lines.append(Line(number, cost, total, beyond))
    return Budget(ceiling, tuple(lines), total, ranked)


def agreed_order(meeting: Meeting, supports: Mapping[int, int]) -> tuple[int, ...]:
    """The proposals that ask for money, first first: as ranked by the meeting; before that all that
    stand, most supported first, without those that were put off.
    """
    standing = {proposal.number for proposal in meeting.standing()}
    if meeting.ranks:
        return tuple(number for number in meeting.ranks if number in standing)
    asking = [number for number in standing if _asks(meeting, number)]
    return tuple(sorted(asking, key=lambda number: (-supports.get(number, 0), number)))


def _asks(meeting: Meeting, number: int) -> bool:
    return meeting.verdict(number) not in ("belum", "cadangan")


def budget_of(meeting: Meeting, supports: Mapping[int, int]) -> Budget:
    """The budget of the meeting as it stands."""
    order = agreed_order(meeting, supports)
    costs = ((number, meeting.proposals[number].content.cost) for number in order)
    return budget(meeting.plan.ceiling, costs, ranked=bool(meeting.ranks))
