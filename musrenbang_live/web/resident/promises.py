"""Last year on a resident's phone: what was promised, and whether it was kept."""

from starlette.requests import Request
from starlette.responses import Response

from musrenbang_live.web.resident.pages import Visit, for_residents, show


@for_residents
async def show_promises(request: Request, come: Visit) -> Response:
    """Every promise with what the official says, and *sudah* or *belum* to tap."""
    return await show(request, come, "resident/promises.html", "now")
