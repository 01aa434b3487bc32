"""Hands are counted while a vote is open, and by card no more than there are cards."""

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core import events as e
from musrenbang_live.core.ballots import Agree, AnyRule, Budget, Choose, Hands
from musrenbang_live.core.counts import Counts
from musrenbang_live.core.deciding import decide
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.events import ProposalContent
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.plan import RoundPlan, Rules
from musrenbang_live.core.tally import piled, tally
from musrenbang_live.core.views.archive import archive
from musrenbang_live.core.views.facilitator import facilitator
from musrenbang_live.core.views.projector import projector
from musrenbang_live.core.views.resident import resident
from tests.core.making import NOON, VOTING, content, run, talking

LPM = "Ketua LPM"
TWO = Choose(2)


def voting(rule: AnyRule = TWO, **changes) -> Meeting:
    meeting = talking(rounds=(RoundPlan("prioritas", "Usulan prioritas", rule),), **changes)
    return run(meeting, c.EnterPhase(VOTING))


def counted(people: int = 20, *figures: tuple[int, ...], by: str = LPM) -> c.CountHands:
    return c.CountHands(1, people, figures, by)


def refused(meeting: Meeting, command: c.CountHands) -> Rejected:
    with pytest.raises(Rejected) as no:
        decide(meeting, command, NOON)
    return no.value


def test_a_count_is_recorded_with_who_made_it() -> None:
    meeting = voting()
    assert decide(meeting, counted(20, (2, 12), (1, 3)), NOON) == [
        e.HandsCounted(1, 20, ((1, 3), (2, 12), (3, 0)), LPM)
    ]
    after = run(meeting, counted(20, (2, 12), (1, 3)))
    assert after.rounds[1].hands == Hands(20, ((1, 3), (2, 12), (3, 0)), LPM)
    assert decide(after, counted(20, (1, 3), (2, 12)), NOON) == [], "pressed twice"


def test_a_new_count_replaces_and_none_takes_back() -> None:
    meeting = run(voting(), counted(20, (2, 12)), counted(9, (1, 9), by="Sekretaris"))
    assert meeting.rounds[1].hands == Hands(9, ((1, 9), (2, 0), (3, 0)), "Sekretaris")
    assert run(meeting, counted(0, by="")).rounds[1].hands is None
    assert decide(voting(), counted(0, by=""), NOON) == []


def test_only_while_the_vote_is_open() -> None:
    assert refused(talking(), counted()).code == "round_unknown"
    closed = run(voting(), c.CloseRound(1))
    assert refused(closed, counted()).code == "round_closed"
    assert refused(run(closed, c.RevealRound(1)), counted()).code == "round_closed"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (counted(20, (9, 1)), "mark_unknown_option"),
        (counted(20, (1, 1), (1, 2)), "mark_duplicate_option"),
        (counted(20, ()), "mark_duplicate_option"),
        (counted(20, (1, 21)), "hands_too_many"),
        (counted(20, (1, 3), by=""), "text_missing"),
        (counted(20, (1, 3), by="  "), "text_missing"),
        (counted(20, (1, 3), by="Budi 081234567890"), "text_has_phone"),
        (counted(20, (1, 3), by="x" * 200), "text_too_long"),
    ],
)
def test_refused(command: c.CountHands, code: str) -> None:
    assert refused(voting(), command).code == code


def test_a_budget_has_no_hands() -> None:
    assert refused(voting(Agree()), counted(20, (1, 3))).code == "number_invalid"
    money = [c.EditProposal(number, _costing(number)) for number in (1, 2, 3)]
    meeting = run(
        talking(rounds=(RoundPlan("prioritas", "Usulan", Budget(100)),)),
        *money,
        c.EnterPhase(VOTING),
    )
    assert refused(meeting, counted()).code == "hands_not_possible"


def _costing(number: int) -> ProposalContent:
    return content(f"Parit {number}", cost=10)


def test_by_card_no_more_hands_than_cards() -> None:
    cards = (c.PrintCards(8, 0), c.ActivateCards(1, 8), c.VoidCard(8, "Hilang"))
    meeting = run(voting(rules=Rules(access="kartu")), *cards)
    no = refused(meeting, counted(8, (1, 8)))
    assert (no.code, no.details["limit"]) == ("hands_over_cards", 7)
    assert run(meeting, counted(7, (1, 7))).rounds[1].hands


def test_nobody_sees_hands_before_the_reveal() -> None:
    """Neither the figures nor, outside the desk, how many there were."""
    for stage in ((), (c.CloseRound(1),)):
        views = []
        for figure in (12, 3):
            meeting = run(voting(), counted(20, (2, figure)), *stage)
            counts = Counts()
            if stage:
                found = meeting.rounds[1]
                tallied = tally(found.plan, found.paper, piled([[1]]), hands=found.hands)
                counts = Counts(turnout={1: 1}, tallies={1: tallied})
            views.append([view(meeting, counts) for view in (resident, projector, facilitator)])
        assert views[0] == views[1]
        assert "Hands(" not in repr(views[0])
        assert LPM not in repr(views[0][:2])


def test_after_the_reveal_all_is_told() -> None:
    meeting = run(voting(), counted(20, (2, 12)), c.CloseRound(1), c.RevealRound(1))
    found = meeting.rounds[1]
    tallied = tally(found.plan, found.paper, piled([[1]]), hands=found.hands)
    counts = Counts(turnout={1: 1}, tallies={1: tallied})
    for view in (projector(meeting, counts).result, resident(meeting, counts).results[0]):
        assert view is not None
        assert (view.ballots, view.people, view.voices, view.over) == (1, 20, 21, False)
        assert view.channels[-1].by == LPM
        assert view.line(2).votes == 12
        assert view.line(2).share == 57
    published = run(meeting, c.PublishMeeting())
    assert archive(published, counts).results[0].people == 20


def test_no_ballot_is_told_by_two_ways() -> None:
    """Where all ballots so far are paper, or none came, hands do not make some of them phones'."""
    meeting = run(voting(), counted(7, (1, 7)))
    only_paper = Counts(turnout={1: 2}, ways={1: {"kertas": 2}})
    row = facilitator(meeting, only_paper).rounds[0]
    assert row.ways == (("kertas", 2), ("angkat tangan", 7))
    assert facilitator(meeting, Counts()).rounds[0].ways == (("angkat tangan", 7),)
    both = Counts(turnout={1: 3}, ways={1: {"ponsel": 1, "kertas": 2}})
    assert sum(votes for _, votes in facilitator(meeting, both).rounds[0].ways) == 3 + 7


def test_more_than_the_cards_is_said() -> None:
    cards = (c.PrintCards(8, 0), c.ActivateCards(1, 8))
    meeting = run(voting(rules=Rules(access="kartu")), *cards, counted(7, (1, 7)))
    assert not facilitator(meeting, Counts(turnout={1: 1})).rounds[0].over
    row = facilitator(meeting, Counts(turnout={1: 2})).rounds[0]
    assert row.over
    assert row.ways == (("ponsel", 2), ("angkat tangan", 7))
