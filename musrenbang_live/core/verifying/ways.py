"""The ways by which ballots came, counted again: part of `recount`.

Where the ballots say how they came, the figures of each way follow from them. Where they do not,
since one of the ways had too few, how many came by each is the word of the record, and all that can
be asked is whether it adds up.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from musrenbang_live.core.ballots import CameIn, Via
from musrenbang_live.core.proof.malformed import Malformed
from musrenbang_live.core.proof.public_log import Sealed
from musrenbang_live.core.tally import piled
from musrenbang_live.core.verifying.strict_json import whole

VIAS: Final[tuple[Via, ...]] = ("ponsel", "kertas")
SMALL: Final = 5
"""Ballots that a way has at least where they are told apart by it (`store.rounds.SMALL`)."""


def came_in(number: int, ballots: Sequence[Sealed], published: dict[str, Any]) -> list[CameIn]:
    """The ways of the ballots of round `number`, whose record is `published`."""
    by_way = Counter(each.via for each in ballots)
    if not ballots:
        return []
    if "" in by_way:
        if len(by_way) > 1:
            raise Malformed(f"some ballots of round {number} say how they came, and some do not")
        return _told(number, len(ballots), published)
    if min(by_way.values()) < SMALL:
        raise Malformed(f"round {number} has a way by which fewer than {SMALL} ballots came")
    return [
        CameIn(via, by_way[via], piled(each.mark for each in ballots if each.via == via))
        for via in VIAS
    ]


def _told(number: int, ballots: int, published: dict[str, Any]) -> list[CameIn]:
    ways = list(_of_ballots(published))
    vias = [way.via for way in ways]
    if len(set(vias)) != len(vias) or sum(way.ballots for way in ways) != ballots:
        raise Malformed(f"the ways in of round {number} do not add up to its ballots")
    return ways


def _of_ballots(published: dict[str, Any]) -> Iterator[CameIn]:
    for channel in published["channels"]:
        via: Via | None = next((via for via in VIAS if via == channel["via"]), None)
        if via:
            yield CameIn(via, whole(channel["ballots"]))
