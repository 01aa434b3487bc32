"""The sealed lists of closed rounds, read once for a whole hall that asks at the same moment.

They never change after the closing. What was read is kept for a minute all the same and no longer:
should somebody change rows, then this process says so soon too.
"""

import asyncio
import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.sealed_lists import SealedLists, part, sealed_lists
from musrenbang_live.core.words import receipt_words
from musrenbang_live.live.room import Room
from musrenbang_live.store import proofs
from musrenbang_live.store.pool import Pool

KEPT_FOR: Final = 60.0
"""Seconds for which lists are used again."""
MOST_KEPT: Final = 40
"""Rounds whose lists are kept: a city votes in 31 halls at once."""

Which = Literal["ballots", "receipts"]
"""The lists of which phones ask for single parts."""


class File(Struct, frozen=True):
    """JSON as it is sent, also compressed: a hall asks for the same bytes. `tag` names them."""

    body: bytes
    small: bytes
    tag: str


class Sealed:
    """The lists of one closed round, and what is made of them: files, and the words of receipts."""

    def __init__(self, number: int, closed_at: int, lists: SealedLists) -> None:
        self.lists = lists
        self.words = sorted(" ".join(receipt_words(receipt)) for receipt in lists.receipts)
        self._number = number
        self._closed_at = closed_at
        self._files: dict[tuple[str, int], File] = {}

    def whole(self) -> File:
        """The figures of the round, how its lists are parted, and the lists where they are not."""
        told: dict[str, Any] = {
            "round": self._number,
            "closed": self._closed_at,
            "ballots": len(self.lists.ballots),
            "receipts": len(self.lists.receipts),
            "used": self.lists.used,
            "via": self.lists.via,
            "bits": self.lists.bits,
        }
        if not self.lists.bits:
            told["lists"] = {"ballots": self.lists.ballots, "receipts": self.lists.receipts}
        return self._file("", 0, told)

    def part(self, which: Which, index: int) -> File | None:
        """One part of a list (see `SealedLists.bits`); None where there is no such part."""
        if not 0 <= index < 1 << self.lists.bits:
            return None
        entries: Sequence[str] = getattr(self.lists, which)
        told = {
            "round": self._number,
            "list": which,
            "part": index,
            "entries": part(entries, self.lists.bits, index),
        }
        return self._file(which, index, told)

    def _file(self, which: str, index: int, told: object) -> File:
        if (which, index) not in self._files:
            body = msgspec.json.encode(told)
            tag = hashlib.sha256(body).hexdigest()[:32]
            self._files[which, index] = File(body, gzip.compress(body, 6, mtime=0), tag)
        return self._files[which, index]


class ProofLists:
    """The lists of all meetings of this process."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._kept: OrderedDict[tuple[int, int], tuple[float, asyncio.Task[Sealed]]] = OrderedDict()

    async def of(self, room: Room, number: int) -> Sealed:
        """The lists of a closed round. Raises `round_unknown`, `lists_not_ready`."""
        if not _is_closed(room, number):
            await room.catch_up()  # another process may have closed it this instant
        if number not in room.meeting.rounds:
            raise Rejected("round_unknown")
        if not _is_closed(room, number):
            raise Rejected("lists_not_ready")
        return await asyncio.shield(self._reading(room, number))

    def _reading(self, room: Room, number: int) -> "asyncio.Task[Sealed]":
        """Lists that are being read, or were a moment ago; whoever asks meanwhile shares them."""
        time, key = asyncio.get_running_loop().time(), (room.row.id, number)
        at, reading = self._kept.get(key, (0.0, None))
        if reading is None or time - at > KEPT_FOR or _failed(reading):
            closed_at = room.meeting.rounds[number].closed_at
            reading = asyncio.ensure_future(self._read(room.row.id, number, closed_at))
            self._kept[key] = time, reading
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return reading

    async def _read(self, session: int, number: int, closed_at: int) -> Sealed:
        boxes = await proofs.boxes(self._pool, session, [number])
        # Ten thousand hashes take a while: in a thread, others are served meanwhile.
        lists = await asyncio.to_thread(sealed_lists, boxes[number])
        return await asyncio.to_thread(Sealed, number, closed_at, lists)


def _is_closed(room: Room, number: int) -> bool:
    round_ = room.meeting.rounds.get(number)
    return round_ is not None and round_.stage != "open"


def _failed(reading: "asyncio.Task[Sealed]") -> bool:
    return reading.done() and (reading.cancelled() or reading.exception() is not None)
