"""Putting proposals in order by hand, and the order beside the vote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core import commands as c
from musrenbang_live.core.counts import Counts
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.ranking import arranged, stepped
from musrenbang_live.core.views.ranking import first_order, ranking
from tests.builders import PHASES, content, happen, meeting, plan


def typed(order: tuple[int, ...], **places: int | None) -> dict[int, int | None]:
    """The places on a page, some of them typed anew (`n3=1`)."""
    there: dict[int, int | None] = {number: place for place, number in enumerate(order, 1)}
    return there | {int(name[1:]): place for name, place in places.items()}


@pytest.mark.parametrize(
    ("places", "after"),
    [
        ({}, (5, 6, 7, 8)),
        ({"n8": 2}, (5, 8, 6, 7)),
        ({"n5": 4}, (6, 7, 8, 5)),
        ({"n5": 99}, (6, 7, 8, 5)),
        ({"n8": 0}, (8, 5, 6, 7)),
        ({"n6": None}, (5, 7, 8)),
        ({"n9": 1}, (9, 5, 6, 7, 8)),
        ({"n7": 1, "n8": 1}, (8, 7, 5, 6)),
        ({"n5": 2, "n6": 1}, (6, 5, 7, 8)),
    ],
)
def test_a_typed_place_moves_a_proposal(
    places: dict[str, int | None], after: tuple[int, ...]
) -> None:
    order = (5, 6, 7, 8)
    assert arranged(order, typed(order, **places)) == after


@given(
    st.lists(st.integers(1, 30), unique=True),
    st.dictionaries(st.integers(1, 30), st.none() | st.integers(0, 40)),
)
def test_nothing_is_lost_or_doubled(order: list[int], changes: dict[int, int | None]) -> None:
    places = typed(tuple(order)) | changes
    wanted = {number for number, place in places.items() if place is not None}
    after = arranged(order, places)
    assert set(after) == wanted
    assert len(after) == len(wanted)


def test_one_step() -> None:
    assert stepped((1, 2, 3), 2, -1) == (2, 1, 3)
    assert stepped((1, 2, 3), 2, 1) == (1, 3, 2)
    assert stepped((1, 2, 3), 1, -1) == (1, 2, 3)
    assert stepped((1, 2, 3), 3, 1) == (1, 2, 3)
    assert stepped((1, 2, 3), 9, 1) == (1, 2, 3)


@pytest.fixture
def talked() -> Meeting:
    """Four proposals at 10, 20, 30 and no known million, with a ceiling of 45."""
    said = [content(f"Jalan {n}", cost=cost) for n, cost in ((1, 10), (2, 20), (3, 30), (4, None))]
    after, _ = happen(
        meeting(plan(ceiling=45)),
        c.OpenMeeting(),
        c.EnterPhase(PHASES["usulan"]),
        *(c.SubmitProposal(f"{n}", "", each, assisted=True) for n, each in enumerate(said)),
        c.EnterPhase(PHASES["musyawarah"]),
    )
    return after


def test_without_a_vote_it_begins_with_what_was_agreed_and_supports(talked: Meeting) -> None:
    counts = Counts(supports={1: 5, 2: 9, 3: 7})
    assert first_order(talked, counts) == (2, 3, 1, 4)
    decided, _ = happen(
        talked,
        c.DecideProposal(1, "mufakat"),
        c.DecideProposal(2, "cadangan"),
        c.DecideProposal(3, "belum", "lahan"),
    )
    assert first_order(decided, counts) == (1, 4, 2)
    ranked, _ = happen(decided, c.AgreeRanks((2, 1)))
    assert first_order(ranked, counts) == (2, 1)
    shown = ranking(ranked, counts, (2, 1))
    assert [line.card.number for line in shown.left] == [4]
    assert not shown.differs


def test_the_ceiling_is_passed_at_one_line(talked: Meeting) -> None:
    shown = ranking(talked, Counts(), (1, 4, 2, 3, 99))
    assert shown.order == (1, 4, 2, 3)
    assert [line.total for line in shown.lines] == [10, 10, 30, 60]
    assert [line.beyond for line in shown.lines] == [False, False, False, True]
    assert (shown.spent, shown.uncosted) == (60, 1)
