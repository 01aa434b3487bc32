"""The three figures of a closed round that must be the same: receipts, ballots, who handed one in.

They tell no more than the turnout, so they may be shown before the result.
"""

from msgspec import Struct

from musrenbang_live.core.counts import Counts
from musrenbang_live.core.meeting import Meeting, Round
from musrenbang_live.core.sealed_lists import SealedLists


class Figures(Struct, frozen=True):
    """The figures of one closed round; `binding`: `used` counts voter cards, else people."""

    round: int
    title: str
    receipts: int
    ballots: int
    used: int
    binding: bool

    @property
    def equal(self) -> bool:
        """Whether they are the same, as they are unless somebody has changed rows."""
        return self.receipts == self.ballots == self.used


def figures(meeting: Meeting, counts: Counts, round_: Round) -> Figures | None:
    """The figures of a round; None while it is open, or not counted yet."""
    proof = counts.proofs.get(round_.number)
    if proof is None or round_.stage == "open":
        return None
    return Figures(
        round=round_.number,
        title=round_.plan.title,
        receipts=proof.receipts,
        ballots=counts.turnout.get(round_.number, 0),
        used=proof.used,
        binding=meeting.plan.by_card,
    )


def listed(meeting: Meeting, round_: Round, lists: SealedLists) -> Figures:
    """The figures of the lists themselves, as they are read now."""
    return Figures(
        round=round_.number,
        title=round_.plan.title,
        receipts=len(lists.receipts),
        ballots=len(lists.ballots),
        used=lists.used,
        binding=meeting.plan.by_card,
    )


def all_figures(meeting: Meeting, counts: Counts) -> tuple[Figures, ...]:
    """Those of all closed rounds, newest first."""
    found = (figures(meeting, counts, round_) for round_ in meeting.rounds.values())
    return tuple(reversed([each for each in found if each]))
