"""Static files under an address that changes with their content, to be kept for ever.

Scripts of the live pages travel without their comments, which are more than a third of their
weight on a phone's line. Those by which a visitor checks a result stay as they were written: they
are there to be read.
"""

import functools
from pathlib import Path
from typing import Final

from rjsmin import jsmin
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOR_EVER: Final = "public, max-age=31536000, immutable"
AS_WRITTEN: Final = ("archive/", "vendor/")
"""Folders whose scripts are sent as they are."""


class KeptForEver(StaticFiles):
    """Static files whose address names their content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """See `StaticFiles.get_response`."""
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            if path.endswith(".js") and not path.startswith(AS_WRITTEN):
                response = self._script(path)
            response.headers["cache-control"] = FOR_EVER
        return response

    def _script(self, path: str) -> Response:
        file, stat = self.lookup_path(path)
        changed = stat.st_mtime_ns if stat else 0
        return Response(_without_comments(file, changed), media_type="text/javascript")


@functools.cache
def _without_comments(file: str, changed: int) -> bytes:
    """The script in `file`, as it was at `changed`, without comments and needless space."""
    return str(jsmin(Path(file).read_text(encoding="utf-8"))).encode()


def mount(folder: Path, digest: str) -> Mount:
    """The files of `folder` at the address that `Pages.static` gives."""
    return Mount(f"/static/{digest}", KeptForEver(directory=folder))
