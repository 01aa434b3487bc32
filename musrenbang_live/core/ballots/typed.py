"""What the desk types from a paper ballot, one plain way of writing for each kind.

    pilih, anggaran, delegasi   3 7 12        the numbers that are ticked
    setuju                      3=s 7=t 12=a  s setuju, t tidak, a abstain
    poin                        3=5 7=2       points
    urutan                      7>3>12        the best first
    skor                        3=435 7=254   one digit for each criterion, in their order

Numbers are those printed on the paper. `-` is a blank ballot, `x` one that says nothing clear or
more than the rule allows. Whoever types sees what is wrong with which word.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from musrenbang_live.core.ballots.agreeing import ABSTAIN, AGAINST, AGREE
from musrenbang_live.core.ballots.rule import Mark, Paper, Rule
from musrenbang_live.core.ballots.scoring import HIGHEST, LOWEST, Score
from musrenbang_live.core.errors import Rejected

BLANK: Final = "-"
INVALID: Final = "x"
LONGEST: Final = 600
"""Characters of one ballot: more than forty scored options need."""
_SHOWN: Final = 20
_ANSWERS: Final = {"s": AGREE, "t": AGAINST, "a": ABSTAIN}
_BETWEEN: Final = re.compile(r"[\s,;]+")
_NUMBER: Final = re.compile(r"\d{1,9}", re.ASCII)


def read(rule: Rule, paper: Paper, text: str) -> Mark | None:
    """The mark that was typed, in its normal form; `[]` for a blank ballot, None for an
    invalid one.

    Raises `Rejected`: `typed_…` names the word that cannot be read, `mark_…` what the rule does not
    allow.
    """
    said = text.strip().lower()
    if not said:
        raise Rejected("typed_nothing", field="mark")
    if len(said) > LONGEST:
        raise Rejected("text_too_long", limit=LONGEST, field="mark")
    if said == INVALID:
        return None
    if said == BLANK:
        return []
    mark = _READERS[rule.kind](rule, paper, said)
    try:
        return rule.valid(mark, paper)
    except Rejected as refused:
        raise refused.about("mark") from None


def written(rule: Rule, mark: Mark | None) -> str:
    """A mark as the desk would type it: what `read` reads back."""
    if mark is None:
        return INVALID
    if not mark:
        return BLANK
    if rule.kind == "urutan":
        return ">".join(map(str, mark))
    return " ".join(_word(rule, row) for row in mark)


def _word(rule: Rule, row: int | list[int]) -> str:
    if isinstance(row, int):
        return str(row)
    option, *values = row
    if rule.kind == "setuju":
        letters = {answer: letter for letter, answer in _ANSWERS.items()}
        return f"{option}={letters[values[0]]}"
    return f"{option}={''.join(map(str, values))}"


def _chosen(rule: Rule, paper: Paper, said: str) -> Mark:
    return _distinct([_option(paper, word) for word in _words(said)])


def _order(rule: Rule, paper: Paper, said: str) -> Mark:
    return _distinct([_option(paper, word.strip()) for word in said.split(">")])


def _answers(rule: Rule, paper: Paper, said: str) -> Mark:
    def answer(word: str, typed: str) -> list[int]:
        if typed not in _ANSWERS:
            raise _unreadable(word)
        return [_ANSWERS[typed]]

    return _rows(paper, said, answer)


def _points(rule: Rule, paper: Paper, said: str) -> Mark:
    def points(word: str, typed: str) -> list[int]:
        if not _NUMBER.fullmatch(typed):
            raise _unreadable(word)
        return [int(typed)]

    return _rows(paper, said, points)


def _scores(rule: Rule, paper: Paper, said: str) -> Mark:
    wanted = len(rule.scored) if isinstance(rule, Score) else 0

    def scores(word: str, typed: str) -> list[int]:
        digits = [int(digit) for digit in typed if digit.isascii() and digit.isdigit()]
        if len(digits) != len(typed) or not all(LOWEST <= each <= HIGHEST for each in digits):
            raise _unreadable(word)
        if len(digits) != wanted:
            raise Rejected("typed_scores", part=word[:_SHOWN], limit=wanted, field="mark")
        return digits

    return _rows(paper, said, scores)


def _rows(paper: Paper, said: str, values: Callable[[str, str], list[int]]) -> list[list[int]]:
    """Words like `3=5`; spaces around the sign do no harm."""
    rows: list[list[int]] = []
    for word in _words(re.sub(r"\s*=\s*", "=", said)):
        option, sign, typed = word.partition("=")
        if not sign:
            raise _unreadable(word)
        rows.append([_option(paper, option, word), *values(word, typed)])
    _distinct([row[0] for row in rows])
    return rows


def _words(said: str) -> list[str]:
    return [word for word in _BETWEEN.split(said) if word]


def _option(paper: Paper, typed: str, word: str = "") -> int:
    if not _NUMBER.fullmatch(typed):
        raise _unreadable(word or typed)
    option = int(typed)
    if option not in paper.options:
        raise Rejected("typed_unknown", number=option, field="mark")
    return option


def _distinct(options: list[int]) -> list[int]:
    for place, option in enumerate(options):
        if option in options[:place]:
            raise Rejected("typed_twice", number=option, field="mark")
    return options


def _unreadable(word: str) -> Rejected:
    return Rejected("typed_unreadable", part=word[:_SHOWN], field="mark")


_READERS: Final[dict[str, Callable[[Rule, Paper, str], Any]]] = {
    "pilih": _chosen,
    "anggaran": _chosen,
    "delegasi": _chosen,
    "setuju": _answers,
    "poin": _points,
    "urutan": _order,
    "skor": _scores,
}
