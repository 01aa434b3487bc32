"""From marks to a ranking: only the votes decide, and a tie is shown as a tie."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.ballots import Choose, Mark, Paper
from musrenbang_live.core.plan import RoundPlan
from musrenbang_live.core.tally import piled, tally

OPTIONS = (2, 3, 5, 7, 11)

marks = st.lists(st.lists(st.sampled_from(OPTIONS), unique=True, max_size=3).map(sorted))


def counted_by_choice(options, cast, most=5):
    return tally(RoundPlan("p", "P", Choose(most)), Paper(tuple(options)), piled(cast))


def test_a_small_count_by_hand() -> None:
    counted = counted_by_choice((1, 2, 3, 4), [[1, 2], [2, 3], [3], [], [1, 4], [2, 3]])
    assert counted.ballots == 5
    assert [(line.option, line.votes, line.rank, line.tied) for line in counted.lines] == [
        (2, 3, 1, True),
        (3, 3, 1, True),
        (1, 2, 3, False),
        (4, 1, 4, False),
    ]


def test_nobody_voted() -> None:
    counted = counted_by_choice((1, 2), [[], []])
    assert counted.ballots == 0
    assert [(line.votes, line.rank, line.tied) for line in counted.lines] == [(0, 1, True)] * 2


def test_line_of_an_option() -> None:
    counted = counted_by_choice((1, 2), [[2]])
    assert counted.line(2) == counted.lines[0]
    assert counted.line(9) is None


@given(marks, st.randoms(use_true_random=False))
def test_the_order_of_ballots_and_options_does_not_matter(cast, random) -> None:
    shuffled, options = list(cast), list(OPTIONS)
    random.shuffle(shuffled)
    random.shuffle(options)
    assert counted_by_choice(options, shuffled) == counted_by_choice(OPTIONS, cast)
    assert counted_by_choice(OPTIONS, cast) == counted_by_choice(OPTIONS, cast)


@given(marks)
def test_every_choice_is_one_vote(cast) -> None:
    counted = counted_by_choice(OPTIONS, cast)
    assert counted.ballots == sum(1 for mark in cast if mark)
    assert sum(line.votes for line in counted.lines) == sum(map(len, cast))
    assert sorted(line.option for line in counted.lines) == sorted(OPTIONS)
    for line in counted.lines:
        assert line.votes == sum(line.option in mark for mark in cast)
        assert line.votes <= counted.ballots


@given(marks, marks)
def test_two_halls_add_up(one, other) -> None:
    apart = [counted_by_choice(OPTIONS, cast) for cast in (one, other)]
    together = counted_by_choice(OPTIONS, one + other)
    assert together.ballots == sum(half.ballots for half in apart)
    for option in OPTIONS:
        assert together.line(option).votes == sum(half.line(option).votes for half in apart)


@given(marks)
def test_ranks_are_competition_ranks_and_ties_are_ties(cast) -> None:
    lines = counted_by_choice(OPTIONS, cast).lines
    sharing = Counter(line.votes for line in lines)
    for line in lines:
        better = [other for other in lines if other.votes > line.votes]
        assert line.rank == 1 + len(better)
        assert line.tied == (sharing[line.votes] > 1)
    assert list(lines) == sorted(lines, key=lambda line: (line.rank, line.option))


@given(marks, st.sampled_from(OPTIONS))
def test_one_more_vote_never_lowers_a_rank(cast, option: int) -> None:
    before = counted_by_choice(OPTIONS, cast).line(option)
    after = counted_by_choice(OPTIONS, [*cast, [option]]).line(option)
    assert after.votes == before.votes + 1
    assert after.rank <= before.rank


def with_ties(cast, ties, drawn=()) -> list[tuple[int, int, bool, str]]:
    """Option, rank, tied and parted of each line, best first."""
    plan = RoundPlan("p", "P", Choose(5), ties=ties)
    paper = Paper(OPTIONS, costs=(40, 30, 30, 20, 10))
    lines = tally(plan, paper, piled(cast), drawn).lines
    return [(line.option, line.rank, line.tied, line.parted) for line in lines]


ALL_BUT_LAST: list[Mark] = [[2, 3, 5, 7], [2]]
"""Two votes for 2, one each for 3, 5 and 7, none for 11."""


@pytest.mark.parametrize(
    ("ties", "drawn", "places"),
    [
        ((), (), "3:2= 5:2= 7:2="),
        (("biaya",), (), "7:2biaya 3:3=biaya 5:3=biaya"),
        (("biaya", "nomor"), (), "7:2biaya 3:3biaya 5:4biaya"),
        (("nomor", "biaya"), (), "3:2nomor 5:3nomor 7:4nomor"),
        (("undian",), (), "3:2= 5:2= 7:2="),
        (("undian",), (5, 7, 3), "5:2undian 7:3undian 3:4undian"),
        (("biaya", "undian"), (5, 3), "7:2biaya 5:3biaya 3:4biaya"),
        (("undian", "nomor"), (), "3:2nomor 5:3nomor 7:4nomor"),
    ],
)
def test_equals_are_told_apart_as_the_plan_says(ties, drawn, places: str) -> None:
    """`5:3=biaya`: option 5 shares place 3, and `biaya` told it from others with as many votes."""
    first, *equals, last = with_ties(ALL_BUT_LAST, ties, drawn)
    said = (f"{option}:{rank}{'=' * tied}{by}" for option, rank, tied, by in equals)
    assert " ".join(said) == places
    assert (first, last) == ((2, 1, False, ""), (11, 5, False, ""))


def test_lots_say_nothing_about_options_with_different_votes() -> None:
    assert with_ties(ALL_BUT_LAST, ("undian",), (11, 3, 5, 7, 2))[0] == (2, 1, False, "")


tie_rules = st.lists(st.sampled_from(["biaya", "nomor", "undian"]), unique=True).map(tuple)


@given(marks, tie_rules, st.permutations(OPTIONS))
def test_tie_rules_only_part_equals_and_say_which_rule_did(cast, ties, lots) -> None:
    plain = counted_by_choice(OPTIONS, cast)
    parted = with_ties(cast, ties, lots)
    sharing = Counter(line.votes for line in plain.lines)
    for option, rank, tied, by in parted:
        line = plain.line(option)
        among = sharing[line.votes]
        assert line.rank <= rank < line.rank + among
        if not line.tied:
            assert (tied, by) == (False, "")
        elif not ties:
            assert (tied, by) == (True, "")
        elif ties[0] != "biaya":
            assert (tied, by) == (False, ties[0])
        if "nomor" in ties or "undian" in ties:
            assert not tied
    assert [rank for _, rank, _, _ in parted] == sorted(rank for _, rank, _, _ in parted)
