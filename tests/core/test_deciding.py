"""The rules, one by one: what is allowed leads to events, what is not is refused with a code."""

from typing import get_args

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core import events as e
from musrenbang_live.core.ballots import Paper
from musrenbang_live.core.commands import AnyCommand
from musrenbang_live.core.deciding import MAX_EXTENSION, decide
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.plan import MOST_PARTICIPANTS, Phase, Rules
from tests.core.making import (
    BUTET,
    CLOSING,
    IJAH,
    NOON,
    OPENING,
    PHASES,
    PRIORITY,
    PROPOSING,
    RESERVE,
    SHOWING,
    TALKING,
    UCOK,
    VOTING,
    VOTING_AGAIN,
    content,
    fresh,
    run,
    submit,
    talking,
    voting,
)

MINUTE = 60_000


def proposing() -> Meeting:
    """Usulan is on; 1 of Butet is shown, 2 of Ucok waits."""
    begun = run(fresh(), c.OpenMeeting(), c.EnterPhase(PROPOSING))
    return run(begun, submit("a"), c.ApproveProposal(1), submit("b", UCOK))


def closed() -> Meeting:
    return run(proposing(), c.CloseMeeting())


def published() -> Meeting:
    return run(talking(), c.PublishMeeting())


def counted() -> Meeting:
    """Round 1 is closed and not revealed."""
    return run(voting(), c.CloseRound(1))


def merged() -> Meeting:
    """1 is part of 2, which is shown beside 3."""
    return run(talking(), c.MergeProposal(1, 2))


def late() -> Meeting:
    """Round 1 is open on 1 to 3; 4 came afterwards, typed by the committee."""
    return run(voting(), submit("d", IJAH, assisted=True))


def edit(number: int, title: str = "Parit baru", author: str = "") -> c.EditProposal:
    return c.EditProposal(number, content(title), author)


REFUSED = [
    # the meeting
    (closed, c.OpenMeeting(), "session_already_open"),
    (proposing, c.OpenMeeting(), "session_already_open"),
    (fresh, c.CloseMeeting(), "session_not_open"),
    (voting, c.CloseMeeting(), "round_already_open"),
    (fresh, c.PublishMeeting(), "session_not_open"),
    (voting, c.PublishMeeting(), "round_already_open"),
    (published, c.PublishMeeting(), "session_published"),
    (published, submit("baru", assisted=True), "session_published"),
    # phases and timer
    (fresh, c.EnterPhase(0), "session_not_open"),
    (closed, c.EnterPhase(0), "session_not_open"),
    (talking, c.EnterPhase(len(PHASES)), "phase_unknown"),
    (talking, c.EnterPhase(-1), "phase_unknown"),
    (voting, c.EnterPhase(SHOWING), "round_already_open"),
    (voting, c.EnterPhase(TALKING), "round_already_open"),
    (talking, c.EnterPhase(VOTING, (9,)), "proposal_unknown"),
    (lambda: talking(0), c.EnterPhase(VOTING), "round_without_options"),
    (fresh, c.ExtendTimer(5), "session_not_open"),
    (talking, c.ExtendTimer(0), "number_invalid"),
    (talking, c.ExtendTimer(MAX_EXTENSION + 1), "number_invalid"),
    # places
    (closed, c.RaiseParticipantLimit(3000), "session_not_open"),
    (fresh, c.RaiseParticipantLimit(0), "number_invalid"),
    (talking, c.RaiseParticipantLimit(MOST_PARTICIPANTS + 1), "number_invalid"),
    # submitting
    (fresh, submit("baru"), "session_not_open"),
    (closed, submit("baru"), "session_not_open"),
    (closed, submit("baru", assisted=True), "session_not_open"),
    (talking, submit("baru"), "phase_closed"),
    (voting, submit("baru"), "phase_closed"),
    (
        proposing,
        c.SubmitProposal("baru", BUTET, content(neighborhood="IX")),
        "neighborhood_unknown",
    ),
    (proposing, submit("baru", proposer="hub 081234567890"), "text_has_phone"),
    (
        lambda: run(proposing(), submit("c", UCOK), submit("d", UCOK)),
        submit("e", UCOK),
        "proposal_limit",
    ),
    # editing
    (proposing, edit(9), "proposal_unknown"),
    (proposing, edit(0), "proposal_unknown"),
    (proposing, edit(2, author=BUTET), "proposal_not_yours"),
    (proposing, edit(1, author=BUTET), "proposal_not_pending"),
    (
        lambda: run(proposing(), c.HideProposal(2, "ganda")),
        edit(2, author=UCOK),
        "proposal_not_pending",
    ),
    (lambda: run(proposing(), c.MergeProposal(2, 1)), edit(2, author=UCOK), "proposal_not_pending"),
    (closed, edit(2, author=UCOK), "session_not_open"),
    (proposing, edit(2, title="", author=UCOK), "text_missing"),
    (voting, edit(1), "proposal_in_vote"),
    # approving and hiding
    (proposing, c.ApproveProposal(9), "proposal_unknown"),
    (voting, c.ApproveProposal(1), "proposal_in_vote"),
    (proposing, c.HideProposal(9, "ganda"), "proposal_unknown"),
    (proposing, c.HideProposal(1, " "), "reason_missing"),
    (voting, c.HideProposal(1, "ganda"), "proposal_in_vote"),
    # merging
    (proposing, c.MergeProposal(9, 1), "proposal_unknown"),
    (proposing, c.MergeProposal(1, 9), "proposal_unknown"),
    (proposing, c.MergeProposal(1, 1), "merge_with_itself"),
    (merged, c.MergeProposal(1, 3), "proposal_merged"),
    (merged, c.MergeProposal(3, 1), "proposal_merged"),
    (merged, c.MergeProposal(2, 1), "proposal_merged"),
    (
        lambda: run(proposing(), c.HideProposal(1, "ganda")),
        c.MergeProposal(2, 1),
        "proposal_hidden",
    ),
    (voting, c.MergeProposal(1, 2), "proposal_in_vote"),
    (late, c.MergeProposal(4, 1), "proposal_in_vote"),
    (late, c.MergeProposal(1, 4), "proposal_in_vote"),
    (merged, c.UnmergeProposal(2), "proposal_not_merged"),
    (merged, c.UnmergeProposal(9), "proposal_unknown"),
    (lambda: run(merged(), c.EnterPhase(VOTING)), c.UnmergeProposal(1), "proposal_in_vote"),
    # focus
    (fresh, c.FocusProposal(0), "session_not_open"),
    (proposing, c.FocusProposal(9), "proposal_unknown"),
    (proposing, c.FocusProposal(2), "proposal_hidden"),
    (merged, c.FocusProposal(1), "proposal_merged"),
    # rounds
    (fresh, c.OpenRound("prioritas"), "session_not_open"),
    (closed, c.OpenRound("prioritas"), "session_not_open"),
    (talking, c.OpenRound("lain"), "round_unknown"),
    (talking, c.OpenRound(""), "round_unknown"),
    (voting, c.OpenRound("cadangan"), "round_already_open"),
    (counted, c.OpenRound("prioritas"), "round_held"),
    (proposing, c.OpenRound("prioritas", (1, 2)), "proposal_unknown"),
    (merged, c.OpenRound("prioritas", (1,)), "proposal_unknown"),
    (lambda: talking(0), c.OpenRound("prioritas"), "round_without_options"),
    (talking, c.CloseRound(1), "round_unknown"),
    (talking, c.RevealRound(1), "round_unknown"),
    (voting, c.RevealRound(1), "round_not_closed"),
]


@pytest.mark.parametrize(("meeting", "command", "code"), REFUSED)
def test_refused(meeting, command: AnyCommand, code: str) -> None:
    with pytest.raises(Rejected) as no:
        decide(meeting(), command, NOON)
    assert no.value.code == code


@pytest.mark.parametrize("command", sorted(get_args(AnyCommand), key=str))
def test_after_publication_nothing_is_allowed(command: type[AnyCommand]) -> None:
    asked = {c.SubmitProposal: submit("baru"), c.EditProposal: edit(1)}
    fields = {"number": 1, "into": 2, "index": 1, "minutes": 1, "key": "x", "reason": "x"}
    fields |= {"blank": True, "limit": 3000, "order": (1, 2), "people": 3}
    fields |= {"name": "Siti", "woman": True, "ref": "c"}
    fields |= {"candidates": (1,), "verdict": "belum", "author": "", "text": "x", "by": "x"}
    fields |= {"year": 2026, "title": "x", "state": "belum", "content": edit(1).content}
    fields |= {"show": "agenda"}
    fields |= {"count": 8, "after": 0, "first": 1, "last": 2, "old": 1, "new": 2}
    wanted = asked.get(command) or command(
        **{name: fields[name] for name in command.__struct_fields__ if name in fields}
    )
    if command is c.BlankScreen:  # the wall hangs in the hall until everybody has gone
        assert decide(published(), wanted, NOON) == [e.ScreenBlanked(True)]
        return
    if command is c.ChooseScreen:
        agenda = c.ChooseScreen("agenda")
        assert decide(published(), agenda, NOON) == [e.ScreenChosen("agenda", 0)]
        return
    with pytest.raises(Rejected) as no:
        decide(published(), wanted, NOON)
    assert no.value.code == "session_published"


ALREADY_SO = [
    (talking, c.EnterPhase(TALKING)),
    (voting, c.EnterPhase(VOTING, (9,))),
    (talking, c.ApproveProposal(1)),
    (merged, c.MergeProposal(1, 2)),
    (talking, c.FocusProposal(0)),
    (talking, c.BlankScreen(False)),
    (talking, c.RaiseParticipantLimit(2000)),
    (talking, c.RaiseParticipantLimit(10)),
    (lambda: run(fresh(), c.RaiseParticipantLimit(2500)), c.RaiseParticipantLimit(2500)),
    (closed, c.CloseMeeting()),
    (counted, c.CloseRound(1)),
    (lambda: run(counted(), c.RevealRound(1)), c.RevealRound(1)),
    (lambda: run(talking(), c.HideProposal(1, "ganda")), c.HideProposal(1, " ganda ")),
    (lambda: run(talking(), edit(1)), edit(1, title=" Parit  baru")),
]


@pytest.mark.parametrize(("meeting", "command"), ALREADY_SO)
def test_what_is_already_so_needs_no_event(meeting, command: AnyCommand) -> None:
    assert decide(meeting(), command, NOON) == []


@pytest.mark.parametrize("meeting", [proposing, talking, voting, closed, published])
def test_the_same_proposal_sent_again_is_the_same_proposal(meeting) -> None:
    now = meeting()
    ref = next(iter(now.refs))
    assert decide(now, submit(ref, title="Lain sama sekali"), NOON) == []


def test_opening_enters_the_first_phase() -> None:
    assert decide(fresh(), c.OpenMeeting(), NOON) == [
        e.MeetingOpened(),
        e.PhaseEntered(OPENING, NOON + 10 * MINUTE),
    ]


def test_a_voting_phase_opens_its_round_once() -> None:
    entered = e.PhaseEntered(VOTING, NOON + 20 * MINUTE)
    assert decide(talking(), c.EnterPhase(VOTING), NOON) == [
        entered,
        e.RoundOpened(1, PRIORITY, Paper((1, 2, 3))),
    ]
    assert decide(talking(), c.EnterPhase(VOTING, (3, 1, 3)), NOON) == [
        entered,
        e.RoundOpened(1, PRIORITY, Paper((1, 3))),
    ]
    later = run(counted(), c.EnterPhase(TALKING))
    assert decide(later, c.EnterPhase(VOTING), NOON) == [entered]


def test_only_standing_proposals_are_voted_on() -> None:
    meeting = run(
        talking(4),
        c.HideProposal(1, "ganda"),
        c.MergeProposal(2, 3),
        submit("e", UCOK, assisted=True),
    )
    assert decide(meeting, c.OpenRound("cadangan"), NOON) == [
        e.RoundOpened(1, RESERVE, Paper((3, 4, 5)))
    ]


def test_more_time_counts_from_the_deadline_or_from_now() -> None:
    meeting = talking()
    deadline = meeting.deadline
    assert decide(meeting, c.ExtendTimer(5), deadline - 1) == [e.TimerMoved(deadline + 5 * MINUTE)]
    after = deadline + 30 * MINUTE
    assert decide(meeting, c.ExtendTimer(MAX_EXTENSION), after) == [
        e.TimerMoved(after + MAX_EXTENSION * MINUTE)
    ]


def test_a_residents_proposal_waits_and_the_committees_is_shown() -> None:
    meeting = proposing()
    waiting = e.ProposalSubmitted(3, IJAH, False, "", content("Titi"))
    assert decide(meeting, submit("c", IJAH, "Titi"), NOON) == [waiting]
    assisted = e.ProposalSubmitted(3, IJAH, True, "Nek Ijah", content("Titi"))
    asked = submit("c", IJAH, "Titi", assisted=True, proposer=" Nek  Ijah ")
    for stage in (meeting, run(meeting, c.EnterPhase(CLOSING))):
        assert decide(stage, asked, NOON) == [assisted, e.ProposalApproved(3)]
    assert decide(fresh(), asked, NOON)[1:] == [e.ProposalApproved(1)]


def test_checked_afterwards_a_proposal_is_shown_at_once() -> None:
    after = Rules(moderation="sesudah", waiting_limit=1)
    meeting = run(fresh(rules=after), c.OpenMeeting(), c.EnterPhase(PROPOSING))
    meeting = run(meeting, submit("a"), submit("b"))
    assert [p.status for p in meeting.proposals.values()] == ["shown", "shown"]


def test_the_limit_counts_ones_own_waiting_proposals() -> None:
    full = run(proposing(), submit("c", UCOK), submit("d", UCOK))
    assert decide(full, submit("e", IJAH), NOON)
    assert decide(full, submit("e", UCOK, assisted=True), NOON)
    for freeing in (
        c.ApproveProposal(3),
        c.HideProposal(3, "ganda"),
        c.MergeProposal(3, 1),
    ):
        assert decide(run(full, freeing), submit("e", UCOK), NOON)


def test_editing_by_the_author_while_waiting_and_by_the_committee_always() -> None:
    new = e.ProposalEdited(2, content("Parit baru"))
    assert decide(proposing(), edit(2, author=UCOK), NOON) == [new]
    assert decide(proposing(), edit(2), NOON) == [new]
    assert decide(closed(), edit(2), NOON) == [new]
    assert decide(late(), edit(4), NOON) == [e.ProposalEdited(4, content("Parit baru"))]


def test_merging_into_a_waiting_proposal_shows_it() -> None:
    assert decide(proposing(), c.MergeProposal(1, 2), NOON) == [
        e.ProposalMerged(1, 2),
        e.ProposalApproved(2),
    ]
    assert decide(proposing(), c.MergeProposal(2, 1), NOON) == [e.ProposalMerged(2, 1)]


def test_unmerging_gives_back_what_was_merged() -> None:
    before = run(talking(4), c.MergeProposal(1, 2))
    after = run(before, c.MergeProposal(2, 3), c.UnmergeProposal(2))
    assert after.proposals == before.proposals
    assert run(after, c.UnmergeProposal(1)).proposals == talking(4).proposals


def test_reveal_goes_to_the_phase_that_shows_it() -> None:
    meeting = run(counted(), c.EnterPhase(VOTING_AGAIN), c.CloseRound(2))
    assert decide(meeting, c.RevealRound(2), NOON) == [
        e.RoundRevealed(2),
        e.PhaseEntered(SHOWING, NOON + 10 * MINUTE),
    ]
    assert decide(counted(), c.RevealRound(1), NOON) == [e.RoundRevealed(1)]
    assert decide(run(meeting, c.CloseMeeting()), c.RevealRound(2), NOON) == [e.RoundRevealed(2)]


def test_reveal_at_the_end_of_the_agenda() -> None:
    short = (Phase("usulan", 5, "Usulan"), Phase("pemungutan", 5, "Suara", "prioritas"))
    meeting = run(fresh(phases=short), c.OpenMeeting(), submit("a"), c.ApproveProposal(1))
    meeting = run(meeting, c.EnterPhase(1), c.CloseRound(1))
    assert decide(meeting, c.RevealRound(1), NOON) == [e.RoundRevealed(1)]


def test_reveal_does_not_leave_a_vote_that_is_on() -> None:
    meeting = run(counted(), c.EnterPhase(VOTING_AGAIN))
    assert decide(meeting, c.RevealRound(1), NOON) == [e.RoundRevealed(1)]


def test_publishing_reveals_and_closes_what_is_not_yet() -> None:
    ending = [e.MeetingClosed(), e.MeetingPublished()]
    assert decide(talking(), c.PublishMeeting(), NOON) == ending
    assert decide(counted(), c.PublishMeeting(), NOON) == [e.RoundRevealed(1), *ending]
    already = run(counted(), c.RevealRound(1), c.CloseMeeting())
    assert decide(already, c.PublishMeeting(), NOON) == [e.MeetingPublished()]


def test_the_panic_key_works_at_every_stage_before_publication() -> None:
    for meeting in (fresh(), talking(), voting(), closed()):
        assert decide(meeting, c.BlankScreen(True), NOON) == [e.ScreenBlanked(True)]


def test_places_can_be_opened_before_and_during_the_meeting() -> None:
    for meeting in (fresh(), talking(), voting()):
        assert decide(meeting, c.RaiseParticipantLimit(2500), NOON) == [
            e.ParticipantLimitRaised(2500)
        ]
    raised = run(fresh(), c.RaiseParticipantLimit(2500))
    assert decide(raised, c.RaiseParticipantLimit(2501), NOON) == [e.ParticipantLimitRaised(2501)]
