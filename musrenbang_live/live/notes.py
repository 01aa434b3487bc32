"""The use cases of notes (notulen): write, delete, bring back, and keep what is being typed.

Several people write at once. Whoever changes an entry says which rev was read; where somebody else
was faster nothing is stored, and both texts are still there.
"""

import uuid

from msgspec.structs import replace

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.noting import MOST_SAID, Draft, Note, may_note, noted
from musrenbang_live.core.text import accepted
from musrenbang_live.live.clock import now
from musrenbang_live.live.hub import Hub
from musrenbang_live.live.room import Room
from musrenbang_live.live.telling import tell
from musrenbang_live.store import notes
from musrenbang_live.store.pool import Pool

MAX_REV = 2**31 - 1


class Notes:
    """See the module."""

    def __init__(self, pool: Pool, hub: Hub) -> None:
        self._pool = pool
        self._hub = hub

    async def write(self, room: Room, person: int, login: int, wanted: Note) -> None:
        """Store an entry, a new one where `wanted.rev` is 0. The same again changes nothing.

        What was typed for it in this browser is forgotten. Raises `note_changed` where somebody
        else has changed it since `rev`, `note_unknown`, and as `core.noting.noted`.
        """
        text = noted(room.meeting, wanted.phase, wanted.text)
        wanted = replace(_checked(wanted), text=text, at=now(), changed_at=now())
        store = notes.change if wanted.rev else notes.add
        if not await store(self._pool, room.row.id, wanted, person):
            await self._must_stand(room, wanted)
        # A new entry may have been stored for somebody whose device is gone.
        await notes.drop_draft(self._pool, room.row.id, wanted.id, login if wanted.rev else None)
        await tell(self._hub, room, "notes")

    async def _must_stand(self, room: Room, wanted: Note) -> None:
        """What was to be written stands there already, or somebody else has written."""
        found = await self.found(room, wanted.id)
        if found.gone or (found.text, found.phase) != (wanted.text, wanted.phase):
            raise Rejected("note_changed")

    async def found(self, room: Room, note: str) -> Note:
        """The entry with this id as it is now. Raises `note_unknown`."""
        found = await notes.find(self._pool, room.row.id, normal_id(note))
        if found is None:
            raise Rejected("note_unknown")
        return found

    async def set_gone(self, room: Room, person: int, note: str, rev: int, *, gone: bool) -> None:
        """Delete an entry, or bring it back. Raises `note_changed`, `note_unknown`."""
        may_note(room.meeting)
        found = await self.found(room, note)
        if found.gone == gone:
            return
        stored = await notes.set_gone(
            self._pool, room.row.id, found.id, _rev(rev), person, now(), gone=gone
        )
        if not stored:
            raise Rejected("note_changed")
        await tell(self._hub, room, "notes")

    async def keep_draft(self, room: Room, draft: Draft) -> None:
        """Keep what is being typed; nothing typed forgets it. Raises as `write`."""
        may_note(room.meeting)
        if not 0 <= draft.phase < len(room.meeting.plan.phases):
            raise Rejected("phase_unknown")
        note = normal_id(draft.note)
        text = accepted(draft.text, MOST_SAID, field="text", required=False, lines=True)
        if not text:
            await notes.drop_draft(self._pool, room.row.id, note, draft.login)
        else:
            kept = replace(draft, note=note, text=text, rev=_rev(draft.rev), at=now())
            await notes.keep_draft(self._pool, room.row.id, kept)
        self._hub.told(room, "notes")


def normal_id(text: str) -> str:
    """An id that a page made, in its one normal form. Raises `message_malformed`."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise Rejected("message_malformed") from None


def _rev(rev: int) -> int:
    if not 0 <= rev < MAX_REV:
        raise Rejected("message_malformed")
    return rev


def _checked(wanted: Note) -> Note:
    return replace(wanted, id=normal_id(wanted.id), rev=_rev(wanted.rev))
