"""What belongs to one resident alone, as the message its device gets."""

import logging
from typing import Any

from musrenbang_live.core.views.resident import Mine
from musrenbang_live.live.room import Room
from musrenbang_live.store.pool import unreachable
from musrenbang_live.web.language import Language
from musrenbang_live.web.sheets import personal
from musrenbang_live.web.site import Site

log = logging.getLogger(__name__)

OWN_FRAGMENT = "usulan-saya"
"""The fragment with a resident's own proposals; its template is given `own` and `code`."""


async def own_message(
    site: Site, room: Room, participant: str, language: Language
) -> dict[str, Any] | None:
    """The `me` message of the wire, or None while the database is away."""
    try:
        own = await site.service.mine(room, participant)
    except Exception as error:
        if not unreachable(error):
            raise
        log.warning("what is a resident's own cannot be read: %s", type(error).__name__)
        return None
    html = {OWN_FRAGMENT: own_html(site, room, own, language)}
    return {"me": {**personal(own), "html": html}}


def own_html(site: Site, room: Room, own: Mine, language: Language) -> str:
    """The fragment `usulan-saya`."""
    context = {"proposals": own.proposals, "code": room.code, "zone": room.meeting.plan.zone}
    return site.pages.html("resident/_usulan_saya.html", language.code, context).strip()
