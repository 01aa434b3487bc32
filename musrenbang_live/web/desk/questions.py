"""The page of the questions at the desk: who waits, what most want answered, and the answers.

It is live where scripts run and works without; what is done goes through `web.desk.acts_questions`.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from musrenbang_live.web import sheets
from musrenbang_live.web.identity import access


async def show_questions(request: Request) -> Response:
    """All questions of one meeting, those that wait first."""
    room, _person = await access.facilitator(request)
    return sheets.show(request, room, "facilitator", "facilitator/questions.html")


def routes() -> list[Route]:
    """The address of the page."""
    return [Route("/fasilitator/{code}/tanya", show_questions)]
