"""The speaker list: who wants to speak, who speaks, and how long each group has spoken so far.

Speaking changes nothing of what is decided, so it is no event; names are personal data and go when
the attendance of the meeting is erased.
"""

from collections.abc import Iterable
from typing import Final, Literal

from msgspec import Struct

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.faults import Faults
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.plan import MOST_MINUTES
from musrenbang_live.core.proposing import checked_place
from musrenbang_live.core.text import accepted

State = Literal["waiting", "speaking", "done", "removed"]
MOST_WAITING: Final = 100
"""More do not get to speak in an evening; then the list is full."""
NAME: Final = 60


class Speaker(Struct, frozen=True):
    """One entry. `number` is its own for good, `place` its order; `minutes` are what it may take.

    `name` is what the desk typed, empty for who asked on a phone (`from_phone`); times are in ms,
    0 for not yet.
    """

    number: int
    name: str
    neighborhood: str
    gender: str
    state: State
    place: int
    minutes: int
    began_at: int = 0
    ended_at: int = 0
    from_phone: bool = False

    @property
    def deadline(self) -> int:
        """When the time of the speaker is over, in ms; 0 before it has begun."""
        return self.began_at + self.minutes * 60_000 if self.began_at else 0


class Board(Struct, frozen=True):
    """The list of a meeting. `asking`: phones may ask to speak; `shown`: it stands on the wall."""

    asking: bool = False
    shown: bool = False
    speakers: tuple[Speaker, ...] = ()

    @property
    def speaking(self) -> Speaker | None:
        """Who speaks now."""
        return next((one for one in self.speakers if one.state == "speaking"), None)

    @property
    def waiting(self) -> tuple[Speaker, ...]:
        """Who waits, the next first."""
        waiting = (one for one in self.speakers if one.state == "waiting")
        return tuple(sorted(waiting, key=lambda one: (one.place, one.number)))

    @property
    def done(self) -> tuple[Speaker, ...]:
        """Who has spoken, the last first."""
        done = (one for one in self.speakers if one.state == "done")
        return tuple(sorted(done, key=lambda one: -one.ended_at))

    def turn(self, number: int) -> int:
        """Which in the queue the speaker `number` is, from 1; 0 when not waiting."""
        numbers = [one.number for one in self.waiting]
        return numbers.index(number) + 1 if number in numbers else 0


class Spoken(Struct, frozen=True):
    """How often and how long, in whole seconds, those of one group have spoken."""

    group: str
    times: int
    seconds: int


class Wish(Struct, frozen=True):
    """Somebody who wants to speak, checked and ready to be put on the list."""

    name: str
    neighborhood: str
    gender: str
    minutes: int


def wished(
    meeting: Meeting, name: str, neighborhood: str, gender: str, minutes: int | None = None
) -> Wish:
    """A wish to speak; without `minutes` for as long as the plan says.

    From a phone it has no name. Raises `session_not_open`, `neighborhood_unknown`,
    `speaker_unnamed` when neither a name nor a neighborhood is given, `number_invalid`, and what
    `core.text.accepted` raises.
    """
    must_be_open(meeting)
    usual = meeting.plan.rules.speaking_minutes
    faults = Faults()
    wish = Wish(
        faults.of(_called, name, neighborhood),
        faults.of(checked_place, meeting.plan, neighborhood),
        gender if gender in ("P", "L") else "",
        faults.of(_lasting, usual if minutes is None else minutes),
    )
    faults.tell()
    return wish


def _called(typed: str, neighborhood: str) -> str:
    name = accepted(typed, NAME, field="name", required=False)
    if not (name or neighborhood):
        raise Rejected("speaker_unnamed", field="name")
    return name


def _lasting(minutes: int) -> int:
    if not 1 <= minutes <= MOST_MINUTES:
        raise Rejected("number_invalid", field="minutes")
    return minutes


def must_be_open(meeting: Meeting) -> None:
    """Raises `session_not_open`: people speak while the meeting is on."""
    if meeting.stage != "open":
        raise Rejected("session_not_open")


def by_gender(speakers: Iterable[Speaker]) -> tuple[Spoken, ...]:
    """How long women, men, and those of whom it was not told have spoken."""
    listed = list(speakers)
    groups = ("P", "L", "") if any(one.gender == "" for one in _spoke(listed)) else ("P", "L")
    return tuple(_sum(group, (s for s in listed if s.gender == group)) for group in groups)


def by_neighborhood(
    speakers: Iterable[Speaker], neighborhoods: Iterable[str]
) -> tuple[Spoken, ...]:
    """How long those of each neighborhood of the plan have spoken; those of none left out."""
    listed = list(speakers)
    return tuple(
        _sum(place, (s for s in listed if s.neighborhood == place)) for place in neighborhoods
    )


def _spoke(speakers: Iterable[Speaker]) -> list[Speaker]:
    return [one for one in speakers if one.state == "done"]


def _sum(group: str, speakers: Iterable[Speaker]) -> Spoken:
    spoke = _spoke(speakers)
    took = sum(max(0, one.ended_at - one.began_at) for one in spoke)
    return Spoken(group, len(spoke), took // 1000)
