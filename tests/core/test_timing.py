"""How late a meeting is: against its planned time, or its own beginning when it was moved."""

from datetime import UTC, datetime, timedelta

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.timing import MINUTE, schedule
from tests.builders import NOW, PHASES, meeting, plan, run

WHOLE = 10 + 30 + 45 + 15 + 10 + 5
"""Minutes of the plan of the builders."""


def test_there_is_none_before_and_after() -> None:
    assert schedule(meeting()) is None
    assert schedule(run(meeting(), c.OpenMeeting(), c.CloseMeeting())) is None


def test_a_meeting_as_planned_is_not_late() -> None:
    opened = run(meeting(), c.OpenMeeting())
    seen = schedule(opened)
    assert seen is not None
    assert seen.planned_end == NOW + WHOLE * MINUTE
    assert seen.end(NOW) == seen.planned_end
    assert seen.delay(NOW) == 0
    assert seen.delay(NOW + 22 * MINUTE) == 12, "ten were planned for this phase"


def test_extending_and_skipping_count() -> None:
    opened = run(meeting(), c.OpenMeeting())
    longer = schedule(run(opened, c.ExtendTimer(5)))
    skipped = schedule(run(opened, c.EnterPhase(PHASES["hasil"])))
    assert longer is not None
    assert longer.delay(NOW) == 5
    assert skipped is not None
    assert skipped.delay(NOW) == -(10 + 30 + 45 + 15)


@pytest.mark.parametrize(
    ("minutes_late", "measured"), [(0, 0), (12, 12), (-20, -20), (179, 179), (181, 0), (-1440, 0)]
)
def test_it_is_measured_against_the_planned_time_when_it_is_near(
    minutes_late: int, measured: int
) -> None:
    starts = _local(NOW - minutes_late * MINUTE)
    seen = schedule(run(meeting(plan(starts=starts)), c.OpenMeeting()))
    assert seen is not None
    assert abs(seen.delay(NOW) - measured) <= 1, "the plan knows no seconds"


def _local(at: int) -> str:
    return (datetime.fromtimestamp(at / 1000, UTC) + timedelta(hours=7)).strftime("%Y-%m-%d %H:%M")
