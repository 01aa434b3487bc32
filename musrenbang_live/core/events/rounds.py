"""What happens around votes: candidates, rounds, lots, hands."""

from musrenbang_live.core.ballots import Paper
from musrenbang_live.core.events.base import Event
from musrenbang_live.core.plan import RoundPlan


class CandidateNominated(Event, frozen=True):
    """Somebody stands for election as a delegate. `neighborhood` may be empty."""

    number: int
    name: str
    woman: bool
    neighborhood: str


class CandidateWithdrawn(Event, frozen=True):
    """The candidate stands no longer."""

    number: int


class RoundOpened(Event, frozen=True):
    """Voting began on exactly this `paper`, by the rule of `plan`."""

    number: int
    plan: RoundPlan
    paper: Paper


class RoundClosed(Event, frozen=True):
    """No ballot stored after this counts; at this moment the ballots are sealed."""

    number: int


class RoundRevealed(Event, frozen=True):
    """The result of the round is public."""

    number: int


class LotsDrawn(Event, frozen=True):
    """Lots were drawn in the hall among equals of round `number`; `order` is who came first."""

    number: int
    order: tuple[int, ...]


class HandsCounted(Event, frozen=True):
    """`people` raised hands in the open round `number`; no `people` means: none were counted.

    `figures`: for each option of its paper, in its order, the option and its figures under the
    columns of the rule. `by` is who counted. Whatever was counted before no longer counts.
    """

    number: int
    people: int
    figures: tuple[tuple[int, ...], ...]
    by: str
