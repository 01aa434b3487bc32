"""Who stands first, said so that equals are never passed over."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from musrenbang_live.web.formats import number
from musrenbang_live.web.language import Language

Item = TypeVar("Item")


def first(items: Iterable[Item], value: Callable[[Item], int]) -> list[Item]:
    """All that have the highest value, in their order; none of nothing."""
    found = list(items)
    most = max(map(value, found), default=0)
    return [item for item in found if value(item) == most]


def together(language: Language, names: Sequence[str]) -> str:
    """One name, two, or the first and how many others."""
    if len(names) == 1:
        return names[0]
    _ = language.gettext
    if len(names) == 2:
        return _("%(first)s dan %(second)s") % {"first": names[0], "second": names[1]}
    others = number(len(names) - 1, language.code)
    return _("%(first)s dan %(n)s lainnya") % {"first": names[0], "n": others}


def led(language: Language, names: Sequence[str], alone: str, equal: str, **said: str) -> str:
    """The sentence `alone` for one name, `equal` for several; both already in the language."""
    sentence = alone if len(names) == 1 else equal
    return sentence % {"name": together(language, names), **said}
