"""Checking a bundle without trusting who made it: ten questions, each answered by a sentence.

Pure: only bytes go in. Nothing in a bundle can make it raise; whatever is not as it should be is a
finding.
"""

from collections.abc import Callable, Iterator
from typing import Final

import msgspec
from msgspec import Struct

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.proof.malformed import Malformed
from musrenbang_live.core.verifying import checks
from musrenbang_live.core.verifying.case import Asked, Case, Tools
from musrenbang_live.core.verifying.recount import result

PROVED: Final = (
    "The result follows by its rules from the published ballots and the published log, and all of "
    "it is what the holder of the key signed."
)
NOT_PROVED: Final = (
    "Not proved: that every ballot is a different person's, that nobody was pressed or watched, "
    "and, as long as you bring no key and no older checkpoint of your own, that the holder of the "
    "key did not replace everything at once."
)

_UNREADABLE: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    Rejected,
    TypeError,
    ValueError,
    msgspec.MsgspecError,
)
"""What reading something that is not what it seems can raise."""


class Finding(Struct, frozen=True):
    """The answer to one question: its number and name, whether it holds, and a sentence."""

    number: int
    name: str
    passed: bool
    sentence: str


class NoBundle(Exception):
    """The file is nothing that could be a bundle."""


NOTHING: Final = Asked()


def verify(data: bytes, tools: Tools, asked: Asked = NOTHING) -> Iterator[Finding]:
    """The findings about a bundle, in order, each when it is known.

    Where the file itself cannot be opened, that is the only one. Raises `NoBundle` when the data
    is not even a zip.
    """
    if not data.startswith(b"PK\x03\x04"):
        raise NoBundle
    return _findings(Case(data, tools, asked))


def _findings(case: Case) -> Iterator[Finding]:
    asked = case.asked
    for number, name, check in _CHECKS:
        if (number == _OLDER and not asked.older) or (number == _RECEIPT and not asked.receipt):
            continue
        yield _found(number, name, check, case)
        if "files" not in vars(case):
            return


def _found(number: int, name: str, check: Callable[[Case], str], case: Case) -> Finding:
    try:
        return Finding(number, name, passed=True, sentence=check(case))
    except Malformed as wrong:
        return Finding(number, name, passed=False, sentence=str(wrong))
    except _UNREADABLE as error:
        kind = type(error).__name__
        sentence = f"something in the file is not what it should be ({kind})"
        return Finding(number, name, passed=False, sentence=sentence)


_OLDER: Final = 3
_RECEIPT: Final = 10
_CHECKS: Final[tuple[tuple[int, str, Callable[[Case], str]], ...]] = (
    (1, "file", checks.file),
    (2, "checkpoints", checks.checkpoints),
    (_OLDER, "older checkpoint", checks.older),
    (4, "order and texts", checks.order),
    (5, "rounds", checks.rounds),
    (6, "lists", checks.lists),
    (7, "figures", checks.figures),
    (8, "ballots", checks.ballots),
    (9, "result", result),
    (_RECEIPT, "receipt", checks.receipt),
)

__all__ = ["NOT_PROVED", "PROVED", "Asked", "Finding", "NoBundle", "Tools", "verify"]
