"""An election becomes a plan and proposals that the server takes, whatever its texts say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.cli.simulation.election_plan import (
    PLACE,
    VOTING_PHASE,
    Unplayable,
    check,
    mark_of,
    plan_of,
    proposal_of,
    rule_of,
)
from musrenbang_live.core.ballots import Budget, Dots
from musrenbang_live.core.events import ProposalContent
from musrenbang_live.core.pabulib import Ballot, Election, Project
from musrenbang_live.core.plan_reading import read_plan
from musrenbang_live.core.proposing import checked
from musrenbang_live.web.desk.plan_form import written
from tests.builders import plan

WARD = "12.74.04.1005"
WARDS = {WARD: ("Beting Kuala Kapias", "Teluk Nibung")}
PROJECTS = (Project("A", 60, selected=1), Project("B", 50, selected=0))
APPROVED = (Ballot("x", ("B", "A")), Ballot("y", ("A",)), Ballot("z", ()))
POINTED = (Ballot("x", ("B", "A"), (7, 2)), Ballot("y", ("A",), (4,)))


def election(vote_type: str = "approval", rule: str = "greedy", **meta: str) -> Election:
    ballots = POINTED if vote_type in ("cumulative", "scoring") else APPROVED
    return Election(vote_type, 110, PROJECTS, ballots, {"rule": rule, **meta})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("played", "rule"),
    [
        (election(), Budget(110, "terbanyak", fits=False)),
        (election(max_sum_cost="110"), Budget(110, "terbanyak", fits=True)),
        (election(max_sum_cost="111"), Budget(110, "terbanyak", fits=False)),
        (election("choose-1"), Budget(110, "terbanyak", fits=False)),
        (election(rule="equalshares/add1"), Budget(110, "seimbang", fits=False)),
        (election("cumulative", max_sum_points="10"), Dots(10, 0, 110)),
        (election("cumulative", max_sum_points="10", max_points="7"), Dots(10, 7, 110)),
        (election("scoring", max_points="8.0"), Dots(9, 8, 110)),
    ],
)
def test_the_plan_has_the_rule_of_the_election(played: Election, rule: Budget | Dots) -> None:
    assert rule_of(played) == rule
    read = read_plan(written(plan_of(played, WARD)), WARDS, "Kota")
    (planned,) = read.rounds
    assert (planned.rule, planned.ties) == (rule, ("nomor",))
    assert read.phases[VOTING_PHASE].round == planned.key
    assert read.practice
    assert read.rules.participant_limit == len(played.ballots)


def test_the_vote_says_when_its_amounts_are_not_rupiah() -> None:
    titles = [
        plan_of(election(currency=currency), WARD)["pemungutan"][0]["judul"]
        for currency in ("IDR", "", "PLN")
    ]
    assert titles[:2] == ["Proyek yang didanai"] * 2
    assert titles[2] == "Proyek yang didanai, jumlah dalam PLN"


@pytest.mark.parametrize(
    "played",
    [
        election(rule="unknown"),
        election(rule="equalshares"),
        election("cumulative", "equalshares/add1", max_sum_points="10"),
        election("scoring", default_score="1"),
        election("ordinal"),
        election("cumulative", max_sum_points="8"),
        election("cumulative", max_sum_points="10", max_points="6"),
    ],
)
def test_what_our_rules_cannot_do_is_not_played(played: Election) -> None:
    with pytest.raises(Unplayable):
        check(played)


def test_marks_are_in_the_form_of_their_rule() -> None:
    numbers = {"A": 2, "B": 1}
    assert [mark_of(ballot, numbers) for ballot in APPROVED] == [[1, 2], [2], []]
    assert [mark_of(ballot, numbers) for ballot in POINTED] == [[[1, 7], [2, 2]], [[2, 4]]]


@given(name=st.text(max_size=400), number=st.text(min_size=1, max_size=200))
def test_any_name_becomes_a_proposal(name: str, number: str) -> None:
    fields = proposal_of(Project(number, 70, name=name))
    said = ProposalContent(**{**fields, "cost": int(fields["cost"])})  # type: ignore[arg-type]
    content, _ = checked(plan(neighborhoods=(PLACE,)), said, "")
    assert content.cost == 70


def test_a_name_that_is_in_order_stays() -> None:
    assert (
        proposal_of(Project("7", 1, name="Titi kayu; tahap II"))["title"] == "Titi kayu; tahap II"
    )
    assert proposal_of(Project("7", 1, name="Telepon 081234567890"))["title"] == "Proyek 7"
    long = proposal_of(Project("7", 1, name="parit " * 60))["title"]
    assert long.startswith("parit parit")
    assert long.endswith("…")


@given(description=st.text(max_size=200), instance=st.text(max_size=10))
def test_any_description_becomes_a_plan(description: str, instance: str) -> None:
    played = election(description=description, instance=instance)
    assert read_plan(written(plan_of(played, WARD)), WARDS, "Kota").forum
