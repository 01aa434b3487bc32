"""For those who run the program: is it alive, can it serve, what is it doing.

Of several workers on one port any may be the one that answers. Whether it lives and is ready it
says of itself; its figures are those of all, where the supervisor has given them a folder to share.
"""

import os

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from musrenbang_live.store.pool import unreachable
from musrenbang_live.web.site import site_of

LOOPBACK = frozenset({"127.0.0.1", "::1"})
SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Where prometheus_client keeps the figures of several processes; set by `cli.workers`."""


async def alive(request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok\n", headers={"cache-control": "no-store"})


async def ready(request: Request) -> Response:
    """The database answers too; 503 when it does not."""
    try:
        await site_of(request).pool.fetchval("SELECT 1")
    except Exception as error:
        if not unreachable(error):
            raise
        return JSONResponse({"database": False}, 503)
    return JSONResponse({"database": True, "bus": site_of(request).hub.bus_connected})


async def metrics(request: Request) -> Response:
    """Figures for Prometheus, for this machine only: how busy a meeting is concerns nobody else."""
    if request.client is None or request.client.host not in LOOPBACK:
        return Response(status_code=404)
    return Response(generate_latest(_figures()), media_type=CONTENT_TYPE_LATEST)


def _figures() -> CollectorRegistry:
    if SHARED not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together


def routes() -> list[Route]:
    """The addresses of this door."""
    return [Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", metrics)]
