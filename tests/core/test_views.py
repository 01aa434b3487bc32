"""What each audience may see, and what none may: voters, totals before their time, other people."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import Choose
from musrenbang_live.core.counts import Attendance, Counts
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.sealed_lists import Proof
from musrenbang_live.core.tally import piled, tally
from musrenbang_live.core.views.archive import archive
from musrenbang_live.core.views.facilitator import Step, facilitator
from musrenbang_live.core.views.parts import now_line, situation
from musrenbang_live.core.views.projector import ROWS, projector
from musrenbang_live.core.views.resident import own_proposals, resident
from tests.core.making import (
    BUTET,
    CLOSING,
    IJAH,
    NOON,
    PROPOSING,
    RESIDENTS,
    SHOWING,
    UCOK,
    VOTING,
    VOTING_AGAIN,
    content,
    counts,
    fresh,
    run,
    submit,
    talking,
    voting,
)

AUDIENCES: dict[str, Callable[[Meeting, Counts], Any]] = {
    "resident": resident,
    "facilitator": facilitator,
    "projector": projector,
    "archive": archive,
}
every_audience = pytest.mark.parametrize("view", AUDIENCES.values(), ids=AUDIENCES)


def written(view: object) -> str:
    return repr(msgspec.to_builtins(view))


def counted() -> Meeting:
    return run(voting(), c.CloseRound(1))


def shown() -> Meeting:
    return run(counted(), c.RevealRound(1))


def over() -> Meeting:
    """Published: 1 to 3 voted on, 1 then merged into 3; 4 waits, 5 is hidden, 6 came late."""
    meeting = run(fresh(), c.OpenMeeting(), c.EnterPhase(PROPOSING))
    for number in range(1, 6):
        meeting = run(meeting, submit(f"ref-{number}", RESIDENTS[number % 3], f"Usulan {number}"))
    for number in (1, 2, 3):
        meeting = run(meeting, c.ApproveProposal(number))
    meeting = run(meeting, c.HideProposal(5, "Memuat nama orang"), c.EnterPhase(VOTING))
    meeting = run(meeting, c.CloseRound(1), c.RevealRound(1))
    late = submit("ref-6", "", "Usulan 6", assisted=True, proposer="Pak Ucok")
    return run(meeting, late, c.MergeProposal(1, 3), c.PublishMeeting())


def result_of(meeting: Meeting) -> Counts:
    marks = [[1, 2], [1, 2], [3], [1]]
    return Counts(
        supports={1: 4, 2: 9, 3: 9, 6: 1},
        attendance=Attendance(joined=8),
        turnout={1: 4},
        tallies={1: tally(meeting.rounds[1].plan, meeting.rounds[1].paper, piled(marks))},
    )


@every_audience
@pytest.mark.parametrize("meeting", [talking, voting, counted, shown, over])
def test_nobody_is_told_who_a_participant_is(view, meeting) -> None:
    now = run(meeting(), c.BlankScreen(True)) if meeting is not over else meeting()
    text = written(view(now, counts(now)))
    assert "Usulan" in text or "Parit" in text
    for secret in (*RESIDENTS, *now.refs):
        assert secret not in text


@every_audience
@pytest.mark.parametrize("meeting", [voting, counted])
def test_no_total_before_the_reveal(view, meeting) -> None:
    now = meeting()
    text = written(view(now, counts(now)))
    assert "901000" not in text.replace("_", "")
    assert "990000" not in text
    assert view(now, counts(now)) == view(now, counts(now, only=set()))


@pytest.mark.parametrize("name", ["resident", "facilitator", "projector"])
def test_the_total_is_there_after_the_reveal(name: str) -> None:
    now = shown()
    text = written(AUDIENCES[name](now, counts(now)))
    assert "9010001" in text
    assert "9900001" in text


def test_live_totals_are_shown_only_while_the_round_is_open() -> None:
    open_ = run(counted(), c.EnterPhase(VOTING_AGAIN))
    text = written(resident(open_, counts(open_)))
    assert "9020001" in text
    assert "9010001" not in text
    closed = run(open_, c.CloseRound(2))
    assert "902000" not in written(resident(closed, counts(closed)))


def test_a_result_is_written_out() -> None:
    meeting = shown()
    (result,) = resident(meeting, result_of(meeting)).results
    assert (result.round, result.ballots, result.joined, result.binding) == (1, 4, 8, False)
    lines = [(line.option.number, line.votes, line.rank, line.share) for line in result.lines]
    assert lines == [(1, 3, 1, 75), (2, 2, 2, 50), (3, 1, 3, 25)]


def test_nothing_of_a_hidden_proposal_is_shown_not_even_in_its_result() -> None:
    meeting = run(shown(), c.EditProposal(1, content("Rumah nek Ijah")))
    meeting = run(meeting, c.HideProposal(1, "Memuat nama orang"))
    for view in (resident, projector):
        assert "nek Ijah" not in written(view(meeting, counts(meeting)))
    meeting = run(meeting, c.PublishMeeting())
    text = written(archive(meeting, counts(meeting)))
    assert "nek Ijah" not in text
    assert "Memuat nama orang" in text
    (line,) = [line for line in projector(meeting, counts(meeting)).result.lines if line.rank == 1]
    assert (line.option.number, line.option.title, line.votes) == (1, "", 9_010_001)


@pytest.mark.parametrize("view", [resident, projector])
def test_waiting_hidden_and_merged_proposals_are_not_listed(view) -> None:
    meeting = run(fresh(), c.OpenMeeting(), c.EnterPhase(PROPOSING))
    for number, title in enumerate(("Menunggu", "Tersembunyi", "Tergabung", "Tampil"), 1):
        meeting = run(meeting, submit(f"ref-{number}", RESIDENTS[number % 3], title))
    meeting = run(meeting, c.HideProposal(2, "ganda"), c.MergeProposal(3, 4), c.FocusProposal(4))
    text = written(view(meeting, counts(meeting)))
    assert "Tampil" in text
    for title in ("Menunggu", "Tersembunyi", "Tergabung"):
        assert title not in text
    card = view(meeting, counts(meeting)).focus
    assert (card.number, card.merged) == (4, (3,))


def test_a_name_is_shown_only_where_it_was_asked_for() -> None:
    meeting = run(fresh(), c.OpenMeeting(), c.EnterPhase(PROPOSING), submit("a"))
    meeting = run(meeting, submit("b", proposer="Ibu Butet"))
    meeting = run(meeting, c.ApproveProposal(1), c.ApproveProposal(2))
    assert [card.by for card in resident(meeting, Counts()).cards] == ["Ibu Butet", ""]


def test_the_resident_page() -> None:
    meeting = talking(4)
    view = resident(meeting, counts(meeting))
    assert [card.number for card in view.cards] == [4, 3, 2, 1]
    assert view.supports == {1: 41, 2: 42, 3: 43, 4: 44}
    assert (view.ballot, view.results, view.turnout, view.joined) == (None, (), 0, 312)
    assert view.can == {"support", "ask"}
    assert resident(run(meeting, c.EnterPhase(PROPOSING)), Counts()).can == {"propose", "support"}
    assert resident(run(meeting, c.EnterPhase(CLOSING)), Counts()).can == frozenset()
    meeting = voting()
    view = resident(meeting, counts(meeting))
    assert view.can == {"vote"}
    assert view.turnout == 201
    assert [option.number for option in view.ballot.options] == [1, 2, 3]
    assert (view.ballot.rule, view.ballot.binding) == (Choose(2), False)


def test_ones_own_proposals_and_nobody_elses() -> None:
    meeting = run(fresh(), c.OpenMeeting(), c.EnterPhase(PROPOSING))
    for ref, author in (("a", BUTET), ("b", UCOK), ("c", BUTET), ("d", BUTET)):
        meeting = run(meeting, submit(ref, author))
    meeting = run(meeting, submit("e", "", assisted=True))
    meeting = run(meeting, c.MergeProposal(1, 2), c.MergeProposal(2, 5))
    meeting = run(meeting, c.HideProposal(3, "Sudah dikerjakan"))
    own = own_proposals(meeting, BUTET)
    assert [(p.card.number, p.status, p.merged_into, p.reason, p.may_edit) for p in own] == [
        (4, "waiting", 0, "", True),
        (3, "hidden", 0, "Sudah dikerjakan", False),
        (1, "merged", 5, "", False),
    ]
    assert [p.card.number for p in own_proposals(meeting, UCOK)] == [2]
    assert own_proposals(meeting, IJAH) == own_proposals(meeting, "") == ()
    assert not own_proposals(run(meeting, c.CloseMeeting()), BUTET)[0].may_edit


SITUATIONS = [
    (fresh, "planned"),
    (lambda: run(fresh(), c.OpenMeeting()), "pembukaan"),
    (lambda: run(talking(), c.EnterPhase(PROPOSING)), "usulan"),
    (talking, "musyawarah"),
    (lambda: run(talking(), c.FocusProposal(2)), "focus"),
    (lambda: run(talking(), c.OpenRound("cadangan")), "voting"),
    (voting, "voting"),
    (counted, "counted"),
    (shown, "hasil"),
    (lambda: run(talking(), c.EnterPhase(SHOWING)), "hasil"),
    (lambda: run(talking(), c.EnterPhase(CLOSING)), "penutup"),
    (lambda: run(talking(), c.CloseMeeting()), "closed"),
    (over, "published"),
]


@pytest.mark.parametrize(("meeting", "name"), SITUATIONS)
def test_situation(meeting, name: str) -> None:
    assert situation(meeting()) == name


def test_the_now_line() -> None:
    now = now_line(run(talking(), c.FocusProposal(2)))
    assert (now.phase, now.step, now.steps, now.focus, now.round) == ("musyawarah", 3, 7, 2, 0)
    meeting = counted()
    now = now_line(meeting)
    assert (now.round, now.rule, now.deadline) == (1, Choose(2), meeting.deadline)
    assert now.closed_at == meeting.rounds[1].closed_at
    now = now_line(over())
    assert (now.phase, now.title, now.deadline) == ("", "", 0)


STEPS = [
    (fresh, Step("open")),
    (talking, "phase"),
    (voting, Step("close-round", "1")),
    (counted, Step("reveal", "1")),
    (lambda: run(talking(), c.EnterPhase(CLOSING)), Step("publish")),
    (lambda: run(talking(), c.CloseMeeting()), Step("publish")),
    (over, Step("archive")),
]


@pytest.mark.parametrize(("meeting", "step"), STEPS)
def test_the_one_next_step(meeting, step: Step | str) -> None:
    given = facilitator(meeting(), Counts()).next
    assert step in (given, given.act)


def test_a_round_left_unrevealed_is_offered_beside_the_next_step() -> None:
    meeting = run(counted(), c.EnterPhase(VOTING_AGAIN))
    view = facilitator(meeting, counts(meeting))
    assert view.next == Step("close-round", "2")
    assert view.also == (Step("reveal", "1"),)
    assert [(row.number, row.stage, row.turnout) for row in view.rounds] == [
        (1, "closed", 201),
        (2, "open", 202),
    ]


def test_the_console_sorts_what_it_lists() -> None:
    meeting = over()
    view = facilitator(meeting, result_of(meeting))
    assert [row.card.number for row in view.queue] == [4]
    assert [row.card.number for row in view.rows] == [2, 3, 6]
    assert [(row.card.number, row.status, row.merged_into) for row in view.apart] == [
        (1, "shown", 3),
        (5, "hidden", 0),
    ]
    states = [line.state for line in facilitator(voting(), Counts()).phases]
    assert states == ["done"] * 3 + ["now"] + ["coming"] * 3
    assert {line.state for line in view.phases} == {"done"}


def test_the_wall_lists_the_newest_and_no_running_totals() -> None:
    meeting = run(talking(7), c.FocusProposal(1))
    view = projector(meeting, counts(meeting))
    assert [card.number for card in view.latest] == [7, 6, 5, 4, 3]
    assert len(view.latest) == ROWS
    assert set(view.supports) == {1, 3, 4, 5, 6, 7}
    assert (view.proposals, view.joined, view.blank) == (7, 312, False)
    live = run(counted(), c.RevealRound(1), c.EnterPhase(VOTING_AGAIN))
    assert projector(live, counts(live)).result is None


def test_the_three_figures_on_the_wall_are_of_the_vote_that_is_spoken_of() -> None:
    """Of the one just closed, though the result of an earlier one can be seen already."""
    first = run(counted(), c.RevealRound(1))
    second = run(first, c.EnterPhase(VOTING_AGAIN), c.CloseRound(2))
    for meeting, number in ((first, 1), (second, 2), (run(second, c.RevealRound(2)), 2)):
        proofs = {each: Proof(200 + each, 200 + each) for each in meeting.rounds}
        figures = projector(meeting, replace(counts(meeting), proofs=proofs)).proof
        assert figures is not None
        assert (figures.round, figures.receipts, figures.equal) == (number, 200 + number, True)
    voting = run(first, c.EnterPhase(VOTING_AGAIN))
    assert projector(voting, counts(voting)).proof is None


def test_the_archive_says_what_became_of_every_proposal() -> None:
    meeting = over()
    view = archive(meeting, result_of(meeting))
    told = [(o.number, o.fate, o.rank, o.votes, o.merged_into) for o in view.outcomes]
    assert told == [
        (1, "merged", 1, 3, 3),
        (2, "ranked", 2, 2, 0),
        (3, "ranked", 3, 1, 0),
        (4, "waiting", 0, 0, 0),
        (5, "hidden", 0, 0, 0),
        (6, "not_voted", 0, 0, 0),
    ]
    outcomes = {outcome.number: outcome for outcome in view.outcomes}
    assert outcomes[4].card is None
    assert outcomes[5].card is None
    assert outcomes[5].reason == "Memuat nama orang"
    assert outcomes[6].card.by == "Pak Ucok"
    text = written(view)
    assert "Usulan 4" not in text
    assert "Usulan 5" not in text


def test_the_archive_tells_the_times_of_the_phases() -> None:
    meeting = over()
    phases = archive(meeting, Counts()).phases
    assert [phase.title for phase in phases] == ["Pembukaan", "Usulan", "Pemungutan suara"]
    assert [phase.until for phase in phases[:-1]] == [phase.since for phase in phases[1:]]
    assert phases[-1].until == meeting.closed_at > NOON


@pytest.mark.parametrize(
    ("genders", "published"),
    [
        ({"P": 5, "L": 5, "": 1}, {"P": 5, "L": 5}),
        ({"P": 4, "L": 90}, {}),
        ({}, {}),
    ],
)
def test_small_groups_are_not_published(genders: dict[str, int], published: dict[str, int]) -> None:
    attendance = Attendance(99, 3, genders, {"VI": 12}, {"PKK": 4})
    kept = archive(over(), Counts(attendance=attendance)).attendance
    assert kept == Attendance(99, 3, published)
