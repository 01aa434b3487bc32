"""Making the bundle of a published meeting, and keeping it for the moment in which many ask."""

import asyncio
from pathlib import Path
from typing import Final

from msgspec import Struct

from musrenbang_live.core.proof import bundle
from musrenbang_live.core.proof.notes import VerifierKey
from musrenbang_live.core.views.archive import archive
from musrenbang_live.live.notary import Notary
from musrenbang_live.live.published import Published, published
from musrenbang_live.store.pool import Pool
from musrenbang_live.store.sessions import SessionRow
from musrenbang_live.web.archive.record import json_file

FRESH: Final = 20.0
"""Seconds for which a bundle is given out again as it was made."""
MOST_KEPT: Final = 4

_Head = tuple[int, int]
"""How far the log went, and how many texts of it were erased, when a bundle was asked for."""


class Papers(Struct, frozen=True):
    """What lies in every bundle: the stand-alone program, and a text to read first in which
    {forum}, {code} and {key} are filled in."""

    program: bytes
    read_me: str


class Bundle(Struct, frozen=True):
    """A bundle: its files by name, and the same as one file."""

    files: dict[str, bytes]
    packed: bytes


def papers(static: Path, templates: Path) -> Papers:
    """The papers of this installation."""
    program = static / bundle.PROGRAM
    return Papers(
        program=program.read_bytes() if program.is_file() else b"",
        read_me=(templates / "archive" / bundle.READ_ME).read_text("utf-8"),
    )


async def make(pool: Pool, notary: Notary, given: Papers, row: SessionRow) -> Bundle | None:
    """The bundle of a session as its rows are now; None before the publication."""
    found = await published(pool, notary, row)
    return await asyncio.to_thread(_made, found, notary, given) if found else None


def _made(found: Published, notary: Notary, given: Papers) -> Bundle:
    key = notary.key.public
    contents = bundle.Contents(
        code=found.meeting.code,
        log=found.log,
        texts=found.texts,
        boxes=found.boxes,
        checkpoints=found.checkpoints,
        record=json_file(archive(found.meeting, found.counts)),
        read_me=_filled(given.read_me, found, key),
        program=given.program,
    )
    files = bundle.bundle(contents, key, notary.key.sign)
    return Bundle(files, bundle.as_zip(files))


def _filled(read_me: str, found: Published, key: VerifierKey) -> bytes:
    said = {"forum": found.meeting.plan.forum, "code": found.meeting.code, "key": key.text}
    for name, value in said.items():
        read_me = read_me.replace(f"{{{name}}}", value)
    return read_me.encode()


class Bundles:
    """The bundles that were asked for lately; each is made once however many ask."""

    def __init__(self, pool: Pool, notary: Notary, given: Papers) -> None:
        self.program = given.program
        self._pool = pool
        self._notary = notary
        self._given = given
        self._kept: dict[str, tuple[float, _Head, Bundle]] = {}
        self._one_at_a_time = asyncio.Lock()

    def forget(self) -> None:
        """Make each anew when it is asked for next, and keep nothing of what was erased."""
        self._kept.clear()

    async def of(self, row: SessionRow) -> Bundle | None:
        """The bundle of a session; None before the publication. Never an older one than `row`."""
        clock = asyncio.get_running_loop().time
        async with self._one_at_a_time:
            head = row.seq, row.erasures
            until, of, kept = self._kept.get(row.code, (0.0, head, None))
            if kept is not None and clock() < until and of == head:
                return kept
            made = await make(self._pool, self._notary, self._given, row)
            self._kept.pop(row.code, None)
            if made is not None:
                self._kept[row.code] = clock() + FRESH, head, made
                while len(self._kept) > MOST_KEPT:
                    del self._kept[next(iter(self._kept))]
            return made
