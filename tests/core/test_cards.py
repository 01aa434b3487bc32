"""Codes of voter cards: what a slip of the finger does to them, and how they are read."""

import contextlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.cards import (
    ALPHABET,
    CODES,
    LENGTH,
    SYMBOLS,
    Cards,
    drawn,
    is_code,
    normal,
    printed,
    with_check,
)
from musrenbang_live.core.errors import Rejected

symbols = st.text(ALPHABET, min_size=SYMBOLS, max_size=SYMBOLS)
codes = symbols.map(with_check)


def test_the_alphabet_is_prime_and_has_no_look_alikes() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 31
    assert not set("0O1IL") & set(ALPHABET)
    assert CODES == 31**8 == 852_891_037_441


@given(codes)
def test_every_single_wrong_symbol_is_found(code: str) -> None:
    for place, wrong in itertools.product(range(LENGTH), ALPHABET):
        changed = code[:place] + wrong + code[place + 1 :]
        assert is_code(changed) == (changed == code)


@given(codes)
def test_every_swap_of_two_neighbours_is_found(code: str) -> None:
    for place in range(LENGTH - 1):
        changed = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert is_code(changed) == (changed == code)


def test_no_weight_lets_a_slip_through() -> None:
    """The proof behind the two tests above: the check symbol weighs as much as -1."""
    weights = [*range(1, SYMBOLS + 1), -1]
    assert all(weight % 31 for weight in weights)
    assert all((one - other) % 31 for one, other in itertools.pairwise(weights))


@given(st.binary(min_size=8, max_size=40))
def test_what_is_drawn_is_a_code_or_asks_for_more(numbers: bytes) -> None:
    fair = [number for number in numbers if number < 248]
    if len(fair) < SYMBOLS:
        with pytest.raises(ValueError, match="randomness"):
            drawn(numbers)
        return
    code = drawn(numbers)
    assert is_code(code)
    assert code[:SYMBOLS] == "".join(ALPHABET[number % 31] for number in fair[:SYMBOLS])


def test_every_symbol_is_as_likely_as_every_other() -> None:
    tally = [drawn(bytes([number, *range(8)]))[0] for number in range(248)]
    assert {tally.count(symbol) for symbol in ALPHABET} == {8}


@given(codes, st.sampled_from(["{}-{}-{}", "{} {} {}", " {}{}{} ", "{}–{}—{}", "{}.{}_{}"]))
def test_a_code_is_read_however_people_type_it(code: str, form: str) -> None:
    typed = form.format(code[:3], code[3:6], code[6:])
    assert normal(typed) == normal(typed.lower()) == code
    assert normal(printed(code)) == code


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "card_missing"),
        (" - ", "card_missing"),
        ("K7Q-M2X-WR0", "card_symbol"),
        ("k7q-m2x-wro", "card_symbol"),
        ("I7Q-M2X-WRF", "card_symbol"),
        ("K7Q-M2X", "card_length"),
        ("K7Q-M2X-WRF-2", "card_length"),
        ("K7Q-M2X-WR!", "card_typo"),
        ("234-567-892", "card_typo"),
    ],
)
def test_what_cannot_be_a_code_is_told_apart(typed: str, why: str) -> None:
    with pytest.raises(Rejected) as no:
        normal(typed)
    assert no.value.code == why


@given(st.text())
def test_nothing_typed_does_more_than_be_refused(typed: str) -> None:
    with contextlib.suppress(Rejected):
        assert is_code(normal(typed))


def test_the_cards_that_wait_are_those_of_no_other_kind() -> None:
    cards = Cards(8, frozenset({1, 2}), leftover=frozenset({8}), revoked=frozenset({3}))
    assert cards.waiting == {4, 5, 6, 7}
