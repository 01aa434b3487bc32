"""The documents of a published meeting, for anybody: PDF, Word, Excel, all of them, the scan."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.store import minutes as rows
from musrenbang_live.web.archive.pages import published_room
from musrenbang_live.web.keeping import open_data
from musrenbang_live.web.minutes import pack, scans
from musrenbang_live.web.site import site_of

NAMES = {"pdf": pack.PDF, "docx": pack.DOCX, "xlsx": pack.XLSX}


async def send_document(request: Request) -> Response:
    """The minutes as PDF or in Word, or the lists in Excel; without persons."""
    room, _ = await published_room(request)
    name = NAMES[request.url.path.rpartition(".")[2]]
    content = await site_of(request).documents.one(room, name)
    return _file(request, content, f"{room.code}-{name}")


async def send_folder(request: Request) -> Response:
    """Everything public of a meeting in one folder."""
    room, _ = await published_room(request)
    content = await site_of(request).documents.folder(room)
    return _file(request, content, f"musrenbang-{room.code}-dokumen.zip")


async def send_scan(request: Request) -> Response:
    """The signed paper, where whoever uploaded it said that it may be published."""
    room, _ = await published_room(request)
    pool = site_of(request).pool
    scan = await rows.scan(pool, room.row.id)
    if scan is None or not scan.shown:
        raise HTTPException(404)
    content = await rows.scanned(pool, room.row.id)
    return _file(request, content, f"{room.code}-pindaian.{scan.kind}")


def _file(request: Request, content: bytes, name: str) -> Response:
    ending = name.rpartition(".")[2]
    answer = open_data(request, content, pack.TYPES.get(f".{ending}") or scans.TYPES[ending])
    answer.headers["content-disposition"] = f'attachment; filename="{name}"'
    return answer


def routes() -> list[BaseRoute]:
    """The addresses of this door; to be listed before the archive's own."""
    return [
        *(Route(f"/arsip/{{code}}.{ending}", send_document) for ending in NAMES),
        Route("/arsip/{code}.zip", send_folder),
        Route("/arsip/{code}/pindaian", send_scan),
    ]
