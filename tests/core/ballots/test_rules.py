"""What holds for the count of every kind of ballot, whatever was marked."""

from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.ballots import Dots, Elect, Mark, Paper, Pile
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.core.tally import Tally, piled, tally
from tests.core.ballots.kinds import CEILING, COSTS, MARKS, OPTIONS, PAPER, RULES, cast, rows

each_rule = pytest.mark.parametrize("name", RULES)
ties = st.lists(st.sampled_from(["biaya", "nomor", "undian"]), unique=True).map(tuple)
drawn = st.lists(st.sampled_from(OPTIONS), unique=True)


def counted(name: str, pile: Pile, paper: Paper = PAPER, **plan) -> Tally:
    return tally(RoundPlan("p", "P", RULES[name], **plan), paper, pile)


def votes(data: st.DataObject, name: str) -> list[Mark]:
    """Ballots as they are stored, some of them blank."""
    return [cast(name, mark) for mark in data.draw(st.lists(MARKS[name], max_size=8))]


@each_rule
@given(data=st.data(), ties=ties, lots=drawn)
def test_the_order_of_ballots_and_options_does_not_matter(name, data, ties, lots) -> None:
    given_ = votes(data, name)
    shuffled = data.draw(st.permutations(given_))
    order = data.draw(st.permutations(range(len(OPTIONS))))
    paper = msgspec.structs.replace(
        PAPER,
        options=tuple(OPTIONS[place] for place in order),
        costs=tuple(COSTS[place] for place in order),
        given=tuple(PAPER.given[place] for place in order),
        women=PAPER.women[::-1],
    )
    plan = RoundPlan("p", "P", RULES[name], ties=ties)
    expected = tally(plan, PAPER, piled(given_), lots)
    assert tally(plan, paper, piled(shuffled), lots) == expected


@each_rule
@given(data=st.data())
def test_equal_ballots_may_be_counted_together(name, data) -> None:
    given_ = votes(data, name)
    together = Counter(msgspec.json.encode(mark) for mark in given_)
    pile = [(msgspec.json.decode(mark), times) for mark, times in together.items()]
    assert counted(name, pile) == counted(name, piled(given_))


@each_rule
@given(data=st.data())
def test_what_an_open_round_shows_is_the_final_ranking(name, data) -> None:
    pile = piled(votes(data, name))
    open_ = tally(RoundPlan("p", "P", RULES[name]), PAPER, pile, final=False)
    assert open_ == msgspec.structs.replace(counted(name, pile), decisions=())


@each_rule
@given(data=st.data())
def test_ranks_are_competition_ranks_and_ties_are_ties(name, data) -> None:
    given_ = votes(data, name)
    result = counted(name, piled(given_))
    assert result.ballots == sum(1 for mark in given_ if mark)
    assert sorted(line.option for line in result.lines) == sorted(OPTIONS)
    sharing = Counter(line.votes for line in result.lines)
    for line in result.lines:
        assert line.rank == 1 + sum(other.votes > line.votes for other in result.lines)
        assert line.tied == (sharing[line.votes] > 1)
        assert line.parted == ""
    ordered = sorted(result.lines, key=lambda line: (line.rank, line.option))
    assert list(result.lines) == ordered


@pytest.mark.parametrize("name", ["poin-pagu", "anggaran", "anggaran-seimbang"])
@given(data=st.data())
def test_nobody_spends_more_than_there_is(name, data) -> None:
    result = counted(name, piled(votes(data, name)))
    for decision in result.decisions:
        assert decision.spent == sum(map(PAPER.cost, decision.chosen)) <= CEILING
        assert len(set(decision.chosen)) == len(decision.chosen)
        assert all(result.line(option).votes for option in decision.chosen)
        left = CEILING - decision.spent
        if decision.by == "terbanyak":
            wanted = {line.option for line in result.lines if line.votes}
            assert all(PAPER.cost(option) > left for option in wanted - set(decision.chosen))


MORE = {
    "pilih": lambda option: [option],
    "poin": lambda option: [[option, 2]],
    "poin-pagu": lambda option: [[option, 2]],
    "urutan-borda": lambda option: [option],
    "skor": lambda option: [[option, 3, 1]],
    "anggaran": lambda option: [option],
    "delegasi": lambda option: [option],
    "delegasi-perempuan": lambda option: [option],
}
"""A ballot for one option alone."""


@pytest.mark.parametrize("name", MORE)
@given(data=st.data(), option=st.sampled_from(OPTIONS), ties=ties)
def test_one_more_ballot_for_an_option_never_harms_it(name, data, option, ties) -> None:
    pile = piled(votes(data, name))
    before = counted(name, pile, ties=ties)
    after = counted(name, [*pile, (MORE[name](option), 1)], ties=ties)
    assert after.line(option).rank <= before.line(option).rank
    for then, now in zip(before.decisions, after.decisions, strict=True):
        if then.by != "seimbang" and option in then.chosen:
            assert option in now.chosen


@pytest.mark.parametrize("name", ["urutan-borda", "urutan-schulze"])
@given(data=st.data(), option=st.sampled_from(OPTIONS))
def test_a_better_place_on_a_ballot_never_harms(name, data, option: int) -> None:
    """For Schulze: what the option beats, it still beats; of others' figures nothing is said."""
    given_ = votes(data, name)
    raised = [higher(mark, option) for mark in given_]
    before = counted(name, piled(given_)).line(option)
    after = counted(name, piled(raised)).line(option)
    assert all(now >= then for now, then in zip(after.figures, before.figures, strict=True))
    if name == "urutan-borda":
        assert after.rank <= before.rank


def higher(mark: Mark, option: int) -> Mark:
    """The ballot with the option one place higher, where it names it below the first."""
    if option not in mark[1:]:
        return mark
    place = mark.index(option)
    return [*mark[: place - 1], option, mark[place - 1], *mark[place + 1 :]]


@given(st.lists(rows(range(1, 5), range(1, 5)), min_size=1), st.data())
def test_a_better_score_never_harms(given_, data) -> None:
    scored = [place for place, mark in enumerate(given_) if mark]
    if not scored:
        return
    place = data.draw(st.sampled_from(scored))
    option, first, second = data.draw(st.sampled_from(given_[place]))
    better = [[option, first + 1, second], *(row for row in given_[place] if row[0] != option)]
    before = counted("skor", piled([cast("skor", mark) for mark in given_]))
    given_[place] = better
    after = counted("skor", piled([cast("skor", mark) for mark in given_]))
    assert after.line(option).votes == before.line(option).votes + 50
    assert after.line(option).rank <= before.line(option).rank


@given(st.data())
def test_without_a_ceiling_points_decide_nothing(data) -> None:
    assert counted("poin", piled(votes(data, "poin"))).decisions == ()
    assert Dots(5, ceiling=1).decisions((), [], PAPER)[0].chosen == ()


@given(st.data())
def test_women_are_only_an_indicator_unless_the_plan_enforces_them(data) -> None:
    pile = piled(votes(data, "delegasi"))
    (decision,) = counted("delegasi", pile).decisions
    plain = tally(RoundPlan("p", "P", Elect(2, 2)), PAPER, pile).decisions
    assert (decision,) == plain
