"""Erasing a text because somebody asks for it: everywhere at once, in one act, with its line.

Rows and log are changed in one transaction. Then every process reads the log anew: this one before
it answers, others when the bell rings or at their next look.
"""

import logging

from msgspec import Struct

from musrenbang_live.core.erasing import Thing
from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.clock import now
from musrenbang_live.live.hub import Hub
from musrenbang_live.live.room import Room
from musrenbang_live.live.shelving import Shelving
from musrenbang_live.store import erasing, inquiries, notes, reports
from musrenbang_live.store.erasing import Copy
from musrenbang_live.store.pool import Conn, Pool, unreachable

log = logging.getLogger(__name__)


class Found(Struct, frozen=True):
    """What would be erased: its texts as they stand, and the meetings in which they do."""

    thing: Thing
    texts: tuple[str, ...]
    copies: tuple[Copy, ...] = ()


class Erasing:
    """Erasing in one database, told to the rooms of one hub and to the shelf."""

    def __init__(self, pool: Pool, hub: Hub, shelving: Shelving) -> None:
        self._pool = pool
        self._hub = hub
        self._shelving = shelving

    async def found(self, thing: Thing) -> Found:
        """What stands there. Raises `proposal_unknown`, `question_unknown`, `note_unknown`,
        `inquiry_unknown`, `report_unknown`, `session_unknown`, and `proposal_in_vote` while people
        vote on it."""
        if thing.kind == "tanya":
            return await self._inquiry(thing)
        if thing.kind == "aspirasi":
            return await self._report(thing)
        room = await self._hub.room(thing.code)
        await room.catch_up()
        if thing.kind == "catatan":
            return await self._note(thing, room)
        if thing.kind == "pertanyaan":
            question = room.meeting.questions.get(thing.number)
            if question is None:
                raise Rejected("question_unknown", number=thing.number)
            return Found(thing, _said(question.text, question.name))
        return await self._proposal(thing, room)

    async def _proposal(self, thing: Thing, room: Room) -> Found:
        proposal = room.meeting.proposals.get(thing.number)
        if proposal is None:
            raise Rejected("proposal_unknown", number=thing.number)
        copies = await self._copies(thing.code, thing.number)
        content = proposal.content
        texts = _said(content.title, content.problem, content.landmark, proposal.proposer)
        return Found(thing, texts, tuple(copies))

    async def _copies(self, code: str, number: int) -> list[Copy]:
        """Where a proposal stands. Raises `proposal_in_vote` while people vote on it anywhere."""
        copies = await erasing.copies(self._pool, code, number)
        for copy in copies:
            other = await self._hub.room(copy.code)
            await other.catch_up()
            voting = other.meeting.open_round
            if voting and not voting.elects and copy.number in voting.options:
                raise Rejected("proposal_in_vote", number=copy.number)
        return copies

    async def _report(self, thing: Thing) -> Found:
        report = await reports.by_number(self._pool, thing.code)
        if report is None:
            raise Rejected("report_unknown")
        copies: list[Copy] = []
        for code, number in await erasing.made_of_report(self._pool, thing.code):
            copies += await self._copies(code, number)
        told = (report.title, report.text, report.own_title, report.own_text, report.landmark)
        return Found(thing, tuple(dict.fromkeys(_said(*told))), tuple(dict.fromkeys(copies)))

    async def _note(self, thing: Thing, room: Room) -> Found:
        note = await notes.find(self._pool, room.row.id, thing.note)
        if note is None:
            raise Rejected("note_unknown")
        return Found(thing, _said(note.text), (Copy(room.row.id, room.code, "", 0),))

    async def _inquiry(self, thing: Thing) -> Found:
        inquiry = await inquiries.find(self._pool, thing.number)
        if inquiry is None:
            raise Rejected("inquiry_unknown")
        return Found(thing, _said(inquiry.title, inquiry.text, inquiry.name))

    async def erase(self, thing: Thing, person_id: int) -> Found:
        """Erase it for good; what was erased, without its texts. Raises what `found` raises.

        A button pressed twice is one erasure: where no text stands any more, no other is noted.
        """
        found = await self.found(thing)
        async with self._pool.acquire() as conn, conn.transaction():
            await self._erase(conn, found)
            if found.texts:
                await erasing.record(conn, thing, person_id, now())
        await self._tell_of(found)
        while more := await self._brought_since(found):
            async with self._pool.acquire() as conn, conn.transaction():
                await self._erase(conn, more)
            await self._tell_of(more)
            found = Found(thing, (), found.copies + more.copies)
        log.info("%s: a text was erased because somebody asked for it", thing.address)
        if not await erasing.sweep(self._pool):
            log.warning("earlier versions of an erased text could not be cleared away")
        return Found(thing, (), found.copies)

    async def _erase(self, conn: Conn, found: Found) -> None:
        thing = found.thing
        if thing.kind == "tanya":
            await erasing.inquiry(conn, thing.number)
        elif thing.kind == "catatan":
            await erasing.note(conn, found.copies[0].session_id, thing.note)
        elif thing.kind == "pertanyaan":
            row = (await self._hub.room(thing.code)).row
            await erasing.hold(conn, [row.id])
            await erasing.question(conn, row.id, thing.number)
        else:
            await erasing.hold(conn, [copy.session_id for copy in found.copies])
            if voting := await erasing.in_vote(conn, found.copies):
                raise Rejected("proposal_in_vote", number=voting)
            if thing.kind == "aspirasi":
                await erasing.report(conn, thing.code)
            origins = [f"{copy.code}/{copy.number}" for copy in found.copies if copy.number]
            for copy in found.copies:
                await erasing.proposal(conn, copy, origins)

    async def _brought_since(self, found: Found) -> Found | None:
        """Where else it stands now: somebody who had not heard yet may have brought it along."""
        thing, places = found.thing, [(found.thing.code, found.thing.number)]
        if thing.kind == "aspirasi":
            places = await erasing.made_of_report(self._pool, thing.code)
        elif thing.kind != "usulan":
            return None
        copies = [copy for place in places for copy in await erasing.copies(self._pool, *place)]
        new = tuple(copy for copy in dict.fromkeys(copies) if copy not in found.copies)
        return Found(thing, (), new) if new else None

    async def _tell_of(self, found: Found) -> None:
        thing = found.thing
        codes = {thing.code} if thing.kind in ("usulan", "pertanyaan", "catatan") else set()
        codes |= {copy.code for copy in found.copies}
        for code in sorted(codes):
            room = await self._hub.room(code)
            await room.read_row()
            self._hub.told(room, "opinions", "notes", log_grew=True)
        self._hub.erased()
        for code in sorted(codes):
            await self._shelve(code)

    async def _shelve(self, code: str) -> None:
        """Put the meeting on the shelf anew; from there the text is gone already."""
        try:
            await self._shelving.put(code)
        except Exception as error:
            if not unreachable(error):
                raise
            self._shelving.told()


def _said(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)
