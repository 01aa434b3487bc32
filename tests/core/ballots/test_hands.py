"""Raised hands: which kinds can have them, what can be counted, and what they add to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.ballots import AnyRule, Hands, Paper
from musrenbang_live.core.ballots.hands import MOST_PEOPLE, can_be_counted, figures_of
from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.core.tally import piled, tally
from tests.core.ballots.kinds import MARKS, OPTIONS, PAPER, RULES

RAISED = {
    name: rule
    for name, rule in RULES.items()
    if name.split("-")[0] in ("pilih", "setuju", "delegasi")
}
kinds = pytest.mark.parametrize("name", RAISED)


def counts(rule: AnyRule, people: int) -> st.SearchStrategy[Hands]:
    """Counts in which so many people each do what a ballot could say."""
    name = next(name for name, known in RULES.items() if known is rule)

    def made(marks: list) -> Hands:
        figures = rule.figures(piled(marks), PAPER)
        rows = tuple((option, *figures[option]) for option in OPTIONS)
        return Hands(len(marks), rows, "Ketua LPM")

    return st.lists(MARKS[name].map(lambda mark: rule.valid(mark, PAPER)), max_size=people).map(
        made
    )


def refused(rule: AnyRule, people: int, counted: dict) -> str:
    with pytest.raises(Rejected) as no:
        figures_of(rule, PAPER, people, counted)
    return no.value.code


@pytest.mark.parametrize("name", RULES)
def test_only_kinds_of_single_votes_can_be_counted_by_hand(name: str) -> None:
    rule = RULES[name]
    assert can_be_counted(rule) == (name in RAISED)
    if name not in RAISED:
        assert refused(rule, 20, {}) == "hands_not_possible"


@kinds
def test_options_without_hands_are_zero(name: str) -> None:
    rule = RULES[name]
    none = (0,) * len(rule.columns)
    one = (1, *none[1:])
    assert figures_of(rule, PAPER, 4, {5: one}) == (
        (3, *none),
        (5, *one),
        (8, *none),
        (13, *none),
    )


@kinds
@given(st.data())
def test_what_ballots_could_say_can_be_counted(name: str, data: st.DataObject) -> None:
    rule = RULES[name]
    hands = data.draw(counts(rule, 12))
    counted = {row[0]: row[1:] for row in hands.figures}
    assert figures_of(rule, PAPER, hands.people, counted) == hands.figures


def test_nobody_raises_a_hand_twice() -> None:
    assert refused(RULES["pilih"], 20, {3: (21,)}) == "hands_too_many"
    assert refused(RULES["setuju"], 20, {3: (10, 10, 1)}) == "hands_too_many"
    assert refused(RULES["pilih"], 20, {3: (20,), 5: (20,), 8: (1,)}) == "hands_too_many_in_all"
    assert refused(RULES["delegasi"], 0, {3: (1,)}) == "hands_too_many"
    figures_of(RULES["pilih"], PAPER, 20, {3: (20,), 5: (20,)})
    figures_of(RULES["setuju"], PAPER, 20, {3: (10, 10, 0), 5: (20, 0, 0)})


@pytest.mark.parametrize(
    ("people", "counted", "code"),
    [
        (-1, {}, "number_invalid"),
        (MOST_PEOPLE + 1, {}, "number_invalid"),
        (5, {3: (-1,)}, "number_invalid"),
        (5, {3: (1, 1)}, "number_invalid"),
        (5, {3: ()}, "number_invalid"),
        (5, {4: (1,)}, "mark_unknown_option"),
    ],
)
def test_nonsense_is_refused(people: int, counted: dict, code: str) -> None:
    assert refused(RULES["pilih"], people, counted) == code


@kinds
@given(st.data())
def test_hands_count_like_ballots_that_say_the_same(name: str, data: st.DataObject) -> None:
    """Whether people hand in a ballot or raise hands, the places and decisions are the same."""
    rule = RULES[name]
    plan = RoundPlan("p", "P", rule)
    valid = MARKS[name].map(lambda mark: rule.valid(mark, PAPER)).filter(bool)
    written, raised = data.draw(st.tuples(*[st.lists(valid, max_size=8)] * 2))
    figures = rule.figures(piled(raised), PAPER)
    rows = tuple((option, *figures[option]) for option in OPTIONS)
    hands = Hands(len(raised), rows, "Ketua LPM") if raised else None
    both = tally(plan, PAPER, piled(written), hands=hands)
    alike = tally(plan, PAPER, piled(written + raised))
    assert (both.lines, both.decisions) == (alike.lines, alike.decisions)
    assert (both.ballots, both.people) == (len(written), len(raised))
    assert both.voices == alike.voices == alike.ballots


def test_by_hand() -> None:
    """Two ballots and seven people; the hall turns the order round."""
    paper = Paper((1, 2, 3))
    hands = Hands(7, ((1, 0), (2, 5), (3, 2)), "Ketua LPM")
    plan = RoundPlan("p", "P", RULES["pilih"])
    assert [line.option for line in tally(plan, paper, piled([[1], [1]])).lines] == [1, 2, 3]
    counted = tally(plan, paper, piled([[1], [1]]), hands=hands)
    assert [(line.option, line.votes, line.rank, line.tied) for line in counted.lines] == [
        (2, 5, 1, False),
        (1, 2, 2, True),
        (3, 2, 2, True),
    ]
