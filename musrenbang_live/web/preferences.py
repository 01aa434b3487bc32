"""What a visitor prefers on this device: the language. It is a cookie and nothing is stored."""

import re
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.errors import Rejected
from musrenbang_live.web import language
from musrenbang_live.web.pages import redirect
from musrenbang_live.web.site import site_of

KEPT: Final = 365 * 24 * 3600
"""Seconds for which the choice is remembered."""
_OWN_PATH: Final = re.compile(r"/(?!/)[\w\-./]*(\?[\w\-./~%+=&*]*)?", re.ASCII)
"""A path of this site, and what was looked for there as browsers write it."""


async def choose_language(request: Request) -> Response:
    """Read on in the other language.

    Needs no page token: that the form came from this site is seen to for every form, and nobody
    is harmed by a language.
    """
    form = await request.form(max_fields=10, max_files=0)
    chosen, back = str(form.get("bahasa", "")), str(form.get("lanjut", ""))
    if chosen not in language.CODES:
        raise Rejected("message_malformed")
    answer = redirect(back if _OWN_PATH.fullmatch(back) else "/")
    answer.set_cookie(
        language.COOKIE,
        chosen,
        max_age=KEPT,
        path="/",
        secure=site_of(request).secure,
        samesite="lax",
        httponly=True,
    )
    return answer


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [Route("/bahasa", choose_language, methods=["POST"])]
