"""Signing the root of each meeting's log at its great moments: openings, closings, publication.

What is signed follows from the rows alone, so that several processes sign the same, and whatever
one of them missed is made by the next that looks. A log that contradicts a root which was signed
before is not signed again: somebody changed rows, and the screens keep the old words.
"""

import asyncio
import logging
from collections.abc import Sequence

from msgspec import Struct

from musrenbang_live.core.proof.merkle import prefix_roots
from musrenbang_live.core.proof.notes import Checkpoint, origin, signed
from musrenbang_live.core.proof.public_log import SIGNED, Box, first_line, whole
from musrenbang_live.live.clock import now
from musrenbang_live.live.signing import SiteKey
from musrenbang_live.store import proofs
from musrenbang_live.store.pool import Pool
from musrenbang_live.store.proofs import Line, Signed

log = logging.getLogger(__name__)


class PublicLog(Struct, frozen=True):
    """The public log of a meeting as it stands: its lines, how many they are after each event,
    the kinds of events by seq, and what each closed round holds."""

    lines: list[bytes]
    size_at: dict[int, int]
    kinds: dict[int, str]
    boxes: dict[int, Box]


class Notary:
    """Who signs for this site."""

    def __init__(self, pool: Pool, key: SiteKey) -> None:
        self.key = key
        self._pool = pool

    async def sign(self, session_id: int, code: str) -> bool:
        """Sign the roots that are missing; whether there were any. `code` is the join code."""
        missing = await proofs.unsigned(self._pool, session_id, SIGNED)
        if not missing:
            return False
        found = await self.public_log(session_id, code)
        kept = await proofs.checkpoints(self._pool, session_id)
        new = await asyncio.to_thread(self._signed, code, found, kept, missing)
        if new is None:
            log.error("the log of %s is not the one that was signed before: not signed", code)
            return False
        await proofs.put_checkpoints(self._pool, session_id, new, now())
        return True

    async def public_log(self, session_id: int, code: str) -> PublicLog:
        """The public log from the rows of this moment."""
        plan = await proofs.plan(self._pool, session_id)
        stored = await proofs.lines(self._pool, session_id)
        closed = [line.closes for line in stored if line.closes]
        boxes = await proofs.boxes(self._pool, session_id, closed)
        first = first_line(code, self.key.public.text, plan)
        # Tens of thousands of ballots are hashed here: in a thread, others are served meanwhile.
        return await asyncio.to_thread(_assembled, first, stored, boxes)

    def _signed(
        self, code: str, found: PublicLog, kept: Sequence[Signed], missing: Sequence[int]
    ) -> list[Signed] | None:
        sizes = {seq: found.size_at[seq] for seq in missing}
        roots = prefix_roots(found.lines, [*sizes.values(), *(each.size for each in kept)])
        if any(roots.get(each.size) != each.root for each in kept):
            return None
        return [self._checkpoint(code, seq, size, roots[size]) for seq, size in sizes.items()]

    def _checkpoint(self, code: str, seq: int, size: int, root: bytes) -> Signed:
        text = Checkpoint(origin(self.key.public, code), size, root).text
        return Signed(seq, size, root, signed(text, self.key.public, self.key.sign))


def _assembled(first: bytes, stored: Sequence[Line], boxes: dict[int, Box]) -> PublicLog:
    lines, size_at = whole(
        first,
        ((each.seq, each.line, boxes[each.closes] if each.closes else None) for each in stored),
    )
    return PublicLog(lines, size_at, {each.seq: each.kind for each in stored}, boxes)
