"""Files of articles: taken from those who edit, and sent to whoever may have them.

A public file is for everybody. One that is marked for a hall is for the phones of that meeting too,
before it is public; every other is for those who edit.
"""

import hashlib
from typing import Final
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from musrenbang_live.core.articles import MOST_FILES, FileKind
from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.clock import now
from musrenbang_live.store import articles, attachments
from musrenbang_live.store.articles import Article
from musrenbang_live.store.attachments import File, NameUsed
from musrenbang_live.web import file_kinds, photos
from musrenbang_live.web.identity import access
from musrenbang_live.web.keeping import KEPT
from musrenbang_live.web.portal import editors
from musrenbang_live.web.site import Site, site_of

_NOTHING_RUNS: Final = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
)
"""What a file may do in the browser that shows it: nothing, and in no page of others. Some browsers
show a PDF as an object in a page of their own, styled in that page.
"""


async def keep(site: Site, article: int, sent: str, content: bytes, by: int) -> str:
    """Keep a file that somebody sent under the name `sent`; the name it got.

    Pictures are drawn anew. Raises `Rejected`: `attachment_kind`, `attachments_full`, and what
    `web.photos.freed` raises.
    """
    if len((await attachments.files_of(site.pool, [article]))[article]) >= MOST_FILES:
        raise Rejected("attachments_full", field="berkas", limit=MOST_FILES)
    kind: FileKind
    if file_kinds.is_picture(content):
        content, kind = (await photos.freed(content)).jpeg, "jpg"
    else:
        kind = file_kinds.kind_of(content)
    name = file_kinds.name_of(sent, kind)
    digest = hashlib.sha256(content).hexdigest()[:32]
    for number in range(1, 2 * MOST_FILES):
        tried = name if number == 1 else f"{name.rpartition('.')[0]} ({number}).{kind}"
        try:
            await attachments.add(site.pool, article, tried, kind, content, digest, by=by, at=now())
        except NameUsed:
            continue
        return tried
    raise Rejected("attachments_full", field="berkas", limit=MOST_FILES)


async def send_file(request: Request) -> Response:
    """One file; unknown to whoever may not have it."""
    pool = site_of(request).pool
    file = await attachments.find(pool, request.path_params["id"])
    if file is None or file.name != request.path_params["name"]:
        raise HTTPException(404)
    article = await articles.article(pool, file.article_id)
    if article is None:
        raise HTTPException(404)
    if is_public(article):
        return _kept(request, file)
    if not (await is_in_hall(request, article) or await _edits(request, article)):
        raise HTTPException(404)
    return _sent(request, file, "no-store")


def is_public(article: Article) -> bool:
    """Whether everybody may read it at this moment."""
    shown = 0 < article.published_at <= now() and not article.hidden_at
    return shown and not article.practice


async def is_in_hall(request: Request, article: Article) -> bool:
    """Whether this device takes part in the meeting for which the article is marked."""
    early = article.in_hall or 0 < article.published_at <= now()
    if not article.code or article.hidden_at or not early:
        return False
    room = await site_of(request).service.room(article.code)
    return access.participant(request, room) is not None


async def _edits(request: Request, article: Article) -> bool:
    try:
        await editors.of_article(request, article)
    except Rejected:
        return False
    return True


def _kept(request: Request, file: File) -> Response:
    tag = f'"{file.digest}"'
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"etag": tag, "cache-control": KEPT})
    return _sent(request, file, KEPT, tag)


def _sent(request: Request, file: File, kept: str, tag: str = "") -> Response:
    where = "inline" if file.kind in file_kinds.SHOWN else "attachment"
    headers = {
        "content-length": str(file.size),
        "content-disposition": f"{where}; filename*=UTF-8''{quote(file.name)}",
        "content-security-policy": _NOTHING_RUNS,
        "cache-control": kept,
        **({"etag": tag} if tag else {}),
    }
    media_type = file_kinds.TYPES[file.kind]
    if request.method == "HEAD":
        return Response(media_type=media_type, headers=headers)
    parts = attachments.parts(site_of(request).pool, file)
    return StreamingResponse(parts, media_type=media_type, headers=headers)


def routes() -> list[BaseRoute]:
    """The address of files."""
    return [Route("/berkas/{id}/{name}", send_file)]
