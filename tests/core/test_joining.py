"""The ceiling of those who join by link: whom it counts, when it is told, how it is raised."""

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.counts import Attendance
from musrenbang_live.core.joining import places
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.plan import MOST_PARTICIPANTS, Rules
from tests.core.making import fresh, run, talking


def hall(limit: int) -> Meeting:
    return run(fresh(rules=Rules(participant_limit=limit)), c.OpenMeeting())


@pytest.mark.parametrize(
    ("taken", "state"),
    [(0, "free"), (1799, "free"), (1800, "near"), (1999, "near"), (2000, "full"), (2300, "full")],
)
def test_from_nine_tenths_on_it_is_told(taken: int, state: str) -> None:
    there = places(hall(2000), Attendance(joined=taken))
    assert (there.limit, there.taken, there.state) == (2000, taken, state)


def test_whoever_the_facilitator_enters_takes_no_place() -> None:
    there = places(hall(10), Attendance(joined=30, assisted=22))
    assert (there.taken, there.state) == (8, "free")


@pytest.mark.parametrize(
    ("limit", "more"),
    [
        (1, 50),
        (100, 50),
        (2000, 500),
        (10_000, 2500),
        (MOST_PARTICIPANTS - 10, 10),
        (MOST_PARTICIPANTS, 0),
    ],
)
def test_one_press_adds_a_quarter_and_never_beyond_the_highest(limit: int, more: int) -> None:
    assert places(hall(limit), Attendance()).more == more


def test_a_raised_limit_counts_and_the_step_stays() -> None:
    raised = run(hall(2000), c.RaiseParticipantLimit(2500))
    there = places(raised, Attendance(joined=2000))
    assert (there.limit, there.state, there.more) == (2500, "free", 500)


@pytest.mark.parametrize("end", [c.CloseMeeting(), c.PublishMeeting()])
def test_a_meeting_that_is_over_is_never_full(end) -> None:
    over = run(talking(rules=Rules(participant_limit=3)), end)
    assert places(over, Attendance(joined=9)).state == "free"
