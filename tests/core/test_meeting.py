"""Questions to the state: what is on, what is taken, and what counts as one proposal."""

from musrenbang_live.core import commands as c
from musrenbang_live.core.plan import Rules
from tests.core.making import (
    CLOSING,
    PHASES,
    PRIORITY,
    PROPOSING,
    TALKING,
    fresh,
    plan,
    run,
    talking,
    voting,
)


def test_agenda_phase_only_while_open() -> None:
    assert fresh().agenda_phase is None
    meeting = run(fresh(), c.OpenMeeting())
    assert meeting.agenda_phase == PHASES[0]
    assert run(meeting, c.CloseMeeting()).agenda_phase is None


def test_what_is_taken_follows_the_rules_of_the_plan() -> None:
    rules = Rules(propose_in=("musyawarah",), support_in=("usulan",))
    for given, takes in (
        (plan(), {PROPOSING: (True, True), TALKING: (False, True), CLOSING: (False, False)}),
        (plan(rules=rules), {PROPOSING: (False, True), TALKING: (True, False)}),
    ):
        for phase, (proposals, supports) in takes.items():
            meeting = run(fresh(rules=given.rules), c.OpenMeeting(), c.EnterPhase(phase))
            assert (meeting.takes_proposals, meeting.takes_supports) == (proposals, supports)


def test_merged_in_a_chain_all_count_with_the_last() -> None:
    meeting = run(talking(4), c.MergeProposal(1, 2), c.MergeProposal(2, 3))
    assert [meeting.root(number) for number in (1, 2, 3, 4)] == [3, 3, 3, 4]
    assert [member.number for member in meeting.members(3)] == [1, 2]
    assert meeting.members(2) == []
    assert [proposal.number for proposal in meeting.standing()] == [3, 4]


def test_open_round() -> None:
    assert talking().open_round is None
    round_ = voting().open_round
    assert round_ is not None
    assert (round_.number, round_.plan, round_.options) == (1, PRIORITY, (1, 2, 3))
