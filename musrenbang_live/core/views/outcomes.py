"""What a result means: who gets money, who is elected, what lots must decide.

Pure functions from a tally to frozen structs, so that no page does arithmetic. Options are told by
their numbers; their names stand in the lines of the result.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from musrenbang_live.core.ballots import (
    Agree,
    AnyRule,
    Budget,
    Decision,
    Dots,
    Elect,
    Line,
    Paper,
    Rank,
    Score,
)
from musrenbang_live.core.ballots.scoring import HIGHEST
from musrenbang_live.core.meeting import Round
from musrenbang_live.core.tally import Tally

Fate = Literal["", "yes", "no", "open"]
"""What the method that counts decides of an option; empty where nothing is decided."""


class Allocation(Struct, frozen=True):
    """The money as one method gives it: to `chosen`, in the order in which it took them."""

    by: str
    chosen: tuple[int, ...]
    spent: int
    left: int


class PlaceShare(Struct, frozen=True):
    """What one lingkungan gets, in rupiah by allocation; `neighborhood` is empty for no place."""

    neighborhood: str
    amounts: tuple[int, ...]


class Money(Struct, frozen=True):
    """A ceiling and how it is given away; the allocation that counts stands first."""

    ceiling: int
    allocations: tuple[Allocation, ...]
    places: tuple[PlaceShare, ...]

    @property
    def differs(self) -> bool:
        """Whether the methods give the money to different options."""
        return len({frozenset(allocation.chosen) for allocation in self.allocations}) > 1


class Seats(Struct, frozen=True):
    """Who is elected, and how many women are among them; `wanted` is the plan's least number.

    `undecided` are equals of whom `places` more are elected.
    """

    seats: int
    elected: tuple[int, ...]
    women: int
    wanted: int
    enforced: bool
    undecided: tuple[int, ...]
    places: int

    @property
    def met(self) -> bool:
        """Whether there are as many women as the plan wants."""
        return self.women >= self.wanted

    @property
    def empty(self) -> int:
        """Seats that nobody fills, because too few candidates got a vote."""
        return self.seats - len(self.elected) - self.places


class Equals(Struct, frozen=True):
    """Options that only lots can tell apart: in the order drawn, or by number until then."""

    options: tuple[int, ...]
    drawn: bool


def money(
    rule: AnyRule,
    decisions: Sequence[Decision],
    paper: Paper,
    where: Mapping[int, str],
    neighborhoods: Sequence[str],
) -> Money | None:
    """The money of a round that has some to give and is counted; None otherwise.

    `where`: the lingkungan of each option. All `neighborhoods` are told, those without money too.
    """
    if not isinstance(rule, Budget | Dots) or not rule.ceiling or not decisions:
        return None
    others = sorted({where[option] for option in paper.options} - {*neighborhoods})
    return Money(
        ceiling=rule.ceiling,
        allocations=tuple(
            Allocation(found.by, found.chosen, found.spent, rule.ceiling - found.spent)
            for found in decisions
        ),
        places=tuple(
            PlaceShare(place, tuple(_given_to(place, found, paper, where) for found in decisions))
            for place in (*neighborhoods, *others)
        ),
    )


def _given_to(place: str, found: Decision, paper: Paper, where: Mapping[int, str]) -> int:
    return sum(paper.cost(option) for option in found.chosen if where[option] == place)


def seats(rule: AnyRule, decisions: Sequence[Decision], paper: Paper) -> Seats | None:
    """The seats of an election that is counted; None otherwise."""
    if not isinstance(rule, Elect) or not decisions:
        return None
    found = decisions[0]
    return Seats(
        seats=rule.seats,
        elected=found.chosen,
        women=sum(option in paper.women for option in found.chosen),
        wanted=rule.women,
        enforced=rule.enforced,
        undecided=found.undecided,
        places=found.places,
    )


def fate(option: int, decisions: Sequence[Decision]) -> Fate:
    """What the first of `decisions` says of this option."""
    if not decisions:
        return ""
    if option in decisions[0].undecided:
        return "open"
    return "yes" if option in decisions[0].chosen else "no"


def share(rule: AnyRule, line: Line, counted: Tally) -> int:
    """How much of what it could have an option has, in whole percent: the length of its bar.

    Of all points given; of the most a ranking can give; of those who agreed or disagreed; of the
    best mean score; otherwise votes per ballot or person who raised hands.
    """
    match rule:
        case Dots():
            whole = sum(other.votes for other in counted.lines)
        case Rank(decides=decides):
            rivals = len(counted.lines) - 1
            whole = rivals * (counted.voices if decides == "borda" else 1)
        case Agree():
            whole = line.figures[0] + line.figures[1]
        case Score():
            whole = 100 * HIGHEST * line.figures[1]
        case _:
            whole = counted.voices
    return round(100 * line.votes / whole) if whole else 0


def means(rule: AnyRule, line: Line) -> tuple[int, ...]:
    """Of scores: the weighted mean and the mean of each criterion, 100 to 500 (1,00 to 5,00)."""
    if not isinstance(rule, Score) or not line.figures[1]:
        return ()
    score, ballots, *sums = line.figures
    return (round(score / ballots), *(round(100 * each / ballots) for each in sums))


def second_place(rule: AnyRule, line: Line, lines: Sequence[Line]) -> int:
    """The place by the count of a ranking that does not decide; 0 for other kinds."""
    if not isinstance(rule, Rank):
        return 0
    return 1 + sum(other.figures[1] > line.figures[1] for other in lines)


def differs(rule: AnyRule, line: Line, lines: Sequence[Line]) -> bool:
    """Whether the two counts of a ranking put the option in different places, by figures alone."""
    first = 1 + sum(other.votes > line.votes for other in lines)
    return isinstance(rule, Rank) and first != second_place(rule, line, lines)


def may_draw(round_: Round) -> bool:
    """Whether lots can play a part: the plan has them, and there is a ranking to settle."""
    return "undian" in round_.plan.ties and not isinstance(round_.plan.rule, Agree)


def equals(round_: Round, counted: Tally) -> tuple[Equals, ...]:
    """The groups that lots must tell apart, or have told; only of a round that may be seen.

    Options without a vote are not among them. Of an election only groups in which somebody is
    undecided, or was until lots were drawn: whole groups, since whoever is left out of the order
    would stand behind those in it.
    """
    if not may_draw(round_) or round_.stage == "open":
        return ()
    groups = _alike(round_, counted.lines)
    if isinstance(round_.plan.rule, Elect):
        open_ = {option for found in counted.decisions for option in found.undecided}
        groups = [group for group in groups if open_.union(round_.drawn).intersection(group)]
    return tuple(_equals(group, round_.drawn) for group in groups)


def _equals(group: Sequence[int], drawn: Sequence[int]) -> Equals:
    if set(group) <= set(drawn):
        return Equals(tuple(sorted(group, key=drawn.index)), drawn=True)
    return Equals(tuple(sorted(group)), drawn=False)


def _alike(round_: Round, lines: Iterable[Line]) -> list[list[int]]:
    """Options with equal figures that the tie rules before the lots leave together."""
    before = round_.plan.ties[: round_.plan.ties.index("undian")]
    groups: dict[tuple[int, ...], list[int]] = {}
    for line in lines:
        if line.votes:
            told = (round_.paper.cost(line.option) if rule == "biaya" else line.option
                    for rule in before)  # fmt: skip
            groups.setdefault((line.votes, *told), []).append(line.option)
    return [group for group in groups.values() if len(group) > 1]
