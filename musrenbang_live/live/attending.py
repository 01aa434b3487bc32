"""The use cases of the attendance list: check in, correct, take off, erase the names.

Whoever checks in, at the desk or on a phone, is a row and nothing else: no participant, card or
device is kept with it, and nothing of it is in the log of the meeting.
"""

import uuid
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from musrenbang_live.core.attending import (
    MOST_PRESENT,
    Attendee,
    Kind,
    Told,
    checked,
    require_open,
)
from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.clock import now
from musrenbang_live.live.hub import Hub
from musrenbang_live.live.retention import Retention
from musrenbang_live.live.room import Room
from musrenbang_live.store import attendance
from musrenbang_live.store.pool import Pool, unreachable

DAY: Final = attendance.DAY


class Keeping(Struct, frozen=True):
    """How long names are kept: `days` after `ended_at`, so until `until`; times in ms.

    While the meeting is not closed `until` moves on with it. `erased_at` is 0 where no name was
    erased yet.
    """

    days: int
    ended_at: int
    until: int
    erased_at: int


class Attending:
    """See the module. Names are kept as `retention` says."""

    def __init__(self, pool: Pool, hub: Hub, retention: Retention) -> None:
        self._pool = pool
        self._hub = hub
        self.retention = retention

    async def check_in(self, room: Room, ref: str, told: Told, kind: Kind) -> Attendee:
        """Put somebody on the list. The same `ref` is one person, and changes nothing again.

        Raises `Rejected` as `core.attending.checked` and `require_open` do, `attendance_full`, and
        `attendee_unknown` where the line of this `ref` is not of this list or has no name any more.
        """
        session, attendee_id = room.row.id, _id(ref)
        erased = await attendance.erased_at(self._pool, session)
        require_open(room.meeting.stage, kind, erased=bool(erased))
        kept = checked(room.meeting.plan, told)
        try:
            async with self._pool.acquire() as conn:
                added = await attendance.add(
                    *(conn, session, attendee_id, kept, kind),
                    at=now(),
                    most=MOST_PRESENT,
                    erased=erased,
                )
        except attendance.Erased:
            return await self.check_in(room, ref, told, kind)
        if not added:
            raise Rejected("attendance_full", limit=MOST_PRESENT)
        await self._changed(room, kind)
        return await self.one(room, attendee_id)

    async def correct(self, room: Room, attendee_id: str, told: Told) -> None:
        """Change a line. Raises `attendee_unknown` and as `check_in` does."""
        require_open(room.meeting.stage, "meja")
        kept = checked(room.meeting.plan, told)
        if not await attendance.change(self._pool, room.row.id, _id(attendee_id), kept):
            raise Rejected("attendee_unknown")
        await self._changed(room)

    async def take_off(self, room: Room, attendee_id: str) -> None:
        """Take somebody off the list; twice does no harm. Raises `session_published`."""
        require_open(room.meeting.stage, "meja")
        if await attendance.remove(self._pool, room.row.id, _id(attendee_id)):
            await self._changed(room)

    async def listed(self, room: Room) -> list[Attendee]:
        """Everybody, in the order of arrival."""
        return await attendance.listed(self._pool, room.row.id)

    async def some(self, room: Room, ids: Sequence[str]) -> list[Attendee]:
        """Those of these ids who are on the list, in its order."""
        return await attendance.some(self._pool, room.row.id, ids)

    async def one(self, room: Room, attendee_id: str) -> Attendee:
        """The line with this id. Raises `attendee_unknown`, also once its name was erased."""
        found = await self.some(room, [_id(attendee_id)])
        if not found or found[0].erased_at:
            raise Rejected("attendee_unknown")
        return found[0]

    async def alike(self, room: Room, attendee_id: str) -> list[Attendee]:
        """Those whose names are nearly that of this line."""
        return await attendance.alike(self._pool, room.row.id, _id(attendee_id))

    async def keeping(self, room: Room) -> Keeping:
        """How long the names of this meeting are kept."""
        ended = await attendance.ended_at(self._pool, room.row.id)
        days = self.retention.days
        erased = await attendance.erased_at(self._pool, room.row.id)
        return Keeping(days, ended, ended + days * DAY, erased)

    async def erase_names(self, room: Room) -> int:
        """Erase the names of this meeting now; of how many people."""
        people = await self.retention.erase(room.row.id, room.code)
        self._hub.told(room, "speakers")
        await self._changed(room)
        return people

    async def _changed(self, room: Room, kind: Kind = "meja") -> None:
        """Tell all screens; the figures on the desk's next page are of after this."""
        self._hub.told(room, "attendance")
        if kind == "ponsel":
            return
        try:
            await room.refresh()
        except Exception as error:  # it is stored all the same, and counted at the next look
            if not unreachable(error):
                raise


def _id(typed: str) -> str:
    try:
        return str(uuid.UUID(typed))
    except ValueError:
        raise Rejected("attendee_unknown") from None
