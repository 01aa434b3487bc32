"""Join codes: six characters without look-alikes, read aloud in two groups of three.

The alphabet leaves out 0 O 1 I L 5 S 8 B 2 Z U V: heard or read wrongly from the back of a hall.
"""

from typing import Final

ALPHABET: Final = "ACDEFGHJKMNPQRTWXY34679"
LENGTH: Final = 6


def join_code(numbers: bytes) -> str:
    """The join code made from at least six bytes of randomness the caller drew."""
    return "".join(ALPHABET[number % len(ALPHABET)] for number in numbers[:LENGTH])


def normal(typed: str) -> str:
    """What a person typed, as the code it can only mean: upper case, no spaces or dashes."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())[:LENGTH]


def is_code(text: str) -> bool:
    """Whether `text` (already normal) has the form of a join code."""
    return len(text) == LENGTH and all(sign in ALPHABET for sign in text)


def spoken(code: str) -> str:
    """The code as it is shown and read aloud: `HMX 4T7`."""
    return f"{code[:3]} {code[3:]}"
