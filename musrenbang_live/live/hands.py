"""The use case of raised hands: a count for the open vote, held against the cards that voted."""

from musrenbang_live.core.commands import CountHands
from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.room import Room
from musrenbang_live.live.service import Service


async def count_hands(service: Service, room: Room, actor: str, command: CountHands) -> None:
    """Record a count. Raises `hands_over_cards` when more voted than cards were handed out.

    Somebody may still vote by card a moment later: the console says so, and the result too.
    """
    if room.meeting.plan.by_card and command.people:
        await room.refresh()
        voted = room.counts.turnout.get(command.number, 0)
        left = max(0, len(room.meeting.cards.active) - voted)
        if command.people > left:
            raise Rejected("hands_over_cards", limit=left, field="people")
    await service.act(room, actor, command)
