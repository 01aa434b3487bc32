"""Candidates: named once, withdrawn and kept, untouched while people vote on them."""

import pytest
from msgspec.structs import replace

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import Elect
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.nominating import MOST_CANDIDATES
from musrenbang_live.core.plan import Phase, RoundPlan
from musrenbang_live.core.views.parts import ballot_paper
from tests import builders
from tests.builders import happen, run

DELEGATES = RoundPlan("delegasi", "Delegasi", Elect(seats=2, most=2, women=1), ties=("undian",))


def hall() -> Meeting:
    plan = builders.plan(
        rounds=(DELEGATES,),
        phases=(Phase("usulan", 5, "Usulan"), Phase("pemungutan", 5, "Pilih", "delegasi")),
    )
    return run(builders.meeting(plan), c.OpenMeeting())


def siti(ref: str = "r1") -> c.Nominate:
    return c.Nominate(ref, "  Siti   Aminah ", woman=True, neighborhood="II")


def refused(meeting: Meeting, command: c.AnyCommand) -> str:
    with pytest.raises(Rejected) as no:
        run(meeting, command)
    return no.value.code


def test_a_candidate_is_named_cleanly_and_once() -> None:
    meeting = run(hall(), siti())
    assert meeting.candidates[1].name == "Siti Aminah"
    assert (meeting.candidates[1].woman, meeting.candidates[1].neighborhood) == (True, "II")
    assert run(meeting, siti()) == meeting  # the same form sent again
    assert refused(meeting, siti("r2")) == "candidate_named_already"
    assert refused(meeting, c.Nominate("r3", " ", woman=True)) == "text_missing"
    assert refused(meeting, c.Nominate("r3", "Budi", False, "XX")) == "neighborhood_unknown"
    assert refused(meeting, c.Nominate("r3", "Budi 0812345678901", woman=False)) == "text_has_phone"


def test_a_withdrawn_candidate_is_kept_and_not_on_the_ballot() -> None:
    budi = c.Nominate("r2", "Budi", woman=False)
    meeting = run(hall(), siti(), budi, c.WithdrawCandidate(1), c.EnterPhase(1))
    assert [candidate.stands for candidate in meeting.candidates.values()] == [False, True]
    assert meeting.open_round.options == (2,)
    assert refused(meeting, c.WithdrawCandidate(9)) == "candidate_unknown"


def test_nothing_changes_while_people_vote_on_them() -> None:
    meeting = run(hall(), siti(), c.EnterPhase(1))
    assert meeting.open_round.paper.women == (1,)
    assert refused(meeting, c.WithdrawCandidate(1)) == "candidate_in_vote"
    assert refused(meeting, c.Nominate("r2", "Budi", woman=False)) == "candidate_in_vote"
    closed = run(meeting, c.CloseRound(1))
    assert run(closed, c.WithdrawCandidate(1)).candidates[1].stands is False


def test_an_election_needs_candidates_and_not_proposals() -> None:
    assert refused(hall(), c.EnterPhase(1)) == "round_without_options"
    meeting = run(hall(), siti(), c.EnterPhase(1))
    [option] = ballot_paper(meeting).options
    assert (option.title, option.neighborhood, option.woman, option.sector) == (
        "Siti Aminah", "II", True, "",
    )  # fmt: skip
    assert meeting.open_round.proposals == ()


def test_there_are_only_so_many() -> None:
    meeting = hall()
    for number in range(MOST_CANDIDATES):
        meeting = run(meeting, c.Nominate(f"r{number}", f"Calon {number}", woman=False))
    assert refused(meeting, siti("x")) == "candidate_limit"
    assert (
        run(run(meeting, c.WithdrawCandidate(1)), siti("x")).candidates[MOST_CANDIDATES + 1].stands
    )


def test_the_refs_of_proposals_and_candidates_are_apart() -> None:
    before, records = happen(hall(), siti())
    assert [record.ref for record in records] == ["r1"]
    assert before.nominated == {"r1": 1}
    assert before.refs == {}
    assert replace(before, candidates={}, nominated={}, seq=0) == replace(hall(), seq=0)
