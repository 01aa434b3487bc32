"""What moves the meeting along, and what its facilitator sets for everybody."""

from musrenbang_live.core.events.base import Event
from musrenbang_live.core.plan import Show


class MeetingOpened(Event, frozen=True):
    """The meeting began."""


class PhaseEntered(Event, frozen=True):
    """The agenda moved to phase `index`; its time is up at `deadline`."""

    index: int
    deadline: int


class TimerMoved(Event, frozen=True):
    """The present phase got a new `deadline`."""

    deadline: int


class ScreenBlanked(Event, frozen=True):
    """The projector shows nothing (`blank`), or the meeting again."""

    blank: bool


class ParticipantLimitRaised(Event, frozen=True):
    """Up to `limit` participants may join by the open link, more than before."""

    limit: int


class ScreenChosen(Event, frozen=True):
    """The projector shows `show` (see `core.plan.SHOWS`), of it the one with `number` if not 0."""

    show: Show
    number: int


class MeetingClosed(Event, frozen=True):
    """The meeting is over."""


class MeetingPublished(Event, frozen=True):
    """The result is in the public archive."""
