"""Voter cards: their codes, and which of a meeting's cards are good.

A code is eight random symbols of an alphabet without look-alikes and a check symbol. The alphabet
has 31 symbols, a prime number, and the check symbol is the sum of (i + 1) * value(i) mod 31 with
i counted from 0: as no weight and no difference of two neighbouring weights is a multiple of 31,
every single wrong symbol and every swap of two neighbours is found (the reasoning of ISBN-10:
Gallian, "The mathematics of identification numbers", College Math. Journal 22, 1991). So a slip of
the finger never counts as a guess.

Nothing here is secret or random: symbols are drawn by the caller, and codes are kept only as
`live.card_keys` makes them.
"""

import re
from typing import Final

from msgspec import Struct

from musrenbang_live.core.errors import Rejected

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0 O 1 I L: printed small, or read aloud, they are taken for one another."""
SYMBOLS: Final = 8
LENGTH: Final = SYMBOLS + 1
CODES: Final = len(ALPHABET) ** SYMBOLS
"""How many codes there are: what a guess is up against."""
MOST_AT_ONCE: Final = 400
"""Cards printed at a time: fifty pages."""
MOST_CARDS: Final = 20_000
"""Cards of one meeting, voided ones included."""
MOST_WAITING: Final = 400
"""Numbers that may wait for the desk at a time, where phones ask for them: half an hour's work,
and as many as a program that asks in a loop can put before those who stand in the hall."""
BLOCK: Final = 20
"""Numbers whose phones are told together that the desk has decided: see `decided`."""

_LOOK_ALIKES: Final = "0O1IL"
_APART: Final = re.compile(r"[\s._\u2010-\u2015-]+")


class Cards(Struct, frozen=True):
    """The cards of a meeting by number. `printed` are numbered from 1 on; only `active` may vote.

    Where nothing is printed, phones asked for so many. `leftover` were voided without ever having
    been handed out, `revoked` after it; `reasons` are of those that were voided one by one.
    """

    printed: int = 0
    active: frozenset[int] = frozenset()
    leftover: frozenset[int] = frozenset()
    revoked: frozenset[int] = frozenset()
    reasons: dict[int, str] = {}

    @property
    def waiting(self) -> frozenset[int]:
        """Printed, and neither handed out nor voided."""
        gone = self.active | self.leftover | self.revoked
        return frozenset(range(1, self.printed + 1)) - gone

    @property
    def decided(self) -> tuple[int, ...]:
        """Of each `BLOCK` of numbers, from the first on, how many wait no more.

        A phone that waits need ask only when the figure of its own block is another: so a hall of
        them does not ask whenever one is approved.
        """
        blocks = [0] * -(-self.printed // BLOCK)
        for number in (*self.active, *self.leftover, *self.revoked):
            blocks[(number - 1) // BLOCK] += 1
        return tuple(blocks)


def with_check(symbols: str) -> str:
    """A whole code from its first eight symbols, which are of the alphabet."""
    return symbols + ALPHABET[_weighed(symbols) % len(ALPHABET)]


def drawn(numbers: bytes) -> str:
    """A code from random bytes; those that would favour some symbols are passed over.

    Raises `ValueError` when too few are left: then draw more of them.
    """
    fair = 256 - 256 % len(ALPHABET)
    symbols = [ALPHABET[number % len(ALPHABET)] for number in numbers if number < fair]
    if len(symbols) < SYMBOLS:
        raise ValueError("not enough randomness")
    return with_check("".join(symbols[:SYMBOLS]))


def is_code(text: str) -> bool:
    """Whether `text` has the form of a code, its check symbol included."""
    if len(text) != LENGTH or any(symbol not in ALPHABET for symbol in text):
        return False
    return with_check(text[:SYMBOLS]) == text


def normal(typed: str) -> str:
    """What a person typed as a code: upper case, nothing between the symbols.

    A scanner types the whole address of the QR: the code is what stands behind its `#`.

    Raises `Rejected` when it cannot be a code: `card_symbol` names a symbol that no card has,
    `card_typo` says that something is mistyped. Neither is a guess.
    """
    code = _APART.sub("", typed.rpartition("#")[2]).upper()
    if not code:
        raise Rejected("card_missing", field="code")
    for symbol in code:
        if symbol in _LOOK_ALIKES:
            raise Rejected("card_symbol", field="code", symbol=symbol)
    if len(code) != LENGTH and all(symbol in ALPHABET for symbol in code):
        raise Rejected("card_length", field="code", length=LENGTH, given=len(code))
    if not is_code(code):
        raise Rejected("card_typo", field="code")
    return code


def printed(code: str) -> str:
    """The code as it stands on the card: `K7Q-M2X-WRF`."""
    return "-".join(code[place : place + 3] for place in range(0, len(code), 3))


def _weighed(symbols: str) -> int:
    return sum(place * ALPHABET.index(symbol) for place, symbol in enumerate(symbols, 1))
