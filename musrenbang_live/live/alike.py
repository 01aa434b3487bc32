"""What a person says of suggested duplicates: stored, and told to every console."""

from collections.abc import Iterable, Sequence

from musrenbang_live.core.meeting import Meeting
from musrenbang_live.live.hub import Hub
from musrenbang_live.live.room import Room
from musrenbang_live.store import similar
from musrenbang_live.store.pool import Pool


async def tell_apart(
    pool: Pool, hub: Hub, room: Room, numbers: Iterable[int], *, apart: bool
) -> None:
    """These proposals are no duplicates of one another (`apart`), or may be suggested again."""
    await similar.tell_apart(pool, room.row.id, _with_members(room.meeting, numbers), apart=apart)
    hub.told(room, "alike")


def _with_members(meeting: Meeting, numbers: Iterable[int]) -> Sequence[int]:
    """The proposals and all that is part of them: it may be a part that is alike."""
    wanted = set(numbers)
    return [number for number in meeting.proposals if {number, meeting.root(number)} & wanted]
