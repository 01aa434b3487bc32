"""What a meeting agrees without a vote, what is asked in it, what it was promised before."""

import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core import events as e
from musrenbang_live.core.deciding import decide
from musrenbang_live.core.deliberating import differs
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.plan import Rules
from tests.core.making import (
    BUTET,
    NOON,
    PHASES,
    TALKING,
    VOTING,
    content,
    fresh,
    run,
    submit,
    talking,
    voting,
)


def refused(meeting: Meeting, command: c.AnyCommand) -> str:
    with pytest.raises(Rejected) as no:
        decide(meeting, command, NOON)
    return no.value.code


def test_a_decision_is_kept_with_its_reason_and_can_be_taken_back() -> None:
    meeting = run(talking(), c.DecideProposal(1, "mufakat"))
    assert meeting.verdict(1) == "mufakat"
    assert decide(meeting, c.DecideProposal(1, "mufakat"), NOON) == []
    meeting = run(meeting, c.DecideProposal(1, "belum", "lahan", " tanah   wakaf "))
    assert (meeting.decisions[1].code, meeting.decisions[1].reason) == ("lahan", "tanah wakaf")
    meeting = run(meeting, c.DecideProposal(1, ""))
    assert meeting.verdict(1) == ""
    assert decide(meeting, c.DecideProposal(2, ""), NOON) == []


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (c.DecideProposal(9, "mufakat"), "proposal_unknown"),
        (c.DecideProposal(1, "belum"), "reason_missing"),
        (c.DecideProposal(1, "belum", "malas"), "reason_missing"),
        (c.DecideProposal(1, "belum", "lain", " . "), "text_missing"),
        (c.DecideProposal(1, "belum", "lain"), "reason_missing"),
        (c.DecideProposal(1, "belum", "lain", "1234567890123456"), "text_has_nik"),
        (c.DecideProposal(1, "setuju"), "verdict_unknown"),  # type: ignore[arg-type]
        (c.AgreeRanks((1, 1)), "ranks_malformed"),
        (c.AgreeRanks((1, 9)), "proposal_unknown"),
        (c.AgreeRanks((2, 1), voted=(1, 2)), "reason_missing"),
        (c.AcclaimDelegates((1,)), "candidate_unknown"),
        (c.ChooseScreen("usulan", 9), "show_unknown"),
        (c.ChooseScreen("tahun-lalu", 1), "show_unknown"),
        (c.ChooseScreen("agenda", 1), "show_unknown"),
        (c.ChooseScreen("apa"), "show_unknown"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_agreed(command: c.AnyCommand, code: str) -> None:
    assert refused(talking(), command) == code


def test_nothing_is_decided_before_the_meeting_or_during_its_vote() -> None:
    assert refused(fresh(), c.DecideProposal(1, "mufakat")) == "session_not_open"
    assert refused(fresh(), c.AgreeRanks(())) == "session_not_open"
    assert refused(voting(), c.DecideProposal(1, "mufakat")) == "proposal_in_vote"
    assert refused(voting(), c.AgreeRanks((1,))) == "proposal_in_vote"


def test_ranks_hold_only_what_stands_and_is_accommodated() -> None:
    meeting = run(talking(4), c.AgreeRanks((3, 1, 2)))
    assert refused(meeting, c.DecideProposal(1, "belum", "pagu")) == "proposal_ranked"
    meeting = run(meeting, c.MergeProposal(1, 4))
    assert meeting.ranks == (3, 2)
    meeting = run(meeting, c.HideProposal(3, "ganda"))
    assert meeting.ranks == (2,)
    meeting = run(meeting, c.DecideProposal(4, "belum", "pagu"))
    assert refused(meeting, c.AgreeRanks((2, 4))) == "proposal_not_accommodated"
    assert refused(meeting, c.AgreeRanks((2, 3))) == "proposal_hidden"
    assert refused(meeting, c.AgreeRanks((1,))) == "proposal_merged"


def test_an_order_that_is_not_that_of_the_vote_wants_a_reason() -> None:
    meeting = run(talking(), c.AgreeRanks((1, 2), voted=(1, 2, 3)))
    assert meeting.rank_reason == ""
    meeting = run(meeting, c.AgreeRanks((2, 1), voted=(1, 2, 3), reason="jalan sekolah dahulu"))
    assert (meeting.ranks, meeting.rank_reason) == ((2, 1), "jalan sekolah dahulu")
    assert run(meeting, c.AgreeRanks((), reason="tidak jadi")).rank_reason == ""


def test_when_two_orders_differ() -> None:
    assert not differs((3, 1), ())
    assert not differs((3, 1), (3, 1, 2))
    assert not differs((), (3, 1, 2))
    assert differs((1, 3), (3, 1, 2))
    assert differs((3, 4), (3, 1, 2))
    assert not differs((3, 1, 4), (3, 1)), "agreed without a vote, after all that was voted on"
    assert differs((3, 4, 1), (3, 1))
    assert differs((4, 5), (3, 1))


def test_delegates_by_acclamation() -> None:
    meeting = run(talking(), c.Nominate("a", "Siti", True), c.Nominate("b", "Udin", False))
    meeting = run(meeting, c.AcclaimDelegates((2, 1)))
    assert meeting.acclaimed == (2, 1)
    assert refused(meeting, c.AcclaimDelegates((1, 1))) == "ranks_malformed"
    assert run(meeting, c.AcclaimDelegates(())).acclaimed == ()


def test_a_question_waits_is_shown_and_answered() -> None:
    meeting = run(talking(), c.AskQuestion("q1", BUTET, "Kapan parit dikeruk?"))
    assert decide(meeting, c.AskQuestion("q1", BUTET, "Kapan parit dikeruk?"), NOON) == []
    assert meeting.asked == {"q1": 1}
    assert refused(meeting, c.FocusQuestion(1)) == "question_hidden"
    assert refused(meeting, c.AnswerQuestion(1, "Lurah")) == "question_hidden"
    meeting = run(meeting, c.ApproveQuestion(1), c.FocusQuestion(1), c.AnswerQuestion(1, "Lurah"))
    assert (meeting.questions[1].by, meeting.questions[1].answer) == ("Lurah", "")
    assert meeting.questions[1].answered_at > meeting.questions[1].at
    meeting = run(meeting, c.HideQuestion(1, "di luar acara"))
    assert meeting.question_focus == 0
    assert refused(meeting, c.AnswerQuestion(2, "Lurah")) == "question_unknown"


def test_questions_of_one_person_are_bounded_and_belong_to_a_phase() -> None:
    meeting = talking(rules=Rules(waiting_limit=2))
    for number in range(2):
        meeting = run(meeting, c.AskQuestion(f"q{number}", BUTET, "Kapan?"))
    assert refused(meeting, c.AskQuestion("q9", BUTET, "Kapan?")) == "question_limit"
    assert run(meeting, c.AskQuestion("d", "", "Dari meja?")).questions[3].status == "shown"
    assert refused(run(talking(), c.EnterPhase(VOTING)), c.AskQuestion("q", BUTET, "Kapan?")) == (
        "phase_closed"
    )
    shown = run(
        talking(rules=Rules(moderation="sesudah")), c.AskQuestion("q", BUTET, "Kapan?", "Butet")
    )
    assert shown.questions[1].status == "shown"
    assert shown.questions[1].name == "Butet"


def test_what_was_promised_is_answered_and_carried_on_once() -> None:
    brought = c.BringPromise(2026, "Pengerukan parit", "VI", 90_000_000, "ACDEFG/4")
    meeting = run(talking(), brought)
    assert decide(meeting, brought, NOON) == []
    meeting = run(meeting, c.AnswerPromise(1, "sebagian", "Lurah", "40 meter"))
    assert (meeting.promises[1].state, meeting.promises[1].by) == ("sebagian", "Lurah")
    carry = c.CarryPromise(1, "c1", content("Pengerukan parit"))
    meeting = run(meeting, carry)
    proposal = meeting.proposals[4]
    assert (proposal.status, proposal.origin, proposal.assisted) == ("shown", "ACDEFG/4", True)
    assert meeting.promises[1].proposal == 4
    assert decide(meeting, carry, NOON) == []


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (c.BringPromise(1999, "Parit"), "number_invalid"),
        (c.BringPromise(2026, "Parit", cost=-1), "number_invalid"),
        (c.BringPromise(2026, ""), "text_missing"),
        (c.BringPromise(2026, "Parit", state="entah"), "promise_state_unknown"),  # type: ignore[arg-type]
        (c.AnswerPromise(1, "selesai", "Lurah"), "promise_unknown"),
        (c.CarryPromise(1, "c", content()), "promise_unknown"),
    ],
)
def test_what_cannot_be_promised(command: c.AnyCommand, code: str) -> None:
    assert refused(talking(), command) == code


def test_the_projector_follows_the_meeting_again() -> None:
    wall = run(talking(), c.ChooseScreen("lingkungan"))
    assert wall.show == "lingkungan"
    assert run(wall, c.FocusProposal(1)).show == ""
    assert run(wall, c.EnterPhase(VOTING)).show == ""
    voted = run(wall, c.EnterPhase(VOTING), c.ChooseScreen("agenda"), c.CloseRound(1))
    assert voted.show == "agenda"
    assert run(voted, c.RevealRound(1)).show == ""
    one = run(talking(), c.ChooseScreen("usulan", 2))
    assert (one.show, one.show_number) == ("usulan", 2)


def test_a_proposal_keeps_where_it_comes_from() -> None:
    meeting = run(talking(0), submit("x", assisted=True, title="Titi"))
    assert meeting.proposals[1].origin == ""
    brought = c.SubmitProposal("y", "", content("Titi"), assisted=True, origin="ACDEFG/12")
    assert run(meeting, brought).proposals[2].origin == "ACDEFG/12"


def test_what_is_agreed_is_told_as_events() -> None:
    assert decide(talking(), c.DecideProposal(1, "voting"), NOON) == [
        e.ProposalDecided(1, "voting", "", "")
    ]
    assert PHASES[TALKING].kind == "musyawarah"


def test_what_was_decided_not_to_be_done_is_not_voted_on_unless_asked_for() -> None:
    meeting = run(talking(), c.DecideProposal(2, "belum", "lahan"))
    round_ = run(meeting, c.EnterPhase(VOTING)).open_round
    assert round_ is not None
    assert round_.options == (1, 3)
    asked = run(meeting, c.EnterPhase(VOTING, (1, 2))).open_round
    assert asked is not None
    assert asked.options == (1, 2)
