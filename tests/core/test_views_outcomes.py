"""What a result says of each kind of vote: money, seats, agreement, lots; and to whom not yet."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from musrenbang_live.core import commands as c
from musrenbang_live.core.ballots import Agree, Budget, Choose, Dots, Elect, Mark, Rank, Score
from musrenbang_live.core.deciding import decide
from musrenbang_live.core.events import Record
from musrenbang_live.core.evolving import evolve
from musrenbang_live.core.views.archive import archive
from musrenbang_live.core.views.facilitator import Lots, facilitator, lots
from musrenbang_live.core.views.outcomes import Equals, PlaceShare
from musrenbang_live.core.views.projector import projector
from musrenbang_live.core.views.resident import resident
from musrenbang_live.core.views.results import Result, results
from tests.builders import NOW
from tests.outcomes import CRITERIA, JUTA, RULES, voted

SOME: dict[str, list[Mark]] = {
    "pilih": [[1, 2], [1], [1, 3], []],
    "setuju": [[[1, 1], [2, 2], [3, 1]], [[1, 1], [2, 2], [3, 2]], [[1, 3], [2, 1]]],
    "poin": [[[1, 5]], [[2, 3], [3, 2]], [[2, 4], [4, 1]]],
    "urutan": [[1, 2, 3], [1, 2, 3], [1, 2, 3], [2, 3, 4], [2, 3, 4]],
    "skor": [[[1, 5], [2, 1]], [[1, 4]]],
    "anggaran": [[1, 2], [1, 2], [3], [1, 4]],
    "delegasi": [[1, 3], [1, 3], [1, 2], [3, 4]],
}


def shown(*arguments, **options) -> Result:
    (result,) = results(*voted(*arguments, **options))
    return result


def of(kind: str, **options) -> Result:
    return shown(RULES[kind], SOME[kind], **options)


@pytest.mark.parametrize(
    ("kind", "shares"),
    [
        ("pilih", {1: 100, 2: 33, 3: 33, 4: 0}),  # of the ballots that are not blank
        ("setuju", {1: 100, 2: 33, 3: 50, 4: 0}),  # of those who said yes or no
        ("poin", {1: 33, 2: 47, 3: 13, 4: 7}),  # of all points given
        ("urutan", {1: 60, 2: 80, 3: 47, 4: 13}),  # of the most that five ballots can give
        ("skor", {1: 62, 2: 28, 3: 0, 4: 0}),  # the mean as part of 5
        ("anggaran", {1: 75, 2: 50, 3: 25, 4: 25}),
        ("delegasi", {1: 75, 2: 25, 3: 75, 4: 25}),
    ],
)
def test_a_share_means_something_for_each_kind(kind: str, shares: dict[int, int]) -> None:
    assert {line.option.number: line.share for line in of(kind).lines} == shares


def test_a_ranking_by_schulze_is_measured_by_the_rivals_it_beats() -> None:
    result = shown(Rank(3, "schulze"), SOME["urutan"])
    assert {line.option.number: line.share for line in result.lines} == {1: 100, 2: 67, 3: 33, 4: 0}


@pytest.mark.parametrize("kind", RULES)
def test_only_what_can_be_changed_may_have_totals_while_it_is_open(kind: str) -> None:
    meeting, counts = voted(RULES[kind], SOME[kind], stage="open")
    planned = replace(meeting.rounds[1].plan, live_totals=True)
    shown_early = replace(meeting.rounds[1], plan=planned)
    found = results(replace(meeting, rounds={1: shown_early}), counts)
    assert len(found) == (0 if kind == "delegasi" else 1)


@pytest.mark.parametrize("kind", RULES)
def test_a_vote_in_which_nobody_voted_has_a_result_too(kind: str) -> None:
    result = shown(RULES[kind], [[], []])
    assert result.ballots == 0
    assert {line.share for line in result.lines} == {0}
    assert {line.fate for line in result.lines} <= {"", "no"}


def test_the_two_counts_of_a_ranking_stand_side_by_side() -> None:
    result = of("urutan")
    told = [
        (line.option.number, line.figures, line.rank, line.second, line.differs)
        for line in result.lines
    ]
    assert told == [
        (2, (12, 2), 1, 2, True),
        (1, (9, 3), 2, 1, True),
        (3, (7, 1), 3, 3, False),
        (4, (2, 0), 4, 4, False),
    ]


def test_a_place_that_a_tie_rule_gave_is_no_difference_between_the_counts() -> None:
    result = shown(Rank(2), [[1, 2], [2, 1]], options=2, ties=("nomor",))
    assert [(line.rank, line.second, line.differs) for line in result.lines] == [
        (1, 1, False),
        (2, 1, False),
    ]


def test_scores_are_told_as_means_of_those_who_scored() -> None:
    first = of("skor").lines[0]
    assert first.option.number == 1
    assert first.figures == (620, 2, 9, 2)
    # 60% of 4.5 and 40% of the 1 that the paper gives.
    assert first.means == (310, 450, 100)
    assert first.given == (1,)
    assert of("skor").lines[-1].means == ()


@pytest.mark.parametrize(
    ("decides", "other"), [("terbanyak", "seimbang"), ("seimbang", "terbanyak")]
)
def test_money_is_told_by_both_methods_the_one_that_counts_first(decides, other) -> None:
    marks: list[Mark] = [[1], [1], [1], [2], [2], [3], [3]]
    result = shown(Budget(155 * JUTA, decides, fits=False), marks)
    assert result.money is not None
    assert [each.by for each in result.money.allocations] == [decides, other]
    by = {each.by: each for each in result.money.allocations}
    assert (by["terbanyak"].chosen, by["terbanyak"].spent) == ((1,), 153 * JUTA)
    assert (set(by["seimbang"].chosen), by["seimbang"].spent) == ({2, 3}, 150 * JUTA)
    assert {each.by: each.left for each in result.money.allocations} == {
        "terbanyak": 2 * JUTA,
        "seimbang": 5 * JUTA,
    }
    amounts = {"terbanyak": (153, 0, 0), "seimbang": (0, 65, 85)}
    assert result.money.places == tuple(
        PlaceShare(place, (amounts[decides][n] * JUTA, amounts[other][n] * JUTA))
        for n, place in enumerate(("I", "II", "III"))
    )
    assert result.money.differs
    first = result.line(1)
    assert first.gets == (decides == "terbanyak", decides == "seimbang")
    assert first.fate == ("yes" if decides == "terbanyak" else "no")


def test_points_give_money_by_one_method_or_none() -> None:
    result = of("poin")
    assert result.money is not None
    assert [each.by for each in result.money.allocations] == ["terbanyak"]
    assert not result.money.differs
    assert shown(Dots(5), SOME["poin"]).money is None


@given(
    st.lists(st.lists(st.integers(1, 8), max_size=5, unique=True).map(sorted), max_size=12),
    st.integers(1, 900),
    st.sampled_from(["terbanyak", "seimbang"]),
)
def test_the_places_add_up_to_what_is_spent_and_never_to_more(marks, ceiling, decides) -> None:
    result = shown(Budget(ceiling * JUTA, decides, fits=False), marks, options=8)
    assert result.money is not None
    for n, each in enumerate(result.money.allocations):
        assert sum(place.amounts[n] for place in result.money.places) == each.spent
        assert each.spent + each.left == ceiling * JUTA
        assert each.left >= 0
        assert sum(result.line(number).cost for number in each.chosen) == each.spent


def test_agreement_is_told_option_by_option() -> None:
    fates = {line.option.number: line.fate for line in of("setuju").lines}
    assert fates == {1: "yes", 2: "no", 3: "open", 4: "no"}


def test_what_was_agreed_is_read_before_what_was_not() -> None:
    """More may agree to what more disagree with still: it would stand higher by its rank alone."""
    marks: list[Mark] = [[[1, 1], [2, 1]], [[1, 1], [2, 3]], [[1, 2]], [[1, 2]], [[1, 2]]]
    result = shown(Agree(), marks, options=3)
    assert [line.option.number for line in result.lines] == [1, 2, 3]
    assert [line.option.number for line in result.listed] == [2, 1, 3]
    assert of("pilih").listed == of("pilih").lines


def test_seats_tell_who_is_elected_and_whether_women_are_as_many_as_wanted() -> None:
    seats = of("delegasi").seats
    assert seats is not None
    assert (seats.elected, seats.women, seats.wanted, seats.met) == ((1, 3), 0, 1, False)
    enforced = shown(Elect(2, 2, 1, True), [*SOME["delegasi"], [2]])
    assert enforced.seats is not None
    assert (set(enforced.seats.elected), enforced.seats.women) == ({2}, 1)
    assert (enforced.seats.undecided, enforced.seats.places) == ((1, 3), 1)
    assert {line.option.number: line.woman for line in enforced.lines} == {
        1: False,
        2: True,
        3: False,
        4: True,
    }


def test_a_seat_for_which_nobody_got_a_vote_stays_empty() -> None:
    seats = shown(Elect(3, 2), [[1], [1, 2]]).seats
    assert seats is not None
    assert (seats.elected, seats.empty) == ((1, 2), 1)


LEVEL: list[Mark] = [[1, 2], [1, 2], [1, 3], [1, 3], [4]]


def test_the_undecided_wait_for_lots_and_lots_decide() -> None:
    rule = Elect(2, 2)
    waiting = shown(rule, LEVEL, ties=("undian",))
    assert waiting.equals == (Equals((2, 3), drawn=False),)
    assert {line.option.number: line.fate for line in waiting.lines}[2] == "open"
    drawn = shown(rule, LEVEL, ties=("undian",), drawn=(3, 2))
    assert drawn.seats is not None
    assert drawn.seats.elected == (1, 3)
    assert drawn.equals == (Equals((3, 2), drawn=True),)
    assert {line.parted for line in drawn.lines if line.option.number in (2, 3)} == {"undian"}
    assert shown(rule, LEVEL).equals == ()


def test_equals_that_change_nothing_in_an_election_need_no_lots() -> None:
    assert shown(Elect(3, 2), LEVEL, ties=("undian",)).equals == ()


def test_a_whole_group_is_drawn_even_where_only_its_women_wait() -> None:
    """Whoever is left out of the order would stand behind those in it, as if lots had said so."""
    marks: list[Mark] = [[1], [2], [4], [3], [3]]
    result = shown(Elect(2, 1, 1, True), marks, ties=("undian",))
    assert result.seats is not None
    assert result.seats.undecided == (2, 4)
    assert result.equals == (Equals((1, 2, 4), drawn=False),)


def test_only_what_earlier_rules_leave_together_is_drawn() -> None:
    marks: list[Mark] = [[1], [2], [3], [4]]
    assert shown(Choose(1), marks, ties=("biaya", "undian")).equals == ()
    assert shown(Choose(1), marks, ties=("nomor", "undian")).equals == ()
    assert shown(Choose(1), marks, ties=("undian", "biaya")).equals == (
        Equals((1, 2, 3, 4), drawn=False),
    )
    assert shown(Choose(1), [[1], [2]], ties=("undian",)).equals == (Equals((1, 2), drawn=False),)
    assert shown(Agree(), [[[1, 1], [2, 1]]], ties=("undian",)).equals == ()


def test_the_cheaper_of_equals_is_said_to_be_so() -> None:
    lines = shown(Choose(1), [[1], [2], [3], [3]], ties=("biaya",)).lines
    assert [(line.option.number, line.parted) for line in lines[:3]] == [
        (3, ""),
        (2, "biaya"),
        (1, "biaya"),
    ]


def test_lots_are_offered_where_they_can_matter() -> None:
    def offered(stage: str, seats: int = 2) -> Lots | None:
        return lots(*voted(Elect(seats, 2), LEVEL, stage=stage, ties=("undian",)), 1)

    assert offered("open") is None
    before = offered("closed")
    assert before is not None
    # All that is on the ballot: who is equal to whom is nobody's to see yet.
    assert [[each.number for each in group] for group in before.groups] == [[1, 2, 3, 4]]
    assert not before.revealed
    after = offered("revealed")
    assert after is not None
    assert [[each.number for each in group] for group in after.groups] == [[2, 3]]
    assert offered("revealed", seats=3) is None
    meeting, counts = voted(Elect(2, 2), LEVEL, ties=("undian",))
    assert lots(meeting, counts, 2) is None
    over = msgspec.structs.replace(meeting, stage="published")
    assert lots(over, counts, 1) is None


def test_recorded_lots_change_the_result_that_everybody_sees() -> None:
    meeting, _ = voted(Elect(2, 2), LEVEL, ties=("undian",))
    (event,) = decide(meeting, c.DrawLots(1, (3, 2)), NOW)
    after = evolve(meeting, Record(meeting.seq + 1, NOW, "f:1", event))
    _, counts = voted(Elect(2, 2), LEVEL, ties=("undian",), drawn=(3, 2))
    (result,) = results(after, counts)
    assert result.drawn == (3, 2)
    assert [line.fate for line in result.lines] == ["yes", "yes", "no", "no"]


@pytest.mark.parametrize("kind", RULES)
@pytest.mark.parametrize("view", [resident, facilitator, projector, archive])
@pytest.mark.parametrize("stage", ["open", "closed"])
def test_no_decision_is_told_before_the_reveal(kind: str, view, stage: str) -> None:
    """Two votes that differ in everything but how many took part are one and the same to see."""
    one = voted(RULES[kind], SOME[kind], stage=stage, ties=("undian",))
    other = voted(RULES[kind], _another(kind), stage=stage, ties=("undian",))
    assert one[1].tallies != other[1].tallies
    assert view(*one) == view(*other)
    if view is facilitator:
        assert lots(*one, 1) == lots(*other, 1)


def _another(kind: str) -> list[Mark]:
    blank = sum(not mark for mark in SOME[kind])
    mark: Mark = {
        "setuju": [[4, 1]],
        "poin": [[4, 1]],
        "skor": [[4, 1]],
    }.get(kind, [4])  # type: ignore[assignment]
    return [mark] * (len(SOME[kind]) - blank) + [[]] * blank


def test_an_election_does_not_decide_about_proposals() -> None:
    """Candidates have numbers of their own, which are not those of proposals."""
    outcomes = archive(*voted(Elect(2, 2), LEVEL)).outcomes
    assert {outcome.fate for outcome in outcomes} == {"not_voted"}
    money = archive(*voted(RULES["anggaran"], SOME["anggaran"])).outcomes
    assert [(each.number, each.decided, each.voted, each.voted_cost) for each in money[:2]] == [
        (1, "yes", "anggaran", 153 * JUTA),
        (2, "yes", "anggaran", 65 * JUTA),
    ]


def test_criteria_are_told_in_the_order_of_the_plan() -> None:
    assert Score(CRITERIA).columns[2:] == tuple(criterion.key for criterion in CRITERIA)
