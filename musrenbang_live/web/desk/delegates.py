"""Delegates by acclamation at the facilitator's desk, on top of the candidates."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from musrenbang_live.core.views.delegates import delegates, elected
from musrenbang_live.web.desk.page import desk_page
from musrenbang_live.web.identity import access


async def show_delegates(request: Request) -> Response:
    """The candidates, with those ticked who are delegates now; elected ones are told apart."""
    room, _person = await access.facilitator(request)
    meeting = room.meeting
    voting = meeting.open_round
    return desk_page(
        request,
        room,
        "facilitator/delegates.html",
        candidates=[each for each in meeting.candidates.values() if each.stands],
        acclaimed=meeting.acclaimed,
        elected=elected(meeting, room.counts),
        delegates=delegates(meeting, room.counts),
        targets=meeting.plan.targets,
        locked=meeting.stage in ("planned", "published") or bool(voting and voting.elects),
    )


def routes() -> list[Route]:
    """The address of this page; the act is `acclaim` of `web.desk.acts`."""
    return [Route("/fasilitator/{code}/delegasi", show_delegates)]
