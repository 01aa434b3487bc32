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
        left = max(0, len(room.meeting.cards.active) - await voted(room, command.number))
        if command.people > left:
            raise Rejected("hands_over_cards", limit=left, field="people")
    await service.act(room, actor, command)


async def voted(room: Room, number: int) -> int:
    """How many ballots there are in a round, counted now and not a moment ago."""
    await room.refresh()
    return room.counts.turnout.get(number, 0)
