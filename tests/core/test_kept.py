"""Promise and reality: the figures fit each other, wherever proposals stand."""

from hypothesis import given
from hypothesis import strategies as some

from musrenbang_live.core.following import STATES, State
from musrenbang_live.core.kept import Kept, kept

standing = some.lists(some.tuples(some.sampled_from(STATES), some.integers(0, 500)))


@given(standing, standing)
def test_figures_fit(here: list[tuple[State, int]], there: list[tuple[State, int]]) -> None:
    said = kept(here)
    assert said.agreed == sum(count for _, count in here)
    assert said.agreed >= said.planned >= said.budgeted >= said.built >= 0
    assert said.waiting >= 0
    assert said.waiting + said.planned + said.refused == said.agreed
    assert said + kept(there) == kept([*here, *there])


def test_what_is_further_on_counts_before_too() -> None:
    said = kept([("selesai", 2), ("masuk_apbd", 1), ("ditolak", 3), ("disepakati", 4)])
    assert said == Kept(agreed=10, planned=3, budgeted=3, built=2, refused=3)
    assert said.waiting == 4
