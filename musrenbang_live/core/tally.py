"""From marks to a ranking in which ties are shown as ties, unless the plan's rule parts them.

Ranks follow the standard competition rule (1, 2, 2, 4): equal figures have an equal place. Equals
are told apart only by the tie rules that the plan fixed before the vote, in their order; what is
equal even then is listed by number, which means nothing and is said so wherever it is shown.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from musrenbang_live.core.ballots import (
    CameIn,
    Channel,
    Decision,
    Hands,
    Line,
    Mark,
    Paper,
    Pile,
    TieRule,
    channels_of,
)
from musrenbang_live.core.plan import RoundPlan


class Tally(Struct, frozen=True):
    """The result of one round: every option, best first; `ballots` handed in and not blank.

    `decisions` follow from it, the method that counts first; none while the round is open.
    `channels` are the ways in, each by itself; figures and places in `lines` are of all together,
    `people` who raised hands among them.
    """

    lines: tuple[Line, ...]
    ballots: int
    decisions: tuple[Decision, ...] = ()
    channels: tuple[Channel, ...] = ()

    @property
    def people(self) -> int:
        """Who raised hands."""
        return sum(channel.people for channel in self.channels)

    @property
    def voices(self) -> int:
        """Ballots, and people who raised hands."""
        return self.ballots + self.people

    def line(self, option: int) -> Line | None:
        """The line of this option, or None when it was not on the ballot."""
        return next((line for line in self.lines if line.option == option), None)


def tally(
    plan: RoundPlan,
    paper: Paper,
    pile: Pile,
    drawn: Sequence[int] = (),
    *,
    hands: Hands | None = None,
    came_in: Sequence[CameIn] = (),
    final: bool = True,
) -> Tally:
    """The tally of a pile of valid marks by the rule of `plan`, and of the `hands` raised.

    `drawn`: options in the order of lots drawn for them. `came_in`: the ways by which the pile came
    in, as far as they are known. `final` false: figures and ranks only.
    """
    handed_in = [(mark, times) for mark, times in pile if mark]
    figures = _together(plan.rule.figures(handed_in, paper), hands)
    lines = tuple(_ranked(plan, paper, figures, drawn))
    return Tally(
        lines=lines,
        ballots=sum(times for _, times in handed_in),
        decisions=plan.rule.decisions(lines, handed_in, paper) if final else (),
        channels=channels_of(plan.rule, paper, came_in, hands),
    )


def _together(
    figures: dict[int, tuple[int, ...]], hands: Hands | None
) -> dict[int, tuple[int, ...]]:
    counted = {row[0]: row[1:] for row in hands.figures} if hands else {}
    return {
        option: tuple(map(sum, zip(found, counted.get(option, (0,) * len(found)), strict=True)))
        for option, found in figures.items()
    }


def piled(marks: Iterable[Mark]) -> Pile:
    """A pile of single ballots."""
    return [(mark, 1) for mark in marks]


def _ranked(
    plan: RoundPlan, paper: Paper, figures: dict[int, tuple[int, ...]], drawn: Sequence[int]
) -> Iterable[Line]:
    keys = {
        option: (-found[0], *(_place(rule, option, paper, drawn) for rule in plan.ties))
        for option, found in figures.items()
    }
    of_all = list(keys.values())
    for option in sorted(figures, key=lambda option: (keys[option], option)):
        key = keys[option]
        yield Line(
            option=option,
            figures=figures[option],
            rank=1 + sum(other < key for other in of_all),
            tied=of_all.count(key) > 1,
            parted=_parted(plan.ties, key, of_all),
        )


def _place(rule: TieRule, option: int, paper: Paper, drawn: Sequence[int]) -> int:
    """Where a tie rule puts the option; lower is better."""
    match rule:
        case "biaya":
            return paper.cost(option)
        case "nomor":
            return option
        case "undian":
            return drawn.index(option) if option in drawn else len(drawn)


def _parted(
    ties: Sequence[TieRule], key: tuple[int, ...], of_all: Sequence[tuple[int, ...]]
) -> TieRule | Literal[""]:
    """The first tie rule that tells the option with this key from an equal one."""
    for place, rule in enumerate(ties, 1):
        if any(other[:place] == key[:place] and other[place] != key[place] for other in of_all):
            return rule
    return ""
