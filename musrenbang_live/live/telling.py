"""After rows were stored: the screens are told, and whoever stored them sees them at once."""

import logging

from musrenbang_live.live.counting import Part
from musrenbang_live.live.hub import Hub
from musrenbang_live.live.room import Room
from musrenbang_live.store.pool import unreachable

log = logging.getLogger(__name__)


async def tell(hub: Hub, room: Room, part: Part) -> None:
    """Tell all screens, and read the rows before the page that answers is made."""
    hub.told(room, part)
    try:
        await room.recount()
    except Exception as error:  # they are stored all the same, and read at the next look
        if not unreachable(error):
            raise
        log.warning("room %s cannot look: %s", room.code, type(error).__name__)
