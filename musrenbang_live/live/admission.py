"""The door for those who join by the open link: it holds the ceiling of the meeting.

Refuses nobody who is in already: the same `ref` gets its participant back when all places are
taken, and votes, supports and coming back never pass here. People the facilitator enters need
no place.

How exact: a process knows what was counted last and what it let in itself since then. It refuses
only when all places are taken or being taken at that moment, and lets in too many only by what
other processes stored since its last count, a fraction of a second ago. The ceiling is there
against a flood, where a few hundred more do no harm; a lock that made it exact over all processes
would hold up every hall.
"""

from collections.abc import Awaitable, Callable
from typing import Final

from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.room import Room
from musrenbang_live.store import people
from musrenbang_live.store.intake import JoinIntake
from musrenbang_live.store.pool import Db

RETRY_AFTER: Final = 10_000
"""Milliseconds a phone is asked to wait for a place: a facilitator needs a moment to press."""

Put = Callable[[JoinIntake], Awaitable[str]]
"""Stores somebody who joins; the participant id that belongs to the ref."""


class Admission:
    """The doors of all meetings of this process."""

    def __init__(self, db: Db) -> None:
        self._db = db
        self._taken: dict[int, int] = {}

    async def join(self, room: Room, item: JoinIntake, put: Put) -> str:
        """The participant id for `item`. Raises `session_full`, and whatever `put` does."""
        if item.assisted:
            return await put(item)
        if not self._take_place(room):
            known = await people.joined_as(self._db, item.session, item.ref)
            if known is None:
                raise Rejected("session_full", again=RETRY_AFTER)
            return known
        came_in = False
        try:
            participant = await put(item)
            came_in = participant == item.id  # else sent again by a phone that is in already
            return participant
        finally:
            if not came_in:  # or nobody knows: a place too few taken is found by the next count
                self._taken[room.row.id] -= 1

    def _take_place(self, room: Room) -> bool:
        """Take a place before the row is written: the whole hall may ask within one commit."""
        counted = room.counts.attendance.by_link
        taken = max(counted, self._taken.get(room.row.id, 0))
        if taken >= room.meeting.participant_limit:
            return False
        self._taken[room.row.id] = taken + 1
        return True
