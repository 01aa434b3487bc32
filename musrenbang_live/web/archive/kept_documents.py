"""The documents of published meetings as anybody may have them, made once however many ask.

They are without the names of those who signed in, phones and addresses.
"""

import asyncio
from typing import Final

from msgspec import Struct, structs

from musrenbang_live.core.views.archive import archive
from musrenbang_live.live.minutes import Gathered, gathered
from musrenbang_live.live.notary import Notary
from musrenbang_live.live.room import Room
from musrenbang_live.store import minutes as rows
from musrenbang_live.store.pool import Pool
from musrenbang_live.web.archive.bundles import Bundles
from musrenbang_live.web.archive.proposals_csv import csv_file
from musrenbang_live.web.archive.record import json_file
from musrenbang_live.web.minutes import pack
from musrenbang_live.web.minutes.pack import Press

MOST_KEPT: Final = 4
RECORD: Final = "hasil.json"
TABLE: Final = "usulan.csv"
BUNDLE: Final = "bundle.zip"
PUBLIC: Final = pack.NAMES


class _Kept(Struct, frozen=True):
    """What was made of these minutes and this form; the folder with what lay `beside` them."""

    of: Gathered
    files: dict[str, bytes]
    beside: dict[str, bytes] = {}
    folder: bytes = b""


class Documents:
    """The documents that were asked for lately. They are made anew when anything they say has
    changed, and never otherwise.
    """

    def __init__(self, pool: Pool, notary: Notary, bundles: Bundles, press: Press) -> None:
        self._pool = pool
        self._notary = notary
        self._bundles = bundles
        self._press = press
        self._kept: dict[str, _Kept] = {}
        self._one_at_a_time = asyncio.Lock()

    async def one(self, room: Room, name: str) -> bytes:
        """One of `PUBLIC` of a published meeting."""
        async with self._one_at_a_time:
            kept = await self._current(room)
            if name not in kept.files:
                kept.files[name] = await self._made(kept.of, name)
            return kept.files[name]

    async def folder(self, room: Room) -> bytes:
        """All of them with the record, the proof, and the signed paper where it is published."""
        async with self._one_at_a_time:
            kept = await self._current(room)
            beside = await self.proofs(room) | await self._scan(room)
            if kept.beside != beside:
                for name in PUBLIC:
                    if name not in kept.files and _is_wanted(kept.of, name):
                        kept.files[name] = await self._made(kept.of, name)
                made = {name: kept.files[name] for name in PUBLIC if name in kept.files}
                files: dict[str, bytes] = made | beside
                whole = await asyncio.to_thread(pack.folder, files, kept.of.minutes)
                kept = structs.replace(kept, beside=beside, folder=whole)
                self._kept[room.code] = kept
            return kept.folder

    async def proofs(self, room: Room) -> dict[str, bytes]:
        """The record for machines and spreadsheets, and the bundle, of a published meeting."""
        view = archive(room.meeting, room.counts)
        found = await self._bundles.of(room.row)
        files = {RECORD: json_file(view), TABLE: csv_file(view)}
        return files | ({BUNDLE: found.packed} if found else {})

    async def _scan(self, room: Room) -> dict[str, bytes]:
        scan = await rows.scan(self._pool, room.row.id)
        if scan is None or not scan.shown:
            return {}
        return {f"pindaian.{scan.kind}": await rows.scanned(self._pool, room.row.id)}

    async def _current(self, room: Room) -> _Kept:
        of = await gathered(self._pool, self._notary, room, public=True)
        kept = self._kept.pop(room.code, None)
        if kept is None or kept.of != of:
            kept = _Kept(of, {})
        self._kept[room.code] = kept
        while len(self._kept) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        return kept

    async def _made(self, of: Gathered, name: str) -> bytes:
        return await asyncio.to_thread(pack.document, self._press, of.minutes, of.form, name)


def _is_wanted(of: Gathered, name: str) -> bool:
    """Mandate letters only where somebody has the mandate."""
    return name != pack.MANDATE or bool(of.minutes.delegation.people)
