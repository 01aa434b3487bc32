"""Who speaks for the meeting at the next tier: by acclamation, or as they were elected."""

from typing import Literal

from msgspec import Struct

from musrenbang_live.core.counts import Counts
from musrenbang_live.core.meeting import Candidate, Meeting
from musrenbang_live.core.views.results import results


class Delegates(Struct, frozen=True):
    """The delegates and how they became it. `wanted` seats and percent of women are aims.

    Who is elected is known once the result is shown.
    """

    by: Literal["aklamasi", "suara"]
    people: tuple[Candidate, ...]
    wanted: int
    wanted_women: int

    @property
    def women(self) -> int:
        """How many of them are women."""
        return sum(person.woman for person in self.people)

    @property
    def share(self) -> int:
        """Women among them, in whole percent."""
        return round(100 * self.women / len(self.people)) if self.people else 0

    @property
    def met(self) -> bool:
        """Whether the aim for women is reached; it hinders nothing."""
        return self.share >= self.wanted_women


def delegates(meeting: Meeting, counts: Counts) -> Delegates | None:
    """The delegates, or None while there are none. An acclamation is the last word."""
    by: Literal["aklamasi", "suara"] = "aklamasi" if meeting.acclaimed else "suara"
    chosen = meeting.acclaimed or elected(meeting, counts)
    if not chosen:
        return None
    targets = meeting.plan.targets
    people = tuple(meeting.candidates[number] for number in chosen)
    return Delegates(by, people, targets.delegates, targets.women)


def elected(meeting: Meeting, counts: Counts) -> tuple[int, ...]:
    """The candidates that the newest shown election elected."""
    for seen in results(meeting, counts):
        if meeting.rounds[seen.round].elects:
            return seen.seats.elected if seen.seats else ()
    return ()
