"""The shipped words: 1024 that nobody confuses, and the same words for the same bits for ever."""

import hashlib
from itertools import combinations

import pytest

from musrenbang_live.core.words import WORDS, known, receipt_words, root_words, words_of

RECEIPT = "0a8f4b0e-52a4-4b7e-9f0c-6c1d2a3b4c5d"


def test_list_is_1024_short_plain_words_in_order() -> None:
    assert len(WORDS) == len(set(WORDS)) == 1024
    assert list(WORDS) == sorted(WORDS)
    assert all(4 <= len(word) <= 8 and word.isascii() and word.islower() for word in WORDS)
    assert all(word.isalpha() for word in WORDS)


def test_list_never_changes() -> None:
    whole = hashlib.sha256("\n".join(WORDS).encode()).hexdigest()
    assert whole == "50bba94040c3b168637bec5b7069ae4282b96f1d4a60fc2843d20270a1bb7b51"


def test_no_slip_of_the_finger_makes_another_word() -> None:
    assert not [pair for pair in combinations(WORDS, 2) if _near(*pair)]


def test_first_bits_count_first() -> None:
    assert words_of(bytes(5), 4) == (WORDS[0],) * 4
    assert words_of(b"\xff" * 5, 4) == (WORDS[-1],) * 4
    assert words_of(b"\x00\x40\x00\x00\x01", 4) == (WORDS[1], WORDS[0], WORDS[0], WORDS[1])
    assert root_words(b"\x00\x40\x00\x00\x01" + b"\xff" * 27) == words_of(b"\x00\x40\0\0\x01", 4)
    with pytest.raises(ValueError, match="too little"):
        words_of(b"\x00\x00\x00", 3)


def test_receipt_has_the_words_of_its_hash() -> None:
    hashed = hashlib.sha256(b"musrenbang-live receipt\0" + RECEIPT.encode()).digest()
    number = int.from_bytes(hashed[:4], "big") >> 2
    assert receipt_words(RECEIPT) == (
        WORDS[number >> 20],
        WORDS[number >> 10 & 1023],
        WORDS[number & 1023],
    )
    assert known(receipt_words(RECEIPT))
    assert not known(("bukanlah", WORDS[0], WORDS[1]))


def _near(one: str, other: str) -> bool:
    """One letter wrong, left out or added, or two neighbours swapped."""
    if len(one) == len(other):
        wrong = [place for place in range(len(one)) if one[place] != other[place]]
        mirrored = [one[place] for place in wrong] == [other[place] for place in reversed(wrong)]
        return len(wrong) == 1 or (len(wrong) == 2 and wrong[1] == wrong[0] + 1 and mirrored)
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) == 1 and any(
        long[:place] + long[place + 1 :] == short for place in range(len(long))
    )
