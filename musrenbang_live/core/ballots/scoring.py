"""Score options from 1 to 5 on weighted criteria, as kecamatan teams do."""

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar, Final

from msgspec import Struct

from musrenbang_live.core.ballots.rule import (
    Decision,
    Line,
    Mark,
    Paper,
    Pile,
    rows,
    valued_options,
)
from musrenbang_live.core.errors import Rejected

LOWEST: Final = 1
HIGHEST: Final = 5


class Criterion(Struct, frozen=True):
    """One thing to score; `weight` in percent.

    With `bands` nobody scores it: the number of beneficiaries does, 1 below the first limit, 2 from
    there, and so on. `bands` are for infrastructure; `other_bands`, where there are any, for
    everything else.
    """

    key: str
    name: str
    weight: int
    bands: tuple[int, ...] = ()
    other_bands: tuple[int, ...] = ()

    @property
    def is_given(self) -> bool:
        """Whether a figure of the proposal gives the score, and not a person."""
        return bool(self.bands)

    def given(self, beneficiaries: int, *, infrastructure: bool) -> int:
        """The score that so many beneficiaries give."""
        limits = self.bands if infrastructure or not self.other_bands else self.other_bands
        return LOWEST + sum(beneficiaries >= limit for limit in limits)


class Score(Struct, frozen=True, tag_field="kind", tag="skor"):
    """A mark is a row for each option that is scored: its number, then a score for each criterion
    that people score, in their order.

    A ballot adds to an option the sum of weight times score, over all criteria; an option it does
    not score gets nothing from it.
    """

    criteria: tuple[Criterion, ...]

    kind: ClassVar[str] = "skor"
    once: ClassVar[bool] = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The weighted sum in hundredths, the ballots that scored, the sum of each criterion."""
        return ("skor", "peserta", *(criterion.key for criterion in self.criteria))

    @property
    def scored(self) -> tuple[Criterion, ...]:
        """The criteria that people score."""
        return tuple(criterion for criterion in self.criteria if not criterion.is_given)

    def valid(self, mark: object, paper: Paper) -> Mark:
        """Rows sorted by option, every score from 1 to 5."""
        scored = valued_options(mark, paper, len(self.scored))
        if any(score == 0 for row in scored for score in row[1:]):
            raise Rejected("mark_incomplete")
        if not all(LOWEST <= score <= HIGHEST for row in scored for score in row[1:]):
            raise Rejected("mark_malformed")
        return scored

    def figures(self, pile: Pile, paper: Paper) -> dict[int, tuple[int, ...]]:
        """The sums of each option."""
        sums: dict[int, Counter[str]] = {option: Counter() for option in paper.options}
        for mark, times in pile:
            for option, *scores in rows(mark):
                for criterion, score in zip(
                    self.criteria, self._all_scores(option, scores, paper), strict=True
                ):
                    sums[option][criterion.key] += score * times
                    sums[option]["skor"] += criterion.weight * score * times
                sums[option]["peserta"] += times
        return {
            option: tuple(found[column] for column in self.columns)
            for option, found in sums.items()
        }

    def _all_scores(self, option: int, scores: Sequence[int], paper: Paper) -> list[int]:
        given = iter(paper.given[paper.options.index(option)] if paper.given else ())
        marked = iter(scores)
        return [next(given if criterion.is_given else marked) for criterion in self.criteria]

    def decisions(self, lines: Sequence[Line], pile: Pile, paper: Paper) -> tuple[Decision, ...]:
        """Nothing but the ranking."""
        return ()
