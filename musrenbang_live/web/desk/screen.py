"""The projector's remote: a page for the phone in the facilitator's hand. It works without script.

It shows what the wall shows in one line; what to show is chosen by `web.desk.acts_screen`.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from musrenbang_live.web import sheets
from musrenbang_live.web.identity import access


async def show_remote(request: Request) -> Response:
    """The remote of one meeting, live where scripts run."""
    room, _person = await access.facilitator(request)
    return sheets.show(request, room, "facilitator", "facilitator/remote.html")


def routes() -> list[Route]:
    """The address of the remote."""
    return [Route("/fasilitator/{code}/layar", show_remote)]
