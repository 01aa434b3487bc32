"""Ballots that came as plain forms: the fields of each kind, made into a mark.

`mark` once for each chosen option, or `mark-3` with the value of option 3, or `mark-3-0` with its
value under the first criterion. Whether a mark is valid is for the rule to say.

What was typed comes back as it was typed, readable or not: nobody has to fill in a ballot twice.
"""

import re
from collections.abc import Callable
from typing import Final

from musrenbang_live.core.ballots import AnyRule, Mark, Score
from musrenbang_live.core.errors import Rejected
from musrenbang_live.web.forms import Form
from musrenbang_live.web.typed import Typed

_FIELD: Final = re.compile(r"mark-(\d{1,9})(?:-(\d{1,2}))?", re.ASCII)
_NUMBER: Final = re.compile(r"\d{1,9}", re.ASCII)
_LONGEST: Final = 20
"""Symbols of a field that come back; no number that anybody means is longer."""


def mark_of(rule: AnyRule, form: Form) -> Mark:
    """What the fields of a ballot by this rule say. Raises `Rejected` with `mark_malformed`."""
    return _READERS[rule.kind](rule, form)


def typed_in(form: Form, round_: int) -> Typed | None:
    """What was filled in on the ballot of this round; None when nothing was."""
    values = tuple(_filled_in(form))
    wrong = {option for option, _, typed in values if not _NUMBER.fullmatch(typed)}
    ticked = tuple(int(value) for value in form.every("mark") if _NUMBER.fullmatch(value))
    if not values and not ticked:
        return None
    return Typed(round_, ticked, values, tuple(sorted(wrong)))


def same_place(rule: AnyRule, form: Form) -> bool:
    """Whether two options were given one place: whoever wrote it must say which comes first."""
    if rule.kind != "urutan":
        return False
    places = [value for _, _, value in _values(form)]
    return len(set(places)) < len(places)


def _chosen(rule: AnyRule, form: Form) -> Mark:
    return form.numbers("mark")


def _rows(rule: AnyRule, form: Form) -> Mark:
    return [[option, value] for option, _, value in _values(form)]


def _places(rule: AnyRule, form: Form) -> Mark:
    return [option for _, option in sorted((value, option) for option, _, value in _values(form))]


def _scores(rule: AnyRule, form: Form) -> Mark:
    """A score that is missing is 0: the rule says so, and the others are not lost."""
    count = len(rule.scored) if isinstance(rule, Score) else 0
    scores: dict[int, list[int]] = {}
    for option, criterion, value in _values(form):
        row = scores.setdefault(option, [0] * count)
        if criterion >= count:
            raise Rejected("mark_malformed")
        row[criterion] = value
    return [[option, *row] for option, row in sorted(scores.items())]


def _values(form: Form) -> list[tuple[int, int, int]]:
    """Option, criterion (0 where there is none) and value of every field that is filled in."""
    filled_in = _filled_in(form)
    if not all(_NUMBER.fullmatch(typed) for _, _, typed in filled_in):
        raise Rejected("mark_malformed")
    return [(option, criterion, int(typed)) for option, criterion, typed in filled_in]


def _filled_in(form: Form) -> list[tuple[int, int, str]]:
    found = []
    for name, typed in form.values.items():
        field = _FIELD.fullmatch(name)
        if field and typed.strip():
            found.append((int(field[1]), int(field[2] or 0), typed.strip()[:_LONGEST]))
    return sorted(found)


_READERS: Final[dict[str, Callable[[AnyRule, Form], Mark]]] = {
    "pilih": _chosen,
    "anggaran": _chosen,
    "delegasi": _chosen,
    "setuju": _rows,
    "poin": _rows,
    "urutan": _places,
    "skor": _scores,
}
