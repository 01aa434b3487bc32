"""What anybody may keep for a while: public pages, with a tag and a short life, and open data."""

import hashlib
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

KEPT: Final = "public, max-age=60"
"""How long anybody may keep what they got: an erased text is gone everywhere a minute later."""
ASKED_AGAIN: Final = "public, no-cache"
"""The same for what must be true when it is shown: kept, and asked again before it is used."""
OPEN_DATA: Final = {
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
}


def open_data(request: Request, body: bytes, media_type: str) -> Response:
    """An answer that every program and page may read."""
    answer = Response(body, media_type=media_type, headers=OPEN_DATA)
    return kept(request, answer, by_visitor=False)


def kept(
    request: Request,
    answer: Response,
    *,
    by_visitor: bool,
    tag: str = "",
    at_once: bool = False,
) -> Response:
    """`answer` so that it may be kept for a while, or 304 when the visitor has it already.

    `by_visitor`: it depends on the language this visitor chose. A page that says something to
    this visitor alone (it then takes back the cookie that asked for it) is kept by nobody. `tag`
    names the content where it is known, without quotes. `at_once`: it tells what goes on now.
    """
    if "set-cookie" in answer.headers:
        return answer
    tag = f'"{tag or hashlib.sha256(answer.body).hexdigest()[:32]}"'
    answer.headers["etag"] = f"W/{tag}"  # weak: the body may be compressed on the way
    answer.headers["cache-control"] = ASKED_AGAIN if at_once else KEPT
    if by_visitor:
        answer.headers["vary"] = "Cookie"
    if not _has(request, tag):
        return answer
    still_said = ("etag", "cache-control", "vary", *OPEN_DATA)
    headers = {key: value for key, value in answer.headers.items() if key in still_said}
    return Response(status_code=304, headers=headers)


def _has(request: Request, tag: str) -> bool:
    offered = request.headers.get("if-none-match", "")
    return tag in (part.strip().removeprefix("W/") for part in offered.split(",")) or offered == "*"
