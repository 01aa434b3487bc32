"""The use cases of the speaker list: at the desk, and from the phones of residents.

Everything happens while the row of the list is held, so two desks never call two people at once.
"""

from musrenbang_live.core.errors import Rejected
from musrenbang_live.core.speaking import MOST_WAITING, Wish, must_be_open
from musrenbang_live.live.clock import now
from musrenbang_live.live.hub import Hub
from musrenbang_live.live.notes import normal_id
from musrenbang_live.live.room import Room
from musrenbang_live.live.telling import tell
from musrenbang_live.store import speakers
from musrenbang_live.store.pool import Pool


class Speakers:
    """See the module."""

    def __init__(self, pool: Pool, hub: Hub) -> None:
        self._pool = pool
        self._hub = hub

    async def add(self, room: Room, ref: str, wish: Wish, participant: str = "") -> int:
        """Put a wish on the list; its number. A `participant` is on it once at a time.

        Raises `speakers_full`, and for a participant `speakers_closed` while phones may not ask.
        """
        ref = normal_id(ref)
        async with speakers.held(self._pool, room.row.id) as conn:
            board = await speakers.board(conn, room.row.id)
            if participant and not board.asking:
                raise Rejected("speakers_closed")
            if len(board.waiting) >= MOST_WAITING:
                raise Rejected("speakers_full")
            number = await speakers.add(conn, room.row.id, ref, wish, now(), participant or None)
        await tell(self._hub, room, "speakers")
        return number

    async def call(self, room: Room, number: int = 0) -> None:
        """Have `number` speak, or whoever is next; whoever spoke until now has done.

        Raises `speaker_unknown` when that one does not wait, or nobody does.
        """
        must_be_open(room.meeting)
        async with speakers.held(self._pool, room.row.id) as conn:
            if not number:
                waiting = (await speakers.board(conn, room.row.id)).waiting
                number = waiting[0].number if waiting else 0
            await speakers.end(conn, room.row.id, now())
            if not await speakers.call(conn, room.row.id, number, now()):
                raise Rejected("speaker_unknown")
        await tell(self._hub, room, "speakers")

    async def done(self, room: Room) -> None:
        """Whoever speaks has done; nobody speaks now."""
        async with speakers.held(self._pool, room.row.id) as conn:
            await speakers.end(conn, room.row.id, now())
        await tell(self._hub, room, "speakers")

    async def remove(self, room: Room, number: int) -> None:
        """Take somebody who waits from the list. Raises `speaker_unknown`."""
        async with speakers.held(self._pool, room.row.id) as conn:
            if not await speakers.remove(conn, room.row.id, number):
                raise Rejected("speaker_unknown")
        await tell(self._hub, room, "speakers")

    async def withdraw(self, room: Room, participant: str) -> None:
        """A resident who waits does not want to speak any more; nothing where none waits."""
        async with speakers.held(self._pool, room.row.id) as conn:
            number = await speakers.of_participant(conn, room.row.id, participant)
            await speakers.remove(conn, room.row.id, number)
        await tell(self._hub, room, "speakers")

    async def move(self, room: Room, number: int, by: int) -> None:
        """Move somebody who waits `by` places later, below zero earlier; at the ends nothing.

        Raises `speaker_unknown`.
        """
        async with speakers.held(self._pool, room.row.id) as conn:
            board = await speakers.board(conn, room.row.id)
            order = [one.number for one in board.waiting]
            if number not in order:
                raise Rejected("speaker_unknown")
            place = order.index(number)
            order.insert(max(0, min(len(order) - 1, place + by)), order.pop(place))
            await speakers.place(conn, room.row.id, order)
        await tell(self._hub, room, "speakers")

    async def switch(
        self, room: Room, *, asking: bool | None = None, shown: bool | None = None
    ) -> None:
        """Let phones ask to speak or not, and show the list on the wall or not; None: as it is."""
        async with speakers.held(self._pool, room.row.id) as conn:
            board = await speakers.board(conn, room.row.id)
            await speakers.switch(
                conn,
                room.row.id,
                asking=board.asking if asking is None else asking,
                shown=board.shown if shown is None else shown,
            )
        await tell(self._hub, room, "speakers")
