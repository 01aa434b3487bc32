"""Static files under an address that changes with their content, to be kept for ever."""

from pathlib import Path

from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOR_EVER = "public, max-age=31536000, immutable"


class KeptForEver(StaticFiles):
    """Static files whose address names their content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """See `StaticFiles.get_response`."""
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response.headers["cache-control"] = FOR_EVER
        return response


def mount(folder: Path, digest: str) -> Mount:
    """The files of `folder` at the address that `Pages.static` gives."""
    return Mount(f"/static/{digest}", KeptForEver(directory=folder))
