"""How many may join by the open link, and when the facilitator is told.

The ceiling is there against a flood of made-up participants. It follows the meeting, never an
address: a whole hall has one. Whoever is in stays in, and nobody whom the facilitator enters
needs a place.
"""

from typing import Final, Literal

from msgspec import Struct

from musrenbang_live.core.counts import Attendance
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.plan import MOST_PARTICIPANTS

NEAR_PERCENT: Final = 90
"""From so many percent of the places on, the console says how many are left."""
LEAST_STEP: Final = 50
"""Places that one press adds at the least."""


class Places(Struct, frozen=True):
    """The places of a meeting: so many, so many of them taken, and how things stand.

    `more` is how many one press of the facilitator adds; 0 when there can be no more.
    """

    limit: int
    taken: int
    state: Literal["free", "near", "full"]
    more: int


def places(meeting: Meeting, attendance: Attendance) -> Places:
    """How full the meeting is. A meeting that is over takes nobody and is never full."""
    limit, taken = meeting.participant_limit, attendance.by_link
    step = max(LEAST_STEP, meeting.plan.rules.participant_limit // 4)
    return Places(
        limit, taken, _state(meeting, limit, taken), min(step, max(0, MOST_PARTICIPANTS - limit))
    )


def _state(meeting: Meeting, limit: int, taken: int) -> Literal["free", "near", "full"]:
    if meeting.stage in ("closed", "published"):
        return "free"
    if taken >= limit:
        return "full"
    return "near" if 100 * taken >= NEAR_PERCENT * limit else "free"
