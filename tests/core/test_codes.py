"""Join codes: short, without look-alikes, and read as they were meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musrenbang_live.core.codes import ALPHABET, LENGTH, is_code, join_code, normal, spoken
from tests.core.making import wide


@given(st.binary(min_size=LENGTH, max_size=40))
def test_a_code_comes_back_however_it_is_typed(numbers: bytes) -> None:
    code = join_code(numbers)
    assert is_code(code)
    assert code == join_code(numbers[:LENGTH])
    for typed in (code, spoken(code), spoken(code).lower(), f" {code[:3]}-{code[3:]} "):
        assert normal(typed) == code


def test_every_symbol_is_drawn() -> None:
    drawn = {sign for byte in range(256) for sign in join_code(bytes([byte] * LENGTH))}
    assert drawn == set(ALPHABET)


def test_alphabet_has_no_look_alikes() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert not set(ALPHABET) & set("0O1IL5S8B2ZUV")
    assert ALPHABET.upper() == ALPHABET
    assert ALPHABET.isascii()


def test_spoken() -> None:
    assert spoken("HMX4T7") == "HMX 4T7"


@pytest.mark.parametrize(
    "text", ["", "HMX4T", "HMX4T77", "hmx4t7", "HMX4T0", "HMX 4T", wide("HMX4T7")]
)
def test_what_is_no_code(text: str) -> None:
    assert not is_code(text)
