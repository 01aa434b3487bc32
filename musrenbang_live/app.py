"""The composition root: the one place that knows every part and opens connections."""

import asyncio
import contextlib
import functools
import gc
import logging
import sys
from collections.abc import AsyncIterator
from typing import Any, Final, TypedDict

from msgspec import Struct
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware

from musrenbang_live.config import Settings, cache_folder, folder
from musrenbang_live.core.charts.tiles import Ground
from musrenbang_live.core.errors import Rejected
from musrenbang_live.live.announcing import Announced, Announcer, WebhookKeys
from musrenbang_live.live.attending import Attending
from musrenbang_live.live.bus_address import bus_at
from musrenbang_live.live.card_keys import CardKeys
from musrenbang_live.live.cards import Cards
from musrenbang_live.live.erasing import Erasing
from musrenbang_live.live.going_on import GoingOn
from musrenbang_live.live.hub import USUAL_PACE, Hub
from musrenbang_live.live.notary import Notary
from musrenbang_live.live.notes import Notes
from musrenbang_live.live.papers import Papers
from musrenbang_live.live.proof_lists import ProofLists
from musrenbang_live.live.rehearsals import Rehearsals
from musrenbang_live.live.retention import Retention
from musrenbang_live.live.room import Pace
from musrenbang_live.live.service import Service
from musrenbang_live.live.shelving import Shelving
from musrenbang_live.live.signing import SiteKey
from musrenbang_live.live.speakers import Speakers
from musrenbang_live.live.webhook_sending import WebhookSender
from musrenbang_live.live.writer import DurableWriter
from musrenbang_live.store import migrate, pool, similar
from musrenbang_live.web import errors, file_kinds, fragments, home, language, static_files
from musrenbang_live.web.archive import bundles
from musrenbang_live.web.archive.kept_documents import Documents
from musrenbang_live.web.charts.tiles import read_arrangement
from musrenbang_live.web.city.board import CityBoard
from musrenbang_live.web.identity.tokens import Signer
from musrenbang_live.web.made_once import MadeOnce
from musrenbang_live.web.middleware import SameOrigin, SecurityHeaders, script_digest
from musrenbang_live.web.minutes.pack import Press
from musrenbang_live.web.page_cache import Erasures, PageCache
from musrenbang_live.web.pages import Pages
from musrenbang_live.web.portal.dapil import read_dapil
from musrenbang_live.web.rate_limit import RateLimit
from musrenbang_live.web.routes import routes
from musrenbang_live.web.sharing.picture_drawing import Pictures
from musrenbang_live.web.site import Site
from musrenbang_live.web.wards import read_wards

log = logging.getLogger(__name__)

MAX_BODY: Final = 256 * 1024
"""Bytes of any request body; a pasted session plan is the largest there is."""
DATABASE_WITHIN: Final = 10.0
"""Seconds in which a database that was reached a moment ago must be reached again at the start."""
REHEARSE: Final = (sys.executable, "-m", "musrenbang_live", "rehearse", "--lines")
"""The program that plays a rehearsal; beside the server, so that the two do not share a process."""
GOODBYE_WITHIN: Final = 5.0
"""Seconds at shutdown in which screens that were told when to come back must have gone."""
YOUNG_OBJECTS: Final = 50_000
"""New objects after which the collector looks at the youngest. A hall that connects at once makes
hundreds of thousands that stay: at Python's 700 it would look at them all again and again.
"""


class State(TypedDict):
    """What requests find in `request.state`."""

    site: Site


def create_app(settings: Settings, pace: Pace = USUAL_PACE) -> Starlette:
    """The whole application over `settings.database_url`. Nothing is opened before it starts."""
    pages = _pages(settings.site)
    wards = read_wards(settings.wards)
    grounds = [Ground(ward.code, ward.name, ward.district) for ward in wards]
    tiles = read_arrangement(settings.wards, grounds)
    dapil = read_dapil(settings.wards)
    erasures = Erasures()
    papers = bundles.papers(folder("static"), folder("templates"))
    press = Press(folder("templates") / "print", pages.languages["id"])

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[State]:
        async with (
            _running(settings, pages, pace, erasures) as running,
            contextlib.AsyncExitStack() as stack,
        ):
            app.state.hub = running.hub
            rehearsals = Rehearsals(running.pool, running.service, REHEARSE)
            stack.push_async_callback(rehearsals.close)
            bundled = bundles.Bundles(running.pool, running.notary, papers)
            yield State(
                site=Site(
                    name=settings.site,
                    city=settings.city,
                    public_url=settings.public_url,
                    secure=settings.secure,
                    wards=wards,
                    tiles=tiles,
                    dapil=dapil,
                    plans=folder("sessions"),
                    print_templates=folder("templates") / "print",
                    pages=pages,
                    languages=pages.languages,
                    signer=Signer(settings.secret),
                    pool=running.pool,
                    hub=running.hub,
                    service=running.service,
                    shelving=running.shelving,
                    cards=running.cards,
                    notary=running.notary,
                    bundles=bundled,
                    press=press,
                    documents=Documents(running.pool, running.notary, bundled, press),
                    proof_lists=ProofLists(running.pool),
                    papers=Papers(running.pool, running.hub, running.service, running.cards),
                    rehearsals=rehearsals,
                    attending=Attending(running.pool, running.hub, running.retention),
                    notes=Notes(running.pool, running.hub),
                    speakers=Speakers(running.pool, running.hub),
                    erasing=Erasing(running.pool, running.hub, running.shelving),
                    announcer=running.announcer,
                    pictures=Pictures(folder("templates") / "print" / "gambar.typ"),
                    license=settings.license,
                    webhooks_inside=settings.webhooks_inside,
                    city_board=CityBoard(running.pool, pages, grounds),
                    going_on=GoingOn(running.pool),
                    limit=RateLimit(),
                )
            )

    return Starlette(
        routes=[*routes(), *static_files.mounts(folder("static"), pages.static_digest)],
        middleware=[
            Middleware(
                PageCache,
                seconds=settings.page_seconds,
                edition=home.edition,
                any_host=bool(settings.public_url),
                erasures=erasures,
            ),
            Middleware(
                SecurityHeaders, secure=settings.secure, script=script_digest(pages.recovery)
            ),
            Middleware(SameOrigin, public_url=settings.public_url),
            Middleware(
                GZipMiddleware,
                minimum_size=600,
                compresslevel=5,
                exclude_content_types=(*DEFAULT_EXCLUDED_CONTENT_TYPES, *file_kinds.TYPES.values()),
            ),
        ],
        exception_handlers={
            Rejected: errors.rejected,
            HTTPException: errors.http_error,
            Exception: errors.failure,
        },
        lifespan=lifespan,
        max_body_size=MAX_BODY,
    )


@functools.cache
def _pages(site_name: str) -> Pages:
    """The templates and languages, read and compiled once: that takes longer than all the rest of
    a start, and a process may start the application more than once.
    """
    kept = MadeOnce(cache_folder())
    return Pages(folder("templates"), folder("static"), language.load(kept), site_name, kept)


def compile_pages() -> None:
    """Leave nothing to compile to the starts to come: for whoever builds an image."""
    _pages("").compile()


class Running(Struct, frozen=True, eq=False):
    """What works for as long as the application runs: the database, the hub and the use cases."""

    pool: pool.Pool
    hub: Hub
    service: Service
    cards: Cards
    notary: Notary
    retention: Retention
    shelving: Shelving
    announcer: Announcer


@contextlib.asynccontextmanager
async def _running(
    settings: Settings, pages: Pages, pace: Pace, erasures: Erasures
) -> AsyncIterator[Running]:
    """All that is alive while the application runs; ended in the order it came."""
    database = await _opened(settings.database_url)
    bus = bus_at(settings.redis_url)
    hub = Hub(database, bus, fragments.Studio(pages), pace, erasures.hear)
    writer = DurableWriter(lambda: pool.connect(settings.database_url))
    retention = Retention(database, settings.retention_days)
    shelving = Shelving(database)
    announcer = _announcer(settings, database)
    try:
        async with asyncio.TaskGroup() as tasks:
            works = hub.run(), writer.run(), retention.run(), shelving.run(), announcer.run()
            running = [tasks.create_task(work) for work in works]
            await asyncio.sleep(0)
            _settle_memory()
            notary = Notary(database, SiteKey(settings.secret))
            service = Service(database, hub, writer, notary, shelving)
            cards = Cards(database, hub, service, writer, CardKeys(settings.secret))
            yield Running(database, hub, service, cards, notary, retention, shelving, announcer)
            for task in running:
                task.cancel()
    finally:
        await _closed(database)


def _announcer(settings: Settings, database: pool.Pool) -> Announcer:
    """Whoever tells the webhooks of this site."""
    return Announcer(
        database,
        Announced(settings.site, settings.public_url),
        WebhookKeys(settings.secret),
        WebhookSender(inside=settings.webhooks_inside),
    )


async def drain(app: Starlette) -> None:
    """Send every screen away, each to come back at its own moment, before the lines are cut."""
    hub: Hub | None = getattr(app.state, "hub", None)
    if hub is not None and hub.busy:
        await hub.drain()
        patience = asyncio.get_running_loop().time() + GOODBYE_WITHIN
        while hub.busy:
            await asyncio.sleep(0.02)
            if asyncio.get_running_loop().time() > patience:
                break


async def _opened(url: str) -> pool.Pool:
    """The database, brought to this version. One that has just gone away is given a moment."""
    clock = asyncio.get_running_loop().time
    patience = clock() + DATABASE_WITHIN
    while True:
        try:
            await _migrated(url)
            return await pool.open_pool(url)
        except Exception as error:
            if not pool.unreachable(error) or clock() > patience:
                raise
            log.warning("the database is away (%s); starting waits for it", type(error).__name__)
        await asyncio.sleep(0.2)


async def _migrated(url: str) -> None:
    connection = await pool.connect(url)
    try:
        for name in await migrate.migrate(connection):
            log.info("the database was brought to %s", name)
        await similar.refill(connection)
    finally:
        await connection.close()


async def _closed(database: pool.Pool) -> None:
    try:
        async with asyncio.timeout(5):
            await database.close()
    except TimeoutError:
        database.terminate()


@functools.cache
def _settle_memory() -> None:
    """What exists now stays: the collector need not look at it again during a meeting.

    Only at the first start of a process: what a later one adds is little beside it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, *gc.get_threshold()[1:])


def uvicorn_settings(settings: Settings) -> dict[str, Any]:
    """How uvicorn is to serve the application; every default that would hurt is set here.

    WebSockets are our own (`web.wire`): one connection costs a few kB, and one frame for a whole
    hall is written as it is. The `server` header tells nobody anything they need.
    """
    return {
        "ws": "musrenbang_live.web.wire.protocol:WireProtocol",
        "server_header": False,
        "access_log": False,
        "log_level": "warning",
        "timeout_graceful_shutdown": 5,
        "proxy_headers": True,
        "forwarded_allow_ips": settings.trusted_proxies,
        "backlog": 4096,
    }
