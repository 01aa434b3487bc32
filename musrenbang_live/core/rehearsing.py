"""What a rehearsal looks at, and what is good enough."""

from typing import Final, Literal

from msgspec import Struct

Check = Literal["alamat", "masuk", "usulan", "dukungan", "putus", "suara", "layar", "hasil"]
"""`alamat`: phones can reach the address; `masuk`: all joined; `usulan`, `dukungan`, `suara`: what
was sent was stored, and how soon; `putus`: phones that lost the line came back and saw what is on;
`layar`: how soon the wall showed a result; `hasil`: what was published is what was sent."""
CHECKS: Final[tuple[Check, ...]] = (
    "alamat",
    "masuk",
    "usulan",
    "dukungan",
    "putus",
    "suara",
    "layar",
    "hasil",
)
FEWEST: Final = 10
MOST: Final = 1_000
USUAL: Final = 300
"""Simulated phones."""
WITHIN: Final[dict[Check, float]] = {
    "masuk": 5.0,
    "usulan": 3.0,
    "dukungan": 3.0,
    "putus": 10.0,
    "suara": 3.0,
    "layar": 2.0,
}
"""Seconds in which nineteen of twenty must have what they wait for; a person gives up later than
that, and a crowded hall is slower than a rehearsal."""


class Finding(Struct, frozen=True):
    """What was found for one check. `count` of `of` went well; `seconds` in which 95 % were done.

    `problem` is the first thing that went wrong, for who runs the server; empty when nothing did.
    """

    check: Check
    fine: bool
    count: int = 0
    of: int = 0
    seconds: float = 0.0
    problem: str = ""


def judged(check: Check, count: int, of: int, waits: list[float], problem: str = "") -> Finding:
    """A finding from what each waited, in seconds. Fine: all went well, and soon enough."""
    seconds = ninety_fifth(waits)
    fine = count == of and not problem and seconds <= WITHIN.get(check, seconds)
    return Finding(check, fine, count, of, round(seconds, 2), problem)


def ninety_fifth(waits: list[float]) -> float:
    """What nineteen of twenty waited at most (nearest rank); 0 of nothing."""
    if not waits:
        return 0.0
    return sorted(waits)[max(0, -(-len(waits) * 95 // 100) - 1)]
