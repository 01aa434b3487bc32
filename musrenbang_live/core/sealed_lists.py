"""The lists that are published of a closed round before its result, and the parts they come in.

Three lists of equal length: the ballots, each as the SHA-256 of its opening, in which a random code
hides the choice; the receipts; and as many numbers of those who handed one in. Each is sorted by
its own values, so that no place in one list tells anything of a place in another.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, Literal

from msgspec import Struct

from musrenbang_live.core.proof.public_log import Box

FEWEST: Final = 256
"""Entries that a part has on average at least."""
DIGITS: Final = 4
"""Hexadecimal digits of an entry that say in which part it is."""
MOST_BITS: Final = 4 * DIGITS


class Proof(Struct, frozen=True):
    """How many receipts there are of a closed round, and how many handed in a ballot.

    As many as there are ballots, unless somebody has changed rows afterwards.
    """

    receipts: int
    used: int


class SealedLists(Struct, frozen=True):
    """The lists of one closed round: `ballots` as 64 hexadecimal digits, `receipts` as UUIDs.

    `via`: what the openings of ballots that came by phone say of their way.
    """

    ballots: tuple[str, ...]
    receipts: tuple[str, ...]
    used: int
    via: Literal["ponsel", ""]

    @property
    def bits(self) -> int:
        """How many of the first bits of an entry say in which part it is.

        A part holds 256 to 511 entries on average: few enough for a bad line, and so many that
        whoever sees which part a phone asks for has learnt next to nothing. The parts of the two
        lists are asked for apart, and nothing ties an entry of one to an entry of the other. Lists
        of fewer than 512 are not parted.
        """
        most = max(len(self.ballots), len(self.receipts))
        return min(MOST_BITS, max(0, (most // FEWEST).bit_length() - 1))


def sealed_lists(box: Box) -> SealedLists:
    """The lists of what a closed round holds, whose entries may come in any order."""
    return SealedLists(
        ballots=tuple(sorted(sealed.hash for sealed in box.ballots)),
        receipts=tuple(sorted(box.receipts)),
        used=len(box.used),
        via="ponsel" if any(sealed.via for sealed in box.ballots) else "",
    )


def part(entries: Sequence[str], bits: int, index: int) -> tuple[str, ...]:
    """The entries of a sorted list whose first `bits` bits are the number `index`."""
    first, behind = (f"{number << (MOST_BITS - bits):0{DIGITS}x}" for number in (index, index + 1))
    end = bisect_left(entries, behind) if index + 1 < 1 << bits else len(entries)
    return tuple(entries[bisect_left(entries, first) : end])
