"""What a meeting gives its residents to read: articles and files, by agenda point."""

from markupsafe import Markup
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from musrenbang_live.core.articles import WHOLE_MEETING, Reading
from musrenbang_live.store import articles, attachments
from musrenbang_live.store.attachments import File
from musrenbang_live.web.portal import markdown
from musrenbang_live.web.resident.pages import Visit, for_residents, show
from musrenbang_live.web.site import site_of


class Shown(Struct, frozen=True):
    """An article as it stands on the page; `phase` is the title of its agenda point or ''."""

    reading: Reading
    phase: str
    text: Markup
    files: list[File]


@for_residents
async def show_readings(request: Request, come: Visit) -> Response:
    """Everything that the phones in this hall may open."""
    pool, found = site_of(request).pool, come.room.counts.readings
    numbers = [reading.article for reading in found]
    texts = await articles.bodies(pool, numbers)
    files = await attachments.files_of(pool, numbers)
    phases = come.room.meeting.plan.phases
    shown = [
        Shown(
            reading,
            phases[reading.phase].title if WHOLE_MEETING < reading.phase < len(phases) else "",
            markdown.html(texts.get(reading.article, ""), files[reading.article]),
            files[reading.article],
        )
        for reading in found
    ]
    return await show(request, come, "resident/reading.html", "now", shown=shown)


def routes() -> list[Route]:
    """The address of this page."""
    return [Route("/s/{code}/bahan", show_readings)]
