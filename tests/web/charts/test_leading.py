"""Who stands first: equals are named together."""

from musrenbang_live.web.charts.leading import first, led
from musrenbang_live.web.language import load

ID = load()["id"]


def said(*names: str) -> str:
    return led(ID, names, "%(name)s: %(n)s.", "%(name)s, masing-masing %(n)s.", n="3")


def test_equals_are_all_first() -> None:
    figures = {"I": 2, "II": 3, "III": 3}
    assert first(figures, lambda name: figures[name]) == ["II", "III"]
    assert first([], int) == []


def test_one_two_and_many_are_said_differently() -> None:
    assert said("II") == "II: 3."
    assert said("II", "III") == "II dan III, masing-masing 3."
    assert said("II", "III", "IV") == "II dan 2 lainnya, masing-masing 3."
