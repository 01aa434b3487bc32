"""How the meeting stands against its plan: when it should end, and when it will.

The times are those of the server's clock, in ms; the phases that are still to come are taken to
last as planned.
"""

from datetime import datetime
from typing import Final

from msgspec import Struct

from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.zones import ZONES

MINUTE: Final = 60_000
NEAR: Final = 3 * 60 * MINUTE
"""A meeting that begins within three hours of its planned time is measured against that time.
Any other is a meeting moved to another day, and measured against its own beginning.
"""


class Schedule(Struct, frozen=True):
    """`planned_end` of the whole meeting by its plan; `until` the present phase lasts, as it may
    have been extended; `rest` of the phases after it, in ms.
    """

    planned_end: int
    until: int
    rest: int

    def end(self, at: int) -> int:
        """When the meeting ends as it looks at the moment `at`."""
        return max(at, self.until) + self.rest

    def delay(self, at: int) -> int:
        """Whole minutes that it then ends late, below zero when early."""
        return round((self.end(at) - self.planned_end) / MINUTE)


def schedule(meeting: Meeting) -> Schedule | None:
    """The schedule of an open meeting; None before, after, and where nothing is timed."""
    if meeting.agenda_phase is None or not meeting.deadline:
        return None
    minutes = [phase.minutes for phase in meeting.plan.phases]
    return Schedule(
        planned_end=_begin(meeting) + sum(minutes) * MINUTE,
        until=meeting.deadline,
        rest=sum(minutes[meeting.phase + 1 :]) * MINUTE,
    )


def _begin(meeting: Meeting) -> int:
    plan = meeting.plan
    if not plan.starts:
        return meeting.opened_at
    planned = datetime.fromisoformat(plan.starts).replace(tzinfo=ZONES[plan.zone])
    at = int(planned.timestamp() * 1000)
    return at if abs(meeting.opened_at - at) <= NEAR else meeting.opened_at
