"""What goes on to the next tier, how it is brought in there, and what that tier decided."""

import uuid
from typing import Any

import msgspec
import pytest

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import Agree, Elect
from musrenbang_live.core.counts import Counts
from musrenbang_live.core.evolving import replay
from musrenbang_live.core.meeting import Meeting
from musrenbang_live.core.plan import RoundPlan, Sector, SessionPlan
from musrenbang_live.core.tally import tally
from musrenbang_live.core.tiers import (
    Change,
    TierDecision,
    carried,
    decision,
    is_from_below,
    origin_of,
    place_name,
    provenance,
    ref_of,
    source_of,
    unit_of,
)
from musrenbang_live.core.views.priorities import priorities
from musrenbang_live.core.views.results import Result, results
from tests.core.making import (
    BUTET,
    PRIORITY,
    VOTING,
    content,
    counts,
    fresh,
    plan,
    run,
    talking,
)

FROM = "HMX4T7/2"


def district(**changes: Any) -> SessionPlan:
    """The plan of the kecamatan above `plan`."""
    above = {
        "forum": "Musrenbang Kecamatan",
        "tier": "kecamatan",
        "neighborhood_label": "Kelurahan",
        "neighborhoods": ("Kapias Pulau Buaya", "BETING KUALA KAPIAS"),
        "sectors": (
            Sector("infra", "Infrastruktur", "infra"),
            Sector("umum", "Umum", "lain"),
        ),
    }
    return plan(**(above | changes))


def seen(meeting: Meeting) -> tuple[Result, ...]:
    return results(meeting, counts(meeting))


def brought(**changes: Any) -> Meeting:
    """A kecamatan meeting with proposals 1 and 2 brought in, and 3 of its own."""
    meeting = run(fresh(tier="kecamatan", **changes), c.OpenMeeting(), c.EnterPhase(2))
    for number in (1, 2):
        said = content(f"Parit {number}", cost=85_000_000, quantity=180.0, unit="meter")
        ref = ref_of("usulan", meeting.code, f"HMX4T7/{number}")
        meeting = run(meeting, c.SubmitProposal(ref, "", said, "", True, f"HMX4T7/{number}"))
    return run(meeting, c.SubmitProposal("own", "", content("Titi"), "", True))


# Where things come from


@pytest.mark.parametrize(
    "origin",
    ["", "HMX4T7", "HMX4T7/", "HMX4T7/0", "HMX4T7/-1", "HMX4T7/1/2", "HMX4T/1", "hmx4t7/1",
     "HMX4T7/1000000000", "HMX4T7/\u0661", "HMX4T7/ 1", "/1"],
)  # fmt: skip
def test_what_is_no_origin_leads_nowhere(origin: str) -> None:
    assert source_of(origin) is None


def test_an_origin_leads_back() -> None:
    assert source_of(origin_of("HMX4T7", 12)) == ("HMX4T7", 12)


def test_what_is_brought_in_has_one_id_for_each_meeting_and_origin() -> None:
    refs = {
        ref_of(kind, code, name)
        for kind in ("usulan", "janji")
        for code in ("HMX4T7", "ACDEFG")
        for name in ("HMX4T7/1", "HMX4T7/2")
    }
    assert len(refs) == 8
    assert refs == {str(uuid.UUID(ref)) for ref in refs}
    assert ref_of("usulan", "ACDEFG", FROM) == ref_of("usulan", "ACDEFG", FROM)


# The agreed list


def test_the_recorded_ranks_are_the_agreed_list() -> None:
    meeting = run(talking(3), c.AgreeRanks((3, 1)))
    assert priorities(meeting, ()) == (3, 1)


def test_without_ranks_the_newest_vote_that_everybody_saw_decides() -> None:
    meeting = run(talking(3), c.EnterPhase(VOTING, (2, 1, 3)), c.CloseRound(1))
    assert priorities(meeting, seen(meeting)) == ()
    meeting = run(meeting, c.RevealRound(1))
    assert priorities(meeting, seen(meeting)) == (1, 2, 3)


def test_what_nobody_chose_is_not_agreed() -> None:
    meeting = run(talking(3), c.EnterPhase(VOTING), c.CloseRound(1), c.RevealRound(1))
    counted = tally(PRIORITY, meeting.rounds[1].paper, [([2], 1), ([2, 3], 1)])
    assert priorities(meeting, results(meeting, Counts(tallies={1: counted}))) == (2, 3)


def test_what_was_voted_down_is_not_agreed() -> None:
    vote = RoundPlan("prioritas", "Setuju?", Agree())
    meeting = run(talking(3, rounds=(vote,)), c.EnterPhase(VOTING), c.CloseRound(1))
    meeting = run(meeting, c.RevealRound(1))
    marks = [[[1, 1], [2, 2], [3, 1]], [[1, 1], [2, 2], [3, 2]], [[1, 2], [2, 2], [3, 2]]]
    counted = tally(vote, meeting.rounds[1].paper, [(mark, 1) for mark in marks])
    order = priorities(meeting, results(meeting, Counts(tallies={1: counted})))
    fates = {line.option.number: line.fate for line in
             results(meeting, Counts(tallies={1: counted}))[0].lines}  # fmt: skip
    assert set(order) == {number for number, fate in fates.items() if fate == "yes"}
    assert 0 < len(order) < 3


def test_an_election_says_nothing_about_proposals() -> None:
    vote = RoundPlan("prioritas", "Delegasi", Elect(seats=1, most=1))
    meeting = talking(3, rounds=(vote,))
    meeting = run(meeting, c.Nominate("a", "Siti", True), c.Nominate("b", "Budi", False))
    meeting = run(meeting, c.EnterPhase(VOTING), c.CloseRound(1), c.RevealRound(1))
    assert priorities(meeting, seen(meeting)) == ()


def test_without_a_vote_consensus_is_the_list() -> None:
    meeting = run(talking(4), c.DecideProposal(3, "mufakat"), c.DecideProposal(1, "mufakat"))
    meeting = run(meeting, c.DecideProposal(2, "cadangan"))
    assert priorities(meeting, ()) == (3, 1)


def test_what_a_vote_chose_follows_what_was_agreed_without_one() -> None:
    meeting = run(talking(4), c.DecideProposal(4, "mufakat"))
    meeting = run(meeting, c.EnterPhase(VOTING, (1, 2, 3)), c.CloseRound(1), c.RevealRound(1))
    meeting = run(meeting, c.DecideProposal(2, "cadangan"))
    assert priorities(meeting, seen(meeting)) == (4, 1, 3)
    ranked = run(meeting, c.AgreeRanks((3,), (1, 2, 3), "Rob paling parah."))
    assert priorities(ranked, seen(ranked)) == (3, 4)


def test_what_is_hidden_merged_or_refused_does_not_go_on() -> None:
    meeting = run(talking(4), c.EnterPhase(VOTING), c.CloseRound(1), c.RevealRound(1))
    meeting = run(
        meeting,
        c.MergeProposal(1, 3),
        c.HideProposal(2, "Menyebut nama orang."),
        c.DecideProposal(4, "belum", "lahan"),
    )
    assert priorities(meeting, seen(meeting)) == (3,)


# Bringing in


def test_a_kelurahan_is_a_unit_of_its_kecamatan_however_it_is_spelled() -> None:
    assert unit_of(district(), plan()) == "BETING KUALA KAPIAS"
    assert unit_of(district(neighborhoods=("Kelurahan Beting Kuala Kapias",)), plan()) != ""
    assert unit_of(district(neighborhoods=("Kapias Pulau Buaya",)), plan()) == ""
    kota = district(tier="kota", neighborhoods=("Teluk Nibung", "Datuk Bandar"))
    assert unit_of(kota, district()) == "Teluk Nibung"


def test_where_a_proposal_comes_from_is_told_in_words() -> None:
    assert provenance(plan(), 2) == "Kelurahan Beting Kuala Kapias, prioritas ke-2"
    assert place_name(district()) == "Kecamatan Teluk Nibung"
    assert len(provenance(plan(ward="x" * 90), 2)) == 60


def test_a_proposal_keeps_what_it_says_and_changes_its_place() -> None:
    said = content(
        "Parit", landmark="sebelah rumah nek Timah", cost=85_000_000, catalog="K-7", agency="PUTR"
    )
    new = carried(district(), plan(), said, "BETING KUALA KAPIAS")
    assert (new.neighborhood, new.landmark) == ("BETING KUALA KAPIAS", "Lingkungan VI")
    same = ("title", "problem", "sector", "cost", "catalog", "agency")
    assert [getattr(new, name) for name in same] == [getattr(said, name) for name in same]
    other = carried(district(), plan(), content("Posyandu", sector="sos"), "Kapias Pulau Buaya")
    assert other.sector == ""


def test_the_same_origin_is_taken_in_once() -> None:
    meeting = brought()
    again = c.SubmitProposal(ref_of("usulan", meeting.code, FROM), "", content("x"), "", True, FROM)
    assert run(meeting, again) is meeting


# Deciding there


def made(meeting: Meeting, number: int = 2, order: tuple[int, ...] | None = None) -> TierDecision:
    found = meeting.ranks if order is None else order
    return decision(meeting, meeting.proposals[number], found)


def test_what_was_a_report_comes_from_no_tier_below() -> None:
    origin = "lapor/TB-2026-000014"
    meeting = run(brought(), c.SubmitProposal("r", "", content("Lampu"), "", True, origin))
    plan_ = meeting.plan
    assert meeting.proposals[4].origin == origin
    assert [is_from_below(plan_, each) for each in meeting.proposals.values()] == [
        True, True, False, False,
    ]  # fmt: skip


def test_nothing_is_decided_at_first() -> None:
    assert made(brought()) == TierDecision("")
    assert made(run(brought(), c.DecideProposal(2, "voting"))) == TierDecision("")


def test_accepted_as_it_came() -> None:
    assert made(run(brought(), c.DecideProposal(2, "mufakat"))) == TierDecision("terima")
    ranked = run(brought(), c.AgreeRanks((3, 2)))
    assert made(ranked) == TierDecision("terima", rank=2)
    assert made(brought(), order=(2,)) == TierDecision("terima", rank=1)


def test_accepted_with_changes() -> None:
    new = content("Parit 2", cost=60_000_000, quantity=120.0, unit="meter", screen_title="Parit!")
    changed = run(brought(), c.EditProposal(2, new), c.AgreeRanks((2,)))
    assert made(changed) == TierDecision(
        "ubah",
        (Change("quantity", 180.0, 120.0), Change("cost", 85_000_000, 60_000_000)),
        rank=1,
    )


def test_how_it_is_filed_and_shown_is_no_change() -> None:
    kept = {"cost": 85_000_000, "quantity": 180.0, "unit": "meter"}
    new = content("Parit 2", sector="sos", screen_title="Parit!", agency="Dinas PUTR", **kept)
    assert made(run(brought(), c.EditProposal(2, new), c.AgreeRanks((2,)))).verdict == "terima"


def test_changed_and_changed_back_is_as_it_came() -> None:
    meeting = brought()
    was = meeting.proposals[2].content
    meeting = run(meeting, c.EditProposal(2, content("Lain")), c.EditProposal(2, was))
    assert made(run(meeting, c.AgreeRanks((2,)))) == TierDecision("terima", rank=1)


def test_refused_with_a_reason() -> None:
    refused = run(brought(), c.DecideProposal(2, "belum", "pagu", "Melebihi pagu kecamatan."))
    assert made(refused) == TierDecision("tolak", (), "pagu", "Melebihi pagu kecamatan.")
    hidden = run(brought(), c.HideProposal(2, "Menyebut nama orang."))
    assert made(hidden) == TierDecision("tolak", reason="Menyebut nama orang.")


def test_put_on_the_reserve() -> None:
    assert made(run(brought(), c.DecideProposal(2, "cadangan"))) == TierDecision("cadangan")


def test_part_of_another_one_shares_its_fate() -> None:
    meeting = run(brought(), c.MergeProposal(2, 3))
    assert made(meeting) == TierDecision("", merged_into=3)
    assert made(run(meeting, c.AgreeRanks((3,)))) == TierDecision("ubah", rank=1, merged_into=3)
    refused = made(run(meeting, c.DecideProposal(3, "belum", "lahan")))
    assert refused == TierDecision("tolak", code="lahan", merged_into=3)


def test_what_was_brought_is_known_from_the_log_alone() -> None:
    meeting = brought()
    assert meeting.proposals[2].brought == meeting.proposals[2].content
    assert meeting.proposals[3].brought is None
    stored = msgspec.json.decode(msgspec.json.encode(meeting.proposals[2]), type=dict)
    assert stored["origin"] == FROM
    assert replay(meeting, []) == meeting
    assert run(meeting, c.SubmitProposal("b", BUTET, content("Baru"), "", True)).proposals[4]
