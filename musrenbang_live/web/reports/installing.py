"""The site as an app on a phone: its manifest, and the worker that opens `/lapor` without a line.

The worker keeps one page and what that page is made of, and meddles with nothing else: neither
with sockets nor with the pages of meetings.
"""

import json
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from musrenbang_live.web.keeping import kept
from musrenbang_live.web.language import chosen
from musrenbang_live.web.site import site_of

SHELL: Final = "/lapor"
PARTS: Final = (
    "shared/tokens.css",
    "shared/base.css",
    "shared/icon.svg",
    "shared/draft.js",
    "shared/refs.js",
    "archive/archive.css",
    "archive/reading.css",
    "public/public.css",
    "reports/reports.css",
    "reports/elsewhere.js",
    "reports/glance.js",
    "reports/going.js",
    "reports/icon-192.png",
    "reports/install.js",
    "reports/keep.js",
    "reports/list.js",
    "reports/news.js",
    "reports/place.js",
    "reports/report.js",
    "reports/send.js",
    "reports/shrink.js",
    "reports/steps.js",
    "reports/wrong.js",
)
"""What `/lapor` is made of."""
ICONS: Final = (192, 512)


def routes() -> list[BaseRoute]:
    """The addresses of this door."""
    return [Route("/manifest.webmanifest", send_manifest), Route("/sw.js", send_worker)]


async def send_manifest(request: Request) -> Response:
    """What a phone must know to put the site among its apps."""
    site = site_of(request)
    _ = chosen(request, site.languages).gettext
    icons = [
        {
            "src": site.pages.static(f"reports/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size in ICONS
        for purpose in ("any", "maskable")
    ]
    manifest = {
        "id": SHELL,
        "name": site.name,
        "short_name": _("Lapor"),
        "description": _("Aspirasi dan keluhan warga, tanpa akun."),
        "lang": chosen(request, site.languages).code,
        "start_url": SHELL,
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf8f2",
        "theme_color": "#07383d",
        "icons": icons,
        "shortcuts": [
            {"name": name, "url": url, "icons": icons[:1]}
            for name, url in (
                (_("Sampaikan keluhan"), f"{SHELL}?jenis=keluhan"),
                (_("Sampaikan aspirasi"), f"{SHELL}?jenis=aspirasi"),
                (_("Cari usulan"), "/cari"),
            )
        ],
    }
    answer = JSONResponse(manifest, media_type="application/manifest+json")
    return kept(request, answer, by_visitor=True)


async def send_worker(request: Request) -> Response:
    """The worker. Its text changes with any static file, and so the phone fetches all anew."""
    pages = site_of(request).pages
    files = [SHELL, *(pages.static(part) for part in PARTS)]
    head = (
        f"const VERSION = {json.dumps(pages.static_digest)};\nconst FILES = {json.dumps(files)};\n"
    )
    answer = Response(head + pages.worker, media_type="text/javascript")
    answer.headers["cache-control"] = "no-cache"
    return answer
