"""Files that people send with a form: bounded while they are read, and named safely.

Bodies of all requests are small (`app.MAX_BODY`). Only a route made with `route` takes more, and
only from a page of ours: every form has its page token as the first field, and while that has not
come and been found good, no more than `_BEFORE_TOKEN` is read. After that, too, no more than one
file's worth is ever kept: what goes beyond is read and thrown away, because a browser that is still
sending would show a broken line in place of our sentence.
"""

import unicodedata
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from typing import Final

from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message, Receive

from musrenbang_live.core.errors import Rejected
from musrenbang_live.web import forms
from musrenbang_live.web.identity import access

MOST_BYTES: Final = 10 * 1024 * 1024
"""Bytes of a file, where a page has no reason for less."""
_MOST_BODY: Final = 64 * 1024 * 1024
"""Bytes of a body that are read, and mostly thrown away, to be able to say that it is too large."""
_BESIDE: Final = 256 * 1024
"""Bytes of the other fields of the form."""
_BEFORE_TOKEN: Final = 64 * 1024
"""Bytes of a body in which the page token must have come."""
_MOST_FILES: Final = 4
_LONGEST_NAME: Final = 120


def route(path: str, endpoint: Callable[[Request], Awaitable[Response]]) -> Route:
    """A POST route that takes files. The endpoint must know its visitor before it reads the form:
    whoever may not send a file must not be able to keep the server reading.
    """
    return Route(path, endpoint, methods=["POST"], max_body_size=_MOST_BODY)


async def uploaded(request: Request, field: str, most_bytes: int = MOST_BYTES) -> tuple[str, bytes]:
    """The name and the content of the file sent under `field`.

    The page token is checked as for every form, and `forms.read` of the same request gives the
    other fields afterwards. Raises `Rejected`: `file_missing` when none was chosen or it is empty,
    `file_too_large`, `page_expired`, `message_malformed`.
    """
    return file_of(await sent(request, most_bytes), field, most_bytes)


def file_of(form: forms.Form, field: str, most_bytes: int = MOST_BYTES) -> tuple[str, bytes]:
    """The name and the content of the file of a form that was read. Raises `Rejected`:
    `file_missing` when none was chosen or it is empty, `file_too_large`."""
    content = form.upload(field)
    if not content:
        raise Rejected("file_missing", field=field)
    if len(content) > most_bytes:
        raise _too_large(most_bytes).about(field)
    return _named(form.upload_name(field)), content


async def sent(request: Request, most_bytes: int = MOST_BYTES) -> forms.Form:
    """The form with the files it may have, together at most `most_bytes`; with none it is a form
    like any other. Raises `Rejected`: `file_too_large`, `message_too_large`, `page_expired`,
    `message_malformed`.
    """
    if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return forms.checked(request, *await _parted(request, most_bytes))
    return await forms.read(Request(request.scope, _few(request.receive)))


async def _parted(request: Request, most_bytes: int) -> tuple[FormData, dict[str, forms.Upload]]:
    """The fields, and the files read into memory. Raises `Rejected`."""
    parser = MultiPartParser(
        request.headers, request.stream(), max_files=_MOST_FILES, max_fields=forms.MAX_FIELDS
    )
    parser.stream = _bounded(_from_our_page(request, parser), most_bytes)
    try:
        data = await parser.parse()
    except (MultiPartException, KeyError) as unreadable:  # KeyError: no boundary was named
        raise Rejected("message_malformed") from unreadable
    try:
        return data, await forms.files_of(data)
    finally:
        await data.close()


async def _from_our_page(request: Request, parser: MultiPartParser) -> AsyncIterator[bytes]:
    """The body, until it is plain that no page of ours sends it. Raises `page_expired`."""
    token, size = request.headers.get("x-page-token", ""), 0
    async for chunk in request.stream():
        yield chunk  # and the parser has found in it what there was
        size += len(chunk)
        token = token or next((str(said) for name, said in parser.items if name == "_token"), "")
        if (token or size > _BEFORE_TOKEN) and not access.is_page_token(request, token):
            raise Rejected("page_expired")


async def _bounded(stream: AsyncIterator[bytes], most_bytes: int) -> AsyncGenerator[bytes, None]:
    """The stream, as long as it can be one such file and a form around it."""
    size = 0
    async for chunk in stream:
        size += len(chunk)
        if size <= most_bytes + _BESIDE:
            yield chunk
    if size > most_bytes + _BESIDE:
        raise _too_large(most_bytes)


def is_large(request: Request) -> bool:
    """Whether more is to come than the fields of a form, or nobody says how much."""
    length = request.headers.get("content-length", "")
    return not length.isdecimal() or int(length) > _BESIDE


def _few(receive: Receive) -> Receive:
    """What comes with a form without files. Raises `message_too_large` when it is too much."""
    size = 0

    async def received() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > _BESIDE:
            raise Rejected("message_too_large")
        return message

    return received


def _too_large(most_bytes: int) -> Rejected:
    whole = most_bytes // (1024 * 1024)
    return Rejected("file_too_large", limit=f"{whole} MB" if whole else f"{most_bytes // 1024} kB")


def _named(sent: str) -> str:
    """The file's own name: no folders, no signs that cannot be shown."""
    own = sent.replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in own if unicodedata.category(sign)[0] != "C")
    return shown.strip()[:_LONGEST_NAME]
