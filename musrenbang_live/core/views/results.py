"""What came of a vote, as far as it may be seen: nothing of a round that is not revealed."""

from typing import Final, Literal

from msgspec import Struct

from musrenbang_live.core.ballots import Agree, AnyRule, Channel, Decision, Line, TieRule
from musrenbang_live.core.counts import Counts
from musrenbang_live.core.meeting import Meeting, Round
from musrenbang_live.core.tally import Tally
from musrenbang_live.core.views import outcomes
from musrenbang_live.core.views.outcomes import Equals, Fate, Money, Seats
from musrenbang_live.core.views.parts import Option, option
from musrenbang_live.core.views.proofs import Figures, figures


class ResultLine(Struct, frozen=True):
    """One line of a result: `figures` under the rule's columns, the first being `votes`.

    `share` in whole percent (`outcomes.share`); `parted` the tie rule that told it from equals.
    `cost` and `given` as the frozen paper has them. `gets`: whether each of the decisions chose
    it; `fate` what the first of them says. `second`: place by the other count of a ranking,
    `differs` whether that is another than by the first. `means` of scores, in hundredths.
    """

    option: Option
    figures: tuple[int, ...]
    rank: int
    tied: bool
    parted: TieRule | Literal[""]
    share: int
    cost: int = 0
    given: tuple[int, ...] = ()
    woman: bool = False
    gets: tuple[bool, ...] = ()
    fate: Fate = ""
    second: int = 0
    differs: bool = False
    means: tuple[int, ...] = ()

    @property
    def votes(self) -> int:
        """The figure that decides the rank."""
        return self.figures[0]


class Result(Struct, frozen=True):
    """A result that may be shown. `supports` are not in it: they are something else.

    `joined` is how many could have voted: cards handed out where it is `binding`, else people;
    with `by_desk` those cards were vote rights on phones.
    `decisions` as the rule makes them, and the same for people: `money`, `seats`, and the `fate`
    of each line. `ties` are the plan's; `equals` what lots decide, drawn or not yet. `channels`
    are the ways in, each by itself: the figures of the lines are of all together. `proof` is there
    once the round is closed.
    """

    round: int
    title: str
    rule: AnyRule
    ballots: int
    joined: int
    lines: tuple[ResultLine, ...]
    decisions: tuple[Decision, ...]
    binding: bool
    by_desk: bool
    closed_at: int
    ties: tuple[TieRule, ...] = ()
    drawn: tuple[int, ...] = ()
    equals: tuple[Equals, ...] = ()
    money: Money | None = None
    seats: Seats | None = None
    channels: tuple[Channel, ...] = ()
    proof: Figures | None = None

    @property
    def people(self) -> int:
        """Who raised hands."""
        return sum(channel.people for channel in self.channels)

    @property
    def voices(self) -> int:
        """Ballots, and people who raised hands."""
        return self.ballots + self.people

    @property
    def over(self) -> bool:
        """Whether more voted than cards were handed out: then somebody did twice, by hand too."""
        return self.binding and self.voices > self.joined

    def line(self, option: int) -> ResultLine:
        """The line of an option of this round."""
        return next(line for line in self.lines if line.option.number == option)

    @property
    def listed(self) -> tuple[ResultLine, ...]:
        """The lines as people read them: by rank, or what was agreed before what was not."""
        if not isinstance(self.rule, Agree):
            return self.lines
        return tuple(sorted(self.lines, key=lambda line: _AGREED_FIRST.index(line.fate)))

    @property
    def best(self) -> int:
        """The highest figure, at least 1: what bars beside each other are measured by."""
        return max((line.votes for line in self.lines), default=0) or 1


_AGREED_FIRST: Final[tuple[Fate, ...]] = ("yes", "open", "no", "")


def result(meeting: Meeting, counts: Counts, round_: Round) -> Result | None:
    """The result of a round that is revealed (or open with live totals); otherwise None."""
    counted = counts.tallies.get(round_.number)
    may_be_seen = round_.stage == "revealed" or (
        round_.stage == "open" and round_.plan.shows_totals
    )
    if counted is None or not may_be_seen:
        return None
    rule, paper, found = round_.plan.rule, round_.paper, counted.decisions
    options = {number: option(meeting, round_, number) for number in round_.options}
    where = {number: shown.neighborhood for number, shown in options.items()}
    return Result(
        round=round_.number,
        title=round_.plan.title,
        rule=rule,
        ballots=counted.ballots,
        joined=voters(meeting, counts, round_),
        lines=tuple(_line(round_, options[line.option], line, counted) for line in counted.lines),
        decisions=found,
        binding=meeting.plan.by_card,
        by_desk=meeting.plan.by_desk,
        closed_at=round_.closed_at,
        ties=round_.plan.ties,
        drawn=round_.drawn,
        equals=outcomes.equals(round_, counted),
        money=outcomes.money(rule, found, paper, where, meeting.plan.neighborhoods),
        seats=outcomes.seats(rule, found, paper),
        channels=counted.channels,
        proof=figures(meeting, counts, round_),
    )


def voters(meeting: Meeting, counts: Counts, round_: Round | None) -> int:
    """How many can vote, or could when the round closed: cards handed out, or people.

    Where ballots are cast once, a card that was voided may have voted before: it counts too.
    """
    if not meeting.plan.by_card:
        return counts.attendance.joined
    if round_ is None:
        return len(meeting.cards.active)
    closed = round_.stage != "open"
    active = round_.cards if closed else len(meeting.cards.active)
    barred = round_.barred if closed else meeting.cards.revoked
    return active + len(barred) if round_.plan.rule.once else active


def results(meeting: Meeting, counts: Counts) -> tuple[Result, ...]:
    """All results that may be seen, newest round first."""
    found = (result(meeting, counts, round_) for round_ in meeting.rounds.values())
    return tuple(reversed([seen for seen in found if seen]))


def _line(round_: Round, shown: Option, line: Line, counted: Tally) -> ResultLine:
    rule, paper = round_.plan.rule, round_.paper
    return ResultLine(
        option=shown,
        figures=line.figures,
        rank=line.rank,
        tied=line.tied,
        parted=line.parted,
        share=outcomes.share(rule, line, counted),
        cost=paper.cost(line.option),
        given=paper.given[paper.options.index(line.option)] if paper.given else (),
        woman=line.option in paper.women,
        gets=tuple(line.option in found.chosen for found in counted.decisions),
        fate=outcomes.fate(line.option, counted.decisions),
        second=outcomes.second_place(rule, line, counted.lines),
        differs=outcomes.differs(rule, line, counted.lines),
        means=outcomes.means(rule, line),
    )
