"""From marks to a ranking in which ties are shown as ties.

Ranks follow the standard competition rule (1, 2, 2, 4): equal votes have an equal place, and
nothing but the votes decides it. Lines of equal rank are listed by proposal number, which means
nothing and is said so wherever a ranking is shown.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from musrenbang_live.core.ballots import KINDS, Mark


class Line(Struct, frozen=True):
    """One option of a round: its place, its votes, and whether it shares the place."""

    option: int
    votes: int
    rank: int
    tied: bool


class Tally(Struct, frozen=True):
    """The result of one round: every option, best first; `ballots` handed in and not blank."""

    lines: tuple[Line, ...]
    ballots: int

    def line(self, option: int) -> Line | None:
        """The line of this option, or None when it was not on the ballot."""
        return next((line for line in self.lines if line.option == option), None)


def tally(kind: str, options: Sequence[int], marks: Iterable[Mark]) -> Tally:
    """The tally of `marks` over `options` by the rule of `kind` (a key of `KINDS`)."""
    rule = KINDS[kind]
    handed_in = [mark for mark in marks if not rule.is_blank(mark)]
    totals = rule.totals(handed_in, options)
    return Tally(lines=tuple(_ranked(totals)), ballots=len(handed_in))


def _ranked(totals: dict[int, int]) -> Iterable[Line]:
    votes_of_all = list(totals.values())
    for option, votes in sorted(totals.items(), key=lambda item: (-item[1], item[0])):
        yield Line(
            option=option,
            votes=votes,
            rank=1 + sum(other > votes for other in votes_of_all),
            tied=votes_of_all.count(votes) > 1,
        )
