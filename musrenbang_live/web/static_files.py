"""Static files under an address that changes with their content, to be kept for ever.

Scripts of the live pages travel without their comments, which are more than a third of their
weight on a phone's line. Those by which a visitor checks a result stay as they were written: they
are there to be read.
"""

import functools
import gzip
from pathlib import Path, PurePosixPath
from typing import Final

from rjsmin import jsmin
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOR_EVER: Final = "public, max-age=31536000, immutable"
AS_WRITTEN: Final = ("archive/", "vendor/")
"""Folders whose scripts are sent as they are."""
SCRIPT: Final = "text/javascript"
KINDS: Final = {".js": SCRIPT, ".css": "text/css", ".svg": "image/svg+xml"}
"""What is kept in memory, by the ending of its name: every new phone asks for some thirty of them,
and to read and compress each anew takes longer than the page they belong to."""
ZIPPED: Final = "accept-encoding"
WORTH_ZIPPING: Final = 600
"""Bytes, as for pages."""


class KeptForEver(StaticFiles):
    """Static files whose address names their content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """See `StaticFiles.get_response`."""
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            kind = KINDS.get(PurePosixPath(path).suffix)
            if kind:
                response = self._text(path, kind, "gzip" in Headers(scope=scope).get(ZIPPED, ""))
            response.headers["cache-control"] = FOR_EVER
        return response

    def _text(self, path: str, kind: str, zipped: bool) -> Response:
        file, stat = self.lookup_path(path)
        shorter = kind == SCRIPT and not path.startswith(AS_WRITTEN)
        body = _text_of(file, stat.st_mtime_ns if stat else 0, shorter)
        if not zipped or len(body) < WORTH_ZIPPING:
            return Response(body, media_type=kind)
        headers = {"content-encoding": "gzip", "vary": ZIPPED}
        return Response(_compressed(body), media_type=kind, headers=headers)


@functools.cache
def _text_of(file: str, changed: int, shorter: bool) -> bytes:
    """What is in `file`, as it was at `changed`; `shorter`: a script without comments and needless
    space.
    """
    text = Path(file).read_bytes()
    return str(jsmin(text.decode())).encode() if shorter else text


@functools.cache
def _compressed(body: bytes) -> bytes:
    """As it travels to every browser. Once for all of them, so as small as it can be made."""
    return gzip.compress(body, compresslevel=9, mtime=0)


def mounts(folder: Path, digest: str) -> list[Mount]:
    """The files of `folder` at the address that `Pages.static` gives, and once more for each time a
    page asks again for what was lost on the way (static/shared/again.js).
    """
    files = KeptForEver(directory=folder)
    return [Mount(f"/static/{digest}", files), Mount(f"/static/{digest}.{{time:int}}", files)]
